"""What happened to a report since its reader read it last: their earlier opinion, the issues, the replies, the figures.

For members who sign in, for those who come by a link, and in one line for the list of what waits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from committee import sitting
from committee.models import AgendaItem, Ballot
from documents.models import Issue, Revision, Severity
from organisations.models import User
from web import paper
from workflow.timeline import CHOICE


@dataclass(frozen=True, slots=True)
class Answered:
    """An issue with its place in words and the figures that were changed there."""

    issue: Issue
    where: str
    changes: list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Mended:
    """A report beside the revision that was read before: the reader's own opinion of it, if they gave one."""

    earlier: Revision
    said: Ballot | None
    issues: list[Answered]
    others: list[dict[str, str]]

    @property
    def word(self) -> str:
        """The earlier opinion in words, to be translated; empty where none was given."""
        return CHOICE[self.said.choice] if self.said else ""

    @property
    def changed(self) -> int:
        """How many figures differ from the revision that was read."""
        return len(self.others) + sum(len(one.changes) for one in self.issues)


def last_opinion(item: AgendaItem, reader: User | None) -> Ballot | None:
    """What the reader said of an earlier revision of the report, the latest; disowned opinions are nobody's."""
    if reader is None:
        return None
    given = Ballot.objects.filter(
        item__revision__document=item.revision.document_id,
        item__revision__number__lt=item.revision.number,
        term__person=reader,
        replaced_by__isnull=True,
        objection__isnull=True,
    ).exclude(choice=sitting.GONE)
    return given.select_related("item__revision").order_by("item__revision__number", "cast_at").last()


def since_last_read(item: AgendaItem, reader: User | None) -> Mended | None:
    """What changed since the reader's last opinion, else since the revision before; nothing for a first revision."""
    revision, said = item.revision, last_opinion(item, reader)
    before = Revision.objects.filter(document=revision.document_id, number__lt=revision.number)
    earlier = said.item.revision if said else before.order_by("number").last()
    if earlier is None:
        return None
    names = paper.place_of(revision.data)
    issues = Issue.objects.filter(
        revision__document=revision.document_id,
        revision__number__gte=earlier.number,
        revision__number__lt=revision.number,
        pending=False,
        severity=Severity.MUST,
    )
    rows = list(issues.order_by("pk").prefetch_related("replies"))
    changes = paper.changes(earlier.data, revision.data, names)
    lines = {
        f"p2.row.{row['key']}": [f"p2.line.{line}" for line in row["lines"]] for row in revision.data["rows"]
    }

    def belongs(address: str, anchor: str) -> bool:
        """A row's issue is answered in the row and in its budget lines."""
        return any(f"{address}.".startswith(f"{place}.") for place in (anchor, *lines.get(anchor, ())))

    def at(anchor: str) -> list[dict[str, str]]:
        title = f"{names.get(anchor, anchor)}: "
        found = [change for change in changes if belongs(change["address"], anchor)]
        return [change | {"where": change["where"].removeprefix(title)} for change in found]

    return Mended(
        earlier,
        said,
        [Answered(one, names.get(one.anchor, one.anchor), at(one.anchor)) for one in rows],
        [change for change in changes if not any(belongs(change["address"], one.anchor) for one in rows)],
    )


def in_one_line(item: AgendaItem, reader: User) -> dict[str, Any] | None:
    """For the list of what waits: the revision read last, what was said of it, and how much is new; None if nothing."""
    if last_opinion(item, reader) is None:
        return None
    found = since_last_read(item, reader)
    if found is None:
        return None
    replies = sum(bool(one.issue.replies.all()) for one in found.issues)
    return {
        "number": found.earlier.number,
        "choice": found.said.choice if found.said else "",
        "changed": found.changed,
        "replies": replies,
    }
