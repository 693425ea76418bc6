"""Provinces, the อบจ., units and their divisions; the law packs a unit keeps."""

from django.db import models
from django_scopes import ScopedManager

from organisations.models.base import Public


class UnitKind(models.TextChoices):
    """What an `OrgUnit` is; a division stands below its unit."""

    PROVINCE = "province", "จังหวัด"
    PAO = "pao", "องค์การบริหารส่วนจังหวัด"
    SAO = "sao", "องค์การบริหารส่วนตำบล"
    SUBDISTRICT_MUN = "subdistrict_mun", "เทศบาลตำบล"
    TOWN_MUN = "town_mun", "เทศบาลเมือง"
    CITY_MUN = "city_mun", "เทศบาลนคร"
    DIVISION = "division", "ส่วนราชการ"


SELF_GOVERNING = (UnitKind.SAO, UnitKind.SUBDISTRICT_MUN, UnitKind.TOWN_MUN, UnitKind.CITY_MUN)
"""The kinds that keep a plan of their own and owe reports."""


class OrgUnit(Public):
    """One organisation of the tree: province → อบจ. / เทศบาล / อบต. → divisions.

    `code` is the text key that commands use. The อบจ. stands beside the units, not above them: it has no
    command over them; `parent` of both is the province.
    """

    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    kind = models.CharField(max_length=20, choices=UnitKind.choices)
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=80)
    seal = models.CharField(max_length=4, blank=True)
    district = models.CharField(max_length=80, blank=True)
    province_name = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.short_name

    @property
    def is_self_governing(self) -> bool:
        """Whether it keeps a plan and owes reports."""
        return self.kind in SELF_GOVERNING


class UnitLawPack(models.Model):
    """A law pack that a unit keeps from a fiscal year on (B.E.), until one if it ends.

    Two may hold at once: the handbook's quarters beside the regulation's year (`domain` §2).
    """

    unit = models.ForeignKey(OrgUnit, on_delete=models.CASCADE, related_name="law_packs")
    pack = models.CharField(max_length=40)
    from_year = models.PositiveSmallIntegerField()
    to_year = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "pack", "from_year"], name="unit_pack_once")]

    def __str__(self) -> str:
        return f"{self.unit_id}: {self.pack}"


class UnitProcess(models.Model):
    """How a kind of report goes through a unit's house: its checking hops in order, and whether it is signed.

    `hops` is a list of nought to three titles ("หัวหน้าสำนักปลัด", "ปลัด"). Without a row the law pack's switch
    holds. A unit that is one clerk alone has none, and nothing waits for anybody.
    """

    unit = models.ForeignKey(OrgUnit, on_delete=models.CASCADE, related_name="processes")
    kind = models.CharField(max_length=20)
    hops = models.JSONField(default=list, blank=True)
    signed = models.BooleanField(default=False)
    changed_at = models.DateTimeField(auto_now=True)

    objects = ScopedManager(unit="unit")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "kind"], name="unit_process_once")]

    def __str__(self) -> str:
        return f"{self.unit_id}: {self.kind}"
