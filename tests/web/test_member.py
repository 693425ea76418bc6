"""A member without an account: from the link to the receipt, what closes the link, and what nobody else can do."""

from __future__ import annotations

import gzip
import re
import uuid
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.core import mail
from django.db import connection
from django.test import Client

from committee import links
from committee.models import (
    AgendaItem,
    Assistant,
    Ballot,
    MemberLink,
    Mode,
    Objection,
    SeatTerm,
    Sitting,
    Via,
)
from committee.sitting import Call
from documents.models import Document, Issue
from organisations import clock, law
from organisations.models import User
from organisations.models.people import NO_MAIL
from tasks import notices, reminders
from tasks.models import Notice
from tests.cast import World, come_in, vote
from tests.web.test_pages import send
from workflow import moves

Press = Callable[[User], Client]
KILOBYTES = 60


def link_of(who: User) -> MemberLink:
    return MemberLink.objects.select_related("sitting", "term").get(term__person=who)


def way(who: User, page: str = "") -> str:
    return f"/k/{links.token_of(link_of(who))}/{page}"


def question(who: User, page: str = "") -> str:
    return way(who, f"{AgendaItem.objects.get().public_id}/{page}")


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def rows_of_every_table() -> dict[str, int]:
    """How many rows each table has, and what a change of any of them would show."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            if table in ("django_session", "django_cache"):
                continue
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found[table] = hash(tuple(sorted(map(repr, cursor.fetchall()))))
    return found


def test_three_taps_from_the_message_to_the_receipt(world: World, in_review: Document) -> None:
    client, taps = Client(), 1  # the link in the message
    page = client.get(way(world.malee), follow=True)
    assert page.status_code == 200
    assert page.redirect_chain[-1][0] == question(world.malee)
    body = page.content.decode()
    assert "กรรมการผู้แทนประชาคมท้องถิ่น" in body and world.malee.name in body
    assert body.count(' name="choice"') == 5 and " checked" not in body, "nothing is chosen for the member"
    taps += 2  # the answer, and the button
    answer = send(client, question(world.malee), {"choice": "approve"}, follow=True)
    told = text_of(answer)
    assert answer.redirect_chain[-1][0] == question(world.malee, "receipt/")
    item = AgendaItem.objects.get()
    for words in ("เห็นชอบ", world.malee.name, item.fingerprint[:4], "เปลี่ยนได้ถึง"):
        assert words in told, words
    ballot = Ballot.objects.get()
    assert (ballot.term.person, ballot.choice, ballot.via) == (world.malee, "approve", Via.LINK)
    assert ballot.fingerprint == item.fingerprint
    assert taps <= 3


def test_looking_changes_nothing(world: World, in_review: Document) -> None:
    send(Client(), question(world.malee), {"choice": "approve"})
    pages = [
        way(world.malee),
        question(world.malee),
        question(world.malee, "receipt/"),
        f"/k/group/{Sitting.objects.get().public_id}/",
    ]
    before = rows_of_every_table()
    for page in [*pages, question(world.malee, "not-me/"), question(world.malee, "objection/")]:
        assert Client().get(page).status_code in (200, 302), page
    assert rows_of_every_table() == before
    send(Client(), question(world.malee), {"choice": "abstain"})
    assert rows_of_every_table() != before, "the negative control: a press does change something"


def test_the_page_is_light_and_needs_no_script(world: World, in_review: Document) -> None:
    answer = Client().get(question(world.malee))
    body = answer.content.decode()
    assert "<script" not in body
    wanted = set(re.findall(r'(?:href|src)="/static/([^"]+)"', body))
    weight = len(gzip.compress(answer.content))
    for name in wanted:
        found = finders.find(re.sub(r"\.[0-9a-f]{12}(?=\.)", "", name))
        assert found, name
        weight += len(gzip.compress(Path(found).read_bytes()))
    assert "tidtam" in " ".join(wanted)
    assert weight <= KILOBYTES * 1024, f"{weight / 1024:.0f} KB"


def test_the_address_leaks_to_nobody(world: World, in_review: Document) -> None:
    answer = Client().get(question(world.malee))
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] in ("same-origin", "no-referrer")
    assert "http://" not in answer.content.decode().replace("http://www.w3.org", "")
    link = link_of(world.malee)
    assert links.token_of(link) not in {link.token_sha256, *Notice.objects.values_list("path", flat=True)}


def test_what_must_be_mended_wants_words_and_up_to_three_places(world: World, in_review: Document) -> None:
    client = Client()
    silent = send(client, question(world.malee), {"choice": "return", "text": " ", "text-2": ""})
    assert silent.status_code == 422 and not Ballot.objects.exists()
    row = in_review.plan.projects.get(number=2)  # type: ignore[union-attr]
    three = {
        "choice": "return",
        "anchor": "p4",
        "text": "ขอสาเหตุ",
        "row-2": "๒",
        "text-2": "ขอหลักฐาน",
        "reason_code-2": "evidence",
        "anchor-3": "p2.t5",
        "text-3": "ยอดไม่ตรง",
    }
    unknown = send(client, question(world.malee), {**three, "row-2": "99"})
    assert unknown.status_code == 422 and "99" in text_of(unknown) and "ขอสาเหตุ" in unknown.content.decode()
    assert send(client, question(world.malee), three).status_code == 302
    issues = {issue.anchor: issue.text for issue in Issue.objects.filter(raised_by=world.malee)}
    assert issues == {"p4": "ขอสาเหตุ", f"p2.row.{row.key}": "ขอหลักฐาน", "p2.t5": "ยอดไม่ตรง"}
    again = client.get(question(world.malee)).content.decode()
    assert "ขอหลักฐาน" in again, "a change of mind begins with what was said"


def test_a_change_of_mind_replaces_and_is_the_member_s_own_seat(world: World, in_review: Document) -> None:
    client = Client()
    for choice in ("approve", "abstain"):
        assert (
            send(client, question(world.malee), {"choice": choice, "seat": "1", "person": "1"}).status_code
            == 302
        )
    live = Ballot.objects.get(replaced_by__isnull=True)
    assert (live.choice, live.term.person, live.replaces.choice) == ("abstain", world.malee, "approve")  # type: ignore[union-attr]


def test_a_press_without_its_tokens_is_refused(world: World, in_review: Document) -> None:
    strict = Client(enforce_csrf_checks=True)
    page = question(world.malee)
    assert strict.post(page, {"choice": "approve", "form_token": str(uuid.uuid4())}).status_code == 403
    assert Client().post(page, {"choice": "approve"}).status_code == 422
    assert not Ballot.objects.exists()
    key = str(uuid.uuid4())
    for _ in range(2):
        assert Client().post(page, {"choice": "approve", "form_token": key}).status_code == 302
    assert Ballot.objects.count() == 1, "sent twice is recorded once"
    assert Client().post(page, {"choice": "abstain", "form_token": key}).status_code == 422


@pytest.mark.parametrize(
    "closed", ["nobody's", "another's item", "revoked", "renewed", "expired", "term over"]
)
def test_a_link_that_opens_nothing_says_why_and_records_nothing(
    world: World, in_review: Document, closed: str
) -> None:
    page, link = question(world.malee), link_of(world.malee)
    when, status = clock.now(), 410
    if closed == "nobody's":
        page, status = page.replace(links.token_of(link), "abcdefgh234567abcdefgh2345"), 404
    elif closed == "another's item":
        page, status = way(world.malee, f"{uuid.uuid4()}/"), 404
    elif closed == "revoked":
        links.revoke(link, links.BY_OFFICER)
    elif closed == "renewed":
        links.renew(link)
        status = 404
    elif closed == "expired":
        when = link.sitting.until + links.VALID + timedelta(minutes=1)
    else:
        SeatTerm.objects.filter(pk=link.term_id).update(ends_on=date(2026, 1, 5))
    with clock.pretend(when):
        for answer in (Client().get(page), send(Client(), page, {"choice": "approve"})):
            assert answer.status_code == status
            if status == 410:
                assert "075-000-000" in answer.content.decode(), "whom to ask"
    assert not Ballot.objects.exists()


def test_this_was_not_me_keeps_the_opinion_in_sight_and_closes_the_link(
    world: World, in_review: Document
) -> None:
    client = Client()
    send(client, question(world.malee), {"choice": "approve"})
    gone = send(client, question(world.malee, "not-me/"), {"text": "มีคนหยิบซองไป"}, follow=True)
    assert gone.status_code == 410 and "ปิดลิงก์แล้ว" in text_of(gone)
    objection = Objection.objects.get()
    assert (objection.kind, objection.text) == ("not_me", "มีคนหยิบซองไป")
    assert Ballot.objects.count() == 1, "nothing is deleted"
    assert client.get(question(world.malee, "receipt/")).status_code == 410
    notices.derive()
    told = Notice.objects.get(step="objection", person=world.somchai)
    assert told.path == f"/sitting/{Sitting.objects.get().public_id}/"
    vote(world, in_review, "aaa.aaaaaaa")
    assert AgendaItem.objects.get().is_open, "the disowned opinion is not counted"


def meeting_of(world: World, document: Document) -> Sitting:
    Assistant.objects.create(committee=world.committee, person=world.somchai, starts_on=date(2025, 1, 1))
    how = Call(mode=Mode.MEETING, held_at=clock.now() + timedelta(days=5), place="ห้องประชุม")
    called = moves.call_sitting(world.banna, how, actor=world.somchai, pack=law.load("handbook-quarterly"))
    moves.refer(document, actor=world.somchai, where=called)
    return called


def test_what_was_recorded_in_a_meeting_can_be_objected_to_for_seven_days(
    world: World, drafting: Document
) -> None:
    called = meeting_of(world, drafting)
    client = Client()
    assert "แสดงต่อที่ประชุม" in text_of(client.get(question(world.malee))), (
        "an opinion beforehand is not counted"
    )
    with clock.pretend(called.held_at):
        come_in(world, called)
        moves.record_item(drafting, actor=world.somchai, said={})
        moves.end_meeting(called, actor=world.somchai)
        page = client.get(question(world.malee))
        assert "บันทึกในนามของท่าน" in text_of(page) and 'name="choice"' not in page.content.decode()
        assert send(client, question(world.malee, "objection/"), {"text": " "}).status_code == 422
    with clock.pretend(called.held_at + timedelta(days=8)):
        assert (
            send(client, question(world.malee, "objection/"), {"text": "ข้าพเจ้างดออกเสียง"}).status_code == 409
        )
    with clock.pretend(called.held_at + timedelta(days=6)):
        assert (
            send(client, question(world.malee, "objection/"), {"text": "ข้าพเจ้างดออกเสียง"}).status_code == 302
        )
        assert "ข้าพเจ้างดออกเสียง" in text_of(client.get(question(world.malee)))
    assert Objection.objects.get().kind == "not_so"


# ── the common link and the code ──


def group() -> str:
    return f"/k/group/{Sitting.objects.get().public_id}/"


def code_form(who: User, code: str | None = None) -> dict[str, str]:
    link = link_of(who)
    return {"term": str(link.term.public_id), "code": code or links.code_of(link)}


def test_name_and_code_give_the_member_s_page_once(world: World, in_review: Document) -> None:
    spaced = f"{links.code_of(link_of(world.malee))[:4]} {links.code_of(link_of(world.malee))[4:]}"
    thai = spaced.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    answer = send(Client(), group(), code_form(world.malee, thai))
    assert answer["Location"] == way(world.malee)
    assert send(Client(), question(world.malee), {"choice": "approve"}).status_code == 302
    assert Ballot.objects.get().via == Via.CODE
    again = send(Client(), group(), code_form(world.malee))
    assert again.status_code == 422 and "ใช้" in text_of(again)


def test_a_wrong_code_is_remembered_although_it_is_refused(world: World, in_review: Document) -> None:
    client = Client()
    other = links.code_of(link_of(world.anong))
    for left in range(links.MOST_TRIES - 1, -1, -1):
        assert send(client, group(), code_form(world.malee, other)).status_code == 422
        assert link_of(world.malee).tries == links.MOST_TRIES - left
    right = send(client, group(), code_form(world.malee))
    assert right.status_code == 422, "the right code comes too late"
    assert send(client, group(), code_form(world.anong)).status_code == 302, "the others are unharmed"


def test_a_flood_of_wrong_codes_is_stopped_by_its_address(world: World, in_review: Document) -> None:
    flood = Client(REMOTE_ADDR="203.0.113.9")
    wrong = "00000000"
    for number in range(15):
        assert send(flood, group(), code_form(world.members[number % 5], wrong)).status_code == 422
    assert send(flood, group(), code_form(world.members[6])).status_code == 429
    calm = Client(REMOTE_ADDR="203.0.113.10")
    assert send(calm, group(), code_form(world.members[6])).status_code == 302


# ── what the officer sends ──


def test_the_officer_gets_a_text_for_each_member_and_one_for_the_group(
    world: World, in_review: Document, press: Press
) -> None:
    where = Sitting.objects.get()
    page = press(world.somchai).get(f"/sitting/{where.public_id}/links/").content.decode()
    for member in world.members:
        assert way(member) in page
    common = page[page.index('id="group"') : page.index("</textarea>")]
    assert group() in common and "/k/" + links.token_of(link_of(world.malee)) not in common
    assert "ขอความอนุเคราะห์" in common
    for stranger in (world.wilai, world.malee, world.wichai, world.prasit):
        assert press(stranger).get(f"/sitting/{where.public_id}/links/").status_code == 404, stranger.name


def test_the_slips_bear_name_code_and_drawing_until_the_code_is_used(
    world: World, in_review: Document, press: Press
) -> None:
    slips = f"/sitting/{Sitting.objects.get().public_id}/links/print/"
    client = press(world.somchai)
    page = client.get(slips).content.decode()
    code = links.code_of(link_of(world.malee))
    assert f"{code[:4]} {code[4:]}" in page and page.count('class="qr"') == 11
    send(Client(), group(), code_form(world.malee))
    assert client.get(slips).content.decode().count('class="qr"') == 10


def test_a_new_link_closes_the_old_one(world: World, in_review: Document, press: Press) -> None:
    url, client = f"/sitting/{Sitting.objects.get().public_id}/links/", press(world.somchai)
    old, key = way(world.malee), str(link_of(world.malee).public_id)
    assert send(client, url, {"act": "renew", "link": key}).status_code == 302
    assert Client().get(old).status_code == 404
    assert Client().get(way(world.malee), follow=True).status_code == 200
    assert send(client, url, {"act": "revoke", "link": key}).status_code == 302
    assert Client().get(way(world.malee)).status_code == 410
    assert send(client, url, {"act": "renew", "link": str(uuid.uuid4())}).status_code == 404


def test_the_mail_carries_the_member_s_own_link_and_keeps_it_nowhere(
    world: World, in_review: Document
) -> None:
    User.objects.filter(pk=world.anong.pk).update(email=f"{uuid.uuid4().hex}@{NO_MAIL}")
    reminders.derive()
    notices.deliver(notices.to_mail())
    bodies = {message.to[0]: message.body for message in mail.outbox}
    assert question(world.malee) in bodies[world.malee.email]
    assert not any(
        links.token_of(link_of(world.malee)) in body
        for who, body in bodies.items()
        if who != world.malee.email
    )
    assert not any(NO_MAIL in who for who in bodies)
    asked = Notice.objects.filter(kind="sitting")
    assert asked.count() == 11 and not any("/k/" in path for path in asked.values_list("path", flat=True))


def test_a_closed_link_is_not_mailed(world: World, in_review: Document) -> None:
    links.revoke(link_of(world.malee), links.BY_OFFICER)
    reminders.derive()
    notices.deliver(notices.to_mail())
    body = next(message.body for message in mail.outbox if message.to == [world.malee.email])
    assert "/k/" not in body and f"/review/{AgendaItem.objects.get().public_id}/" in body
