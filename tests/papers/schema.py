"""What Word insists on and LibreOffice forgives: the order of children (`settled` 30)."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from lxml import etree

# ISO/IEC 29500-1, the children this product may write, in the order of the schema.
ORDER = {
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike outline shadow color spacing w kern position sz szCs "
    "highlight u effect bdr shd vertAlign rtl cs em lang",
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap snapToGrid spacing ind contextualSpacing mirrorIndents jc textDirection "
    "textAlignment outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing "
    "tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType "
    "pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid",
    "style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked "
    "personal personalCompose personalReply rsid pPr rPr tblPr trPr tcPr tblStylePr",
    "tbl": "tblPr tblGrid tr",
    "sdt": "sdtPr sdtEndPr sdtContent",
    "tblBorders": "top left start bottom right end insideH insideV",
    "tblCellMar": "top left start bottom right end",
}
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def misordered(root: Any) -> list[str]:
    """Parents whose children stand in an order the schema does not know."""
    wrong = []
    for parent in root.iter():
        names = ORDER.get(etree.QName(parent).localname) if isinstance(parent.tag, str) else None
        if names is None or not parent.tag.startswith(W):
            continue
        known = names.split()
        places = [known.index(n) if n in known else -1 for n in (etree.QName(c).localname for c in parent)]
        if -1 in places or places != sorted(places):
            wrong.append(etree.QName(parent).localname)
    return wrong


def parts_of(data: bytes) -> dict[str, Any]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {
            name: etree.fromstring(archive.read(name))
            for name in archive.namelist()
            if name.startswith("word/") and name.endswith(".xml")
        }
