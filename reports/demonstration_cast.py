"""Who appears in the demonstration: accounts for visitors, silent ones, and whom to call at the units."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple, Protocol

from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from units.choices import Action, ContactKind, Role
from units.contacts import ContactFormSet, save_contacts
from units.log import record
from units.models import Membership, Unit, User

PASSWORD_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
MAIL = "{name}@example.org"


class Doing(Protocol):
    def __call__(self) -> object: ...


class Deed(NamedTuple):
    """What somebody did, and the local moment at which he did it."""

    at: datetime
    do: Doing


@dataclass(frozen=True, slots=True)
class Account:
    """An account that a visitor may use; the password is known only here and now."""

    username: str
    password: str
    full_name: str
    role: str
    unit: str


def make_account(told: dict[str, Any]) -> Account:
    password = "-".join(get_random_string(4, PASSWORD_LETTERS) for _part in range(3))
    is_administrator = told.get("administrator", False)
    user = User.objects.create_user(
        told["username"],
        password=password,
        full_name=told["full_name"],
        position=told["position"],
        email=MAIL.format(name=told["username"]) if told.get("mail", True) else "",
        is_superuser=is_administrator,
        is_staff=is_administrator,
    )
    unit = Unit.objects.get(code=told["unit"]) if "unit" in told else None
    if unit:
        Membership.objects.create(user=user, unit=unit, role=told["role"])
    role = Role(told["role"]).label if unit else _("Administrator")
    return Account(user.username, password, user.full_name, str(role), unit.name if unit else "")


class Cast:
    """The people of the story by what they are; who has no account of the story gets a silent one."""

    def __init__(self, story: dict[str, Any]) -> None:
        self.story = story
        self.reviewer = User.objects.get(username=story["reviewer"])
        self.second = User.objects.get(username=story["second_reviewer"])
        self.people: dict[tuple[int, Role], User] = {}

    def staff(self, unit: Unit) -> User:
        return self._person(unit, Role.STAFF, f"nhap-{unit.code}", f"Cán bộ tổng hợp {unit.name}")

    def head(self, unit: Unit) -> User:
        return self._person(unit, Role.HEAD, f"thutruong-{unit.code}", f"Thủ trưởng {unit.name}")

    def _person(self, unit: Unit, role: Role, username: str, full_name: str) -> User:
        """The account of the story, or one that nobody can sign in with."""
        if (unit.pk, role) not in self.people:
            known = Membership.objects.filter(unit=unit, role=role).select_related("user").first()
            self.people[unit.pk, role] = known.user if known else _silent(unit, role, username, full_name)
        return self.people[unit.pk, role]

    def deeds(self, reporters: list[Unit]) -> Iterator[Deed]:
        """Whom to call at these units, and which of them ask for the word of their head."""
        contacts, heads = self.story["contacts"], self.story["heads"]
        known = [unit for unit in reporters if unit.code not in contacts["without"]]
        for number, unit in enumerate(known, 1):
            names = contacts["names"].get(unit.kind, contacts["names"]["other"])
            yield Deed(datetime.fromisoformat(contacts["at"]), partial(self._note, unit, names, number))
        for code in heads["units"]:
            yield Deed(datetime.fromisoformat(heads["at"]), partial(self._ask_for_head, code))

    def _note(self, unit: Unit, names: list[str], number: int) -> None:
        """Telephone numbers count up from 0205 300 0101, which nobody has."""
        kinds = (ContactKind.HEAD, ContactKind.CLERK)
        boxes = {"contacts-TOTAL_FORMS": "2", "contacts-INITIAL_FORMS": "0"}
        for row, (kind, name) in enumerate(zip(kinds, names, strict=True)):
            said = {
                "kind": kind.value,
                "name": name,
                "telephone": f"0205 300 {100 * (row + 1) + number:04}",
                "email": MAIL.format(name=f"{unit.code.lower()}-{kind.value}"),
            }
            boxes |= {f"contacts-{row}-{field}": value for field, value in said.items()}
        formset = ContactFormSet(boxes, instance=unit)
        if not formset.is_valid():
            raise ValueError(formset.errors)
        save_contacts(formset, self.reviewer)

    def _ask_for_head(self, code: str) -> None:
        unit = Unit.objects.get(code=code)
        unit.head_approves = True
        unit.save(update_fields=["head_approves"])
        self.head(unit)
        record(self.reviewer, Action.CHANGED, unit, unit=unit, data={"head_approves": [False, True]})


def _silent(unit: Unit, role: Role, username: str, full_name: str) -> User:
    user = User.objects.create_user(username, full_name=full_name)
    Membership.objects.create(user=user, unit=unit, role=role)
    return user
