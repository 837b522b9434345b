"""Who may open what: every URL, by GET and by POST, as every role, against one table.

Three digits for each of ROLES. 302 sends the anonymous to sign in, others onward after a deed; 403: may be
seen, not done; 404: may not even be seen; 405: no such method; 409 and 422: the page again, with what was
wrong (the posted form is empty).
"""

import pytest
from django.urls import URLResolver, get_resolver, reverse

from reports.models import Revision
from reports.workflow import open_report
from targets.models import ReportingPeriod
from tests.factories import MembershipFactory, UserFactory
from units.choices import Role
from units.models import Unit

ROLES = (
    "anonymous",
    "staff",
    "staff_of_another_unit",
    "staff_of_a_lead",
    "head",
    "home_affairs",
    "leadership",
    "administrator",
)
TODAY = "2024-06-17"
REVIEWS = ("review", "review_approve", "review_return", "review_reopen")

# Name of the URL: GET, then POST.
TABLE = {
    "login": ("200 302 302 302 302 302 302 302", "200 302 302 302 302 302 302 302"),
    "logout": ("302 405 405 405 405 405 405 405", "302 302 302 302 302 302 302 302"),
    "password_change": ("302 200 200 200 200 200 200 200", "302 200 200 200 200 200 200 200"),
    "password_change_done": ("302 200 200 200 200 200 200 200", "302 405 405 405 405 405 405 405"),
    "set_language": ("302 302 302 302 302 302 302 302", "302 302 302 302 302 302 302 302"),
    "home": ("302 302 302 302 302 302 302 302", "302 405 405 405 405 405 405 405"),
    "my_reports": ("302 200 200 200 200 200 200 200", "302 405 405 405 405 405 405 405"),
    "entry": ("302 200 404 404 200 200 200 200", "302 302 404 404 403 302 403 403"),
    "entry_submit": ("302 302 302 302 302 302 302 302", "302 422 404 404 403 422 403 403"),
    "entry_recall": ("302 405 405 405 405 405 405 405", "302 403 404 404 403 403 403 403"),
    "entry_echo": ("302 405 405 405 405 405 405 405", "302 200 404 404 403 200 403 403"),
    "overview": ("302 200 200 200 200 200 200 200", "302 405 405 405 405 405 405 405"),
    "overview_export": ("302 200 200 200 200 200 200 200", "302 405 405 405 405 405 405 405"),
    "target": ("302 200 200 200 200 200 200 200", "302 405 405 405 405 405 405 405"),
    "assess": ("302 405 405 405 405 405 405 405", "302 403 403 403 403 422 403 403"),
    "units": ("302 200 200 200 200 200 200 200", "302 405 405 405 405 405 405 405"),
    "unit": ("302 200 404 404 200 200 200 200", "302 405 405 405 405 405 405 405"),
    "campaign": ("302 200 200 200 200 200 200 200", "302 405 405 405 405 405 405 405"),
    "documents": ("302 200 200 200 200 200 200 200", "302 405 405 405 405 405 405 405"),
    "report_pdf": ("302 403 403 403 403 200 200 200", "302 405 405 405 405 405 405 405"),
    "review_queue": ("302 403 403 403 403 200 200 200", "302 405 405 405 405 405 405 405"),
    "review": ("302 403 404 404 403 200 200 200", "302 405 405 405 405 405 405 405"),
    "review_approve": ("302 405 405 405 405 405 405 405", "302 403 404 404 403 409 403 403"),
    "review_return": ("302 405 405 405 405 405 405 405", "302 403 404 404 403 409 403 403"),
    "review_reopen": ("302 405 405 405 405 405 405 405", "302 403 404 404 403 409 403 403"),
}


def names(resolver=None, space=""):
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from names(pattern, inner)
        elif pattern.name:
            yield space + pattern.name


OWN_NAMES = sorted(name for name in set(names()) if ":" not in name)
ADMIN_NAMES = sorted(name for name in set(names()) if name.startswith("admin:"))


@pytest.fixture
def people(campaign_2024, settings):
    """One person in each role; the ward's report of the second quarter is begun, not submitted."""
    settings.EMULATION_TODAY = TODAY

    def person(code: str, role: Role):
        return MembershipFactory(unit=Unit.objects.get(code=code), role=role).user

    return {
        "anonymous": None,
        "staff": person("X-MP", Role.STAFF),
        "staff_of_another_unit": person("P-CL", Role.STAFF),
        "staff_of_a_lead": person("PKT", Role.STAFF),
        "head": person("X-MP", Role.HEAD),
        "home_affairs": person("TPLS", Role.HOME_AFFAIRS),
        "leadership": person("TPLS", Role.LEADERSHIP),
        "administrator": UserFactory(is_superuser=True, is_staff=True),
    }


@pytest.fixture
def revision(people) -> Revision:
    ward = Unit.objects.get(code="X-MP")
    return open_report(ward, ReportingPeriod.objects.get(code="2024-Q2"), people["staff"])


@pytest.fixture
def address(revision):
    """The address of a URL about the ward and its report."""
    report = {"code": "X-MP", "cut_off": "2024-06-14"}
    allocation = revision.report.reporter.allocations.get(target__code="XH-02").pk
    about = {
        "entry": report,
        "entry_submit": report,
        "entry_recall": report,
        "entry_echo": {**report, "allocation": allocation},
        "overview_export": {"extension": "json"},
        "target": {"code": "XH-02"},
        "assess": {"code": "XH-02"},
        "unit": {"code": "X-MP"},
        "report_pdf": {"period": "2024-Q2", "form": "pnv"},
        **{name: {"pk": revision.report_id} for name in REVIEWS},
    }
    return lambda name: reverse(name, kwargs=about.get(name))


def test_every_url_has_a_row():
    assert sorted(TABLE) == OWN_NAMES


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", OWN_NAMES)
def test_url_answers_each_role_as_the_table_says(name, method, client, people, address):
    found = {}
    for role in ROLES:
        client.logout()
        if people[role]:
            client.force_login(people[role])
        found[role] = getattr(client, method)(address(name)).status_code
    row = TABLE[name][("get", "post").index(method)]
    assert found == {role: int(code) for role, code in zip(ROLES, row.split(), strict=True)}
