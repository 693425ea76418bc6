"""A document becomes a revision: canonical content and its fingerprint. From here on nobody reads live rows."""

from __future__ import annotations

import hashlib

from documents import comparing, forms, restating
from documents.models import Document, Revision
from organisations.canonical import canonical
from organisations.clock import now
from organisations.models import User


def freeze(document: Document, *, actor: User) -> Revision:
    """Make the next revision of a document; the caller holds its lock.

    How it differs from the revision before is kept with it, and the later periods' reports that carry its
    figures get their proposals.
    """
    last = Revision.objects.filter(document=document).order_by("-number").first()
    number = last.number + 1 if last else 1
    told = forms.content(document, number)
    content = canonical(told)
    before = restating.standing_of(restating.later(document))
    revision = Revision.objects.create(
        document=document,
        number=number,
        content=content.decode(),
        fingerprint=hashlib.sha256(content).hexdigest(),
        frozen_by=actor,
        frozen_at=now(),
        differences=comparing.differences(last.data, told) if last else [],
    )
    restating.propose(revision, before)
    return revision
