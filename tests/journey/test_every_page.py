"""Every page, Thai and English, phone and desktop: axe, targets, tone marks, weight, no sideways scrolling."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import get_resolver
from playwright.sync_api import Browser, Page

from committee import appointing, seating, sitting
from committee import links as links_of_members
from committee.models import Presence, SeatTerm, Sitting, TermEnded
from documents import divisions, files, obligations, wording
from documents.models import DivisionRequest, Document, Obligation, Restatement
from organisations import people
from organisations.calendar import fiscal_year
from organisations.clock import today
from organisations.models import Handover, OrgUnit, Role, RoleGrant, User
from organisations.scope import everything
from plans import drafts, importing, register
from plans.models import DevelopmentPlan, ImportDraft, ProjectChange, WaitingRow
from province.models import Submission
from surveys import collecting, keying
from surveys import questions as asking
from surveys.models import Questionnaire
from tasks import handing, invitations
from tasks.models import Job
from tests.journey.browser import DESKTOP, PHONE, quiet, signed_in
from web.demonstration.story import play
from workflow import moves

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
KILOBYTES = {
    "form2": 150,
    "answer": 60,
    "member_item": 60,
    "member_receipt": 60,
    "member_group": 60,
    "survey": 60,
    "survey_page": 60,
}
NOT_PAGES = {
    "door",
    "word",
    "take_back",
    "job_retry",
    "file",
    "review_close",
    "import_undo",
    "import_begin",
    "import_sample",
    "answer_slice",
    "memo",
    "slice",
    "export",
    "cells",
    "put_back",
    "committee_mode",
    "briefing",
    "sitting_paper",
    "member_disown",
    "member_objection",
    "size",
    "language",
    "health",
    "ask_for",
    "survey_data",
    "review_file",
    "member_file",
}
"""Addresses that only act, redirect or give out a file."""

QUESTIONS = "อยู่ระหว่างดำเนินการ\t\t\t๑๒,๓๐๐\nทำอยู่มั้ง\t\t\t12.345,67\t\t\t\tรอผู้รับจ้าง\n"
"""Cells of which some are clear and some must be asked about."""


def paste_questions(page: Page) -> None:
    """Paste what cannot be understood without a question."""
    page.fill("textarea[name=text]", QUESTIONS)
    page.select_option("select[name=column]", "status")
    page.locator("main form button.btn").first.click()


VACANT = 11
"""The seat that is empty while the pages are looked at."""
EXPECTED = {"404": (404,), "paste": (422,)}
"""What a page answers on purpose, and the browser complains of."""
PRESSES = {"?questions": paste_questions}
"""What is pressed before a page is looked at, by the end of its address."""

LOOK = """() => {
  const out = {overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    clipped: [], small: [], tight: [], h1: document.querySelectorAll('h1').length};
  const thai = /[\\u0E00-\\u0E7F]/;
  for (const e of document.querySelectorAll('main *, header *, footer *')) {
    const style = getComputedStyle(e), own = [...e.childNodes].some(n => n.nodeType === 3 && thai.test(n.data));
    if (!e.checkVisibility() || e.closest('.vis, svg')) continue;
    if (own && style.overflowY === 'hidden' && e.scrollHeight > e.clientHeight + 1) out.clipped.push(e.outerHTML.slice(0, 120));
    const line = parseFloat(style.lineHeight);
    if (own && line && line / parseFloat(style.fontSize) < 1.49) out.tight.push(e.outerHTML.slice(0, 120));
    if (e.matches('a, button, input:not([type=hidden]), select, textarea, summary')) {
      const r = e.getBoundingClientRect(), label = e.closest('label');
      const box = label ? label.getBoundingClientRect() : r;
      const inText = e.matches('p a, li a, td a, dd a') && style.display.startsWith('inline');
      if (!inText && (box.height < 24 || box.width < 24)) out.small.push(e.outerHTML.slice(0, 120));
    }
  }
  return out;
}"""


@pytest.fixture
def told(transactional_db: None) -> Iterator[None]:
    settings.DEMO = True
    with everything():
        play()
        yield
    settings.DEMO = False


def pages() -> dict[str, list[tuple[str, str]]]:
    """Who sees which address, by the demonstration's people."""
    form2s = Document.objects.filter(unit__code="banna", kind="form2").order_by("pk")
    banna = {one.state: one for one in form2s}
    drafting, review, sent = (banna[state].public_id for state in ("drafting", "in_review", "submitted"))
    approved = Document.objects.get(state="approved").public_id
    returned = Document.objects.get(state="returned").public_id
    item = sitting.open_item(Document.objects.get(public_id=review))
    assert item is not None
    row = Document.objects.get(public_id=drafting).plan.projects.get(number=2).public_id  # type: ignore[union-attr]
    owed = Obligation.objects.filter(unit__code="banna", kind="form3_3", document__isnull=True).first()
    other = Obligation.objects.filter(
        unit__code="banna", kind="form2", document__isnull=True, act__isnull=True
    ).first()
    assert owed is not None
    assert other is not None
    job = Job.objects.filter(unit__code="banna").latest("pk").public_id
    draft, waiting = _imports(owed.unit)
    arrived = Submission.objects.filter(desk="arrived", kind="form2").latest("pk").public_id
    yearly = Submission.objects.filter(desk="arrived", kind="form3_2").latest("pk").public_id
    recorded = Submission.objects.filter(desk="recorded").first()
    assert recorded is not None
    asked = {one.division: one for one in DivisionRequest.objects.filter(document__public_id=drafting)}
    links = [f"/a/{divisions.code_of(asked[name])}/" for name in ("กองช่าง", "กองสธ.", "สำนักปลัด")]
    forms = {kind: _sheet("banna", kind) for kind in ("form1", "form3_1", "form3_2")}
    own_form1, own_form3_2 = (_sheet("khlongdao", kind).public_id for kind in ("form1", "form3_2"))
    cancelled, moved = (
        ProjectChange.objects.filter(kind=kind).earliest("pk").project.public_id
        for kind in ("cancel", "transfer")
    )
    handed, held, joining = _handover(owed.unit)
    ended = Document.objects.get(state="approved").revisions.latest("number").items.get().sitting

    begun = _meeting()
    subject = begun.items.get()
    circulated = item.sitting
    link = links_of_members.to_mail(circulated, User.objects.get(email="malee@banna.example"))
    answered = links_of_members.to_mail(circulated, User.objects.get(email="anong@banna.example"))
    assert link is not None
    assert answered is not None
    own, had = (f"/k/{links_of_members.token_of(one)}/{item.public_id}/" for one in (link, answered))
    several = links_of_members.of_sitting(begun)[3]
    asked_of, given, key = _survey(owed.unit)
    proposal = Restatement.objects.get()
    corrected = proposal.because.document.public_id
    return {
        "": [
            *[("answer", link) for link in links],
            ("404", "/a/nobodysgate/"),
            ("account_login", "/accounts/login/"),
            ("join", joining),
            ("member_item", own),
            ("member_item", f"/k/{links_of_members.token_of(several)}/{subject.public_id}/"),
            ("member_receipt", f"{had}receipt/"),
            ("member", f"/k/{links_of_members.token_of(several)}/"),
            ("member_group", f"/k/group/{circulated.public_id}/"),
            ("survey", f"/s/{asked_of.code}/"),
            ("survey_page", f"/s/{asked_of.code}/t/{key}/1/"),
            ("survey_page", f"/s/{asked_of.code}/t/{key}/6/"),
            ("survey_check", f"/s/{asked_of.code}/t/{key}/check/"),
            ("survey_thanks", f"/s/{asked_of.code}/thanks/"),
            ("survey_invited", f"/s/{asked_of.code}/t/{key}/"),
            ("survey_results", f"/s/{given.code}/results/"),
            ("fingerprint", f"/v/{item.fingerprint[:12]}/"),
        ],
        "somchai@banna.example": [
            ("home", "/home/"),
            ("begin", f"/obligation/{other.public_id}/begin/"),
            ("paper", f"/obligation/{owed.public_id}/paper/"),
            ("plan", "/plan/"),
            ("plan_new", "/plan/facts/"),
            ("plan_facts", f"/plan/facts/{owed.unit.plans.latest('pk').public_id}/"),
            ("import", "/plan/import/"),
            ("import_columns", f"/plan/import/{draft.public_id}/columns/"),
            ("import_check", f"/plan/import/{draft.public_id}/"),
            ("import_result", f"/plan/import/{waiting.batch.public_id}/result/"),
            ("import_row", f"/plan/import/row/{waiting.public_id}/"),
            ("stated", "/check-report/"),
            ("stated", "/check-report/?example=1"),
            ("report", f"/report/{drafting}/"),
            ("report", f"/report/{review}/"),
            ("report", f"/report/{sent}/"),
            ("reading", f"/report/{drafting}/reading/"),
            ("reopen", f"/report/{sent}/reopen/"),
            ("form2", f"/report/{drafting}/form2/"),
            ("row", f"/report/{drafting}/row/{row}/"),
            ("row", f"/report/{sent}/row/{row}/"),
            ("divisions", f"/report/{drafting}/divisions/"),
            ("divisions", f"/report/{drafting}/divisions/?to={asked['กองช่าง'].public_id}"),
            ("divisions", f"/report/{drafting}/divisions/?to={asked['กองสธ.'].public_id}"),
            ("divisions", f"/report/{review}/divisions/"),
            ("paste", f"/report/{drafting}/paste/"),
            ("paste", f"/report/{drafting}/paste/?questions"),
            ("ledger", f"/report/{drafting}/ledger/"),
            ("ledger", f"/report/{sent}/ledger/"),
            ("project", f"/project/{cancelled}/?report={drafting}"),
            ("project", f"/project/{moved}/"),
            ("compare", f"/report/{review}/compare/"),
            ("compare", f"/report/{sent}/compare/"),
            ("section", f"/report/{drafting}/part/p3/"),
            ("section", f"/report/{drafting}/part/p4/"),
            ("check", f"/report/{drafting}/check/"),
            ("check", f"/report/{review}/check/"),
            ("refer", f"/report/{drafting}/refer/"),
            ("issues", f"/report/{review}/issues/"),
            ("history", f"/report/{review}/history/"),
            *[("report", f"/report/{one.public_id}/") for one in forms.values()],
            ("sheet_part", f"/report/{forms['form3_1'].public_id}/fill/counts/"),
            ("sheet_part", f"/report/{forms['form3_1'].public_id}/fill/s1/"),
            *[("sheet_paper", f"/report/{one.public_id}/sheet/") for one in forms.values()],
            ("check", f"/report/{forms['form3_1'].public_id}/check/"),
            ("job", f"/job/{job}/"),
            ("committee", "/committee/"),
            ("committee_record", "/committee/record/"),
            ("assistants", "/committee/assistants/"),
            ("seat", "/committee/seat/1/"),
            ("seat", f"/committee/seat/{VACANT}/"),
            ("seat_leave", "/committee/seat/2/leave/"),
            ("surveys", "/survey/"),
            ("survey_new", "/survey/new/"),
            ("survey_console", f"/survey/{asked_of.public_id}/"),
            ("survey_console", f"/survey/{given.public_id}/"),
            ("survey_enter", f"/survey/{asked_of.public_id}/enter/"),
            ("survey_mismatch", f"/survey/{asked_of.public_id}/enter/1/"),
            ("survey_poster", f"/survey/{asked_of.public_id}/poster/"),
            ("survey_slips", f"/survey/{asked_of.public_id}/slips/"),
            ("survey_sheets", f"/survey/{asked_of.public_id}/sheets/?n=1"),
            ("sittings", "/sitting/"),
            ("sitting", f"/sitting/{circulated.public_id}/"),
            ("sitting_links", f"/sitting/{circulated.public_id}/links/"),
            ("sitting_slips", f"/sitting/{circulated.public_id}/links/print/"),
            ("office", "/office/"),
            ("give_role", "/office/give/"),
            ("end_role", f"/office/role/{held.public_id}/end/"),
            ("hand_over", f"/office/role/{held.public_id}/hand-over/"),
            ("handover", f"/office/handover/{handed.public_id}/"),
            ("process", "/office/process/"),
            ("wording", "/office/forms/"),
            ("wording_edit", "/office/forms/form1/"),
            ("wording_version", "/office/forms/form1/1/"),
            ("notices", "/notices/"),
            ("design", "/design/"),
            ("account_logout", "/accounts/logout/"),
            ("404", "/nothing-here/"),
        ],
        "somchai@huaitawan.example": [
            ("sittings", "/sitting/"),
            ("sitting_call", "/sitting/call/"),
            ("sitting", f"/sitting/{begun.public_id}/"),
            ("sitting_attendance", f"/sitting/{begun.public_id}/attendance/"),
            ("sitting_record", f"/sitting/{begun.public_id}/record/"),
            ("sitting_dissent", f"/sitting/{begun.public_id}/record/{subject.public_id}/"),
            ("sitting_again", f"/sitting/{begun.public_id}/again/"),
            ("sitting_end", f"/sitting/{begun.public_id}/end/"),
        ],
        "somchai@khlongdao.example": [
            ("report", f"/report/{approved}/"),
            ("send", f"/report/{approved}/send/"),
            ("sheet_part", f"/report/{own_form1}/fill/p1/"),
            ("sheet_part", f"/report/{own_form3_2}/fill/people/"),
            ("check", f"/report/{own_form3_2}/check/"),
            ("reading", f"/report/{approved}/reading/"),
            ("cancel", f"/report/{approved}/cancel/"),
            ("sitting", f"/sitting/{ended.public_id}/"),
        ],
        "ekachai@khlongdao.example": [("inbox", "/inbox/")],
        "somchai@banghinghoi.example": [
            ("report", f"/report/{returned}/"),
            ("issues", f"/report/{returned}/issues/"),
        ],
        "somchai@yanmai.example": [
            ("report", f"/report/{proposal.document.public_id}/"),
            ("restate", f"/report/{proposal.document.public_id}/restate/{proposal.public_id}/"),
            ("compare", f"/report/{corrected}/compare/"),
            ("divisions", f"/report/{proposal.document.public_id}/divisions/"),
            ("report", f"/report/{corrected}/"),
            ("reading", f"/report/{corrected}/reading/"),
            ("refer", f"/report/{corrected}/refer/"),
        ],
        "wilai@yanmai.example": [
            ("home", "/home/"),
            ("reading", f"/report/{corrected}/reading/"),
            ("cancel", f"/report/{corrected}/cancel/"),
        ],
        "prasert@banna.example": [("inbox", "/inbox/"), ("review", f"/review/{item.public_id}/")],
        "anong@banna.example": [("review", f"/review/{item.public_id}/")],
        "prasit@pao.example": [
            ("matrix", "/prov/"),
            ("intake", "/prov/intake/"),
            ("submission", f"/prov/submission/{arrived}/"),
            ("submission", f"/prov/submission/{yearly}/"),
            ("submission", f"/prov/submission/{recorded.public_id}/"),
            ("office", "/office/"),
        ],
    }


