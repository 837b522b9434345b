"""Nothing typed is lost where a session ended between opening a form and sending it."""

from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import PASSWORD, UserFactory

TYPED = {"a1-value": "1.634,5", "a1-note": "Số của thuế\r\n“tạm tính” & chờ", "a2-state": ["reported", "x"]}
FORM = "/reports/X-MP/2024-06-14/"
OWN = "http://testserver"


@pytest.fixture
def person(db):
    return UserFactory()


@pytest.fixture
def browser() -> Client:
    """One that must bring a token, as every browser."""
    return Client(enforce_csrf_checks=True)


def post(browser, url, fields, **headers):
    token = browser.get(reverse("login"), follow=True).context["csrf_token"]
    return browser.post(url, {**fields, "csrfmiddlewaretoken": str(token)}, **headers)


def sign_in_with(browser, page, password=PASSWORD, **who):
    """The sign-in page as it was given, filled in and sent."""
    fields = {"next": page.context["next"], "kept": page.context["kept"], "password": password, **who}
    token = str(page.context["csrf_token"])
    return browser.post(reverse("login"), {**fields, "csrfmiddlewaretoken": token})


def given_back(page) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in page.context["fields"]:
        found.setdefault(name, []).append(value)
    return found


AS_LISTS = {name: value if isinstance(value, list) else [value] for name, value in TYPED.items()}


def test_what_was_typed_comes_back_after_signing_in(browser, person):
    refused = post(browser, FORM, TYPED)
    assert refused.status_code == 403
    again = sign_in_with(browser, refused, username=person.username)
    assert again.context["action"] == FORM
    assert given_back(again) == AS_LISTS
    assert browser.session["_auth_user_id"] == str(person.pk)


def test_wrong_password_keeps_it(browser, person):
    wrong = sign_in_with(browser, post(browser, FORM, TYPED), username=person.username, password="khác")
    again = sign_in_with(browser, wrong, username=person.username)
    assert given_back(again) == AS_LISTS


def test_form_from_before_the_last_sign_in_is_offered_again(browser, person):
    old = str(browser.get(reverse("login")).context["csrf_token"])
    browser.force_login(person)
    browser.cookies["csrftoken"] = "b" * 32
    again = browser.post(FORM, {**TYPED, "csrfmiddlewaretoken": old}, headers={"Origin": OWN})
    assert again.status_code == 403
    assert (again.context["action"], given_back(again)) == (FORM, AS_LISTS)


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://elsewhere.example"}, {"Origin": "null"}])
def test_form_that_another_site_may_have_written_is_not_offered(browser, person, headers):
    browser.force_login(person)
    refused = browser.post(FORM, TYPED, headers=headers)
    assert refused.status_code == 403
    assert "1.634,5" not in refused.content.decode()


def test_passwords_are_never_carried(client, db):
    refused = client.post(reverse("password_change"), {"old_password": "cũ"})
    assert refused.status_code == 302


def test_onward_address_stays_on_this_site(browser, person):
    page = browser.get(reverse("login"))
    fields = {"next": "https://elsewhere.example/", "kept": urlencode({"a": "1"}), "password": PASSWORD}
    token = str(page.context["csrf_token"])
    onward = browser.post(
        reverse("login"), {**fields, "username": person.username, "csrfmiddlewaretoken": token}
    )
    assert onward.url == reverse("home")


def test_what_names_its_writer_is_given_back_to_nobody_else(browser, person):
    other = UserFactory()
    typed = {**TYPED, "typed_by": str(other.pk)}
    onward = sign_in_with(browser, post(browser, FORM, typed), username=person.username)
    assert (onward.status_code, onward.url) == (302, FORM)
    theirs = Client(enforce_csrf_checks=True)
    again = sign_in_with(theirs, post(theirs, FORM, typed), username=other.username)
    assert given_back(again) == {**AS_LISTS, "typed_by": [str(other.pk)]}


def test_form_of_somebody_else_is_not_offered_to_who_signed_in_since(browser, person):
    old = str(browser.get(reverse("login")).context["csrf_token"])
    browser.force_login(person)
    browser.cookies["csrftoken"] = "b" * 32
    typed = {**TYPED, "typed_by": str(UserFactory().pk), "csrfmiddlewaretoken": old}
    onward = browser.post(FORM, typed, headers={"Origin": OWN})
    assert (onward.status_code, onward.url) == (302, FORM)
