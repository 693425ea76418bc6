"""The preview of a spreadsheet of 5,000 rows with all its checks beside openpyxl merely reading it.

Ours starts the child process, understands every row and lays the list beside a plan of 4,500 projects, of
which a third is written otherwise: the search for names that are alike is in the measure.
"""

from __future__ import annotations

import io
import json
import random
from collections.abc import Callable, Iterable
from decimal import Decimal
from statistics import median

import openpyxl

from bench.clock import seconds
from plans.importing import ImportedProject, KnownProject, compare, read_sheets, understand
from plans.vocabulary import Fund

HEAD = ("ที่", "ยุทธศาสตร์", "โครงการ", "หมู่ที่", "งบประมาณ", "เบิกจ่าย", "หน่วยงาน", "สถานะ", "แหล่งเงิน", "ปีงบประมาณ")
STATES = ("แล้วเสร็จ", "อยู่ระหว่างดำเนินการ", "ยังไม่ได้ดำเนินการ", "ยกเลิก")


def workbook(rows: int, seed: int = 1) -> bytes:
    """An .xlsx as an office keeps it: a title, a head, that many projects."""
    draw = random.Random(seed)
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("โครงการ")
    sheet.append(["บัญชีโครงการพัฒนา ประจำปีงบประมาณ พ.ศ. 2569"])
    sheet.append(HEAD)
    for number in range(1, rows + 1):
        budget = draw.randrange(10_000, 900_000, 100)
        sheet.append(
            [
                number,
                f"ยุทธศาสตร์ที่ {number * 5 // (rows + 1) + 1} การพัฒนาด้านต่าง ๆ",
                f"ก่อสร้างถนนคอนกรีตเสริมเหล็ก สายที่ {number} บ้านหนองแวง",
                draw.randint(1, 14),
                budget,
                budget * draw.choice((0, 25, 50, 100)) / 100,
                draw.choice(("กองช่าง", "สำนักปลัด", "กองคลัง")),
                draw.choice(STATES),
                draw.choice(("ข้อบัญญัติ", "เงินสะสม")),
                2569,
            ]
        )
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def plan_like(projects: Iterable[ImportedProject]) -> list[KnownProject]:
    """A plan that holds most of the list already; every third name is written otherwise there."""
    return [
        KnownProject(
            each.number or 0,
            each.number or 0,
            each.strategy_number or 0,
            each.name.replace("บ้านหนองแวง", "บ้านหนองแวงใต้") if (each.number or 0) % 3 == 0 else each.name,
            each.village,
            {(each.fund or Fund.ORDINANCE_BUDGET, 2569): each.budget or Decimal(0)},
        )
        for each in projects
        if (each.number or 0) % 10
    ]


def measure(rows: int = 5000, rounds: int = 5) -> dict[str, float]:
    """Our median ÷ openpyxl's, each turn one after the other on the same bytes."""
    data = workbook(rows)
    known = plan_like(understand(read_sheets("projects.xlsx", data), default_year=2569).projects)

    def ours() -> None:
        preview = understand(read_sheets("projects.xlsx", data), default_year=2569)
        assert len(preview.projects) == rows, len(preview.projects)
        beside = compare(preview.ready, known, default_year=2569)
        assert beside.new + beside.updated + beside.same + len(beside.waiting) == rows
        assert len(beside.waiting) > rows // 10, "the names that are only alike are asked about"

    def theirs() -> None:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        read = sum(1 for sheet in book for _ in sheet.iter_rows(values_only=True))
        assert read == rows + 2, read

    times: dict[Callable[[], None], list[float]] = {ours: [], theirs: []}
    for _ in range(rounds):
        for call, taken in times.items():
            taken.append(seconds(call))
    return {
        f"import_{rows}_vs_openpyxl": round(median(times[ours]) / median(times[theirs]), 2),
        f"import_{rows}_ms": round(median(times[ours]) * 1000, 1),
    }


if __name__ == "__main__":
    print(json.dumps(measure()))
