"""Template filters and tags: formatting only, no query and no arithmetic."""

from __future__ import annotations

import re
import uuid
from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from committee.models import Presence, Sitting
from documents import words as document_words
from documents.models import ChangeSetKind, RestatementDecision, State, Via
from plans import importing, vocabulary
from web import words
from web.sittings.common import PRESENCES
from workflow.timeline import CHOICE

register = template.Library()
register.filter("say", words.say)
register.filter("long_day", words.long_day)
register.filter("money", words.money)
register.filter("whole", words.whole)
register.filter("period", words.period)
register.filter("period_key", words.period_key)
register.filter("kind", words.kind)
register.filter("period_html", words.period_html)
register.filter("obligation", words.obligation)
register.filter("obligation_html", words.obligation_html)
register.filter("days", words.days)
register.filter("figure", words.figure)

KEPT_TOGETHER = re.compile(
    r"((?:หมู่ที่|แถว|ไตรมาสที่|ไตรมาส|ฉบับที่|ตารางที่|ส่วนที่|ยุทธศาสตร์ที่|ปีงบประมาณ|พ\.ศ\.|Row|Quarter|Revision"
    r"|เห็นชอบ|ขอให้แก้ไข|งดออกเสียง|ขาดอีก|องค์|เลยมา) ?[0-9๐-๙]+(?:/[0-9๐-๙]+)?(?: วัน)?"
    r"|[0-9๐-๙][0-9๐-๙,.]* (?:โครงการ|บาท|ช่อง|แถว|ข้อ(?!บัญญัติ)|จุด|ยุทธศาสตร์|projects?|baht|cells?|rows?|points?|rules?)"
    r"|\([ก-๙]{1,4}\.[ก-ฮ]\.(?: [0-9]{4})?–[^()<>]{3,14}\)"
    r"|[0-9๐-๙]{1,2} (?:[ก-๙]+\.[ก-ฮ]\.|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [0-9๐-๙]{4})"
)
BADGE = {
    State.DRAFTING: ("draft", "draft"),
    State.CHECKING: ("checking", "checking"),
    State.IN_REVIEW: ("review", "review"),
    State.RETURNED: ("back", "back"),
    State.APPROVED: ("approved", "approved"),
    State.SIGNED: ("signed", "signed"),
    State.SUBMITTED: ("submitted", "submitted"),
    State.CANCELLED: ("cancelled", "cancelled"),
}
PROJECT = {
    "done": ("done", "done"),
    "in_progress": ("", "half"),
    "not_started": ("", "open"),
    "cancelled": ("cancel", "cancelled"),
}


@register.filter
def kind_word(value: str) -> str:
    """A form by its name."""
    return words.kind(value)


@register.filter
def role_word(value: str) -> str:
    """A role in the reader's language."""
    return words.role(value)


@register.filter
def day(value: date | None) -> str:
    """A day that stays on one line."""
    return words.day(value).replace(" ", "\N{NO-BREAK SPACE}")


@register.filter
def moment(value: datetime | None) -> str:
    """A moment: between the day and the time the line may break, within them it may not."""
    text = words.moment(value).replace(" ", "\N{NO-BREAK SPACE}")
    return re.sub("\N{NO-BREAK SPACE}(?=[0-9]{2}:)", " ", text)


@register.filter
def nw(text: object) -> SafeString:
    """A word never leaves its number: หมู่ที่ 4, แถว 42, 12,000.00 บาท."""
    escaped = str(conditional_escape(str(text)))
    return mark_safe(KEPT_TOGETHER.sub(r'<span class="nw">\1</span>', escaped))  # noqa: S308 escaped just above


@register.simple_tag
def icon(name: str) -> SafeString:
    """A drawing of the page's sprite; its meaning stands beside it in words."""
    return format_html('<svg class="i" aria-hidden="true"><use href="#i-{}"/></svg>', name)


@register.simple_tag
def state_badge(state: str) -> SafeString:
    """The state of a document: a box with a word and a glyph."""
    css, glyph = BADGE[State(state)]
    return format_html(
        '<span class="badge {}">{}{}</span>', css, icon(glyph), gettext(document_words.STATE[State(state)])
    )


