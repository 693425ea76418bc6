"""People and the roles they hold for a time."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django_scopes import ScopedManager

from organisations.models.base import Public
from organisations.models.units import OrgUnit

NO_MAIL = "@no-mail.invalid"
"""The end of an address that stands in for none (RFC 2606: no such domain can ever be); never mailed or shown."""


class UserManager(BaseUserManager["User"]):
    """Makes people; their name for signing in is an e-mail address, kept in small letters."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").lower())


class User(Public, AbstractBaseUser, PermissionsMixin):
    """A person. What they may do stands in `RoleGrant` and in the committee's seats, with dates."""

    email = models.EmailField(unique=True)
    prefix = models.CharField(max_length=40, blank=True)
    first_name = models.CharField(max_length=100)
    last_name = models.CharField(max_length=100, blank=True)
    position = models.CharField(max_length=150, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=5, default="th")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["first_name"]
    objects = UserManager()

    class Meta:
        ordering = ["first_name", "last_name"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Prefix, first and last name as one says it in Thai: the prefix joins the first name."""
        return f"{self.prefix}{self.first_name} {self.last_name}".strip()

    @property
    def has_mail(self) -> bool:
        """Whether they have given an address: mail can reach them, and they can sign in."""
        return not self.email.endswith(NO_MAIL)


class Role(models.TextChoices):
    """The closed list of roles (`settled` 15); members of a committee are members by `SeatTerm` only."""

    DRAFTER = "drafter", "ผู้จัดทำ"
    CHECKER = "checker", "ผู้ตรวจ"
    EXECUTIVE = "executive", "ผู้บริหารท้องถิ่น"
    OFFICER = "officer", "เจ้าหน้าที่ส่วนราชการ"
    REGISTRAR = "registrar", "เจ้าหน้าที่ลงรับ (อบจ.)"
    ANALYST = "analyst", "นักวิเคราะห์ (อบจ.)"
    ADMIN = "admin", "ผู้ดูแลระบบ"


class RoleGrant(Public):
    """A role of a person in a unit, from a day to a day (both inclusive; open when `ends_on` is empty).

    `capacity` says in what standing a person acts who is not the holder of the office: รักษาราชการแทน,
    ปฏิบัติหน้าที่ …; `order_no` names the order that says so. A delegation is a grant with capacity and end.
    """

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20, choices=Role.choices)
    unit = models.ForeignKey(OrgUnit, on_delete=models.CASCADE, related_name="grants")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    capacity = models.CharField(max_length=100, blank=True)
    order_no = models.CharField(max_length=60, blank=True)
    made_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="grant_ends_after_it_begins",
            ),
        ]
        indexes = [models.Index(fields=["person", "unit", "role"])]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} {self.unit_id}"


class Handover(Public):
    """A role passed from one person to another: who, which, from which day on, and what was told.

    `briefing` is the list of open work as it stood on the day of the handover, kept as it was read.
    """

    unit = models.ForeignKey(OrgUnit, on_delete=models.CASCADE, related_name="handovers")
    role = models.CharField(max_length=20, choices=Role.choices)
    giver = models.ForeignKey(User, on_delete=models.PROTECT, related_name="handed_over")
    taker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="taken_over")
    on_day = models.DateField()
    note = models.TextField(blank=True)
    briefing = models.JSONField(default=list)
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()

    objects = ScopedManager(unit="unit")

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"{self.role} {self.giver_id} → {self.taker_id}"
