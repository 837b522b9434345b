"""How rows are put in words: the one home of what page, PDF and spreadsheet print for a figure.

Numbers are rounded for the reader only, half-up to the target's decimals and never so that they contradict
their status. Words stand in place of signs: "giảm 6,2%", never "-6,2%" (domain: emulation practice).
"""

from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from emulation.numbers import format_number, format_whole, round_clear_of, round_half_up
from reports.assessment import Rule
from reports.choices import Status
from reports.progress import Row
from targets.choices import Direction, Entry, Frequency, Measure, OverTime, Pace
from targets.models import Target
from targets.printed_plan import measured

NONE = "–"
SENSELESS = "x"
AVERAGE_DECIMALS = 1
CHANGES = {Measure.GROWTH, Measure.POINTS, Measure.CHANGE}
GREY = {Status.INCOMPLETE, Status.NO_DATA, Status.NOT_DUE, Status.AWAITING, Status.NOT_APPLICABLE}


def figure_text(row: Row) -> str:
    """The figure as people read it: "98,18", "tăng 3,1%", "giảm 0,03 điểm %", "7/8", "2/3", "–"."""
    if row.target.measure == Measure.ALL_OF:
        return _combined_text(row)
    if row.figure is None:
        return NONE
    if row.target.entry == Entry.YES_NO:
        return _yes_no(row)
    return value_text(row.target, row.rule, row.figure)


def _combined_text(row: Row) -> str:
    """ "2/3"; nothing while none of the parts has a figure."""
    if row.combined is None or all(child.figure is None for child in row.children):
        return NONE
    return f"{row.combined.met}/{row.combined.remaining}"


def value_text(target: Target, rule: Rule, figure: Fraction | Decimal) -> str:
    """A figure of this target, measured against the levels of this rule."""
    shown = shown_figure(target, rule, figure)
    if rule.measure in CHANGES:
        return change_text(shown, _change_unit(rule.measure, target))
    return format_whole(shown)


def shown_figure(target: Target, rule: Rule, figure: Fraction | Decimal) -> Decimal:
    """The figure as it is printed: rounded half-up, and never onto a level that it does not have."""
    return round_clear_of(figure, target.decimals, [rule.threshold, rule.ceiling])


def change_text(change: Decimal, unit: str) -> str:
    """A change in words; `unit` is "%", "điểm %" or the index's own unit."""
    amount = f"{format_whole(abs(change))}{unit if unit == '%' else ' ' + unit}"
    if change > 0:
        return _("up %(amount)s") % {"amount": amount}
    if change < 0:
        return _("down %(amount)s") % {"amount": amount}
    return _("unchanged")


def _change_unit(measure: Measure, target: Target) -> str:
    if measure == Measure.GROWTH:
        return "%"
    return _("percentage points") if measure == Measure.POINTS else target.unit_of_measure


def _yes_no(row: Row) -> str:
    """One unit: yes or no. Several: how many of all."""
    if len(row.parts) == 1:
        return pgettext("milestone", "Reached") if row.figure else pgettext("milestone", "Not yet")
    return f"{format_number(row.figure or 0)}/{len(row.parts)}"


def measured_text(row: Row) -> str:
    """The figure with its unit, as a sentence needs it: "168.350 triệu đồng", "85,2%", "tăng 3,1%"."""
    text = figure_text(row)
    says_itself = row.rule.measure in CHANGES or (row.target.entry == Entry.YES_NO and len(row.parts) == 1)
    return text if text == NONE or says_itself else with_unit(text, row.target.unit_of_measure)


def measured_with_sums(row: Row) -> str:
    """The figure, and behind it the two sums where it comes of two: "giảm 19,05% (17/21)"."""
    sums = sums_text(row)
    return f"{measured_text(row)} ({sums})" if sums else measured_text(row)


def with_unit(text: str, unit: str) -> str:
    return f"{text}%" if unit == "%" else f"{text} {unit}"


def expected_text(row: Row) -> str:
    """What the plan expects by the as-of date, with its unit; empty where it expects nothing yet."""
    return "" if row.expected is None else level_text(row, row.expected)


