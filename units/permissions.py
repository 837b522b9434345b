"""Who may do what to a unit: small predicates, one question each. Every one takes (user, unit)."""

from django.db.models import Q, QuerySet

from units.choices import Role
from units.models import Membership, Unit, User


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


def may_edit_contacts(user: User, unit: Unit) -> bool:
    """Whom to call at the unit: its own people say so, and Home Affairs for it."""
    return any(holds(user, role, unit) for role in (Role.STAFF, Role.HEAD, Role.HOME_AFFAIRS))


def _home_affairs_paths(user: User) -> list[str]:
    return [grant.path for grant in user.grants if grant.role == Role.HOME_AFFAIRS]


def may_administer(user: User) -> bool:
    """Enter the administration: administrators, and Home Affairs for the units in its reach."""
    return user.is_superuser or holds_anywhere(user, Role.HOME_AFFAIRS)


def administered_by(user: User, unit: str = "") -> Q:
    """Rows that the person administers; `unit` leads from the filtered model to the unit that decides.

    It narrows nothing for an administrator: join it to other conditions with "&", never with "|".
    """
    if user.is_superuser:
        return Q()
    path = f"{unit}__path" if unit else "path"
    reach = Q(pk__in=[])
    for start in _home_affairs_paths(user):
        reach |= Q(**{f"{path}__startswith": start})
    return reach


def people_administered_by(user: User) -> QuerySet[User]:
    """All of whom `may_administer_person` says yes."""
    if user.is_superuser:
        return User.objects.all()
    if not holds_anywhere(user, Role.HOME_AFFAIRS):
        return User.objects.none()
    elsewhere = Membership.objects.exclude(administered_by(user, "unit")).values("user")
    return User.objects.filter(is_superuser=False).exclude(pk__in=elsewhere)


def may_administer_person(user: User, person: User) -> bool:
    """Home Affairs looks after people who have a role in its units only, and after no administrator."""
    if user.is_superuser:
        return True
    if person.is_superuser or not holds_anywhere(user, Role.HOME_AFFAIRS):
        return False
    return not person.memberships.exclude(administered_by(user, "unit")).exists()
