"""Rows of `Period` from the pure calendar."""

from organisations import calendar
from organisations.models import Period


def period(span: calendar.Span) -> Period:
    """Give the row of an interval, made when it is first needed."""
    row, _ = Period.objects.get_or_create(
        key=span.key,
        defaults={
            "kind": span.kind,
            "fiscal_year": span.fiscal_year,
            "number": span.number,
            "starts_on": span.starts_on,
            "ends_on": span.ends_on,
        },
    )
    return row


def named(key: str) -> Period:
    """Give the row of a key such as `2569-q1`; raises `calendar.CalendarError` for a key that is none."""
    return period(calendar.parse_key(key))
