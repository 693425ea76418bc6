"""The facts of a sitting as its papers want them: read from what was called, recorded and decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext, override

from committee import meeting as meetings
from committee import seating, sitting
from committee.models import AgendaItem, Ballot, Mode, Office, SeatTerm, Sitting
from documents.models import FormKind, Issue
from documents.templates import items_of
from documents.wording import filled
from organisations import calendar, law
from organisations.clock import today
from papers import meeting
from papers.thai import period_name_th

SECTIONS = {
    "p1": "ทั้งฉบับ",
    "p2.t4": "ตารางที่ 4",
    "p2.t5": "ตารางที่ 5",
    "p3.t6": "ตารางที่ 6",
    "p4": "ส่วนที่ 4",
}
PLAIN = "approve"
REPORTS = {
    FormKind.FORM1: "แบบช่วยกำกับการจัดทำแผนยุทธศาสตร์ขององค์กรปกครองส่วนท้องถิ่นโดยตนเอง (แบบ 1)",
    FormKind.FORM2: "แบบติดตามผลการดำเนินงานขององค์กรปกครองส่วนท้องถิ่น (แบบ 2)",
    FormKind.FORM3_1: "แบบประเมินผลการดำเนินงานตามแผนยุทธศาสตร์ (แบบ 3/1)",
    FormKind.FORM3_2: "แบบประเมินความพึงพอใจต่อผลการดำเนินงานในภาพรวม (แบบ 3/2)",
    FormKind.FORM3_3: "แบบประเมินความพึงพอใจต่อการดำเนินงานในแต่ละยุทธศาสตร์ (แบบ 3/3)",
    FormKind.SCORES: "การให้คะแนนการติดตามและประเมินผลยุทธศาสตร์และโครงการ",
}


def local(moment: datetime | None) -> datetime | None:
    """The moment in Bangkok; nothing of nothing."""
    return timezone.localtime(moment) if moment else None


def title_of(item: AgendaItem) -> str:
    """A report as the agenda names it, with its period."""
    document = item.revision.document
    span = calendar.parse_key(document.obligation.period.key)
    kind = FormKind(document.kind)
    name = REPORTS.get(kind, kind.label)
    return f"{name} {period_name_th(document.obligation.period.key, span.starts_on, span.ends_on)}"


def where(anchor: str, content: Mapping[str, Any]) -> str:
    """The place that an issue points at, in words: a section, or a row by number and name."""
    if content.get("schema") == "tidtam/sheet/1":
        return _where_on_sheet(anchor, content)
    for row in content["rows"]:
        lines = [f"p2.line.{line}" for line in row["lines"]]
        for place in (f"p2.row.{row['key']}", *lines):
            if f"{anchor}.".startswith(f"{place}."):
                return f"แถว {row['number']} {row['name']}"
    return SECTIONS.get(anchor, SECTIONS["p1"])


def _where_on_sheet(anchor: str, content: Mapping[str, Any]) -> str:
    """The place on a form made of a template: a numbered item, else a part, else the whole."""
    for item in items_of(content["wording"]):
        if item["key"] in anchor.split(".")[1:]:
            return f"ข้อ {item['no']} {item['text']}"
    for part in content["wording"]["parts"]:
        if part["key"] == anchor.split(".")[0] != "p1":
            return filled(
                str(part["title"]),
                {"word": content["plan"]["word"], "year": content["period"]["fiscal_year"]},
            )
    return SECTIONS["p1"]


def facts(one: Sitting) -> meeting.Meeting:
    """All that the papers of a sitting say, as it stands now."""
    committee = one.committee
    unit = committee.unit
    at = timezone.localtime(one.until)
    terms = _terms(one)
    presences = {seat: row.presence for seat, row in meetings.attendance(one).items()}
    items = list(
        AgendaItem.objects.filter(sitting=one)
        .select_related("sitting__committee", "sitting__presiding", "revision__document__obligation__period")
        .order_by("number")
    )
    chair = next((term.person.name for term in terms if term.office == Office.CHAIR), "")
    earlier = _earlier(one)
    following = one.continued_by.order_by("pk").first()
    return meeting.Meeting(
        unit=unit.name,
        number=one.number or 0,
        year=one.year or at.year + sitting.BUDDHIST,
        circulation=not one.is_meeting,
        electronic=one.mode == Mode.ELECTRONIC,
        called_on=timezone.localtime(one.called_at).date(),
        at=at,
        place=one.place,
        online=one.online,
        members=[
            meeting.Member(
                term.person.name,
                Office(term.office).label,
                term.seat.get_group_display(),
                presences.get(term.seat_id, ""),
            )
            for term in terms
        ],
        items=[_item(item) for item in items if not (item.withdrawn and item.closed_because == "withdrawn")],
        message=one.message,
        guests=[(guest.name, guest.position) for guest in one.guests.all()],
        presiding=one.presiding.person.name if one.presiding else "",
        recorder=_recorder(one),
        chair=chair,
        phone=unit.phone,
        second_call=one.second_call,
        begun=local(one.begun_at),
        ended=local(one.ended_at),
        told=one.told,
        other=one.other,
        following=local(following.until) if following else None,
        composition=_composition(one, items),
        composition_reason=one.composition_reason,
        authority=one.authority,
        notice_reason=one.notice_reason,
        earlier=_named(earlier) if earlier else "",
        earlier_adopted=earlier is not None and earlier.minutes_adopted_on == at.date(),
    )


def _terms(one: Sitting) -> list[SeatTerm]:
    """Who was asked: by the sign-in sheet, else by the terms of the day (at the latest today)."""
    rows = meetings.attendance(one)
    if rows:
        return [row.term for row in sorted(rows.values(), key=lambda row: row.seat.number)]
    day = min(timezone.localtime(one.until).date(), today())
    return sorted(seating.terms_on(one.committee, day).values(), key=lambda term: term.seat.number)


def _recorder(one: Sitting) -> str:
    """Who wrote down what was said; before that, who called it."""
    last = (
        Ballot.objects.filter(item__sitting=one, recorded_by__isnull=False)
        .select_related("recorded_by")
        .order_by("-pk")
        .first()
    )
    if last is not None and last.recorded_by is not None:
        return last.recorded_by.name
    return one.called_by.name if one.called_by else ""


def _composition(one: Sitting, items: Iterable[AgendaItem]) -> list[str]:
    if not one.composition_reason:
        return []
    pack = next((law.load(item.revision.document.obligation.law) for item in items), law.packs()[0])
    day = timezone.localtime(one.called_at).date()
    return [found.render(_thai) for found in seating.composition(one.committee, day, pack)]


def _thai(msgid: str) -> str:
    with override("th"):
        return gettext(msgid)


def _earlier(one: Sitting) -> Sitting | None:
    """The meeting before this one, whose minutes are adopted in it."""
    before = Sitting.objects.filter(committee=one.committee, ended_at__isnull=False, ended_at__lt=one.until)
    return before.exclude(mode=Mode.CIRCULATION).exclude(pk=one.pk).order_by("-ended_at").first()


def _named(one: Sitting) -> str:
    return f"ครั้งที่ {one.number}/{one.year}"


def _item(item: AgendaItem) -> meeting.Item:
    content = item.revision.data
    counted = sitting.tally(item, item.revision.document)
    raised = list(Issue.objects.filter(revision=item.revision).select_related("raised_by"))
    fix_by = next((issue.fix_by for issue in raised if issue.fix_by), None)
    voices = [
        meeting.Voice(
            ballot.term.person.name,
            ballot.choice,
            ballot.remark,
            [
                (where(one.anchor, content), one.text)
                for one in raised
                if one.raised_by_id == ballot.term.person_id
            ],
        )
        for ballot in sorted(counted.ballots.values(), key=lambda ballot: ballot.seat.number)
        if ballot.choice != PLAIN
    ]
    count = counted.count
    return meeting.Item(
        number=item.number,
        title=title_of(item),
        revision=item.revision.number,
        mark=" ".join(item.fingerprint[at : at + 4] for at in (0, 4, 8)),
        outcome=item.outcome,
        approve=count.approve,
        returns=count.returns,
        abstain=count.abstain,
        recused=count.recused,
        casting=count.quorum_met and count.approve == count.returns and bool(count.approve),
        discussion=item.discussion,
        fix_by=fix_by,
        carried=item.withdrawn,
        voices=voices,
    )
