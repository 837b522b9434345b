"""Files of evidence and signed sheets: put beside a report by its service, or sent to its page."""

from datetime import date

from django.urls import reverse

from reports.evidence.attached import present_code
from reports.evidence.attaching import Signature, attach
from reports.models import Evidence, Revision
from tests.reports.cast import Cast
from tests.reports.made_files import PDF, upload
from tests.reports.reviewing import client_of


def attached(cast: Cast, role: str = "staff", content: bytes = PDF, **about) -> Evidence:
    return attach(cast.ward, cast.period, upload(content=content), cast[role], **about)


def signature(revision: Revision, code: str = "") -> Signature:
    return Signature(code or present(revision), "Chủ tịch UBND phường", date(2024, 6, 16))


def present(revision: Revision) -> str:
    from_database = Revision.objects.select_related("report__reporter", "report__period").get(pk=revision.pk)
    return present_code(from_database)


def address(cast: Cast, name: str = "evidence", *more) -> str:
    return reverse(name, args=[cast.ward.code, cast.period.code, *more])


def of_line(cast: Cast) -> str:
    return address(cast, "evidence_of_line", cast.allocation.pk)


def send(cast: Cast, where: str, role: str = "staff", content: bytes = PDF, headers=None, **typed):
    return client_of(cast[role]).post(
        where, {"file": upload(content=content), **typed}, headers=headers or {}
    )
