"""The present drafts of the official documents, made in the background before anyone asks.

A draft is good as long as its mark is: the SHA-256 of all that goes into it, without the moment of asking.
Computing it costs some 60 ms, so nobody has to know which events change a document: one that was missed
costs a reader a second, never a wrong figure.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from hashlib import sha256

from django.core.files.base import ContentFile
from django.db import transaction

from emulation.dates import now, today
from emulation.pdf import Paper, pdf
from reports.documents.content import ReportContent, report_content
from reports.documents.pdf import paper
from reports.models import PreparedDocument
from targets.models import ReportingPeriod
from targets.schedule import Schedule

# How long after the day of the report to the chairman drafts are still kept ready.
READY_DAYS = 14
EXTENSION = "pdf"


@dataclass(frozen=True)
class Draft:
    """A document as it would be printed now. `name` is its own within the period: the form of the report."""

    period: ReportingPeriod
    name: str
    content: ReportContent

    @property
    def mark(self) -> str:
        """Two drafts with the same mark say the same, but for the moment at which they were made."""
        return mark_of(paper(replace(self.content, stamp="")))

    @property
    def title(self) -> str:
        return self.content.file_title


def mark_of(printed: Paper) -> str:
    parts = [printed.html.encode(), printed.styles.encode()]
    for address, picture in sorted(printed.pictures.items()):
        parts += [address.encode(), picture]
    return sha256(b"\0".join(sha256(part).digest() for part in parts)).hexdigest()


def draft_of(schedule: Schedule, period: ReportingPeriod, form: str) -> Draft:
    """KeyError for a form that the campaign has not; nine queries."""
    return Draft(period, form, report_content(schedule, period, schedule.campaign.options.forms[form]))


def prepared(draft: Draft) -> PreparedDocument | None:
    """What is ready and still says the same; one query."""
    return PreparedDocument.objects.filter(period=draft.period, name=draft.name, mark=draft.mark).first()


def prepare(draft: Draft) -> PreparedDocument:
    """Make it, unless it is ready; the file before it goes. Raises NotMade."""
    if ready := prepared(draft):
        return ready
    content = ContentFile(pdf(paper(draft.content)), name=f"draft.{EXTENSION}")
    before = PreparedDocument.objects.filter(period=draft.period, name=draft.name).first()
    row = before or PreparedDocument(period=draft.period, name=draft.name)
    gone = row.file.name if before else None
    row.mark, row.made_at, row.file = draft.mark, now(), content
    with transaction.atomic():
        row.save()
        if gone:
            transaction.on_commit(partial(row.file.storage.delete, gone))
    return row


def periods_kept_ready(schedule: Schedule) -> list[ReportingPeriod]:
    """Those whose reports come in or have just been due to the chairman."""
    day = today()
    return [
        period
        for period in schedule.periods
        if period.opens_on <= day <= period.report_on + timedelta(days=READY_DAYS)
    ]


def prepare_all(schedule: Schedule) -> int:
    """Every draft that is kept ready; how many there are."""
    made = 0
    for period in periods_kept_ready(schedule):
        for form in schedule.campaign.options.forms:
            prepare(draft_of(schedule, period, form))
            made += 1
    return made
