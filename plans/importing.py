"""A spreadsheet as an office keeps it → sheets → a preview of the projects in it.

Pure: bytes in, a `Preview` out; no database, no clock. What is not understood is an honest problem, never a
wrong number: such a cell is None and counted in no total. Row numbers and column letters are those of the
file. Money is baht. Nothing here writes; the register does that with what a person has confirmed.

`read_sheets` raises FileRefused when the file as a whole cannot be read: it says what the file is and how to
save it. `understand` never refuses; it answers with problems: "must" (mend this before the row goes in),
"ask" (one question, often with a `suggestion`), "note" (for information).
"""

from __future__ import annotations

import csv
import html
import io
import re
import zipfile
import zlib
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

import python_calamine

from organisations.calendar import FIRST_FISCAL_YEAR, LAST_FISCAL_YEAR
from organisations.sentences import Sentence, gettext_noop
from plans.numbers import NumberProblem, plain, read_money, read_whole
from plans.vocabulary import STATUS_TH, Fund, Status, bare, fund_of, status_label, status_of, suggest_status

Cell = object
Level = Literal["must", "ask", "note"]

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 200 * 1024 * 1024
MAX_ROWS, MAX_COLUMNS = 20_000, 200
ZERO = Decimal(0)
UNSAVED_FORMULA = "="

_SAVE = gettext_noop("Please save it in Excel as “Excel Workbook (.xlsx)” and upload it again.")
_REFUSALS = {
    "empty": gettext_noop("The file “%(name)s” is empty. Please choose the file again."),
    "too-big": gettext_noop(
        "The file “%(name)s” has %(size)s MB; up to %(limit)s MB can be read. "
        "Please keep only the sheets with projects and upload it again."
    ),
    "too-many-rows": gettext_noop(
        "“%(name)s” reaches to row %(rows)s and column %(columns)s; up to %(max_rows)s rows and "
        "%(max_columns)s columns can be read. Please delete the empty rows and columns and upload it again."
    ),
    "password": gettext_noop(
        "The file “%(name)s” has a password, so it cannot be opened. "
        "Please remove the password in Excel and upload it again."
    ),
    "old-xls": gettext_noop("“%(name)s” is an Excel 97–2003 file (.xls). %(save)s"),
    "pdf": gettext_noop(
        "“%(name)s” is a PDF file, which has no cells. Please upload the Excel file from which it was made."
    ),
    "word": gettext_noop("“%(name)s” is a Word file. Please copy the table into Excel and save it as .xlsx."),
    "image": gettext_noop("“%(name)s” is a picture. Please upload the Excel file from which it was made."),
    "html": gettext_noop("“%(name)s” is a web page with the name of a spreadsheet. %(save)s"),
    "open-document": gettext_noop("“%(name)s” is an OpenDocument file. %(save)s"),
    "archive": gettext_noop(
        "“%(name)s” is a compressed file. Please unpack it and upload the Excel file that is in it."
    ),
    "binary": gettext_noop("“%(name)s” is not a spreadsheet that can be read. %(save)s"),
    "letters": gettext_noop(
        "The letters in “%(name)s” cannot be read. "
        "Please save it in Excel as “CSV UTF-8” and upload it again."
    ),
    "damaged": gettext_noop(
        "“%(name)s” is damaged and cannot be opened. "
        "Please open it in Excel, save it again and upload it again."
    ),
}

_WHY = {
    "blank": gettext_noop("Blank row"),
    "title": gettext_noop("Title above the table"),
    "head": gettext_noop("Head of the table"),
    "repeated-head": gettext_noop("Head of the table, repeated"),
    "strategy": gettext_noop("Heading of a strategy"),
    "heading": gettext_noop("Heading inside the table"),
    "total": gettext_noop("Row of totals"),
    "remark": gettext_noop("Remark"),
    "no-table": gettext_noop("Sheet without a table of projects"),
    "hidden": gettext_noop("Hidden sheet"),
}

_MESSAGES = {
    "no-table": gettext_noop(
        "No table of projects was found in this file. "
        "Please check that one row has the headings, for example โครงการ, งบประมาณ, สถานะ."
    ),
    "head-not-found": gettext_noop(
        "Sheet “%(sheet)s” has %(rows)s rows, but no row of headings was found, so it was not read. "
        "Please check the headings, for example โครงการ, งบประมาณ."
    ),
    "hidden-sheet": gettext_noop(
        "Sheet “%(sheet)s” is hidden and was not read. If its projects belong here, please unhide it."
    ),
    "budget-column": gettext_noop(
        "No budget column was found on sheet “%(sheet)s”, or it has another name. Please choose the column."
    ),
    "column-twice": gettext_noop(
        "Columns %(columns)s on sheet “%(sheet)s” both look like “%(field)s”. Please choose one of them."
    ),
    "column-unsure": gettext_noop(
        "Column %(letter)s “%(heading)s” was not read, because it is not certain what it holds. "
        "Please choose what it is, if it is needed."
    ),
    "name-blank": gettext_noop(
        "Row %(row)s has figures but no project name, so it was not read. Please enter the name."
    ),
    "row-not-understood": gettext_noop(
        "Row %(row)s “%(value)s” has a text but neither budget nor status, so it was not read. "
        "Please complete it, if it is a project."
    ),
    "budget-blank": gettext_noop("Row %(row)s has no budget. Please enter the amount, or 0."),
    "budget-negative": gettext_noop("Row %(row)s has a budget of %(value)s baht. Please enter 0 or more."),
    "disbursed-negative": gettext_noop(
        "Row %(row)s has %(value)s baht spent to date, which is below 0. Please check the amount."
    ),
    "money": gettext_noop("Row %(row)s, column %(letter)s: %(reason)s"),
    "formula": gettext_noop(
        "Row %(row)s, column %(letter)s has a formula, but the file does not hold its result. "
        "Please open the file in Excel, save it and upload it again."
    ),
    "status-blank": gettext_noop("Row %(row)s has no status yet. It can be chosen after the import."),
    "status-suggested": gettext_noop(
        "Row %(row)s has the status “%(value)s”. Is “%(suggestion)s” meant? Please confirm or choose."
    ),
    "status-unknown": gettext_noop(
        "Row %(row)s has the status “%(value)s”, which is not known. Please choose one."
    ),
    "status-contradiction": gettext_noop(
        "Row %(row)s has two statuses, “%(one)s” and “%(other)s”. Please choose one."
    ),
    "fund-blank": gettext_noop("Row %(row)s has no fund. Please choose one."),
    "fund-unknown": gettext_noop(
        "Row %(row)s has the fund “%(value)s”, which is not known or names two funds. Please choose one."
    ),
    "filled-down": gettext_noop(
        "Sheet “%(sheet)s” has “%(field)s” only in the first row of each group; %(count)s rows were given "
        "that of the row above. Please check that this is so."
    ),
    "strategy-missing": gettext_noop(
        "%(count)s projects on sheet “%(sheet)s” have no strategy, the first in row %(row)s. "
        "Please add the strategy."
    ),
    "strategies-numbered": gettext_noop(
        "The file gives no numbers to its %(count)s strategies; they were numbered in the order of the file."
    ),
    "strategy-two-names": gettext_noop(
        "Strategy %(number)s has two names, “%(one)s” and “%(other)s”. Please check which is right."
    ),
    "year": gettext_noop(
        "Row %(row)s has the budget year %(value)s. Please enter a four-digit B.E. year, for example 2569."
    ),
    "year-unknown": gettext_noop(
        "The file does not say of which budget year %(count)s projects are. Please choose the year."
    ),
    "duplicate": gettext_noop(
        "Row %(row)s has the same name as row %(other)s in the same strategy. "
        "Please check that it is not the same project."
    ),
    "duplicate-sheet": gettext_noop(
        "Row %(row)s has the same name as row %(other)s of sheet “%(sheet)s”. "
        "Please check that the project is not counted twice."
    ),
    "total-differs": gettext_noop(
        "The total in row %(row)s says %(stated)s baht; the rows that were read add up to %(computed)s. "
        "Please check, if no row is left to be mended."
    ),
}