def _sheet(code: str, kind: str) -> Document:
    """A unit's form that is made of a template, begun; once."""
    begun = Document.objects.filter(unit__code=code, kind=kind).first()
    if begun is None:
        plan = DevelopmentPlan.objects.filter(unit__code=code).latest("pk")
        if kind == "form1":
            plan.announced_on = today() - timedelta(days=20)
            plan.save()
            obligations.make(plan.unit, fiscal_year(today()))
        owed = Obligation.objects.filter(unit__code=code, kind=kind, document__isnull=True).latest("pk")
        begun = moves.open_document(owed, actor=User.objects.get(email=f"somchai@{code}.example"))
    return begun


def _survey(unit: OrgUnit) -> tuple[Questionnaire, Questionnaire, str]:
    """A questionnaire that is open, by invitation, with a sheet in two minds; a closed one; a token with answers."""
    somchai = User.objects.get(email="somchai@banna.example")
    made = []
    for kind, mode in (("form3_3", "invited"), ("form3_2", "open")):
        there = Questionnaire.objects.filter(unit=unit, kind=kind, fiscal_year=2500).first()
        if there is None:
            plan = collecting.Plan(
                kind, 2500, wording.shipped(kind), [{"key": "s1", "number": 1, "name": "การพัฒนาด้านโครงสร้างพื้นฐาน"}],
                today(), today() + timedelta(days=9), mode, 40, [("หมู่ 1 บ้านนา", 20), ("หมู่ 2 บ้านทุ่ง", 20)],
            )  # fmt: skip
            there = collecting.open_for(unit, plan, actor=somchai)
        made.append(there)
    given, asked_of = made[1], made[0]
    if given.closed_at is None:
        everything_asked = asking.Page("", tuple(given.asked().questions().values()))
        for number in range(12):
            token = collecting.begin(given)
            answers = {q.key: q.values[number % 2] for q in everything_asked.questions}
            collecting.answer(given, token, everything_asked, answers)
            collecting.send(given, token)
        given = collecting.close(given, actor=somchai)
        collecting.invite(asked_of, 3)
        for key in ("first", "second"):
            answers = {q.key: q.values[key == "second"] for q in asked_of.asked().questions().values()}
            keying.key_in(asked_of, 1, keying.line_of(asked_of.asked(), answers), actor=somchai)
    token = collecting.begin(asked_of, collecting.invitation_token(asked_of, 2))
    return asked_of, given, token


