"""The days of the year's calendar, one a row."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from emulation.tables import Column, Kind, Table
from reports.calendar_page import CalendarPage, Line, Mark
from reports.lists.heading import heading
from targets.models import Campaign


def days(page: CalendarPage, campaign: Campaign) -> Table:
    columns = [
        Column("day", _("Day"), lambda line: line.day, Kind.DATE, 12),
        Column("until", _("Until"), lambda line: line.last, Kind.DATE, 12),
        Column("what", _("What"), lambda line: line.mark.label, width=26),
        Column("about", _("About"), lambda line: line.text, width=44),
    ]
    name = _("Calendar of reports %(campaign)s") % {"campaign": campaign.code}
    return Table(name, columns, _lines(page), heading(campaign, name))


def _lines(page: CalendarPage) -> Iterator[Line]:
    """Of the page, but for today."""
    for month in page.months:
        yield from (line for line in month.lines if line.mark != Mark.TODAY)
