"""Collecting: opened, answered once a token, counted by village, keyed in twice, closed and sealed."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from documents import obligations, sheets
from documents.models import Obligation
from documents.wording import shipped
from organisations import clock
from organisations.models import UnitLawPack
from surveys import collecting, keying
from surveys.collecting import CollectingRefused, Plan, Standing
from surveys.models import Draft, Invitation, Mode, PaperSheet, Place, Questionnaire, Response
from surveys.questions import NONE
from tasks import jobs
from tests.cast import World
from tests.surveys.answers import STRATEGIES, drawn
from workflow import moves

PLACES = (("หมู่ 1 บ้านนา", 3), ("หมู่ 2 บ้านทุ่ง", 2))


def opened(world: World, kind: str = "form3_2", **changed) -> Questionnaire:
    today = clock.today()
    plan = {
        "kind": kind,
        "fiscal_year": 2569,
        "wording": shipped(kind),
        "strategies": STRATEGIES if kind == "form3_3" else [],
        "opens_on": today - timedelta(days=1),
        "closes_on": today + timedelta(days=20),
        "places": PLACES,
    }
    return collecting.open_for(world.banna, Plan(**(plan | changed)), actor=world.somchai)


def answered(one: Questionnaire, token: str = "", **chosen: str) -> str:
    token = collecting.begin(one, token)
    for page in one.asked().pages():
        given = {q.key: chosen.get(q.key, q.values[0]) for q in page.questions}
        collecting.answer(one, token, page, given)
    collecting.send(one, token)
    return token


def refused(call, *args, **kwargs) -> str:
    with pytest.raises(CollectingRefused) as caught:
        call(*args, **kwargs)
    return caught.value.code


def test_an_answer_is_counted_in_its_village_and_once(world):
    one = opened(world)
    token = answered(one, place="2", sex="b2")
    counts = collecting.counts(one)
    assert (counts.n, counts.by_way, [row.n for row in counts.places]) == (
        1,
        {"phone": 1, "paper": 0},
        [0, 1],
    )
    assert counts.places[1].percent == 50
    assert refused(collecting.send, one, token) == "spent"
    assert Response.objects.count() == 1


def test_what_is_no_answer_is_passed_over_and_named(world):
    one = opened(world)
    token = collecting.begin(one)
    page = one.asked().pages()[1]
    draft = collecting.answer(one, token, page, {"sex": "b9", "i1": "very"})
    assert draft.answers == {}
    assert list(collecting.missing(page, draft.answers, "ไม่ตอบ")) == ["sex"]
    assert collecting.missing(page, {"sex": NONE}, "ไม่ตอบ") == {}


def test_answers_on_their_way_are_kept_a_day(world):
    one = opened(world)
    token = collecting.begin(one)
    page = one.asked().pages()[1]
    collecting.answer(one, token, page, {"sex": "b1"})
    with clock.pretend(clock.now() + timedelta(hours=23)):
        assert collecting.draft_of(one, token).answers == {"sex": "b1"}
    with clock.pretend(clock.now() + timedelta(hours=25)):
        assert refused(collecting.draft_of, one, token) == "lost"
        jobs.remind()
    assert Draft.objects.count() == 0


def test_an_invitation_answers_once_and_goes_on_where_it_was_left(world):
    one = opened(world, mode=Mode.INVITED)
    assert collecting.invite(one, 3) == 3
    assert collecting.invite(one, 2) == 5
    token = collecting.invitation_token(one, 4)
    page = one.asked().pages()[1]
    collecting.answer(one, collecting.begin(one, token), page, {"sex": "b2"})
    assert collecting.draft_of(one, collecting.begin(one, token)).answers == {"sex": "b2"}
    answered(one, token)
    assert refused(collecting.begin, one, token) == "spent"
    assert refused(collecting.begin, one, "nobodys") == "unknown"
    assert refused(collecting.begin, one) == "unknown"
    assert list(Invitation.objects.filter(spent_on__isnull=False).values_list("number", flat=True)) == [4]


def test_no_column_leads_from_a_token_to_an_answer(world):
    """Neither the invitation's hash nor the token stands in what is kept of an answer or a draft."""
    one = opened(world, mode=Mode.INVITED)
    collecting.invite(one, 1)
    token = answered(one, collecting.invitation_token(one, 1))
    invitation = Invitation.objects.get()
    told = str(list(Response.objects.values())) + str(list(Draft.objects.values()))
    assert token not in told
    assert invitation.token_sha256 not in told
    assert Draft.objects.get().answers == {}
    own = {field.name for field in Response._meta.get_fields()}
    assert own == {"id", "questionnaire", "answers", "via", "given_on"}
    assert not {field.name for field in Response._meta.get_fields() if "address" in field.name}
    assert Draft.objects.get().touched_at.minute == 0