def _imports(unit: OrgUnit) -> tuple[ImportDraft, WaitingRow]:
    """A messy list on its way in, and a row of another that waits."""
    name = "projects_messy_a.xlsx"
    data = (Path(__file__).parent.parent / "fixtures" / name).read_bytes()
    somchai = User.objects.get(email="somchai@banna.example")
    file = files.store(data, unit=unit, name=name, media_type="x", made_by=somchai)
    sheets = importing.read_sheets(name, data)
    draft = drafts.begin(
        unit, file_key=file.public_id, name=name, sheets=sheets, year=2569, as_of=None, actor=somchai
    )
    plan = unit.plans.first()
    assert plan is not None
    told = importing.understand(sheets, default_year=2568)
    batch = register.take_in(
        plan, [], file_name=name, data=data, actor=somchai, default_year=2568, waiting=told.waiting[:3]
    ).batch
    waiting = batch.waiting.first()
    assert waiting is not None
    return draft, waiting


def _handover(unit: OrgUnit) -> tuple[Handover, RoleGrant, str]:
    """The drafter's work passed on from next week, the role as it is held, the newcomer's link; once."""
    somchai = User.objects.get(email="somchai@banna.example")
    held = RoleGrant.objects.get(person=somchai, unit=unit, role=Role.DRAFTER)
    handed = Handover.objects.filter(unit=unit).first() or _hand_over(held)
    return handed, held, invitations.link_for(handed.taker).removeprefix(settings.BASE_URL)


