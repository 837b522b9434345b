"""Asking to correct a number and answering that, in tests: by the service, and what a browser would send."""

from reports.choices import RevisionStatus
from reports.correcting.asked import asked_in, with_requests
from reports.correcting.requests import (
    ask,
    grant,
)
from reports.models import CorrectionRequest, Revision
from reports.workflow import approve
from tests.reports.cast import Cast, reported
from tests.reports.reviewing import client_of, submitted
from units.models import Event

WHY = "Gõ nhầm một chữ số"
SUBMITTED, RETURNED, APPROVED = RevisionStatus.SUBMITTED, RevisionStatus.RETURNED, RevisionStatus.APPROVED


def accepted(cast: Cast, value: int = 10) -> Revision:
    revision = submitted(cast, value)
    return approve(revision, cast["colleague"], revision.version)


def asked(cast: Cast, value: int | str = 12, role: str = "staff", allocation=None) -> CorrectionRequest:
    report = Revision.objects.newest().get(report__reporter=cast.ward).report
    return ask(report, reported(allocation or cast.allocation, value), WHY, cast[role])


def granted(cast: Cast, *requests: CorrectionRequest, role: str = "reviewer", answer: str = "") -> Revision:
    revision = in_hand(requests[0])
    seen = (revision.pk, revision.version)
    return grant(requests[0].report, [one.pk for one in requests], cast[role], seen, answer)


def in_hand(request: CorrectionRequest) -> Revision:
    return Revision.objects.newest().get(report=request.report)


def waiting(request: CorrectionRequest) -> list[int]:
    revision = with_requests(Revision.objects.newest()).get(report=request.report)
    return [one.pk for one in asked_in(revision) if one.can_be_granted]


def deeds(request: CorrectionRequest) -> list[tuple[str, int]]:
    of_report = Event.objects.filter(revision__in=request.report.revisions.values("pk"))
    return list(of_report.order_by("pk").values_list("action", "actor"))


def address(cast: Cast, *more: object, allocation=None) -> str:
    where = f"/reports/{cast.ward.code}/2024-06-14/correct/"
    return where + "/".join(map(str, more or [(allocation or cast.allocation).pk])) + "/"


def typed(cast: Cast, value: str, reason: str = WHY, allocation=None, **boxes: str) -> dict[str, str]:
    prefix = f"a{(allocation or cast.allocation).pk}-"
    boxes = {"state": "reported", "value": value, "note": "", "reason": reason, **boxes}
    return {prefix + box: text for box, text in boxes.items()}


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def entry(cast: Cast, role: str = "staff") -> str:
    return text_of(client_of(cast[role]).get(f"/reports/{cast.ward.code}/2024-06-14/"))
