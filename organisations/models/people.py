"""People and the roles they hold for a time."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models

from organisations.models.base import Public
from organisations.models.units import OrgUnit


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


class Role(models.TextChoices):
    """The closed list of roles (`settled` 15); members of a committee are members by `SeatTerm` only."""

    DRAFTER = "drafter", "ผู้จัดทำ"
    CHECKER = "checker", "ผู้ตรวจ"
    EXECUTIVE = "executive", "ผู้บริหารท้องถิ่น"
    OFFICER = "officer", "เจ้าหน้าที่ส่วนราชการ"
    REGISTRAR = "registrar", "เจ้าหน้าที่ลงรับ (อบจ.)"
    ANALYST = "analyst", "นักวิเคราะห์ (อบจ.)"
    ADMIN = "admin", "ผู้ดูแลระบบ"


class RoleGrant(models.Model):
    """A role of a person in a unit, from a day to a day (both inclusive; open when `ends_on` is empty).

    `capacity` says in what standing an executive acts: รักษาราชการแทน, ปฏิบัติหน้าที่ …
    """

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20, choices=Role.choices)
    unit = models.ForeignKey(OrgUnit, on_delete=models.CASCADE, related_name="grants")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    capacity = models.CharField(max_length=100, blank=True)

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
