"""A role passes on: every open thing is listed once, what was not read goes along, nothing belongs to who left."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core import mail
from django.utils import translation

from committee import sitting
from documents import divisions
from documents.models import Document, Issue
from organisations import clock, people, roles
from organisations.models import Handover, Role, RoleGrant, User
from organisations.offices import GrantRefused
from plans.models import ImportBatch, WaitingRow
from province.models import Submission
from tasks import briefing, effects, handing, notices, reminders, watched, work
from tasks.models import Job, Notice
from tests.cast import World, refer, vote
from workflow import guards, moves

TODAY = date(2026, 1, 6)
DAY = timedelta(days=1)


def role_of(person: User) -> RoleGrant:
    return RoleGrant.objects.select_related("unit", "person").get(person=person)


def hand_over(world: World, on_day: date = TODAY) -> tuple[Handover, User]:
    new = people.new_person("นางสาวใหม่ รับช่วง", email="new@example.net")
    return handing.hand_over(role_of(world.somchai), new, on_day=on_day, actor=world.somchai), new


@pytest.fixture
def busy(world: World, drafting: Document) -> Document:
    """Everything that can be open is: a report that came back, divisions, rows, a job, a sitting, notices."""
    refer(world, drafting)
    vote(world, drafting, "axxxxxxxxxx")
    divisions.ask(drafting, answer_by=TODAY + 9 * DAY, actor=world.somchai)
    batch = ImportBatch.objects.create(plan=world.plan, file_name="แผน.xlsx", sha256="0" * 64)
    WaitingRow.objects.create(batch=batch, sheet="ก", row=4)
    WaitingRow.objects.create(batch=batch, sheet="ก", row=9)
    WaitingRow.objects.create(batch=batch, sheet="ก", row=10, settled_at=clock.now())
    watched.ask("report.docx", drafting, actor=world.somchai)
    reminders.derive()
    notices.derive()
    return drafting


def test_the_briefing_lists_every_open_thing_once(world: World, busy: Document) -> None:
    items = briefing.gather(world.banna, world.somchai, TODAY)
    keys = [(one["part"], one["key"]) for one in items]
    assert len(keys) == len(set(keys))
    counted = {part: sum(1 for one in items if one["part"] == part) for part in briefing.PARTS}
    asked = divisions.requests_of(busy)
    assert counted["report"] == 1
    assert counted["issue"] == len(guards.open_issues(busy)) == 10
    assert counted["division"] == len(asked) == 1
    assert counted["rows"] == 1
    assert counted["job"] == Job.objects.count() == 1
    assert counted["notice"] == Notice.objects.filter(person=world.somchai).count() > 0
    texts = [briefing.text_of(one) for one in items]
    for issue in Issue.objects.filter(document=busy, pending=False):
        assert any(issue.text in text for text in texts)
    (rows,) = [one for one in items if one["part"] == "rows"]
    assert rows["params"]["count"] == 2, "what is settled waits no more"


def test_a_report_with_the_committee_is_held_by_it_and_its_sitting_is_listed(
    world: World, in_review: Document
) -> None:
    items = {one["part"]: one for one in briefing.gather(world.banna, world.somchai, TODAY)}
    assert items["report"]["holder"] == items["sitting"]["holder"] == "committee"
    item = sitting.open_item(in_review)
    assert item is not None
    assert items["sitting"]["key"] == str(item.sitting.public_id)
    assert items["report"]["since"] == TODAY.isoformat()
    vote(world, in_review, "aaaaaaaaaaa")
    after = briefing.gather(world.banna, world.somchai, TODAY)
    assert "sitting" not in {one["part"] for one in after}


def test_what_is_owed_and_not_begun_is_listed_with_its_day(world: World) -> None:
    (owed,) = [one for one in briefing.gather(world.banna, world.somchai, TODAY) if one["part"] == "owed"]
    assert owed["key"] == str(world.obligation().public_id)
    assert owed["due"] == world.obligation().due_on.isoformat()


def test_the_other_house_s_work_is_not_in_it(world: World, busy: Document) -> None:
    parts = {one["part"] for one in briefing.gather(world.neighbour, world.wichai, TODAY)}
    assert parts == {"owed"} | ({"notice"} if Notice.objects.filter(person=world.wichai).exists() else set())


def test_the_desk_s_open_reports_are_the_desk_s_briefing(world: World) -> None:
    sent = {
        step: Submission.objects.create(
            pao=world.pao,
            unit=world.banna,
            kind="form2",
            period_key=f"2569-q{number}",
            revision_number=1,
            package_sha256=str(number) * 64,
            manifest={},
            content="{}",
            desk=step,
            arrived_at=clock.now(),
        )
        for number, step in enumerate(("arrived", "registered", "recorded"), start=1)
    }
    found = briefing.gather(world.pao, world.prasit, TODAY)
    assert {one["key"] for one in found} == {str(sent[step].public_id) for step in ("arrived", "registered")}


def test_it_reads_in_both_languages(world: World, busy: Document) -> None:
    items = briefing.gather(world.banna, world.somchai, TODAY)
    with translation.override("th"):
        thai = " ".join(briefing.text_of(one) for one in items)
    with translation.override("en"):
        english = " ".join(briefing.text_of(one) for one in items)
    assert "ไตรมาสที่ 1/2569" in thai
    assert "%(" not in thai + english
    assert "came back to be mended" in english


def test_the_role_passes_on_the_day_and_not_before(world: World) -> None:
    handed, new = hand_over(world, TODAY + 3 * DAY)
    holds = [
        (
            roles.holds(world.somchai, Role.DRAFTER, world.banna, day),
            roles.holds(new, Role.DRAFTER, world.banna, day),
        )
        for day in (TODAY, TODAY + 2 * DAY, TODAY + 3 * DAY)
    ]
    assert holds == [(True, False), (True, False), (False, True)]
    assert (handed.giver, handed.taker, handed.made_by) == (world.somchai, new, world.somchai)


def test_what_was_not_read_goes_to_the_successor_when_the_day_has_come(world: World, busy: Document) -> None:
    read = Notice.objects.filter(person=world.somchai).first()
    assert read is not None
    Notice.objects.filter(pk=read.pk).update(read_at=clock.now())
    open_ = set(Notice.objects.filter(person=world.somchai, read_at=None).values_list("pk", flat=True))
    _handed, new = hand_over(world, TODAY + 3 * DAY)
    assert not Notice.objects.filter(person=new).exists(), "not before its day"
    reminders.derive(TODAY + 3 * DAY)
    assert open_ <= set(Notice.objects.filter(person=new).values_list("pk", flat=True))
    assert not Notice.objects.filter(person=world.somchai, read_at=None).exists()
    assert handing.settle(TODAY + 4 * DAY) == 0, "twice is once"
    read.refresh_from_db()
    assert read.person == world.somchai


def test_a_message_both_have_is_not_doubled(world: World, busy: Document) -> None:
    RoleGrant.objects.create(
        person=world.wilai, role=Role.DRAFTER, unit=world.banna, starts_on=date(2020, 1, 1)
    )
    notices.derive()
    reminders.derive()
    handing.hand_over(role_of(world.somchai), world.wilai, on_day=TODAY, actor=world.somchai)
    assert not Notice.objects.filter(person=world.somchai, read_at=None).exists()
    told = list(Notice.objects.filter(person=world.wilai).values_list("kind", "subject", "step"))
    assert len(told) == len(set(told))


def test_nothing_open_belongs_to_who_left(world: World, busy: Document) -> None:
    handed, new = hand_over(world)
    assert not Notice.objects.filter(person=world.somchai, read_at__isnull=True).exists()
    assert {one["key"] for one in handed.briefing if one["part"] == "issue"} == {
        str(issue.public_id) for issue in guards.open_issues(busy)
    }
    issue = guards.open_issues(busy)[0]
    with pytest.raises(Exception, match="เจ้าหน้าที่"):
        moves.reply(issue, actor=world.somchai, text="แก้แล้ว")
    moves.reply(issue, actor=new, text="แก้แล้ว")


def test_who_holds_the_role_already_takes_the_work_only(world: World) -> None:
    RoleGrant.objects.create(
        person=world.wilai, role=Role.DRAFTER, unit=world.banna, starts_on=date(2020, 1, 1)
    )
    before = RoleGrant.objects.count()
    handing.hand_over(role_of(world.somchai), world.wilai, on_day=TODAY, actor=world.somchai)
    assert RoleGrant.objects.count() == before


def test_nobody_hands_over_to_themselves_and_a_refusal_changes_nothing(world: World) -> None:
    with pytest.raises(GrantRefused) as refused:
        handing.hand_over(role_of(world.somchai), world.somchai, on_day=TODAY, actor=world.somchai)
    assert refused.value.code == "same-person"
    with pytest.raises(GrantRefused) as refused:
        handing.hand_over(role_of(world.somchai), people.new_person("ไม่มี"), on_day=TODAY, actor=world.somchai)
    assert refused.value.code == "no-mail"
    assert role_of(world.somchai).ends_on is None
    assert not Handover.objects.exists()


def test_a_newcomer_is_invited_once_by_mail_with_a_link(world: World) -> None:
    _handed, new = hand_over(world)
    for _ in range(2):
        for pk in effects.due_ids():
            work.run(pk)
    (sent,) = mail.outbox
    assert sent.to == ["new@example.net"]
    assert f"/join/{new.public_id}/" in sent.body


def test_who_has_an_account_is_not_invited(world: World) -> None:
    """The negative control: a password that is set is its owner's."""
    new = people.new_person("นางสาวมี แล้ว", email="new@example.net")
    new.set_password("ประโยคยาวที่จำได้ง่าย")
    new.save()
    handing.hand_over(role_of(world.somchai), new, on_day=TODAY, actor=world.somchai)
    for pk in effects.due_ids():
        work.run(pk)
    assert mail.outbox == []


def test_the_list_is_written_anew_until_the_day(world: World, busy: Document) -> None:
    handed, _new = hand_over(world, TODAY + 3 * DAY)
    before = len(handed.briefing)
    moves.reply(guards.open_issues(busy)[0], actor=world.somchai, text="แก้แล้ว")
    handing.write_anew(handed)
    assert len(handed.briefing) == before - 1


def test_a_desk_without_reports_hands_over_nothing(world: World) -> None:
    assert briefing.gather(world.pao, world.prasit, TODAY) == []
