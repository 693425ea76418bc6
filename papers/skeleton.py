"""The empty Word file every paper starts from: styles, pages, headers, footers. Made once by python-docx.

All formatting lives in paragraph styles, so that a run of text needs no properties of its own. Each style
names the Thai font for all scripts and gives the size and the bold twice (`w:sz` and `w:szCs`, `w:b` and
`w:bCs`): Word reads the second of each pair for Thai, and python-docx alone does not write it.

Boundary: lengths are twentieths of a point (dxa), sizes half points, as in the file format. Nothing here
depends on a document; the words of header and footer are put in later, at `HEADER_MARK` and `FOOTER_MARK`.
Order of children follows ISO/IEC 29500-1 (Word refuses what LibreOffice forgives).
"""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.section import Section, _BaseHeaderFooter
from docx.shared import Cm

FONT = "TH Sarabun New"
HEADER_MARK = "@@header@@"
FOOTER_MARK = "@@footer@@"
MARKS_TIME = datetime(2000, 1, 1, tzinfo=UTC)
"""The one time written into core.xml: a paper's date is in its words, and the bytes stay the same."""

CM = 567
"""dxa in a centimetre, rounded."""
PORTRAIT_WIDTH = 16 * CM
LANDSCAPE_WIDTH = int(24.7 * CM)

ZLIB_LEVEL = 3
"""Pinned. A third of level 6's time for a file a third larger (120 KB for 500 projects)."""
DOCUMENT = "word/document.xml"
_DROPPED = ("customXml", "thumbnail", "stylesWithEffects", "numbering")


@dataclass(frozen=True, slots=True)
class Packed:
    """A member of the zip file, deflated already: name, CRC-32 and length of the plain bytes, raw deflate."""

    name: str
    crc: int
    size: int
    deflated: bytes


@dataclass(frozen=True, slots=True)
class Skeleton:
    """What never changes between papers, and the four texts that do.

    `first` are the members written before the varying ones; `varying` are header and footer XML with their
    marks; `opening` runs to `<w:body>`; `portrait` and `landscape` are whole `w:sectPr` elements.
    """

    first: tuple[Packed, ...]
    varying: tuple[tuple[str, str], ...]
    opening: str
    portrait: str
    landscape: str


def pack(name: str, data: bytes) -> Packed:
    """Deflate one member with the pinned level; raw, as zip wants it."""
    engine = zlib.compressobj(ZLIB_LEVEL, zlib.DEFLATED, -15, 8, zlib.Z_DEFAULT_STRATEGY)
    return Packed(name, zlib.crc32(data), len(data), engine.compress(data) + engine.flush())


def _run_properties(half_points: int, *, bold: bool, colour: str = "") -> str:
    weight = "<w:b/><w:bCs/>" if bold else '<w:b w:val="0"/><w:bCs w:val="0"/>'
    paint = f'<w:color w:val="{colour}"/>' if colour else ""
    return (
        f'<w:rPr><w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:eastAsia="{FONT}" w:cs="{FONT}"/>'
        f"{weight}{paint}"
        f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/><w:cs/>'
        '<w:lang w:val="th-TH" w:eastAsia="th-TH" w:bidi="th-TH"/></w:rPr>'
    )


def _style(
    name: str,
    points: int,
    *,
    bold: bool = False,
    align: str = "left",
    keep: bool = False,
    before: int = 0,
    after: int = 0,
    indent: str = "",
    level: int | None = None,
    colour: str = "",
    tabs: str = "",
) -> str:
    """One paragraph style as XML: size in `points`, `before` and `after` in dxa, `level` of the outline."""
    return (
        f'<w:style {nsdecls("w")} w:type="paragraph" w:customStyle="1" w:styleId="{name}">'
        f'<w:name w:val="{name}"/><w:basedOn w:val="Normal"/><w:qFormat/>'
        f"<w:pPr>{'<w:keepNext/>' if keep else ''}{tabs}"
        f'<w:spacing w:before="{before}" w:after="{after}" w:line="240" w:lineRule="auto"/>{indent}'
        f'<w:jc w:val="{align}"/>{"" if level is None else f"""<w:outlineLvl w:val="{level}"/>"""}</w:pPr>'
        f"{_run_properties(points * 2, bold=bold, colour=colour)}</w:style>"
    )


def _styles() -> list[str]:
    """Every style of the papers. `Td14…` and `Td12…` are the cells of tables, by size, side and weight."""
    first_line = f'<w:ind w:firstLine="{int(1.25 * CM)}"/>'
    styles = [
        _style("TdTitle", 18, bold=True, align="center", keep=True, level=0),
        _style("TdPart", 16, bold=True, keep=True, before=200, after=20, level=1),
        _style("TdItem", 16, keep=True, before=80, after=40),
        _style("TdPlain", 16),
        _style("TdChoice", 16, indent=f'<w:ind w:left="{int(0.75 * CM)}"/>'),
        _style("TdText", 16, align="thaiDistribute", indent=first_line),
        _style("TdNote", 13, before=40, colour="404040"),
        _style("TdNothing", 16, align="center", before=80, after=80),
        _style("TdMargin", 12, align="right", colour="404040"),
        _style("TdSign", 16, align="center", before=40),
        _style("TdSignOn", 16, align="center", keep=True, before=40),
        # After a table that ends a section Word needs a paragraph; this one takes next to no room.
        _style("TdEnd", 1),
    ]
    for size in (12, 14):
        for side, align in (("Left", "left"), ("Right", "right"), ("Centre", "center")):
            styles.append(_style(f"Td{size}{side}", size, align=align))
            styles.append(_style(f"Td{size}{side}Bold", size, align=align, bold=True))
        styles.append(_style(f"Td{size}Head", size, align="center", bold=True, keep=True))
        styles.append(_style(f"Td{size}Band", size, bold=True, keep=True))
    for name, width in (("TdFootPortrait", PORTRAIT_WIDTH), ("TdFootLandscape", LANDSCAPE_WIDTH)):
        line = '<w:pBdr><w:top w:val="single" w:sz="4" w:space="4" w:color="808080"/></w:pBdr>'
        tabs = f'{line}<w:tabs><w:tab w:val="right" w:pos="{width}"/></w:tabs>'
        styles.append(_style(name, 12, tabs=tabs, colour="404040"))
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    margins = '<w:tblCellMar><w:left w:w="34" w:type="dxa"/><w:right w:w="34" w:type="dxa"/></w:tblCellMar>'
    for name, borders in (("TdGrid", f"<w:tblBorders>{sides}</w:tblBorders>"), ("TdBare", "")):
        styles.append(
            f'<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="{name}">'
            f'<w:name w:val="{name}"/><w:basedOn w:val="TableNormal"/>'
            f"<w:tblPr>{borders}{margins}</w:tblPr></w:style>"
        )
    return styles


