"""The fast writer of Word files: paragraphs and big tables as text, straight into a zip stream.

python-docx makes the skeleton once (`papers.skeleton`); after that nothing of a paper becomes an object
tree. A row is one `%` of a template compiled before, its values cleaned and escaped in batches.

Boundary: every value that comes from a person passes `clean_text` and is escaped; tags are program keys
and are checked. Widths are dxa. Same calls, same bytes: fixed zip dates, one pinned deflater, fixed order.
Source of the rules: Word's template injection (a value must never become markup) and ISO/IEC 29500-1.
"""

from __future__ import annotations

import re
import struct
import unicodedata
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from .skeleton import DOCUMENT, FOOTER_MARK, HEADER_MARK, ZLIB_LEVEL, Packed, pack, skeleton
from .thai import thai_digits

LONGEST = 20_000
"""Characters kept of one value; the rest is cut and an ellipsis says so."""

_SEPARATOR = "⁂"
_BATCH = 64
_FLUSH = 1 << 16
# C0 and C1 controls but tab and newline, marks that turn the direction of reading, lone surrogates and
# the characters XML does not know.
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_NEWLINES = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_KEY = re.compile(r"[A-Za-z0-9_-]{1,40}\Z")
_KEY_MARK = "\x01"
_DOS_DATE = 0x21  # 1 January 1980
_UTF8_NAME = 0x800


def clean_text(value: object, *, longest: int = LONGEST) -> str:
    """`value` as text fit for a paper: NFC, no control characters but newline and tab, not too long."""
    text = _FORBIDDEN.sub("", _NEWLINES.sub("\n", str(value)))
    text = unicodedata.normalize("NFC", text)
    return text if len(text) <= longest else text[: longest - 1] + "…"


def escape(text: str) -> str:
    """Cleaned text as it stands inside `<w:t>`: markup escaped, newline and tab as Word writes them."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if "\n" in text:
        text = text.replace("\n", '</w:t><w:br/><w:t xml:space="preserve">')
    if "\t" in text:
        text = text.replace("\t", '</w:t><w:tab/><w:t xml:space="preserve">')
    return text


def prepare(values: Sequence[str], *, thai: bool = True) -> list[str]:
    """Clean and escape many values at once; the same as one by one, several times as fast.

    They travel as one joined text. Where that could change the outcome (a control character, a separator
    inside a value, an overlong value) each goes alone.
    """
    if not values:
        return []
    joined = _SEPARATOR.join(values)
    if (
        joined.isprintable()
        and joined.count(_SEPARATOR) == len(values) - 1
        and (len(joined) <= LONGEST or max(map(len, values)) <= LONGEST)
        and unicodedata.is_normalized("NFC", joined)
    ):
        joined = thai_digits(joined) if thai else joined
        return escape(joined).split(_SEPARATOR)
    cleaned = map(clean_text, values)
    return [escape(thai_digits(text) if thai else text) for text in cleaned]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a row kind: paragraph style, width in dxa, columns spanned, place in a vertical merge.

    `merge` is "", "restart" or "continue". A `tag` puts the text into a content control of that name;
    `{key}` in it stands for the key of the row.
    """

    style: str
    width: int
    span: int = 1
    merge: str = ""
    tag: str = ""


@dataclass(frozen=True, slots=True)
class RowKind:
    """A row compiled to a template with a `%s` for each cell."""

    xml: str
    cells: int
    keyed: bool


def row_kind(cells: Iterable[Cell], *, head: bool = False, keep: bool = False) -> RowKind:
    """Compile a row, unbreakable; a `head` repeats on each page, `keep` holds the row to the next one."""
    cells = tuple(cells)
    parts = [f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if head else ''}</w:trPr>"]
    for cell in cells:
        span = f'<w:gridSpan w:val="{cell.span}"/>' if cell.span > 1 else ""
        merge = f'<w:vMerge w:val="{cell.merge}"/>' if cell.merge else ""
        middle = '<w:vAlign w:val="center"/>' if head else ""
        hold = "<w:keepNext/>" if keep else ""
        run = '<w:r><w:t xml:space="preserve">%s</w:t></w:r>'
        if cell.tag:
            tag = cell.tag.replace("{key}", _KEY_MARK)
            run = (
                f'<w:sdt><w:sdtPr><w:tag w:val="{tag}"/></w:sdtPr><w:sdtContent>{run}</w:sdtContent></w:sdt>'
            )
        parts.append(
            f'<w:tc><w:tcPr><w:tcW w:w="{cell.width}" w:type="dxa"/>{span}{merge}{middle}</w:tcPr>'
            f'<w:p><w:pPr><w:pStyle w:val="{cell.style}"/>{hold}</w:pPr>{run}</w:p></w:tc>'
        )
    parts.append("</w:tr>")
    return RowKind("".join(parts), len(cells), any(cell.tag for cell in cells))


Row = tuple[RowKind, str, Sequence[str]]
"""Kind, key of its tags ("" without), one text for each cell."""


