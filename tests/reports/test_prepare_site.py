import pytest
from django.db import transaction

from targets.models import Campaign
from tests.reports.demonstrated import prepare
from units.models import Event, User

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def accounts(tmp_path_factory):
    return tmp_path_factory.mktemp("site") / "accounts"


@pytest.fixture(scope="module")
def prepared(accounts, django_db_setup, django_db_blocker):
    """What is said where an empty database is prepared; what each test does to it is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield prepare(accounts)
        transaction.set_rollback(True)


def test_empty_database_gets_the_campaign_and_accounts_that_are_told(prepared):
    said = prepared
    assert Campaign.objects.get().code == "2024"
    open_accounts = [user.username for user in User.objects.all() if user.has_usable_password()]
    assert open_accounts
    assert [name for name in open_accounts if name not in said] == []


def test_accounts_are_kept_for_their_owner_alone(prepared, accounts):
    assert accounts.stat().st_mode & 0o777 == 0o600


def test_second_time_changes_nothing_and_tells_the_same_accounts(prepared, accounts):
    before = list(User.objects.values("pk", "password")), Event.objects.count()
    again = prepare(accounts)
    assert again.strip() == accounts.read_text(encoding="utf-8").strip()
    assert (list(User.objects.values("pk", "password")), Event.objects.count()) == before