def test_days_are_kept(world):
    today = clock.today()
    one = opened(world, opens_on=today + timedelta(days=2))
    assert refused(collecting.begin, one) == "not_yet"
    collecting.move_days(one, today, today)
    token = collecting.begin(one)
    with clock.pretend(clock.now() + timedelta(days=1)):
        assert collecting.standing(one, clock.today()) is Standing.OVER
        assert refused(collecting.send, one, token) == "closed"
    assert refused(collecting.move_days, one, today, today - timedelta(days=1)) == "days"
    assert refused(opened, world) == "there"


def test_closing_seals_and_nothing_comes_in_or_changes_after(world):
    one = opened(world)
    assert refused(collecting.close, one, actor=world.somchai) == "empty"
    answered(one)
    late = collecting.begin(one)
    closed = collecting.close(one, actor=world.somchai)
    assert len(closed.sealed) == 64 and collecting.is_sound(closed)
    assert collecting.close(one, actor=world.wilai).sealed == closed.sealed
    assert refused(collecting.send, closed, late) == "closed"
    assert refused(collecting.move_days, closed, clock.today(), clock.today()) == "closed"
    assert refused(collecting.withdraw, closed) == "answered"
    response = Response.objects.get()
    for forbidden in (
        lambda: Response.objects.filter(pk=response.pk).update(answers={}),
        lambda: Response.objects.filter(pk=response.pk).delete(),
        lambda: Response.objects.create(questionnaire=one, answers={}, via="phone", given_on=clock.today()),
        lambda: Questionnaire.objects.update(closed_at=None, sealed=""),
    ):
        with pytest.raises(DatabaseError, match="tidtam"), transaction.atomic():
            forbidden()


def test_a_data_set_that_was_changed_behind_the_trigger_is_found(world):
    from workflow import triggers

    one = opened(world)
    answered(one)
    closed = collecting.close(one, actor=world.somchai)
    triggers.remove()
    try:
        Response.objects.update(given_on=date(2026, 1, 1))
        assert collecting.is_sound(closed)
        Response.objects.update(answers={"sex": "b1"})
        assert not collecting.is_sound(closed)
    finally:
        triggers.install()


def test_a_questionnaire_without_answers_can_be_withdrawn_and_made_anew(world):
    one = opened(world)
    collecting.withdraw(one)
    assert collecting.standing(one, clock.today()) is Standing.WITHDRAWN
    assert refused(collecting.find, one.code) == "unknown"
    assert refused(collecting.open_for, world.banna, plan_of("form3_3", []), actor=None) == "strategies"
    opened(world)


def plan_of(kind, strategies):
    today = clock.today()
    return Plan(kind, 2569, shipped(kind), strategies, today, today)


def test_the_closed_survey_fills_the_form_and_form_3_1(world):
    UnitLawPack.objects.get_or_create(unit=world.banna, pack="2561", from_year=2569)
    obligations.make(world.banna, 2569)
    owed = Obligation.objects.get(unit=world.banna, kind="form3_2", period__key="2569")
    document = moves.open_document(owed, actor=world.somchai)
    one = opened(world)
    for n in range(6):
        answered(one, sex="b1" if n else "b2", i1="very" if n > 2 else "not", i2=NONE)
    assert sheets.load(document).cells["p1.n"] == ""
    closed = collecting.close(one, actor=world.somchai)
    sheet = sheets.load(document)
    assert (sheet.cells["p1.n"], sheet.cells["p1.sex.b1.n"], sheet.cells["p1.sex.b1.percent"]) == (
        "6",
        "5",
        "83.33",
    )
    assert (sheet.cells["p2.i1.very.percent"], sheet.cells["p2.i2.none.n"]) == ("50.00", "6")
    assert sheet.sources.pointers["p2.i1.very.n"].fingerprint == closed.sealed
    assert sheet.bases["p2.i1.very.percent"].denominator == 6
    assert sheet.fields == {} and not [one for one in sheet.findings() if one.level == "must"]
    annual = Obligation.objects.get(unit=world.banna, kind="form3_1", period__key="2569")
    year = sheets.load(moves.open_document(annual, actor=world.somchai))
    assert (year.cells["p3.i1.very.percent"], year.cells["p3.respondents.n"]) == ("50.00", "6")


