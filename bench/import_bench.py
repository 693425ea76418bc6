"""The preview of a spreadsheet of 5,000 rows with all its checks beside openpyxl merely reading it."""

from __future__ import annotations

import io
import json
import random
from collections.abc import Callable
from statistics import median

import openpyxl

from bench.clock import seconds
from plans.importing import read_sheets, understand

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


def measure(rows: int = 5000, rounds: int = 5) -> dict[str, float]:
    """Our median ÷ openpyxl's, each turn one after the other on the same bytes."""
    data = workbook(rows)

    def ours() -> None:
        preview = understand(read_sheets("projects.xlsx", data), default_year=2569)
        assert len(preview.projects) == rows, len(preview.projects)

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
