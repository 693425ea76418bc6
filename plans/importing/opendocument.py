"""OpenDocument spreadsheets (.ods): how far the filled cells reach, and which hold errors.

In this format a row or a cell may say that it is repeated a million times. The reader lays such repeats out,
so what is filled is counted first, with its repeats. Raises FileRefused.
"""

from __future__ import annotations

import html
import re

from plans.importing.archives import Archive
from plans.importing.sheets import Untold, check_size, refuse

_TAG = re.compile(rb"<(/?)table:(table|table-row|table-cell|covered-table-cell)(\s[^<>]*?)?(/?)>")
_NAME = re.compile(rb"""\stable:name=(?:"([^"]*)"|'([^']*)')""")
_ROWS = re.compile(rb"""\stable:number-rows-repeated=["'](\d{1,9})["']""")
_COLUMNS = re.compile(rb"""\stable:number-columns-repeated=["'](\d{1,9})["']""")
_TALL = re.compile(rb"""\stable:number-rows-spanned=["'](\d{1,9})["']""")
_WIDE = re.compile(rb"""\stable:number-columns-spanned=["'](\d{1,9})["']""")
_ERROR = re.compile(rb"""\scalcext:value-type=["']error["']""")
_TEXT = re.compile(rb"<text:p[^<>]*>([^<]*)<")


def scan(archive: Archive) -> dict[str, Untold]:
    """The errors and the merged cells of each sheet. Refuses passwords and cells that reach too far."""
    if "META-INF/manifest.xml" in archive.names and b"encryption-data" in archive.read(
        "META-INF/manifest.xml"
    ):
        raise refuse("password", archive.name)
    content = archive.read("content.xml")
    untold: dict[str, Untold] = {}
    sheet = Untold()
    row = column = repeats = 0
    filled = False
    for tag in _TAG.finditer(content):
        closing, kind, attributes, empty = tag[1], tag[2], tag[3] or b"", tag[4]
        if kind == b"table" and not closing:
            name = _NAME.search(attributes)
            title = html.unescape((name[1] or name[2]).decode("utf-8", "replace")) if name else ""
            sheet = untold.setdefault(title, Untold())
            row = 0
        elif kind == b"table-row":
            if not closing:
                repeats, column, filled = _times(_ROWS, attributes), 0, False
            if closing or empty:
                row += repeats
                if filled:
                    check_size(archive.name, row, 0)
        elif not closing and kind != b"table":
            times = _times(_COLUMNS, attributes)
            if b"value-type=" in attributes or not empty:
                filled = True
                check_size(archive.name, row + repeats, column + times)
                if _ERROR.search(attributes):
                    text = _TEXT.search(content, tag.end(), tag.end() + 400)
                    sheet.silent[row, column] = (
                        html.unescape(text[1].decode("utf-8", "replace")) if text else "#ERROR!"
                    )
            tall, wide = _times(_TALL, attributes), _times(_WIDE, attributes)
            if tall > 1 or wide > 1:
                sheet.merged.append((row, column, row + tall - 1, column + wide - 1))
            column += times
    return untold


def _times(pattern: re.Pattern[bytes], attributes: bytes) -> int:
    found = pattern.search(attributes)
    return int(found[1]) if found else 1
