"""Fields that read what people here write: amounts with commas or Thai digits, days in B.E."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from organisations.calendar import CalendarError, parse_day
from plans.numbers import NumberProblem, read_money
from web import words


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
