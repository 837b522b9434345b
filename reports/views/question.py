"""What a page of figures is asked: as of which date, on which basis. The same in every URL."""

from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext as _

from emulation.dates import read_date, short_date, today
from reports.choices import Basis
from reports.current import current_campaign, current_schedule
from reports.lists.heading import heading
from reports.progress import Row, rows
from targets.models import Campaign, ReportingPeriod
from targets.schedule import Schedule
from units.models import Unit, User
from units.permissions import sees_unit


@dataclass(frozen=True)
class Question:
    """`as_of` and `basis` as asked in the URL (?as_of=2024-06-14&basis=provisional), or by default.

    `day` is any day typed beside the choice of as-of dates; it goes before, and what cannot be read of it
    stays in `unread_day`. `offers_basis`: the person may choose the basis.
    """

    campaign: Campaign
    schedule: Schedule
    as_of: date
    basis: Basis
    offers_basis: bool = False
    unread_day: str = ""

    @classmethod
    def of(cls, request: HttpRequest) -> "Question":
        schedule = current_schedule(request)
        as_of, unread = _as_of(request, schedule)
        return cls(current_campaign(request), schedule, as_of, _basis(request), unread_day=unread)

    def for_reader_of(self, user: User, *units: Unit) -> "Question":
        """Official figures are for everyone; provisional ones for who sees one of these units' own pages.

        Raises PermissionDenied.
        """
        sees = any(sees_unit(user, unit) for unit in units)
        if not (self.is_official or sees):
            raise PermissionDenied(_("Figures that await acceptance are not open to your account here."))
        return replace(self, offers_basis=sees)

    @property
    def choices(self) -> list[ReportingPeriod]:
        """The past cut-offs to choose from, newest first."""
        return self.schedule.as_of_choices(today())

    @property
    def period(self) -> ReportingPeriod | None:
        """The longest period that ended on the as-of date."""
        return next((period for period in self.choices if period.cut_off == self.as_of), None)

    @property
    def next_period(self) -> ReportingPeriod | None:
        """The first to end after the as-of date."""
        coming = [period for period in self.schedule.periods if period.cut_off > self.as_of]
        return min(coming, key=lambda period: (period.cut_off, period.order)) if coming else None

    @property
    def is_official(self) -> bool:
        return self.basis == Basis.OFFICIAL

    @property
    def query(self) -> str:
        """For links that ask the same question."""
        return urlencode({"as_of": self.as_of.isoformat(), "basis": self.basis.value})

    @property
    def file_name(self) -> str:
        """For downloads, without extension: "Tiến độ chỉ tiêu đến 14-6-2024 (số đã duyệt)"."""
        return self.words.replace("/", "-")

    @property
    def words(self) -> str:
        """ "Tiến độ chỉ tiêu đến 14/6/2024 (số đã duyệt)"."""
        words = {"day": short_date(self.as_of), "basis": self.basis.label}
        return _("Progress of targets to %(day)s (%(basis)s)") % words

    @property
    def title(self) -> list[str]:
        """For the head of a table that leaves the site: whose figures, until when, and whether real."""
        return heading(self.campaign, self.words)

    def row(self, code: str) -> Row | None:
        """The city's row of one target, with its children where it has some."""
        found = self.rows(self.campaign.owner, only=[code])
        return next((row for row in found if row.target.code == code), None)

    def rows(self, node: Unit, **narrower) -> list[Row]:
        return rows(self.campaign, node, self.as_of, self.basis, schedule=self.schedule, **narrower)


def _as_of(request: HttpRequest, schedule: Schedule) -> tuple[date, str]:
    """The day, and what was typed where that is no day."""
    default = schedule.default_as_of(today())
    asked = request.GET.get("day", "").strip() or request.GET.get("as_of", "")
    if not asked:
        return default, ""
    try:
        day = read_date(asked)
    except ValueError:
        messages.warning(
            request, _("“%(date)s” is not a date. The last ended period is shown.") % {"date": asked[:40]}
        )
        return default, asked
    if day > today():
        told = _("%(date)s has not come yet. The last ended period is shown.")
        messages.warning(request, told % {"date": short_date(day)})
        return default, asked
    return day, ""


def _basis(request: HttpRequest) -> Basis:
    asked = request.GET.get("basis", "")
    return Basis(asked) if asked in Basis.values else Basis.OFFICIAL
