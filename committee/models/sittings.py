"""Sittings: notice, agenda, attendance, what each member said."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django_scopes import ScopedManager

from committee.models.seats import Committee, Mode, Seat, SeatTerm
from documents.models import Revision, StoredFile
from organisations.clock import now
from organisations.models import Public, User


class Ended(models.TextChoices):
    """How a sitting came to its end."""

    NOT_YET = "", "ยังไม่สิ้นสุด"
    DONE = "done", "ปิดประชุม"
    ADJOURNED = "adjourned", "เลื่อนประชุม"
    NO_QUORUM = "no_quorum", "ไม่ครบองค์ประชุม"


class Sitting(Public):
    """An occasion on which the committee decides one report or many.

    A circulation runs until `closes_at`. A meeting (in a room or electronic) is held at `held_at`, is begun
    (`begun_at`) and ended (`ended_at`); `continues` points at the one it is the second call or the
    continuation of. `number` counts within the calendar year (B.E.): ครั้งที่ 1/2569.

    What is not as the law has it is said loudly and answered in words, never a wall: an unlawful composition
    by `composition_reason` and `authority`, a notice shorter than the law's by `notice_reason`. The minutes
    print them. `presiding` is who chaired when the chair was away; theirs is then the casting vote.
    """

    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="sittings")
    mode = models.CharField(max_length=12, choices=Mode.choices, default=Mode.CIRCULATION)
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    called_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    called_at = models.DateTimeField(default=now)
    closes_at = models.DateTimeField(null=True, blank=True)
    held_at = models.DateTimeField(null=True, blank=True)
    place = models.CharField(max_length=200, blank=True)
    online = models.CharField(max_length=300, blank=True)
    begun_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended = models.CharField(max_length=10, choices=Ended.choices, blank=True)
    message = models.TextField(blank=True)
    told = models.TextField(blank=True)
    other = models.TextField(blank=True)
    second_call = models.BooleanField(default=False)
    continues = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="continued_by"
    )
    composition_reason = models.CharField(max_length=500, blank=True)
    authority = models.CharField(max_length=200, blank=True)
    notice_reason = models.CharField(max_length=300, blank=True)
    presiding = models.ForeignKey(SeatTerm, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    resolution = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    minutes = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    minutes_adopted_on = models.DateField(null=True, blank=True)

    objects = ScopedManager(unit="committee__unit")

    class Meta:
        ordering = ["-called_at"]
        constraints = [
            models.UniqueConstraint(fields=["committee", "year", "number"], name="sitting_number_once"),
            models.CheckConstraint(
                condition=Q(closes_at__isnull=False) | Q(held_at__isnull=False), name="sitting_has_its_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mode} {self.committee_id}"

    @property
    def is_meeting(self) -> bool:
        """Whether attendance makes the quorum and the secretary records, in a room or electronically."""
        return self.mode != Mode.CIRCULATION

    @property
    def until(self) -> datetime:
        """Until when opinions can be given: the close of a circulation, the hour of a meeting."""
        moment = self.closes_at or self.held_at
        assert moment is not None, "the database refuses a sitting without its time"
        return moment

    def takes_opinions(self, moment: datetime) -> bool:
        """Whether a member may still give or change an opinion; before a meeting it is an advance opinion."""
        if self.is_meeting:
            return self.begun_at is None and self.ended_at is None
        return moment < self.until

    @property
    def is_over(self) -> bool:
        """Whether nothing more is decided in it."""
        return self.ended_at is not None


class Presence(models.TextChoices):
    """How a member was there, or not."""

    PRESENT = "present", "มาประชุม"
    ONLINE = "online", "มาประชุมผ่านสื่ออิเล็กทรอนิกส์"
    EXCUSED = "excused", "ลาประชุม"
    ABSENT = "absent", "ไม่มาประชุม"


THERE = (Presence.PRESENT, Presence.ONLINE)
"""The presences that count for the quorum."""


class Attendance(models.Model):
    """One line of the sign-in sheet: which seat, who held it, and whether they came."""

    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="attendance")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    term = models.ForeignKey(SeatTerm, on_delete=models.PROTECT, related_name="+")
    presence = models.CharField(max_length=8, choices=Presence.choices)

    objects = ScopedManager(unit="sitting__committee__unit")

    class Meta:
        ordering = ["seat__number"]
        constraints = [models.UniqueConstraint(fields=["sitting", "seat"], name="attendance_once")]

    def __str__(self) -> str:
        return f"{self.sitting_id}/{self.seat_id}: {self.presence}"

    @property
    def there(self) -> bool:
        """Whether the member counts for the quorum."""
        return self.presence in THERE


class Guest(models.Model):
    """Somebody who took part without a seat (ผู้เข้าร่วมประชุม)."""

    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="guests")
    name = models.CharField(max_length=150)
    position = models.CharField(max_length=150, blank=True)

    objects = ScopedManager(unit="sitting__committee__unit")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class AgendaItem(Public):
    """One frozen revision before a sitting. The outcome is written once, at the close (`settled` 9, 10)."""

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="items")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="items")
    fingerprint = models.CharField(max_length=64)
    number = models.PositiveSmallIntegerField(default=1)
    discussion = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    withdrawn = models.BooleanField(default=False)
    outcome = models.CharField(max_length=14, blank=True)
    closed_because = models.CharField(max_length=20, blank=True)

    objects = ScopedManager(unit="sitting__committee__unit")

    class Meta:
        ordering = ["number", "pk"]
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

    The live ballot of a seat is the one that nobody replaces. In a meeting only what was `recorded` is
    counted; what came by page, link or code beforehand is an advance opinion, shown to the sitting.
    """

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="ballots")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="ballots")
    term = models.ForeignKey(SeatTerm, on_delete=models.PROTECT, related_name="ballots")
    choice = models.CharField(max_length=16)
    remark = models.TextField(blank=True)
    fingerprint = models.CharField(max_length=64)
    via = models.CharField(max_length=10, choices=Via.choices, default=Via.PAGE)
    cast_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
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