def _field(instruction: str) -> str:
    """A page number, in Arabic digits: LibreOffice prints letters (ก ข) for Word's `\\* ThaiArabic`."""
    return f'<w:fldSimple {nsdecls("w")} w:instr=" {instruction} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'


def _fill(block: _BaseHeaderFooter, style: str, *texts: str) -> None:
    """Give a header or footer its one paragraph: texts, tabs ("\\t") and fields (whole elements)."""
    block.is_linked_to_previous = False
    paragraph = block.paragraphs[0]
    paragraph.style = style
    for text in texts:
        if text.startswith("<"):
            paragraph._p.append(parse_xml(text))
        else:
            paragraph.add_run(text)


def _page(section: Section, *, landscape: bool) -> None:
    """A4 with the margins of an official letter: top 2.5, bottom 2, left 3, right 2 cm."""
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (Cm(29.7), Cm(21)) if landscape else (Cm(21), Cm(29.7))
    section.top_margin, section.bottom_margin = Cm(2.5), Cm(2)
    section.left_margin, section.right_margin = Cm(3), Cm(2)
    section.header_distance, section.footer_distance = Cm(1.25), Cm(1)
    _fill(section.header, "TdMargin", HEADER_MARK)
    foot = "TdFootLandscape" if landscape else "TdFootPortrait"
    _fill(section.footer, foot, FOOTER_MARK, "\tหน้า ", _field("PAGE"), "/", _field("NUMPAGES"))


def _dress(document: docx.document.Document) -> None:
    """Leave python-docx's 160 styles out, put ours in, and make the Thai font the default of everything."""
    styles = document.styles.element
    kept = {"Normal", "DefaultParagraphFont", "TableNormal", "NoList"}
    for style in list(styles.findall(qn("w:style"))):
        if style.get(qn("w:styleId")) not in kept:
            styles.remove(style)
    defaults = styles.find(qn("w:docDefaults"))
    styles.replace(
        defaults,
        parse_xml(
            f"<w:docDefaults {nsdecls('w')}><w:rPrDefault>{_run_properties(32, bold=False)}</w:rPrDefault>"
            '<w:pPrDefault><w:pPr><w:spacing w:after="0" w:line="240" w:lineRule="auto"/></w:pPr>'
            "</w:pPrDefault></w:docDefaults>"
        ),
    )
    normal = next(s for s in styles.findall(qn("w:style")) if s.get(qn("w:styleId")) == "Normal")
    normal.append(parse_xml(_run_properties(32, bold=False).replace("<w:rPr>", f"<w:rPr {nsdecls('w')}>", 1)))
    for xml in _styles():
        styles.append(parse_xml(xml))


def new_document() -> docx.document.Document:
    """A python-docx document with our styles and two sections: portrait, then landscape."""
    document = docx.Document()
    for relations in (document.part.rels, document.part.package.rels):
        for key in [key for key, rel in relations.items() if rel.reltype.rpartition("/")[2] in _DROPPED]:
            del relations[key]
    _dress(document)
    core = document.core_properties
    core.author, core.title, core.comments, core.last_modified_by = "", "", "", ""
    core.created = core.modified = MARKS_TIME
    document.settings.element.find(qn("w:themeFontLang")).set(qn("w:bidi"), "th-TH")
    _page(document.sections[0], landscape=False)
    _page(document.add_section(WD_SECTION.NEW_PAGE), landscape=True)
    return document


@cache
def skeleton() -> Skeleton:
    """The skeleton, built at the first call of a process (about a tenth of a second) and kept."""
    out = io.BytesIO()
    new_document().save(out)
    first, varying, opening, sections = [], [], "", []
    with zipfile.ZipFile(out) as archive:
        for name in archive.namelist():
            data = archive.read(name)
            if name == DOCUMENT:
                text = data.decode()
                opening = text[: text.index("<w:body>") + len("<w:body>")]
                sections = [
                    "<w:sectPr" + part.partition("</w:sectPr>")[0] for part in text.split("<w:sectPr")[1:]
                ]
            elif name.startswith(("word/header", "word/footer")):
                varying.append((name, data.decode()))
            else:
                first.append(pack(name, data))
    portrait, landscape = (f"{section}</w:sectPr>" for section in sections)
    first.sort(key=lambda part: (part.name != "[Content_Types].xml", part.name != "_rels/.rels", part.name))
    return Skeleton(tuple(first), tuple(sorted(varying)), opening, portrait, landscape)
