"""Asking a division once more: three steps, each once, and only while something is owed."""

from __future__ import annotations

import re
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from documents import divisions, form2
from documents.divisions import Given
from documents.models import DivisionAnswer, DivisionRequest, Document, Via
from organisations import clock
from plans.models import Project
from tasks import divisions as steps
from tasks import notices, reminders, work
from tasks.models import Effect, Notice
from tests.cast import World, explain, fill, refer, vote
from workflow import moves

BY = date(2026, 1, 12)
ADDRESS = "chang@banna.example"
FORBIDDEN = re.compile(r"สั่ง|ให้ดำเนินการ|โดยด่วน|ล่าช้า")
"""Words of an order or a reproach, which a request does not use."""


def on(day: date) -> AbstractContextManager[None]:
    return clock.pretend(timezone.make_aware(datetime(day.year, day.month, day.day, 9, 0)))


@pytest.fixture
def asked(world: World) -> Document:
    """Two divisions with three rows each, asked on 6 January for the 12th; กองช่าง has a mail address."""
    for at, project in enumerate(world.projects):
        Project.objects.filter(pk=project.pk).update(division_text="กองช่าง " if at % 2 else "กองคลัง")
    document = moves.open_document(world.obligation(), actor=world.somchai)
    divisions.ask(document, answer_by=BY, actor=world.somchai)
    DivisionRequest.objects.filter(division="กองช่าง").update(email=ADDRESS, contact="มานะ")
    return document


def request_of(document: Document, division: str = "กองช่าง") -> DivisionRequest:
    return DivisionRequest.objects.get(document=document, division=division)


def answer(document: Document, rows: int, division: str = "กองช่าง") -> None:
    """The division gives the status of its first rows."""
    views = divisions.split(form2.load(document))[division][:rows]
    given = [Given(f"p2.row.{view.row.key}.status", "done", "") for view in views]
    divisions.answer(request_of(document, division), given, via=Via.LINK)


def told(document: Document, division: str = "กองช่าง") -> list[tuple[str, str]]:
    """The notices of a division: step and words."""
    mine = Notice.objects.filter(
        kind="division", subject__startswith=str(request_of(document, division).public_id)
    )
    return [(one.step, notices.text_of(one)) for one in mine.order_by("pk")]


def run_mails() -> None:
    """Do the mails that wait, as the worker would."""
    for pk in Effect.objects.filter(kind=steps.MAIL, done_at__isnull=True).values_list("pk", flat=True):
        work.run(pk)


@pytest.mark.parametrize(
    ("day", "asked_on", "step"),
    [
        (date(2026, 1, 10), date(2026, 1, 6), None),
        (date(2026, 1, 11), date(2026, 1, 6), "-1"),
        (date(2026, 1, 12), date(2026, 1, 6), "0"),
        (date(2026, 1, 13), date(2026, 1, 6), "0"),
        (date(2026, 1, 14), date(2026, 1, 6), "+2"),
        (date(2026, 2, 1), date(2026, 1, 6), "+2"),
        (date(2026, 1, 11), date(2026, 1, 11), None),
        (date(2026, 1, 12), date(2026, 1, 12), None),
    ],
)
def test_the_latest_step_that_has_come(day: date, asked_on: date, step: str | None) -> None:
    assert steps.step_on(day, asked_on=asked_on, answer_by=BY) == step


def test_the_drafter_hears_how_far_a_division_is(world: World, asked: Document) -> None:
    answer(asked, 2)
    with on(date(2026, 1, 11)):
        reminders.derive()
    (step, words), *more = told(asked)
    assert (step, more) == ("-1", [])
    assert words == "กองช่าง ตอบแล้ว 2 จาก 3 โครงการ ขอความอนุเคราะห์ตอบภายใน 12 ม.ค. 2569"
    notice = Notice.objects.get(kind="division", subject__startswith=str(request_of(asked).public_id))
    assert notice.person == world.somchai
    assert notice.path == f"/report/{asked.public_id}/divisions/?to={request_of(asked).public_id}"


def test_a_complete_division_is_left_in_peace(world: World, asked: Document) -> None:
    answer(asked, 3)
    with on(BY):
        reminders.derive()
        run_mails()
    assert told(asked) == []
    assert mail.outbox == []
    assert [step for step, _ in told(asked, "กองคลัง")] == ["0"], "the other one, which owes, is named"


def test_two_clocks_write_one_notice_and_one_mail(asked: Document) -> None:
    with on(BY):
        for _ in range(2):
            reminders.derive()
            run_mails()
    assert [step for step, _ in told(asked)] == ["0"]
    assert [message.to for message in mail.outbox] == [[ADDRESS]]


