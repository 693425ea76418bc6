"""The first start for real: one command, one administrator, nothing twice."""

from __future__ import annotations

import io
import re

import pytest
from django.core.management import CommandError, call_command

from documents.models import Obligation
from organisations import calendar, roles
from organisations.clock import today
from organisations.models import OrgUnit, Role, UnitKind, User
from organisations.scope import everything

pytestmark = pytest.mark.django_db
GIVEN = {
    "unit_code": "banna",
    "unit_name": "องค์การบริหารส่วนตำบลบ้านนา",
    "short_name": "อบต.บ้านนา",
    "province": "ศรีนคร",
    "district": "เมืองใหม่",
    "email": "Somchai@Banna.example",
    "name": "สมชาย ตั้งใจ",
}


def bootstrap(**changed: str) -> str:
    """Run the command; returns what it printed."""
    out = io.StringIO()
    call_command("bootstrap", stdout=out, **(GIVEN | changed))
    return out.getvalue()


def test_the_first_start_makes_a_unit_its_province_its_year_and_one_administrator():
    printed = bootstrap()
    unit = OrgUnit.objects.get(code="banna")
    assert (unit.kind, unit.short_name, unit.district) == (UnitKind.SAO, "อบต.บ้านนา", "เมืองใหม่")
    assert unit.parent is not None
    assert {child.kind for child in unit.parent.children.all()} == {UnitKind.PAO, UnitKind.SAO}
    assert {keeps.pack for keeps in unit.law_packs.all()} == {"handbook-quarterly", "2561"}
    with everything():
        owed = Obligation.objects.filter(unit=unit)
        assert {one.period.fiscal_year for one in owed} == {calendar.fiscal_year(today())}
        assert owed.count() >= 5
    person = User.objects.get()
    assert (person.email, person.name, person.is_superuser) == ("somchai@banna.example", "สมชาย ตั้งใจ", False)
    assert {grant.role for grant in roles.grants_of(person, today())} == {Role.ADMIN, Role.DRAFTER}
    found = re.search(r"password (\S+)$", printed, re.MULTILINE)
    assert found and person.check_password(found[1])


def test_a_second_start_is_refused_and_changes_nothing():
    bootstrap()
    with pytest.raises(CommandError, match="exists already"):
        bootstrap(unit_code="other", email="other@banna.example")
    assert User.objects.count() == 1


def test_the_demonstration_is_no_real_start(settings):
    settings.DEMO = True
    with pytest.raises(CommandError, match="TIDTAM_DEMO=0"):
        bootstrap()
    assert not OrgUnit.objects.exists()


@pytest.mark.parametrize(("name", "value"), [("unit_code", "บ้าน นา"), ("email", "somchai")])
def test_an_answer_that_cannot_be_used_is_named(name, value):
    with pytest.raises(CommandError, match=value):
        bootstrap(**{name: value})
    assert not OrgUnit.objects.exists()


def test_what_is_not_given_is_asked_for(monkeypatch):
    asked = []
    monkeypatch.setattr("builtins.input", lambda question: asked.append(question) or "อบต.บ้านนา")
    bootstrap(short_name="")
    assert len(asked) == 1
    assert OrgUnit.objects.get(code="banna").short_name == "อบต.บ้านนา"
