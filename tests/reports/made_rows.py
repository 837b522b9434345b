"""Rows made by hand, without a database: a target as it is told, and the figures that one wants."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from reports.assessment import Moment
from reports.choices import Status
from reports.progress import PeriodFigure, Row, rule_of
from targets.choices import Direction, Entry, Frequency, Measure, OverTime, Pace
from targets.models import Group, ReportingPeriod, Target
from units.models import Unit

Q2 = ReportingPeriod(kind="quarter", number=2, calendar_to=date(2024, 6, 30), cut_off=date(2024, 6, 14))
ECONOMY = Group(name="Chỉ tiêu kinh tế", order=1)
SOCIETY = Group(name="Chỉ tiêu xã hội", order=2)
LEAD = Unit(name="Phòng Kinh tế")
MID_JUNE = Moment(date(2024, 6, 14), 2, 4)


def made_target(name: str = "Số lao động", group: Group = ECONOMY, **told) -> Target:
    """An amount of 2300 people summed over four quarters in equal steps, last year's beside it."""
    fields = {
        "unit_of_measure": "người",
        "measure": Measure.AMOUNT,
        "over_time": OverTime.SUM,
        "direction": Direction.UP,
        "threshold": Decimal(2300),
        "pace": Pace.STEADY,
        "frequency": Frequency.QUARTER,
        "entry": Entry.INTEGER,
        "base_label": "Cùng kỳ năm trước",
        "slow_from": Decimal(80),
        "decimals": 1,
    }
    return Target(name=name, group=group, lead=LEAD, **(fields | told))


def made_rate(name: str = "Tỷ lệ bao phủ", **told) -> Target:
    """A share of 98% to be held all year."""
    fields = {"unit_of_measure": "%", "measure": Measure.SHARE, "over_time": OverTime.LATEST, "decimals": 2}
    return made_target(name, **(fields | {"threshold": Decimal(98), "pace": Pace.HOLD} | told))


def made_row(
    target: Target,
    figure: int | str | None = None,
    status: Status | None = Status.ON_TRACK,
    *,
    expected: int | None = None,
    period: int | str | None = None,
    **found,
) -> Row:
    exact = None if figure is None else Fraction(figure)
    rule = rule_of(target)
    percent = None
    if exact is not None and rule.threshold and target.measure in {Measure.AMOUNT, Measure.SHARE}:
        percent = 100 * exact / Fraction(rule.threshold)
    return Row(
        target=target,
        rule=rule,
        moment=MID_JUNE,
        figure=exact,
        plan_percent=percent,
        expected=None if expected is None else Fraction(expected),
        status=status,
        computed_status=status,
        period=PeriodFigure(figure=None if period is None else Fraction(period)),
        **found,
    )
