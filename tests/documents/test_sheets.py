"""Forms made of a template, written in the database: begun, filled, undone, carried from other reports, frozen."""

from __future__ import annotations

import json
from datetime import date, datetime

import pytest
from django.utils import timezone

from documents import cells as table
from documents import files, forms, obligations, sheets, templates, wording
from documents.models import Document, FormKind, FormTemplate, Obligation, Revision, TemplateIsKept
from organisations import clock
from organisations.models import UnitLawPack
from plans.models import Strategy
from tests import cast
from tests.cast import World
from workflow import moves
from workflow.refusals import GuardRefused


def announce(world: World, day: date = date(2025, 12, 20)) -> Obligation:
    world.plan.announced_on = day
    world.plan.save()
    obligations.make(world.banna, 2569)
    return Obligation.objects.get(unit=world.banna, kind=FormKind.FORM1)


@pytest.fixture
def form1(world: World) -> Document:
    return moves.open_document(announce(world), actor=world.somchai)


def answer(document: Document, actor, *, without: tuple[str, ...] = ()) -> None:
    """Answer every item of Form 1 with yes."""
    fields = sheets.load(document).fields
    entries = [
        sheets.Entry(cell, "yes") for cell in fields if cell.endswith(".answer") and cell not in without
    ]
    sheets.fill(document, entries, actor=actor)


def yearly(world: World, kind: str) -> Obligation:
    UnitLawPack.objects.get_or_create(unit=world.banna, pack="2561", from_year=2569)
    obligations.make(world.banna, 2569)
    return Obligation.objects.get(unit=world.banna, kind=kind, period__key="2569")


def test_form_1_is_owed_30_days_after_the_plan_is_announced(world):
    owed = announce(world)
    assert (owed.due_on, owed.period.key, obligations.plan_of(owed)) == (
        date(2026, 1, 19),
        "plan-banna-p66-2566-2570",
        world.plan,
    )
    assert obligations.make(world.banna, 2569) == 0


def test_a_plan_of_the_same_name_in_another_unit_has_its_own_period(world):
    other = world.neighbour.plans.get()
    assert obligations.plan_span(other).key != obligations.plan_span(world.plan).key


def test_form_1_counts_its_answers(world, form1):
    answer(form1, world.somchai, without=("p1.i1.answer", "p2.i18.answer"))
    sheets.fill(form1, [sheets.Entry("p1.i1.answer", "no")], actor=world.somchai)
    cells = sheets.load(form1).cells
    assert [cells[f"sum.{name}"] for name in ("all.n", "yes.n", "no.n", "yes.percent")] == [
        "18",
        "16",
        "1",
        "88.89",
    ]


def test_each_filling_is_one_step_that_can_be_undone(world, form1):
    first = sheets.fill(
        form1, [sheets.Entry("p1.i1.answer", "yes"), sheets.Entry("p1.i2.answer", "no")], actor=world.somchai
    )
    sheets.fill(form1, [sheets.Entry("p1.i2.reason", "ยังไม่ได้ประชุม")], actor=world.somchai)
    assert sheets.fill(form1, [sheets.Entry("p1.i1.answer", "yes")], actor=world.somchai) is None
    sheets.put_back(first, actor=world.somchai)
    loaded = sheets.load(form1)
    assert (loaded.cells["p1.i1.answer"], loaded.texts["p1.i2.reason"]) == ("", "ยังไม่ได้ประชุม")
    with pytest.raises(table.CannotUndo):
        sheets.put_back(first, actor=world.somchai)


def test_a_cell_written_again_is_not_undone_over_it(world, form1):
    first = sheets.fill(form1, [sheets.Entry("p1.i1.answer", "yes")], actor=world.somchai)
    sheets.fill(form1, [sheets.Entry("p1.i1.answer", "no")], actor=world.wilai)
    with pytest.raises(table.CannotUndo) as refused:
        sheets.put_back(first, actor=world.somchai)
    assert refused.value.cells == ("p1.i1.answer",)
    assert sheets.load(form1).cells["p1.i1.answer"] == "no"


def test_the_second_writer_of_one_version_is_told_and_nothing_is_saved(world, form1):
    sheets.fill(form1, [sheets.Entry("p1.i1.reason", "ของสมชาย", 0)], actor=world.somchai)
    with pytest.raises(sheets.StaleCell) as stale:
        sheets.fill(
            form1,
            [sheets.Entry("p1.i1.reason", "ของวิไล", 0), sheets.Entry("p1.i2.answer", "yes", 0)],
            actor=world.wilai,
        )
    assert stale.value.theirs["p1.i1.reason"].text == "ของสมชาย"
    assert sheets.load(form1).cells["p1.i2.answer"] == ""


