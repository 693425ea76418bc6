"""What must hold in a whole installation, checked row by row (`reliability` §3.4).

What it cannot know, it says: a chain recomputed as a whole can only be shown by a package or a paper that
has left the house.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.db import connection

from committee import sitting
from committee.models import AgendaItem, Ballot
from documents import files
from documents.models import Document, Revision, State, StoredFile
from organisations.scope import everything
from papers import package
from papers.models import Package, UnitKey
from province.models import Submission
from surveys import collecting
from surveys.models import Questionnaire
from tasks import effects
from tasks.models import Effect, Notice
from workflow import log, triggers
from workflow.models import Case, LogEntry


@dataclass
class Verdict:
    """What was counted, and every fault by name."""

    counted: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def verify() -> Verdict:
    """Check the whole installation; an empty one counts zero, and that is said by its counts."""
    verdict = Verdict()
    with everything():
        for name, check in CHECKS.items():
            count = 0
            for fault in check():
                count += 1
                if fault:
                    verdict.faults.append(f"{name}: {fault}")
            verdict.counted[name] = count
    return verdict


def _chains() -> Iterator[str]:
    for document in Document.objects.order_by("pk"):
        entries = list(LogEntry.objects.filter(document=document).order_by("seq"))
        yield "; ".join(log.faults(entries)) if entries else f"document {document.pk} has no log"


def _states() -> Iterator[str]:
    """Each document's state is the fold of the moves in its log, and `Case` knows each of them."""
    known = {
        (str(one.source), str(one.target))
        for one in Case._meta.get_field("state").get_all_transitions(Case)  # type: ignore[union-attr]
    }
    for document in Document.objects.order_by("pk"):
        state, fault = "", ""
        for entry in LogEntry.objects.filter(document=document).exclude(to_state="").order_by("seq"):
            if entry.from_state != state:
                fault = (
                    f"document {document.pk}: entry {entry.seq} leaves {entry.from_state!r}, it was {state!r}"
                )
            elif entry.kind != "open" and (entry.from_state, entry.to_state) not in known:
                fault = f"document {document.pk}: entry {entry.seq} goes a way that is not known"
            state = entry.to_state
        if not fault and state != document.state:
            fault = f"document {document.pk} is {document.state}, its log says {state or 'nothing'}"
        yield fault


def _outcomes() -> Iterator[str]:
    for item in AgendaItem.objects.filter(closed_at__isnull=False, withdrawn=False).select_related(
        "sitting__committee", "revision__document__obligation"
    ):
        counted = sitting.tally(item, item.revision.document, item.closed_at)
        fault = ""
        if counted.count.outcome != item.outcome:
            fault = f"item {item.pk} was closed as {item.outcome}, its ballots give {counted.count.outcome}"
        elif Ballot.objects.filter(item=item).exclude(fingerprint=item.fingerprint).exists():
            fault = f"item {item.pk} holds a ballot for another text"
        elif Ballot.objects.filter(item=item, cast_at__gt=item.closed_at).exists():
            fault = f"item {item.pk} holds a ballot later than its close"
        yield fault


def _revisions() -> Iterator[str]:
    for revision in Revision.objects.order_by("pk"):
        right = hashlib.sha256(revision.content.encode()).hexdigest() == revision.fingerprint
        yield "" if right else f"revision {revision.pk} is not what its fingerprint says"


def _packages() -> Iterator[str]:
    trusted = {row.fingerprint[:16]: bytes.fromhex(row.public) for row in UnitKey.objects.all()}
    for revision in Revision.objects.filter(sealed_at__isnull=False):
        sealed = Package.objects.filter(revision=revision).select_related("file").first()
        if sealed is None:
            yield f"revision {revision.pk} was sent without a package"
            continue
        try:
            opened = package.open_package(files.read(sealed.file), trusted=trusted)
        except (package.PackageRefused, OSError, ValueError) as error:
            yield f"package {sealed.pk}: {error}"
            continue
        same = opened.members["data.json"].decode() == revision.content
        yield "" if same else f"package {sealed.pk} holds other figures than its revision"


def _effects() -> Iterator[str]:
    late = {effect.pk for effect in effects.undone_for(10)}
    for effect in Effect.objects.order_by("pk"):
        yield f"effect {effect.key} has been waiting for more than ten minutes" if effect.pk in late else ""


def _notices() -> Iterator[str]:
    seen: set[tuple[object, ...]] = set()
    for row in Notice.objects.values_list("kind", "subject", "step", "person"):
        yield f"notice {row} is there twice" if row in seen else ""
        seen.add(row)


def _files() -> Iterator[str]:
    for file in StoredFile.objects.order_by("pk"):
        try:
            files.read(file)
            yield ""
        except (OSError, ValueError) as error:
            yield f"file {file.name}: {error}"


def _triggers() -> Iterator[str]:
    missing = triggers.missing()
    wanted = triggers.SQLITE if connection.vendor == "sqlite" else triggers.POSTGRES
    for name in wanted:
        yield f"trigger {name} is missing" if name in missing else ""


def _submissions() -> Iterator[str]:
    numbers: dict[tuple[int, int], list[int]] = {}
    for one in Submission.objects.filter(register_no__isnull=False):
        numbers.setdefault((one.pao_id, one.register_year or 0), []).append(one.register_no or 0)
    for (pao, year), found in sorted(numbers.items()):
        whole = sorted(found) == list(range(1, len(found) + 1))
        yield "" if whole else f"the register of {pao} for {year} has a gap or a double: {sorted(found)}"


def _tenants() -> Iterator[str]:
    """No row of one unit hangs on another unit's."""
    for document in Document.objects.select_related("obligation", "plan"):
        same = document.obligation.unit_id == document.unit_id and (
            document.plan is None or document.plan.unit_id == document.unit_id
        )
        yield "" if same else f"document {document.pk} mixes two units"


def _sent() -> Iterator[str]:
    for document in Document.objects.filter(state=State.SUBMITTED):
        sealed = Revision.objects.filter(document=document, sealed_at__isnull=False).exists()
        yield "" if sealed else f"document {document.pk} is sent, but no revision of it was sealed"


def _surveys() -> Iterator[str]:
    """Each closed questionnaire holds the answers that were sealed."""
    for one in Questionnaire.objects.filter(closed_at__isnull=False):
        yield (
            "" if collecting.is_sound(one) else f"questionnaire {one.pk} holds other answers than were sealed"
        )


def _database() -> Iterator[str]:
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        answer = cursor.fetchone()[0]
    yield "" if answer == "ok" else f"integrity_check says {answer}"


CHECKS: dict[str, Callable[[], Iterator[str]]] = {
    "chains": _chains,
    "states": _states,
    "outcomes": _outcomes,
    "revisions": _revisions,
    "packages": _packages,
    "sent": _sent,
    "registers": _submissions,
    "effects": _effects,
    "notices": _notices,
    "files": _files,
    "units": _tenants,
    "surveys": _surveys,
    "triggers": _triggers,
    "database": _database,
}
