"""Who may change what is expected of a unit."""

from units.models import Unit, User
from units.permissions import is_home_affairs


def may_set_up(user: User, owner: Unit) -> bool:
    """Prepare a campaign of the owner: its targets, whom they are allocated to, its opening."""
    return is_home_affairs(user, owner)


def may_set_calendar(user: User, owner: Unit) -> bool:
    """Give the periods of the owner's campaign their dates."""
    return is_home_affairs(user, owner)


def may_extend(user: User, unit: Unit) -> bool:
    """Give the unit more time for a period."""
    return is_home_affairs(user, unit)
