"""The demonstration walks every report by the moves, and the whole of it is sound."""

from __future__ import annotations

import os
import random
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from documents.models import Document, Issue, Obligation
from organisations import clock
from organisations.scope import everything
from province.models import Submission
from tasks.invariants import verify
from web.demonstration.story import play
from workflow.models import LogEntry

DAYS = [datetime(2026, 11, 24), datetime(2027, 5, 20), datetime(2027, 10, 2)]
"""Days that differ: both quarters in the year that ended, a year between, a year that ended two days ago."""
SOAKED = int(os.environ.get("DEMONSTRATION_DAYS", "0"))
if SOAKED:
    draw = random.Random(int(os.environ.get("SOAK_SEED", "2569")))
    DAYS = [datetime(2026, 11, 1) + timedelta(days=draw.randrange(1200)) for _ in range(SOAKED)]


@pytest.mark.parametrize("day", DAYS)
def test_on_any_day_it_has_a_report_in_each_state_and_verifies(
    db: None, settings: object, day: datetime
) -> None:
    with everything(), clock.pretend(timezone.make_aware(day.replace(hour=9))):
        play()
        states = set(Document.objects.values_list("state", flat=True))
        assert states >= {"drafting", "in_review", "returned", "approved", "submitted"}
        assert set(Submission.objects.values_list("desk", flat=True)) == {"arrived", "recorded"}
        assert Obligation.objects.filter(act__isnull=False).exists()
        assert all(issue.raised_at <= clock.now() for issue in Issue.objects.all())
        assert all(entry.at <= clock.now() for entry in LogEntry.objects.all()), "nothing lies in the future"
    verdict = verify()
    assert verdict.faults == []
    assert all(verdict.counted[name] for name in verdict.counted if name != "database")
