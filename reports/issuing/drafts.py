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
from reports.documents.parts import sentences_of
from reports.documents.pdf import page_paper, paper
from reports.models import PreparedDocument
from targets.campaign_settings import HOME_AFFAIRS
from targets.models import Campaign, ReportingPeriod
from targets.schedule import Schedule

# How long after the day of the report to the chairman drafts are still kept ready.
READY_DAYS = 14
EXTENSION = "pdf"
# The chairman's page, among the drafts of a period.
PAGE = "page"


@dataclass(frozen=True)
class Draft:
    """A document as it would be printed now. `name` is its own within the period: the form of the report, or
    PAGE."""

    period: ReportingPeriod
    name: str
    content: ReportContent

    @property
    def mark(self) -> str:
        """Two drafts with the same mark say the same, but for the moment at which they were made.

        What the chairman's page proposes counts in the report too: both are issued together.
        """
        page = self.content.page
        timeless = replace(self.content, stamp="", page=page and replace(page, stamp=""))
        return mark_of(self._paper(timeless), *(one.text for one in sentences_of(self.content.guidance)))

    @property
    def paper(self) -> Paper:
        return self._paper(self.content)

    def _paper(self, content: ReportContent) -> Paper:
        return page_paper(content) if self.name == PAGE else paper(content)

    @property
    def title(self) -> str:
        page = self.content.page
        return page.file_title if page and self.name == PAGE else self.content.file_title


def mark_of(printed: Paper, *beside: str) -> str:
    """Of a paper, and of texts that belong to it and are not on it."""
    parts = [printed.html.encode(), printed.styles.encode(), *(text.encode() for text in beside)]
    for address, picture in sorted(printed.pictures.items()):
        parts += [address.encode(), picture]
    return sha256(b"\0".join(sha256(part).digest() for part in parts)).hexdigest()


def names_of(campaign: Campaign) -> list[str]:
    """The drafts of each period: a report in each form, and the chairman's page."""
    forms = list(campaign.options.forms)
    return [*forms, PAGE] if forms else []


def draft_of(schedule: Schedule, period: ReportingPeriod, name: str, *, with_page: bool = False) -> Draft:
    """KeyError for a name that the campaign has no draft of; nine queries, and seven for the chairman's page.

    The page is Home Affairs'. A report has it `with_page`, to be issued with it.
    """
    forms = schedule.campaign.options.forms
    own = next((form for form in (HOME_AFFAIRS, *forms) if form in forms), "") if name == PAGE else name
    content = report_content(schedule, period, forms[own], with_page=with_page or name == PAGE)
    return Draft(period, name, content)


def prepared(draft: Draft) -> PreparedDocument | None:
    """What is ready and still says the same; one query."""
    return PreparedDocument.objects.filter(period=draft.period, name=draft.name, mark=draft.mark).first()


def prepare(draft: Draft) -> PreparedDocument:
    """Make it, unless it is ready; the file before it goes. Raises NotMade."""
    if ready := prepared(draft):
        return ready
    content = ContentFile(pdf(draft.paper), name=f"draft.{EXTENSION}")
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
        for name in names_of(schedule.campaign):
            prepare(draft_of(schedule, period, name))
            made += 1
    return made
