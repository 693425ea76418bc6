"""The row of headings: where it is, of one storey or two, and what each column holds."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from organisations.calendar import FIRST_FISCAL_YEAR, LAST_FISCAL_YEAR
from organisations.sentences import gettext_noop
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
STRATEGY = re.compile(
    r"^(?:ยุทธศาสตร์(?:การพัฒนา)?|ประเด็น(?:การพัฒนา|ยุทธศาสตร์)|ย\.)\s*(?:ที่)?\s*(\d{1,2})?\s*[:.\-–)]*\s*(.*)$"
)


@dataclass(slots=True)
class Head:
    top: int
    bottom: int
    texts: list[str]
    columns: dict[str, int] = field(default_factory=dict)
    second_status: int | None = None


def find_head(sheet: Sheet) -> Head | None:
    """The row of headings, of one or two storeys: it names the project and at least one field more."""
    for top in range(min(len(sheet.rows), 60)):
        one = [text_of(cell) for cell in sheet.rows[top]]
        best = Head(top, top, one)
        if top + 1 < len(sheet.rows):
            two = _two_storeys(sheet, top)
            if two is not None and _score(two) >= _score(one):
                best = Head(top, top + 1, two)
        fields = {field_of(text)[0] for text in best.texts} - {"", "note", "ignored"}
        sure = [text for text in best.texts if field_of(text)[1] == 1.0]
        if "name" in fields and len(fields) >= 2 and len(sure) >= 2:
            return best
    return None


def _two_storeys(sheet: Sheet, top: int) -> list[str] | None:
    upper, lower = sheet.rows[top], sheet.rows[top + 1]
    filled = [index for index, cell in enumerate(lower) if text_of(cell)]
    if not filled or any(not isinstance(lower[index], str) for index in filled):
        return None
    if any(read_whole(lower[index]) is not None for index in filled):
        return None
    names = [index for index, cell in enumerate(upper) if field_of(text_of(cell))[0] == "name"]
    if not names or any(index in filled for index in names):
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


def _score(texts: list[str]) -> int:
    return len({field_of(text)[0] for text in texts} - {"", "note", "ignored"})


def field_of(heading: str) -> tuple[str, float]:
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
