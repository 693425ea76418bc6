"""Files, named by what they contain."""

from django.db import models
from django_scopes import ScopedManager

from organisations.models import OrgUnit, Public, User


class StoredFile(Public):
    """A file under `var/files`, named by its SHA-256; served only by a view that asks permission."""

    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="files")
    sha256 = models.CharField(max_length=64, db_index=True)
    name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField()
    effect_key = models.CharField(max_length=160, null=True, blank=True, unique=True)
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    objects = ScopedManager(unit="unit")

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.name
