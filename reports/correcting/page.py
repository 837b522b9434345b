"""The page on which a unit asks to correct one number of a report that it handed in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from reports.correcting.asked import AskedCorrection, asked_in, last_asked, with_requests
from reports.correcting.form import CorrectionForm
from reports.correcting.requests import ASKABLE
from reports.entry.echo import Echo
from reports.entry.loading import load_row
from reports.entry.rows import EntryRow
from reports.models import Revision
from reports.permissions import may_enter, submits_for
from targets.models import ReportingPeriod
from targets.schedule import Schedule
from units.models import Unit, User

# Letters and figures of a reason that may serve as the word about an unusual number.
LEAST_SUBSTANCE = 4


@dataclass(frozen=True)
class CorrectionPage:
    """`row` with what is stored, its boxes a CorrectionForm; `revision` is None while nothing is begun."""

    unit: Unit
    user: User
    row: EntryRow
    revision: Revision | None
    echo: Echo
    error: str = ""

    @property
    def form(self) -> Any:
        return self.row.form

    @property
    def period(self) -> ReportingPeriod:
        return self.row.period

    @property
    def slug(self) -> str:
        """The cut-off as URLs have it."""
        return self.period.cut_off.isoformat()

    @property
    def is_askable(self) -> bool:
        """Handed in: before that the unit changes it itself."""
        return self.revision is not None and self.revision.status in ASKABLE

    @property
    def waiting(self) -> AskedCorrection | None:
        """A request for this number that Home Affairs has not decided on."""
        asked = self.row.asked
        return asked if asked and asked.can_be_granted else None

    @property
    def goes_by_head(self) -> bool:
        """Once agreed to, the report comes back for the head of the unit to hand in."""
        return not submits_for(self.user, self.unit)

    def take_reason_as_word(self) -> bool:
        """What is wondered about the number has been in sight, and the reason says something; else the form
        tells what is missing."""
        doubts = self.row.doubts
        if doubts is None or not doubts.flags:
            return True
        if sum(letter.isalnum() for letter in self.form.reason) < LEAST_SUBSTANCE:
            self.form.add_error("reason", _("The number looks unusual: say in a few words why it is right."))
        return not (doubts.is_news or self.form.errors)

    @property
    def echoes(self) -> bool:
        """The boxes say at once how they are understood, as on the page of entry."""
        return may_enter(self.user, self.unit)


def load(
    user: User,
    unit: Unit,
    cut_off: date,
    allocation: int,
    schedule: Schedule,
    *,
    official: bool = False,
    data: Mapping[str, str] | None = None,
) -> CorrectionPage | None:
    """None where the unit owes no such answer for this cut-off. Four queries."""
    row = load_row(unit, allocation, cut_off, schedule, data)
    if row is None:
        return None
    revision = _revision(unit, row.period)
    row.reading = (
        revision.readings.filter(allocation=allocation).select_related("entered_by").first()
        if (revision)
        else None
    )
    row.asked = last_asked(asked_in(revision)).get(allocation) if revision else None
    # As typed: what is wrong with the reason hides nothing that the number means.
    typed = row.echo
    row.form = CorrectionForm(
        row.allocation, row.period, row.before, reading=row.reading, official=official, data=data
    )
    return CorrectionPage(unit, user, row, revision, row.echo if data is None else typed)


def _revision(unit: Unit, period: ReportingPeriod) -> Revision | None:
    """The one in hand."""
    newest = Revision.objects.newest().filter(report__reporter=unit, report__period=period)
    revision = with_requests(newest).select_related("report").first()
    if revision is not None:
        revision.report.reporter, revision.report.period = unit, period
    return revision