@pytest.mark.parametrize(
    "cell, text", [("p1.i1.answer", "maybe"), ("p9.i1.answer", "yes"), ("p1.i1.reason", "ก" * 4001)]
)
def test_what_cannot_stand_in_a_cell_is_refused(world, form1, cell, text):
    with pytest.raises(sheets.CellRefused):
        sheets.fill(form1, [sheets.Entry(cell, text)], actor=world.somchai)
    assert sheets.load(form1).typed == {}


def test_figures_are_read_with_thai_digits_and_commas(world):
    document = moves.open_document(yearly(world, FormKind.FORM3_2), actor=world.somchai)
    sheets.fill(document, [sheets.Entry("p1.n", "๑,๒๕๐")], actor=world.somchai)
    assert sheets.load(document).cells["p1.n"] == "1250"
    for text in ("-1", "1.5", "สิบ", "1e99"):
        with pytest.raises(sheets.CellRefused):
            sheets.fill(document, [sheets.Entry("p1.n", text)], actor=world.somchai)


def test_nobody_fills_in_what_is_with_its_readers(world, form1):
    answer(form1, world.somchai)
    cast.refer(world, form1)
    with pytest.raises(table.NotEditable):
        sheets.fill(form1, [sheets.Entry("p1.i1.answer", "no")], actor=world.somchai)


def test_evidence_stands_beside_its_item_and_in_the_content(world, form1):
    file = files.store(
        b"%PDF-1.4 x",
        unit=world.banna,
        name="คำสั่ง 12.pdf",
        media_type="application/pdf",
        made_by=world.somchai,
    )
    one = sheets.attach(form1, "p1.i1.answer", file, actor=world.somchai)
    content = forms.content(form1, 1)
    assert content["evidence"]["p1.i1.answer"] == [{"name": "คำสั่ง 12.pdf", "sha256": file.sha256}]
    sheets.take_away(one)
    assert forms.content(form1, 1)["evidence"] == {}
    sheets.take_away(one, back=True)
    assert sheets.load(form1).evidence["p1.i1.answer"] == [one]


def test_form_1_goes_the_whole_road_as_form_2_does(world, form1):
    with pytest.raises(GuardRefused) as refused:
        cast.refer(world, form1)
    assert refused.value.code == "must-fix"
    answer(form1, world.somchai)
    cast.refer(world, form1)
    form1.refresh_from_db()
    cast.vote(world, form1, "aaaaaaaaaaa")
    revision = Revision.objects.get(document=form1)
    assert (form1.state, revision.data["template"], revision.data["cells"]["sum.yes.n"]) == (
        "approved",
        "form1-handbook-1",
        "18",
    )
    assert "." not in json.dumps(revision.data["cells"]["sum.yes.n"])


def test_a_version_is_written_once_and_a_report_keeps_its_own(world, form1):
    with pytest.raises(TemplateIsKept):
        form1.template.save()
    words = templates.reworded(
        form1.template,
        title="แบบช่วยกำกับการจัดทำแผนพัฒนาท้องถิ่น",
        instructions="แบบที่ 1",
        texts={"p2.i15": ""},
        more={"p2": "มีการทบทวนแผน\nมีการประกาศผล"},
    )
    made = templates.new_version(
        world.banna, "form1", words, in_force_from=date(2026, 2, 1), reason="ตามแผนห้าปี", actor=world.wilai
    )
    items = templates.items_of(made.wording)
    assert [one["no"] for one in items] == list(range(1, 20))
    assert items[-1]["key"] == "i20"  # a key is never used again, so that years can be compared
    assert len(templates.items_of(sheets.load(form1).words)) == 18
    assert templates.in_force("form1", world.banna, date(2026, 1, 31)).unit is None
    assert templates.in_force("form1", world.banna, date(2026, 2, 1)) == made
    assert templates.in_force("form1", world.neighbour, date(2026, 2, 1)).unit is None
    assert made.key == "form1-banna-2"


def test_a_new_version_says_why(world):
    words = wording.shipped("form1")
    with pytest.raises(templates.TemplateRefused):
        templates.new_version(
            world.banna, "form1", words, in_force_from=date(2026, 2, 1), reason=" ", actor=world.wilai
        )
    assert FormTemplate.objects.filter(unit=world.banna).count() == 0


# ── Form 3/1 from the frozen reports ────────────────────────────────────────────────────────────────


def freeze_quarter(world: World, key: str, status: str = "in_progress") -> Document:
    document = moves.open_document(world.obligation(key), actor=world.somchai)
    cast.fill(document, world.somchai, share="0.10")
    cast.refer(world, document)
    document.refresh_from_db()
    cast.vote(world, document, "aaaaaaaaaaa")
    return document


@pytest.fixture
def annual(world: World) -> Document:
    quarters = [freeze_quarter(world, f"2569-q{number}") for number in (1, 2)]
    assert [one.state for one in quarters] == ["approved", "approved"]
    with clock.pretend(timezone.make_aware(datetime(2026, 10, 20, 9, 0))):
        return moves.open_document(yearly(world, FormKind.FORM3_1), actor=world.somchai)


