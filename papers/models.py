"""What left the house: packages and the public halves of the keys that sealed them."""

from __future__ import annotations

from django.db import models
from django_scopes import ScopedManager

from documents.models import Revision, StoredFile
from organisations.models import OrgUnit, Public


class UnitKey(models.Model):
    """The public half of a key of a unit or an อบจ.; the private half lies in `var/keys`, never here.

    `fingerprint` is the SHA-256 of the raw public key, read over the telephone to be trusted.
    """

    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="keys")
    public = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64, unique=True)
    from_day = models.DateField()
    revoked_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.fingerprint[:16]


class Package(Public):
    """The sealed file of a revision. Letter, date and signer are facts of the move `submit`."""

    revision = models.OneToOneField(Revision, on_delete=models.PROTECT, related_name="package")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64, unique=True)
    key_fingerprint = models.CharField(max_length=64)
    chain_last = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, blank=True)
    sealed_at = models.DateTimeField()

    objects = ScopedManager(unit="revision__document__unit")

    def __str__(self) -> str:
        return self.sha256[:12]