def _meeting() -> Sitting:
    """ห้วยตะวัน's meeting has begun: everyone seated is there, and one opinion came beforehand; once."""
    called = Sitting.objects.get(committee__unit__code="huaitawan")
    if called.begun_at is not None:
        return called
    somchai = User.objects.get(email="somchai@huaitawan.example")
    malee = User.objects.get(email="malee@huaitawan.example")
    points = [moves.Point("p4", "ขอให้เขียนสาเหตุ")]
    moves.cast_ballot(called.items.get().revision.document, actor=malee, choice="return", points=points)
    here = dict.fromkeys(seating.terms_on(called.committee, today()), Presence.PRESENT)
    moves.record_attendance(called, actor=somchai, presences=here, guests=[("นางสาวดี ใจงาม", "ครู")])
    called.refresh_from_db()
    return called


def _hand_over(held: RoleGrant) -> Handover:
    """Hand the role over to a newcomer; empty a seat beside, as such weeks go."""
    body = seating.committee_of(held.unit, today())
    assert body is not None
    empty = SeatTerm.objects.get(seating.in_force(today()), seat__committee=body, seat__number=VACANT)
    appointing.end(empty, on=today() - timedelta(days=1), because=TermEnded.RESIGNED)
    newcomer = people.new_person("นางสาวใหม่ รับช่วง", email="new@banna.example")
    note = "กุญแจตู้เอกสารอยู่ที่สำนักปลัด"
    return handing.hand_over(held, newcomer, on_day=today() + timedelta(days=7), actor=held.person, note=note)


