"""Excel's own files: an archive of XML, read by calamine after a look at what it would lay out."""

from __future__ import annotations

import html
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator

import python_calamine

from plans.importing import opendocument
from plans.importing.archives import Archive
from plans.importing.sheets import (
    MAX_STYLES,
    UNSAVED_FORMULA,
    Cell,
    FileRefused,
    Sheet,
    Untold,
    check_size,
    column_index,
    refuse,
)

_CELL_TAG = re.compile(rb"<(/?)(?:\w+:)?c(\s[^<>]*)?>")
_WRITTEN_CELL = re.compile(rb"""<c r="([A-Z]{1,3})(\d{1,9})"[^<>]*?(/?>(?:</c>)?)""")
_PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,3})(\d{1,9})["']""")
_TYPE = re.compile(rb"""\st\s*=\s*["'](\w+)["']""")
_VALUE = re.compile(rb"<(?:\w+:)?(?:v|t)(?:\s[^<>]*)?>([^<]+)<")
_FILLED_ROW = re.compile(rb"""<(?:\w+:)?row\b(?=[^<>]*?\sr\s*=\s*["'](\d{1,9})["'])[^<>]*[^/<>]>(?!</)""")
_SHEET_NAME = re.compile(r"<(?:\w+:)?sheet\s([^<>]*)>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\s([^<>]*)>")
_LINK_PART = re.compile(r"(?i)xl/externalLinks/[^/]+\.xml$")
_SHEET_PART = re.compile(r"(?i)\.xml$")
_STYLE_LISTS = re.compile(rb"<(?:\w+:)?(?:cellXfs|cellStyleXfs)\b.*?</", re.DOTALL)
_STYLE = re.compile(rb"<(?:\w+:)?xf\b")


def workbook(name: str, data: bytes) -> list[Sheet]:
    """The sheets of an .xlsx, .xlsm or .ods file; macros are not looked at. Raises FileRefused.

    To be called in a process of its own (`child`): what the file unpacks to is bounded here, what the reader
    makes of it is not.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            archive = Archive(file, name)
            read = _excel if "xl/workbook.xml" in archive.names else _other
            untold = read(archive)
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, KeyError, ValueError) as error:
        if isinstance(error, FileRefused):
            raise
        raise refuse("damaged", name) from error
    except (NotImplementedError, RuntimeError) as error:
        raise refuse("damaged", name) from error
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        hidden = {
            each.name
            for each in book.sheets_metadata
            if each.visible != python_calamine.SheetVisibleEnum.Visible
        }
        return [
            _sheet(name, book.get_sheet_by_name(title), title in hidden, untold.get(title, Untold()))
            for title in book.sheet_names
        ]
    except FileRefused:
        raise
    except python_calamine.PasswordError as error:
        raise refuse("password", name) from error
    except MemoryError:
        raise
    except BaseException as error:  # a panic of the Rust reader is no Exception
        if isinstance(error, (KeyboardInterrupt, SystemExit, GeneratorExit)):
            raise
        raise refuse("damaged", name) from error


def _excel(archive: Archive) -> dict[str, Untold]:
    """What the reader would not tell, by sheet. Refuses links to other files and styles without end."""
    linked = [each for each in archive.names if _LINK_PART.match(each)]
    if linked:
        raise refuse("external-links", archive.name, count=len(linked))
    if "xl/styles.xml" in archive.names:
        styles = max(
            map(len, map(_STYLE.findall, _STYLE_LISTS.findall(archive.read("xl/styles.xml")))), default=0
        )
        if styles > MAX_STYLES:
            raise refuse("too-many-styles", archive.name, count=f"{styles:,}", limit=f"{MAX_STYLES:,}")
    scanned = {}
    for each in archive.names:
        if _SHEET_PART.search(each) and b"sheetData" in (xml := archive.read(each)):
            scanned[each] = _scan(archive.name, xml)
    return {title: scanned.get(path, Untold()) for title, path in _paths(archive).items()}


def _other(archive: Archive) -> dict[str, Untold]:
    """An OpenDocument spreadsheet; any other archive is told what it is."""
    names = archive.names
    if "mimetype" in names and b"opendocument" in (kind := archive.read("mimetype")[:80]):
        if b"spreadsheet" not in kind:
            raise refuse("open-document", archive.name)
        return opendocument.scan(archive)
    if any(each.startswith("word/") for each in names):
        raise refuse("word", archive.name)
    if "xl/workbook.bin" in names:
        raise refuse("binary-workbook", archive.name)
    raise refuse("binary" if "[Content_Types].xml" in names else "archive", archive.name)


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


def _plain_reach(xml: bytes) -> tuple[int, int] | None:
    """How far the filled cells of a sheet without errors and formulas reach, quickly; None to look closely."""
    if b't="e"' in xml or b"<f" in xml or b"='" in xml or b":c " in xml:
        return None
    cells = _WRITTEN_CELL.findall(xml)
    if len(cells) != xml.count(b"<c "):
        return None
    filled = [(letters, row) for letters, row, end in cells if end == b">"]
    columns = {letters for letters, _ in filled}
    return (
        max((int(row) for row in {row for _, row in filled}), default=0),
        max((column_index(letters.decode()) + 1 for letters in columns), default=0),
    )


def _scan(name: str, xml: bytes) -> Untold:
    """The errors of a sheet, and its formulas without a saved result.

    Refuses a sheet whose filled cells lie far apart: the reader would lay out every cell between them.
    """
    untold = Untold()
    silent = untold.silent
    if (reach := _plain_reach(xml)) is not None:
        check_size(name, *reach)
        return untold
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
    return untold


def _paths(archive: Archive) -> dict[str, str]:
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


def _sheet(name: str, sheet: python_calamine.CalamineSheet, hidden: bool, untold: Untold) -> Sheet:
    check_size(name, sheet.total_height, sheet.total_width)
    read = sheet.to_python(skip_empty_area=False)
    rows: list[list[Cell]] = [[None if cell == "" else cell for cell in row] for row in read]
    for (row, column), text in untold.silent.items():
        while len(rows) <= row:
            rows.append([])
        rows[row] += [None] * (column + 1 - len(rows[row]))
        if rows[row][column] is None:
            rows[row][column] = text
    merged = [(top, left, bottom, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()]
    return Sheet(sheet.name, tuple(map(tuple, rows)), tuple(merged or untold.merged), hidden)
