"""The closed lists of the field: what state a project is in, and out of which money it is paid.

Pure: texts in, an enum or None out; what is not certain is None, never a guess. `suggest_status` is for the
page that asks "หมายถึง “แล้วเสร็จ” หรือไม่". The Thai words on paper are `*_TH`; on screen the label is a
`Sentence`.

Source: the status words and fund sources met in real reports; the paper of Form 2 knows only two columns
of money, งบปกติ and เงินสะสม.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache
from typing import Literal

from organisations.sentences import Sentence, gettext_noop

PaperColumn = Literal["regular", "reserve", "outside"]


class Status(StrEnum):
    """The one state of a project in a period. Added is no state: it is a flag beside it."""

    DONE = "done"
    IN_PROGRESS = "in_progress"
    NOT_STARTED = "not_started"
    CANCELLED = "cancelled"


class Fund(StrEnum):
    """Where the money of a budget line comes from."""

    ORDINANCE_BUDGET = "ordinance_budget"
    TRANSFERRED_BUDGET = "transferred_budget"
    CENTRAL_FUND = "central_fund"
    GENERAL_GRANT = "general_grant"
    EARMARKED_GRANT = "earmarked_grant"
    RESERVE_FUND = "reserve_fund"
    PAO_BUDGET = "pao_budget"
    OTHER_AGENCY = "other_agency"


STATUS_TH: dict[Status, str] = {
    Status.DONE: "แล้วเสร็จ",
    Status.IN_PROGRESS: "อยู่ระหว่างดำเนินการ",
    Status.NOT_STARTED: "ยังไม่ได้ดำเนินการ",
    Status.CANCELLED: "ยกเลิก",
}
STATUS_EN: dict[Status, str] = {
    Status.DONE: gettext_noop("Done"),
    Status.IN_PROGRESS: gettext_noop("In progress"),
    Status.NOT_STARTED: gettext_noop("Not started"),
    Status.CANCELLED: gettext_noop("Cancelled"),
}
FUND_TH: dict[Fund, str] = {
    Fund.ORDINANCE_BUDGET: "ข้อบัญญัติ/เทศบัญญัติงบประมาณรายจ่าย",
    Fund.TRANSFERRED_BUDGET: "โอนงบประมาณ/ตั้งจ่ายเป็นรายการใหม่",
    Fund.CENTRAL_FUND: "งบกลาง",
    Fund.GENERAL_GRANT: "เงินอุดหนุนทั่วไป",
    Fund.EARMARKED_GRANT: "เงินอุดหนุนเฉพาะกิจ",
    Fund.RESERVE_FUND: "จ่ายขาดเงินสะสม",
    Fund.PAO_BUDGET: "งบประมาณ อบจ.",
    Fund.OTHER_AGENCY: "งบประมาณจากหน่วยงานอื่น",
}
FUND_EN: dict[Fund, str] = {
    Fund.ORDINANCE_BUDGET: gettext_noop("Budget ordinance"),
    Fund.TRANSFERRED_BUDGET: gettext_noop("Transferred budget"),
    Fund.CENTRAL_FUND: gettext_noop("Central fund"),
    Fund.GENERAL_GRANT: gettext_noop("General grant"),
    Fund.EARMARKED_GRANT: gettext_noop("Earmarked grant"),
    Fund.RESERVE_FUND: gettext_noop("Accumulated reserve"),
    Fund.PAO_BUDGET: gettext_noop("PAO's budget"),
    Fund.OTHER_AGENCY: gettext_noop("Another agency's budget"),
}
PAPER_COLUMN: dict[Fund, PaperColumn] = {
    Fund.ORDINANCE_BUDGET: "regular",
    Fund.TRANSFERRED_BUDGET: "regular",
    Fund.CENTRAL_FUND: "regular",
    Fund.GENERAL_GRANT: "regular",
    Fund.EARMARKED_GRANT: "regular",
    Fund.RESERVE_FUND: "reserve",
    Fund.PAO_BUDGET: "outside",
    Fund.OTHER_AGENCY: "outside",
}

_STATUS_WORDS: dict[Status, tuple[str, ...]] = {
    Status.DONE: (
        "แล้วเสร็จ",
        "ดำเนินการแล้วเสร็จ",
        "ดำเนินการเสร็จแล้ว",
        "ดำเนินการเสร็จสิ้น",
        "ดำเนินการแล้ว",
        "ที่ได้ปฏิบัติเสร็จ",
        "ปฏิบัติเสร็จ",
        "เสร็จแล้ว",
        "เสร็จสิ้น",
        "done",
        "completed",
    ),
    Status.IN_PROGRESS: (
        "อยู่ระหว่างดำเนินการ",
        "อยู่ในระหว่างดำเนินการ",
        "อยู่ระหว่างการดำเนินการ",
        "อยู่ในระหว่างการดำเนินการ",
        "อยู่ระหว่างปฏิบัติ",
        "ระหว่างดำเนินการ",
        "กำลังดำเนินการ",
        "กำลังทำ",
        "inprogress",
    ),
    Status.NOT_STARTED: (
        "ยังไม่ได้ดำเนินการ",
        "ยังไม่ดำเนินการ",
        "ยังไม่ได้เริ่มดำเนินการ",
        "ยังไม่เริ่มดำเนินการ",
        "ยังไม่ได้เริ่ม",
        "ยังไม่เริ่ม",
        "ยังไม่ทำ",
        "notstarted",
    ),
    Status.CANCELLED: (
        "ยกเลิก",
        "ยกเลิกโครงการ",
        "ขอยกเลิก",
        "โครงการที่ขอยกเลิก",
        "โครงการที่มีการยกเลิก",
        "ระงับ/ยกเลิก",
        "cancelled",
        "canceled",
    ),
}
_FUND_PATTERNS: tuple[tuple[Fund, str], ...] = (
    (Fund.RESERVE_FUND, r"เงินสะสม|ทุนสำรองเงินสะสม"),
    (Fund.EARMARKED_GRANT, r"อุดหนุนเฉพาะกิจ|อุดหนุนระบุวัตถุประสงค์"),
    (Fund.GENERAL_GRANT, r"อุดหนุนทั่วไป"),
    (Fund.PAO_BUDGET, r"อบจ|องค์การบริหารส่วนจังหวัด"),
    (Fund.CENTRAL_FUND, r"งบกลาง(?!.*(?:รัฐบาล|จังหวัด|สำนักนายก))"),
    (Fund.TRANSFERRED_BUDGET, r"โอนงบ|โอนเพิ่ม|โอนตั้งจ่าย|ตั้งจ่าย(?:เป็น)?รายการใหม่"),
    (Fund.ORDINANCE_BUDGET, r"ข้อบัญญัติ|เทศบัญญัติ|งบปกติ|^งบประมาณรายจ่าย(?:ประจำปี)?(?:พศ)?\d*$"),
    (Fund.OTHER_AGENCY, r"หน่วยงานอื่น|กลุ่มจังหวัด|งบจังหวัด|งบพัฒนาจังหวัด"),
)
_THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")


@lru_cache(maxsize=32768)
def bare(text: str) -> str:
    """The text as it is compared: NFC, one way of ำ, no spaces, full stops or zero-width marks."""
    text = unicodedata.normalize("NFC", text).replace("\u0e4d\u0e32", "\u0e33")
    text = re.sub(r"[\s\u200b-\u200f\u2060\ufeff._]+", "", text)
    return text.translate(_THAI_DIGITS).casefold()


_STATUS_BY_WORD = {bare(word): status for status, words in _STATUS_WORDS.items() for word in words}


@lru_cache(maxsize=1024)
def status_of(text: str) -> Status | None:
    """The state that `text` certainly names, or None. Knows the words met in the wild and our own codes."""
    return _STATUS_BY_WORD.get(_status_text(text))


def suggest_status(text: str) -> Status | None:
    """The state that `text` probably names ("แล้วเส็จ", "เสร็จ"): to be asked, never taken. None if certain."""
    word = _status_text(text)
    if not word or word in _STATUS_BY_WORD:
        return None
    if word in ("เสร็จ", "เส็จ"):
        return Status.DONE
    near = {status for known, status in _STATUS_BY_WORD.items() if len(known) > 4 and _one_step(word, known)}
    return near.pop() if len(near) == 1 else None


@lru_cache(maxsize=1024)
def fund_of(text: str) -> Fund | None:
    """The fund that `text` names ("ข้อบัญญัติ 2568", "อบจ.ตัวอย่าง"); None if unknown or if it names two."""
    word = bare(text)
    if not word:
        return None
    for fund in Fund:
        if word == bare(fund.value):
            return fund
    for fund, label in FUND_TH.items():
        if word == bare(label):
            return fund
    found = {fund for fund, pattern in _FUND_PATTERNS if re.search(pattern, word)}
    return found.pop() if len(found) == 1 else None


def status_label(status: Status) -> Sentence:
    """The word for a page; it waits for its language."""
    return Sentence(STATUS_EN[Status(status)])


def fund_label(fund: Fund) -> Sentence:
    """The word for a page; it waits for its language."""
    return Sentence(FUND_EN[Fund(fund)])


def paper_column(fund: str) -> PaperColumn:
    """Its column in table 5 of Form 2: regular, reserve, or outside of its own. ValueError if unknown."""
    return PAPER_COLUMN[Fund(fund)]


def _status_text(text: str) -> str:
    return re.sub(r"^[-–—•*✓✔()\[\]]+|[-–—•*✓✔()\[\]]+$", "", bare(text))


def _one_step(one: str, other: str) -> bool:
    """One letter added, left out, changed, or two neighbours swapped."""
    if abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    a, b = one[start:], other[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
