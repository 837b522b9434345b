import io

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import translation

from reports.choices import RevisionStatus, Status
from reports.models import (
    Evidence,
    ProgressReport,
    Reading,
    Reminder,
    Revision,
)
from targets.models import Allocation, Campaign, PlanChange
from tests.factories import UserFactory
from tests.reports.progress_commands import bring, exported
from units.choices import Role
from units.models import Contact, Event, Membership, User

Q2 = "2024-06-14"
ENDED = ["2024-01-01", "2024-03-14", "2024-06-14", "2024-09-14", "2024-12-14", "2025-02-01"]


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.EMULATION_TODAY = "2024-06-17"
    with translation.override("en"):
        yield


def demo(**options):
    said = io.StringIO()
    call_command("demo", stdout=said, **options)
    return said.getvalue()


def told_accounts(said):
    """Sign-in names with their passwords, from the printed table."""
    return {line.split()[0]: line.split()[1] for line in said.splitlines()[1:]}


def everything():
    models = (
        User,
        Membership,
        Contact,
        Campaign,
        ProgressReport,
        Revision,
        Reading,
        Evidence,
        Reminder,
        Event,
    )
    return [list(model.objects.order_by("pk").values()) for model in models]


# Accounts


def test_there_is_an_account_for_each_role_that_can_sign_in(campaign_2024, client):
    accounts = told_accounts(demo())

    roles = Membership.objects.filter(user__username__in=accounts)
    assert sorted(roles.values_list("role", "unit__code")) == [
        (Role.HEAD, "X-MP"),
        (Role.HEAD, "X-QL"),
        (Role.HOME_AFFAIRS, "TPLS"),
        (Role.HOME_AFFAIRS, "TPLS"),
        (Role.LEADERSHIP, "TPLS"),
        (Role.STAFF, "BHXH"),
        (Role.STAFF, "P-VT"),
        (Role.STAFF, "PLDTBXH"),
        (Role.STAFF, "X-MP"),
    ]
    assert User.objects.filter(is_superuser=True, username__in=accounts).count() == 1
    assert [name for name, word in accounts.items() if not client.login(username=name, password=word)] == []


def test_passwords_are_told_once_and_kept_nowhere_in_clear(campaign_2024):
    accounts = told_accounts(demo())

    assert len(set(accounts.values())) == len(accounts)
    stored = str(everything())
    assert [name for name, password in accounts.items() if password in stored] == []
    others = User.objects.exclude(username__in=accounts)
    assert others.exists()
    assert [user.username for user in others if user.has_usable_password()] == []


# Where it may be told


def test_a_second_time_says_so_and_changes_nothing(campaign_2024):
    first = told_accounts(demo())
    before = everything()

    said = demo()

    assert "here already" in said
    assert [password for password in first.values() if password in said] == []
    assert everything() == before


def test_a_database_with_readings_of_its_own_is_left_alone(campaign_2024, tmp_path):
    bring(tmp_path, [("2024-Q2", "P-CL", "XH-10", 900, 1000)], approve=True)
    before = everything()

    with pytest.raises(CommandError, match="without"):
        demo()

    assert everything() == before


def test_a_database_with_such_an_account_is_left_alone(campaign_2024):
    UserFactory(username="noivu")

    with pytest.raises(CommandError, match="without"):
        demo()

    assert User.objects.count() == 1


def test_an_unknown_campaign_is_told(campaign_2024):
    with pytest.raises(CommandError, match="Known: TPLS/2024"):
        demo(campaign="2023")


# The whole year


def test_a_whole_year_tells_the_reports_alone(campaign_2024):
    demo(whole_year=True)

    assert not Reminder.objects.exists()
    assert not PlanChange.objects.exists()


def test_a_whole_year_is_accepted_and_shows_every_status(campaign_2024):
    demo(whole_year=True)

    assert set(Revision.objects.values_list("status", flat=True)) == {RevisionStatus.APPROVED}
    told = {as_of: exported(as_of).values() for as_of in ENDED}
    assert [record["target"] for record in told["2024-12-14"] if not record["complete"]] == []
    assert {record["status"] for records in told.values() for record in records} == set(Status.values)


def test_loading_the_campaign_again_keeps_the_mark_and_the_baselines(campaign_2024):
    demo()
    before = list(Allocation.objects.order_by("pk").values())
    call_command("loaddata", "campaign_2024", verbosity=0)
    assert Campaign.objects.get(code="2024").is_demonstration
    assert list(Allocation.objects.order_by("pk").values()) == before