@register.simple_tag
def due_tag(due: date, today: date, *, met: bool = False) -> SafeString:
    """How late something is: a notched tag, never the same shape as a state."""
    left = (due - today).days
    if met:
        return format_html('<span class="due far">{}{}</span>', icon("soon"), words.day(due))
    if left < 0:
        text = gettext("%(days)s late (%(day)s)") % {"days": words.days(-left), "day": words.day(due)}
        return format_html('<span class="due late">{}{}</span>', icon("late"), text)
    if left == 0:
        return format_html('<span class="due">{}{}</span>', icon("soon"), gettext("Due today"))
    text = gettext("%(days)s left (%(day)s)") % {"days": words.days(left), "day": words.day(due)}
    return format_html('<span class="due {}">{}{}</span>', "" if left <= 30 else "far", icon("soon"), text)


@register.simple_tag
def project_status(status: str | None) -> SafeString:
    """A project's status as a moon that fills."""
    if not status:
        return format_html('<span class="stat">{}</span>', gettext("No status yet"))
    css, glyph = PROJECT[status]
    return format_html('<span class="stat {}">{}{}</span>', css, icon(glyph), status_word(status))


@register.simple_tag
def meter(done: int, of: int) -> SafeString:
    """A number of ticks out of a number, drawn to one scale; more than forty become a bar."""
    wide = 9 if of <= 40 else max(360 // max(of, 1), 1)
    ticks = format_html_join(
        "",
        '<rect{} x="{}" y="0" width="{}" height="12"/>',
        ((mark_safe(' class="on"') if at < done else "", at * wide, max(wide - 2, 1)) for at in range(of)),
    )
    return format_html(
        '<svg class="meter" width="{0}" height="12" viewBox="0 0 {0} 12" aria-hidden="true">{1}</svg>',
        max(of * wide - 2, 1),
        ticks,
    )


@register.filter
def status_word(status: str) -> str:
    """The word for a project's status."""
    labels = vocabulary.STATUS_TH if words.is_thai() else vocabulary.STATUS_EN
    return labels[vocabulary.Status(status)]


@register.filter
def via_word(via: str) -> str:
    """By what way a division answered."""
    return "Excel" if via == Via.EXCEL else gettext("Link")


@register.filter
def step_word(kind: str) -> str:
    """What a change set was: typed, pasted, merged …"""
    return gettext(document_words.STEP[ChangeSetKind(kind)])


@register.filter
def restated_word(decision: str) -> str:
    """What became of a proposal to restate."""
    return gettext(document_words.RESTATED[RestatementDecision(decision)])


@register.filter
def fund_word(fund: str) -> str:
    """The word for a fund."""
    labels = vocabulary.FUND_TH if words.is_thai() else vocabulary.FUND_EN
    return labels[vocabulary.Fund(fund)]


@register.filter
def field_word(name: str) -> str:
    """What a column of a list can be, in words."""
    return words.say(importing.field_label(name))


@register.filter
def choice_word(choice: str) -> str:
    """An opinion in words."""
    return gettext(CHOICE[choice])


@register.filter
def presence_word(presence: str) -> str:
    """Whether a member came, in words."""
    return str(PRESENCES[Presence(presence)])


@register.simple_tag
def sitting_no(one: Sitting) -> SafeString:
    """The number of a sitting within its year, kept on one line: ครั้งที่ 1/2570."""
    text = gettext("no. %(number)s/%(year)s") % {"number": one.number, "year": one.year}
    return format_html('<span class="nw">{}</span>', text)


@register.filter
def get(mapping: dict[str, object], key: str) -> object:
    """A value by its key."""
    return mapping.get(key, "")


@register.simple_tag(takes_context=True)
def form_token(context: template.RequestContext) -> SafeString:
    """A hidden token: the same form sent twice does its work once."""
    sent = context["request"].POST.get("form_token")
    return format_html('<input type="hidden" name="form_token" value="{}">', sent or uuid.uuid4())


@register.filter
def iso_day(text: str) -> str:
    """The day of an ISO moment."""
    return words.day(datetime.fromisoformat(text))


@register.filter
def iso_time(text: str) -> str:
    """The time of an ISO moment, in Bangkok."""
    return words.moment(datetime.fromisoformat(text)).split(" ", 3)[-1]


@register.filter
def as_day(value: datetime) -> date:
    """The day in Bangkok of a moment."""
    return timezone.localtime(value).date()


@register.filter
def mark12(fingerprint: str) -> str:
    """The first twelve signs of a fingerprint, in fours."""
    return " ".join(fingerprint[at : at + 4] for at in (0, 4, 8))
