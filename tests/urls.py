"""Every URL, the roles, and who may open what; tests of access and of queries walk the same list.

TABLE has, for the name of each URL, what GET and what POST answers to each of ROLES. 302 sends the anonymous
to sign in, others onward after a deed; 403: may be seen, not done; 404: may not even be seen; 405: no such
method; 409 and 422: the page again, with what was wrong (the posted form is empty).
"""

from collections.abc import Iterator

from django.urls import URLResolver, get_resolver, reverse

from reports.models import ProgressReport
from tests.factories import CorrectionRequestFactory, MembershipFactory, UserFactory
from units.choices import Role
from units.models import Unit, User

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
REVIEWS = (
    *("review", "review_approve", "review_return", "review_reopen", "review_changes"),
    *("corrections_grant", "corrections_decline"),
)

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
    "correction": ("302 302 404 404 302 403 403 403", "302 409 404 404 409 403 403 403"),
    "correction_withdraw": ("302 405 405 405 405 405 405 405", "302 302 404 404 302 403 403 403"),
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
    "review_changes": ("302 200 404 404 200 200 200 200", "302 405 405 405 405 405 405 405"),
    "corrections_grant": ("302 405 405 405 405 405 405 405", "302 403 404 404 403 409 403 403"),
    "corrections_decline": ("302 405 405 405 405 405 405 405", "302 403 404 404 403 409 403 403"),
}


def _names(resolver=None, space: str = "") -> Iterator[str]:
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _names(pattern, inner)
        elif pattern.name:
            yield space + pattern.name


OWN_NAMES = sorted(name for name in set(_names()) if ":" not in name)
ADMIN_NAMES = sorted(name for name in set(_names()) if name.startswith("admin:"))


def people_around(unit: str, another: str = "P-CL", lead: str = "PKT") -> dict[str, User | None]:
    """One person in each role: of this unit, of another one, of one that leads, of the city."""

    def person(code: str, role: Role) -> User:
        return MembershipFactory(unit=Unit.objects.get(code=code), role=role).user

    return {
        "anonymous": None,
        "staff": person(unit, Role.STAFF),
        "staff_of_another_unit": person(another, Role.STAFF),
        "staff_of_a_lead": person(lead, Role.STAFF),
        "head": person(unit, Role.HEAD),
        "home_affairs": person("TPLS", Role.HOME_AFFAIRS),
        "leadership": person("TPLS", Role.LEADERSHIP),
        "administrator": UserFactory(is_superuser=True, is_staff=True),
    }


def address(name: str, report: ProgressReport, target: str = "XH-02") -> str:
    """The address of a URL about the report, its reporter and one of its targets."""
    of_report = {"code": report.reporter.code, "cut_off": report.period.cut_off.isoformat()}
    about = {
        "entry": of_report,
        "entry_submit": of_report,
        "entry_recall": of_report,
        "overview_export": {"extension": "json"},
        "target": {"code": target},
        "assess": {"code": target},
        "unit": {"code": report.reporter.code},
        "report_pdf": {"period": report.period.code, "form": "pnv"},
        **{review: {"pk": report.pk} for review in REVIEWS},
    }
    if name in {"entry_echo", "correction", "correction_withdraw"}:
        allocation = report.reporter.allocations.get(target__code=target)
        if name == "correction_withdraw":
            asked = CorrectionRequestFactory(report=report, allocation=allocation)
            return reverse(name, kwargs={**of_report, "pk": asked.pk})
        return reverse(name, kwargs={**of_report, "allocation": allocation.pk})
    return reverse(name, kwargs=about.get(name))
