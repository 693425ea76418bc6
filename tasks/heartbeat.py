"""Whether the clock and the worker are alive, for the status page and the supervisor."""

from organisations.clock import now
from tasks.models import Heartbeat


def beat(name: str) -> None:
    """Write that `name` was alive now."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": now()})
