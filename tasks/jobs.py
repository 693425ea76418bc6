"""Every Celery task, thin: takes ids, may run twice, calls one verb. No rule lives here."""

from __future__ import annotations

from celery import shared_task

from surveys import collecting
from tasks import effects, heartbeat, notices, reminders, sittings, work

BATCH = 100


@shared_task(name="tasks.sweep", ignore_result=True)
def sweep() -> None:
    """Derive what is to be done and ring for each part of it."""
    heartbeat.beat("clock")
    work.derive()
    for pk in effects.due_ids():
        do_effect.apply_async((pk,), retry=False)
    waiting = notices.to_mail()
    for start in range(0, len(waiting), BATCH):
        deliver_notices.apply_async((waiting[start : start + BATCH],), retry=False)


@shared_task(name="tasks.do_effect", ignore_result=True)
def do_effect(pk: int) -> None:
    """Do one effect; one that is done is passed over."""
    heartbeat.beat("worker")
    if work.run(pk):
        sweep.apply_async(retry=False)


@shared_task(name="tasks.deliver_notices", ignore_result=True)
def deliver_notices(pks: list[int]) -> None:
    """Mail notices; passes over what is already delivered."""
    notices.deliver(pks)


@shared_task(name="tasks.remind", ignore_result=True)
def remind() -> None:
    """Derive the notices of the ladder, of the divisions and of the log; forget answers nobody finished in a day."""
    reminders.derive()
    notices.derive()
    collecting.forget()


@shared_task(name="tasks.close_sittings", ignore_result=True)
def close_sittings() -> None:
    """Close the items whose time has come."""
    sittings.close_due()
