"""Who there is: units, people, roles, periods."""

from organisations.models.base import Public
from organisations.models.people import Handover, Role, RoleGrant, User
from organisations.models.periods import Period, PeriodKind
from organisations.models.units import SELF_GOVERNING, OrgUnit, UnitKind, UnitLawPack, UnitProcess

__all__ = [
    "SELF_GOVERNING",
    "Handover",
    "OrgUnit",
    "Period",
    "PeriodKind",
    "Public",
    "Role",
    "RoleGrant",
    "UnitKind",
    "UnitLawPack",
    "UnitProcess",
    "User",
]
