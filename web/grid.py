"""Form 2 as a table of still cells with one editor that moves; every act of it works without the script too.

The page writes all rows; the script only moves an editor over them and sends what was typed to `cells`, which
answers with the texts of every cell that moved. Each act is one change set with its undo.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents import cells, findings, form2
from documents.models import Basis, ChangeSetKind
from organisations.clock import today
from plans.vocabulary import Status
from web import access, words
from web.access import Visitor
from web.templatetags.tidtam import project_status

SETS: dict[str, tuple[str, ...]] = {
    "money": ("status", "budget", "transfer", "amount", "to_date", "remaining", "percent"),
    "status": ("status", "obstacle"),
    "all": ("status", "budget", "transfer", "amount", "to_date", "remaining", "percent", "obstacle"),
}
"""Which columns a set shows, so that a narrow screen never scrolls sideways for daily work."""
HEADS = {
    "status": gettext_lazy("Status"),
    "budget": gettext_lazy("Budget"),
    "transfer": gettext_lazy("Transfer"),
    "amount": gettext_lazy("Spent in the period"),
    "to_date": gettext_lazy("To date"),
    "remaining": gettext_lazy("Left"),
    "percent": gettext_lazy("Percent"),
    "obstacle": gettext_lazy("Problems and obstacles"),
}
COMPUTED = ("remaining", "percent")
TYPED = ("status", "amount", "to_date", "obstacle")
UNDOABLE = (ChangeSetKind.PASTE, ChangeSetKind.FILL, ChangeSetKind.MERGE)
"""The acts that write many cells: the page offers to undo the last one until the next."""
NIL = ("", "0.00")


@dataclass(slots=True)
class Cell:
    """One cell as it is drawn: its text or, for a status, its drawing; `seen` is what an edit must name."""

    name: str
    text: str
    css: str = ""
    seen: str = ""
    html: str = ""

    @property
    def label(self) -> str:
        """The heading of its column, which a cell brings along where rows are cards."""
        return str(HEADS[self.name]) + (" ƒ" if self.name in COMPUTED else "")


@dataclass(slots=True)
class Line:
    """One line of the table: a budget line, the first of a project with its name and status."""

    key: str
    fund: str
    cells: list[Cell]
    first: bool = True


@dataclass(slots=True)
class Row:
    """One project of the table, with what must be said under it."""

    number: int
    key: str
    name: str
    division: str
    public_id: Any
    lines: list[Line]
    flag: bool
    off: bool
    said: list[dict[str, Any]] = field(default_factory=list)


@dataclass(slots=True)
class Group:
    """A strategy's rows that the filter lets through, and the sums of all its rows."""

    key: str
    number: int
    name: str
    rows: list[Row]
    sums: list[Cell]
    count: int


class Marks:
    """What the findings say of each cell: must or should; and of each row, in words."""

    def __init__(self, found: Iterable[findings.Finding]) -> None:
        self.found = list(found)
        self.cells: dict[str, str] = {}
        self.rows: dict[int, list[findings.Finding]] = {}
        for one in self.found:
            if one.level == findings.Level.INFORMATION:
                continue
            level = "must" if one.level == findings.Level.MUST_FIX else "" if one.note else "should"
            for cell in one.cells:
                if level and self.cells.get(cell) != "must":
                    self.cells[cell] = level
            if one.row is not None:
                self.rows.setdefault(one.row, []).append(one)

    def of(self, cell: str) -> str:
        """The class of a cell."""
        return self.cells.get(cell, "")

    @property
    def must(self) -> list[findings.Finding]:
        """What must be mended."""
        return [one for one in self.found if one.level == findings.Level.MUST_FIX]

    @property
    def should(self) -> list[findings.Finding]:
        """What waits for a reason."""
        return [one for one in self.found if one.level == findings.Level.SHOULD_CHECK and not one.note]


