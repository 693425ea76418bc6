"""Figures of the yearly forms that come from elsewhere: each with a pointer to where it stands and its weight.

Form 3/1 takes its counts from the Form 2 of the year's last period that was frozen, and its satisfaction from
Forms 3/2 and 3/3; these take theirs from a closed survey. What is missing is named, never guessed.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import OuterRef, Q, Subquery

from documents.arithmetic.form2 import Strategy
from documents.models import Document, FormKind, Obligation, Revision, State
from documents.sheets.fields import fields_of
from surveys import collecting

STANDS = (State.APPROVED, State.SIGNED, State.SUBMITTED)


@dataclass(frozen=True, slots=True)
class Pointer:
    """Where a figure comes from: a revision of another report, or a closed survey.

    `kind` is a form's kind or `survey`; `key` the public id of the document or questionnaire; `standing` is
    `draft`, `approved` or `sealed` (a closed survey); `fingerprint` names the frozen bytes, "" for a draft.
    """

    kind: str
    key: str
    period: str
    standing: str
    fingerprint: str = ""
    revision: int = 0

    def told(self) -> dict[str, Any]:
        """As it stands in a frozen content."""
        return {
            "kind": self.kind,
            "key": self.key,
            "period": self.period,
            "standing": self.standing,
            "fingerprint": self.fingerprint,
            "revision": self.revision,
        }


@dataclass(slots=True)
class Sources:
    """What was found: the figures, for each its pointer, and the periods' reports that are not there.

    `open` are the year's obligations of Form 2 without a frozen report, oldest first; `last` the pointer of the
    report that the counts were taken from; `needed` the key of the year's last period.
    """

    cells: dict[str, str] = field(default_factory=dict)
    pointers: dict[str, Pointer] = field(default_factory=dict)
    open: list[Obligation] = field(default_factory=list)
    last: Pointer | None = None
    needed: str = ""
    sealed: bool = False

    def take(self, cells: Mapping[str, str], pointer: Pointer) -> None:
        """Take figures over under one pointer; empty ones are not there."""
        for cell, text in cells.items():
            if text:
                self.cells[cell] = text
                self.pointers[cell] = pointer


def of(document: Document, words: Mapping[str, Any], strategies: Sequence[Strategy]) -> Sources:
    """The figures that come to a form from elsewhere."""
    if document.kind == FormKind.FORM3_1:
        return _annual(document, words, strategies)
    if document.kind in (FormKind.FORM3_2, FormKind.FORM3_3):
        wanted = fields_of(document.kind, words, strategies)
        return _survey(document.unit_id, document.obligation.period.fiscal_year, document.kind, set(wanted))
    return Sources()


def _survey(unit: int, year: int, kind: str, wanted: Container[str] = ()) -> Sources:
    """What a closed survey of the year says; nothing where the answers were counted elsewhere.

    With `wanted` only these cells: the counts, means and deviations that a person would fill in, from which the form
    computes its percents with their bases.
    """
    found = Sources()
    closed = collecting.closed_for(unit, year, kind)
    if closed is not None:
        pointer = Pointer("survey", str(closed.public_id), str(year), "sealed", closed.sealed)
        told = collecting.cells_of(closed)
        found.take({cell: text for cell, text in told.items() if not wanted or cell in wanted}, pointer)
        found.sealed = True
    return found


def _frozen(unit: int, year: int, kinds: Sequence[str]) -> list[Any]:
    """The reports of a year by the end of their period, each with its last revision's content, if any."""
    last = Revision.objects.filter(document=OuterRef("pk")).order_by("-number")
    return list(
        Document.objects.filter(unit=unit, kind__in=kinds, obligation__period__fiscal_year=year)
        .exclude(state=State.CANCELLED)
        .annotate(
            frozen=Subquery(last.values("pk")[:1]),
        )
        .select_related("obligation__period", "obligation__unit", "unit", "plan", "template")
        .order_by("obligation__period__ends_on", "obligation__period__starts_on")
    )


