"""Effects: derived by an anti-join on their key, claimed by a token, done once (`reliability` D1).

A loser of a race finds the key taken or its claim gone and throws its work away. Back-off 10 s·4ⁿ, five
tries, then the effect is dead and the person who waits sees it.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from organisations.clock import now
from tasks.models import Effect

TRIES = 5


def wanted(kind: str, refs: dict[str, dict[str, Any]]) -> int:
    """Make the effects of these keys that are not there yet; returns how many keys were asked for."""
    there = set(Effect.objects.filter(key__in=list(refs)).values_list("key", flat=True))
    missing = [
        Effect(kind=kind, key=key, ref=ref, due_at=now()) for key, ref in refs.items() if key not in there
    ]
    Effect.objects.bulk_create(missing, ignore_conflicts=True)
    return len(missing)


def due_ids(limit: int = 100) -> list[int]:
    """The effects that are to be done and that nobody holds."""
    moment = now()
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lt=moment)
    waiting = Effect.objects.filter(free, done_at__isnull=True, dead=False, due_at__lte=moment)
    return list(waiting.order_by("due_at", "pk").values_list("pk", flat=True)[:limit])


def _claim_time() -> timedelta:
    return timedelta(seconds=settings.EFFECT_CLAIM_SECONDS)


def renew(effect: Effect) -> None:
    """Hold on to a claim while the work goes on."""
    Effect.objects.filter(pk=effect.pk, token=effect.token, done_at__isnull=True).update(
        claimed_until=now() + _claim_time()
    )


def claim(pk: int) -> Effect | None:
    """Take an effect for a while; None when it is done, dead, or held by another."""
    moment, token = now(), uuid.uuid4()
    with transaction.atomic():
        effect = Effect.objects.select_for_update().filter(pk=pk).first()
        if effect is None or effect.done_at or effect.dead:
            return None
        if effect.claimed_until is not None and effect.claimed_until > moment:
            return None
        effect.token, effect.claimed_until = token, moment + _claim_time()
        effect.attempts += 1
        effect.save(update_fields=["token", "claimed_until", "attempts"])
        return effect


def still_ours(effect: Effect) -> bool:
    """Whether the claim still holds; asked inside the transaction that writes the result."""
    return (
        Effect.objects.select_for_update()
        .filter(pk=effect.pk, token=effect.token, done_at__isnull=True)
        .exists()
    )


def done(effect: Effect) -> None:
    """Mark it done, in the transaction of its result."""
    Effect.objects.filter(pk=effect.pk, token=effect.token).update(
        done_at=now(), error="", claimed_until=None
    )


def failed(effect: Effect, error: str, *, final: bool = False) -> bool:
    """Put it off after an error; returns whether it is dead now."""
    dead = final or effect.attempts >= TRIES
    Effect.objects.filter(pk=effect.pk, token=effect.token, done_at__isnull=True).update(
        error=error[:2000],
        dead=dead,
        claimed_until=None,
        due_at=now() + timedelta(seconds=10 * 4 ** (effect.attempts - 1)),
    )
    return dead


def undone_for(minutes: int) -> Iterable[Effect]:
    """Effects that should have been done long ago: a fault of the installation."""
    return Effect.objects.filter(
        done_at__isnull=True, dead=False, due_at__lt=now() - timedelta(minutes=minutes)
    )