# Paper sheets


def line_for(one, **chosen):
    asked = one.asked()
    return keying.line_of(asked, {q.key: chosen.get(q.key, q.values[0]) for q in asked.questions().values()})


def test_a_sheet_counts_once_both_entries_agree(world):
    one = opened(world)
    line = line_for(one)
    assert line == "1" * 14
    sheet, found = keying.key_in(one, 7, line, actor=world.somchai)
    assert (sheet.counted, found, Response.objects.count()) == (False, [], 0)
    assert refused(collecting.close, one, actor=world.somchai) == "sheets"
    sheet, found = keying.key_in(one, 7, "๑๑ 11 11 111111 11", actor=world.wilai)
    assert (sheet.counted, found, Response.objects.get().via) == (True, [], "paper")
    assert refused(keying.key_in, one, 7, line, actor=world.wilai) == "counted"


def test_a_mismatch_is_listed_and_decided(world):
    one = opened(world)
    keying.key_in(one, 1, line_for(one), actor=world.somchai)
    sheet, found = keying.key_in(one, 1, line_for(one, i2="not", age=NONE), actor=world.wilai)
    assert [(row.question.key, row.first, row.second) for row in found] == [
        ("age", "ต่ำกว่า 20 ปี", "ไม่ตอบ"),
        ("i2", "พอใจมาก", "ไม่พอใจ"),
    ]
    assert keying.waiting(one) == [sheet]
    assert refused(keying.decide, one, 1, {"age": "first"}) == "choice"
    keying.decide(one, 1, {"age": "first", "i2": "second"})
    kept = Response.objects.get().answers
    assert (kept["age"], kept["i2"], kept["sex"]) == ("b1", "not", "b1")
    assert keying.waiting(one) == []


@pytest.mark.parametrize(
    "line, code, named",
    [("111", "short", "การศึกษา"), ("1" * 15, "long", "14"), ("131", "key", "เพศ"), ("31", "key", "หมู่บ้าน"), ("", "short", "หมู่บ้าน")],
)  # fmt: skip
def test_a_wrong_line_is_refused_at_its_question(world, line, code, named):
    one = opened(world)
    with pytest.raises(CollectingRefused) as caught:
        keying.key_in(one, 1, line, actor=world.somchai)
    assert caught.value.code == code
    assert named in str(caught.value.sentence)
    assert PaperSheet.objects.count() == 0


@pytest.mark.parametrize("kind", ["form3_2", "form3_3"])
@pytest.mark.parametrize("villages", [0, 3, 14])
def test_a_line_says_what_it_was_made_of(world, kind, villages):
    import random

    one = opened(world, kind, places=[(f"หมู่ {n + 1}", 0) for n in range(villages)])
    asked = one.asked()
    for answers in drawn(asked, random.Random(villages), 30):
        whole = {key: answers.get(key, NONE) for key in asked.questions()}
        assert keying.read(asked, keying.line_of(asked, answers)) == whole


def test_the_villages_of_another_questionnaire_do_not_mix(world):
    one = opened(world)
    opened(world, "form3_3", places=[("หมู่ 9", 1)])
    assert Place.objects.count() == 3
    assert [name for _, name in one.asked().places] == ["หมู่ 1 บ้านนา", "หมู่ 2 บ้านทุ่ง"]


def test_a_response_says_its_day_only(world):
    with clock.pretend(timezone.make_aware(datetime(2026, 1, 7, 13, 14, 15))):
        one = opened(world)
        answered(one)
    assert Response.objects.get().given_on == date(2026, 1, 7)
    with connection.cursor() as cursor:
        columns = {
            column.name
            for column in connection.introspection.get_table_description(cursor, "surveys_response")
        }
    assert columns == {"id", "questionnaire_id", "answers", "via", "given_on"}
