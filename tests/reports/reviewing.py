"""What a reviewer does in tests: opens a report, decides as the page would send it."""

from decimal import Decimal

from django.test import Client

from reports.choices import Basis
from reports.models import Revision
from reports.progress import rows
from reports.workflow import submit
from tests.reports.cast import Cast


def client_of(user) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def submitted(cast: Cast, value: int = 10) -> Revision:
    revision = cast.answered(value)
    return submit(revision, cast["staff"], revision.version)


def url(revision: Revision, action: str = "") -> str:
    return f"/review/{revision.report_id}/{action}"


def page(cast: Cast, revision: Revision, role: str = "reviewer"):
    return client_of(cast[role]).get(url(revision)).context["review"]


def seen(revision: Revision, **typed: str) -> dict[str, str]:
    """What the page of this revision sends."""
    return {"revision": str(revision.pk), "seen_version": str(revision.version), **typed}


def decide(cast: Cast, revision: Revision, action: str, role: str = "reviewer", **typed: str):
    return client_of(cast[role]).post(url(revision, f"{action}/"), seen(revision, **typed))


def official(cast: Cast) -> Decimal | None:
    (row, *_others) = rows(cast.campaign, cast.city, cast.period.cut_off, Basis.OFFICIAL)
    return row.value
