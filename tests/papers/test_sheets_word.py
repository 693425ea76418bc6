"""Forms 1, 3/1, 3/2, 3/3 and the scores in Word: Thai, tagged, in a file that Word and LibreOffice accept."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from papers.sheets import write_sheet
from papers.thai import thai_digits
from tests.documents.sheet_contents import content_of
from tests.papers import office
from tests.papers.contents import fingerprint_of
from tests.papers.schema import W, misordered, parts_of

KINDS = ["form1", "form3_1", "form3_2", "form3_3", "scores"]


def written(content: dict[str, Any], *, draft: bool = False) -> bytes:
    out = io.BytesIO()
    write_sheet(content, fingerprint=fingerprint_of(content), out=out, draft=draft)
    return out.getvalue()


def tags_of(data: bytes) -> dict[str, str]:
    """The text of every content control by its tag."""
    body = docx.Document(io.BytesIO(data)).element.body
    return {
        control.find(f".//{qn('w:tag')}").get(qn("w:val")): "".join(
            text.text or "" for text in control.iter(qn("w:t"))
        )
        for control in body.iter(qn("w:sdt"))
    }


@pytest.mark.parametrize("kind", KINDS)
def test_children_stand_in_the_order_of_the_schema(kind):
    for name, root in parts_of(written(content_of(kind))).items():
        assert misordered(root) == [], name


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_content_gives_the_same_bytes(kind):
    assert written(content_of(kind)) == written(content_of(kind))


@pytest.mark.parametrize("kind", ["form3_1", "form3_2", "form3_3", "scores"])
def test_word_cells_equal_form_cells(kind):
    content = content_of(kind)
    shown = tags_of(written(content))
    figures = {cell: text for cell, text in content["cells"].items() if text and cell in shown}
    assert len(figures) > 20
    for cell, text in figures.items():
        assert shown[cell].replace(",", "") == thai_digits(text), cell


@pytest.mark.parametrize("kind", KINDS)
def test_no_numeral_of_a_table_body_is_an_orphan(kind):
    """Figures that stand alone in a cell sit in a content control."""
    body = docx.Document(io.BytesIO(written(content_of(kind)))).element.body
    orphans = []
    for cell in body.iter(f"{W}tc"):
        if cell.find(f".//{W}sdt") is not None:
            continue
        text = "".join(one.text or "" for one in cell.iter(f"{W}t"))
        if re.fullmatch("[๐-๙][๐-๙,.]*", text):
            orphans.append(text)
    assert orphans == []


def test_form_1_ticks_one_answer_for_each_item_and_prints_the_reason():
    content = content_of("form1")
    tables = docx.Document(io.BytesIO(written(content))).tables
    rows = [
        ["".join(text.text or "" for text in cell.iter(f"{W}t")) for cell in row._tr.iter(f"{W}tc")]
        for row in tables[0].rows
    ]
    items = [row for row in rows if re.match("[๐-๙]+\\.", row[0])]
    assert len(items) == 18
    assert all(sorted(row[1:]) == ["", "/"] for row in items)
    reasons = [text for text in content["texts"].values() if text]
    assert sum("เหตุผล:" in row[0] for row in items) == len(reasons) > 0
    assert "หลักฐาน: คำสั่ง ๑๒-๒๕๖๘.pdf" in items[0][0]


def test_a_draft_says_so_and_bears_no_fingerprint():
    with zipfile.ZipFile(io.BytesIO(written(content_of("form1"), draft=True))) as archive:
        edges = "".join(
            archive.read(name).decode() for name in archive.namelist() if "header" in name or "footer" in name
        )
    assert "ร่าง" in edges and "ยังไม่มีรหัสตรวจสอบ" in edges


def test_another_schema_is_refused():
    with pytest.raises(ValueError, match="tidtam/sheet/1"):
        written(content_of("form1") | {"schema": "tidtam/form2/1"})


@pytest.mark.office
def test_libreoffice_shows_every_figure(tmp_path):
    for kind in KINDS:
        data = written(content_of(kind))
        path = tmp_path / f"{kind}.docx"
        path.write_bytes(data)
        text = re.sub(r"\s", "", office.pdf_text(office.to_pdf(path, tmp_path)))
        shown = {one for one in tags_of(data).values() if re.fullmatch("[๐-๙][๐-๙,.]*", one)}
        assert [one for one in shown if one not in text] == [], kind
