"""The list to begin from: an empty template with six lines as an example, as .xlsx."""

from __future__ import annotations

import io

import openpyxl
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

HEADINGS = (
    ("ที่", 6),
    ("ยุทธศาสตร์", 34),
    ("โครงการ", 60),
    ("หมู่ที่", 8),
    ("งบประมาณ (บาท)", 18),
    ("เบิกจ่ายสะสม (บาท)", 20),
    ("หน่วยงานรับผิดชอบ", 20),
    ("สถานะ", 22),
    ("แหล่งเงิน", 26),
    ("ปีงบประมาณ", 14),
)
ROWS = (
    ("ยุทธศาสตร์ที่ 1 โครงสร้างพื้นฐาน", "ก่อสร้างถนนคอนกรีตเสริมเหล็ก สายบ้านใน หมู่ที่ 4", "4", 480000, 240000, "กองช่าง", "อยู่ระหว่างดำเนินการ", "ข้อบัญญัติ"),
    ("ยุทธศาสตร์ที่ 1 โครงสร้างพื้นฐาน", "ขุดลอกคลองส่งน้ำ หมู่ที่ 7", "7", 150000, None, "กองช่าง", "ยังไม่ได้ดำเนินการ", "จ่ายขาดเงินสะสม"),
    ("ยุทธศาสตร์ที่ 2 คุณภาพชีวิต", "อาหารเสริม (นม) ศูนย์พัฒนาเด็กเล็ก", None, 313000, 74259.42, "กองการศึกษา", "อยู่ระหว่างดำเนินการ", "เงินอุดหนุนทั่วไป"),
    ("ยุทธศาสตร์ที่ 2 คุณภาพชีวิต", "จัดงานวันเด็กแห่งชาติ", None, 30000, 29950, "กองการศึกษา", "แล้วเสร็จ", "ข้อบัญญัติ"),
    ("ยุทธศาสตร์ที่ 3 ทรัพยากรธรรมชาติ", "ส่งเสริมการคัดแยกขยะในครัวเรือน", None, 20000, None, "สำนักปลัด", "ยกเลิก", "ข้อบัญญัติ"),
    ("ยุทธศาสตร์ที่ 4 การบริหารจัดการ", "ปรับปรุงแผนที่ภาษี", None, 100000, 100000, "กองคลัง", "แล้วเสร็จ", "เงินอุดหนุนเฉพาะกิจ"),
)  # fmt: skip


def workbook(year: int) -> bytes:
    """The template for a budget year (B.E.)."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "โครงการ"
    for index, (heading, width) in enumerate(HEADINGS, 1):
        cell = sheet.cell(1, index, heading)
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="ECE9E0")
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        sheet.column_dimensions[get_column_letter(index)].width = width
    for number, row in enumerate(ROWS, 1):
        sheet.append((number, *row, year))
        for column in (5, 6):
            sheet.cell(number + 1, column).number_format = "#,##0.00"
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
