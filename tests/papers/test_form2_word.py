"""Form 2 in Word: the fast writer says what plain python-docx says, in a file that Word accepts."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from documents.wording import shipped
from papers import word
from papers.form2 import write_form2
from papers.skeleton import FONT, skeleton
from papers.thai import thai_digits
from papers.word import Cell, Paper, clean_text, escape, prepare, row_kind
from tests.papers import office, plain_form2
from tests.papers.contents import fingerprint_of, make_content
from tests.papers.schema import W, misordered, parts_of

NOTHING = shipped("form2")["labels"]["nothing"]

TABLE_FIGURE = re.compile("[๐-๙][๐-๙,]*\\.[๐-๙]{2}")


def written(content: dict[str, Any]) -> bytes:
    out = io.BytesIO()
    write_form2(content, fingerprint=fingerprint_of(content), out=out)
    return out.getvalue()


def opened(data: bytes) -> Any:
    return docx.Document(io.BytesIO(data))


@pytest.mark.parametrize("projects", [0, 1, 20, 150, 500])
def test_the_streamed_cells_are_those_of_a_plain_python_docx_build(projects):
    content = make_content(projects, seed=projects + 7)
    out = io.BytesIO()
    plain_form2.build(content, out)
    ours, plain = (plain_form2.cell_texts(d) for d in (opened(written(content)), opened(out.getvalue())))
    assert ours[:400] == plain[:400]
    assert plain_form2.digest(ours) == plain_form2.digest(plain)


def test_one_changed_figure_changes_the_digest_of_the_cells():
    content = make_content(20)
    before = plain_form2.digest(plain_form2.cell_texts(opened(written(content))))
    line = content["rows"][3]["lines"][0]
    content["cells"][f"p2.line.{line}.available"] = "1.23"
    assert plain_form2.digest(plain_form2.cell_texts(opened(written(content)))) != before


@pytest.mark.parametrize("years", [3, 5])
def test_children_stand_in_the_order_of_the_schema(years):
    for name, root in parts_of(written(make_content(20, years=years))).items():
        assert misordered(root) == [], name


def test_the_order_checker_sees_a_swapped_pair():
    root = etree.fromstring(f'<w:rPr xmlns:w="{W[1:-1]}"><w:szCs w:val="1"/><w:sz w:val="1"/></w:rPr>')
    assert misordered(root) == ["rPr"]


def test_every_table_cell_ends_with_a_paragraph_and_every_row_fills_the_grid():
    root = parts_of(written(make_content(40)))["word/document.xml"]
    for table in root.iter(f"{W}tbl"):
        columns = len(table.find(f"{W}tblGrid"))
        for row in table.findall(f"{W}tr"):
            spans = [cell.find(f"{W}tcPr/{W}gridSpan") for cell in row.findall(f"{W}tc")]
            assert sum(1 if span is None else int(span.get(f"{W}val")) for span in spans) == columns
            assert all(cell[-1].tag == f"{W}p" for cell in row.findall(f"{W}tc"))


def test_no_table_is_wider_than_its_page():
    content = make_content(30)
    content["cells"]["p2.list.total.available"] = "12345678901.00"
    page = [16 * 567 + 1, int(24.7 * 567) + 1]
    root = parts_of(written(content))["word/document.xml"]
    widths = [sum(int(c.get(f"{W}w")) for c in grid) for grid in root.iter(f"{W}tblGrid")]
    body = list(root[0])
    sections = [i for i, e in enumerate(body) if e.tag == f"{W}sectPr" or e.find(f".//{W}sectPr") is not None]
    at = 0
    for index, element in enumerate(body):
        if element.tag == f"{W}tbl":
            closing = body[next(i for i in sections if i > index)]
            wide = next(closing.iter(f"{W}pgSz")).get(f"{W}orient") == "landscape"
            assert widths[at] <= page[wide]
            at += 1
    assert at == len(widths) > 5


def fonts_in_force(data: bytes) -> list[tuple[str, Any, Any, Any, Any]]:
    """(text, cs font, szCs, bold, bCs) of every run with Thai letters, its paragraph style resolved."""
    parts = parts_of(data)
    styles = {s.get(f"{W}styleId"): s for s in parts["word/styles.xml"].findall(f"{W}style")}

    def value(properties: Any, name: str, attribute: str = "val") -> Any:
        node = None if properties is None else properties.find(f"{W}{name}")
        return None if node is None else node.get(f"{W}{attribute}", "1")

    found = []
    for name, root in parts.items():
        if not re.search(r"document|header|footer", name):
            continue
        for paragraph in root.iter(f"{W}p"):
            style = paragraph.find(f"{W}pPr/{W}pStyle")
            for run in paragraph.iter(f"{W}r"):
                text = "".join(t.text or "" for t in run.iter(f"{W}t"))
                if not re.search("[\u0e00-\u0e7f]", text):
                    continue
                chain = [run.find(f"{W}rPr")]
                key = style.get(f"{W}val") if style is not None else "Normal"
                while key:
                    chain.append(styles[key].find(f"{W}rPr"))
                    base = styles[key].find(f"{W}basedOn")
                    key = base.get(f"{W}val") if base is not None else None
                facts = [("rFonts", "cs"), ("szCs", "val"), ("b", "val"), ("bCs", "val")]
                found.append(
                    (
                        text,
                        *(
                            next((v for p in chain if (v := value(p, *fact)) is not None), None)
                            for fact in facts
                        ),
                    )
                )
    return found


def test_every_thai_run_has_its_font_size_and_weight_for_complex_script():
    runs = fonts_in_force(written(make_content(20)))
    assert len(runs) > 300
    for text, font, size, bold, thai_bold in runs:
        assert font == FONT and int(size) >= 24 or text.strip() == "", text
        assert bold == thai_bold is not None, text


def test_the_same_content_gives_the_same_bytes():
    content = make_content(60)
    first = written(content)
    skeleton.cache_clear()
    assert written(content) == first
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert archive.testzip() is None
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_another_fingerprint_changes_nothing_but_the_footers():
    content = make_content(5)
    files = []
    for mark in ("0" * 64, "f" * 64):
        out = io.BytesIO()
        write_form2(content, fingerprint=mark, out=out)
        with zipfile.ZipFile(out) as archive:
            files.append({name: hashlib.sha256(archive.read(name)).digest() for name in archive.namelist()})
    changed = {name for name in files[0] if files[0][name] != files[1][name]}
    assert changed == {"word/footer1.xml", "word/footer2.xml"}


def test_the_footer_bears_twelve_digits_of_the_fingerprint_as_they_are():
    content = make_content(3)
    mark = fingerprint_of(content)
    for section in opened(written(content)).sections:
        assert f"ฉบับที่ ๒ · รหัสตรวจสอบ {mark[:4]} {mark[4:8]} {mark[8:12]}" in section.footer.paragraphs[0].text


def test_a_draft_says_so_on_each_page_and_bears_no_fingerprint():
    content, out = make_content(3), io.BytesIO()
    mark = fingerprint_of(content)
    write_form2(content, fingerprint=mark, out=out, draft=True)
    for section in opened(out.getvalue()).sections:
        assert section.header.paragraphs[0].text.startswith("ร่าง · แบบที่ ๒")
        assert "ร่างฉบับที่ ๒" in section.footer.paragraphs[0].text
        assert mark[:4] not in section.footer.paragraphs[0].text


def test_the_bases_of_the_percentages_are_named():
    notes = [p.text for p in opened(written(make_content(12))).paragraphs if p.style.name == "TdNote"]
    assert any("ของยุทธศาสตร์นั้น" in note and "ทุกยุทธศาสตร์" in note for note in notes)
    assert any("งบประมาณหลังโอนของแหล่งเงินเดียวกัน" in note for note in notes)


def test_the_body_has_no_arabic_digit():
    root = parts_of(written(make_content(40)))["word/document.xml"]
    texts = [node.text or "" for node in root.iter(f"{W}t")]
    assert not [text for text in texts if re.search("[0-9]", text)]


def test_each_figure_of_a_table_sits_in_a_control_named_by_its_cell():
    content = make_content(20)
    root = parts_of(written(content))["word/document.xml"]
    tags = {}
    for control in root.iter(f"{W}sdt"):
        tag = control.find(f"{W}sdtPr/{W}tag").get(f"{W}val")
        assert tag not in tags and len(tag) <= 64
        tags[tag] = "".join(t.text or "" for t in control.iter(f"{W}t"))
    for row in content["rows"]:
        for line in row["lines"]:
            stated = content["cells"][f"p2.line.{line}.available"]
            assert tags[f"p2.line.{line}.available"] == thai_digits(f"{float(stated):,.2f}")
    outside = [t for t in root.iter(f"{W}t") if TABLE_FIGURE.fullmatch(t.text or "")]
    inside = {t for control in root.iter(f"{W}sdt") for t in control.iter(f"{W}t")}
    untagged = {t.text for t in outside if t not in inside}
    assert untagged <= {"๒๐,๐๐๐.๐๐"}  # the transfer in the list of changes is no cell of the form


HOSTILE = [
    "งบ < 5 & > 3",
    "</w:t></w:r></w:p><w:p><w:r><w:t>เห็นชอบ",
    "{{7*7}} {% for x in y %}",
    "%s %(x)d %",
    "⁂ ตัวคั่น ⁂",
    "a\x00b\x0bc\x1fd\x7f",
    "ก\u202eข\u2066ค",
    "\ud800เดี่ยว",
    "บรรทัด\r\nสอง\tแท็บ",
    "]]>&amp;<!--",
    "กํา\u200bน้ำ 😀",
    "\x01p2.line",
    "ย" * 30_000,
]


@pytest.mark.parametrize("value", HOSTILE)
def test_what_a_person_types_comes_back_as_text_and_never_as_markup(value):
    content = make_content(6)
    plain_paragraphs = len(list(opened(written(content)).element.body.iter(qn("w:p"))))
    row = content["rows"][2]
    row["name"], row["obstacle"], row["village"] = value, value, ""
    document = opened(written({**content, "notes": [], "changes": content["changes"]}))
    expected = thai_digits(clean_text(value))
    texts = plain_form2.cell_texts(document)
    assert expected + (" (เพิ่มเติม)" if row["added"] else "") in texts and expected in texts
    notes_table = 8 + 1
    assert abs(len(list(document.element.body.iter(qn("w:p")))) - plain_paragraphs) <= notes_table


@given(st.lists(st.text(max_size=40) | st.sampled_from(HOSTILE[:-1]), max_size=12), st.booleans())
def test_many_values_at_once_come_out_as_one_by_one(values, thai):
    alone = [escape(thai_digits(clean_text(v)) if thai else clean_text(v)) for v in values]
    assert prepare(values, thai=thai) == alone


@given(st.text(max_size=60))
def test_a_cleaned_text_is_clean_already_and_xml_takes_it(text):
    cleaned = clean_text(text)
    assert clean_text(cleaned) == cleaned
    etree.fromstring(f'<w:p xmlns:w="{W[1:-1]}"><w:t>{escape(cleaned)}</w:t></w:p>')


def test_the_joined_way_is_not_taken_when_a_value_holds_the_separator(monkeypatch):
    """Negative control: without the count of separators two cells would become three."""
    values = ["ก⁂ข", "ค"]
    assert len(prepare(values)) == 2
    assert len(escape(word._SEPARATOR.join(values)).split(word._SEPARATOR)) == 3


def test_a_key_that_could_leave_its_attribute_is_refused():
    paper = Paper(io.BytesIO(), header="", footer="")
    kind = row_kind([Cell("Td14Right", 500, tag="p2.{key}.n")])
    with pytest.raises(ValueError, match="cannot be part of a tag"):
        paper.table([500], [(kind, '"/><w:x', ["1"])])


def test_a_row_with_a_value_too_few_is_refused():
    paper = Paper(io.BytesIO(), header="", footer="")
    with pytest.raises(ValueError, match="2 cells was given 1"):
        paper.table([500, 500], [(row_kind([Cell("Td14Left", 500)] * 2), "", ["ก"])])


def test_empty_sections_say_so():
    texts = [p.text for p in opened(written(make_content(0))).paragraphs]
    assert texts.count(NOTHING) == 5  # tables ๔, ๕, ๖, part ๔, the project list


def test_a_section_marked_empty_still_shows_the_figures_it_has():
    content = make_content(30)
    for section in content["sections"].values():
        section["nothing"] = True
    assert NOTHING not in [p.text for p in opened(written(content)).paragraphs]


def test_a_project_without_a_strategy_or_a_budget_line_is_still_listed():
    content = make_content(4)
    content["rows"][0] |= {"strategy": "gone", "lines": [], "name": "โครงการไร้สังกัด", "village": ""}
    content["changes"] = content["notes"] = []
    document = opened(written(content))
    assert any(text.startswith("โครงการไร้สังกัด") for text in plain_form2.cell_texts(document))


@pytest.mark.parametrize(
    "kind, number, key, ends, marked",
    [
        ("quarter", 1, "2569-q1", "2026-01-01", "(/) ๑. ตุลาคม–ธันวาคม ๒๕๖๘"),
        ("half", 1, "2569-h1", "2026-04-01", "(/) ๑. รอบ ๖ เดือนแรก (ตุลาคม ๒๕๖๘–มีนาคม ๒๕๖๙)"),
        ("year", None, "2569", "2026-10-01", "(/) ทั้งปีงบประมาณ (ตุลาคม ๒๕๖๘–กันยายน ๒๕๖๙)"),
    ],
)
def test_the_right_period_is_marked(kind, number, key, ends, marked):
    content = make_content(1)
    content["period"] |= {"kind": kind, "number": number, "key": key, "ends_on": ends}
    texts = [p.text for p in opened(written(content)).paragraphs]
    assert [text for text in texts if text.startswith("(/)")] == [marked]


def test_progress_is_told_up_to_the_last_project():
    told: list[tuple[str, int, int]] = []
    content = make_content(250)
    write_form2(
        content,
        fingerprint=fingerprint_of(content),
        out=io.BytesIO(),
        progress=lambda step, done, total: told.append((step, done, total)),
    )
    assert told == [("annex", done, 250) for done in (0, 100, 200, 250)]


@pytest.mark.parametrize("fingerprint", ["", "zz", "A" * 64])
def test_a_wrong_fingerprint_is_refused(fingerprint):
    with pytest.raises(ValueError, match="64 hexadecimal"):
        write_form2(make_content(0), fingerprint=fingerprint, out=io.BytesIO())


def test_a_figure_that_is_no_number_is_refused():
    content = make_content(2)
    content["cells"][f"p2.line.{content['rows'][0]['lines'][0]}.amount"] = "ประมาณ 5"
    with pytest.raises(ValueError, match="not an amount"):
        written(content)


@pytest.mark.office
@pytest.mark.skipif(not office.available(), reason="needs LibreOffice and pdftotext")
def test_libreoffice_prints_every_figure_of_every_cell(tmp_path):
    content = make_content(45)
    path = tmp_path / "form2.docx"
    path.write_bytes(written(content))
    printed = re.sub(r"\s", "", office.pdf_text(office.to_pdf(path, tmp_path)))
    figures = {
        f for text in plain_form2.cell_texts(opened(path.read_bytes())) for f in TABLE_FIGURE.findall(text)
    }
    assert len(figures) > 150
    assert {figure for figure in figures if figure not in printed} == set()
    mark = fingerprint_of(content)
    assert mark[:12] in printed