def _pointer(document: Document, revision: Revision) -> Pointer:
    standing = "approved" if document.state in STANDS else "draft"
    return Pointer(
        document.kind,
        str(document.public_id),
        document.obligation.period.key,
        standing,
        revision.fingerprint,
        revision.number,
    )


def _annual(document: Document, words: Mapping[str, Any], strategies: Sequence[Strategy]) -> Sources:
    unit, year = document.unit_id, document.obligation.period.fiscal_year
    found = Sources()
    reports = _frozen(unit, year, [FormKind.FORM2])
    there = [one for one in reports if one.frozen is not None]
    owed = Obligation.objects.filter(unit=unit, kind=FormKind.FORM2, period__fiscal_year=year)
    found.open = list(
        owed.filter(~Q(document__in=[one.pk for one in there]))
        .filter(waiver__isnull=True)
        .select_related("period", "document", "act", "unit")
        .order_by("period__ends_on")
    )
    found.needed = (
        owed.order_by("-period__ends_on", "period__starts_on").values_list("period__key", flat=True).first()
        or ""
    )
    if there:
        last = there[-1]
        revision = Revision.objects.get(pk=last.frozen)
        found.last = _pointer(last, revision)
        found.take(_counts(revision.data, words, strategies, year), found.last)
    for kind, taken in ((FormKind.FORM3_2, _overall), (FormKind.FORM3_3, _by_strategy)):
        found_cells, pointer = _satisfaction(unit, year, kind)
        if pointer is not None:
            found.take(taken(found_cells, words, strategies), pointer)
    return found


def _counts(
    content: Mapping[str, Any], words: Mapping[str, Any], strategies: Sequence[Strategy], year: int
) -> dict[str, str]:
    """Projects in the plan of the year and projects practised, by strategy, from the content of a Form 2.

    A strategy that came into the plan later is not in it, and had no project then: none is counted.
    """
    found, cells = {}, content["cells"]
    there = {one["key"] for one in content["strategies"]}
    for one in strategies:
        if one.key not in there:
            found |= {f"p2.{one.key}.planned.n": "0", f"p2.{one.key}.practised.n": "0"}
            continue
        planned = cells.get(f"p2.t3.{one.key}.y{year}.n")
        states = [cells.get(f"p2.t4.{one.key}.{state}.n") for state in words["practised"]]
        if planned is not None:
            found[f"p2.{one.key}.planned.n"] = planned
        if any(state is not None for state in states):
            found[f"p2.{one.key}.practised.n"] = str(sum(int(state or 0) for state in states))
    return found


def _satisfaction(unit: int, year: int, kind: str) -> tuple[Mapping[str, str], Pointer | None]:
    """The cells of a satisfaction form: of its last revision, else as they stand, else of a closed survey."""
    from documents.sheets.sheet import load

    for document in _frozen(unit, year, [kind]):
        if document.frozen is not None:
            revision = Revision.objects.get(pk=document.frozen)
            return revision.data["cells"], _pointer(document, revision)
        key = document.obligation.period.key
        return load(document).cells, Pointer(kind, str(document.public_id), key, "draft")
    survey = _survey(unit, year, kind)
    return survey.cells, next(iter(survey.pointers.values()), None)


def _overall(
    cells: Mapping[str, str], words: Mapping[str, Any], strategies: Sequence[Strategy]
) -> dict[str, str]:
    found = {"p3.respondents.n": cells.get("p1.n", "")}
    for item in words["items"]:
        for option in words["scale"]:
            name = f"{item['key']}.{option['key']}.percent"
            found[f"p3.{name}"] = cells.get(f"p2.{name}", "")
    return found


def _by_strategy(
    cells: Mapping[str, str], words: Mapping[str, Any], strategies: Sequence[Strategy]
) -> dict[str, str]:
    return {
        f"p3.{one.key}.{item['key']}.mean": cells.get(f"p2.{one.key}.{item['key']}.mean", "")
        for one in strategies
        for item in words["items"]
    }
