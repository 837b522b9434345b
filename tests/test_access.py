"""Who may open what: every URL, by GET and by POST, as every role, against one table."""

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.contrib.admin import site
from django.db.models import Model
from django.test import Client, override_settings
from django.urls import reverse

from reports.models import ProgressReport, Reading, Revision, StatusOverride
from reports.workflow import open_report
from targets.models import (
    Allocation,
    Campaign,
    Extension,
    Group,
    Holiday,
    Movement,
    Recipient,
    ReportingPeriod,
    Responsibility,
    Target,
)
from tests.factories import (
    ContactFactory,
    EventFactory,
    ExtensionFactory,
    ReadingFactory,
    StatusOverrideFactory,
    SuccessionFactory,
)
from tests.urls import ADMIN_NAMES, OWN_NAMES, ROLES, TABLE, address, people_around
from units.models import Cluster, Contact, Event, Membership, Succession, Unit, User

pytestmark = pytest.mark.django_db


class City:
    """The city on 17 June: one person in each role, signed in but for the anonymous one; the ward's report of
    the second quarter is begun, not submitted."""

    def __init__(self) -> None:
        self.people = people_around("X-MP")
        ward, period = Unit.objects.get(code="X-MP"), ReportingPeriod.objects.get(code="2024-Q2")
        self.report = open_report(ward, period, self.people["staff"]).report
        self.sessions = {role: signed_in(person) for role, person in self.people.items() if person}

    def client(self, role: str) -> Client:
        client = Client()
        if role in self.sessions:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[role]
        return client


def signed_in(person: User) -> str:
    client = Client()
    client.force_login(person)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture(scope="module")
def city(rows_of_2024, django_db_blocker) -> Iterator[City]:
    """For the whole module; what each test does to it is undone."""
    on_17_june = override_settings(EMULATION_TODAY="2024-06-17")
    with django_db_blocker.unblock(), on_17_june, rows_of_2024.standing():
        yield City()


@pytest.fixture
def report(city) -> ProgressReport:
    return ProgressReport.objects.select_related("reporter", "period__campaign").get(pk=city.report.pk)


def test_every_url_has_a_row():
    assert sorted(TABLE) == OWN_NAMES


def answers(method: str, url: str, city: City) -> str:
    """What each of ROLES is answered, in their order."""
    return " ".join(str(getattr(city.client(role), method)(url).status_code) for role in ROLES)


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", OWN_NAMES)
def test_url_answers_each_role_as_the_table_says(name, method, city, report):
    row = TABLE[name][("get", "post").index(method)]
    assert answers(method, address(name, report), city) == row


# The administration: of Home Affairs and administrators; the roles in the order of ROLES.

NOBODY = "302 403 403 403 403 403 403 403"
HOME_AFFAIRS = "302 403 403 403 403 200 403 403"
BOTH = "302 403 403 403 403 200 403 200"
BOTH_SAVE = "302 403 403 403 403 302 403 302"
NOT_SO = "302 403 403 403 403 405 403 405"
NOWHERE = "302 403 403 403 403 404 403 404"

# What GET and what POST of each page answers, by what may be done with such things.
EVERYTHING = dict.fromkeys(("changelist", "add", "change", "history", "delete"), (BOTH, BOTH))
NEVER_DELETED = EVERYTHING | {"delete": (NOBODY, NOBODY)}
LOOKED_AT = NEVER_DELETED | {"add": (NOBODY, NOBODY), "change": (BOTH, NOBODY)}
GIVEN_BY_HOME_AFFAIRS = EVERYTHING | {
    "add": (HOME_AFFAIRS, HOME_AFFAIRS),
    "change": (BOTH, HOME_AFFAIRS),
    "delete": (HOME_AFFAIRS, HOME_AFFAIRS),
}
# What also goes out and comes in by a file; an empty post is a page without its file.
BY_FILE = {"import": (BOTH, "302 403 403 403 403 422 403 422"), "export": (BOTH, NOT_SO)}
MODELS = {
    **dict.fromkeys([ProgressReport, Revision, StatusOverride, Event], LOOKED_AT),
    Reading: LOOKED_AT | BY_FILE,
    **dict.fromkeys([User, Unit, Campaign], NEVER_DELETED | BY_FILE),
    # A standing role asks for its days alone, and both may stay empty.
    Membership: NEVER_DELETED | BY_FILE | {"change": (BOTH, BOTH_SAVE)},
    Extension: GIVEN_BY_HOME_AFFAIRS,
    **dict.fromkeys([Contact, Holiday, Movement, Recipient, Responsibility, Succession], EVERYTHING),
    **dict.fromkeys([Allocation, Cluster, Group, ReportingPeriod, Target], EVERYTHING | BY_FILE),
}
OF_LIST = {"changelist", "add", *BY_FILE}
ANYWHERE = {
    "admin:index": (BOTH, BOTH),
    "admin:app_list": (BOTH, BOTH),
    "admin:autocomplete": (BOTH, NOT_SO),
    "admin:jsi18n": (BOTH, NOT_SO),
    "admin:login": (" ".join(["302"] * 8), " ".join(["302"] * 8)),
    "admin:logout": (NOT_SO, BOTH_SAVE),
    "admin:password_change": (BOTH_SAVE, BOTH_SAVE),
    "admin:password_change_done": (BOTH, NOT_SO),
    "admin:auth_user_password_change": (BOTH, BOTH),
    "admin:view_on_site": (NOWHERE, NOWHERE),
}


def url_name(model: type[Model], page: str) -> str:
    return f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}"


@pytest.fixture
def things(city, report) -> dict[type[Model], Model]:
    """One thing of each kind, within the reach of Home Affairs."""
    ward, period, target = report.reporter, report.period, Target.objects.get(code="XH-02")
    SuccessionFactory(predecessor=ward, successor=Unit.objects.get(code="P-CL"))
    ExtensionFactory(period=period, unit=ward)
    EventFactory(unit=ward)
    ContactFactory(unit=ward)
    ReadingFactory(revision=report.revisions.get(), allocation=ward.allocations.get(target=target))
    StatusOverrideFactory(period=period, target=target)
    return {model: model.objects.first() for model in MODELS} | {User: city.people["staff"], Unit: ward}


def admin_address(name: str, things: dict[type[Model], Model]) -> str:
    choices = {"app_label": "units", "model_name": "unit", "field_name": "parent"}
    match name:
        case "admin:app_list":
            return reverse(name, args=["units"])
        case "admin:autocomplete":
            return f"{reverse(name)}?{urlencode(choices)}"
        case "admin:auth_user_password_change":
            return reverse(name, args=[things[User].pk])
        case "admin:view_on_site":
            return reverse(name, args=[1, 1])
    return reverse(name)


def test_every_url_of_the_administration_has_a_row():
    assert set(MODELS) == set(site._registry)
    of_models = {url_name(model, page) for model, pages in MODELS.items() for page in pages}
    assert sorted({*ANYWHERE, *of_models}) == ADMIN_NAMES


@pytest.mark.parametrize("name", ANYWHERE)
def test_url_of_the_administration_answers_each_role_as_the_table_says(name, city, things):
    url = admin_address(name, things)
    assert (answers("get", url, city), answers("post", url, city)) == ANYWHERE[name]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_things_are_administered_by_each_role_as_the_table_says(model, city, things):
    pages = MODELS[model]
    urls = {
        page: reverse(url_name(model, page), args=[] if page in OF_LIST else [things[model].pk])
        for page in pages
    }
    found = {page: (answers("get", url, city), answers("post", url, city)) for page, url in urls.items()}
    assert found == pages
