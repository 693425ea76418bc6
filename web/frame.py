"""What stands around every page: unit, tabs, letters' size, language, and what waits for the reader."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from organisations import offices
from organisations.models import Role, RoleGrant, User
from tasks.models import Notice


def _tabs(request: HttpRequest) -> list[dict[str, Any]]:
    grants: list[RoleGrant] = getattr(request, "grants", [])
    roles = {grant.role for grant in grants}
    tabs: list[tuple[str, str, str]] = []
    if roles & {Role.DRAFTER, Role.CHECKER, Role.EXECUTIVE}:
        tabs += [
            ("home", _("My work"), "home"),
            ("plan", _("Projects"), "plan"),
            ("committee", _("Committee"), "committee"),
            ("surveys", _("Questionnaires"), "surveys"),
        ]
    if getattr(request, "seats", []):
        tabs += [("inbox", _("Awaiting my opinion"), "inbox")]
    if roles & {Role.REGISTRAR, Role.ANALYST}:
        tabs += [("matrix", _("Reports of the units"), "matrix"), ("intake", _("Intake desk"), "intake")]
    if roles & set(offices.MANAGERS):
        tabs += [("office", _("People and roles"), "office")]
    here = request.resolver_match.url_name if request.resolver_match else ""
    groups = {
        "home": {
            "report",
            "form2",
            "row",
            "section",
            "check",
            "refer",
            "reading",
            "cancel",
            "reopen",
            "issues",
            "history",
            "send",
            "job",
            "paper",
            "sheet_part",
            "sheet_paper",
        },
        "plan": {
            "plan_new",
            "plan_facts",
            "import",
            "import_columns",
            "import_check",
            "import_result",
            "import_row",
        },
        "inbox": {"review"},
        "committee": {
            "committee_record",
            "seat",
            "seat_leave",
            "assistants",
            "sittings",
            "sitting_call",
            "sitting",
            "sitting_attendance",
            "sitting_record",
            "sitting_dissent",
            "sitting_again",
            "sitting_end",
        },
        "surveys": {
            "survey_new",
            "survey_console",
            "survey_enter",
            "survey_mismatch",
            "survey_poster",
            "survey_slips",
            "survey_sheets",
        },
        "office": {
            "give_role",
            "end_role",
            "hand_over",
            "handover",
            "process",
            "wording",
            "wording_edit",
            "wording_version",
        },
        "intake": {"submission", "intake_upload", "ask_correction"},
    }
    return [
        {"url": reverse(url), "name": name, "here": here == key or here in groups.get(key, set())}
        for url, name, key in tabs
    ]


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context of the base template; a fixed number of queries."""
    someone = getattr(request, "user", None)
    person = someone if isinstance(someone, User) else None
    grants: list[RoleGrant] = getattr(request, "grants", [])
    seats = getattr(request, "seats", [])
    unit = grants[0].unit if grants else seats[0].seat.committee.unit if seats else None
    size = request.COOKIES.get("size", "1")
    return {
        "unit": unit,
        "tabs": _tabs(request) if person else [],
        "person": person,
        "size": size if size in "23" else "1",
        "demo": settings.DEMO,
        "unread": Notice.objects.filter(person=person, read_at__isnull=True).count() if person else 0,
        "reading": bool(seats) and not grants,
    }
