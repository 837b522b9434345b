"""To whom mail about a unit's reports goes: its people's accounts, else its contacts' addresses."""

from collections.abc import Iterable
from dataclasses import dataclass

from emulation.dates import today
from units.choices import ContactKind, Role
from units.models import Contact, Membership, Unit, User


@dataclass(frozen=True, slots=True)
class Addressee:
    """One mailbox. `user` is None where it is a contact's, who has no account."""

    address: str
    name: str
    user: User | None = None

    @property
    def mailbox(self) -> str:
        """What two spellings of one address have in common."""
        return self.address.casefold()


def addressees(units: Iterable[Unit]) -> dict[int, list[Addressee]]:
    """By the unit's key: its staff, and its head where the unit wants the head's word; nobody without an
    address. An empty list: the unit can be reached by other means only. Two queries."""
    units = list(units)
    people: dict[int, list[Addressee]] = {unit.pk: [] for unit in units}
    for held in _held(units):
        if held.role == Role.STAFF or held.unit.head_approves:
            people[held.unit_id].append(Addressee(held.user.email, str(held.user), held.user))
    contacts: dict[int, list[Contact]] = {}
    for contact in Contact.objects.filter(unit__in=units).exclude(email=""):
        contacts.setdefault(contact.unit_id, []).append(contact)
    return {
        unit.pk: people[unit.pk] or [Addressee(c.email, c.name) for c in _asked(unit, contacts)]
        for unit in units
    }


def _held(units: list[Unit]) -> Iterable[Membership]:
    held = Membership.objects.valid_on(today()).filter(
        unit__in=units, role__in=[Role.STAFF, Role.HEAD], user__is_active=True
    )
    return held.exclude(user__email="").select_related("user", "unit").order_by("unit", "role", "user")


def _asked(unit: Unit, contacts: dict[int, list[Contact]]) -> list[Contact]:
    """Whoever is in charge; the head where the unit wants that, or where there is nobody else."""
    known = contacts.get(unit.pk, [])
    in_charge = [one for one in known if one.kind != ContactKind.HEAD or unit.head_approves]
    return in_charge or known


def overseers(owner: Unit) -> list[User]:
    """Home Affairs of the campaign's owner, for the summary: those with an address."""
    held = Membership.objects.valid_on(today()).filter(
        unit=owner, role=Role.HOME_AFFAIRS, user__is_active=True
    )
    people = held.exclude(user__email="").select_related("user").order_by("user")
    return list({one.user_id: one.user for one in people}.values())
