"""The Word writer beside its opponents: idiomatic python-docx and docxtpl, 500 projects, values in memory.

Each opponent writes the same project list and tables from the same content. Methods take turns inside one
run and medians are compared, so that the ratio means something on any machine. A paper nobody reads twice
is compared, not a library's best trick: what a careful person writes with each.

Run by `bench` as a process of its own: `python -m bench.word_bench` prints JSON.
"""

from __future__ import annotations

import gc
import io
import json
import math
import tempfile
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from statistics import linear_regression, median
from typing import Any

import docx
from docxtpl import DocxTemplate

from bench.clock import seconds
from papers.form2 import write_form2
from papers.form2_annex import STATUS_NAMES
from papers.thai import NOT_GIVEN, money, thai_digits
from tests.papers.contents import fingerprint_of, make_content
from tests.papers.plain_form2 import build

COLUMNS = ("available", "amount", "to_date", "remaining", "percent")


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


def _parts(paper: bytes) -> list[bytes]:
    with zipfile.ZipFile(io.BytesIO(paper)) as whole:
        return [whole.read(name) for name in whole.namelist()]


def opponents(projects: int = 500, rounds: int = 5) -> dict[str, float]:
    """Each opponent's median time ÷ ours, and ours ÷ what zlib 6 alone takes for the same bytes."""
    content = make_content(projects)
    mark = fingerprint_of(content)
    with tempfile.TemporaryDirectory() as folder:
        template, file = _template(Path(folder)), Path(folder) / "paper.docx"
        ours = io.BytesIO()
        write_form2(content, fingerprint=mark, out=ours)
        parts = _parts(ours.getvalue())
        methods: dict[str, Callable[[], object]] = {
            "ours": lambda: write_form2(content, fingerprint=mark, out=io.BytesIO()),
            "zlib": lambda: file.write_bytes(b"".join(zlib.compress(part, 6) for part in parts)),
            "python_docx": lambda: build(content, io.BytesIO()),
            "docxtpl": lambda: _with_docxtpl(content, template),
        }
        times: dict[str, list[float]] = {name: [] for name in methods}
        for _ in range(rounds):
            for name, call in methods.items():
                times[name].append(seconds(call))
    middle = {name: median(taken) for name, taken in times.items()}
    return {
        f"docx_{projects}_vs_python_docx": round(middle["python_docx"] / middle["ours"], 1),
        f"docx_{projects}_vs_docxtpl": round(middle["docxtpl"] / middle["ours"], 1),
        f"docx_{projects}_vs_zlib": round(middle["ours"] / middle["zlib"], 2),
        f"docx_{projects}_ms": round(middle["ours"] * 1000, 1),
    }


def growth(sizes: tuple[int, ...] = (500, 5_000, 50_000), rounds: int = 5) -> dict[str, float]:
    """The exponent by which the processor's time grows with the rows: the slope through the logarithms."""
    contents = [make_content(size) for size in sizes]
    times: list[list[float]] = [[] for _ in sizes]
    for _ in range(rounds):
        for content, taken in zip(contents, times, strict=True):
            gc.collect()
            with tempfile.TemporaryFile() as out:
                begin = time.process_time()
                write_form2(content, fingerprint="0" * 64, out=out)
                taken.append(time.process_time() - begin)
    slope, _ = linear_regression([*map(math.log, sizes)], [math.log(median(taken)) for taken in times])
    return {"docx_growth": round(slope, 2)}


def memory(projects: int = 5_000) -> dict[str, float]:
    """The most that writing that many rows holds at once, in MB: every allocation of Python's, traced."""
    content = make_content(projects)
    write_form2(make_content(20), fingerprint="0" * 64, out=io.BytesIO())
    gc.collect()
    with tempfile.TemporaryFile() as out:
        tracemalloc.start()
        write_form2(content, fingerprint="0" * 64, out=out)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    return {f"docx_{projects}_mb": round(peak / 2**20, 1)}


if __name__ == "__main__":
    print(json.dumps(opponents() | growth() | memory()))
