"""Read an amount as offices write it. A number that is not certain is asked about, never guessed.

Pure. Money comes out as `Decimal` baht with at most two decimals; an empty cell or a dash is None (nothing
written), not 0. What cannot be read raises NumberProblem: `level` "must" (has to be mended) or "ask" (one
question, `suggestion` is the likely figure). `value` is the text as it stood.
"""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Literal

from organisations.sentences import Sentence, gettext_noop

Level = Literal["must", "ask"]

MAX_DIGITS = 15
_THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
BLANK = frozenset({"", "-", "–", "—", "−", "‐", "--", "- -"})
_CENT = Decimal("0.01")

_TOO_NARROW = gettext_noop(
    "Excel shows “%(value)s” because the column is too narrow. Please widen the column and copy it again."
)
_EXCEL_ERROR = gettext_noop(
    "“%(value)s” is an error of a formula in Excel. Please mend the formula, or type the amount."
)
_NOT_A_NUMBER = gettext_noop(
    "“%(value)s” cannot be read as an amount. Please type figures, for example 1,250.00."
)
_PERCENT = gettext_noop(
    "“%(value)s” is a percent, but an amount in baht belongs here. Please type the amount."
)
_NOT_MONEY = gettext_noop("“%(value)s” is not an amount. Please type figures, for example 1,250.00.")
_DECIMALS = gettext_noop(
    "“%(value)s” has more than two decimals. Please type baht and satang, for example 1,250.75."
)
_DIGITS = gettext_noop("“%(value)s” has more than 15 digits. Please check the amount.")
_READ_AS = gettext_noop("“%(value)s”: is it %(suggestion)s baht? Please confirm, or type the amount.")
_READ_AS_PERCENT = gettext_noop(
    "“%(value)s”: is it %(suggestion)s percent? Please confirm, or type the percent."
)


class NumberProblem(ValueError):
    """An amount that is not certain. `code`: too-narrow, excel-error, not-a-number, percent, not-money,
    decimals, digits ("must"), or read-as ("ask", with a `suggestion`)."""

    def __init__(
        self, code: str, level: Level, sentence: Sentence, value: str, suggestion: Decimal | None = None
    ):
        super().__init__(str(sentence))
        self.code = code
        self.level: Level = level
        self.sentence = sentence
        self.value = value
        self.suggestion = suggestion


def read_money(value: object) -> Decimal | None:
    """A cell's content as baht: Decimal with two decimals, None when nothing is written. NumberProblem else.

    Reads thousands commas and spaces, Thai digits, ฿, บาท, "1,200.-", "(1,200)" and "1,200-" as −1200.
    "1.250,00" is asked about. A float's binary dust (0.1 + 0.2) is not taken for satang.
    """
    if value is None:
        return None
    if isinstance(value, (bool, date, time, timedelta)):
        raise _must("not-money", _NOT_MONEY, str(value))
    if isinstance(value, int):
        return _fits(Decimal(value), str(value))
    if isinstance(value, float):
        return _from_float(value)
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise _must("not-a-number", _NOT_A_NUMBER, str(value))
        return _fits(value, str(value))
    if not isinstance(value, str):
        raise TypeError(f"a cell holds no {type(value).__name__}")
    return _from_text(value)


def read_percent(value: object) -> Decimal | None:
    """A percent, 25 for 25 %. "25%" and 25 are 25; between 0 and 1 it is asked, never taken as 0.25."""
    if isinstance(value, str):
        text = plain(value)
        if text.endswith("%"):
            return read_money(text[:-1].strip())
    number = read_money(value)
    if number is not None and 0 < abs(number) <= 1:
        typed = str(value).strip()
        suggestion = (number * 100).quantize(_CENT)
        params: dict[str, object] = {"value": typed, "suggestion": f"{suggestion:.2f}"}
        raise NumberProblem("read-as", "ask", Sentence(_READ_AS_PERCENT, params), typed, suggestion)
    return number


def read_whole(value: object) -> int | None:
    """A small whole number (a row's number, a year), Thai digits too; None if the cell holds none."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 1e9 else None
    if isinstance(value, str):
        text = plain(value)
        found = re.fullmatch(r"(\d{1,9})(?:\.0*)?\.?", text, re.ASCII)
        return int(found[1]) if found else None
    return None


def plain(text: str) -> str:
    """The text with Arabic digits, ordinary spaces, no zero-width marks."""
    text = unicodedata.normalize("NFKC", text).translate(_THAI_DIGITS)
    text = re.sub(r"[\u200b-\u200f\u2060\ufeff]", "", text)
    return " ".join(text.split())


def _from_float(value: float) -> Decimal:
    if not math.isfinite(value):
        raise _must("not-a-number", _NOT_A_NUMBER, str(value))
    exact = Decimal(repr(value))
    if abs(value) < 1e13:
        near = exact.quantize(_CENT)
        if abs(exact - near) <= Decimal("1e-6") and abs(exact - near) <= abs(exact) * Decimal("1e-12"):
            exact = near
    return _fits(exact, repr(value))


def _from_text(value: str) -> Decimal | None:
    typed = " ".join(value.split())
    text = plain(value)
    if text in BLANK:
        return None
    if re.fullmatch(r"#+", text):
        raise _must("too-narrow", _TOO_NARROW, typed)
    if text.startswith("#"):
        raise _must("excel-error", _EXCEL_ERROR, typed)
    if text.endswith("%"):
        raise _must("percent", _PERCENT, typed)
    text = text.lstrip("'").strip()
    text = re.sub(r"^฿\s*|\s*(?:บาทถ้วน|บาท|บ\.|฿|THB)$", "", text, flags=re.IGNORECASE).strip()
    text = re.sub(r"\.(?:-|–|—)$", "", text)
    text, sign = _sign(text)
    if re.fullmatch(r"(?:\d+|\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+)(?:\.\d+)?", text, re.ASCII):
        whole, _, decimals = text.replace(",", "").replace(" ", "").partition(".")
        if (
            len(decimals) == 3
            and "," not in text
            and " " not in text
            and len(whole) <= 3
            and whole.strip("0")
        ):
            raise _ask(
                typed, sign * Decimal(whole + decimals)
            )  # 1.250: a thousand, or one baht and a quarter
        return _fits(sign * Decimal(f"{whole}.{decimals or '0'}"), typed)
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?|\d+,\d{1,2}", text, re.ASCII):
        raise _ask(typed, sign * Decimal(text.replace(".", "").replace(",", ".")))
    raise _must("not-a-number", _NOT_A_NUMBER, typed)


def _sign(text: str) -> tuple[str, int]:
    text = text.replace("−", "-")
    if found := re.fullmatch(r"\((.*)\)|-\s*(.*)|(.*\d)\s*-", text):
        return next(part for part in found.groups() if part is not None).strip(), -1
    return text, 1


def _fits(number: Decimal, typed: str) -> Decimal:
    if number and number.adjusted() >= MAX_DIGITS - 2:
        raise _must("digits", _DIGITS, typed)
    if number.quantize(_CENT) != number:
        raise _must("decimals", _DECIMALS, typed)
    return number.quantize(_CENT) + 0


def _must(code: str, message: str, value: str) -> NumberProblem:
    return NumberProblem(code, "must", Sentence(message, {"value": value}), value)


def _ask(typed: str, suggestion: Decimal) -> NumberProblem:
    suggestion = _fits(suggestion, typed)
    params: dict[str, object] = {"value": typed, "suggestion": f"{suggestion:,.2f}"}
    return NumberProblem("read-as", "ask", Sentence(_READ_AS, params), typed, suggestion)