def level_text(row: Row, level: Fraction | Decimal) -> str:
    """A level, or a distance to one, with its unit; what is left to do never shows as 0."""
    shown = round_clear_of(level, row.target.decimals, [Decimal(0)])
    if row.rule.measure in CHANGES:
        return change_text(shown, _change_unit(row.rule.measure, row.target))
    return with_unit(format_whole(shown), row.target.unit_of_measure)


def exact_level_text(target: Target, level: Decimal) -> str:
    """A level of the plan with every decimal it has, and its unit: "440.000,5 triệu đồng", "giảm 5%"."""
    if target.measure in CHANGES:
        return change_text(level, _change_unit(Measure(target.measure), target))
    return with_unit(format_number(level), target.unit_of_measure)


def needed_text(row: Row) -> str:
    """What the plan still lacks, in all and a period; for amounts that grow in the course of a year."""
    left = row.moment.total - row.moment.ended
    if row.figure is None or row.rule.threshold is None or left == 0 or not _grows(row):
        return ""
    rest = Fraction(row.rule.threshold) - row.figure
    if rest <= 0:
        return ""
    form = {
        Frequency.MONTH: _("%(rest)s still needed, %(average)s a month on average"),
        Frequency.QUARTER: _("%(rest)s still needed, %(average)s a quarter on average"),
    }.get(Frequency(row.target.frequency), _("%(rest)s still needed"))
    return form % {"rest": level_text(row, rest), "average": _average_text(row, rest / left)}


def _average_text(row: Row, average: Fraction) -> str:
    """An average over periods to come, to one decimal at most; more only where it would show as 0."""
    shown = round_clear_of(average, min(row.target.decimals, AVERAGE_DECIMALS), [Decimal(0)])
    return with_unit(format_whole(shown), row.target.unit_of_measure)


def _grows(row: Row) -> bool:
    is_summed = row.rule.measure == Measure.AMOUNT and row.rule.over_time == OverTime.SUM
    return is_summed and row.rule.pace in {Pace.STEADY, Pace.PROFILE} and row.rule.direction == Direction.UP


def formula_text(row: Row) -> str:
    """The formula with its numbers put in: "100 × 10.800 / 11.000 = 98,18%"; empty where there is none."""
    if row.figure is None or row.value is None:
        return ""
    if row.rule.measure == Measure.AMOUNT and len(_addends(row)) < 2:
        return ""
    value, base = format_number(row.value), format_number(row.base or 0)
    calculation = {
        Measure.AMOUNT: " + ".join(_addends(row)),
        Measure.SHARE: f"100 × {value} / {base}",
        Measure.GROWTH: f"100 × ({value} / {base} − 1)",
        Measure.CHANGE: f"{value} − {base}",
        Measure.POINTS: f"100 × {value} / {base} − {format_number(row.baseline or 0)}",
    }[row.rule.measure]
    return f"{calculation} = {measured_text(row)}"


def _addends(row: Row) -> list[str]:
    sums = [part.tally.value_sum for part in row.parts]
    return [format_number(value) for value in sums if value is not None]


def sums_text(row: Row) -> str:
    """The two sums behind a share or a change ("10.800/11.000"); empty where there is one number."""
    if row.target.measure in {Measure.AMOUNT, Measure.ALL_OF} or row.value is None or row.base is None:
        return ""
    if not row.value and not row.base:
        return ""
    return f"{format_number(row.value)}/{format_number(row.base)}"


def period_text(row: Row) -> str:
    """The period's own figure, in the same form."""
    if row.target.measure == Measure.ALL_OF or row.period.figure is None:
        return NONE
    if row.target.entry == Entry.YES_NO:
        return _yes_no(row)
    return format_or_change(row, row.period.figure)


def measured_period_text(row: Row) -> str:
    """The period's own figure with its unit."""
    text = period_text(row)
    says_itself = row.rule.measure in CHANGES or (row.target.entry == Entry.YES_NO and len(row.parts) == 1)
    return text if text == NONE or says_itself else with_unit(text, row.target.unit_of_measure)