def faults_of(page: Page, *, axe: Axe | None) -> list[str]:
    """What is wrong with the page that is open; without `axe` only what a width can spoil is looked at."""
    found = []
    for violation in (
        []
        if axe is None
        else axe.run(page, options={"runOnly": {"type": "tag", "values": TAGS}}).response["violations"]
    ):
        where = "; ".join(node["html"][:110] for node in violation["nodes"][:3])
        found.append(f"axe {violation['id']}: {where}")
    seen = page.evaluate(LOOK)
    if seen["overflow"] > 0:
        found.append(f"sideways by {seen['overflow']} px")
    if seen["h1"] != 1:
        found.append(f"{seen['h1']} first headings")
    found += [f"{kind}: {html}" for kind in ("clipped", "small", "tight") for html in seen[kind][:4]]
    return found


@pytest.mark.parametrize("language", ["th", "en"])
def test_every_page_can_be_read_and_pressed_by_everyone(
    chromium: Browser, live_server: Any, told: None, language: str
) -> None:
    wrong = look_at_all(chromium, live_server, language)
    assert not wrong, "\n".join(f"{language} {fault}" for fault in wrong)
    named = {one.name for one in get_resolver().url_patterns if getattr(one, "name", None)}
    seen = {name for addresses in pages().values() for name, _ in addresses}
    assert named - seen - NOT_PAGES == set(), "a new address is looked at, or said to be no page"


