"""Who may do what to a unit: small predicates, one question each. Every one takes (user, unit)."""

from units.choices import Role
from units.models import Unit, User


def holds(user: User, role: Role, unit: Unit) -> bool:
    """The role in force today over this unit, given here or at a unit above it."""
    return any(grant.role == role and unit.path.startswith(grant.path) for grant in user.grants)


def holds_anywhere(user: User, *roles: Role) -> bool:
    """One of these roles in force today, over whatever unit."""
    return any(grant.role in roles for grant in user.grants)


def is_staff_of(user: User, unit: Unit) -> bool:
    return holds(user, Role.STAFF, unit)


def is_head_of(user: User, unit: Unit) -> bool:
    return holds(user, Role.HEAD, unit)


def is_home_affairs(user: User, unit: Unit) -> bool:
    return holds(user, Role.HOME_AFFAIRS, unit)


def is_leadership(user: User, unit: Unit) -> bool:
    return holds(user, Role.LEADERSHIP, unit)


def sees_everything(user: User, unit: Unit) -> bool:
    """Overseers of the unit: Home Affairs, leadership, administrators."""
    return user.is_superuser or is_home_affairs(user, unit) or is_leadership(user, unit)


def sees_unit(user: User, unit: Unit) -> bool:
    """The unit's own page and reports; the city's official overview is open to everyone signed in."""
    return user.is_superuser or any(unit.path.startswith(grant.path) for grant in user.grants)
