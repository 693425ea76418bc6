"""Every page that takes a form takes each form once: a press without its token is refused before the page looks."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from organisations.models import User
from tests.cast import World

Press = Callable[[User], Client]
NO_TOKEN = "errors/no_token.html"
READS_ONLY = {
    "door",
    "home",
    "plan",
    "report",
    "form2",
    "history",
    "job",
    "file",
    "committee",
    "inbox",
    "matrix",
    "size",
    "language",
    "fingerprint",
    "design",
    "health",
    "stated",
    "account_login",
    "account_logout",
    "answer_slice",
    "compare",
    "export",
    "import_result",
    "import_sample",
    "memo",
    "member_file",
    "review_file",
    "sheet_paper",
    "sitting_paper",
    "survey_data",
    "survey_poster",
    "survey_results",
    "survey_sheets",
    "survey_slips",
    "survey_thanks",
    "surveys",
    "wording",
    "wording_version",
    "sitting_slips",
    "sittings",
    "slice",
    "office",
    "briefing",
}
TWICE_IS_ONCE = {"cells", "answer", "join", "survey", "survey_invited", "survey_page", "survey_check"}
"""What does its work once without a token: an edit names what its writer saw
(`test_the_same_edit_twice_is_no_collision`), an answer that was given last is not kept again
(`test_looking_changes_nothing_and_sending_twice_keeps_one_answer`), a link that set a password sets no other
(`test_the_link_sets_a_password_once_and_looking_changes_nothing`), a page of a questionnaire keeps the latest, a
draft counts once (`test_a_citizen_answers_page_by_page_and_sends_once`), one that was begun twice is forgotten."""
GIVEN = {"name": "p4", "number": 4, "kind": "form1"}
FORMS = sorted(
    one.name
    for one in get_resolver().url_patterns
    if getattr(one, "name", None) and one.name not in READS_ONLY | TWICE_IS_ONCE
)


def address(name: str) -> str:
    """The address of a page with ids of nothing."""
    pattern = next(one for one in get_resolver().url_patterns if getattr(one, "name", None) == name)
    wanted = pattern.pattern.converters
    return reverse(name, kwargs={key: GIVEN.get(key) or uuid.uuid4() for key in wanted})


@pytest.mark.parametrize("name", FORMS)
def test_a_form_without_its_token_is_refused(name: str, world: World, press: Press) -> None:
    answer = press(world.somchai).post(address(name), {"anything": "1"})
    assert answer.status_code == 422
    assert NO_TOKEN in [template.name for template in answer.templates]


@pytest.mark.parametrize("name", FORMS)
def test_a_form_with_its_token_is_looked_at(name: str, world: World, press: Press) -> None:
    """The negative control: with a token the same press reaches the page, which finds nothing or answers it."""
    answer = press(world.somchai).post(address(name), {"form_token": str(uuid.uuid4())})
    assert NO_TOKEN not in [template.name for template in answer.templates]
    assert answer.status_code in {302, 404, 422}
