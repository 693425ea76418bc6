"""The row of headings: where it is, of one storey or two, and what each column holds."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from functools import lru_cache

from organisations.calendar import FIRST_FISCAL_YEAR, LAST_FISCAL_YEAR, MONTHS_TH
from organisations.sentences import Sentence, gettext_noop
from plans.importing.sheets import Sheet, at, text_of
from plans.numbers import plain, read_whole
from plans.vocabulary import bare

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
_YEARS_BUDGET = gettext_noop("Budget %(year)s")
YEAR_FIELD = re.compile(r"budget_(\d{4})")
PASSED_OVER = ("", "note", "ignored")
"""Fields of which a project keeps nothing."""
_HEADINGS: dict[str, tuple[str, ...]] = {
    "number": ("ที่", "ลำดับ", "ลำดับที่", "ลำดับโครงการ", "no", "no."),
    "strategy_number": ("strategy_no", "strategyno", "ยุทธศาสตร์ที่", "ประเด็นการพัฒนาที่", "ลำดับยุทธศาสตร์"),
    "strategy": (
        "ยุทธศาสตร์",
        "ชื่อยุทธศาสตร์",
        "ประเด็นการพัฒนา",
        "ประเด็นยุทธศาสตร์",
        "ยุทธศาสตร์/ประเด็นการพัฒนา",
        "strategy",
    ),
    "name": ("โครงการ", "ชื่อโครงการ", "โครงการ/กิจกรรม", "ชื่อโครงการ/กิจกรรม", "name", "project"),
    "village": ("หมู่ที่", "หมู่", "ม.", "village_no", "villageno"),
    "budget": (
        "งบประมาณ",
        "งบอนุมัติ",
        "งบประมาณอนุมัติ",
        "งบประมาณที่ตั้งไว้",
        "งบประมาณตั้งไว้",
        "ตั้งไว้",
        "งบประมาณตามข้อบัญญัติ",
        "งบประมาณตามเทศบัญญัติ",
        "งบประมาณตามข้อบัญญัติ/เทศบัญญัติ",
        "budget",
    ),
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
    "ignored": (
        "คงเหลือ",
        "งบประมาณคงเหลือ",
        "ร้อยละ",
        "%",
        "วันที่ปรับปรุง",
        "วัตถุประสงค์",
        "เป้าหมาย",
        "เป้าหมาย(ผลผลิตของโครงการ)",
        "ตัวชี้วัด",
        "ตัวชี้วัด(kpi)",
        "ผลที่คาดว่าจะได้รับ",
        "แผนงาน",
        "รายละเอียดของโครงการ/กิจกรรม",
        "สถานะงบประมาณ",
        "ปีงบประมาณที่ได้รับ",
        "วงเงินตามสัญญา",
        "ลงนามสัญญา",
        "ก่อหนี้ผูกพัน",
    ),
}
_BY_HEADING = {bare(word): name for name, words in _HEADINGS.items() for word in words}
_LIKELY: tuple[tuple[str, str], ...] = (
    ("ignored", r"คงเหลือ|ร้อยละ|%|วันที่|เอกสาร|รหัส|วัตถุประสงค์|เป้าหมาย|ตัวชี้วัด|คาดว่าจะได้รับ|ได้รับจริง"),
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
_YEAR_BUDGET = re.compile(
    r"^(?P<word>(?:งบประมาณ|งบ|วงเงิน)?(?:รายจ่าย)?(?:ประจำ)?(?:ปี)?(?:งบประมาณ)?(?:พศ)?)(?P<year>25\d\d)(?:บาท)?$"
)
_SHORT_YEAR = re.compile(r"^(?:งบประมาณ|งบ)?ปี(?:งบประมาณ)?(\d\d)$")
_MONTH = re.compile(
    r"(?:^|\d|พศ)(?:ตค|พย|ธค|มค|กพ|มีค|เมย|พค|มิย|กค|สค|กย|" + "|".join(MONTHS_TH) + r")(?:\d{2,4})?$"
)
STRATEGY = re.compile(
    r"^(?:\d{1,2}[.)]\s*)?(?:ยุทธศาสตร์(?:การพัฒนา)?|ประเด็น(?:การพัฒนา|ยุทธศาสตร์)|ย\.)\s*(?:ที่)?\s*(\d{1,2})?\s*[:.\-–)]*\s*(.*)$"
)


@dataclass(slots=True)
class Head:
    """The headings of a sheet: rows `top` to `bottom` from 0, a text a column, and what each field lies in.

    `years` are the columns of a list with a budget a year (ผ.02), B.E. year → column.
    """

    top: int
    bottom: int
    texts: list[str]
    columns: dict[str, int] = field(default_factory=dict)
    years: dict[int, int] = field(default_factory=dict)
    second_status: int | None = None


def field_label(name: str) -> Sentence:
    """A field in words; the budget of a year with its year."""
    found = YEAR_FIELD.fullmatch(name)
    return Sentence(_YEARS_BUDGET, {"year": found[1]}) if found else Sentence(FIELDS[name])


def is_year(name: str) -> bool:
    """Whether a field is the budget of a year."""
    return YEAR_FIELD.fullmatch(name) is not None


def is_field(name: str) -> bool:
    """Whether a column can be that."""
    found = YEAR_FIELD.fullmatch(name)
    return name in FIELDS or (found is not None and year_of(int(found[1])) is not None)


def fingerprint(head: Head) -> str:
    """Names headings by their words, so that a file of the same shape is known again."""
    return hashlib.sha256("\x1f".join(map(bare, head.texts)).encode()).hexdigest()[:32]


def head_at(sheet: Sheet, row: int) -> Head | None:
    """The headings in a row that a person has named, counted from 1; None if it is not there."""
    top = row - 1
    if not 0 <= top < len(sheet.rows):
        return None
    two = _two_storeys(sheet, top, named=True) if row < len(sheet.rows) else None
    return Head(top, top + 1, two) if two else Head(top, top, [text_of(cell) for cell in sheet.rows[top]])


def find_head(sheet: Sheet) -> Head | None:
    """The row of headings, of one or two storeys: it names the project and at least one field more."""
    for top in range(min(len(sheet.rows), 60)):
        one = [text_of(cell) for cell in sheet.rows[top]]
        best = Head(top, top, one)
        if top + 1 < len(sheet.rows):
            two = _two_storeys(sheet, top)
            if two is not None and _score(two) >= _score(one):
                best = Head(top, top + 1, two)
        fields = {field_of(text)[0] for text in best.texts}.difference(PASSED_OVER)
        sure = [text for text in best.texts if field_of(text)[1] == 1.0]
        if "name" in fields and len(fields) >= 2 and len(sure) >= 2:
            return best
    return None


def _two_storeys(sheet: Sheet, top: int, *, named: bool = False) -> list[str] | None:
    """Row `top` read with the row below it as its lower storey; None if that row is no part of a head."""
    upper, lower = sheet.rows[top], sheet.rows[top + 1]
    filled = [index for index, cell in enumerate(lower) if text_of(cell)]
    if not filled or not all(_may_be_heading(lower[index]) for index in filled):
        return None
    names = [index for index, cell in enumerate(upper) if field_of(text_of(cell))[0] == "name"]
    if not (names or named) or any(index in filled for index in names):
        return None
    if named and not any(each[0] == top and each[1] != each[3] for each in sheet.merged):
        return None
    wide = [each for each in sheet.merged if each[0] == top and each[1] != each[3]]
    texts = []
    parent = ""
    for index in range(max(len(upper), len(lower))):
        above, below = text_of(at(upper, index)), text_of(at(lower, index))
        spread = any(left <= index <= right for _, left, _, right in wide)
        if above:
            parent = above
        elif not below and not spread:
            parent = ""
        texts.append(" ".join(part for part in ((above or parent) if below else above, below) if part))
    return texts


def _may_be_heading(cell: object) -> bool:
    number = read_whole(cell)
    return isinstance(cell, str) and number is None or number is not None and year_of(number) is not None


def _score(texts: list[str]) -> int:
    """How many fields the headings name; the budgets of many years are one."""
    names = {YEAR_FIELD.sub("budget", field_of(text)[0]) for text in texts}
    return len(names.difference(PASSED_OVER))


@lru_cache(maxsize=4096)
def field_of(heading: str) -> tuple[str, float]:
    """What a heading probably says, and how sure that is: 1.0 known words, 0.7 likely ones, "" and 0.0 none."""
    text = re.sub(r"[(\[](?:บาท|หน่วย:?บาท)[)\]]", "", bare(heading))
    if not text or len(text) > 60:
        return "", 0.0
    if text in _BY_HEADING:
        return _BY_HEADING[text], 1.0
    if _MONTH.search(text):
        return "ignored", 1.0
    if (found := _YEAR_BUDGET.match(text)) and year_of(int(found["year"])):
        return f"budget_{found['year']}", 1.0 if found["word"] else 0.7
    if (found := _SHORT_YEAR.match(text)) and year_of(2500 + int(found[1])):
        return f"budget_25{found[1]}", 0.7
    for name, pattern in _LIKELY:
        if re.search(pattern, text):
            return name, 0.7 if name else 0.0
    if text.endswith("ตั้งไว้"):
        return "budget", 0.7
    return "", 0.0


def looks_like_money(heading: str) -> bool:
    return re.search(r"งบ|เงิน|เบิก|จ่าย|บาท|โอน", heading) is not None


def strategy_in(text: str) -> tuple[int | None, str] | None:
    found = STRATEGY.match(plain(text))
    if found is None or not (found[1] or found[2]):
        return None
    return (int(found[1]) if found[1] else None), found[2].strip()


def numbered(text: str) -> tuple[int | None, str]:
    found = re.match(r"^(\d{1,2})\s*[.):\-–]\s*(\S.*)$", plain(text))
    return (int(found[1]), found[2].strip()) if found else (None, " ".join(text.split()))


def year_of(number: int) -> int | None:
    return number if FIRST_FISCAL_YEAR <= number <= LAST_FISCAL_YEAR else None
