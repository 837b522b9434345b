"""When figures are cut off and due: NĐ 09/2019/NĐ-CP, articles 12 and 13. Pure functions, no clock."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from targets.choices import PeriodKind
from targets.period_names import period_name

MONTHS_OF_KIND = {
    PeriodKind.MONTH: [(month, month) for month in range(1, 13)],
    PeriodKind.QUARTER: [(1, 3), (4, 6), (7, 9), (10, 12)],
    PeriodKind.HALF: [(1, 6)],
    PeriodKind.NINE: [(1, 9)],
    PeriodKind.YEAR: [(1, 12)],
}
LETTER = {PeriodKind.MONTH: "M", PeriodKind.QUARTER: "Q", PeriodKind.HALF: "H"}
WITHOUT_NUMBER = {PeriodKind.NINE: "N9", PeriodKind.YEAR: "Y"}
SATURDAY = 5


@dataclass(frozen=True)
class HolidayTable:
    """Days off besides weekends, and weekend days worked in exchange for one."""

    days_off: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()

    @classmethod
    def from_rows(cls, rows: Iterable[tuple[date, bool]]) -> "HolidayTable":
        """From (day, whether it is a worked weekend day)."""
        table = list(rows)
        return cls(
            days_off=frozenset(day for day, is_worked in table if not is_worked),
            worked=frozenset(day for day, is_worked in table if is_worked),
        )

    def is_working_day(self, day: date) -> bool:
        if day in self.days_off:
            return False
        return day in self.worked or day.weekday() < SATURDAY


@dataclass(frozen=True)
class CalendarRule:
    """How a campaign's dates follow from its year; the defaults are the decree's.

    `cut_off_day` is the day of a period's last month (the month's last day where it is shorter), and
    the day after it opens the next window. Entry opens `opens_before` days before the cut-off; the
    unit's, the lead's and the chairman's dates follow it by so many working days (article 13 leaves
    each level two); entry closes after so many, or never (None). `forecast_in` names the periods that
    ask for the year's outlook.
    """

    cut_off_day: int = 14
    opens_before: int = 7
    due_after: int = 2
    confirm_after: int = 4
    report_after: int = 6
    closes_after: int | None = None
    forecast_in: frozenset[str] = frozenset({"Q2", "Q3", "M11"})


DECREE_RULE = CalendarRule()


@dataclass(frozen=True)
class PeriodDraft:
    """The fields of a ReportingPeriod, campaign apart; both ends of a window are included."""

    code: str
    kind: PeriodKind
    number: int
    order: int
    starts_on: date
    cut_off: date
    calendar_from: date
    calendar_to: date
    opens_on: date
    due_on: date
    confirm_by: date
    report_on: date
    closes_on: date | None
    asks_forecast: bool

    @property
    def name(self) -> str:
        """What people call it: "quý I/2024"."""
        return period_name(self.kind, self.number, self.calendar_to.year)


def add_working_days(day: date, count: int, holidays: HolidayTable) -> date:
    """The count-th working day after the day; ValueError for a negative count."""
    if count < 0:
        raise ValueError("Working days are counted forwards only.")
    while count:
        day += timedelta(days=1)
        count -= holidays.is_working_day(day)
    return day


def cut_off(year: int, month: int, rule: CalendarRule = DECREE_RULE) -> date:
    """The day on which figures of a period ending in that month are cut off."""
    return date(year, month, min(rule.cut_off_day, monthrange(year, month)[1]))


def window_start(year: int, first_month: int, rule: CalendarRule = DECREE_RULE) -> date:
    """The day after the cut-off of the month before the period's first month."""
    before = (year - 1, 12) if first_month == 1 else (year, first_month - 1)
    return cut_off(*before, rule) + timedelta(days=1)


def draft_periods(
    year: int,
    holidays: HolidayTable,
    rule: CalendarRule = DECREE_RULE,
) -> list[PeriodDraft]:
    """The year's 12 months, 4 quarters, first half, nine months and year, in order of their cut-offs.

    Codes are `2024-M01`…`M12`, `2024-Q1`…`Q4`, `2024-H1`, `2024-N9`, `2024-Y`.
    """
    spans = [
        (kind, number, first, last)
        for kind, months in MONTHS_OF_KIND.items()
        for number, (first, last) in enumerate(months, start=1)
    ]
    spans.sort(key=lambda span: span[3])
    return [_draft(year, order, span, holidays, rule) for order, span in enumerate(spans, start=1)]


def _draft(
    year: int,
    order: int,
    span: tuple[PeriodKind, int, int, int],
    holidays: HolidayTable,
    rule: CalendarRule,
) -> PeriodDraft:
    kind, number, first, last = span
    name = _short_code(kind, number)
    cut = cut_off(year, last, rule)
    return PeriodDraft(
        code=f"{year}-{name}",
        kind=kind,
        number=number,
        order=order,
        starts_on=window_start(year, first, rule),
        cut_off=cut,
        calendar_from=date(year, first, 1),
        calendar_to=date(year, last, monthrange(year, last)[1]),
        opens_on=cut - timedelta(days=rule.opens_before),
        due_on=add_working_days(cut, rule.due_after, holidays),
        confirm_by=add_working_days(cut, rule.confirm_after, holidays),
        report_on=add_working_days(cut, rule.report_after, holidays),
        closes_on=None if rule.closes_after is None else add_working_days(cut, rule.closes_after, holidays),
        asks_forecast=name in rule.forecast_in,
    )


def short_codes() -> set[str]:
    """The codes of all periods without their year: "M01", "Q2", "H1", "N9", "Y"."""
    return {
        _short_code(kind, number)
        for kind, months in MONTHS_OF_KIND.items()
        for number in range(1, len(months) + 1)
    }


def _short_code(kind: PeriodKind, number: int) -> str:
    if kind in WITHOUT_NUMBER:
        return WITHOUT_NUMBER[kind]
    return f"{LETTER[kind]}{number:02d}" if kind == PeriodKind.MONTH else f"{LETTER[kind]}{number}"
