"""A spreadsheet as an office keeps it → sheets → a preview of the projects in it.

Pure: bytes in, a `Preview` out; no database, no clock. What is not understood is an honest problem, never a
wrong number: such a cell is None and counted in no total. Row numbers and column letters are those of the
file. Money is baht. Nothing here writes; the register does that with what a person has confirmed.

`read_sheets` raises FileRefused when the file as a whole cannot be read: it says what the file is and how to
save it. `understand` never refuses; it answers with problems: "must" (mend this before the row goes in),
"ask" (one question, often with a `suggestion`), "note" (for information).
"""

from plans.importing.choices import NOTHING_CHOSEN, Choices, SheetChoice
from plans.importing.columns import Shown, Survey, survey
from plans.importing.comparing import Comparison, KnownProject, Match, compare
from plans.importing.headings import FIELDS, field_label, is_field, is_year
from plans.importing.preview import (
    ANSWERS,
    Column,
    ImportedProject,
    Level,
    Preview,
    Problem,
    Skipped,
    Waiting,
    YearTotal,
    preview_json,
)
from plans.importing.reading import read_pasted, read_sheets
from plans.importing.sheets import MAX_BYTES, MAX_COLUMNS, MAX_ROWS, Cell, FileRefused, Sheet, column_letter
from plans.importing.understanding import understand

__all__ = [
    "FIELDS",
    "MAX_BYTES",
    "MAX_COLUMNS",
    "MAX_ROWS",
    "NOTHING_CHOSEN",
    "Cell",
    "Choices",
    "Column",
    "Comparison",
    "KnownProject",
    "Match",
    "compare",
    "FileRefused",
    "ImportedProject",
    "Level",
    "Preview",
    "Problem",
    "Sheet",
    "SheetChoice",
    "Shown",
    "Skipped",
    "Survey",
    "Waiting",
    "YearTotal",
    "column_letter",
    "field_label",
    "is_field",
    "is_year",
    "ANSWERS",
    "preview_json",
    "read_pasted",
    "read_sheets",
    "survey",
    "understand",
]
