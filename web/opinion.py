"""A member's opinion as a form: one answer, with words tied to a place of the paper. For members who sign in and
for those who come by a link: read here, judged and written by the move.

Words about the whole report are the remark of an approval; words about a place become points, and so does
everything that is asked to be mended. Three blocks are on the page, the later two folded, so that several points
need no script.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committee.models import AgendaItem, Ballot, Via
from documents.models import Issue, ReasonCode, Source
from organisations.models import User
from papers.thai import arabic_digits
from web import paper
from web.refusals import status_of
from workflow import moves
from workflow.refusals import WorkflowError

CHOICES = [
    ("approve", gettext_lazy("Approve")),
    ("approve_remarks", gettext_lazy("Approve with remarks")),
    ("return", gettext_lazy("Ask for mending")),
    ("abstain", gettext_lazy("Abstain")),
    ("recuse", gettext_lazy("I have a conflict of interest in this matter and take no part")),
]
REASONS: list[tuple[str, Any]] = [
    (ReasonCode.SUM, gettext_lazy("Figures do not agree")),
    (ReasonCode.EVIDENCE, gettext_lazy("Evidence is missing")),
    (ReasonCode.STATUS, gettext_lazy("A project's status is not so")),
    (ReasonCode.WORDING, gettext_lazy("The wording is not clear")),
    (ReasonCode.MISSING, gettext_lazy("Something is missing")),
    (ReasonCode.OTHER, gettext_lazy("Other")),
]
RETURN, REMARKS = "return", "approve_remarks"
WHOLE = "p1"
"""The place that means the whole report."""
MOST_POINTS = 3
NEEDS_WORDS = {"return-needs-issue", "remark-needs-text", "no-point"}
"""Refusals that are answered by writing into the first block."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where a reader can point: the words of each address, and the address of each row by its number."""

    names: Mapping[str, str]
    rows: Mapping[str, str]
    wide: Mapping[str, str]
    """The places offered by name; a row is named by its number."""

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> Places:
        """The places of a frozen content."""
        return cls(paper.place_of(content), paper.rows(content), paper.wide(content))

    def number_of(self, anchor: str) -> str:
        """The number of the row that an address stands for, or nothing."""
        return next((number for number, address in self.rows.items() if address == anchor), "")


