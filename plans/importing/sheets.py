"""Sheets as they stand in a file, how large they may be, and why a file is refused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from organisations.sentences import Sentence, gettext_noop
from plans.vocabulary import bare

Cell = object
Merge = tuple[int, int, int, int]
MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 200 * 1024 * 1024
MAX_ROWS, MAX_COLUMNS = 20_000, 200
MAX_STYLES = 65_490
"""Excel's own limit of cell formats in a workbook."""
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
    "open-document": gettext_noop("“%(name)s” is an OpenDocument file, but no spreadsheet. %(save)s"),
    "binary-workbook": gettext_noop("“%(name)s” is a binary Excel file (.xlsb). %(save)s"),
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
    "unpacks-too-big": gettext_noop(
        "“%(name)s” unpacks to more than %(limit)s MB, many times its own size, so it was not opened. "
        "Please copy the rows into a new workbook and upload that."
    ),
    "parts-overlap": gettext_noop(
        "The parts inside “%(name)s” overlap or are there twice, as no spreadsheet program writes them, "
        "so it was not opened. Please copy the rows into a new workbook and upload that."
    ),
    "external-links": gettext_noop(
        "“%(name)s” takes figures from %(count)s other files, which are not here. "
        "Please choose “Data, Edit Links, Break Link” in Excel, save it and upload it again."
    ),
    "too-many-styles": gettext_noop(
        "“%(name)s” has %(count)s cell styles; up to %(limit)s can be read. "
        "Please copy the rows into a new workbook and upload that."
    ),
    "declares-entities": gettext_noop(
        "“%(name)s” has declarations inside that no spreadsheet program writes, so it was not opened. "
        "Please copy the rows into a new workbook and upload that."
    ),
    "too-slow": gettext_noop(
        "“%(name)s” could not be read within %(seconds)s seconds, so the reading was stopped. "
        "Please keep only the sheets with projects and upload it again."
    ),
    "too-heavy": gettext_noop(
        "“%(name)s” needs more than %(limit)s MB of memory to be read, so the reading was stopped. "
        "Please keep only the sheets with projects and upload it again."
    ),
}


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
    merged: tuple[Merge, ...] = ()
    hidden: bool = False


@dataclass(slots=True)
class Untold:
    """What the reader of a workbook does not tell of a sheet, by (row, column) from 0.

    `silent`: errors, and formulas without a saved result. `merged` only where the reader gives none.
    """

    silent: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[Merge] = field(default_factory=list)


def refuse(code: str, name: str, **params: object) -> FileRefused:
    """The refusal of that code about the file `name`; `params` are its figures."""
    params = {"limit": MAX_UNPACKED // 2**20, **params}
    return FileRefused(code, Sentence(_REFUSALS[code], {**params, "name": name, "save": Sentence(_SAVE)}))


def check_size(name: str, rows: int, columns: int) -> None:
    if rows > MAX_ROWS or columns > MAX_COLUMNS:
        raise refuse(
            "too-many-rows",
            name,
            rows=f"{rows:,}",
            columns=f"{columns:,}",
            max_rows=f"{MAX_ROWS:,}",
            max_columns=MAX_COLUMNS,
        )


def column_letter(index: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(letter: str) -> int:
    """A → 0, Z → 25, AA → 26."""
    column = 0
    for each in letter:
        column = column * 26 + ord(each) - 64
    return column - 1


def text_of(cell: Cell) -> str:
    if cell is None or cell == UNSAVED_FORMULA:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, (date, datetime)):
        return cell.isoformat()
    return " ".join(str(cell).split())


def at(row: tuple[Cell, ...], index: int) -> Cell:
    return row[index] if index < len(row) else None


def shape(row: tuple[Cell, ...]) -> tuple[str, ...]:
    texts = [bare(text_of(cell)) for cell in row]
    while texts and not texts[-1]:
        texts.pop()
    return tuple(texts)


def first(texts: Iterable[str]) -> str:
    """The first text that is not empty."""
    return next(filter(None, texts), "")
