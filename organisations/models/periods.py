"""Periods: intervals with a name."""

from django.db import models


class PeriodKind(models.TextChoices):
    """Quarter, half-year, fiscal year, or the life of a plan."""

    QUARTER = "quarter", "ไตรมาส"
    HALF = "half", "ครึ่งปี"
    YEAR = "year", "ปีงบประมาณ"
    PLAN = "plan", "แผน"


class Period(models.Model):
    """An interval `[starts_on, ends_on)` named by a text key: `2569-q1`, `2569-h1`, `2569`, `plan-<code>`.

    `fiscal_year` is the B.E. number of the year, a name and not a date (`settled` 1).
    """

    key = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=10, choices=PeriodKind.choices)
    fiscal_year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField(default=0)
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        ordering = ["starts_on", "ends_on"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gt=models.F("starts_on")), name="period_is_not_empty"
            ),
            models.CheckConstraint(
                condition=models.Q(fiscal_year__gte=2540, fiscal_year__lte=2600),
                name="period_year_is_buddhist",
            ),
        ]

    def __str__(self) -> str:
        return self.key
