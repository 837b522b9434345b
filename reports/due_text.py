"""How due days and reports are put in words, for the lead lines of pages."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from targets.models import ReportingPeriod


def time_left(due_on: date, day: date) -> str:
    """ "1 day left", "due today", "3 days overdue"."""
    days = (due_on - day).days
    if days == 0:
        return _("due today")
    if days > 0:
        return ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days}
    return ngettext("%(days)s day overdue", "%(days)s days overdue", -days) % {"days": -days}


def report_name(periods: Iterable[ReportingPeriod]) -> str:
    """ "Report for quarter II/2024", or of several periods with one cut-off, the shortest first."""
    return _("Report for %(periods)s") % {"periods": ", ".join(period.name for period in periods)}
