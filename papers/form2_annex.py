"""The project list behind a Form 2: a table for each strategy on landscape pages, subtotals and the total."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from .form2_told import Told, group_digits, project_name
from .skeleton import CM, LANDSCAPE_WIDTH
from .thai import NOT_GIVEN
from .word import Cell, Paper, Row, RowKind, row_kind

Progress = Callable[[str, int, int], None]
"""Told (step, done, total) while the list is written."""

STATUS_NAMES = {
    "done": "แล้วเสร็จ",
    "in_progress": "อยู่ระหว่างดำเนินการ",
    "not_started": "ยังไม่ได้ดำเนินการ",
    "cancelled": "ยกเลิก",
}
_ANNEX_MONEY = ("available", "amount", "to_date", "remaining")


class _Annex:
    """Widths and compiled rows of the project list."""

    heads = (
        "ที่",
        "โครงการ",
        "หน่วยงาน",
        "แหล่งเงิน",
        "งบประมาณหลังโอน",
        "เบิกงวดนี้",
        "เบิกสะสม",
        "คงเหลือ",
        "ร้อยละ",
        "สถานะ",
        "ปัญหา",
    )
    cm = (0.8, 0, 1.7, 1.9, 2.5, 2.5, 2.5, 2.5, 1.28, 1.8, 2.4)

    def __init__(self, *, billions: bool) -> None:
        """`billions` makes room for sums of a thousand million baht, at the cost of the project's name."""
        self.widths = [
            int(cm * CM) + (billions and 4 <= at < 8) * 3 * CM // 10 for at, cm in enumerate(self.cm)
        ]
        self.widths[1] += LANDSCAPE_WIDTH - sum(self.widths)
        self.head = row_kind([Cell("Td12Head", width) for width in self.widths], head=True)
        self.single, self.single_keep = self._project(""), self._project("", keep=True)
        self.first = self._project("restart", keep=True)
        self.more, self.more_keep = self._project("continue"), self._project("continue", keep=True)
        label = sum(self.widths[:4])
        self.total = row_kind(
            [
                Cell("Td12CentreBold", label, span=4),
                *(
                    Cell("Td12RightBold", width, tag=f"p2.list.{{key}}.{part}")
                    for width, part in zip(self.widths[4:9], (*_ANNEX_MONEY, "percent"), strict=True)
                ),
                Cell("Td12Left", sum(self.widths[9:]), span=2),
            ]
        )

    def _project(self, merge: str, *, keep: bool = False) -> RowKind:
        w = self.widths
        figures = [
            Cell("Td12Right", width, tag=f"p2.line.{{key}}.{part}")
            for width, part in zip(w[4:9], (*_ANNEX_MONEY, "percent"), strict=True)
        ]
        sides = [Cell("Td12Centre", w[0], merge=merge), Cell("Td12Left", w[1], merge=merge)]
        sides += [Cell("Td12Left", w[2], merge=merge), Cell("Td12Left", w[3])]
        ends = [Cell("Td12Left", w[9], merge=merge), Cell("Td12Left", w[10], merge=merge)]
        return row_kind([*sides, *figures, *ends], keep=keep)

    def kind(self, at: int, of: int, *, keep: bool) -> RowKind:
        """The row for fund `at` of `of`; `keep` is true for the last project before a subtotal."""
        if of == 1:
            return self.single_keep if keep else self.single
        if at == 0:
            return self.first
        return self.more_keep if keep else self.more


def _annex_rows(
    form: Told, annex: _Annex, rows: Sequence[dict[str, Any]], tick: Callable[[], None]
) -> Iterator[Row]:
    cells, lines = form.cells, form.lines
    for row in rows:
        tick()
        last = row is rows[-1]
        added = " (เพิ่มเติม)" if row.get("added") else ""
        start = [str(row["number"]), project_name(row) + added, row["division"]]
        end = [STATUS_NAMES.get(row["status"], NOT_GIVEN), row["obstacle"]]
        if not row["lines"]:
            blank = [NOT_GIVEN] * 6
            yield annex.kind(0, 1, keep=last), row["key"], [*start, *blank, *end]
        for at, line in enumerate(row["lines"]):
            place = f"p2.line.{line}."
            yield (
                annex.kind(at, len(row["lines"]), keep=last),
                line,
                [
                    *(start if at == 0 else ("", "", "")),
                    lines[line].get("fund_name", ""),
                    group_digits(cells.get(place + "available", "")),
                    group_digits(cells.get(place + "amount", "")),
                    group_digits(cells.get(place + "to_date", "")),
                    group_digits(cells.get(place + "remaining", "")),
                    group_digits(cells.get(place + "percent", "")),
                    *(end if at == 0 else ("", "")),
                ],
            )


def write_annex(paper: Paper, form: Told, progress: Progress) -> None:
    """The project list, a table for each strategy: one giant table takes LibreOffice minutes to lay out."""
    paper.paragraph(form.say("annex"), "TdTitle")
    paper.paragraph(form.say("annex_unit", unit=form.unit["name"], period=form.period_name), "TdNothing")
    if not form.rows:
        paper.paragraph(form.say("nothing"), "TdNothing")
        return
    longest = max(len(form.cell(f"p2.list.total.{part}")) for part in _ANNEX_MONEY)
    annex, done, total = _Annex(billions=longest > len("999999999.99")), 0, len(form.rows)

    def tick() -> None:
        nonlocal done
        done += 1
        if done % 100 == 0 or done == total:
            progress("annex", done, total)

    groups: dict[str, list[dict[str, Any]]] = {strategy["key"]: [] for strategy in form.strategies}
    for row in form.rows:
        groups.setdefault(row["strategy"], []).append(row)
    names = {strategy["key"]: strategy for strategy in form.strategies}
    filled = [key for key, rows in groups.items() if rows]
    progress("annex", 0, total)

    def subtotal(key: str, name: str) -> Row:
        figures = [group_digits(form.cell(f"p2.list.{key}.{part}")) for part in (*_ANNEX_MONEY, "percent")]
        return annex.total, key, [name, *figures, ""]

    for key in filled:
        strategy = names.get(key)
        title = form.say("annex_no_strategy")
        if strategy:
            title = form.say("annex_strategy", number=strategy["number"], name=strategy["name"])
        paper.paragraph(title, "TdPart")

        def rows_of(key: str = key, strategy: dict[str, Any] | None = strategy) -> Iterator[Row]:
            yield annex.head, "", annex.heads
            yield from _annex_rows(form, annex, groups[key], tick)
            label = form.say("annex_sum", number=strategy["number"]) if strategy else form.say("word_of_all")
            yield subtotal(key, label)
            if key == filled[-1]:
                yield subtotal("total", form.say("annex_all"))

        paper.table(annex.widths, rows_of())
