"""What day it is in Bangkok. Pure rules are given the day; only doors and verbs ask here."""

from datetime import date, datetime

from django.utils import timezone


def today() -> date:
    """The civil day in Thailand."""
    return timezone.localdate()


def now() -> datetime:
    """This moment, aware."""
    return timezone.now()
