"""Issuing a report ("bản chốt số liệu"): what it says is frozen, with its figures and files, for good."""

import json
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from hashlib import sha256
from secrets import randbelow
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from emulation.dates import now
from emulation.text import clean_text
from reports.choices import IssuedFileKind
from reports.documents.content import IssueMark, ReportContent, issued
from reports.documents.parts import sentences_of
from reports.documents.pdf import render, render_page
from reports.documents.word import word
from reports.documents.workbook import workbook
from reports.evidence.sheet import ALPHABET
from reports.export import record as figures_of
from reports.issuing.drafts import Draft, draft_of
from reports.issuing.kept import keep
from reports.models import IssuedReport
from reports.permissions import may_word_report
from targets.models import ReportingPeriod
from targets.schedule import Schedule
from units.choices import Action
from units.log import record
from units.models import User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LETTERS, GROUP = 16, 4
# Each with its ending and what makes it out of the report, which has its page.
FILES: dict[IssuedFileKind, tuple[str, Callable[[ReportContent], bytes]]] = {
    IssuedFileKind.REPORT: ("pdf", render),
    IssuedFileKind.WORD: ("docx", word),
    IssuedFileKind.TABLES: ("xlsx", workbook),
    IssuedFileKind.PAGE: ("pdf", render_page),
}


class IssueRefused(Exception):
    """Nothing was issued; prints as the reason."""

    def __init__(self, message: "StrOrPromise") -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


@dataclass(frozen=True, slots=True)
class MadeFile:
    kind: IssuedFileKind
    name: str
    content: bytes


def next_number(period: ReportingPeriod, form: str) -> int:
    """1 for the first issue of the period in this form."""
    last = IssuedReport.objects.filter(period=period, form=form).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def changed_edits(draft: Draft) -> int:
    """Sentences that were written over before their figures changed, and that nobody has looked at since."""
    content = draft.content
    return sum(1 for one in sentences_of((*content.sections, *content.guidance)) if one.figures_changed)


def issue(
    schedule: Schedule, period: ReportingPeriod, form: str, actor: User, *, seen: str, reason: str = ""
) -> IssuedReport:
    """Freeze the report as it was seen (`seen`: the draft's mark), with every file of it.

    Raises PermissionDenied, KeyError for an unknown form, NotMade, and IssueRefused where the report reads
    otherwise by now, where an edit speaks of figures that have changed, and where a further issue has no
    reason.
    """
    if not may_word_report(actor, schedule.campaign.owner):
        raise PermissionDenied
    draft = draft_of(schedule, period, form, with_page=True)
    number, code, told = next_number(period, form), new_code(), clean_text(reason).strip()
    _refuse(draft, seen, number, told)
    content = issued(draft.content, IssueMark(number, code, check_address(code)))
    files = [MadeFile(kind, _name(content, kind), make(content)) for kind, (_ending, make) in FILES.items()]
    with ExitStack() as stored, transaction.atomic():
        ReportingPeriod.objects.select_for_update(of=("self",)).get(pk=period.pk)
        now_read = draft_of(schedule, period, form)
        _refuse(now_read, draft.mark, next_number(period, form), told)
        if next_number(period, form) != number:
            raise IssueRefused(_("Somebody else has issued this report meanwhile."))
        row = _row(period, form, content, actor, told)
        for file in files:
            keep(row, file.kind, file.name, file.content, actor, stored)
        data = {"form": form, "number": number, "code": code}
        record(actor, Action.ISSUED, row, unit=schedule.campaign.owner, data=data, comment=told)
        stored.pop_all()
    return row


def _name(content: ReportContent, kind: IssuedFileKind) -> str:
    page = content.page if kind == IssuedFileKind.PAGE else None
    return f"{page.file_title if page else content.file_title}.{FILES[kind][0]}"


def _refuse(draft: Draft, seen: str, number: int, reason: str) -> None:
    if draft.mark != seen:
        raise IssueRefused(_("The report reads otherwise by now. Look at it again before you issue it."))
    if changed := changed_edits(draft):
        message = _("%(number)s edited sentences speak of figures that have changed. Look at them first.")
        raise IssueRefused(message % {"number": changed})
    if number > 1 and not reason:
        raise IssueRefused(_("Say why the report is issued again."))


def _row(
    period: ReportingPeriod, form: str, content: ReportContent, actor: User, reason: str
) -> IssuedReport:
    assert content.issue is not None
    said, figures = content.as_data(), [figures_of(row) for row in content.rows]
    row: IssuedReport = IssuedReport.objects.create(
        period=period,
        form=form,
        number=content.issue.number,
        title=content.subject,
        symbol=content.letterhead.number.rpartition("/")[2],
        code=content.issue.code,
        reason=reason,
        content=said,
        content_sha256=digest(said),
        rows=figures,
        rows_sha256=digest(figures),
        known_at=now(),
        issued_by=actor,
    )
    return row


def digest(data: Any) -> str:
    """SHA-256 of the JSON with sorted keys."""
    return sha256(json.dumps(data, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def new_code() -> str:
    """Sixteen letters that nobody can guess: "7K3M-9Q2X-TVWZ-0123"."""
    letters = "".join(ALPHABET[randbelow(len(ALPHABET))] for _letter in range(LETTERS))
    return "-".join(letters[start : start + GROUP] for start in range(0, LETTERS, GROUP))


def check_address(code: str) -> str:
    """Where whoever holds the document checks it; without SITE_URL only the path is known."""
    return f"{settings.SITE_URL}{reverse('check', args=[code])}"
