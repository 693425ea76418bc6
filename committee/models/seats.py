"""The committee of eleven: its order, its seats, who sits on them from when to when."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django_scopes import ScopedManager

from organisations.models import OrgUnit, Public, User


class SeatGroup(models.TextChoices):
    """The five groups of the regulation's ข้อ 28; quotas and ways of selection stand in the law pack."""

    COUNCIL = "council", "ผู้แทนสมาชิกสภาท้องถิ่น"
    COMMUNITY = "community", "ผู้แทนประชาคมท้องถิ่น"
    AGENCY = "agency", "ผู้แทนหน่วยงานที่เกี่ยวข้อง"
    DIVISION_HEAD = "division_head", "หัวหน้าส่วนการบริหาร"
    EXPERT = "expert", "ผู้ทรงคุณวุฒิ"


class Mode(models.TextChoices):
    """How a sitting decides: by circulation, in a room, or through electronic media."""

    CIRCULATION = "circulation", "มติเวียน"
    MEETING = "meeting", "ประชุม"
    ELECTRONIC = "electronic", "ประชุมผ่านสื่ออิเล็กทรอนิกส์"


class Committee(Public):
    """A unit's evaluation committee, by the order that appointed it.

    `usual_mode` is how it has recorded that it works; a sitting may be called in another way.
    """

    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="committees")
    order_no = models.CharField(max_length=60)
    order_date = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    usual_mode = models.CharField(max_length=12, choices=Mode.choices, default=Mode.CIRCULATION)

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


class Ended(models.TextChoices):
    """Why a term ended before its day, as the minutes and the next order say it."""

    RUN_OUT = "", "ครบวาระ"
    RESIGNED = "resigned", "ลาออก"
    DIED = "died", "ถึงแก่กรรม"
    COUNCIL_ENDED = "council_ended", "สภาท้องถิ่นครบวาระหรือถูกยุบ"
    MOVED = "moved", "โอนย้ายหรือพ้นจากตำแหน่ง"
    REPLACED = "replaced", "มีคำสั่งแต่งตั้งผู้อื่นแทน"
    OFFICE = "office", "เปลี่ยนหน้าที่ในคณะกรรมการ"


class SeatTerm(Public):
    """A person on a seat from a day to a day (inclusive). Terms of one seat do not overlap (`seating`).

    Who is chosen chair or secretary in mid-term gets a term of their own from that day, so that every past
    sitting is counted with the chair it had.
    """

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="terms")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="seat_terms")
    office = models.CharField(max_length=10, choices=Office.choices, blank=True, default=Office.MEMBER)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    order_no = models.CharField(max_length=60, blank=True)
    ended_because = models.CharField(max_length=14, choices=Ended.choices, blank=True)

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


class Assistant(Public):
    """An assistant secretary (ผู้ช่วยเลขานุการ): records the sittings, is no member and has no opinion.

    Usually the planning officer; the member-secretary may never sign in (`process`).
    """

    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="assistants")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    order_no = models.CharField(max_length=60, blank=True)

    objects = ScopedManager(unit="committee__unit")

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="assistant_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.committee_id}: {self.person_id}"
