"""Why nothing may be entered into a report now: whose it is, where it stands, what day it is."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from emulation.dates import moment, short_date
from reports.choices import RevisionStatus
from reports.models import ProgressReport, Revision
from reports.permissions import may_ask_correction, may_enter, may_import
from units.models import User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing may be entered into a report now; prints as its message."""

    code: str
    message: "StrOrPromise"

    def __str__(self) -> str:
        return str(self.message)


@dataclass(frozen=True, slots=True)
class Grant:
    """What Home Affairs puts in as the unit asked: the deed is the officer's, the answer the asker's, as
    given when it was asked for."""

    officer: User
    asker: User
    asked_at: datetime

    @property
    def told(self) -> str:
        """For the log."""
        return gettext("As %(who)s asked at %(when)s") % {"who": self.asker, "when": moment(self.asked_at)}

    @property
    def data(self) -> dict[str, int]:
        """Marks a line of the log: its actor has no part in the figures, the asker has."""
        return {"granted_to": self.asker.pk}


class EntryRefused(Exception):
    """Nothing was written; see `refusal`."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal

    def __str__(self) -> str:
        return str(self.refusal)


NO_ROLE = Refusal("no_role", _("You do not enter figures for this unit."))
IN_PREPARATION = Refusal(
    "in_preparation", _("The campaign is still being prepared: nothing is reported on it yet.")
)
SUBMITTED = Refusal("submitted", _("The report has been submitted. Recall it to change it."))
APPROVED = Refusal("approved", _("The report has been accepted. To correct a number, ask beside it."))
SUPERSEDED = Refusal("superseded", _("A newer revision of this report has been accepted."))
BEFORE_THE_HEAD = "before_the_head"
_BY_STATUS = {
    RevisionStatus.SUBMITTED: SUBMITTED,
    RevisionStatus.APPROVED: APPROVED,
    RevisionStatus.SUPERSEDED: SUPERSEDED,
}


def refusal(
    report: ProgressReport,
    revision: Revision | None,
    day: date,
    actor: User,
    *,
    importing: bool = False,
    granted: bool = False,
) -> Refusal | None:
    """Why the person may not enter figures on this day; None when he may.

    `revision` is None while nothing has been begun. `importing`: from a file by someone who may import;
    `granted`: a correction that the person asked for and Home Affairs agreed to. The opening and closing
    days do not bind then. Into a campaign that is still prepared nobody enters anything.
    """
    if report.period.campaign.in_preparation:
        return IN_PREPARATION
    may = may_import if importing else may_ask_correction if granted else may_enter
    if not may(actor, report.reporter):
        return NO_ROLE
    if revision is not None and (refused := _where_it_stands(revision)):
        return refused
    return None if importing or granted else out_of_time(report, day)


def _where_it_stands(revision: Revision) -> Refusal | None:
    if revision.presented_at is None or not revision.is_before_the_head:
        return _BY_STATUS.get(RevisionStatus(revision.status))
    facts = {"who": revision.presented_by, "when": moment(revision.presented_at)}
    before = _("{who} presented the report to the head of the unit at {when}. Take it back to change it.")
    return Refusal(BEFORE_THE_HEAD, format_lazy(before, **facts))


def out_of_time(report: ProgressReport, day: date) -> Refusal | None:
    """Entry has not opened yet, or has closed and the unit was given no more time; whoever asks."""
    period = report.period
    if day < period.opens_on:
        opens = format_lazy(_("Entry opens on {day}."), day=short_date(period.opens_on))
        return Refusal("not_open", opens)
    if period.is_open(day) or _is_extended(report, day):
        return None
    closed = _("Entry closed at the end of {day}. Home Affairs can give your unit more time.")
    return Refusal("closed", format_lazy(closed, day=short_date(period.closes_on or period.due_on)))


def _is_extended(report: ProgressReport, day: date) -> bool:
    return report.extended_until is not None and day <= report.extended_until
