"""manage.py build_report: the official report on a period as a PDF file."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from emulation.dates import short_date, today
from emulation.pdf import Paper, pdf
from reports.documents.content import unit_report_content
from reports.documents.pdf import paper
from reports.issuing.drafts import PAGE, draft_of
from reports.management.naming import campaign_named, unit_named
from targets.models import ReportingPeriod
from targets.schedule import Schedule


class Command(BaseCommand):
    help = "Write the official report on a period as PDF, from accepted figures."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--campaign", required=True, help="code, such as 2024")
        parser.add_argument("--period", required=True, help="code, such as 2024-Q2 or 2024-H1")
        forms = "head of the document: pnv (the default), ubnd; or page, the chairman's page"
        parser.add_argument("--form", default="pnv", help=forms)
        parser.add_argument("--unit", help="code of a unit: its own report, under its own head")
        parser.add_argument("--output", required=True, type=Path, help="file to write")

    def handle(self, *args: Any, **options: Any) -> None:
        schedule = Schedule.load(campaign_named(options["campaign"]))
        period = self._period(schedule, options["period"])
        printed, subject = _printed(schedule, period, options["form"], options["unit"])
        output = Path(options["output"])
        try:
            output.write_bytes(pdf(printed))
        except OSError as error:
            raise CommandError(f"{output}: {error.strerror}") from error
        self.stdout.write(f"{output}: {subject}")

    def _period(self, schedule: Schedule, code: str) -> ReportingPeriod:
        period = schedule.by_code(code)
        if period is None:
            known = ", ".join(period.code for period in schedule.periods)
            message = _("Unknown period “%(name)s”. Known: %(known)s.")
            raise CommandError(message % {"name": code, "known": known})
        if period.opens_on > today():
            opens = _("Entry opens on {day}.").format(day=short_date(period.opens_on))
            self.stderr.write(f"{code}: {opens}")
        return period


def _printed(schedule: Schedule, period: ReportingPeriod, form: str, unit: str | None) -> tuple[Paper, str]:
    """The document, and what it is about."""
    campaign = schedule.campaign
    if unit and unit != campaign.owner.code:
        own = unit_report_content(schedule, period, unit_named(unit, campaign))
        return paper(own), own.subject
    try:
        if form != PAGE:
            campaign.options.form(form)
        draft = draft_of(schedule, period, form)
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error
    return draft.paper, draft.content.subject