def format_or_change(row: Row, figure: Fraction) -> str:
    """A figure that no status rests on: plainly rounded."""
    shown = round_clear_of(figure, row.target.decimals, [])
    if row.rule.measure in CHANGES:
        return change_text(shown, _change_unit(row.rule.measure, row.target))
    return format_number(shown)


def plan_text(row: Row) -> str:
    """What the plan cell prints: the document's words at the owner, the quota below it."""
    if row.rule.threshold is None and row.target.measure != Measure.ALL_OF:
        return NONE
    if row.rule.threshold == row.target.threshold:
        return row.target.plan_text or format_number(row.rule.threshold or 0)
    return format_number(row.rule.threshold or 0)


def measured_plan_text(row: Row) -> str:
    """The plan with its unit, as a sentence needs it: "425.000 triệu đồng", "98%", "tăng 2,5%"."""
    text = plan_text(row)
    is_done_or_not = row.target.entry == Entry.YES_NO and len(row.parts) == 1
    if row.target.measure == Measure.ALL_OF or is_done_or_not:
        return text
    return measured(text, row.target.unit_of_measure)


def owner_plan_text(row: Row) -> str:
    """The city's plan, beside the figure of a unit that has no level of its own; else empty."""
    return row.target.plan_text if row.rule.threshold is None and row.target.threshold is not None else ""


def plan_percent_text(row: Row) -> str:
    """Per cent of the plan for amounts; "x" and the distance for rates; a dash without a figure.

    99,96% of a plan that is missed never shows as 100%.
    """
    if row.target.measure == Measure.ALL_OF or row.rule.threshold is None:
        return SENSELESS if row.target.measure == Measure.ALL_OF else NONE
    if row.figure is None:
        return NONE
    if row.plan_percent is not None and prints_percent(row):
        return f"{format_whole(round_clear_of(row.plan_percent, 1, row.plan_percent_limits))}%"
    return distance_text(row)


def prints_percent(row: Row) -> bool:
    """Amounts whose unit is not itself per cent, and that are more than a yes or no."""
    is_amount = row.target.measure == Measure.AMOUNT and row.target.unit_of_measure != "%"
    return is_amount and row.target.entry != Entry.YES_NO


def distance_text(row: Row) -> str:
    """How far a share or a rate is from the plan, in percentage points; "x" where that says nothing."""
    points = distance(row)
    if points is None:
        return SENSELESS
    shown = format_whole(abs(points))
    if within_plan(row):
        return _("within the plan")
    if points > 0:
        return _("%(points)s points above the plan") % {"points": shown}
    if points < 0:
        return _("%(points)s points below the plan") % {"points": shown}
    return _("at the plan")


def distance(row: Row) -> Decimal | None:
    """Percentage points above (or below, negative) the plan, as printed; None for what is no rate.

    It is the difference of the two numbers that stand beside it: 90,63 against 100 is 9,37 below. The figure
    is shown clear of its levels and a level with all its decimals, so it never loses or turns its sign.
    """
    is_rate = row.target.measure == Measure.SHARE or row.target.unit_of_measure == "%"
    if not is_rate or row.target.measure == Measure.GROWTH:
        return None
    if row.figure is None or row.rule.threshold is None:
        return None
    return shown_figure(row.target, row.rule, row.figure) - row.rule.threshold


def shown_difference(target: Target, now: Fraction, then: Fraction) -> Decimal:
    """From one figure to another, both plainly rounded: the difference of what is printed.

    Figures that print alike and are not differ by what they truly do, never by 0.
    """
    shown = round_half_up(now, target.decimals) - round_half_up(then, target.decimals)
    return shown or round_clear_of(now - then, target.decimals, [Decimal(0)])


def within_plan(row: Row) -> bool:
    """The plan is a range ("10 - 11") and the figure lies in it: nothing is above the plan there."""
    threshold, ceiling = row.rule.threshold, row.rule.ceiling
    if row.figure is None or threshold is None or ceiling is None:
        return False
    return Fraction(threshold) <= row.figure <= Fraction(ceiling)


