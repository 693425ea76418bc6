"""What was promised: the plan, its strategies, projects, budget lines, and the changes to them."""

from __future__ import annotations

from django.db import models
from django_scopes import ScopedManager

from organisations.models import OrgUnit, Public, User
from plans.vocabulary import Fund, Status

FUNDS = [(fund.value, fund.value) for fund in Fund]
STATUSES = [(status.value, status.value) for status in Status]


class LevelWord(models.TextChoices):
    """What a plan calls its highest level: newer plans say ประเด็นการพัฒนา."""

    STRATEGY = "strategy", "ยุทธศาสตร์"
    ISSUE = "issue", "ประเด็นการพัฒนา"


class DevelopmentPlan(Public):
    """A unit's local development plan for some fiscal years (B.E., both inclusive).

    Three, four or five years: nothing in the product counts on a length. `word` is what its papers call the
    strategies. From `announced_on` count the days of Form 1.
    """

    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="plans")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField()
    announced_on = models.DateField(null=True, blank=True)
    word = models.CharField(max_length=10, choices=LevelWord.choices, default=LevelWord.STRATEGY)

    objects = ScopedManager(unit="unit")

    class Meta:
        ordering = ["first_year", "code"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "code"], name="plan_code_once"),
            models.CheckConstraint(
                condition=models.Q(last_year__gte=models.F("first_year")), name="plan_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def years(self) -> range:
        """The fiscal years of the plan, B.E."""
        return range(self.first_year, self.last_year + 1)


class Strategy(models.Model):
    """A strategy (newer plans: ประเด็นการพัฒนา) of a plan, by number."""

    plan = models.ForeignKey(DevelopmentPlan, on_delete=models.CASCADE, related_name="strategies")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=300)

    objects = ScopedManager(unit="plan__unit")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="strategy_number_once")]

    def __str__(self) -> str:
        return f"{self.number}. {self.name}"

    @property
    def key(self) -> str:
        """Its part of a cell address: `s1`."""
        return f"s{self.number}"


class ImportBatch(Public):
    """One taking-in of a spreadsheet: what it was, and whether it was undone."""

    plan = models.ForeignKey(DevelopmentPlan, on_delete=models.CASCADE, related_name="imports")
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    as_of = models.DateField(null=True, blank=True)
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    log = models.JSONField(default=list)
    """What it changed of things that were there, oldest first, so that it can be undone."""

    objects = ScopedManager(unit="plan__unit")

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.file_name


class Project(Public):
    """A project of a plan. `number` is its row in the plan's list, from 1."""

    plan = models.ForeignKey(DevelopmentPlan, on_delete=models.CASCADE, related_name="projects")
    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="projects")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=500)
    village = models.CharField(max_length=40, blank=True)
    division = models.ForeignKey(OrgUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    division_text = models.CharField(max_length=120, blank=True)
    is_added = models.BooleanField(default=False)
    batch = models.ForeignKey(
        ImportBatch, null=True, blank=True, on_delete=models.SET_NULL, related_name="projects"
    )

    objects = ScopedManager(unit="plan__unit")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="project_number_once")]

    def __str__(self) -> str:
        return self.name


