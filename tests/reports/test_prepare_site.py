from io import StringIO

import pytest
from django.core.management import call_command

from targets.models import Campaign
from units.models import Event, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def accounts(tmp_path):
    return tmp_path / "accounts"


def prepare(accounts):
    said = StringIO()
    call_command("prepare_site", accounts=accounts, stdout=said)
    return said.getvalue()


def test_empty_database_gets_the_campaign_and_accounts_that_are_told(accounts):
    said = prepare(accounts)
    assert Campaign.objects.get().code == "2024"
    open_accounts = [user.username for user in User.objects.all() if user.has_usable_password()]
    assert open_accounts
    assert [name for name in open_accounts if name not in said] == []


def test_accounts_are_kept_for_their_owner_alone(accounts):
    prepare(accounts)
    assert accounts.stat().st_mode & 0o777 == 0o600


def test_second_time_changes_nothing_and_tells_the_same_accounts(accounts):
    prepare(accounts)
    before = list(User.objects.values("pk", "password")), Event.objects.count()
    again = prepare(accounts)
    assert again.strip() == accounts.read_text(encoding="utf-8").strip()
    assert (list(User.objects.values("pk", "password")), Event.objects.count()) == before


def test_database_with_people_of_its_own_is_left_alone(accounts):
    User.objects.create_user("admin")
    assert prepare(accounts) == ""
    assert not Campaign.objects.exists()
    assert not accounts.exists()
