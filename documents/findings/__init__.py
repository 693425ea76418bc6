"""The rules that find the wrong cell and explain it with a worked sum.

Pure: rows and figures in, `Finding`s out; no model, no clock. The levels: *must fix* blocks `propose` and
`refer`, *should check* asks for a note, *information* asks for nothing. Money is baht.

`check_form2` is for a form that is being made: its computed cells cannot be wrong, so it looks at what was
typed, beside what its `Surroundings` know. `check_stated` is for a report made elsewhere, whose figures are
stated, each against its own parts and against the rows that are listed. The list of the rules is `RULES`
(`docs/findings.md`).
"""

from documents.findings.around import Change, Control, LastRow, Past, Surroundings
from documents.findings.catalogue import RULES, SETTLED_BY_A_REASON
from documents.findings.causes import CAUSES
from documents.findings.finding import Finding, Level, WorkedLine, section_of
from documents.findings.form2 import check_form2
from documents.findings.report import (
    Stated,
    StatedCount,
    StatedGrant,
    StatedMoney,
    StatedPart,
    StatedPercent,
    StatedRow,
    StatedTotal,
)
from documents.findings.stated import check_stated

__all__ = [
    "CAUSES",
    "Change",
    "Control",
    "Finding",
    "LastRow",
    "Level",
    "Past",
    "RULES",
    "SETTLED_BY_A_REASON",
    "Stated",
    "StatedCount",
    "StatedGrant",
    "StatedMoney",
    "StatedPart",
    "StatedPercent",
    "StatedRow",
    "StatedTotal",
    "Surroundings",
    "WorkedLine",
    "check_form2",
    "check_stated",
    "section_of",
]
