"""manage.py build_report: the official report on a period as a PDF file."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from emulation.dates import short_date, today
from reports.documents.content import ReportContent, report_content, unit_report_content
from reports.documents.pdf import render
from targets.models import Campaign, ReportingPeriod
from targets.schedule import Schedule
from units.models import Unit

DEFAULT_FORM = "pnv"


class Command(BaseCommand):
    help = "Write the official report on a period as PDF, from accepted figures."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--campaign", required=True, help="code, such as 2024")
        parser.add_argument("--period", required=True, help="code, such as 2024-Q2 or 2024-H1")
        form_or_unit = parser.add_mutually_exclusive_group()
        form_or_unit.add_argument("--form", help=f"head of the document: {DEFAULT_FORM} (the default), ubnd")
        form_or_unit.add_argument("--unit", help="code of a unit: its own report, under its own head")
        parser.add_argument("--output", required=True, type=Path, help="file to write")

    def handle(self, *args: Any, **options: Any) -> None:
        schedule = Schedule.load(_campaign(options["campaign"]))
        period = _period(schedule, options["period"])
        report = _content(schedule, period, options["form"] or DEFAULT_FORM, options["unit"])
        try:
            options["output"].write_bytes(render(report))
        except OSError as error:
            raise CommandError(f"{options['output']} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"{options['output']}: {report.subject}")


def _campaign(code: str) -> Campaign:
    found = list(Campaign.objects.select_related("owner").filter(code=code))
    if not found:
        raise _unknown("campaign", code, Campaign.objects.values_list("code", flat=True))
    if len(found) > 1:
        raise CommandError(f"Several campaigns have the code {code}.")
    return found[0]


def _period(schedule: Schedule, code: str) -> ReportingPeriod:
    period = schedule.by_code(code)
    if period is None:
        raise _unknown("period", code, (period.code for period in schedule.periods))
    if period.opens_on > today():
        opens = short_date(period.opens_on)
        raise CommandError(f"There is nothing to report for {code} yet: entry opens on {opens}.")
    return period


def _content(schedule: Schedule, period: ReportingPeriod, form: str, unit: str | None) -> ReportContent:
    campaign = schedule.campaign
    if unit:
        units = Unit.objects.under(campaign.owner).exclude(pk=campaign.owner_id)
        found = units.filter(code=unit).first()
        if found is None:
            raise _unknown("unit", unit, units.values_list("code", flat=True))
        return unit_report_content(schedule, period, found)
    try:
        return report_content(schedule, period, campaign.options.form(form))
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error


def _unknown(kind: str, code: str, known: Any) -> CommandError:
    return CommandError(f"There is no {kind} {code}. Known: {', '.join(known) or 'none'}.")
