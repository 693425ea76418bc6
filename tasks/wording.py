"""What the machine keeps as a message id with plain parameters, put into words when somebody reads it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext

from documents import words
from documents.models import FormKind
from organisations import calendar
from papers import thai

DAYS = ("due", "since")
"""The parameters that are days, as ISO text."""


def day(text: str) -> str:
    """A kept day in the language that is active now."""
    value = date.fromisoformat(text)
    if translation.get_language() == "en":
        return value.strftime("%-d %b %Y")
    return thai.thai_date(value, style="short", digits="arabic")


def what(kind: str, period: str) -> str:
    """A report by kind and period key, in the language that is active now."""
    span = calendar.parse_key(period)
    if translation.get_language() == "en":
        name = calendar.label(span).render(gettext)
    else:
        name = thai.period_name_th(span.key, span.starts_on, span.ends_on)
    return f"{gettext(words.KIND[FormKind(kind)])} {name}"


def worded(msgid: str, params: dict[str, Any]) -> str:
    """The sentence in the language that is active now; `kind` and `period` become %(what)s."""
    shown = dict(params)
    if "kind" in shown:
        shown["what"] = what(shown["kind"], shown["period"])
    for name in DAYS:
        if name in shown:
            shown[name] = day(shown[name])
    return gettext(msgid) % shown
