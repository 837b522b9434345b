"""What a page of figures is asked: as of which date, on which basis. The same in every URL."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from emulation.dates import read_date, today
from reports.choices import Basis
from reports.current import current_campaign, current_schedule
from reports.progress import Row, rows
from targets.models import Campaign, ReportingPeriod
from targets.schedule import Schedule
from units.models import Unit


@dataclass(frozen=True)
class Question:
    """`as_of` and `basis` as asked in the URL (?as_of=2024-06-14&basis=provisional), or by default."""

    campaign: Campaign
    schedule: Schedule
    as_of: date
    basis: Basis

    @classmethod
    def of(cls, request: HttpRequest) -> "Question":
        schedule = current_schedule(request)
        return cls(current_campaign(request), schedule, _as_of(request, schedule), _basis(request))

    @property
    def choices(self) -> list[ReportingPeriod]:
        """The past cut-offs to choose from, newest first."""
        return self.schedule.as_of_choices(today())

    @property
    def period(self) -> ReportingPeriod | None:
        """The longest period that ended on the as-of date."""
        return next((period for period in self.choices if period.cut_off == self.as_of), None)

    @property
    def is_official(self) -> bool:
        return self.basis == Basis.OFFICIAL

    @property
    def query(self) -> str:
        """For links that ask the same question."""
        return urlencode({"as_of": self.as_of.isoformat(), "basis": self.basis.value})

    def rows(self, node: Unit, **narrower) -> list[Row]:
        return rows(self.campaign, node, self.as_of, self.basis, schedule=self.schedule, **narrower)


def _as_of(request: HttpRequest, schedule: Schedule) -> date:
    default = schedule.default_as_of(today())
    asked = request.GET.get("as_of", "")
    if not asked:
        return default
    try:
        return read_date(asked)
    except ValueError:
        messages.warning(
            request, _("“%(date)s” is not a date. The last ended period is shown.") % {"date": asked[:40]}
        )
        return default


def _basis(request: HttpRequest) -> Basis:
    asked = request.GET.get("basis", "")
    return Basis(asked) if asked in Basis.values else Basis.OFFICIAL
