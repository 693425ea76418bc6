"""The page and the command for a report made elsewhere: findings, worked sums, bad input with nothing lost."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils.translation import override

from documents.findings import Past, StatedRow
from documents.models import StoredFile
from documents.stated_table import EXAMPLE
from organisations.models import User
from tests.cast import World
from tests.documents.test_surroundings import check, rows
from web import shown_finding

Press = Callable[[User], Client]
FIXTURES = Path(__file__).parent.parent / "fixtures"
REPORT = FIXTURES / "report_fy2568_h1.json"


def file(path: Path) -> SimpleUploadedFile:
    return SimpleUploadedFile(path.name, path.read_bytes())


# The command


def test_the_real_report_is_accepted_as_it_is_and_its_contradictions_are_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as ended:
        call_command("check_report", str(REPORT), json=True)
    told = json.loads(capsys.readouterr().out)
    assert ended.value.code == 1
    found = {(one["rule"], one["cell"]): (one["typed"], one["expected"]) for one in told["findings"]}
    assert found["F2-03", "p2.t4.total.all.n"] == ("69", "58")
    assert found["F2-01", "p2.t3.total.sum.budget"] == ("37556572.56", "37356572.56")
    assert found["F2-03", "p2.t3.total.sum.budget"] == ("37556572.56", "37656572.56")
    assert found["F2-11", "p2.t4.total.done.amount"] == ("6479411.42", "787000.00")
    assert told["counts"] == {"must_fix": 9, "should_check": 1, "information": 0}
    assert len(found) == 10 and told["notes"] == []
    for one in told["findings"]:
        assert set(one) == {
            "rule", "level", "cell", "typed", "expected", "difference", "cause", "message_th", "message_en",
        }  # fmt: skip
        assert re.search("[ก-๙]", one["message_th"]) and not re.search("[ก-๙]", one["message_en"])


def test_a_sound_report_exits_0_and_names_what_it_does_not_know(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "r.json"
    path.write_text('{"stated_totals": {"projects": 2, "done": 2}, "colour": 1}', encoding="utf-8")
    call_command("check_report", str(path), json=True, language="en")
    told = json.loads(capsys.readouterr().out)
    assert told["findings"] == [] and told["notes"][0]["pointer"] == "/colour"


@pytest.mark.parametrize("text", ["{", '{"rows": "../secret.csv"}', '{"rows": "nothing.csv"}', '{"rows": 3}'])
def test_what_cannot_be_read_exits_2_with_every_place(tmp_path: Path, text: str) -> None:
    path = tmp_path / "r.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CommandError) as refused:
        call_command("check_report", str(path))
    assert refused.value.returncode == 2


def test_a_file_that_is_not_there_or_not_utf8_exits_2(tmp_path: Path) -> None:
    path = tmp_path / "r.json"
    for data in (None, b"\xff\xfe{"):
        if data:
            path.write_bytes(data)
        with pytest.raises(CommandError) as refused:
            call_command("check_report", str(path))
        assert refused.value.returncode == 2


# The page


def test_the_page_stands_where_an_officer_looks(world: World, press: Press) -> None:
    client = press(world.somchai)
    assert 'href="/check-report/"' in client.get("/plan/").content.decode()
    page = client.get("/check-report/").content.decode()
    assert "ตรวจรายงานที่ทำจากที่อื่น" in page and "?example=1" in page
    assert "พัฒนาระบบเศรษฐกิจ" in client.get("/check-report/?example=1").content.decode()


def test_pasted_tables_are_checked_and_nothing_is_stored(world: World, press: Press) -> None:
    client = press(world.somchai)
    answer = client.post("/check-report/", {"tables": EXAMPLE})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.count('class="finding') == 2 and "37,251,572.56" in page
    assert StoredFile.objects.count() == 0
    assert "18,912,900.00" in re.search(r"<textarea.*?</textarea>", page, re.DOTALL)[0]  # type: ignore[index]


def test_a_json_file_with_its_list_is_checked_in_english_too(world: World, press: Press) -> None:
    client = press(world.somchai)
    client.post("/language/en/")
    client.get("/language/en/")
    given = {"report": file(REPORT), "sheet": file(FIXTURES / "projects_fy2568_h1.xlsx")}
    page = client.post("/check-report/", given).content.decode()
    assert page.count('class="finding') == 10 and "58 projects listed" in page


def test_a_list_alone_is_checked(world: World, press: Press) -> None:
    client = press(world.somchai)
    answer = client.post(
        "/check-report/", {"sheet": file(FIXTURES / "projects_fy2568_h1.xlsx"), "year": "25598"}
    )
    page = answer.content.decode()
    assert page.count('class="finding') == 1 and "F2-13" in page


@pytest.mark.parametrize(
    "given, said",
    [
        ({}, "ยังไม่มีข้อมูลให้ตรวจ"),
        ({"tables": "ก\tข"}, "ก่อนหัวตาราง"),
        ({"tables": EXAMPLE + "4. เพิ่ม\tห้า"}, "บรรทัด"),
        ({"report": SimpleUploadedFile("r.json", b"{")}, "ไม่ใช่ JSON"),
        ({"report": SimpleUploadedFile("r.json", b"\xff")}, "UTF-8"),
        ({"report": SimpleUploadedFile("r.json", b'{"rows": "a.csv"}')}, "a.csv"),
        ({"report": SimpleUploadedFile("r.json", b"{}"), "tables": EXAMPLE}, "อย่างใดอย่างหนึ่ง"),
        ({"sheet": SimpleUploadedFile("x.pdf", b"%PDF-1.7")}, "PDF"),
    ],
)
def test_bad_input_is_told_and_what_was_pasted_stays(
    world: World, press: Press, given: dict[str, object], said: str
) -> None:
    for value in given.values():
        if isinstance(value, SimpleUploadedFile):
            value.seek(0)
    answer = press(world.somchai).post("/check-report/", given)
    page = answer.content.decode()
    assert answer.status_code == 422 and said in page
    if "tables" in given:
        assert (
            str(given["tables"]).split("\t")[0] in re.search(r"<textarea.*?</textarea>", page, re.DOTALL)[0]
        )  # type: ignore[index]


def test_who_is_no_staff_does_not_find_it(world: World, press: Press, client: Client) -> None:
    assert press(world.members[0]).get("/check-report/").status_code == 404
    assert press(world.prasit).get("/check-report/").status_code == 200
    assert client.get("/check-report/").status_code == 302


# A finding made ready for its template


def test_the_digits_that_changed_places_are_marked() -> None:
    assert shown_finding.digits("312,000.00", "132,000.00") == [("31", True), ("2,000.00", False)]
    assert shown_finding.digits("1,000.00", "100.00") == [("1,000.00", False)]


def test_the_thin_line_ends_in_the_typed_and_the_likely_figure() -> None:
    from documents.findings import Surroundings

    past = tuple(Past(f"2568-q{n}", Decimal(84000 + 9000 * n)) for n in (1, 2, 3, 4))
    made = rows(l2={"budget": Decimal(300000), "amount": Decimal(312000)})
    (finding,) = check(made, Surroundings(past={"l2": past}, ledger={"l2": Decimal(132000)}))
    with override("en"):
        shown = shown_finding.show(1, finding, now="2569-q1")
    spark = shown["spark"]
    assert (shown["width"], spark.count, spark.off.text, spark.likely.text) == ("", 4, "312,000", "132,000")
    assert spark.first == "Quarter 1/2568" and spark.last == "Quarter 1/2569"
    assert abs(spark.off.text_y - spark.likely.text_y) >= 16
    assert shown_finding.show(1, check(made)[0])["spark"] is None


def test_a_stated_row_is_made_of_an_imported_one() -> None:
    assert StatedRow(1, 2, "ก", None, None, None).fund is None