class Objection(Public):
    """A member's word about what stands in their name: not given by them, or not said so.

    `not_me` while the item is open takes the opinion out of the count until the member answers again. After
    the close it is kept with the minutes, answered in words by who records.
    """

    class Kind(models.TextChoices):
        """What the member says."""

        NOT_ME = "not_me", "ไม่ใช่ข้าพเจ้า"
        NOT_SO = "not_so", "บันทึกไม่ตรง"

    ballot = models.OneToOneField(Ballot, on_delete=models.PROTECT, related_name="objection")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    text = models.CharField(max_length=500, blank=True)
    made_at = models.DateTimeField()
    answer = models.CharField(max_length=500, blank=True)
    answered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager(unit="ballot__item__sitting__committee__unit")

    class Meta:
        ordering = ["made_at"]

    def __str__(self) -> str:
        return f"{self.kind} {self.ballot_id}"


class MemberLink(Public):
    """A member's way to one sitting without an account: a link, and a code on paper that gives the link once.

    Both are kept as hashes and made again from the house's secret, `public_id` and `serial`; raising `serial`
    revokes what is out. Bound to the term: who follows on the seat gets another. `tries` counts wrong codes.
    """

    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="links")
    term = models.ForeignKey(SeatTerm, on_delete=models.PROTECT, related_name="links")
    serial = models.PositiveSmallIntegerField(default=1)
    token_sha256 = models.CharField(max_length=64, unique=True)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_because = models.CharField(max_length=10, blank=True)
    code_used_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)

    objects = ScopedManager(unit="sitting__committee__unit")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sitting", "term"], name="member_link_once")]

    def __str__(self) -> str:
        return f"{self.sitting_id}/{self.term_id}"
