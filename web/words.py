"""Numbers, days, periods and names in the reader's language. Screens use Arabic digits (`settled` 17)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

from documents import words
from documents.models import FormKind, Obligation
from organisations import calendar
from organisations.models import Period
from organisations.sentences import Sentence, gettext_noop
from papers import thai

MONTHS_EN = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
WEEKDAYS_TH = ["จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์"]
WEEKDAYS_EN = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def is_thai() -> bool:
    """Whether the reader reads Thai now."""
    return get_language() != "en"


def say(sentence: Sentence | str) -> str:
    """A sentence in the reader's language, its days and reports as the reader calls them."""
    return _named(sentence).render(gettext) if isinstance(sentence, Sentence) else sentence


def _named(sentence: Sentence) -> Sentence:
    """The sentence with its days, obligations and inner sentences put into words."""
    return Sentence(sentence.msgid, {name: _in_words(value) for name, value in sentence.params.items()})


def _in_words(value: object) -> object:
    if isinstance(value, Sentence):
        return _named(value)
    if isinstance(value, Obligation):
        return obligation(value)
    if isinstance(value, datetime):
        return moment(value)
    return day(value) if isinstance(value, date) else value


def day(value: date | None) -> str:
    """A day: 14 ม.ค. 2570 · 14 Jan 2027."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    if is_thai():
        return thai.thai_date(value, style="short", digits="arabic")
    return f"{value.day} {MONTHS_EN[value.month - 1]} {value.year}"


def long_day(value: date) -> str:
    """A day with its weekday: วันพุธที่ 6 มกราคม 2570 · Wednesday 6 January 2027."""
    if is_thai():
        return f"วัน{WEEKDAYS_TH[value.weekday()]}ที่ {thai.thai_date(value, style='long', digits='arabic')}"
    return f"{WEEKDAYS_EN[value.weekday()]} {day(value)}"


def moment(value: datetime | None) -> str:
    """A moment in Bangkok: 14 ม.ค. 2570 10:22 น. · 14 Jan 2027 10:22."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    return f"{day(local.date())} {local:%H:%M}" + (" น." if is_thai() else "")


def money(value: Decimal | str | None) -> str:
    """Baht with commas and two decimals; – where nothing was given. The minus is a minus."""
    return thai.money(value).replace("-", "−") if value not in (None, "") else "–"


def figure(value: str | None) -> str:
    """A cell's text: money where it has decimals, a count as it is."""
    return money(value) if value and "." in value else (value or "–")


def whole(value: Decimal | str | None) -> str:
    """Baht with commas, satang only where there are some."""
    return money(value).removesuffix(".00")


def period(value: Period) -> str:
    """A period by its name: ไตรมาสที่ 1/2570 (ต.ค.–ธ.ค. 2569)."""
    if is_thai():
        return thai.period_name_th(value.key, value.starts_on, value.ends_on)
    return say(calendar.label(calendar.parse_key(value.key)))


def period_key(key: str) -> str:
    """A period by its key alone."""
    span = calendar.parse_key(key)
    return thai.period_name_th(key, span.starts_on, span.ends_on) if is_thai() else say(calendar.label(span))


def kind(value: str) -> str:
    """A form or an act by its name."""
    return gettext(words.KIND[FormKind(value)])


def obligation(value: Obligation) -> str:
    """An obligation by its name: แบบ 2 ไตรมาสที่ 1/2570 (ต.ค.–ธ.ค. 2569)."""
    return f"{kind(value.kind)} {period(value.period)}"


def _together(name: str) -> SafeString:
    """A period's name in two parts that each stay on one line."""
    head, _, months = name.partition(" (")
    tail = format_html(' <span class="nw">({}</span>', months) if months else ""
    return format_html('<span class="nw">{}</span>{}', head, tail)


def period_html(key: str) -> SafeString:
    """A period by its key, kept together where it belongs together."""
    return _together(period_key(key))


def obligation_html(value: Obligation) -> SafeString:
    """An obligation's name, kept together where it belongs together."""
    return format_html("{} {}", kind(value.kind), _together(period(value.period)))


ROLE = {
    "drafter": gettext_noop("planning officer"),
    "checker": gettext_noop("head of office or permanent secretary"),
    "executive": gettext_noop("executive"),
    "officer": gettext_noop("officer of a division"),
    "registrar": gettext_noop("registrar of the PAO"),
    "analyst": gettext_noop("analyst of the PAO"),
    "admin": gettext_noop("administrator"),
    "member": gettext_noop("member of the committee"),
    "committee": gettext_noop("the committee"),
}
"""In what role somebody acted: the roles of people, and those that the log knows besides."""


def role(value: str) -> str:
    """A role in the reader's language."""
    return gettext(ROLE[value]) if value in ROLE else value


def days(count: int) -> str:
    """A number of days in words."""
    return ngettext("%(n)s day", "%(n)s days", count) % {"n": count}
