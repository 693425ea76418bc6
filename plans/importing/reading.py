"""Bytes in, sheets out; what is no spreadsheet is refused with what it is and how to save it."""

from __future__ import annotations

import csv
import io
import re

from plans.importing.child import read_workbook
from plans.importing.sheets import MAX_BYTES, Cell, Sheet, check_size, refuse


def read_sheets(name: str, data: bytes) -> list[Sheet]:
    """Read a file's bytes. .xlsx, .xlsm, .ods, and text with separators in UTF-8, UTF-16 or Windows-874.

    The kind is found in the bytes, not in `name`, which is only for the sentence. A workbook is an archive and
    is opened by a child process only; text is read here. Raises FileRefused.
    """
    if not data:
        raise refuse("empty", name)
    if len(data) > MAX_BYTES:
        raise refuse("too-big", name, size=-(-len(data) // 2**20), limit=MAX_BYTES // 2**20)
    if data.startswith(b"PK\x03\x04"):
        return read_workbook(name, data)
    if code := _kind_of_other(data):
        raise refuse(code, name)
    return [_separated(name, _decoded(name, data))]


def read_pasted(text: str) -> Sheet:
    """What was copied out of Excel: cells between tabs; a cell in quotes may hold tabs and line breaks."""
    rows = tuple(tuple(cell or None for cell in row) for row in csv.reader(io.StringIO(text), delimiter="\t"))
    check_size("", len(rows), max((len(row) for row in rows), default=0))
    return Sheet("", rows)


def _kind_of_other(data: bytes) -> str:
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            return "password"
        return "word" if "WordDocument".encode("utf-16-le") in data else "old-xls"
    for start, code in (
        (b"%PDF", "pdf"),
        (b"\x89PNG", "image"),
        (b"\xff\xd8\xff", "image"),
        (b"GIF8", "image"),
        (b"Rar!", "archive"),
        (b"7z\xbc\xaf", "archive"),
        (b"\x1f\x8b", "archive"),
        (b"PK", "archive"),
    ):
        if data.startswith(start):
            return code
    head = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<html", b"<!doctype html", b"<table", b"<?xml", b"<meta")):
        return "html"
    if b"\x00" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "binary"
    return ""


def _decoded(name: str, data: bytes) -> str:
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp874"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "cp874" and not re.search("[ก-ฮ]{2}", text):
            continue
        return text
    raise refuse("letters", name)


def _separated(name: str, text: str) -> Sheet:
    sample = text[:50_000]
    outside_quotes = re.sub(r'"(?:[^"]|"")*"', "", sample)
    counts = {separator: outside_quotes.count(separator) for separator in ",;\t|"}
    separator = max(counts, key=lambda each: counts[each])
    rows: list[tuple[Cell, ...]] = []
    width = 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            rows.append(tuple(cell or None for cell in row))
            width = max(width, len(row))
            check_size(name, len(rows), width)
    except csv.Error as error:
        raise refuse("damaged", name) from error
    return Sheet(name.rsplit(".", 1)[0], tuple(rows))
