"""The rules for the forms made of a template. Pure: wording and cells in, findings out.

F1-01, F31-01 … 04, F32-01 and F33-01 are the field's; F31-05, F32-02, F33-02 and the SC rules are the product's
own. Counts are of projects or of people, percents of the people who answered an item.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from documents.arithmetic.computed import number
from documents.arithmetic.form2 import Strategy, money
from documents.findings import catalogue
from documents.findings.finding import Finding, Level, WorkedLine, in_order, whole, with_note
from organisations.sentences import Sentence, gettext_noop

HUNDRED, SLACK = Decimal(100), Decimal("0.05")

_NO_ANSWER_ONE = gettext_noop("Item %(items)s has no answer yet. Please choose one of the two answers.")
_NO_ANSWER = gettext_noop(
    "%(count)s items have no answer yet: %(items)s. Please choose one of the two answers for each."
)
_NO_REASON = gettext_noop("Item %(item)s is answered “not done” without a reason. Please write the reason.")
_PERCENTS = gettext_noop(
    "“%(item)s”: the percents add up to %(sum)s, not to 100. Please compare them with the survey."
)
_MORE_PRACTISED = gettext_noop(
    "Strategy %(number)s: %(practised)s projects were practised, but only %(planned)s stand in the plan."
)
_UNLIKE_FORM_2 = gettext_noop(
    "Strategy %(number)s: %(typed)s stands here, Form 2 of the year's last period says %(expected)s."
)
_LAST_MISSING = gettext_noop(
    "The report of the year's last period is not frozen yet; the figures are those of an earlier period."
)
_NO_RESPONDENTS = gettext_noop(
    "Nobody has answered yet. Please write how many answered, or close the survey."
)
_NO_FIGURE = gettext_noop(
    "Strategy %(number)s: the number of projects is missing. Please write it, or finish the Form 2 it comes from."
)
_BLOCK = gettext_noop(
    "“%(block)s” adds up to %(sum)s people, but %(all)s answered. Who gave no answer is counted as “no answer”."
)
_SCORE_RANGE = gettext_noop("%(value)s is no score from 0 to %(most)s. Please write the score again.")
_NO_SCORES = gettext_noop(
    "Strategy %(number)s has no scores yet. Each strategy of the plan has its own block."
)
_TOO_MANY_ANSWERS = gettext_noop(
    "“%(item)s”: %(sum)s people answered, but %(all)s took part. Please correct one of the two."
)
_CRITERION = gettext_noop("Criterion %(item)s has no score of any member yet.")
_BELOW = gettext_noop(
    "%(part)s: %(percent)s %% of the full score, less than the %(good)s %% of good standing."
)
_SUM = gettext_noop("Sum")


@dataclass(frozen=True, slots=True)
class Known:
    """What the rules of one form are asked with."""

    words: Mapping[str, Any]
    strategies: Sequence[Strategy]
    cells: Mapping[str, str]
    texts: Mapping[str, str] = field(default_factory=dict)
    carried: Mapping[str, str] = field(default_factory=dict)
    last: str = ""
    needed: str = ""

    def n(self, cell: str) -> Decimal | None:
        """A cell as a number."""
        return number(self.cells.get(cell, ""))


def check(
    kind: str,
    words: Mapping[str, Any],
    strategies: Sequence[Strategy],
    cells: Mapping[str, str],
    *,
    texts: Mapping[str, str] | None = None,
    carried: Mapping[str, str] | None = None,
    last: str = "",
    needed: str = "",
    reasons: Mapping[str, str] | None = None,
) -> list[Finding]:
    """Check one form: must-fix first, then in the order of rules and items.

    `carried` are the figures that its sources have for its cells, `last` the key of the period whose Form 2 they
    were taken from, `needed` that of the year's last period. `reasons` maps a finding's key to its note.
    """
    known = Known(words, strategies, cells, texts or {}, carried or {}, last, needed)
    found = [with_note(one, reasons or {}) for one in _OF[kind](known)]
    return in_order(found)


def _finding(rule: str, level: Level, sentence: Sentence, cells: Iterable[str], **more: Any) -> Finding:
    return Finding(rule, level, catalogue.title(rule), sentence, tuple(cells), **more)


def _form1(known: Known) -> Iterator[Finding]:
    silent: list[tuple[int, str]] = []
    for part in known.words["parts"]:
        for item in part["items"]:
            cell = f"{part['key']}.{item['key']}"
            answer = known.cells.get(f"{cell}.answer", "")
            if not answer:
                silent.append((item["no"], f"{cell}.answer"))
            elif answer == "no" and not known.texts.get(f"{cell}.reason", "").strip():
                yield _finding(
                    "F1-01",
                    Level.SHOULD_CHECK,
                    Sentence(_NO_REASON, {"item": item["no"]}),
                    [f"{cell}.reason"],
                    row=item["no"],
                )
    if silent:
        names = ", ".join(str(no) for no, _ in silent)
        yield _finding(
            "F1-01",
            Level.MUST_FIX,
            Sentence(
                _NO_ANSWER_ONE if len(silent) == 1 else _NO_ANSWER, {"items": names, "count": len(silent)}
            ),
            [cell for _, cell in silent],
            row=silent[0][0],
        )


def _form3_1(known: Known) -> Iterator[Finding]:
    for one in known.strategies:
        yield from _counts_of(known, one)
    if known.needed and known.last and known.last != known.needed:
        cells = [f"p2.{one.key}.practised.n" for one in known.strategies] or ["p2.total.practised.n"]
        yield _finding(
            "F31-03", Level.SHOULD_CHECK, Sentence(_LAST_MISSING), ["p2.total.practised.n", *cells]
        )
    if not known.n("p3.respondents.n"):
        yield _finding("F31-04", Level.MUST_FIX, Sentence(_NO_RESPONDENTS), ["p3.respondents.n"])
    for item in known.words["items"]:
        cells = [f"p3.{item['key']}.{option['key']}.percent" for option in known.words["scale"]]
        values = [known.n(cell) for cell in cells]
        if not any(value is not None for value in values):
            continue
        total = sum((value or Decimal(0) for value in values), Decimal(0))
        if abs(total - HUNDRED) > SLACK:
            titles = [option["title"] for option in known.words["scale"]]
            yield _finding(
                "F31-01",
                Level.MUST_FIX,
                Sentence(_PERCENTS, {"item": item["text"], "sum": money(total)}),
                cells,
                row=item["no"],
                typed=money(total),
                expected="100.00",
                difference=money(total - HUNDRED),
                worked=_worked(
                    [(title, value) for title, value in zip(titles, values, strict=True)], total, money
                ),
            )


def _counts_of(known: Known, one: Strategy) -> Iterator[Finding]:
    planned_cell, cell = f"p2.{one.key}.planned.n", f"p2.{one.key}.practised.n"
    planned, practised = known.n(planned_cell), known.n(cell)
    missing = [name for name, value in ((planned_cell, planned), (cell, practised)) if value is None]
    if missing:
        yield _finding(
            "F31-05", Level.MUST_FIX, Sentence(_NO_FIGURE, {"number": one.number}), missing, row=one.number
        )
        return
    assert planned is not None
    assert practised is not None
    if practised > planned:
        params = {"number": one.number, "practised": whole(practised), "planned": whole(planned)}
        yield _finding(
            "F31-02",
            Level.SHOULD_CHECK,
            Sentence(_MORE_PRACTISED, params),
            [cell, planned_cell],
            row=one.number,
            typed=str(practised),
            expected=str(planned),
            difference=str(practised - planned),
        )
    source = number(known.carried.get(cell, ""))
    if source is not None and source != practised:
        params = {"number": one.number, "typed": whole(practised), "expected": whole(source)}
        yield _finding(
            "F31-03",
            Level.SHOULD_CHECK,
            Sentence(_UNLIKE_FORM_2, params),
            [cell],
            row=one.number,
            typed=str(practised),
            expected=str(source),
            difference=str(practised - source),
            likely=str(source),
            mend=cell,
        )


def _worked(
    parts: Sequence[tuple[str, Decimal | None]], total: Decimal, shown: Any
) -> tuple[WorkedLine, ...]:
    lines = [
        WorkedLine("+" if at else "", title, shown(value or Decimal(0)))
        for at, (title, value) in enumerate(parts)
    ]
    return (*lines, WorkedLine("=", Sentence(_SUM), shown(total), "total"))


def _people(known: Known, rule: str, none_rule: str) -> Iterator[Finding]:
    """Each block on the person adds up to all who answered."""
    everyone = known.n("p1.n")
    if not everyone:
        yield _finding(none_rule, Level.MUST_FIX, Sentence(_NO_RESPONDENTS), ["p1.n"])
        return
    for block in known.words["blocks"]:
        bands = [(band["key"], band["title"]) for band in block["bands"]]
        bands.append(("none", known.words["no_answer"]))
        cells = [f"p1.{block['key']}.{key}.n" for key, _ in bands]
        values = [known.n(cell) for cell in cells]
        total = sum((value or Decimal(0) for value in values), Decimal(0))
        if total != everyone:
            params = {"block": block["title"], "sum": whole(total), "all": whole(everyone)}
            yield _finding(
                rule,
                Level.MUST_FIX,
                Sentence(_BLOCK, params),
                [*cells, "p1.n"],
                typed=str(total),
                expected=str(everyone),
                difference=str(total - everyone),
                worked=_worked(
                    [(title, value) for (_, title), value in zip(bands, values, strict=True)], total, whole
                ),
            )


def _form3_2(known: Known) -> Iterator[Finding]:
    yield from _people(known, "F32-01", "F32-02")
    everyone = known.n("p1.n")
    for item in known.words["items"]:
        keys = [option["key"] for option in known.words["scale"]["options"]]
        cells = [f"p2.{item['key']}.{key}.n" for key in (*keys, "none")]
        total = sum((known.n(cell) or Decimal(0) for cell in cells), Decimal(0))
        if everyone and (total > everyone or (known.n(cells[-1]) is not None and total != everyone)):
            yield _finding(
                "F32-01",
                Level.MUST_FIX,
                Sentence(
                    _TOO_MANY_ANSWERS, {"item": item["text"], "sum": whole(total), "all": whole(everyone)}
                ),
                [*cells, "p1.n"],
                row=item["no"],
                typed=str(total),
                expected=str(everyone),
                difference=str(total - everyone),
            )


def _form3_3(known: Known) -> Iterator[Finding]:
    yield from _people(known, "F32-01", "F32-02")
    everyone, most = known.n("p1.n"), Decimal(known.words["scale"]["max"])
    for one in known.strategies:
        means = [
            (item, cell, known.n(cell))
            for item in known.words["items"]
            for cell in [f"p2.{one.key}.{item['key']}.mean"]
        ]
        if all(value is None for _, _, value in means):
            yield _finding(
                "F33-01",
                Level.MUST_FIX,
                Sentence(_NO_SCORES, {"number": one.number}),
                [cell for _, cell, _ in means],
                row=one.number,
            )
        for item, cell, value in means:
            if value is not None and not 0 <= value <= most:
                yield _finding(
                    "F33-01",
                    Level.MUST_FIX,
                    Sentence(_SCORE_RANGE, {"value": money(value), "most": whole(most)}),
                    [cell],
                    row=item["no"],
                    typed=money(value),
                )
            answered = known.n(f"p2.{one.key}.{item['key']}.n")
            if everyone and answered is not None and answered > everyone:
                yield _finding(
                    "F33-02",
                    Level.MUST_FIX,
                    Sentence(
                        _TOO_MANY_ANSWERS,
                        {"item": item["text"], "sum": whole(answered), "all": whole(everyone)},
                    ),
                    [f"p2.{one.key}.{item['key']}.n", "p1.n"],
                    row=item["no"],
                    typed=str(answered),
                    expected=str(everyone),
                    difference=str(answered - everyone),
                )


def _scores(known: Known) -> Iterator[Finding]:
    for part in known.words["parts"]:
        for item in part["items"]:
            place, most = f"{part['key']}.{item['key']}", Decimal(item["full"])
            given = [cell for cell in known.cells if cell.startswith(f"{place}.by") and known.cells[cell]]
            if not given:
                yield _finding(
                    "SC-02", Level.MUST_FIX, Sentence(_CRITERION, {"item": item["no"]}), [f"{place}.mean"]
                )
            for cell in given:
                value = known.n(cell)
                if value is None or not 0 <= value <= most:
                    yield _finding(
                        "SC-01",
                        Level.MUST_FIX,
                        Sentence(_SCORE_RANGE, {"value": known.cells[cell], "most": whole(most)}),
                        [cell],
                        typed=known.cells[cell],
                    )
        share, good = known.n(f"{part['key']}.total.percent"), Decimal(known.words["good"])
        if share is not None and share < good:
            params = {"part": part["title"], "percent": money(share), "good": whole(good)}
            yield _finding(
                "SC-03", Level.INFORMATION, Sentence(_BELOW, params), [f"{part['key']}.total.percent"]
            )


_OF = {
    "form1": _form1,
    "form3_1": _form3_1,
    "form3_2": _form3_2,
    "form3_3": _form3_3,
    "scores": _scores,
}
