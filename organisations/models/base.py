"""What every model of the product has in common."""

import uuid

from django.db import models


class Public(models.Model):
    """A row that is named outside the house by a random id, never by its number (`settled` 1)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True

    @property
    def key(self) -> str:
        """The id as 32 hex digits: its part of a cell address."""
        return self.public_id.hex
