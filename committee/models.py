"""The committee of eleven: seats and terms, sittings, agenda items, ballots."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django_scopes import ScopedManager

from documents.models import Revision
from organisations.models import OrgUnit, Public, User


class SeatGroup(models.TextChoices):
    """The five groups of the regulation's ข้อ 28; quotas and ways of selection stand in the law pack."""

    COUNCIL = "council", "ผู้แทนสมาชิกสภาท้องถิ่น"
    COMMUNITY = "community", "ผู้แทนประชาคมท้องถิ่น"
    AGENCY = "agency", "ผู้แทนหน่วยงานที่เกี่ยวข้อง"
    DIVISION_HEAD = "division_head", "หัวหน้าส่วนการบริหาร"
    EXPERT = "expert", "ผู้ทรงคุณวุฒิ"


class Committee(Public):
    """A unit's evaluation committee, by the order that appointed it."""

    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="committees")
    order_no = models.CharField(max_length=60)
    order_date = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    objects = ScopedManager(unit="unit")

    class Meta:
        ordering = ["-order_date"]

    def __str__(self) -> str:
        return self.order_no


class Seat(models.Model):
    """One of the seats of a committee."""

    committee = models.ForeignKey(Committee, on_delete=models.CASCADE, related_name="seats")
    group = models.CharField(max_length=14, choices=SeatGroup.choices)
    number = models.PositiveSmallIntegerField()

    objects = ScopedManager(unit="committee__unit")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["committee", "number"], name="seat_number_once")]

    def __str__(self) -> str:
        return f"{self.committee_id}/{self.number}"


class Office(models.TextChoices):
    """What the members choose one among them for."""

    MEMBER = "", "กรรมการ"
    CHAIR = "chair", "ประธานกรรมการ"
    SECRETARY = "secretary", "กรรมการและเลขานุการ"


class SeatTerm(models.Model):
    """A person on a seat from a day to a day (inclusive). Terms of one seat do not overlap (`seating`)."""

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="terms")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="seat_terms")
    office = models.CharField(max_length=10, choices=Office.choices, blank=True, default=Office.MEMBER)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    order_no = models.CharField(max_length=60, blank=True)

    objects = ScopedManager(unit="seat__committee__unit")

    class Meta:
        ordering = ["seat__number", "starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="term_ends_after_it_begins",
            ),
            models.UniqueConstraint(fields=["seat"], condition=Q(ends_on__isnull=True), name="one_open_term"),
        ]

    def __str__(self) -> str:
        return f"{self.seat_id}: {self.person_id}"


class Mode(models.TextChoices):
    """How a sitting decides. Circulation is what this product walks first."""

    CIRCULATION = "circulation", "มติเวียน"
    MEETING = "meeting", "ประชุม"
    ELECTRONIC = "electronic", "ประชุมผ่านสื่ออิเล็กทรอนิกส์"


class Sitting(Public):
    """An occasion on which the committee decides. `closes_at` ends a circulation.

    An unlawful composition is a loud finding: `composition_reason` and `authority` answer it, and the
    minutes print them. It is never a wall.
    """

    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="sittings")
    mode = models.CharField(max_length=12, choices=Mode.choices, default=Mode.CIRCULATION)
    called_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    called_at = models.DateTimeField(auto_now_add=True)
    closes_at = models.DateTimeField()
    message = models.TextField(blank=True)
    second_call = models.BooleanField(default=False)
    composition_reason = models.CharField(max_length=500, blank=True)
    authority = models.CharField(max_length=200, blank=True)

    objects = ScopedManager(unit="committee__unit")

    class Meta:
        ordering = ["-called_at"]

    def __str__(self) -> str:
        return f"{self.mode} {self.committee_id}"


class AgendaItem(Public):
    """One frozen revision before a sitting. The outcome is written once, at the close (`settled` 9, 10)."""

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="items")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="items")
    fingerprint = models.CharField(max_length=64)
    closed_at = models.DateTimeField(null=True, blank=True)
    withdrawn = models.BooleanField(default=False)
    outcome = models.CharField(max_length=14, blank=True)
    closed_because = models.CharField(max_length=20, blank=True)

    objects = ScopedManager(unit="sitting__committee__unit")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["revision"], condition=Q(closed_at__isnull=True), name="one_open_item"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, outcome="") | Q(closed_at__isnull=False),
                name="outcome_only_when_closed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sitting_id}: {self.fingerprint[:12]}"

    @property
    def is_open(self) -> bool:
        """Whether opinions can still be given."""
        return self.closed_at is None


class Via(models.TextChoices):
    """How an opinion came in."""

    PAGE = "page", "หน้าเว็บ"
    LINK = "link", "ลิงก์"
    CODE = "code", "รหัส"
    RECORDED = "recorded", "เลขานุการบันทึก"


class Ballot(Public):
    """One member's choice on one item. Insert-only; a change of mind is a new row that replaces the old.

    The live ballot of a seat is the one that nobody replaces.
    """

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="ballots")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="ballots")
    term = models.ForeignKey(SeatTerm, on_delete=models.PROTECT, related_name="ballots")
    choice = models.CharField(max_length=16)
    remark = models.TextField(blank=True)
    fingerprint = models.CharField(max_length=64)
    via = models.CharField(max_length=10, choices=Via.choices, default=Via.PAGE)
    cast_at = models.DateTimeField()
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )

    objects = ScopedManager(unit="item__sitting__committee__unit")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "seat"],
                condition=Q(replaces__isnull=True),
                name="first_ballot_of_a_seat_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}/{self.seat_id}: {self.choice}"
