"""Effects once, notices once, a ladder that loses nothing while the clock is dead."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from documents import files
from documents.models import Document, Extension, StoredFile
from organisations import clock, people
from organisations.models import User
from papers import reports
from papers.models import Package
from province import desk, intake
from province.models import Receipt, Refused, Submission
from tasks import effects, notices, reminders, sittings, watched, work
from tasks.models import Effect, Job, Notice
from tests.cast import World, fill, vote, work_off
from workflow import moves
from workflow.models import LogEntry
from workflow.refusals import NotAllowed, WrongState

LETTER = {
    "number": "ตง 1/1",
    "dated": "2026-01-12",
    "signer": "นายประสงค์",
    "capacity": "นายก",
    "recipients": "อบจ.",
}


def on(day: date) -> object:
    return clock.pretend(timezone.make_aware(datetime(day.year, day.month, day.day, 9, 0)))


@pytest.mark.parametrize(
    ("day", "step"),
    [
        (date(2025, 11, 30), None),
        (date(2025, 12, 1), "open"),
        (date(2025, 12, 31), "-15"),
        (date(2026, 1, 8), "-7"),
        (date(2026, 1, 12), "-3"),
        (date(2026, 1, 15), "0"),
        (date(2026, 1, 16), "+1"),
        (date(2026, 1, 22), "+7"),
        (date(2026, 2, 1), "+15"),
        (date(2026, 8, 1), "+15"),
    ],
)
def test_the_latest_rung_that_has_come(day: date, step: str | None) -> None:
    found = reminders.step_on(day, opens_on=date(2025, 12, 1), due_on=date(2026, 1, 15))
    assert (found[0] if found else None) == step


def test_a_clock_dead_for_ten_days_loses_nothing_and_doubles_nothing(world: World) -> None:
    def steps(days: list[date]) -> list[tuple[str, str]]:
        Notice.objects.all().delete()
        for day in days:
            with on(day):  # type: ignore[attr-defined]
                reminders.derive(day)
        return sorted(
            set(
                Notice.objects.filter(
                    person=world.somchai, subject__contains=str(world.obligation().public_id)
                ).values_list("step", "msgid")
            )
        )

    every = [date(2025, 12, 20) + timedelta(days=one) for one in range(45)]
    dead = [day for day in every if not date(2026, 1, 5) <= day <= date(2026, 1, 14)]
    lived, slept = steps(every), steps(dead)
    assert [step for step, _ in lived] == ["+1", "+15", "+7", "-15", "-3", "-7", "0", "open"]
    assert {step for step, _ in lived} - {step for step, _ in slept} == {"-7", "-3"}, (
        "collapsed into the latest"
    )
    assert Notice.objects.count() == len(set(Notice.objects.values_list("kind", "subject", "step", "person")))


def test_two_clocks_write_one_notice(world: World) -> None:
    reminders.derive()
    count = Notice.objects.count()
    assert count
    reminders.derive()
    assert Notice.objects.count() == count


def test_matching_the_exact_day_would_lose_it(world: World) -> None:
    """The negative control: the rule of the peers (`due day is today`) finds nothing on a day that was missed."""
    due = world.obligation().due_on
    exact = [step for step in reminders.LADDER if due + timedelta(days=step.days) == date(2026, 1, 14)]
    assert exact == []
    assert reminders.step_on(date(2026, 1, 14), opens_on=date(2025, 12, 1), due_on=due) is not None


def test_what_is_met_is_no_longer_reminded_of_even_if_queued(world: World, approved: Document) -> None:
    with on(date(2026, 1, 8)):  # type: ignore[attr-defined]
        reminders.derive()
        waiting = Notice.objects.filter(
            kind="obligation", subject__contains=str(approved.obligation.public_id)
        )
        assert waiting.exists()
        watched.ask("package.seal", approved, actor=world.somchai, params=LETTER)
        work_off()
        notices.deliver(list(waiting.values_list("pk", flat=True)))
        assert not waiting.filter(mailed_at__isnull=False).exists()
        assert waiting.filter(dropped_at__isnull=False).exists()


def test_a_moved_day_begins_a_ladder_of_its_own(world: World) -> None:
    with on(date(2026, 1, 12)):  # type: ignore[attr-defined]
        reminders.derive()
        Extension.objects.create(
            obligation=world.obligation(), until=date(2026, 2, 28), reason="น้ำท่วม", granted_by="นายอำเภอ"
        )
        old = list(
            Notice.objects.filter(subject__contains=str(world.obligation().public_id)).values_list(
                "pk", flat=True
            )
        )
        notices.deliver(old)
        assert mail.outbox == []
        reminders.derive()
        assert Notice.objects.filter(subject__endswith="2026-02-28", step="open").exists()


@pytest.mark.parametrize(("guarded", "letters"), [(True, 0), (False, 1)])
def test_who_has_no_address_is_never_mailed(
    world: World, monkeypatch: pytest.MonkeyPatch, guarded: bool, letters: int
) -> None:
    """And its negative control: with the guard out the very same notice goes to the address that stands in."""
    someone = people.new_person("นางไร้ อีเมล")
    if not guarded:
        monkeypatch.setattr(User, "has_mail", True)
    notice = Notice.objects.create(
        kind="log", subject="s", step="submit", person=someone, unit=world.banna, msgid="x", path="/"
    )
    assert notices.deliver([notice.pk]) == len(mail.outbox) == letters
    notice.refresh_from_db()
    assert (notice.dropped_at is not None) is guarded


def test_a_notice_is_mailed_once_in_the_reader_s_language(world: World) -> None:
    world.somchai.language = "en"
    world.somchai.save()
    with on(date(2026, 1, 12)):  # type: ignore[attr-defined]
        reminders.derive()
        pks = notices.to_mail()
        assert notices.deliver(pks) == len(mail.outbox) > 0
        assert notices.deliver(pks) == 0
    mine = [message for message in mail.outbox if message.to == [world.somchai.email]]
    assert any("is due on" in message.subject for message in mine)
    assert len({message.extra_headers["Message-ID"] for message in mail.outbox}) == len(mail.outbox)


def test_members_who_have_not_answered_are_asked(world: World, in_review: Document) -> None:
    vote(world, in_review, "aaa........")
    reminders.derive()
    asked = set(Notice.objects.filter(kind="sitting").values_list("person__email", flat=True))
    assert asked == {member.email for member in world.members[3:]}


def test_the_unit_hears_of_a_return_once(world: World, in_review: Document) -> None:
    vote(world, in_review, "xxxxxxxxxxx")
    notices.derive()
    notices.derive()
    assert Notice.objects.filter(kind="log", step="return", person=world.somchai).count() == 1


def test_an_effect_is_claimed_by_one(world: World, drafting: Document) -> None:
    watched.ask("report.docx", drafting, actor=world.somchai)
    work.derive()
    (pk,) = effects.due_ids()
    assert effects.claim(pk) is not None
    assert effects.claim(pk) is None


def test_the_word_report_is_made_once_however_often_it_is_run(world: World, drafting: Document) -> None:
    job = watched.ask("report.docx", drafting, actor=world.somchai)
    assert watched.ask("report.docx", drafting, actor=world.somchai) == job, "a second press joins the first"
    work.derive()
    work.derive()
    (pk,) = effects.due_ids()
    assert work.run(pk)
    assert not work.run(pk)
    job.refresh_from_db()
    assert (job.state, job.percent) == ("done", 100)
    file = StoredFile.objects.get(public_id=job.file_key)
    assert files.read(file)[:2] == b"PK"


def test_a_loser_throws_its_work_away(world: World, drafting: Document) -> None:
    watched.ask("report.docx", drafting, actor=world.somchai)
    work.derive()
    (pk,) = effects.due_ids()
    slow = effects.claim(pk)
    assert slow is not None
    Effect.objects.filter(pk=pk).update(claimed_until=clock.now() - timedelta(seconds=1))
    assert work.run(pk), "another worker takes over when the claim has run out"
    work.report_word(slow)
    assert StoredFile.objects.filter(name__endswith=".docx").count() == 1


def test_a_failed_job_says_so_and_can_be_tried_again(
    world: World, drafting: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = watched.ask("report.docx", drafting, actor=world.somchai)

    def broken(*_: object, **__: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(reports, "word", broken)
        for _ in range(effects.TRIES):
            work.derive()
            Effect.objects.update(due_at=clock.now())
            work.run(Effect.objects.get().pk)
    job.refresh_from_db()
    assert job.state == "failed"
    assert "disk full" in job.error
    watched.retry(job)
    work_off()
    job.refresh_from_db()
    assert job.state == "done"


def test_sealing_sends_arrives_and_is_receipted(world: World, approved: Document) -> None:
    job = watched.ask("package.seal", approved, actor=world.somchai, params=LETTER)
    work_off()
    approved.refresh_from_db()
    job.refresh_from_db()
    assert (approved.state, job.state) == ("submitted", "done")
    package = Package.objects.get()
    assert hashlib.sha256(files.read(package.file)).hexdigest() == package.sha256
    submission = Submission.objects.get()
    assert submission.letter["letter"] == "ตง 1/1"
    desk.register(submission, actor=world.prasit)
    work_off()
    receipt = Receipt.objects.get()
    assert receipt.delivered_at is not None
    entry = LogEntry.objects.get(kind="receipt")
    assert entry.facts["register"] == "1/2569"
    work_off()
    assert LogEntry.objects.filter(kind="receipt").count() == 1


def test_the_same_revision_sealed_twice_is_the_same_file(world: World, approved: Document) -> None:
    from papers import sealing

    assert sealing.build(approved).data == sealing.build(approved).data


def test_the_exact_repeat_of_a_package_gives_the_same_row(world: World, approved: Document) -> None:
    watched.ask("package.seal", approved, actor=world.somchai, params=LETTER)
    work_off()
    data = files.read(Package.objects.get().file)
    assert intake.take_in(data, pao=world.pao, name="again.zip") == Submission.objects.get()


def test_a_flipped_byte_is_refused_and_noted(world: World, approved: Document) -> None:
    from papers import sealing

    data = bytearray(sealing.build(approved).data)
    data[len(data) // 2] ^= 1
    with pytest.raises(intake.IntakeRefused) as refused:
        intake.take_in(bytes(data), pao=world.pao, name="x.zip")
    assert refused.value.code == "signature"
    assert Refused.objects.get().code == "signature"
    assert not Submission.objects.exists()


def test_a_package_of_an_unknown_sender_is_refused(world: World, approved: Document) -> None:
    from papers import sealing
    from papers.models import UnitKey

    data = sealing.build(approved).data
    UnitKey.objects.all().delete()
    with pytest.raises(intake.IntakeRefused) as refused:
        intake.take_in(data, pao=world.pao, name="x.zip")
    assert refused.value.code == "unknown-key"


def test_the_clock_closes_what_is_due(world: World, in_review: Document) -> None:
    vote(world, in_review, "aaaaaaa....")
    assert sittings.close_due() == 0
    with clock.pretend(clock.now() + timedelta(days=8)):
        assert sittings.close_due() == 1
        assert sittings.close_due() == 0


def test_a_second_revision_replaces_the_first_at_the_desk(world: World, approved: Document) -> None:
    watched.ask("package.seal", approved, actor=world.somchai, params=LETTER)
    work_off()
    approved.refresh_from_db()
    moves.reopen(approved, actor=world.somchai, reason="แก้ยอดแถว 2")
    approved.refresh_from_db()
    fill(approved, world.somchai, share="0.60")
    moves.refer(approved, actor=world.somchai, closes_at=clock.now() + timedelta(days=3))
    vote(world, approved, "aaaaaaaaaaa")
    watched.ask("package.seal", approved, actor=world.somchai, params=LETTER | {"number": "ตง 1/2"})
    work_off()
    old, new = Submission.objects.order_by("revision_number")
    assert (old.desk, old.replaced_by, new.desk) == ("replaced", new, "arrived")
    assert approved.revisions.get(number=1).superseded_at is not None
    assert Job.objects.filter(state="done").count() == 2


def test_an_older_revision_and_a_key_of_another_unit_are_refused(world: World, approved: Document) -> None:
    from papers import sealing
    from papers.models import UnitKey

    sealed = sealing.build(approved).data
    UnitKey.objects.filter(unit=world.banna).update(unit=world.neighbour)
    with pytest.raises(intake.IntakeRefused) as refused:
        intake.take_in(sealed, pao=world.pao, name="x.zip")
    assert refused.value.code == "unknown-unit"
    UnitKey.objects.update(unit=world.banna)
    first = intake.take_in(sealed, pao=world.pao, name="x.zip")
    Submission.objects.filter(pk=first.pk).update(revision_number=2, package_sha256="0" * 64)
    with pytest.raises(intake.IntakeRefused) as refused:
        intake.take_in(sealed, pao=world.pao, name="x.zip")
    assert refused.value.code == "older-revision"
    UnitKey.objects.update(revoked_on=clock.today())
    with pytest.raises(intake.IntakeRefused) as refused:
        intake.take_in(sealed, pao=world.pao, name="x.zip")
    assert refused.value.code == "unknown-key"


def test_only_the_registrar_registers_and_in_order(world: World, approved: Document) -> None:
    watched.ask("package.seal", approved, actor=world.somchai, params=LETTER)
    work_off()
    submission = Submission.objects.get()
    with pytest.raises(NotAllowed):
        desk.register(submission, actor=world.somchai)
    with pytest.raises(WrongState):
        desk.record(submission, actor=world.prasit)
    desk.register(submission, actor=world.prasit)
    with pytest.raises(NotAllowed):
        desk.record(submission, actor=world.somchai)
    with pytest.raises(WrongState):
        desk.register(submission, actor=world.prasit)
    assert desk.next_number(world.pao, 2569) == 2, "a refusal leaves no gap"
    assert desk.next_number(world.pao, 2570) == 1
