"""The Excel slice a division answers in: its own rows, the statuses to choose from, two ways to write spending."""

from __future__ import annotations

import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from documents import form2
from documents.arithmetic.form2 import available, money
from documents.models import Basis, DivisionRequest, Document
from documents.slices import ANSWERS, HEADS, MARK, REPORT_MARK
from papers.thai import period_name_th, thai_date
from plans.vocabulary import FUND_TH, STATUS_TH, Fund, Status

FONT = "TH Sarabun New"
WIDTHS = {
    "keys": 4,
    "number": 7,
    "name": 52,
    "fund": 26,
    "available": 17,
    "before": 17,
    "status": 22,
    "amount": 17,
    "to_date": 17,
    "obstacle": 46,
    **dict.fromkeys(("seen_status", "seen_amount", "seen_obstacle"), 4),
}
HIDDEN = ("keys", "seen_status", "seen_amount", "seen_obstacle")
HEAD_ROW = 5
ASK = PatternFill("solid", fgColor="FFF3D1")
STILL = PatternFill("solid", fgColor="ECE9E0")
EDGE = Border(*(Side("thin", "BFB9AA"),) * 4)


def write(
    document: Document, views: Sequence[form2.RowView], request: DivisionRequest | None = None
) -> bytes:
    """Write a slice of these rows as .xlsx: asked cells are yellow and open, all others closed.

    With a `request` the slice names it, so that the file that comes back is known. Figures are baht.
    """
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "แบบตอบ"
    _above(sheet, document, request)
    columns = list(HEADS)
    for at, name in enumerate(columns, start=1):
        cell = sheet.cell(HEAD_ROW, at, HEADS[name])
        cell.font = Font(FONT, 15, bold=True)
        cell.fill = ASK if name in ANSWERS else STILL
        cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
        cell.border = EDGE
        sheet.column_dimensions[get_column_letter(at)].width = WIDTHS[name]
    for name in HIDDEN:
        sheet.column_dimensions[get_column_letter(columns.index(name) + 1)].hidden = True
    row = HEAD_ROW
    for view in views:
        for line in view.lines:
            row += 1
            _line(sheet, row, view, line, columns)
    states = DataValidation(
        type="list", formula1=f'"{",".join(STATUS_TH[one] for one in Status)}"', allow_blank=True
    )
    states.error, states.errorTitle = "กรุณาเลือกสถานะจากรายการ", "สถานะ"
    sheet.add_data_validation(states)
    letter = get_column_letter(columns.index("status") + 1)
    states.add(f"{letter}{HEAD_ROW + 1}:{letter}{max(row, HEAD_ROW + 1)}")
    sheet.freeze_panes = sheet.cell(HEAD_ROW + 1, columns.index("name") + 2)
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _above(sheet: Worksheet, document: Document, request: DivisionRequest | None) -> None:
    period = document.obligation.period
    titles = [
        f"ขอผลการดำเนินโครงการ {period_name_th(period.key, period.starts_on, period.ends_on)}",
        f"{document.unit.name}" + (f" · {request.division}" if request else ""),
    ]
    if request:
        titles.append(
            f"ขอความอนุเคราะห์ตอบภายในวันที่ {thai_date(request.answer_by, style='long', digits='arabic')} "
            "กรอกเฉพาะช่องสีเหลือง ยอดเบิกกรอกช่องใดช่องหนึ่ง"
        )
        sheet.cell(1, 1, f"{MARK}{request.public_id}")
    sheet.cell(2, 1, f"{REPORT_MARK}{document.public_id}")
    for at, text in enumerate(titles, start=1):
        cell = sheet.cell(at, 2, text)
        cell.font = Font(FONT, 18 if at == 1 else 16, bold=at == 1)


def _line(
    sheet: Worksheet, row: int, view: form2.RowView, line: form2.LineView, columns: Sequence[str]
) -> None:
    told = line.figures
    typed = line.report if line.report and line.report.amount is not None else None
    first = line is view.lines[0]
    values: dict[str, object] = {
        "keys": told.key,
        "number": view.row.number,
        "name": view.row.name,
        "fund": FUND_TH[Fund(line.line.fund)],
        "available": available(told),
        "before": told.opening + told.earlier,
        "status": STATUS_TH[Status(view.row.status)] if first and view.row.status else None,
        "amount": typed.amount if typed and typed.basis == Basis.AMOUNT else None,
        "to_date": typed.amount if typed and typed.basis == Basis.TO_DATE else None,
        "obstacle": view.row.obstacle or None if first else None,
        "seen_status": view.row.status if first else None,
        "seen_amount": f"{typed.basis}:{money(typed.amount)}" if typed and typed.amount is not None else None,
        "seen_obstacle": view.row.obstacle or None if first else None,
    }
    for at, name in enumerate(columns, start=1):
        cell = sheet.cell(row, at)
        value = values[name]
        if isinstance(value, str) and value.startswith(("=", "+", "-", "@")):
            cell.data_type, cell.value = "s", value
            cell.quotePrefix = True
        else:
            cell.value = value  # type: ignore[assignment]
        cell.font, cell.border = Font(FONT, 15), EDGE
        cell.alignment = Alignment(wrap_text=name in ("name", "obstacle", "fund"), vertical="top")
        if name in ("available", "before", "amount", "to_date"):
            cell.number_format = "#,##0.00"
        asked = name in ANSWERS and (first or name in ("amount", "to_date"))
        cell.fill = ASK if asked else STILL
        cell.protection = Protection(locked=not asked)
