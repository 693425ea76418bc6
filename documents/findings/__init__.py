"""The rules that find the wrong cell and explain it with a worked sum.

Pure: rows and figures in, `Finding`s out; no model, no clock. The levels: *must fix* blocks `propose` and
`refer`, *should check* asks for a note, *information* asks for nothing. Money is baht.

`check_form2` is for a form that is being made: its computed cells cannot be wrong, so it looks at what was
typed (F2-02, F2-04, F2-06, F2-07, F2-08). `check_stated` is for a report made elsewhere, whose figures are
stated: F2-01 to F2-05, each against its own parts and against the rows that are listed.

Source of the rules: the list F2-xx of the field (one rule, one id).
"""

from documents.findings.causes import CAUSES
from documents.findings.finding import Finding, Level, WorkedLine, section_of
from documents.findings.form2 import check_form2
from documents.findings.stated import (
    Stated,
    StatedCount,
    StatedMoney,
    StatedPart,
    StatedRow,
    check_stated,
)

__all__ = [
    "CAUSES",
    "Finding",
    "Level",
    "Stated",
    "StatedCount",
    "StatedMoney",
    "StatedPart",
    "StatedRow",
    "WorkedLine",
    "check_form2",
    "check_stated",
    "section_of",
]
