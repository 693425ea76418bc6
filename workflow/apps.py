"""The room `workflow` as a Django application: triggers after every migration, checked at start."""

from typing import Any

from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_migrate


def install_triggers(using: str, **_: Any) -> None:
    from workflow import triggers

    triggers.install(using)


@checks.register(checks.Tags.database)
def triggers_in_place(app_configs: Any = None, databases: Any = None, **_: Any) -> list[checks.CheckMessage]:
    """Refuse to start when a trigger that guards the log or the states is not there."""
    from workflow import triggers

    return [
        checks.Error(
            f"The database trigger {name} is missing. Run ./tidtam manage migrate.", id="workflow.E001"
        )
        for using in databases or []
        for name in triggers.missing(using)
    ]


class Workflow(AppConfig):
    name = "workflow"

    def ready(self) -> None:
        post_migrate.connect(install_triggers, dispatch_uid="workflow.triggers")
