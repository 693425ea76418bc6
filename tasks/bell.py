"""The bell: tells the worker that there is something to do. Nothing is lost when nobody hears it."""

from __future__ import annotations

import logging

from django.db import transaction

logger = logging.getLogger(__name__)


def ring() -> None:
    """After this transaction, ask for a sweep. A broker that is away is no error: the clock sweeps too."""
    transaction.on_commit(_send, robust=True)


def _send() -> None:
    from tasks.jobs import sweep

    try:
        sweep.apply_async(retry=False, ignore_result=True)
    except Exception as error:
        logger.warning("The broker did not hear the bell (%s); the clock will sweep.", error)
