"""What was said before about one allocation: the grey figures beside the box."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Protocol

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from emulation.numbers import format_number
from reports import wording
from reports.choices import ReadingState
from reports.progress import Row, own_row
from reports.tallies import Part
from targets.choices import Entry, Measure, OverTime
from targets.models import ReportingPeriod, Target
from targets.schedule import Schedule


@dataclass(frozen=True, slots=True)
class Fact:
    """`detail`: the two numbers behind a share or a change."""

    label: str
    text: str
    detail: str = ""


def past_facts(before: Part, schedule: Schedule, period: ReportingPeriod) -> list[Fact]:
    """Last period's, the year to date before this one, last year's, and the plan; what is known of them."""
    row = _row_before(before, schedule, period)
    facts = [
        _last_period(row, before),
        _to_date(row),
        _last_year(row, before, period),
        plan_fact(row, period),
    ]
    return [fact for fact in facts if fact]


def last_period_fact(before: Part, schedule: Schedule, period: ReportingPeriod) -> Fact | None:
    """Last period's alone, where there is little room; None for the first period."""
    return _last_period(_row_before(before, schedule, period), before)


def to_date_fact(before: Part, schedule: Schedule, period: ReportingPeriod) -> Fact | None:
    """The year to date before this period; None where nothing is added up yet."""
    return _to_date(_row_before(before, schedule, period))


def _row_before(before: Part, schedule: Schedule, period: ReportingPeriod) -> Row:
    return own_row(before, schedule, period.cut_off - timedelta(days=1))


def _last_period(row: Row, before: Part) -> Fact | None:
    if row.last_period is None:
        return None
    label = row.last_period.name
    if row.period.figure is None and row.period.value is None:
        missing = (
            pgettext("figure", "not available") if before.has_answered else pgettext("figure", "not sent")
        )
        return Fact(label, missing)
    figure = _in_percent(wording.period_text(row), row)
    return Fact(label, figure, _pair(row.period.value, row.period.base, row))


def _in_percent(figure: str, row: Row) -> str:
    """Other units stand beside the box already."""
    return f"{figure}%" if row.target.measure == Measure.SHARE and figure != wording.NONE else figure


def _to_date(row: Row) -> Fact | None:
    if row.target.over_time != OverTime.SUM or row.figure is None or row.moment.ended < 2:
        return None
    return Fact(
        _("Year to date"), _in_percent(wording.figure_text(row), row), _pair(row.value, row.base, row)
    )


def _last_year(row: Row, before: Part, period: ReportingPeriod) -> Fact | None:
    """The same stretch of last year where the unit keeps it, else the whole year's result."""
    compares = row.target.measure == Measure.AMOUNT and row.target.over_time == OverTime.SUM
    if compares and row.comparable and row.base is not None:
        until = row.last_period.short_name if row.last_period else ""
        label = _("Same time in %(year)s, up to %(period)s") % {"year": period.year - 1, "period": until}
        return Fact(label, format_number(row.base))
    result = wording.previous_text(row, is_owner=before.is_only_one)
    if result == wording.NONE:
        return None
    return Fact(pgettext("period", "Year %(year)s") % {"year": period.year - 1}, result)


def plan_fact(row: Row, period: ReportingPeriod) -> Fact | None:
    """The unit's own plan, else the city's; None where there is neither."""
    text = wording.plan_text(row)
    if text != wording.NONE:
        return Fact(_("Plan for %(year)s") % {"year": period.year}, _with_percent(text, row))
    if row.target.plan_text:
        return Fact(_("The city's plan"), _with_percent(row.target.plan_text, row))
    return None


def _with_percent(plan: str, row: Row) -> str:
    return f"{plan}%" if row.target.unit_of_measure == "%" and plan[-1:].isdigit() else plan


def same_period_fact(figure: Decimal, period: ReportingPeriod) -> Fact:
    """What was accepted a year before; it is kept as the second number where that is left empty."""
    label = _("Same period of %(year)s, kept where its box stays empty") % {"year": period.year - 1}
    return Fact(label, format_number(figure))


class Said(Protocol):
    """A reading, or what else tells its answer."""

    @property
    def state(self) -> str: ...

    @property
    def value(self) -> Decimal | None: ...

    @property
    def base(self) -> Decimal | None: ...


def answer_text(reading: Said, target: Target) -> str:
    """An answer in one line: "1.634,5 nghìn lượt", "10.800/11.000", "không phát sinh"."""
    if reading.state != ReadingState.REPORTED or reading.value is None:
        return str(ReadingState(reading.state).label)
    if target.entry == Entry.YES_NO:
        return pgettext("answer", "Yes") if reading.value else pgettext("answer", "No")
    value = format_number(reading.value)
    if reading.base is not None and target.needs_base:
        return f"{value}/{format_number(reading.base)}"
    return wording.with_unit(value, target.unit_of_measure)


def _pair(value: Decimal | None, base: Decimal | None, row: Row) -> str:
    if row.target.measure == Measure.AMOUNT or value is None or base is None:
        return ""
    return f"{format_number(value)}/{format_number(base)}"
