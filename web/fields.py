"""Fields that read what people here write: amounts with commas or Thai digits, days in B.E."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from organisations.calendar import CalendarError, parse_day
from papers.thai import arabic_digits
from plans.numbers import NumberProblem, read_money
from web import words

SCAN_BYTES = 20 * 1024 * 1024
SCANS = (b"%PDF-", b"\xff\xd8\xff", b"\x89PNG")


class MoneyField(forms.Field):
    """An amount in baht; None when left empty. Says what it could not read, with the text as it stood."""

    widget = forms.TextInput(attrs={"class": "money", "inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: Any) -> Decimal | None:
        try:
            return read_money(value)
        except NumberProblem as problem:
            raise ValidationError(words.say(problem.sentence)) from problem

    def prepare_value(self, value: Any) -> Any:
        return f"{value:,.2f}" if isinstance(value, Decimal) else value


class DayField(forms.Field):
    """A day as written here: 22/11/2569, 22 พ.ย. 2569, or ISO."""

    widget = forms.TextInput(attrs={"class": "day", "autocomplete": "off", "placeholder": "22/11/2569"})

    def to_python(self, value: Any) -> date | None:
        text = (value or "").strip() if not isinstance(value, date) else value
        if not text:
            return None
        if isinstance(text, date):
            return text
        try:
            return parse_day(text)
        except CalendarError as error:
            raise ValidationError(words.say(error.sentence)) from error

    def prepare_value(self, value: Any) -> Any:
        return f"{value.day}/{value.month}/{value.year + 543}" if isinstance(value, date) else value


class TimeField(forms.Field):
    """A time of day as it is written here: 9.30, 09:30, 9.30 น."""

    widget = forms.TextInput(attrs={"class": "day", "autocomplete": "off", "placeholder": "09.30"})

    def to_python(self, value: Any) -> time | None:
        if isinstance(value, time) or not (value or "").strip():
            return value or None
        text = arabic_digits(value).replace("น.", "").strip().replace(".", ":")
        hour, _sign, minute = text.partition(":")
        try:
            return time(int(hour), int(minute or 0))
        except ValueError as error:
            said = _("“%(text)s” is no time of day. Please write it like 09.30.") % {"text": value}
            raise ValidationError(said) from error

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%H.%M}" if isinstance(value, time) else value


class ScanField(forms.FileField):
    """A scan of a paper: a PDF, JPEG or PNG of up to 20 MB, told by its content and not by its name."""

    def clean(self, value: Any, initial: Any = None) -> UploadedFile[Any] | None:
        scan: UploadedFile[Any] | None = super().clean(value, initial)
        if not isinstance(scan, UploadedFile):
            return scan
        if (scan.size or 0) > SCAN_BYTES:
            raise ValidationError(
                _("%(name)s is larger than 20 MB. Please scan it at a lower resolution and choose it again.")
                % {"name": scan.name}
            )
        head = scan.read(8)
        scan.seek(0)
        if not head.startswith(SCANS):
            raise ValidationError(
                _("%(name)s is neither a PDF nor a JPEG or PNG picture. Please save it as one of these.")
                % {"name": scan.name}
            )
        return scan
