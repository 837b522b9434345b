"""What the database itself refuses about units and roles, past every form."""

from datetime import date

import pytest
from django.db.models import F

from tests.constraints import refused_by
from tests.factories import ClusterFactory, ContactFactory, MembershipFactory, SuccessionFactory, UnitFactory
from units.choices import Role
from units.models import Membership, Unit

pytestmark = pytest.mark.django_db

JANUARY, JULY = date(2024, 1, 1), date(2024, 7, 1)


def test_cluster_code_unique():
    cluster = ClusterFactory()
    ClusterFactory(code=cluster.code)

    with refused_by("cluster_code_unique"):
        ClusterFactory(owner=cluster.owner, code=cluster.code)


def test_unit_validity_in_order():
    unit = UnitFactory(valid_from=JULY, valid_to=JULY)

    with refused_by("unit_validity_in_order"):
        Unit.objects.filter(pk=unit.pk).update(valid_to=JANUARY)


def test_unit_not_its_own_parent():
    unit = UnitFactory()

    with refused_by("unit_not_its_own_parent"):
        Unit.objects.filter(pk=unit.pk).update(parent=F("id"))


def test_unit_path_closed():
    unit = UnitFactory(code="A")

    with refused_by("unit_path_closed"):
        Unit.objects.filter(pk=unit.pk).update(path="/A")


def test_succession_once():
    succession = SuccessionFactory()
    SuccessionFactory(predecessor=succession.predecessor)

    with refused_by("succession_once"):
        SuccessionFactory(predecessor=succession.predecessor, successor=succession.successor, on=JANUARY)


def test_succession_between_two_units():
    unit = UnitFactory()

    with refused_by("succession_between_two_units"):
        SuccessionFactory(predecessor=unit, successor=unit)


def test_membership_once():
    membership = MembershipFactory(valid_from=JANUARY)
    person, unit = membership.user, membership.unit
    MembershipFactory(user=person, unit=unit, valid_from=JULY)
    MembershipFactory(user=person, unit=unit, valid_from=JANUARY, role=Role.HEAD)

    with refused_by("membership_once"):
        MembershipFactory(user=person, unit=unit, valid_from=JANUARY)


def test_membership_once_without_beginning():
    membership = MembershipFactory()
    MembershipFactory(user=membership.user, unit=membership.unit, valid_from=JANUARY)

    with refused_by("membership_once_without_beginning"):
        MembershipFactory(user=membership.user, unit=membership.unit)


def test_membership_validity_in_order():
    membership = MembershipFactory(valid_from=JULY, valid_to=JULY)

    with refused_by("membership_validity_in_order"):
        Membership.objects.filter(pk=membership.pk).update(valid_to=JANUARY)


def test_contact_has_name():
    with refused_by("contact_has_name"):
        ContactFactory(name="")


def test_contact_can_be_reached():
    ContactFactory(telephone="", email="can-bo@example.org")

    with refused_by("contact_can_be_reached"):
        ContactFactory(telephone="", email="")