def forecast_text(row: Row) -> str:
    """What the units expect the year to come to; a dash where one of them has not said."""
    if row.year_forecast is None:
        return NONE
    return format_number(round_clear_of(row.year_forecast, row.target.decimals, []))


def previous_text(row: Row, *, is_owner: bool) -> str:
    """Last year's result, which is the owner's and nobody else's; a dash where unknown."""
    if not is_owner or row.target.previous_result is None:
        return NONE
    return format_number(row.target.previous_result)


def growth_text(row: Row) -> str:
    """Against the same period of last year; "x" for shares and levels, a dash where unknown."""
    if row.target.measure not in {Measure.AMOUNT, Measure.GROWTH} or not row.target.takes_base:
        return SENSELESS
    if row.growth is None:
        return NONE
    if row.rule.measure == Measure.GROWTH:
        return figure_text(row)
    return change_text(round_clear_of(row.growth, 1, [Decimal(0)]), "%")


def coverage_text(row: Row) -> str:
    """Units that answered the last ended period, of all that owe it."""
    return f"{row.reported}/{row.owed}"


def lacks_figures(row: Row) -> bool:
    """Every unit has answered, and the data are incomplete all the same: some answered "no figure yet"."""
    has_all_answers = 0 < row.owed <= row.reported and not row.misses_earlier
    return row.status == Status.INCOMPLETE and has_all_answers


def status_text(row: Row) -> str:
    """The status shown, marked when it rests on an estimate; empty at a node without a level."""
    return label(row.status, row) if row.status else ""


def computed_status_text(row: Row) -> str:
    return label(row.computed_status, row) if row.computed_status else ""


def label(status: Status, row: Row) -> str:
    """A status in words for this row: levels that are held have words of their own."""
    if status == Status.INCOMPLETE and row.reported < row.owed:
        return _("Incomplete data (%(coverage)s units)") % {"coverage": coverage_text(row)}
    words = _hold_words(status) if row.rule.pace == Pace.HOLD else str(status.label)
    if row.estimate and status not in GREY:
        return pgettext("status", "Estimate: %(status)s") % {"status": words[:1].lower() + words[1:]}
    return words


def _hold_words(status: Status) -> str:
    if status == Status.ON_TRACK:
        return pgettext("status", "Holding the plan's level")
    if status == Status.SLOW:
        return pgettext("status", "Below the plan")
    return str(status.label)


def rule_text(row: Row) -> str:
    """How the figure comes about and when it is met, in one sentence for the target's page."""
    return " ".join(part for part in (_measure_text(row.target), _level_text(row)) if part)


def _measure_text(target: Target) -> str:
    over_time = {
        OverTime.SUM.value: _("The periods of the year are added up."),
        OverTime.LATEST.value: _("The latest reading of each unit counts."),
    }.get(target.over_time, "")
    how = {
        Measure.AMOUNT: _("The units' values are added."),
        Measure.SHARE: _("The units' two numbers are added and divided: 100 × value / base."),
        Measure.GROWTH: _("The units' two numbers are added and compared: value against the year before."),
        Measure.CHANGE: _("This year's index less the year before's."),
        Measure.POINTS: _(
            "The share now less the share at the end of the year before, in percentage points."
        ),
        Measure.ALL_OF: _("Reached only when every one of its parts is reached."),
    }[Measure(target.measure)]
    return " ".join(part for part in (over_time, how) if part)


def _level_text(row: Row) -> str:
    rule = row.rule
    if rule.threshold is None:
        return ""
    level = format_number(rule.threshold)
    if rule.ceiling is not None:
        return _("Reached from %(level)s, exceeded above %(ceiling)s.") % {
            "level": level,
            "ceiling": format_number(rule.ceiling),
        }
    if rule.direction == Direction.UP:
        form = _("Reached above %(level)s.") if rule.strict else _("Reached from %(level)s.")
    else:
        form = _("Reached below %(level)s.") if rule.strict else _("Reached at %(level)s or less.")
    return form % {"level": level}
