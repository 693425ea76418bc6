"""A look at an archive before anything in it is unpacked. The sizes it states are believed by nobody.

What no spreadsheet program writes is refused: parts that overlap or are there twice (19 KB can so become
2 GB), sizes beyond reason, passwords, methods of packing other than none and deflate. Raises FileRefused.
"""

from __future__ import annotations

import struct
import zipfile

from plans.importing.sheets import MAX_UNPACKED, refuse

MAX_PARTS = 4_000
MAX_RATIO, RATIO_FROM = 300, 20 * 1024 * 1024
"""A part beyond this size may be packed this much at most; a long list of equal rows packs to a 60th."""
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_HEADER = struct.Struct("<4s5H3I2H")
_LOCKED = 0x1


class Archive:
    """The parts of an archive, read one at a time and never beyond what may be unpacked in all."""

    def __init__(self, file: zipfile.ZipFile, name: str) -> None:
        self.name = name
        self._file = file
        self._left = MAX_UNPACKED
        parts = file.infolist()
        self.names = {part.filename for part in parts}
        if any(part.flag_bits & _LOCKED for part in parts):
            raise refuse("password", name)
        if len(parts) > MAX_PARTS or len({each.casefold() for each in self.names}) != len(parts):
            raise refuse("parts-overlap", name)
        if any(part.compress_type not in _PACKINGS for part in parts):
            raise refuse("damaged", name)
        self._no_overlap(parts)
        for part in parts:
            packed_too_much = part.file_size > RATIO_FROM and part.file_size > MAX_RATIO * part.compress_size
            if packed_too_much or part.file_size > MAX_UNPACKED:
                raise refuse("unpacks-too-big", name)
        if sum(part.file_size for part in parts) > MAX_UNPACKED:
            raise refuse("unpacks-too-big", name)

    def read(self, part: str) -> bytes:
        """A part's content; KeyError if it is not there. DOCTYPE and entities are refused."""
        with self._file.open(part) as source:
            content = source.read(self._left + 1)
        self._left -= len(content)
        if self._left < 0:
            raise refuse("unpacks-too-big", self.name)
        if b"<!DOCTYPE" in content[:4096] or b"<!ENTITY" in content[:4096]:
            raise refuse("declares-entities", self.name)
        return content

    def _no_overlap(self, parts: list[zipfile.ZipInfo]) -> None:
        """Each part lies behind the one before it, and its own header says the same name."""
        end = 0
        for part in sorted(parts, key=lambda each: each.header_offset):
            if part.header_offset < end:
                raise refuse("parts-overlap", self.name)
            end = part.header_offset + self._header_size(part) + part.compress_size
        if end > self._file.start_dir:
            raise refuse("parts-overlap", self.name)

    def _header_size(self, part: zipfile.ZipInfo) -> int:
        source = self._file.fp
        assert source is not None
        source.seek(part.header_offset)
        fields = _HEADER.unpack(source.read(_HEADER.size))
        if fields[0] != b"PK\x03\x04":
            raise refuse("damaged", self.name)
        return _HEADER.size + fields[9] + fields[10]