FIELDS: dict[str, str] = {
    "number": gettext_noop("No."),
    "strategy": gettext_noop("Strategy"),
    "strategy_number": gettext_noop("Strategy number"),
    "name": gettext_noop("Project"),
    "village": gettext_noop("Village no."),
    "budget": gettext_noop("Budget"),
    "disbursed": gettext_noop("Spent to date"),
    "division": gettext_noop("Division"),
    "status": gettext_noop("Status"),
    "fund": gettext_noop("Fund"),
    "budget_year": gettext_noop("Budget year"),
    "note": gettext_noop("Remarks"),
    "ignored": gettext_noop("Not needed"),
}

_HEADINGS: dict[str, tuple[str, ...]] = {
    "number": ("ที่", "ลำดับ", "ลำดับที่", "ลำดับโครงการ", "no", "no."),
    "strategy_number": ("strategy_no", "strategyno", "ยุทธศาสตร์ที่", "ลำดับยุทธศาสตร์"),
    "strategy": ("ยุทธศาสตร์", "ชื่อยุทธศาสตร์", "ประเด็นการพัฒนา", "ประเด็นยุทธศาสตร์", "strategy"),
    "name": ("โครงการ", "ชื่อโครงการ", "โครงการ/กิจกรรม", "ชื่อโครงการ/กิจกรรม", "name", "project"),
    "village": ("หมู่ที่", "หมู่", "ม.", "village_no", "villageno"),
    "budget": ("งบประมาณ", "งบอนุมัติ", "งบประมาณอนุมัติ", "งบประมาณที่ตั้งไว้", "งบประมาณตั้งไว้", "ตั้งไว้", "budget"),
    "disbursed": (
        "เบิกจ่าย",
        "เบิกจ่ายสะสม",
        "เบิกจ่ายแล้ว",
        "ผลการเบิกจ่าย",
        "งบประมาณเบิกจ่ายแล้ว",
        "งบประมาณเบิกจ่าย",
        "งบประมาณที่เบิกจ่าย",
        "จำนวนเงินเบิกจ่าย",
        "disbursed",
    ),
    "division": (
        "หน่วยงาน",
        "หน่วยงานรับผิดชอบ",
        "หน่วยงานที่รับผิดชอบ",
        "หน่วยงานรับผิดชอบหลัก",
        "กอง",
        "กอง/สำนัก",
        "สำนัก/กอง",
        "ส่วนราชการ",
        "ผู้รับผิดชอบ",
        "department",
        "division",
    ),
    "status": ("สถานะ", "สถานะโครงการ", "ผลการดำเนินงาน", "ผลการดำเนินการ", "status", "status_th", "statusth"),
    "fund": (
        "แหล่งเงิน",
        "แหล่งงบประมาณ",
        "แหล่งที่มา",
        "แหล่งที่มาของงบประมาณ",
        "แหล่งงบ",
        "ประเภทงบประมาณ",
        "fund_source",
        "fund",
    ),
    "budget_year": ("ปีงบประมาณ", "ปี", "fiscal_year_be", "fiscal_year", "budget_year"),
    "note": ("หมายเหตุ", "ปัญหาอุปสรรค", "ปัญหาและอุปสรรค", "note", "remark"),
    "ignored": ("คงเหลือ", "งบประมาณคงเหลือ", "ร้อยละ", "%", "วันที่ปรับปรุง"),
}
_BY_HEADING = {bare(word): name for name, words in _HEADINGS.items() for word in words}
_LIKELY: tuple[tuple[str, str], ...] = (
    ("ignored", r"คงเหลือ|ร้อยละ|%|วันที่|เอกสาร|รหัส"),
    ("", r"ไตรมาส|งวด|โอนเพิ่ม|โอนลด|โอน|ก่อหนี้|ผูกพัน|สัญญา|ปี25\d\d|ปี\d\d$"),
    ("note", r"หมายเหตุ|ปัญหา|อุปสรรค"),
    ("fund", r"แหล่ง"),
    ("budget_year", r"ปีงบประมาณ"),
    ("disbursed", r"เบิกจ่าย"),
    ("budget", r"งบประมาณ|งบอนุมัติ|วงเงิน"),
    ("status", r"สถานะ|ผลการดำเนิน"),
    ("division", r"หน่วยงาน|รับผิดชอบ|^กอง"),
    ("name", r"ชื่อโครงการ|^โครงการ"),
    ("strategy", r"ยุทธศาสตร์|ประเด็นการพัฒนา"),
    ("village", r"หมู่ที่|สถานที่"),
)
_STRATEGY = re.compile(
    r"^(?:ยุทธศาสตร์(?:การพัฒนา)?|ประเด็น(?:การพัฒนา|ยุทธศาสตร์)|ย\.)\s*(?:ที่)?\s*(\d{1,2})?\s*[:.\-–)]*\s*(.*)$"
)
_SUBHEADING = re.compile(r"^(?:แผนงาน|แนวทาง|กลยุทธ์|ด้าน|กองทุน|หมวด|งาน[^ ]* *:)")
_TOTAL = re.compile(
    r"^(?:รวม(?:\s*$|\s*[:=]|\s+|ทั้ง|ยุทธศาสตร์|เป็นเงิน|งบ|จำนวน|เงิน|โครงการ|ย่อย|\d)"
    r"|ยอดรวม|ทั้งสิ้น|(?:grand |sub)?total\b)",
    re.IGNORECASE,
)
_GRAND = re.compile(r"ทั้งสิ้น|ทั้งหมด|ทุกยุทธศาสตร์|grand", re.IGNORECASE)
_TITLE_YEAR = re.compile(r"ปีงบประมาณ\s*(?:พ\.?\s*ศ\.?)?\s*(\d{4})(?!\d)")
_FUND_YEAR = re.compile(r"(?<!\d)(25[4-9]\d)(?!\d)")


