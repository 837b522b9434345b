"""What the registry gives after an issue: number and day of the document, and the signed paper."""

from contextlib import ExitStack
from datetime import date

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from emulation.dates import now
from emulation.text import clean_text
from reports.choices import IssuedFileKind
from reports.evidence.files import PDF, FileRefused, check_size, kept_name, kind_of
from reports.issuing.kept import keep
from reports.models import IssuedFile, IssuedReport
from reports.permissions import may_word_report
from units.choices import Action
from units.log import record
from units.models import User


@transaction.atomic
def enter_number(report: IssuedReport, number: str, day: date, actor: User) -> bool:
    """Enter or mend number and day of the document; False where they stand already.

    The frozen report does not change. Raises PermissionDenied.
    """
    _require(report, actor)
    row = IssuedReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
    number = clean_text(number).strip()
    old = [row.document_number, row.document_date and row.document_date.isoformat()]
    new = [number, day.isoformat()]
    if old == new:
        return False
    given = {"document_number": number, "document_date": day, "registered_by": actor, "registered_at": now()}
    IssuedReport.objects.filter(pk=row.pk).update(**given)
    data = {"number": [old[0], new[0]], "day": [old[1], new[1]]}
    record(actor, Action.REGISTERED, row, unit=row.period.campaign.owner, data=data)
    return True


def attach_signed(report: IssuedReport, uploaded: UploadedFile, actor: User) -> IssuedFile:
    """Keep the signed copy, a PDF; a later one holds in place of an earlier one.

    Raises PermissionDenied, and FileRefused where it is none.
    """
    _require(report, actor)
    check_size(uploaded.size or 0)
    content = uploaded.read()
    kind = kind_of(content)
    if kind != PDF:
        raise FileRefused("not_pdf", _("The signed copy is taken as PDF only. Scan it, or export it as PDF."))
    name = kept_name(uploaded.name or "", kind)
    with ExitStack() as stored, transaction.atomic():
        file = keep(report, IssuedFileKind.SIGNED, name, content, actor, stored)
        data = {"file": file.name, "sha256": file.sha256}
        record(actor, Action.ATTACHED, report, unit=report.period.campaign.owner, data=data)
        stored.pop_all()
    return file


def _require(report: IssuedReport, actor: User) -> None:
    if not may_word_report(actor, report.period.campaign.owner):
        raise PermissionDenied