class PointForm(forms.Form):
    """One block of words: about what, why, and the words. A row's number goes before the place chosen by name."""

    anchor = forms.CharField(max_length=64, required=False)
    row = forms.CharField(max_length=20, required=False)
    reason_code = forms.ChoiceField(choices=REASONS, required=False)
    text = forms.CharField(required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, data: Any, places: Places, number: int, said: Issue | None) -> None:
        initial = {}
        if said is not None:
            row = places.number_of(said.anchor)
            initial = {"row": row, "anchor": "" if row else said.anchor, "text": said.text}
            initial["reason_code"] = said.reason_code
        self.number, self.places = number, places
        super().__init__(data, initial=initial)

    def add_prefix(self, field_name: str) -> str:
        """The first block has the plain names, the others their number: text, text-2, text-3."""
        return field_name if self.number == 1 else f"{field_name}-{self.number}"

    def clean_anchor(self) -> str:
        anchor: str = self.cleaned_data["anchor"] or WHOLE
        if anchor not in self.places.names:
            raise forms.ValidationError(_("This place is not on the paper. Please choose one of the list."))
        return anchor

    def clean_row(self) -> str:
        """The address of the row whose number was written, in Thai or Arabic digits; empty for none."""
        typed: str = self.cleaned_data["row"].strip()
        if not typed:
            return ""
        number = "".join(letter for letter in arabic_digits(typed) if letter.isdecimal()).lstrip("0")
        if number not in self.places.rows:
            raise forms.ValidationError(
                _(
                    "There is no row “%(row)s” on this paper. Please write the number that stands before the project."
                )
                % {"row": typed}
            )
        return self.places.rows[number]

    @property
    def has_words(self) -> bool:
        """Whether something was written into the block."""
        return bool(str(self["text"].value() or "").strip())

    def point(self) -> moves.Point:
        """The block as the point of a move."""
        given = self.cleaned_data
        return moves.Point(
            given["row"] or given["anchor"], given["text"].strip(), given["reason_code"] or ReasonCode.OTHER
        )


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a member says of an item, as the move takes it."""

    choice: str
    remark: str = ""
    points: tuple[moves.Point, ...] = ()


class PointsForm(forms.Form):
    """A form that asks for points of a frozen paper besides its own fields: three blocks, the later two folded."""

    def __init__(
        self, data: Any, content: Mapping[str, Any], said: Sequence[Issue] = (), **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.places = Places.of(content)
        self.blocks = [
            PointForm(data, self.places, number, said[number - 1] if number <= len(said) else None)
            for number in range(1, MOST_POINTS + 1)
        ]

    def is_valid(self) -> bool:
        """Whether the fields and, where they are asked for, the blocks can be taken."""
        if not super().is_valid():
            return False
        return not self.asks_for_points or all(block.is_valid() for block in self.blocks)

    @property
    def asks_for_points(self) -> bool:
        """Whether the blocks are judged at all; the fields are valid."""
        return True

    @property
    def wide(self) -> list[tuple[str, str]]:
        """The places offered by name."""
        return list(self.places.wide.items())

    @property
    def reasons(self) -> list[tuple[str, Any]]:
        """The reasons offered for a point."""
        return REASONS

    @property
    def refused(self) -> bool:
        """Whether something is to be mended before it can be sent again."""
        return bool(self.errors) or any(block.is_bound and block.errors for block in self.blocks)

    def points(self) -> list[moves.Point]:
        """The points that were written; the form is valid."""
        return [block.point() for block in self.blocks if block.has_words]

    def take(self, refusal: WorkflowError) -> None:
        """Show a refusal of the move at the field that answers it, where there is one."""
        if refusal.code in NEEDS_WORDS:
            self.blocks[0].add_error("text", str(refusal))
        else:
            self.add_error(None, str(refusal))


class OpinionForm(PointsForm):
    """One member's opinion. Words are judged only where the answer asks for some."""

    choice = forms.ChoiceField(
        choices=CHOICES, error_messages={"required": gettext_lazy("Please choose one of the answers.")}
    )

    @property
    def asks_for_points(self) -> bool:
        """Only who asks for mending, or approves with remarks, has words to write."""
        return self.cleaned_data["choice"] in (RETURN, REMARKS)

    def opinion(self) -> Opinion:
        """What was said; the form is valid."""
        choice = self.cleaned_data["choice"]
        if choice not in (RETURN, REMARKS):
            return Opinion(choice)
        points = tuple(self.points())
        if choice == RETURN:
            return Opinion(choice, points=points)
        whole = "\n".join(point.text for point in points if point.anchor == WHOLE)
        return Opinion(choice, whole, tuple(point for point in points if point.anchor != WHOLE))


def give(item: AgendaItem, member: User, form: OpinionForm, *, via: str = Via.PAGE) -> int:
    """Record a valid form as the member's opinion on the item; the status to answer with, 200 when it stands.

    A refusal is written into the form, at the field that answers it where there is one.
    """
    said = form.opinion()
    try:
        moves.cast_ballot(
            item.revision.document,
            actor=member,
            choice=said.choice,
            remark=said.remark,
            points=said.points,
            via=via,
            on=item,
        )
    except WorkflowError as refusal:
        form.take(refusal)
        return status_of(refusal)
    return 200


def said_by(item: AgendaItem, ballot: Ballot | None) -> list[Issue]:
    """The points that stand with a member's opinion on the item, in the order in which they were written."""
    if ballot is None or ballot.choice not in (RETURN, REMARKS):
        return []
    raised = Issue.objects.filter(
        revision=item.revision_id, raised_by=ballot.term.person_id, source=Source.COMMITTEE
    )
    return list(raised.order_by("pk"))