def test_form_3_1_takes_its_counts_from_the_last_frozen_report(world, annual):
    sheet = sheets.load(annual)
    assert {cell: sheet.cells[cell] for cell in ("p2.s1.planned.n", "p2.total.practised.n")} == {
        "p2.s1.planned.n": "3",
        "p2.total.practised.n": "6",
    }
    pointer = sheet.sources.pointers["p2.s1.practised.n"]
    assert (pointer.kind, pointer.period, pointer.standing) == ("form2", "2569-q2", "approved")
    assert (
        pointer.fingerprint == Revision.objects.get(document__obligation__period__key="2569-q2").fingerprint
    )


def test_a_strategy_that_came_into_the_plan_later_had_no_project_in_the_report(world, annual):
    Strategy.objects.create(plan=world.plan, number=9, name="ด้านใหม่")
    cells = sheets.load(annual).cells
    assert (cells["p2.s9.planned.n"], cells["p2.s9.practised.n"]) == ("0", "0")
    assert int(cells["p2.s1.planned.n"]) > 0


def test_the_missing_quarters_are_named(world, annual):
    sheet = sheets.load(annual)
    assert [one.period.key for one in sheet.sources.open] == ["2569-q3", "2569-q4"]
    said = [one.rule for one in sheet.findings() if one.cells[0] == "p2.total.practised.n"]
    assert said == ["F31-03"]


def test_a_figure_typed_over_its_source_is_asked_about_and_loses_its_pointer(world, annual):
    sheets.fill(annual, [sheets.Entry("p2.s1.practised.n", "2")], actor=world.somchai)
    sheet = sheets.load(annual)
    assert sheet.overruled == ["p2.s1.practised.n"]
    assert ("F31-03", "p2.s1.practised.n") in [(one.rule, one.cells[0]) for one in sheet.findings()]
    content = forms.content(annual, 1)
    assert "p2.s1.practised.n" not in content["sources"]
    assert content["sources"]["p2.s1.planned.n"]["period"] == "2569-q2"


def test_form_3_1_takes_satisfaction_from_form_3_2_as_it_stands(world, annual):
    overall = moves.open_document(yearly(world, FormKind.FORM3_2), actor=world.somchai)
    sheets.fill(
        overall,
        [
            sheets.Entry("p1.n", "12"),
            sheets.Entry("p2.i1.very.n", "8"),
            sheets.Entry("p2.i1.satisfied.n", "3"),
            sheets.Entry("p2.i1.not.n", "1"),
        ],
        actor=world.somchai,
    )
    sheet = sheets.load(annual)
    assert [sheet.cells[f"p3.i1.{key}.percent"] for key in ("very", "satisfied", "not")] == [
        "66.67",
        "25.00",
        "8.33",
    ]
    assert sheet.sources.pointers["p3.respondents.n"].standing == "draft"


def test_last_years_words_are_there_to_be_read(world, annual):
    sheets.fill(annual, [sheets.Entry("p3.s1.result", "ถนนดีขึ้น")], actor=world.somchai)
    UnitLawPack.objects.filter(unit=world.banna).update(to_year=None)
    obligations.make(world.banna, 2570)
    owed = Obligation.objects.get(unit=world.banna, kind=FormKind.FORM3_1, period__key="2570")
    later = moves.open_document(owed, actor=world.somchai)
    assert sheets.before(later)["p3.s1.result"] == "ถนนดีขึ้น"
    assert sheets.before(annual) == {}


def test_the_scores_are_owed_when_a_unit_asks_for_them(world):
    yearly(world, FormKind.FORM3_1)
    assert [due.kind for due in obligations.optional(world.banna, 2569)] == ["scores"]
    owed = obligations.ask_for(world.banna, "scores", 2569)
    document = moves.open_document(owed, actor=world.somchai)
    sheets.fill(
        document,
        [sheets.Entry("p1.i1.by1", "15"), sheets.Entry("p1.i1.by4", "๑๘.๕"), sheets.Entry("p1.i2.by1", "0")],
        actor=world.somchai,
    )
    cells = sheets.load(document).cells
    assert [cells[f"p1.{name}"] for name in ("i1.mean", "i1.n", "i2.mean", "total.mean", "total.full")] == [
        "16.75",
        "2",
        "0.00",
        "16.75",
        "100",
    ]
    assert obligations.optional(world.banna, 2569) == []


def test_reading_a_sheet_takes_a_fixed_number_of_queries(world, annual, django_assert_num_queries):
    document = Document.objects.select_related("obligation__period", "template__unit", "plan", "unit").get(
        pk=annual.pk
    )
    before = _queries(document)
    sheets.fill(
        annual,
        [sheets.Entry(f"p3.s{s}.k{k}.name", "ตัวชี้วัด") for s in (1, 2) for k in (1, 2, 3)],
        actor=world.somchai,
    )
    assert _queries(document) == before


def _queries(document: Document) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as seen:
        sheets.load(document)
    return len(seen)