class FileRefused(ValueError):
    """A file that cannot be read as a whole. `code` names the reason, `sentence` says what to do."""

    def __init__(self, code: str, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.code = code
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as it stands: `rows[0]` is the file's row 1, each cell str, float, int, bool, date or None.

    `merged` are 0-based (top, left, bottom, right), all included.
    """

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class ImportedProject:
    """One row that is a project. `disbursed` is to date; money None where nothing certain is written."""

    sheet: str
    row: int
    number: int | None
    strategy_number: int | None
    strategy_name: str
    name: str
    village: str
    budget: Decimal | None
    disbursed: Decimal | None
    division: str
    status: Status | None
    fund: Fund | None
    fund_text: str
    budget_year: int | None


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that is no project, and why."""

    sheet: str
    row: int
    why: Sentence


@dataclass(frozen=True, slots=True)
class Problem:
    """What a person has to look at. `row` 0: the whole sheet; `column` "": the whole row."""

    sheet: str
    row: int
    column: str
    code: str
    level: Level
    message: Sentence
    value: str
    suggestion: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """What a column was taken for; `field` "" if not read. `confidence` 1.0 certain, 0.7 likely, 0.0 none."""

    letter: str
    heading: str
    field: str
    confidence: float
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class YearTotal:
    """Projects and money of one budget year (B.E.; None = not known)."""

    year: int | None
    projects: int
    budget: Decimal
    disbursed: Decimal


@dataclass(frozen=True, slots=True)
class Preview:
    """What would go in. Totals are of the amounts that were read."""

    projects: tuple[ImportedProject, ...]
    skipped: tuple[Skipped, ...]
    problems: tuple[Problem, ...]
    columns: tuple[Column, ...]
    budget_total: Decimal
    disbursed_total: Decimal
    by_year: tuple[YearTotal, ...]

    @property
    def must(self) -> tuple[Problem, ...]:
        """The problems that keep a row (or the file) out until they are mended."""
        return tuple(problem for problem in self.problems if problem.level == "must")

    @property
    def strategies(self) -> tuple[tuple[int | None, str], ...]:
        """The strategies met, (number, name), in the order of the file."""
        return tuple(dict.fromkeys((each.strategy_number, each.strategy_name) for each in self.projects))


def read_sheets(name: str, data: bytes) -> list[Sheet]:
    """Read a file's bytes. .xlsx, .xlsm, and text with separators in UTF-8, UTF-16 or Windows-874.

    The kind is found in the bytes, not in `name`, which is only for the sentence. Raises FileRefused.
    """
    if not data:
        raise _refuse("empty", name)
    if len(data) > MAX_BYTES:
        raise _refuse("too-big", name, size=-(-len(data) // 2**20), limit=MAX_BYTES // 2**20)
    if data.startswith(b"PK\x03\x04"):
        return _workbook(name, data)
    if code := _kind_of_other(data):
        raise _refuse(code, name)
    return [_separated(name, _decoded(name, data))]


def read_pasted(text: str) -> Sheet:
    """What was copied out of Excel: cells between tabs; a cell in quotes may hold tabs and line breaks."""
    rows = tuple(tuple(cell or None for cell in row) for row in csv.reader(io.StringIO(text), delimiter="\t"))
    _check_size("", len(rows), max((len(row) for row in rows), default=0))
    return Sheet("", rows)


def understand(
    sheets: Iterable[Sheet],
    *,
    default_year: int | None,
    mapping: Mapping[str, str] | None = None,
    accepted: Collection[tuple[str, str]] = (),
) -> Preview:
    """Find the table on each sheet and read its projects.

    `default_year` (B.E.) is for projects whose year the file does not say: a year column, the fund's own
    words ("ข้อบัญญัติ 2568") and the title ("ประจำปีงบประมาณ พ.ศ. 2568") come before it. `mapping` is a
    person's choice of columns, letter → field of FIELDS ("ignored" to leave one out). `accepted` are the
    questions that were answered with yes, as (code, value): ("read-as", "1.250,00").
    """
    reader = _Reader(default_year, dict(mapping or {}), frozenset(accepted))
    for sheet in sheets:
        reader.read(sheet)
    return reader.preview()


def preview_json(preview: Preview, translate: Callable[[str], str] = str) -> dict[str, object]:
    """The preview as plain data for `--json`: totals as texts with two decimals, messages in words.

    `translate` is gettext or a stand-in; without it the messages are English.
    """
    return {
        "projects": len(preview.projects),
        "budget_total": f"{preview.budget_total:.2f}",
        "disbursed_total": f"{preview.disbursed_total:.2f}",
        "by_year": {
            str(total.year) if total.year else "unknown": {
                "projects": total.projects,
                "budget": f"{total.budget:.2f}",
                "disbursed": f"{total.disbursed:.2f}",
            }
            for total in preview.by_year
        },
        "skipped_rows": [
            {"sheet": each.sheet, "row": each.row, "why": each.why.render(translate)}
            for each in preview.skipped
        ],
        "problems": [
            {
                "sheet": each.sheet,
                "row": each.row,
                "column": each.column,
                "code": each.code,
                "level": each.level,
                "message": each.message.render(translate),
                "value": each.value,
                "suggestion": each.suggestion,
            }
            for each in preview.problems
        ],
        "columns": [
            {
                "sheet": each.sheet,
                "column": each.letter,
                "heading": each.heading,
                "field": each.field,
                "confidence": each.confidence,
            }
            for each in preview.columns
        ],
    }


def column_letter(index: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


# Reading files


def _refuse(code: str, name: str, **params: object) -> FileRefused:
    return FileRefused(code, Sentence(_REFUSALS[code], {"name": name, "save": Sentence(_SAVE), **params}))


def _check_size(name: str, rows: int, columns: int) -> None:
    if rows > MAX_ROWS or columns > MAX_COLUMNS:
        raise _refuse(
            "too-many-rows",
            name,
            rows=f"{rows:,}",
            columns=f"{columns:,}",
            max_rows=f"{MAX_ROWS:,}",
            max_columns=MAX_COLUMNS,
        )


def _kind_of_other(data: bytes) -> str:
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            return "password"
        return "word" if "WordDocument".encode("utf-16-le") in data else "old-xls"
    for start, code in (
        (b"%PDF", "pdf"),
        (b"\x89PNG", "image"),
        (b"\xff\xd8\xff", "image"),
        (b"GIF8", "image"),
        (b"Rar!", "archive"),
        (b"7z\xbc\xaf", "archive"),
        (b"\x1f\x8b", "archive"),
        (b"PK", "archive"),
    ):
        if data.startswith(start):
            return code
    head = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<html", b"<!doctype html", b"<table", b"<?xml", b"<meta")):
        return "html"
    if b"\x00" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "binary"
    return ""


def _workbook(name: str, data: bytes) -> list[Sheet]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if sum(info.file_size for info in archive.infolist()) > MAX_UNPACKED:
                raise _refuse("too-big", name, size=f"> {MAX_UNPACKED // 2**20}", limit=MAX_BYTES // 2**20)
            if "xl/workbook.xml" not in names:
                if any(each.startswith("word/") for each in names):
                    raise _refuse("word", name)
                is_open_document = "mimetype" in names and b"opendocument" in archive.read("mimetype")[:80]
                raise _refuse("open-document" if is_open_document else _zip_kind(names), name)
            scanned = {}
            for each in names:
                if each.endswith(".xml") and b"sheetData" in (xml := archive.read(each)):
                    scanned[each] = _scan(name, xml)
            silent = {title: scanned.get(path, {}) for title, path in _paths(archive).items()}
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise _refuse("damaged", name) from error
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        hidden = {
            each.name
            for each in book.sheets_metadata
            if each.visible != python_calamine.SheetVisibleEnum.Visible
        }
        return [
            _sheet(name, book.get_sheet_by_name(title), title in hidden, silent.get(title, {}))
            for title in book.sheet_names
        ]
    except FileRefused:
        raise
    except python_calamine.PasswordError as error:
        raise _refuse("password", name) from error
    except BaseException as error:  # a panic of the Rust reader is no Exception
        if isinstance(error, (KeyboardInterrupt, SystemExit, GeneratorExit)):
            raise
        raise _refuse("damaged", name) from error


def _zip_kind(names: set[str]) -> str:
    return "binary" if "[Content_Types].xml" in names else "archive"


_CELL_TAG = re.compile(rb"<(/?)(?:\w+:)?c(\s[^<>]*)?>")
_PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,3})(\d{1,9})["']""")
_TYPE = re.compile(rb"""\st\s*=\s*["'](\w+)["']""")
_VALUE = re.compile(rb"<(?:\w+:)?(?:v|t)(?:\s[^<>]*)?>([^<]+)<")
_FILLED_ROW = re.compile(rb"""<(?:\w+:)?row\b(?=[^<>]*?\sr\s*=\s*["'](\d{1,9})["'])[^<>]*[^/<>]>(?!</)""")
_SHEET_NAME = re.compile(r"<(?:\w+:)?sheet\s([^<>]*)>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\s([^<>]*)>")


def _filled_cells(xml: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Attributes and content of each cell that has content; in one pass, however the file is broken."""
    attributes, start = b"", -1
    for tag in _CELL_TAG.finditer(xml):
        if tag[1]:
            if 0 <= start < tag.start():
                yield attributes, xml[start : tag.start()]
            start = -1
        elif tag[2] is None or not tag[2].endswith(b"/"):
            attributes, start = tag[2] or b"", tag.end()


def _scan(name: str, xml: bytes) -> dict[tuple[int, int], str]:
    """What the reader would not tell: errors and formulas without a saved result, by (row, column), 0-based.

    Refuses a sheet whose filled cells lie far apart: the reader would lay out every cell between them.
    """
    silent: dict[tuple[int, int], str] = {}
    rows = columns = 0
    placeless = False
    for attributes, body in _filled_cells(xml):
        place = _PLACE.search(attributes)
        if place is None:
            placeless = True
            continue
        column = 0
        for letter in place[1].upper():
            column = column * 26 + letter - 64
        row = int(place[2])
        rows, columns = max(rows, row), max(columns, column)
        kind, value = _TYPE.search(attributes), _VALUE.search(body)
        if kind is not None and kind[1] == b"e":
            silent[row - 1, column - 1] = value[1].decode("utf-8", "replace") if value else "#ERROR!"
        elif value is None and b"f" in body and (kind is None or kind[1] not in (b"str", b"inlineStr")):
            silent[row - 1, column - 1] = UNSAVED_FORMULA
    if placeless:  # Excel always writes the place; without it the row's own number counts
        rows = max((int(each[1]) for each in _FILLED_ROW.finditer(xml)), default=rows)
    _check_size(name, rows, columns)
    return silent


def _paths(archive: zipfile.ZipFile) -> dict[str, str]:
    """The part of the archive in which each sheet lies."""
    try:
        book = archive.read("xl/workbook.xml").decode("utf-8-sig")
        links = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8-sig")
    except (KeyError, UnicodeDecodeError):
        return {}
    target = {}
    for found in _RELATION.finditer(links):
        each = _attributes(found[1])
        path = each.get("Target", "")
        target[each.get("Id", "")] = path.lstrip("/") if path.startswith("/") else f"xl/{path}"
    sheets = (_attributes(found[1]) for found in _SHEET_NAME.finditer(book))
    return {each.get("name", ""): target.get(each.get("id", ""), "") for each in sheets}


def _attributes(text: str) -> dict[str, str]:
    pairs = re.findall(r"""(?:\w+:)?(\w+)\s*=\s*(?:"([^"]*)"|'([^']*)')""", text)
    return {name: html.unescape(one or other) for name, one, other in pairs}


def _sheet(
    name: str, sheet: python_calamine.CalamineSheet, hidden: bool, silent: dict[tuple[int, int], str]
) -> Sheet:
    _check_size(name, sheet.total_height, sheet.total_width)
    read = sheet.to_python(skip_empty_area=False)
    rows: list[list[Cell]] = [[None if cell == "" else cell for cell in row] for row in read]
    for (row, column), text in silent.items():
        while len(rows) <= row:
            rows.append([])
        rows[row] += [None] * (column + 1 - len(rows[row]))
        if rows[row][column] is None:
            rows[row][column] = text
    merged = tuple(
        (top, left, bottom, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
    )
    return Sheet(sheet.name, tuple(map(tuple, rows)), merged, hidden)


def _decoded(name: str, data: bytes) -> str:
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp874"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "cp874" and not re.search("[ก-ฮ]{2}", text):
            continue
        return text
    raise _refuse("letters", name)


def _separated(name: str, text: str) -> Sheet:
    sample = text[:50_000]
    outside_quotes = re.sub(r'"(?:[^"]|"")*"', "", sample)
    counts = {separator: outside_quotes.count(separator) for separator in ",;\t|"}
    separator = max(counts, key=lambda each: counts[each])
    rows: list[tuple[Cell, ...]] = []
    width = 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            rows.append(tuple(cell or None for cell in row))
            width = max(width, len(row))
            _check_size(name, len(rows), width)
    except csv.Error as error:
        raise _refuse("damaged", name) from error
    return Sheet(name.rsplit(".", 1)[0], tuple(rows))


# Understanding sheets


@dataclass(slots=True)
class _Head:
    top: int
    bottom: int
    texts: list[str]
    columns: dict[str, int] = field(default_factory=dict)
    second_status: int | None = None


@dataclass(slots=True)
class _Sums:
    budget: Decimal = ZERO
    disbursed: Decimal = ZERO

    def add(self, project: ImportedProject) -> None:
        self.budget += project.budget or ZERO
        self.disbursed += project.disbursed or ZERO


@dataclass(slots=True)
class _Reader:
    default_year: int | None
    mapping: dict[str, str]
    accepted: frozenset[tuple[str, str]]
    projects: list[ImportedProject] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    tables: int = 0

    def read(self, sheet: Sheet) -> None:
        if sheet.hidden:
            self._tell(sheet, 0, "", "hidden-sheet", "note")
            self.skipped.append(Skipped(sheet.name, 1, Sentence(_WHY["hidden"])))
            return
        head = _find_head(sheet)
        if head is None:
            filled = [number for number, row in enumerate(sheet.rows, 1) if any(map(_text, row))]
            wide = sum(sum(bool(_text(cell)) for cell in row) >= 3 for row in sheet.rows)
            if wide >= 3:
                self._tell(sheet, 0, "", "head-not-found", "ask", rows=len(filled))
            self.skipped += [Skipped(sheet.name, number, Sentence(_WHY["no-table"])) for number in filled]
            return
        self.tables += 1
        self._take_columns(sheet, head)
        _Table(self, sheet, head).read()

    def preview(self) -> Preview:
        if not self.tables:
            self.problems.insert(
                0, Problem("", 0, "", "no-table", "must", Sentence(_MESSAGES["no-table"]), "")
            )
        self._number_strategies()
        self._give_years()
        self._duplicates()
        budget = sum((each.budget for each in self.projects if each.budget is not None), ZERO)
        disbursed = sum((each.disbursed for each in self.projects if each.disbursed is not None), ZERO)
        return Preview(
            tuple(self.projects),
            tuple(self.skipped),
            tuple(self.problems),
            tuple(self.columns),
            budget,
            disbursed,
            self._by_year(),
        )

    def _tell(
        self, sheet: Sheet, row: int, column: str, code: str, level: Level, value: str = "", **params: object
    ) -> None:
        suggestion = params.pop("offer", "")
        params = {"sheet": sheet.name, "row": row, "value": value, **params}
        message = Sentence(_MESSAGES[code if code in _MESSAGES else "money"], params)
        self.problems.append(Problem(sheet.name, row, column, code, level, message, value, str(suggestion)))

    def _take_columns(self, sheet: Sheet, head: _Head) -> None:
        guesses: dict[str, list[tuple[float, int]]] = {}
        taken: list[tuple[str, float]] = []
        for index, text in enumerate(head.texts):
            chosen = self.mapping.get(column_letter(index))
            name, confidence = (chosen, 1.0) if chosen in FIELDS else _field_of(text)
            taken.append((name or "", confidence))
            if name and name not in ("note", "ignored"):
                guesses.setdefault(name, []).append((-confidence, index))
        for name, found in guesses.items():
            found.sort()
            best = [index for confidence, index in found if confidence == found[0][0]]
            if name == "status" and len(best) == 2:
                head.columns[name], head.second_status = best
            elif len(best) > 1:
                letters = ", ".join(column_letter(index) for index in best)
                level: Level = "must" if name in ("budget", "name", "disbursed") else "ask"
                self._tell(
                    sheet,
                    head.top + 1,
                    "",
                    "column-twice",
                    level,
                    columns=letters,
                    field=Sentence(FIELDS[name]),
                )
            else:
                head.columns[name] = best[0]
        used = {*head.columns.values(), head.second_status}
        for index, text in enumerate(head.texts):
            name, confidence = taken[index]
            if name not in ("", "note", "ignored") and index not in used:
                name, confidence = "", 0.0
            if text or name:
                self.columns.append(Column(column_letter(index), text, name, confidence, sheet.name))
            if text and not name and _looks_like_money(text):
                self._tell(
                    sheet,
                    head.top + 1,
                    column_letter(index),
                    "column-unsure",
                    "ask",
                    text,
                    letter=column_letter(index),
                    heading=text,
                )
        if "budget" not in head.columns and "budget" not in guesses:
            self._tell(sheet, head.top + 1, "", "budget-column", "must")

    def _number_strategies(self) -> None:
        numbers: dict[str, int] = {}
        names: dict[int, str] = {}
        for each in self.projects:
            if each.strategy_number is not None:
                known = names.setdefault(each.strategy_number, each.strategy_name)
                if bare(known) != bare(each.strategy_name) and known and each.strategy_name:
                    message = Sentence(
                        _MESSAGES["strategy-two-names"],
                        {"number": each.strategy_number, "one": known, "other": each.strategy_name},
                    )
                    if not any(problem.message == message for problem in self.problems):
                        self.problems.append(
                            Problem(
                                each.sheet,
                                each.row,
                                "",
                                "strategy-two-names",
                                "ask",
                                message,
                                each.strategy_name,
                            )
                        )
                if each.strategy_name:
                    numbers.setdefault(bare(each.strategy_name), each.strategy_number)
        given: list[str] = []
        for index, each in enumerate(self.projects):
            if each.strategy_number is None and each.strategy_name:
                key = bare(each.strategy_name)
                if key not in numbers:
                    numbers[key] = max(numbers.values(), default=0) + 1
                    given.append(key)
                self.projects[index] = replace(each, strategy_number=numbers[key])
        if given:
            message = Sentence(_MESSAGES["strategies-numbered"], {"count": len(given)})
            self.problems.append(
                Problem(self.projects[0].sheet, 0, "", "strategies-numbered", "note", message, "")
            )
        without: dict[str, list[ImportedProject]] = {}
        for each in self.projects:
            if each.strategy_number is None:
                without.setdefault(each.sheet, []).append(each)
        for sheet, found in without.items():
            params = {"sheet": sheet, "row": found[0].row, "count": len(found)}
            message = Sentence(_MESSAGES["strategy-missing"], params)
            self.problems.append(Problem(sheet, found[0].row, "", "strategy-missing", "must", message, ""))

    def _give_years(self) -> None:
        without = [index for index, each in enumerate(self.projects) if each.budget_year is None]
        if not without:
            return
        year = self.default_year
        if year is None:
            known = {each.budget_year for each in self.projects if each.budget_year is not None}
            year = known.pop() if len(known) == 1 else None
        if year is None:
            message = Sentence(_MESSAGES["year-unknown"], {"count": len(without)})
            first = self.projects[without[0]]
            self.problems.append(Problem(first.sheet, first.row, "", "year-unknown", "ask", message, ""))
            return
        for index in without:
            self.projects[index] = replace(self.projects[index], budget_year=year)

    def _duplicates(self) -> None:
        first: dict[tuple[int | None, str], ImportedProject] = {}
        for each in self.projects:
            known = first.setdefault((each.strategy_number, bare(each.name)), each)
            if known is each:
                continue
            code: str = "duplicate" if known.sheet == each.sheet else "duplicate-sheet"
            level: Level = "note" if known.sheet == each.sheet else "ask"
            message = Sentence(_MESSAGES[code], {"row": each.row, "other": known.row, "sheet": known.sheet})
            self.problems.append(Problem(each.sheet, each.row, "", code, level, message, each.name))

    def _by_year(self) -> tuple[YearTotal, ...]:
        sums: dict[int | None, _Sums] = {}
        counts = Counter(each.budget_year for each in self.projects)
        for each in self.projects:
            sums.setdefault(each.budget_year, _Sums()).add(each)
        return tuple(
            YearTotal(year, counts[year], total.budget, total.disbursed)
            for year, total in sorted(sums.items(), key=lambda item: item[0] or 0)
        )


@dataclass(slots=True)
class _Table:
    """One sheet's table, row by row."""

    reader: _Reader
    sheet: Sheet
    head: _Head
    strategy: tuple[int | None, str] = (None, "")
    title_year: int | None = None
    group: _Sums = field(default_factory=_Sums)
    all: _Sums = field(default_factory=_Sums)
    last: dict[str, str] = field(default_factory=dict)
    filled: Counter[str] = field(default_factory=Counter)
    fill: set[str] = field(default_factory=set)
    merges: dict[int, list[tuple[int, int, int, int]]] = field(default_factory=dict)
    texts: list[list[str]] = field(init=False)

    def __post_init__(self) -> None:
        """Each cell becomes a text once; every rule below asks these."""
        self.texts = [[*map(_text, row)] for row in self.sheet.rows]

    def read(self) -> None:
        self._above()
        self._decide_filling()
        heads = {_shape(self.sheet.rows[index]) for index in range(self.head.top, self.head.bottom + 1)}
        starts = {_first(head) for head in heads}
        end = max((n for n, texts in enumerate(self.texts, 1) if any(texts)), default=0)
        for index in range(self.head.bottom + 1, end):
            self._row(index, heads, starts)
        for name, count in self.filled.items():
            self.reader._tell(
                self.sheet, self.head.bottom + 2, self._letter(name), "filled-down", "note",
                field=Sentence(FIELDS[name]), count=count,
            )  # fmt: skip

    def _above(self) -> None:
        named = _STRATEGY.match(plain(self.sheet.name))
        if named and named[1]:
            self.strategy = (int(named[1]), named[2].strip())
        for index in range(self.head.top):
            texts = [*filter(None, self.texts[index])]
            self._skip(index, "title" if texts else "blank")
            for text in texts:
                if band := _strategy_in(text):
                    self.strategy = band
                if found := _TITLE_YEAR.search(plain(text)):
                    self.title_year = _year(int(found[1]))
        for index in range(self.head.top, self.head.bottom + 1):
            self._skip(index, "head")

    def _decide_filling(self) -> None:
        """A column that is filled only now and then has its value in the first row of each group."""
        rows = [
            index
            for index in range(self.head.bottom + 1, len(self.sheet.rows))
            if self._get(index, "name") and self._has_figures(index) and not self._is_total(index)
        ]
        for name in ("fund", "strategy", "division"):
            if name in self.head.columns and rows:
                own = sum(bool(self._get(index, name)) for index in rows)
                if own and own * 2 <= len(rows) and self._get(rows[0], name):
                    self.fill.add(name)

    def _row(self, index: int, heads: set[tuple[str, ...]], starts: set[str]) -> None:
        texts = [*filter(None, self.texts[index])]
        if not texts:
            self._skip(index, "blank")
            return
        if _first(map(bare, texts)) in starts and _shape(self.sheet.rows[index]) in heads:
            self._skip(index, "repeated-head")
            return
        if self._is_total(index):
            self._total(index)
            return
        if len(texts) == 1:
            if band := _strategy_in(texts[0]):
                self.strategy, self.group, self.last = band, _Sums(), {}
                self._skip(index, "strategy")
                return
            if _SUBHEADING.match(texts[0]) and not self._has_figures(index):
                self._skip(index, "heading")
                return
            if texts[0].startswith(("หมายเหตุ", "*", "ที่มา", "ข้อมูล ณ")):
                self._skip(index, "remark")
                return
        name = self._get(index, "name")
        if not name and not any(self._get(index, each) for each in self.head.columns if each != "number"):
            self._skip(index, "blank")
            return
        if not name:
            self.reader._tell(
                self.sheet, index + 1, self._letter("name"), "name-blank", "must", " ".join(texts)[:80]
            )
            return
        if not self._has_figures(index):
            self.reader._tell(
                self.sheet, index + 1, self._letter("name"), "row-not-understood", "must", name[:80]
            )
            return
        project = self._project(index, name)
        self.reader.projects.append(project)
        self.group.add(project)
        self.all.add(project)

    def _project(self, index: int, name: str) -> ImportedProject:
        number, strategy_name = self._strategy(index)
        fund_text = self._filled(index, "fund")
        budget = self._money(index, "budget")
        if budget is None and "budget" in self.head.columns and not self._problem_at(index, "budget"):
            self.reader._tell(self.sheet, index + 1, self._letter("budget"), "budget-blank", "must")
        return ImportedProject(
            sheet=self.sheet.name,
            row=index + 1,
            number=read_whole(self._cell(index, "number")),
            strategy_number=number,
            strategy_name=strategy_name,
            name=name,
            village=_dashless(self._get(index, "village")),
            budget=budget,
            disbursed=self._money(index, "disbursed"),
            division=_dashless(self._filled(index, "division")),
            status=self._status(index),
            fund=self._fund(index, fund_text),
            fund_text=fund_text,
            budget_year=self._budget_year(index, fund_text),
        )

    def _strategy(self, index: int) -> tuple[int | None, str]:
        text = self._filled(index, "strategy")
        number, name = self.strategy
        if text:
            number, name = _strategy_in(text) or _numbered(text)
        own = read_whole(self._cell(index, "strategy_number"))
        return (own if own is not None else number), name

    def _money(self, index: int, name: str) -> Decimal | None:
        letter, cell = self._letter(name), self._cell(index, name)
        if cell == UNSAVED_FORMULA:
            self.reader._tell(self.sheet, index + 1, letter, "formula", "must", letter=letter)
            return None
        try:
            amount = read_money(cell)
        except NumberProblem as problem:
            if problem.suggestion is not None and (problem.code, problem.value) in self.reader.accepted:
                amount = problem.suggestion
            else:
                offer = "" if problem.suggestion is None else f"{problem.suggestion:.2f}"
                self.reader._tell(
                    self.sheet, index + 1, letter, problem.code, problem.level, problem.value,
                    letter=letter, reason=problem.sentence, offer=offer,
                )  # fmt: skip
                return None
        if amount is not None and amount < 0:
            self.reader._tell(self.sheet, index + 1, letter, f"{name}-negative", "must", f"{amount:,.2f}")
            return None
        return amount

    def _status(self, index: int) -> Status | None:
        if "status" not in self.head.columns:
            return None
        letter, text = self._letter("status"), self._get(index, "status")
        second = ""
        if self.head.second_status is not None:
            second = _text(_at(self.sheet.rows[index], self.head.second_status))
        text, second = (text, second) if text else (second, "")
        if not _dashless(text):
            self.reader._tell(self.sheet, index + 1, letter, "status-blank", "note")
            return None
        status = status_of(text)
        if second and status_of(second) != status:
            self.reader._tell(
                self.sheet, index + 1, letter, "status-contradiction", "ask", text, one=text, other=second
            )
            return None
        if status is not None:
            return status
        likely = suggest_status(text)
        if likely is None:
            self.reader._tell(self.sheet, index + 1, letter, "status-unknown", "ask", text)
            return None
        if ("status-suggested", text) in self.reader.accepted:
            return likely
        self.reader._tell(
            self.sheet, index + 1, letter, "status-suggested", "ask", text,
            suggestion=status_label(likely), offer=STATUS_TH[likely],
        )  # fmt: skip
        return None

    def _fund(self, index: int, text: str) -> Fund | None:
        if "fund" not in self.head.columns:
            return None
        if not _dashless(text):
            self.reader._tell(self.sheet, index + 1, self._letter("fund"), "fund-blank", "ask")
            return None
        fund = fund_of(text)
        if fund is None:
            self.reader._tell(self.sheet, index + 1, self._letter("fund"), "fund-unknown", "ask", text)
        return fund

    def _budget_year(self, index: int, fund_text: str) -> int | None:
        text = self._filled(index, "budget_year")
        if text:
            number = read_whole(plain(text).removeprefix("พ.ศ.").strip())
            year = None if number is None else _year(number)
            if year is None:
                self.reader._tell(self.sheet, index + 1, self._letter("budget_year"), "year", "must", text)
            return year
        years = set(_FUND_YEAR.findall(plain(fund_text)))
        if len(years) == 1:
            return _year(int(years.pop()))
        return self.title_year

    def _total(self, index: int) -> None:
        self._skip(index, "total")
        text = next(text for text in map(_text, self.sheet.rows[index]) if text)
        sums = self.all if _GRAND.search(text) else self.group
        for name, computed in (("budget", sums.budget), ("disbursed", sums.disbursed)):
            try:
                stated = read_money(self._cell(index, name))
            except NumberProblem:
                continue
            if stated is not None and stated != computed:
                self.reader._tell(
                    self.sheet, index + 1, self._letter(name), "total-differs", "note", f"{stated:.2f}",
                    stated=f"{stated:,.2f}", computed=f"{computed:,.2f}",
                )  # fmt: skip
        self.group = _Sums()

    def _filled(self, index: int, name: str) -> str:
        text = self._get(index, name)
        if not text and name in self.head.columns:
            column = self.head.columns[name]
            if (above := self._merged_above(index, column)) is not None:
                return above
            if name in self.fill and name in self.last:
                self.filled[name] += 1
                return self.last[name]
        if text:
            self.last[name] = text
        return text

    def _merged_above(self, index: int, column: int) -> str | None:
        """What stands in the first cell of a merge that reaches down to this row, if there is one."""
        if column not in self.merges:
            tall = (each for each in self.sheet.merged if each[1] <= column <= each[3] and each[0] < each[2])
            self.merges[column] = sorted(each for each in tall if each[0] > self.head.bottom)
        ranges = self.merges[column]
        at = bisect_right(ranges, (index, 0, 0, 0)) - 1
        if at < 0 or index > ranges[at][2]:
            return None
        return _text(_at(self.sheet.rows[ranges[at][0]], ranges[at][1]))

    def _is_total(self, index: int) -> bool:
        texts = [*filter(None, self.texts[index])]
        if not texts or not _TOTAL.match(texts[0]):
            return False
        others = [name for name in ("status", "fund", "division") if self._get(index, name)]
        return not others and read_whole(self._cell(index, "number")) is None

    def _has_figures(self, index: int) -> bool:
        written = any(self._get(index, name) for name in ("budget", "disbursed", "status"))
        return written or ("budget" not in self.head.columns and bool(self._get(index, "number")))

    def _problem_at(self, index: int, name: str) -> bool:
        last = self.reader.problems[-1] if self.reader.problems else None
        return last is not None and (last.sheet, last.row, last.column) == (
            self.sheet.name,
            index + 1,
            self._letter(name),
        )

    def _skip(self, index: int, why: str) -> None:
        self.reader.skipped.append(Skipped(self.sheet.name, index + 1, Sentence(_WHY[why])))

    def _cell(self, index: int, name: str) -> Cell:
        column = self.head.columns.get(name)
        return None if column is None else _at(self.sheet.rows[index], column)

    def _get(self, index: int, name: str) -> str:
        column, texts = self.head.columns.get(name), self.texts[index]
        return texts[column] if column is not None and column < len(texts) else ""

    def _letter(self, name: str) -> str:
        return column_letter(self.head.columns[name]) if name in self.head.columns else ""


def _find_head(sheet: Sheet) -> _Head | None:
    """The row of headings, of one or two storeys: it names the project and at least one field more."""
    for top in range(min(len(sheet.rows), 60)):
        one = [_text(cell) for cell in sheet.rows[top]]
        best = _Head(top, top, one)
        if top + 1 < len(sheet.rows):
            two = _two_storeys(sheet, top)
            if two is not None and _score(two) >= _score(one):
                best = _Head(top, top + 1, two)
        fields = {_field_of(text)[0] for text in best.texts} - {"", "note", "ignored"}
        sure = [text for text in best.texts if _field_of(text)[1] == 1.0]
        if "name" in fields and len(fields) >= 2 and len(sure) >= 2:
            return best
    return None


def _two_storeys(sheet: Sheet, top: int) -> list[str] | None:
    upper, lower = sheet.rows[top], sheet.rows[top + 1]
    filled = [index for index, cell in enumerate(lower) if _text(cell)]
    if not filled or any(not isinstance(lower[index], str) for index in filled):
        return None
    if any(read_whole(lower[index]) is not None for index in filled):
        return None
    names = [index for index, cell in enumerate(upper) if _field_of(_text(cell))[0] == "name"]
    if not names or any(index in filled for index in names):
        return None
    wide = [each for each in sheet.merged if each[0] == top and each[1] != each[3]]
    texts = []
    parent = ""
    for index in range(max(len(upper), len(lower))):
        above, below = _text(_at(upper, index)), _text(_at(lower, index))
        spread = any(left <= index <= right for _, left, _, right in wide)
        if above:
            parent = above
        elif not below and not spread:
            parent = ""
        texts.append(" ".join(part for part in ((above or parent) if below else above, below) if part))
    return texts


def _score(texts: list[str]) -> int:
    return len({_field_of(text)[0] for text in texts} - {"", "note", "ignored"})


def _field_of(heading: str) -> tuple[str, float]:
    text = re.sub(r"[(\[](?:บาท|หน่วย:?บาท)[)\]]", "", bare(heading))
    if not text or len(text) > 60:
        return "", 0.0
    if text in _BY_HEADING:
        return _BY_HEADING[text], 1.0
    for name, pattern in _LIKELY:
        if re.search(pattern, text):
            return name, 0.7 if name else 0.0
    if text.endswith("ตั้งไว้"):
        return "budget", 0.7
    return "", 0.0


def _looks_like_money(heading: str) -> bool:
    return re.search(r"งบ|เงิน|เบิก|จ่าย|บาท|โอน", heading) is not None


def _strategy_in(text: str) -> tuple[int | None, str] | None:
    found = _STRATEGY.match(plain(text))
    if found is None or not (found[1] or found[2]):
        return None
    return (int(found[1]) if found[1] else None), found[2].strip()


def _numbered(text: str) -> tuple[int | None, str]:
    found = re.match(r"^(\d{1,2})\s*[.):\-–]\s*(\S.*)$", plain(text))
    return (int(found[1]), found[2].strip()) if found else (None, " ".join(text.split()))


def _year(number: int) -> int | None:
    return number if FIRST_FISCAL_YEAR <= number <= LAST_FISCAL_YEAR else None


def _shape(row: tuple[Cell, ...]) -> tuple[str, ...]:
    texts = [bare(_text(cell)) for cell in row]
    while texts and not texts[-1]:
        texts.pop()
    return tuple(texts)


def _first(texts: Iterable[str]) -> str:
    """The first text that is not empty."""
    return next(filter(None, texts), "")


def _text(cell: Cell) -> str:
    if cell is None or cell == UNSAVED_FORMULA:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, (date, datetime)):
        return cell.isoformat()
    return " ".join(str(cell).split())


def _at(row: tuple[Cell, ...], index: int) -> Cell:
    return row[index] if index < len(row) else None


def _dashless(text: str) -> str:
    return "" if text in ("-", "–", "—") else text
