"""Excel's own files: an archive of XML, read by calamine after a look at what it would lay out."""

from __future__ import annotations

import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterator

import python_calamine

from plans.importing.sheets import (
    MAX_BYTES,
    MAX_UNPACKED,
    UNSAVED_FORMULA,
    Cell,
    FileRefused,
    Sheet,
    check_size,
    refuse,
)

_CELL_TAG = re.compile(rb"<(/?)(?:\w+:)?c(\s[^<>]*)?>")
_PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,3})(\d{1,9})["']""")
_TYPE = re.compile(rb"""\st\s*=\s*["'](\w+)["']""")
_VALUE = re.compile(rb"<(?:\w+:)?(?:v|t)(?:\s[^<>]*)?>([^<]+)<")
_FILLED_ROW = re.compile(rb"""<(?:\w+:)?row\b(?=[^<>]*?\sr\s*=\s*["'](\d{1,9})["'])[^<>]*[^/<>]>(?!</)""")
_SHEET_NAME = re.compile(r"<(?:\w+:)?sheet\s([^<>]*)>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\s([^<>]*)>")


def workbook(name: str, data: bytes) -> list[Sheet]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if sum(info.file_size for info in archive.infolist()) > MAX_UNPACKED:
                raise refuse("too-big", name, size=f"> {MAX_UNPACKED // 2**20}", limit=MAX_BYTES // 2**20)
            if "xl/workbook.xml" not in names:
                if any(each.startswith("word/") for each in names):
                    raise refuse("word", name)
                is_open_document = "mimetype" in names and b"opendocument" in archive.read("mimetype")[:80]
                raise refuse("open-document" if is_open_document else _zip_kind(names), name)
            scanned = {}
            for each in names:
                if each.endswith(".xml") and b"sheetData" in (xml := archive.read(each)):
                    scanned[each] = _scan(name, xml)
            silent = {title: scanned.get(path, {}) for title, path in _paths(archive).items()}
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise refuse("damaged", name) from error
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
        raise refuse("password", name) from error
    except BaseException as error:  # a panic of the Rust reader is no Exception
        if isinstance(error, (KeyboardInterrupt, SystemExit, GeneratorExit)):
            raise
        raise refuse("damaged", name) from error


def _zip_kind(names: set[str]) -> str:
    return "binary" if "[Content_Types].xml" in names else "archive"


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
    check_size(name, rows, columns)
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
    check_size(name, sheet.total_height, sheet.total_width)
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