def test_a_clock_dead_for_ten_days_says_the_latest_step_once(asked: Document) -> None:
    with on(BY + timedelta(days=10)):
        reminders.derive()
        run_mails()
    assert [step for step, _ in told(asked)] == ["+2"]
    assert len(mail.outbox) == 1


def test_a_clock_that_lives_says_each_step_once(asked: Document) -> None:
    """The control of the two above: with no step missed and none doubled there are three of each."""
    for days in range(40):
        with on(date(2026, 1, 6) + timedelta(days=days)):
            reminders.derive()
            run_mails()
    assert [step for step, _ in told(asked)] == ["-1", "0", "+2"]
    assert len(mail.outbox) == 3
    assert len({message.extra_headers["Message-ID"] for message in mail.outbox}) == 3


def test_without_an_address_no_mail_is_made(asked: Document) -> None:
    with on(BY):
        reminders.derive()
    keys = list(Effect.objects.filter(kind=steps.MAIL).values_list("key", flat=True))
    assert keys == [f"division.mail:{request_of(asked).public_id}:2026-01-12:0"]


def test_the_mail_asks_and_gives_the_link_that_opens(asked: Document) -> None:
    old = divisions.code_of(request_of(asked))
    with on(BY):
        reminders.derive()
        divisions.renew(request_of(asked))
        run_mails()
    (message,) = mail.outbox
    new = divisions.code_of(request_of(asked))
    assert f"/a/{new}/" in message.body
    assert divisions.find(new) == request_of(asked)
    assert old not in message.body, "a revoked link is sent to nobody"
    assert "ขอความอนุเคราะห์" in message.subject
    assert "คุณมานะ" in message.body
    assert not FORBIDDEN.search(message.subject + message.body)


@pytest.mark.parametrize("why", ["complete", "moved", "address", "sent", "next"])
def test_what_is_settled_meanwhile_is_dropped_and_not_sent(world: World, asked: Document, why: str) -> None:
    with on(BY):
        reminders.derive()
        waiting = Notice.objects.filter(kind="division", subject__startswith=str(request_of(asked).public_id))
        assert waiting.count() == 1
    day = BY
    if why == "complete":
        answer(asked, 3)
    elif why == "moved":
        DivisionRequest.objects.update(answer_by=BY + timedelta(days=5))
    elif why == "address":
        DivisionRequest.objects.update(email="")
    elif why == "sent":
        _with_the_committee(world, asked)
    else:
        day = BY + timedelta(days=2)
    with on(day):
        notices.deliver(list(waiting.values_list("pk", flat=True)))
        run_mails()
    assert [message for message in mail.outbox if message.to == [ADDRESS]] == []
    assert Effect.objects.filter(kind=steps.MAIL, done_at__isnull=True).count() == 0
    assert waiting.filter(dropped_at__isnull=False).count() == (0 if why == "address" else 1)


def _with_the_committee(world: World, document: Document) -> None:
    fill(document, world.somchai)
    explain(document, world.somchai)
    refer(world, document)


def test_a_report_with_the_committee_asks_no_division(world: World, asked: Document) -> None:
    _with_the_committee(world, asked)
    with on(BY):
        reminders.derive()
        assert told(asked) == []
    asked.refresh_from_db()
    with on(date(2026, 1, 13)):
        vote(world, asked, "xxxxxxxxxxx")
        reminders.derive()
    assert [step for step, _ in told(asked)] == ["0"], "back with its drafters it asks again"


def test_the_count_for_the_clock_is_that_of_the_page(world: World, asked: Document) -> None:
    answer(asked, 2)
    answer(asked, 1, "กองคลัง")
    requests = divisions.requests_of(asked)
    page = {
        one.request.pk: (one.answered, one.rows) for one in divisions.progress(form2.load(asked), requests)
    }
    assert divisions.tallies(requests) == page
    assert sorted(page.values()) == [(1, 3), (2, 3)]


def test_the_clock_asks_as_many_questions_for_two_divisions_as_for_six(world: World, asked: Document) -> None:
    def count() -> int:
        with on(BY), CaptureQueriesContext(connection) as asked_of_it:
            assert steps.owing(BY)
        return len(asked_of_it)

    two = count()
    for project in world.projects:
        Project.objects.filter(pk=project.pk).update(division_text=f"กอง {project.number}")
    divisions.ask(asked, answer_by=BY, actor=world.somchai)
    assert DivisionAnswer.objects.count() == 0
    assert len(steps.owing(BY)) == 6
    assert count() == two == 4
