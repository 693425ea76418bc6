"""The Word writer beside its opponents: idiomatic python-docx and docxtpl, 500 projects, values in memory.

Each opponent writes the same project list and tables from the same content. Methods take turns inside one
run and medians are compared, so that the ratio means something on any machine. A paper nobody reads twice
is compared, not a library's best trick: what a careful person writes with each.
"""

from __future__ import annotations

import io
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import docx
from docxtpl import DocxTemplate

from papers.form2 import NOT_GIVEN, STATUS_NAMES, write_form2
from papers.thai import money, thai_digits
from tests.papers.contents import fingerprint_of, make_content
from tests.papers.plain_form2 import build

COLUMNS = ("available", "amount", "to_date", "remaining", "percent")
GOALS = {"docx_500_vs_python_docx": 30.0, "docx_500_vs_docxtpl": 5.0}


def _template(folder: Path) -> Path:
    """A docxtpl template of the project list: one looping row of eleven cells, one for the sums."""
    document = docx.Document()
    document.add_paragraph("บัญชีโครงการ {{ unit }}")
    table = document.add_table(rows=5, cols=11, style="Table Grid")
    for cell, head in zip(
        table.rows[0].cells,
        ["ที่", "โครงการ", "หน่วยงาน", "แหล่งเงิน", "งบ", "งวดนี้", "สะสม", "เหลือ", "ร้อยละ", "สถานะ", "ปัญหา"],
        strict=True,
    ):
        cell.text = head
    table.rows[1].cells[0].text = "{%tr for r in rows %}"
    for at, cell in enumerate(table.rows[2].cells):
        cell.text = f"{{{{ r[{at}] }}}}"
    table.rows[3].cells[0].text = "{%tr endfor %}"
    for at, cell in enumerate(table.rows[4].cells):
        cell.text = f"{{{{ total[{at}] }}}}"
    path = folder / "list.docx"
    document.save(path)
    return path


def _with_docxtpl(content: dict[str, Any], template: Path) -> bytes:
    """The project list alone, the figures formatted in Python; escaping on, as any value needs it."""
    cells, rows = content["cells"], []

    def figure(address: str) -> str:
        return thai_digits(money(cells.get(address)))

    for row in content["rows"]:
        for line in row["lines"]:
            start = [str(row["number"]), f"{row['name']} หมู่ที่ {row['village']}", row["division"]]
            start.append(content["lines"][line]["fund_name"])
            figures = [figure(f"p2.line.{line}.{part}") for part in COLUMNS]
            end = [STATUS_NAMES.get(row["status"], NOT_GIVEN), row["obstacle"]]
            rows.append([*map(thai_digits, start), *figures, *end])
    total = ["รวม", "", "", "", *(figure(f"p2.list.total.{part}") for part in COLUMNS), "", ""]
    paper, out = DocxTemplate(template), io.BytesIO()
    paper.render({"unit": content["unit"]["name"], "rows": rows, "total": total}, autoescape=True)
    paper.save(out)
    return out.getvalue()


def _seconds(call: Callable[[], object]) -> float:
    begin = time.perf_counter()
    call()
    return time.perf_counter() - begin


def measure(projects: int = 500, rounds: int = 5) -> dict[str, float]:
    """Ratios by key: each opponent's median time ÷ ours; ours in milliseconds beside them."""
    content = make_content(projects)
    mark = fingerprint_of(content)
    with tempfile.TemporaryDirectory() as folder:
        template = _template(Path(folder))
        methods: dict[str, Callable[[], object]] = {
            "ours": lambda: write_form2(content, fingerprint=mark, out=io.BytesIO()),
            "python_docx": lambda: build(content, io.BytesIO()),
            "docxtpl": lambda: _with_docxtpl(content, template),
        }
        methods["ours"]()
        times: dict[str, list[float]] = {name: [] for name in methods}
        for _ in range(rounds):
            for name, call in methods.items():
                times[name].append(_seconds(call))
    middle = {name: median(taken) for name, taken in times.items()}
    return {
        f"docx_{projects}_vs_python_docx": round(middle["python_docx"] / middle["ours"], 1),
        f"docx_{projects}_vs_docxtpl": round(middle["docxtpl"] / middle["ours"], 1),
        f"docx_{projects}_ms": round(middle["ours"] * 1000, 1),
    }


def main() -> None:
    """Print each key with its number and, where there is one, its goal."""
    results = measure()
    for key, number in results.items():
        goal = GOALS.get(key)
        judged = "" if goal is None else f"  (goal ≥ {goal:g}: {'met' if number >= goal else 'MISSED'})"
        sys.stdout.write(f"{key}: {number}{judged}\n")


if __name__ == "__main__":
    main()
