"""How due days and reports are put in words, for the lead lines of pages."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Protocol

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from emulation.dates import short_date
from targets.models import ReportingPeriod


class Turn(Protocol):
    """A report as lists and pages have it."""

    @property
    def revision(self) -> Any: ...

    @property
    def waits_for_unit(self) -> bool: ...

    @property
    def is_overdue(self) -> bool: ...


def time_left(due_on: date, day: date) -> str:
    """ "1 day left", "due today", "3 days overdue"."""
    days = (due_on - day).days
    if days == 0:
        return _("due today")
    if days > 0:
        return ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days}
    return ngettext("%(days)s day overdue", "%(days)s days overdue", -days) % {"days": -days}


def turn_left(reports: Sequence[Turn], due_on: date, day: date) -> str:
    """How long there is still for reports with one due day.

    What came in time is not overdue when it is the unit's turn again: it says since when.
    """
    turns = [report.revision for report in reports if report.waits_for_unit and report.revision]
    if turns and day > due_on and not any(report.is_overdue for report in reports):
        since = max(_back_since(revision) for revision in turns)
        return _("back with the unit since %(day)s") % {"day": short_date(since)}
    return time_left(due_on, day)


def _back_since(revision: Any) -> date:
    """When it was sent back, or else begun: as the copy of an accepted one that is corrected."""
    return timezone.localdate(revision.decided_at or revision.created_at, timezone.get_default_timezone())


def report_name(periods: Iterable[ReportingPeriod]) -> str:
    """ "Report for quarter II/2024", or of several periods with one cut-off, the shortest first."""
    return _("Report for %(periods)s") % {"periods": ", ".join(period.name for period in periods)}
