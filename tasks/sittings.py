"""Items whose time has come are closed by the clock, once."""

from __future__ import annotations

import logging

from committee.models import AgendaItem
from organisations.clock import now
from organisations.scope import everything
from workflow import moves
from workflow.refusals import WorkflowError

logger = logging.getLogger(__name__)


def close_due() -> int:
    """Close each open item whose sitting has ended; returns how many were closed now."""
    with everything():
        due = AgendaItem.objects.filter(closed_at__isnull=True, sitting__closes_at__lte=now())
        items = list(due.select_related("revision__document"))
    closed = 0
    for item in items:
        try:
            moves.close_item(item.revision.document, actor=None, because="time")
            closed += 1
        except WorkflowError as refusal:
            logger.info("Item %s was closed by another hand: %s", item.public_id, refusal.code)
    return closed
