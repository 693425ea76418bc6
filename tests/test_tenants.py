"""The belt around tenants: outside a scope their managers raise; inside one they show its rows and no others."""

from __future__ import annotations

import pytest
from django.apps import apps
from django_scopes import ScopeError

from documents.models import Document, Obligation
from organisations.scope import within
from tests.cast import World

OPEN = {
    "organisations.User",
    "organisations.OrgUnit",
    "organisations.UnitLawPack",
    "organisations.RoleGrant",
    "organisations.Period",
    "documents.FormTemplate",
    "papers.UnitKey",
    "province.Counter",
    "tasks.Effect",
    "tasks.Notice",
    "tasks.Job",
    "tasks.Heartbeat",
    "web.FormToken",
    "workflow.Case",
}
"""Models without a unit's secrets, or read by person and by the clock only. `Case` is a proxy of a tenant's."""
ROOMS = {
    "organisations",
    "plans",
    "surveys",
    "documents",
    "committee",
    "workflow",
    "papers",
    "province",
    "tasks",
    "web",
}
TENANTS = [
    model for model in apps.get_models() if model._meta.app_label in ROOMS and model._meta.label not in OPEN
]


@pytest.mark.parametrize("model", TENANTS, ids=lambda model: model._meta.label)
def test_a_tenant_s_manager_raises_outside_a_scope(model: type) -> None:
    with pytest.raises(ScopeError):
        model.objects.all().count()  # type: ignore[attr-defined]


def test_a_scope_shows_its_own_rows(world: World, drafting: Document) -> None:
    with within([world.neighbour]):
        assert not Document.objects.exists()
        assert Obligation.objects.exists()
    with within([world.banna]):
        assert Document.objects.get() == drafting
