"""Files made to do harm: refused by a child process, with the code of their reason; the parent opens nothing."""

import io
import os
import struct
import zipfile

import openpyxl
import pytest

from plans.importing import FileRefused, child, read_sheets
from plans.importing.child import Ended, Limits, run

HEAD = ("ลำดับ", "โครงการ", "งบประมาณ", "สถานะ")
MANIFEST = "META-INF/manifest.xml"


def book(*rows):
    """An honest workbook."""
    made = openpyxl.Workbook()
    for row in (HEAD, (1, "ถนน", 100000, "แล้วเสร็จ"), *rows):
        made.active.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def with_parts(changes, data=None, level=zipfile.ZIP_DEFLATED):
    """The workbook with parts put in or changed: name → bytes, or a function of the old bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data or book())) as old, zipfile.ZipFile(out, "w", level) as new:
        for name in old.namelist():
            change = changes.get(name)
            content = old.read(name)
            new.writestr(name, content if change is None else change(content) if callable(change) else change)
        for name, content in changes.items():
            if name not in old.namelist():
                new.writestr(name, content)
    return out.getvalue()


def zipped(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def bomb():
    """A sheet that unpacks to 210 MB of nothing."""
    return with_parts({"xl/worksheets/sheet2.xml": b"<sheetData>" + bytes(210 * 2**20)})


def lying_bomb():
    """The same, but the archive states that it unpacks to 10 bytes."""
    data = bytearray(bomb())
    at = data.rindex(b"xl/worksheets/sheet2.xml") - 46
    assert data[at : at + 4] == b"PK\x01\x02"
    struct.pack_into("<I", data, at + 24, 10)
    return bytes(data)


def overlapping():
    """Two parts of which the second lies inside the first, as in a bomb of 19 KB and 2 GB."""
    data = bytearray(book())
    end = data.rindex(b"PK\x05\x06")
    size, start = struct.unpack_from("<II", data, end + 12)
    directory = bytes(data[start : start + size])
    name_length = struct.unpack_from("<H", directory, 28)[0]
    twin = bytearray(directory[: 46 + name_length + sum(struct.unpack_from("<HH", directory, 30))])
    twin[46] ^= 1  # another name, the same bytes
    count = struct.unpack_from("<H", data, end + 10)[0] + 1
    tail = bytearray(data[end:])
    struct.pack_into("<HHI", tail, 8, count, count, size + len(twin))
    return bytes(data[: start + size]) + bytes(twin) + bytes(tail)


def far_cell():
    made = openpyxl.Workbook()
    made.active["A1"], made.active["XFD1048576"] = "ที่", 1
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def with_styles(count):
    def more(content):
        many = "".join(
            f'<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="{n % 977}"/>' for n in range(count)
        )
        return content.replace(b"</cellXfs>", many.encode() + b"</cellXfs>")

    return with_parts({"xl/styles.xml": more})


def with_entities():
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    return with_parts(
        {"xl/worksheets/sheet1.xml": lambda old: old.replace(b"<worksheet", laughs + b"<worksheet", 1)}
    )


def locked():
    """A part whose flag says that it is encrypted."""
    data = bytearray(book())
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


def ods(body, **more):
    content = (
        '<?xml version="1.0"?><office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x" '
        'xmlns:calcext="c"><office:body><office:spreadsheet><table:table table:name="แผ่น 1">'
        f"{body}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    return zipped(
        mimetype="application/vnd.oasis.opendocument.spreadsheet",
        **{"content.xml": content, "META-INF__manifest.xml": "<manifest/>", **more},
    )


def ods_row(*cells, repeated=""):
    written = "".join(
        f'<table:table-cell office:value-type="float" office:value="{cell}"/>'
        if isinstance(cell, int)
        else f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
        for cell in cells
    )
    return f"<table:table-row{repeated}>{written}</table:table-row>"


def heavy(rows=600):
    """Rows of 20 cells that all show one text of 32,000 letters: 600 of them are 2 GB when laid out."""
    text = "ก" * 32_000
    cells = "".join(f'<c r="{chr(65 + n)}%d" t="s"><v>0</v></c>' for n in range(20))
    laid = "".join(f'<row r="{n}">{cells % ((n,) * 20)}</row>' for n in range(1, rows + 1))
    return with_parts(
        {
            "xl/sharedStrings.xml": f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>{text}</t></si></sst>',
            "xl/worksheets/sheet1.xml": lambda old: (
                old[: old.index(b"<sheetData>")] + f"<sheetData>{laid}</sheetData></worksheet>".encode()
            ),
        }
    )


HOSTILE = [
    ("bomb", bomb, "unpacks-too-big"),
    ("bomb that lies about its size", lying_bomb, "damaged"),
    ("overlapping parts", overlapping, "parts-overlap"),
    ("cell at XFD1048576", far_cell, "too-many-rows"),
    ("links to other files", lambda: with_parts({"xl/externalLinks/externalLink1.xml": b"<x/>"}), "external-links"),
    ("a million styles", lambda: with_styles(1_000_000), "too-many-styles"),
    ("entities", with_entities, "declares-entities"),
    ("an encrypted part", locked, "password"),
    ("an archive in an archive", lambda: zipped(a__inner=book()), "archive"),
    ("a memory hog", heavy, "too-heavy"),
    ("a binary workbook", lambda: zipped(xl__workbook_bin=b"").replace(b"_bin", b".bin"), "binary-workbook"),
    ("ods: a row repeated a million times", lambda: ods(ods_row("x", repeated=' table:number-rows-repeated="1048576"')), "too-many-rows"),
    ("ods: a cell far to the right", lambda: ods('<table:table-row><table:table-cell table:number-columns-repeated="16000"/><table:table-cell office:value-type="float" office:value="1"/></table:table-row>'), "too-many-rows"),
    ("ods: with a password", lambda: ods("", **{"META-INF__manifest.xml": "<manifest:encryption-data/>"}), "password"),
]  # fmt: skip


@pytest.mark.parametrize(("make", "code"), [row[1:] for row in HOSTILE], ids=[row[0] for row in HOSTILE])
def test_a_hostile_file_is_refused_with_its_reason(make, code):
    with pytest.raises(FileRefused) as refused:
        read_sheets("งาน.xlsx", make())
    assert refused.value.code == code
    assert "งาน.xlsx" in str(refused.value) and "Please" in str(refused.value)


def test_the_files_they_were_made_from_are_read():
    for data in (book(), with_parts({}), with_styles(1_000), ods(ods_row(*HEAD))):
        assert read_sheets("a", data)[0].rows[0][:2] == HEAD[:2]


def test_macros_are_passed_over_and_the_sheets_read():
    data = with_parts({"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 no macro is ever run"})
    assert read_sheets("a.xlsm", data)[0].rows[1][1] == "ถนน"


def test_with_the_limit_lifted_the_same_file_is_read():
    """The negative control of the memory hog: it is the limit that stops it."""
    data = heavy(rows=60)
    with pytest.raises(FileRefused) as refused:
        child.read_workbook("a", data, Limits(memory=128 * 2**20))
    assert refused.value.code == "too-heavy"
    assert len(child.read_workbook("a", data, Limits(memory=4 * 2**30, answer=2**30))[0].rows) == 60


def test_a_child_that_sleeps_is_ended_and_is_gone(tmp_path):
    told = tmp_path / "pid"
    work = f"import os, time; open({str(told)!r}, 'w').write(str(os.getpid())); time.sleep(600)"
    with pytest.raises(Ended) as ended:
        run(b"", limits=Limits(seconds=1), work=work)
    assert ended.value.code == "too-slow"
    with pytest.raises(ProcessLookupError):
        os.kill(int(told.read_text()), 0)


@pytest.mark.parametrize(
    ("work", "code"),
    [
        ("bytearray(600 * 2**20)", "too-heavy"),
        ("while True: pass", "too-slow"),
        ("sys.stdout.write('x' * 2_000_000)", "too-heavy"),
        ("import os; os.abort()", "too-heavy"),
        ("1 / 0", "damaged"),
    ],
)
def test_a_child_that_takes_too_much_is_ended(work, code):
    with pytest.raises(Ended) as ended:
        run(b"", limits=Limits(answer=2**20, seconds=1), work=work)
    assert ended.value.code == code


def test_a_child_knows_nothing_of_the_settings_and_starts_no_django():
    said = run(b"", work="import os; print('django' in sys.modules, sorted(set(os.environ) - {'LC_CTYPE'}))")
    assert said == b"False []\n"


def test_the_empty_rows_at_the_end_of_an_ods_sheet_do_no_harm():
    rows = ods_row(*HEAD) + ods_row(1, "ถนน", 100, "แล้วเสร็จ")
    empty = '<table:table-row table:number-rows-repeated="1048574"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    sheet = read_sheets("a.ods", ods(rows + empty))[0]
    assert [row for row in sheet.rows if any(row)] == [HEAD, (1.0, "ถนน", 100.0, "แล้วเสร็จ")]


def test_the_errors_and_merged_cells_of_an_ods_sheet_are_told():
    merged = '<table:table-row><table:table-cell office:value-type="string" table:number-columns-spanned="2" table:number-rows-spanned="3"><text:p>ก</text:p></table:table-cell></table:table-row>'
    wrong = '<table:table-row><table:table-cell/><table:table-cell office:value-type="string" office:string-value="" calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell></table:table-row>'
    sheet = read_sheets("a.ods", ods(merged + wrong))[0]
    assert (sheet.merged, sheet.rows[1][1]) == (((0, 0, 2, 1),), "#DIV/0!")
