"""Files in and out of the store: named by content, written whole or not at all (`reliability` D1)."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings

from documents.models import StoredFile
from organisations.models import OrgUnit, User

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PACKAGE = "application/zip"


def path_of(sha256: str) -> Path:
    """Where the file of a hash lies."""
    return Path(settings.FILES) / sha256[:2] / sha256


def put(data: bytes) -> str:
    """Write bytes under their SHA-256, synced before they get their name; give the hash."""
    sha256 = hashlib.sha256(data).hexdigest()
    target = path_of(sha256)
    if target.exists():
        return sha256
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=".new-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return sha256


def store(
    data: bytes,
    *,
    unit: OrgUnit,
    name: str,
    media_type: str,
    made_by: User | None,
    effect_key: str | None = None,
) -> StoredFile:
    """Keep a file of a unit. With an `effect_key` the same work done twice gives the same row."""
    sha256 = put(data)
    fields = {"unit": unit, "sha256": sha256, "name": name, "media_type": media_type, "size": len(data)}
    if effect_key is None:
        return StoredFile.objects.create(**fields, made_by=made_by)
    row, _ = StoredFile.objects.get_or_create(effect_key=effect_key, defaults={**fields, "made_by": made_by})
    return row


def read(file: StoredFile) -> bytes:
    """Give the bytes; raises `ValueError` when what lies there is no longer what was stored."""
    data = path_of(file.sha256).read_bytes()
    if hashlib.sha256(data).hexdigest() != file.sha256:
        raise ValueError(f"the file {file.name} was changed on the disk")
    return data