def line_cells(
    view: form2.RowView, line: form2.LineView, figures: dict[str, str], marks: Marks, names: Iterable[str]
) -> list[Cell]:
    """The cells of one budget line in these columns; every figure already text."""
    base = f"p2.line.{line.figures.key}"
    typed = line.report if line.report and line.report.amount is not None else None
    seen = f"{typed.basis}:{typed.amount:.2f}" if typed else ""
    sense = typed.basis if typed else Basis.AMOUNT
    drawn = []
    for name in names:
        if name == "status":
            cell = f"p2.row.{view.row.key}.status"
            first = line is view.lines[0]
            html = project_status(view.row.status) if first else ""
            drawn.append(
                Cell(name, "", f"wide {marks.of(cell)}" if first else "wide", view.row.status or "", html)
            )
            continue
        if name == "obstacle":
            text = view.row.obstacle if line is view.lines[0] else ""
            drawn.append(Cell(name, text, "wide", text))
            continue
        text = figures.get(f"{base}.{name}", "")
        css = ["num", marks.of(f"{base}.{name}")]
        if (
            name in ("remaining", "percent")
            or (name == "to_date") == (sense == Basis.AMOUNT)
            and name
            in (
                "to_date",
                "amount",
            )
        ):
            css.append("calc")
        shown = words.money(text)
        if name == "transfer" and text in NIL:
            shown = "–"
        drawn.append(Cell(name, shown, " ".join(filter(None, css)), seen if name in cells.SENSE else ""))
    return drawn


def sums(figures: dict[str, str], key: str, names: Iterable[str]) -> list[Cell]:
    """The sums of a strategy, or of all, in these columns."""
    return [
        Cell(
            name,
            "" if name in ("status", "obstacle") else words.money(figures.get(f"p2.list.{key}.{name}", "")),
        )
        for name in names
    ]


