import pytest
from django.urls import reverse

from tests.factories import PASSWORD, UserFactory

NEW = "mưa-xuân-biên-giới-7"


@pytest.fixture
def newcomer(db, client):
    user = UserFactory(must_change_password=True)
    client.force_login(user)
    return user


@pytest.mark.usefixtures("newcomer")
@pytest.mark.parametrize("name", ["home", "overview", "units", "campaign"])
def test_given_password_is_changed_before_anything_else(client, name):
    assert client.get(reverse(name)).url == reverse("password_change")


def test_own_password_opens_the_site(client, newcomer):
    answers = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    client.post(reverse("password_change"), answers)
    newcomer.refresh_from_db()
    assert not newcomer.must_change_password
    assert newcomer.check_password(NEW)
    assert client.get(reverse("home")).url != reverse("password_change")


def test_refused_password_leaves_the_duty(client, newcomer):
    answers = {"old_password": "wrong", "new_password1": NEW, "new_password2": NEW}
    page = client.post(reverse("password_change"), answers)
    newcomer.refresh_from_db()
    assert page.context["form"].errors.keys() == {"old_password"}
    assert newcomer.must_change_password
