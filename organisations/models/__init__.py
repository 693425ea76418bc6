"""Who there is: units, people, roles, periods."""

from organisations.models.base import Public
from organisations.models.people import Role, RoleGrant, User
from organisations.models.periods import Period, PeriodKind
from organisations.models.units import SELF_GOVERNING, OrgUnit, UnitKind, UnitLawPack

__all__ = [
    "SELF_GOVERNING",
    "OrgUnit",
    "Period",
    "PeriodKind",
    "Public",
    "Role",
    "RoleGrant",
    "UnitKind",
    "UnitLawPack",
    "User",
]