class BudgetLine(Public):
    """Money set aside for a project: one fund, one budget year (B.E.). The home of every baht.

    Money that was reserved at the year's end (กันเงินเบิกเหลื่อมปี) is a line of its own in the next year:
    `carried_from` is the budget year (B.E.) it comes from, 0 for money of the year itself.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="lines")
    fund = models.CharField(max_length=30, choices=FUNDS)
    fund_text = models.CharField(max_length=120, blank=True)
    budget_year = models.PositiveSmallIntegerField()
    carried_from = models.PositiveSmallIntegerField(default=0)
    budget = models.DecimalField(max_digits=15, decimal_places=2)
    batch = models.ForeignKey(
        ImportBatch, null=True, blank=True, on_delete=models.SET_NULL, related_name="lines"
    )

    objects = ScopedManager(unit="project__plan__unit")

    class Meta:
        ordering = ["project__number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "fund", "budget_year", "carried_from"], name="line_once"
            ),
            models.CheckConstraint(condition=models.Q(budget__gte=0), name="budget_is_not_negative"),
            models.CheckConstraint(
                condition=models.Q(carried_from__lt=models.F("budget_year")),
                name="carried_from_an_earlier_year",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.fund} {self.budget_year}"


class WaitingRow(Public):
    """A row of a list that could not go in yet: what it says, field → text, and what is to be settled.

    `problems` are codes with their sentences, as {"code", "level", "column", "value", "msgid", "params"}.
    """

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="waiting")
    sheet = models.CharField(max_length=255)
    row = models.PositiveIntegerField()
    texts = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    settled_at = models.DateTimeField(null=True, blank=True)
    dropped = models.BooleanField(default=False)

    objects = ScopedManager(unit="batch__plan__unit")

    class Meta:
        ordering = ["batch", "pk"]
        constraints = [models.UniqueConstraint(fields=["batch", "sheet", "row"], name="waiting_row_once")]

    def __str__(self) -> str:
        return f"{self.sheet} {self.row}"


class ImportDraft(Public):
    """A list on its way in, between the pages: the file as read, what was chosen, what was understood.

    `file_key` is the stored file of the room upstairs. `reading` and `understood` are packed JSON of the
    sheets and of the preview; `understood_of` names the choices it was made with.
    """

    unit = models.ForeignKey(OrgUnit, on_delete=models.CASCADE, related_name="+")
    file_key = models.UUIDField()
    file_name = models.CharField(max_length=255)
    year = models.PositiveSmallIntegerField()
    as_of = models.DateField(null=True, blank=True)
    choices = models.JSONField(default=dict)
    rows = models.PositiveIntegerField(default=0)
    reading = models.BinaryField()
    understood = models.BinaryField(default=b"")
    understood_of = models.CharField(max_length=64, blank=True)
    batch = models.ForeignKey(ImportBatch, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    objects = ScopedManager(unit="unit")

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.file_name


class HeadingMemory(models.Model):
    """How a unit reads headings of one shape: column's letter → field, as somebody there confirmed it."""

    unit = models.ForeignKey(OrgUnit, on_delete=models.CASCADE, related_name="+")
    fingerprint = models.CharField(max_length=32)
    columns = models.JSONField(default=dict)

    objects = ScopedManager(unit="unit")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "fingerprint"], name="headings_once")]

    def __str__(self) -> str:
        return self.fingerprint


class WordMemory(models.Model):
    """What a word means in a unit's lists: a status or a fund, as somebody there chose it."""

    unit = models.ForeignKey(OrgUnit, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10)
    word = models.CharField(max_length=200)
    means = models.CharField(max_length=30)

    objects = ScopedManager(unit="unit")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "kind", "word"], name="word_once")]

    def __str__(self) -> str:
        return f"{self.word} = {self.means}"


class ChangeKind(models.TextChoices):
    """What may happen to a project after the plan was made."""

    ADD = "add", "เพิ่มเติม"
    CHANGE = "change", "เปลี่ยนแปลง"
    CANCEL = "cancel", "ยกเลิก"
    TRANSFER = "transfer", "โอนงบประมาณ"
    CARRY_OVER = "carry_over", "กันเงินเบิกเหลื่อมปี"


class ProjectChange(Public):
    """A change of a project with its authority; a transfer is signed baht on one line. Append-only."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=12, choices=ChangeKind.choices)
    line = models.ForeignKey(
        BudgetLine, null=True, blank=True, on_delete=models.CASCADE, related_name="changes"
    )
    amount = models.DecimalField(max_digits=15, decimal_places=2, null=True, blank=True)
    authority = models.CharField(max_length=200, blank=True)
    decided_on = models.DateField()
    reason = models.CharField(max_length=500, blank=True)
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    objects = ScopedManager(unit="project__plan__unit")

    class Meta:
        ordering = ["decided_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kind="transfer") | models.Q(line__isnull=False, amount__isnull=False),
                name="transfer_has_line_and_amount",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.project_id}"