def look_at_all(chromium: Browser, live_server: Any, language: str) -> list[str]:
    """What is wrong with the pages in one language: each is loaded once and looked at in both widths. The rules of
    access are asked in both widths in Thai, in English where the texts are longest for the room, on the phone; of a page
    that is looked at several times in its further states on the phone in Thai."""
    wrong: list[str] = []
    axe = Axe()
    wide = axe if language == "th" else None
    asked: set[tuple[str, str]] = set()
    for email, addresses in pages().items():
        who = User.objects.get(email=email) if email else None
        window = signed_in(chromium, live_server, who, phone=True, language=language)
        page = window.new_page()
        complaints = quiet(page)
        weights: list[int] = []
        page.on(
            "response",
            lambda answer, weights=weights: weights.append(int(answer.headers.get("content-length", 0))),
        )
        for name, address in addresses:
            weights.clear()
            complaints.clear()
            window.clear_cookies(name="unused")
            answer = page.goto(address)
            assert answer is not None
            press = next((one for end, one in PRESSES.items() if address.endswith(end)), None)
            if press is not None:
                press(page)
            expected = 404 if name == "404" else 200
            if answer.status != expected:
                wrong.append(f"{address} answered {answer.status}")
                continue
            again = (name, language) in asked
            asked.add((name, language))
            for width, rules in (
                (PHONE, None if again and language == "en" else axe),
                (DESKTOP, None if again else wide),
            ):
                page.set_viewport_size(width)  # type: ignore[arg-type]
                wrong += [
                    f"{width['width']} px {name} {address}: {fault}" for fault in faults_of(page, axe=rules)
                ]
            page.set_viewport_size(PHONE)  # type: ignore[arg-type]
            wrong += [
                f"{name}: the browser says {text}"
                for text in complaints
                if not any(f"status of {code}" in text for code in EXPECTED.get(name, ()))
            ]
            if sum(weights) > KILOBYTES.get(name, 120) * 1024:
                wrong.append(f"{name}: {sum(weights) // 1024} KB")
        window.close()
    return wrong


def test_the_check_finds_what_it_looks_for(chromium: Browser, live_server: Any) -> None:
    """The negative control: a page with every fault on it."""
    window = signed_in(chromium, live_server, None, phone=True)
    page = window.new_page()
    page.goto("/accounts/login/")
    page.evaluate(
        """() => { const main = document.querySelector('main');
        main.insertAdjacentHTML('beforeend', '<h1>สอง</h1><div id="wide">ก</div><p id="low">ฟื้นปู่</p><p id="cut">ฏู</p><button id="tiny"></button><img src="/x">');
        wide.style.width = '900px'; low.style.lineHeight = '1'; cut.style.height = '4px'; cut.style.overflow = 'hidden';
        tiny.style.cssText = 'width:5px;height:5px;min-block-size:0;padding:0'; }"""
    )
    found = "\n".join(faults_of(page, axe=Axe()))
    for fault in (
        "axe image-alt",
        "axe button-name",
        "sideways",
        "2 first headings",
        "clipped",
        "tight",
        "small",
    ):
        assert fault in found, fault
