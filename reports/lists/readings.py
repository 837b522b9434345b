"""Every reading behind the figures of a date, one a row: who gave it, who accepted it, and when.

What the pages add up, before it is added up; read from the database as it is written to the file.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Case, Q, When
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from emulation.numbers import round_clear_of
from emulation.tables import Column, Kind, Table
from reports.assessment import Rule
from reports.choices import Basis, Outlook, ReadingState, RevisionStatus
from reports.export import PLACES
from reports.models import Reading, on_basis
from reports.progress import figure_alone, rule_of
from targets.models import ReportingPeriod, Target
from targets.schedule import Schedule
from units.models import User

AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Sought:
    """As asked in the address (?unit=X-MP&target=XH-02&period=2024-Q2); "" for no matter which.

    A unit's are those about it and those that it gave about others.
    """

    unit: str = ""
    target: str = ""
    period: str = ""

    @property
    def condition(self) -> Q:
        found = Q()
        if self.unit:
            found &= Q(allocation__unit__code=self.unit) | Q(revision__report__reporter__code=self.unit)
        if self.target:
            code = self.target
            found &= Q(allocation__target__code=code) | Q(allocation__target__parent__code=code)
        return found & Q(revision__report__period__code=self.period) if self.period else found


class Given(NamedTuple):
    """One reading as it is stored, with the names around it."""

    period: int
    target: int
    code: str
    unit: str
    cluster: str | None
    reporter: str
    state: str
    value: Decimal | None
    base: Decimal | None
    is_estimate: bool
    note: str
    year_forecast: Decimal | None
    outlook: str
    outlook_reason: str
    status: str
    entered_by: str
    entered_at: datetime
    submitted_by: str | None
    submitted_at: datetime | None
    accepted_by: str | None
    accepted_at: datetime | None
    baseline_value: Decimal | None
    baseline_base: Decimal | None


def _if_accepted(name: str) -> Case:
    """Whoever sent it back did not accept it."""
    return Case(When(revision__status=RevisionStatus.APPROVED, then=f"revision__{name}"))


# Where each of them comes from, beginning at a Reading.
STORED: dict[str, Any] = {
    "period": "revision__report__period",
    "target": "allocation__target",
    "code": "allocation__unit__code",
    "unit": "allocation__unit__name",
    "cluster": "allocation__unit__cluster__name",
    "reporter": "revision__report__reporter__name",
    "state": "state",
    "value": "value",
    "base": "base",
    "is_estimate": "is_estimate",
    "note": "note",
    "year_forecast": "year_forecast",
    "outlook": "outlook",
    "outlook_reason": "outlook_reason",
    "status": "revision__status",
    "entered_by": "entered_by__full_name",
    "entered_at": "entered_at",
    "submitted_by": "revision__submitted_by__full_name",
    "submitted_at": "revision__submitted_at",
    "accepted_by": _if_accepted("decided_by__full_name"),
    "accepted_at": _if_accepted("decided_at"),
    "baseline_value": "allocation__baseline_value",
    "baseline_base": "allocation__baseline_base",
}
IN_ORDER = (
    *("revision__report__period__cut_off", "revision__report__period__order"),
    *("allocation__target__order", "allocation__target__code"),
    *("allocation__unit__order", "allocation__unit__code", "pk"),
)


class Told(NamedTuple):
    """A reading with its period, its target and what the target expects."""

    given: Given
    period: ReportingPeriod
    period_name: str
    target: Target
    rule: Rule

    @property
    def figure(self) -> Decimal | None:
        """Of this reading alone."""
        given, rule = self.given, self.rule
        if rule.measure.needs_base and given.base is None:
            return None
        baselines = [(given.baseline_value, given.baseline_base)]
        reached = figure_alone(rule, given.value, given.base, baselines)
        return None if reached is None else round_clear_of(reached, PLACES, [rule.threshold, rule.ceiling])


def readings(
    schedule: Schedule, user: User, as_of: date, basis: Basis, sought: Sought, name: str, title: Sequence[str]
) -> Table:
    """Those that the person may read of the periods that ended by the day. Two queries."""
    campaign = schedule.campaign
    targets = {target.pk: target for target in campaign.targets.all()}
    found = Reading.objects.readable_by(user).filter(
        on_basis(basis, "revision__"),
        sought.condition,
        revision__report__period__campaign=campaign,
        revision__report__period__cut_off__lte=as_of,
    )
    return Table(name, _columns(), _told(found.order_by(*IN_ORDER), schedule, targets), title, frozen=2)


def _told(found: Any, schedule: Schedule, targets: dict[int, Target]) -> Iterator[Told]:
    periods = {period.pk: (period, period.name) for period in schedule.periods}
    rules = {key: rule_of(target) for key, target in targets.items()}
    for stored in found.values_list(*(STORED[name] for name in Given._fields)).iterator(AT_ONCE):
        given = Given(*stored)
        yield Told(given, *periods[given.period], targets[given.target], rules[given.target])


def _columns() -> list[Column]:
    return [*_about(), *_said(), *_people()]


def _about() -> list[Column]:
    return [
        Column("period", _("Period"), lambda told: told.period_name, width=16),
        Column("target", _("Target"), lambda told: told.target.code, width=10),
        Column("cut_off", _("Cut-off"), lambda told: told.period.cut_off, Kind.DATE, 12),
        Column("name", _("Name of the target"), lambda told: told.target.name, width=44),
        Column("unit_of_measure", _("Unit of measure"), lambda told: told.target.unit_of_measure),
        _text("code", _("Code of the unit"), 10),
        _text("unit", _("Unit"), 32),
        _text("cluster", _("Cluster"), 26),
        _text("reporter", _("Reported by"), 32),
    ]


def _said() -> list[Column]:
    states, outlooks = _labels(ReadingState), _labels(Outlook)
    return [
        Column("state", _("Answer"), lambda told: states[told.given.state], width=18),
        _number("value", _("Value"), lambda told: told.given.value),
        _number("base", _("Base"), lambda told: told.given.base),
        _number("figure", _("Figure of this reading alone"), lambda told: told.figure),
        Column("estimate", _("Estimate"), lambda told: told.given.is_estimate, Kind.YES_NO, 10),
        _text("note", _("Note"), 36),
        _number("year_forecast", _("Expected for the whole year"), lambda told: told.given.year_forecast),
        Column("outlook", _("Outlook"), lambda told: outlooks.get(told.given.outlook, ""), width=14),
        _text("outlook_reason", _("Reason for the outlook"), 30),
    ]


def _people() -> list[Column]:
    statuses = _labels(RevisionStatus)
    return [
        Column("status", pgettext("report", "State"), lambda told: statuses[told.given.status], width=18),
        _text("entered_by", pgettext("person", "Entered by"), 24),
        _moment("entered_at", _("Entered at")),
        _text("submitted_by", _("Submitted by"), 24),
        _moment("submitted_at", _("Submitted at")),
        _text("accepted_by", _("Accepted by"), 24),
        _moment("accepted_at", _("Accepted at")),
    ]


def _text(name: str, label: str, width: int) -> Column:
    return Column(name, label, lambda told: getattr(told.given, name), width=width)


def _moment(name: str, label: str) -> Column:
    return Column(name, label, lambda told: getattr(told.given, name), Kind.MOMENT, 18)


def _number(key: str, label: str, read: Any) -> Column:
    return Column(key, label, read, Kind.NUMBER, 16)


def _labels(choices: Any) -> dict[str, str]:
    """In the language of the request: the rows are written when it is over."""
    return {value: str(label) for value, label in choices.choices}
