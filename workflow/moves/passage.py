"""What every move has in common: one lock, one way through, one kind of refusal. The only door to a state.

Each move is one transaction: lock the document row, check who acts and what must hold, write the log, change
the state: all of it or none. Moves nest (sealing → submit, ballot → close → return), so none is durable.
Refusals are `NotAllowed` (403), `WrongState` (409) and `GuardRefused` (422), each with its code and sentence.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction
from django_fsm import ConcurrentTransition

from documents import words
from documents.models import Document, Issue, ReasonCode, Revision, Severity
from organisations.models import User
from organisations.scope import within
from organisations.sentences import Sentence, gettext_noop
from workflow import log
from workflow.models import Case, LogEntry
from workflow.refusals import GuardRefused, NotAllowed, Refusal, WrongState

GO = "UPDATE documents_document SET state = %s, state_since = %s, fix_by = %s WHERE id = %s AND state = %s"


@dataclass(frozen=True, slots=True)
class Point:
    """What a reader asks to have mended: tied to a section, a row or a cell by its address."""

    anchor: str
    text: str
    reason_code: str = ReasonCode.OTHER
    severity: str = Severity.MUST


def refuse_if(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise GuardRefused(refusal)


def allow(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise NotAllowed(refusal)


def wrong_state(document: Document) -> WrongState:
    return WrongState(
        Refusal(
            "wrong-state",
            Sentence(
                gettext_noop(
                    "This report is “%(state)s” now, so this can no longer be done. Please load the page again."
                ),
                {"state": words.state(document.state)},
            ),
        )
    )


@contextmanager
def locked(document: Document, *, alone: bool = False) -> Iterator[Case]:
    """One transaction with the document's row locked and its unit's rows open.

    Only that row: a lock on the period's or the unit's row would make other documents wait. What a guard
    asks of the log or of ballots it asks in a later statement, which sees what was committed while this
    one waited. `alone` leaves out unit, obligation and period, for a move that asks nothing of them.
    """
    with within([document.unit_id]), transaction.atomic():
        row = Case._base_manager.select_for_update(of=("self",))
        yield (row if alone else row.select_related("unit", "obligation__period")).get(pk=document.pk)


def go(
    case: Case,
    name: str,
    *,
    actor: User | None,
    role: str,
    facts: dict[str, Any] | None = None,
    fix_by: date | None = None,
) -> LogEntry:
    """Go one way of the graph: log first, then state (the database's trigger asks in that order)."""
    way = getattr(case, name)
    ways = case.get_available_state_transitions()  # type: ignore[attr-defined]  # django_fsm adds it
    target = next((one.target for one in ways if one.name == name), None)
    if target is None:
        raise wrong_state(case)
    came_from = case.state
    entry = log.write(
        case,
        name.rstrip("_"),
        actor=actor,
        role=role,
        from_state=came_from,
        to_state=str(target),
        facts=facts,
    )
    way()
    case.state_since, case.fix_by = entry.at, fix_by
    since, until = (
        connection.ops.adapt_datetimefield_value(entry.at),
        connection.ops.adapt_datefield_value(fix_by),
    )
    with connection.cursor() as cursor:
        cursor.execute(GO, [str(target), since, until, case.pk, came_from])
        if cursor.rowcount != 1:
            raise ConcurrentTransition(f"{case} is no longer {came_from}")
    return entry


def named(revision: Revision) -> dict[str, Any]:
    return {"revision": revision.number, "fingerprint": revision.fingerprint}


def raise_issue(
    case: Case,
    revision: Revision,
    point: Point,
    *,
    actor: User | None,
    source: str,
    role: str,
    pending: bool = False,
    raised_by: User | None = None,
    fix_by: date | None = None,
) -> Issue:
    issue = Issue.objects.create(
        document=case,
        revision=revision,
        raised_by=raised_by or actor,
        source=source,
        reason_code=point.reason_code,
        severity=point.severity,
        anchor=point.anchor,
        text=point.text.strip(),
        fix_by=fix_by,
        pending=pending,
    )
    log.write(
        case,
        "issue",
        actor=actor,
        role=role,
        facts={
            "issue": str(issue.public_id),
            "anchor": issue.anchor,
            "text": issue.text,
            "reason": issue.reason_code,
            "revision": revision.number,
        },
    )
    return issue