class ZipStream:
    """A zip file written forward only, from members deflated already; dates are those of 1980."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._position = 0
        self._directory: list[bytes] = []

    def _write(self, data: bytes) -> None:
        self._out.write(data)
        self._position += len(data)

    def add(self, part: Packed) -> None:
        """Append one member."""
        self.add_chunks(part.name, part.crc, part.size, [part.deflated])

    def add_chunks(self, name: str, crc: int, size: int, chunks: Sequence[bytes]) -> None:
        """Append one member whose deflated bytes come in pieces."""
        raw, packed = name.encode(), sum(map(len, chunks))
        fields = (20, _UTF8_NAME, 8, 0, _DOS_DATE, crc, packed, size, len(raw), 0)
        self._directory.append(
            struct.pack("<4sHHHHHHIIIHHHHHII", b"PK\1\2", 20, *fields, 0, 0, 0, 0, self._position) + raw
        )
        self._write(struct.pack("<4sHHHHHIIIHH", b"PK\3\4", *fields) + raw)
        for chunk in chunks:
            self._write(chunk)

    def close(self) -> None:
        """Write the central directory. The caller's file stays open."""
        directory, start = b"".join(self._directory), self._position
        count = len(self._directory)
        self._write(directory)
        self._write(struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, count, count, len(directory), start, 0))


class Paper:
    """One Word file being written, top to bottom.

    `header` and `footer` are the words of every page; the footer is taken as it is, digits too, because it
    bears the fingerprint. `thai` writes all other digits ๐–๙. After the last call of a content method,
    `close` must follow; before it the file is no file.
    """

    def __init__(self, out: BinaryIO, *, header: str, footer: str, thai: bool = True) -> None:
        self._zip = ZipStream(out)
        self._thai = thai
        base = skeleton()
        self._sections = {False: base.portrait, True: base.landscape}
        for part in base.first:
            self._zip.add(part)
        words = {HEADER_MARK: self._one(header), FOOTER_MARK: escape(clean_text(footer))}
        for name, text in base.varying:
            for mark, word in words.items():
                text = text.replace(mark, word)
            self._zip.add(pack(name, text.encode()))
        self._engine = zlib.compressobj(ZLIB_LEVEL, zlib.DEFLATED, -15, 8, zlib.Z_DEFAULT_STRATEGY)
        self._crc = self._size = self._waiting = 0
        self._buffer: list[str] = []
        self._chunks: list[bytes] = []
        self._put(base.opening)

    def _one(self, text: str) -> str:
        return prepare([text], thai=self._thai)[0]

    def _put(self, xml: str) -> None:
        self._buffer.append(xml)
        self._waiting += len(xml)
        if self._waiting >= _FLUSH:
            self._flush()

    def _flush(self) -> None:
        data = "".join(self._buffer).encode()
        self._buffer.clear()
        self._waiting = 0
        self._crc = zlib.crc32(data, self._crc)
        self._size += len(data)
        self._chunks.append(self._engine.compress(data))

    def paragraph(self, text: str, style: str = "TdPlain", *, page_break: bool = False) -> None:
        """One paragraph; a newline in `text` is a line break."""
        before = "<w:pageBreakBefore/>" if page_break else ""
        self._put(
            f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{before}</w:pPr>'
            f'<w:r><w:t xml:space="preserve">{self._one(text)}</w:t></w:r></w:p>'
        )

    def exact(self, before: str, kept: str, after: str, style: str = "TdPlain") -> None:
        """One paragraph with a part that keeps its digits as they are: a fingerprint is compared letter by letter."""
        first, last = prepare([before, after], thai=self._thai)
        (middle,) = prepare([kept], thai=False)
        self._put(
            f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>'
            f'<w:r><w:t xml:space="preserve">{first}{middle}{last}</w:t></w:r></w:p>'
        )

    def tagged(self, before: str, tag: str, figure: str, after: str, style: str = "TdPlain") -> None:
        """One paragraph with a figure inside, the figure in a content control named `tag`."""
        first, middle, last = prepare([before, figure, after], thai=self._thai)
        run = '<w:r><w:t xml:space="preserve">{}</w:t></w:r>'.format
        self._put(
            f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{run(first)}'
            f'<w:sdt><w:sdtPr><w:tag w:val="{tag}"/></w:sdtPr>'
            f"<w:sdtContent>{run(middle)}</w:sdtContent></w:sdt>{run(last)}</w:p>"
        )

    def table(self, widths: Sequence[int], rows: Iterable[Row], *, style: str = "TdGrid") -> int:
        """Stream one table; `widths` are its columns in dxa. Returns the number of rows written."""
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        self._put(
            f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
            '<w:tblLayout w:type="fixed"/></w:tblPr>'
            f"<w:tblGrid>{grid}</w:tblGrid>"
        )
        written, source = 0, iter(rows)
        while batch := list(islice(source, _BATCH)):
            self._put("".join(self._rows(batch)))
            written += len(batch)
        self._put("</w:tbl>")
        return written

    def _rows(self, batch: list[Row]) -> Iterator[str]:
        texts = prepare([text for _, _, values in batch for text in values], thai=self._thai)
        at = 0
        for kind, key, values in batch:
            if len(values) != kind.cells:
                raise ValueError(f"A row of {kind.cells} cells was given {len(values)} values.")
            xml = kind.xml % tuple(texts[at : at + kind.cells])
            if kind.keyed:
                # The mark is a control character, which no cleaned value contains.
                if not _KEY.match(key):
                    raise ValueError(f"{key!r} cannot be part of a tag: letters, digits, _ and - up to 40.")
                xml = xml.replace(_KEY_MARK, key)
            at += kind.cells
            yield xml

    def end_section(self, *, landscape: bool) -> None:
        """Close the pages written so far; what follows begins a new one."""
        self._put(f'<w:p><w:pPr><w:pStyle w:val="TdEnd"/>{self._sections[landscape]}</w:pPr></w:p>')

    def close(self, *, landscape: bool) -> None:
        """End the last section and the file."""
        self._put(f"{self._sections[landscape]}</w:body></w:document>")
        self._flush()
        self._chunks.append(self._engine.flush())
        self._zip.add_chunks(DOCUMENT, self._crc, self._size, self._chunks)
        self._zip.close()
