"""Processes that do the same thing at the same instant: a barrier before each round, a connection each.

Run as `python -m tests.races.rivals` with a plan on standard input; answers with what each process got.
A plan: {"what": kind or a list of one kind a rival, "rivals": [[…one argument list a round…], …],
"guard": bool, "address": [host, port]}; the kinds are the keys of `ACTS` and "http". An answer is "kept",
"stale", the class and code of a refusal ("WrongState item-closed"), or the class and words of any other error.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

SECONDS_A_ROUND = 6
"""How long a round of eleven may take on a busy machine before the contest is given up."""
CONTEXT = multiprocessing.get_context("fork")


def setup() -> None:
    """Open Django, without touching the database before the fork."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()


def take_the_guard_out() -> None:
    """The negative control: no row lock on PostgreSQL, no transaction on SQLite."""
    from django.db import connection

    from documents import cells, writing
    from documents.models import Document
    from organisations.scope import within
    from surveys import collecting
    from workflow.models import Case
    from workflow.moves import passage

    @contextlib.contextmanager
    def unlocked(document: Document, *, alone: bool = False) -> Iterator[Case]:
        around = contextlib.nullcontext() if connection.vendor == "sqlite" else passage.transaction.atomic()
        with within([document.unit_id]), around:
            yield Case._base_manager.select_related("unit", "obligation__period").get(pk=document.pk)

    passage.locked = unlocked  # type: ignore[assignment]
    cells.lock = lambda document: Document._base_manager.get(pk=document.pk)  # type: ignore[assignment]
    collecting._locked = lambda one: one  # type: ignore[assignment]
    draft_of = collecting.draft_of
    collecting.draft_of = lambda one, token, **_: draft_of(one, token)  # type: ignore[assignment]
    if connection.vendor == "sqlite":
        collecting.send = collecting.send.__wrapped__  # type: ignore[attr-defined]
        writing.save_row = writing.save_row.__wrapped__  # type: ignore[attr-defined]


def ballot(document: int, member: int, choice: str, item: int | None = None) -> str:
    """One member answers on one report; `item` is the agenda item they were looking at, as a page says it."""
    from committee.models import AgendaItem
    from documents.models import Document
    from organisations.models import User
    from workflow import moves

    moves.cast_ballot(
        Document._base_manager.select_related("unit").get(pk=document),
        actor=User.objects.get(pk=member),
        choice=choice,
        points=[moves.Point("p4", "แก้")] if choice == "return" else [],
        on=None if item is None else AgendaItem._base_manager.get(pk=item),
    )
    return "kept"


def close(document: int, chair: int) -> str:
    """The chair closes the circulation of one report."""
    from documents.models import Document
    from organisations.models import User
    from workflow import moves

    moves.close_item(Document._base_manager.get(pk=document), actor=User.objects.get(pk=chair))
    return "kept"


def take_back(document: int, drafter: int) -> str:
    """The drafter takes one report back from the committee."""
    from documents.models import Document
    from organisations.models import User
    from workflow import moves

    moves.take_back(Document._base_manager.get(pk=document), actor=User.objects.get(pk=drafter))
    return "kept"


def row(document: int, project: int, amount: str, version: int, line_version: int, actor: int) -> str:
    """One writer saves one row, upon the version both have read."""
    from decimal import Decimal

    from documents import writing
    from documents.models import Document
    from organisations.models import User
    from organisations.scope import everything
    from plans.models import Project

    with everything():
        place = Project.objects.get(pk=project)
        line = place.lines.get()
        entry = writing.RowEntry(
            "in_progress", amount, version, {line: writing.LineEntry(Decimal(amount), "amount", line_version)}
        )
        try:
            writing.save_row(
                Document.objects.select_related("obligation__period").get(pk=document),
                place,
                entry,
                actor=User.objects.get(pk=actor),
            )
        except writing.StaleRow:
            return "stale"
    return "kept"


def survey(questionnaire: int, token: str) -> str:
    """A respondent sends the answers that lie under a token."""
    from surveys import collecting
    from surveys.models import Questionnaire

    try:
        collecting.send(Questionnaire._base_manager.get(pk=questionnaire), token)
    except collecting.CollectingRefused as refused:
        return refused.code
    return "kept"


ACTS: dict[str, Callable[..., str]] = {
    "ballots": ballot,
    "close": close,
    "rows": row,
    "survey": survey,
    "take_back": take_back,
}


def post(address: list[Any], path: str, session: str, body: dict[str, str]) -> str:
    """One press by HTTP."""
    connection = http.client.HTTPConnection(address[0], address[1], timeout=60)
    token = "x" * 32
    headers = {
        "Cookie": f"sessionid={session}; csrftoken={token}",
        "X-CSRFToken": token,
        "Content-Type": "application/x-www-form-urlencoded",
    }
    connection.request("POST", path, urlencode(body), headers)
    answer = connection.getresponse()
    answer.read()
    return str(answer.status)


def rival(plan: dict[str, Any], rounds: list[list[Any]], barrier: Any, answers: Any, number: int) -> None:
    """One process: wait for the others before each round, act, note what came of it."""
    from django.db import connection

    from workflow.refusals import WorkflowError

    if not plan.get("guard", True):
        take_the_guard_out()
    what = plan["what"] if isinstance(plan["what"], str) else plan["what"][number]
    act = ACTS.get(what) or (lambda *told: post(plan["address"], *told))
    connection.ensure_connection()
    said = []
    for told in rounds:
        barrier.wait(120)
        try:
            said.append(act(*told))
        except WorkflowError as refusal:
            said.append(f"{type(refusal).__name__} {refusal.code}")
        except Exception as error:
            said.append(f"{type(error).__name__}: {error}"[:200])
    answers.put((number, said))


def main() -> None:
    """Read the plan, fork the rivals, print what they said."""
    plan = json.load(sys.stdin)
    setup()
    barrier, answers = CONTEXT.Barrier(len(plan["rivals"])), CONTEXT.Queue()
    rivals = [
        CONTEXT.Process(target=rival, args=(plan, rounds, barrier, answers, number))
        for number, rounds in enumerate(plan["rivals"])
    ]
    for one in rivals:
        one.start()
    patience = 120 + SECONDS_A_ROUND * max(len(rounds) for rounds in plan["rivals"])
    said = dict(answers.get(timeout=patience) for _ in rivals)
    for one in rivals:
        one.join(30)
    json.dump([said[number] for number in range(len(rivals))], sys.stdout)


if __name__ == "__main__":
    main()
