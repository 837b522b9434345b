"""The front page's headline, tallies and list of what needs a decision, from rows."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils.translation import override

from reports import wording
from reports.assessment import Moment
from reports.choices import Outlook, Status
from reports.lines import Line
from reports.overview import decisions, failing_parts, headline, tallies
from reports.progress import Row, rule_of
from reports.remarks import Remarks, UnitOutlook
from targets.choices import Direction, Frequency, Measure, Pace
from targets.models import Target
from units.models import Unit

JUNE = Moment(date(2024, 6, 14), 2, 4)


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


def row(status: Status | None, *, pk: int = 1, section: str = "II.1", **target) -> Row:
    given = {
        "measure": Measure.AMOUNT,
        "over_time": "sum",
        "direction": Direction.UP,
        "threshold": Decimal(100),
        "pace": Pace.STEADY,
        "frequency": Frequency.QUARTER,
        "unit_of_measure": "ha",
        "lead": Unit(name="Phòng Kinh tế"),
    }
    made = Target(pk=pk, code=f"T{pk}", section=section, **{**given, **target})
    rule = rule_of(made)
    return Row(target=made, rule=rule, moment=JUNE, status=status, computed_status=status)


def test_the_headline_counts_the_main_targets_by_what_is_said_of_them():
    found = [row(Status.ACHIEVED), row(Status.EXCEEDED), row(Status.AT_RISK), row(Status.NOT_DUE)]
    assert headline(found) == "4 main targets: 2 reached, 1 at risk, 1 not yet assessed"


def test_nothing_assessed_is_said_as_such():
    assert headline([row(Status.NOT_DUE), row(Status.NO_DATA)]) == "2 main targets: none assessed yet"


def test_tallies_keep_sections_apart_and_leave_out_what_is_not_tallied():
    found = [
        row(Status.ACHIEVED, section="II.2"),
        row(Status.ON_TRACK, section="II.4"),
        row(Status.SLOW, section="II.4", is_hdnd=True),
        row(Status.ON_TRACK, section="II.4", tallied=False),
        row(Status.ON_TRACK, section="III.4"),
    ]
    main, additional, council = tallies(found)
    assert (main.reached, main.on_track, main.good, main.total) == (1, 1, 2, 3)
    assert (additional.good, additional.total) == (1, 1)
    assert (council.good, council.total) == (0, 1)


def test_no_tally_is_shown_where_no_target_has_the_tag():
    assert len(tallies([row(Status.ACHIEVED)])) == 1


def test_what_needs_a_decision_comes_by_urgency_then_what_units_doubt():
    statuses = [Status.SLOW, Status.ON_TRACK, Status.AT_RISK, Status.MISSED, Status.ON_TRACK]
    lines = [Line(row(status, pk=number)) for number, status in enumerate(statuses)]
    doubt = UnitOutlook("Phường A", Outlook.HARD, "Thiếu vốn")
    found = decisions(lines, Remarks(outlooks={4: [doubt]}))
    assert [decision.line.row.target.pk for decision in found] == [3, 2, 0, 4]
    assert found[-1].doubts == ["hard to reach: Phường A"]


def test_the_sentence_says_how_much_is_still_needed():
    growing = row(Status.SLOW)
    growing = Row(
        target=growing.target,
        rule=growing.rule,
        moment=JUNE,
        value=Decimal(40),
        figure=Fraction(40),
        plan_percent=Fraction(40),
        expected=Fraction(50),
        status=Status.SLOW,
    )
    (decision,) = decisions([Line(growing)], Remarks())
    assert decision.facts == [
        "40 ha",
        "40% of the plan of 100 ha",
        "expected by now: 50 ha",
        "60 ha still needed, 30 ha a quarter on average",
    ]
    assert (decision.line.bar.percent, decision.line.bar.tick) == ("40", "50")


def test_the_part_that_keeps_a_composite_target_from_being_met_is_named():
    growth = {"measure": Measure.GROWTH, "unit_of_measure": "%"}
    deaths = replace(row(Status.AT_RISK, name="Deaths", **growth), figure=Fraction(0))
    deaths = replace(deaths, value=Decimal(3), base=Decimal(3))
    injured = row(Status.ON_TRACK, name="Injured", **growth)
    whole = replace(row(Status.AT_RISK, measure=Measure.ALL_OF), children=(deaths, injured))
    assert failing_parts(whole) == ["Deaths unchanged (3/3)"]


@pytest.mark.parametrize(
    ("plan_text", "unit", "read"),
    [
        ("425.000", "triệu đồng", "425.000 triệu đồng"),
        ("2.300 - 2.500", "người", "2.300 - 2.500 người"),
        ("từ 95 trở lên", "%", "từ 95% trở lên"),
        ("giảm 0,02 điểm %", "điểm %", "giảm 0,02 điểm %"),
        ("cao hơn năm trước", "điểm", "cao hơn năm trước"),
    ],
)
def test_a_plan_is_read_with_its_unit(plan_text, unit, read):
    assert wording.measured_plan_text(row(None, plan_text=plan_text, unit_of_measure=unit)) == read


@pytest.mark.parametrize(
    ("measure", "value", "base", "figure", "formula"),
    [
        (Measure.SHARE, 9, 12, 75, "100 × 9 / 12 = 75%"),
        (Measure.GROWTH, 12, 15, -20, "100 × (12 / 15 − 1) = down 20%"),
        (Measure.CHANGE, 41, 40, 1, "41 − 40 = up 1%"),
    ],
)
def test_the_formula_is_shown_with_its_numbers(measure, value, base, figure, formula):
    target = row(None, measure=measure, unit_of_measure="%", pace=Pace.HOLD)
    made = Row(
        target=target.target,
        rule=target.rule,
        moment=JUNE,
        value=Decimal(value),
        base=Decimal(base),
        figure=Fraction(figure),
    )
    assert wording.formula_text(made) == formula