class FilterForm(forms.Form):
    """Which rows to show."""

    q = forms.CharField(
        required=False, label=gettext_lazy("Search"), widget=forms.TextInput(attrs={"type": "search"})
    )
    strategy = forms.ChoiceField(required=False, label=gettext_lazy("Strategy"))
    division = forms.ChoiceField(required=False, label=gettext_lazy("Division"))
    state = forms.ChoiceField(required=False, label=gettext_lazy("Rows"))

    def __init__(self, *args: Any, form: form2.Form2, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        strategies = [(one.key, f"{one.number}. {one.name}") for one in form.strategies]
        divisions = sorted({view.project.division_text for view in form.rows if view.project.division_text})
        choices = {
            "strategy": strategies,
            "division": [(one, one) for one in divisions],
            "state": [
                ("must", _("To mend")),
                ("should", _("To check")),
                ("blank", _("Not filled in yet")),
                *((one.value, words_of(one)) for one in Status),
            ],
        }
        for name, found in choices.items():
            self.fields[name].choices = [("", _("All")), *found]  # type: ignore[attr-defined]

    def lets_through(self, view: form2.RowView, marks: Marks) -> bool:
        """Whether a row is shown."""
        given = self.cleaned_data if self.is_valid() else {}
        text, state = given.get("q", "").strip().casefold(), given.get("state", "")
        said = marks.rows.get(view.row.number, [])
        blank = not view.row.status or any(line.figures.amount is None for line in view.lines)
        return (
            given.get("strategy", "") in ("", view.row.strategy)
            and given.get("division", "") in ("", view.project.division_text)
            and (not text or text in f"{view.row.number} {view.row.name}".casefold())
            and {
                "": True,
                "must": any(one.level == findings.Level.MUST_FIX for one in said),
                "should": any(one.level == findings.Level.SHOULD_CHECK and not one.note for one in said),
                "blank": blank,
            }.get(state, view.row.status == state)
        )


def words_of(status: Status) -> str:
    """The word for a status, in the reader's language."""
    from web.templatetags.tidtam import status_word

    return status_word(status)


def said_under(finding: findings.Finding) -> dict[str, Any]:
    """A finding as the sentence under its row."""
    return {
        "text": words.say(finding.sentence),
        "cell": finding.cells[0] if finding.cells else "",
        "rule": finding.rule,
    }


def row_of(view: form2.RowView, figures: dict[str, str], marks: Marks, names: Iterable[str]) -> Row:
    """One project as it is drawn."""
    must = [one for one in marks.rows.get(view.row.number, []) if one.level == findings.Level.MUST_FIX]
    lines = [
        Line(line.figures.key, line.line.fund, line_cells(view, line, figures, marks, names), at == 0)
        for at, line in enumerate(view.lines)
    ]
    return Row(
        view.row.number,
        view.row.key,
        view.row.name,
        view.project.division_text,
        view.project.public_id,
        lines,
        bool(must) or marks.of(f"p2.row.{view.row.key}.status") == "must",
        view.row.status == Status.CANCELLED,
        [said_under(one) for one in must],
    )


def groups_of(form: form2.Form2, marks: Marks, names: tuple[str, ...], chosen: FilterForm) -> list[Group]:
    """The table by strategy; no arithmetic is left for the template."""
    figures = form.figures.cells
    groups = []
    for strategy in form.strategies:
        members = [view for view in form.rows if view.row.strategy == strategy.key]
        shown = [row_of(view, figures, marks, names) for view in members if chosen.lets_through(view, marks)]
        if shown:
            groups.append(
                Group(
                    strategy.key,
                    strategy.number,
                    strategy.name,
                    shown,
                    sums(figures, strategy.key, names),
                    len(members),
                )
            )
    return groups


def jumps_of(form: form2.Form2, marks: Marks) -> list[dict[str, Any]]:
    """The way to each row that must be mended."""
    there = {view.row.number for view in form.rows}
    return [{"row": one.row, "title": words.say(one.title)} for one in marks.must if one.row in there][:12]


def counts_of(form: form2.Form2) -> str:
    """How many projects are in which state, in words."""
    figures = form.figures.cells
    told = [f"{words_of(one)} {figures.get(f'p2.t4.total.{one}.n', '0')}" for one in Status]
    return " · ".join(told)


@login_required
def table(request: Visitor, document_id: str) -> HttpResponse:
    """All projects of the report, by strategy, with what must be mended marked in its cell."""
    document = access.staff_document(request, document_id)  # type: ignore[arg-type]
    form = form2.load(document)
    marks = Marks(form.findings())
    shown = request.GET.get("set", "money")
    names = SETS.get(shown, SETS["money"])
    chosen = FilterForm(request.GET, form=form)
    groups = groups_of(form, marks, names, chosen)
    editable = document.is_editable and access.is_drafter(request, document.unit)
    return render(
        request,
        "form2/page.html",
        {
            "document": document,
            "obligation": document.obligation,
            "due": document.fix_by or document.obligation.due_on,
            "today": today(),
            "groups": groups,
            "columns": [(name, HEADS[name], name in TYPED) for name in names],
            "width": len(names) + 2,
            "set": shown if shown in SETS else "money",
            "sets": [("status", _("Status")), ("money", _("Spending")), ("all", _("All"))],
            "chosen": chosen,
            "filtered": any(request.GET.get(name) for name in ("q", "strategy", "division", "state")),
            "shown": sum(len(group.rows) for group in groups),
            "total": sums(form.figures.cells, "total", names),
            "counts": counts_of(form),
            "projects": len(form.rows),
            "filled": sum(bool(view.row.status) for view in form.rows),
            "jumps": jumps_of(form, marks),
            "must": len(marks.must),
            "should": len(marks.should),
            "editable": editable,
            "last": max((view.report.changed_at for view in form.rows if view.report), default=None),
            "undo": cells.last_step(document, UNDOABLE) if editable else None,
            "statuses": [(one.value, words_of(one)) for one in Status],
        },
    )
