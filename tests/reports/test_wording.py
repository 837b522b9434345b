from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from reports import wording
from reports.assessment import Combined
from reports.choices import Status
from targets.choices import Direction, Measure
from tests.reports.made_rows import made_rate, made_row, made_target


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("decimals", "threshold", "figure", "average"),
    [
        (3, "2288", "1345.2", "471,4 tỷ đồng"),
        (0, "130", "55", "38 tỷ đồng"),
        (1, "1", "0.94", "0,03 tỷ đồng"),
    ],
)
def test_an_average_a_period_has_one_decimal_at_most_and_is_never_nought(
    decimals, threshold, figure, average
):
    target = made_target(threshold=Decimal(threshold), decimals=decimals, unit_of_measure="tỷ đồng")
    assert wording.needed_text(made_row(target, figure)).endswith(f", {average} a quarter on average")


def test_growth_stands_in_both_columns_with_the_same_decimals():
    target = made_rate(measure=Measure.GROWTH, direction=Direction.DOWN, threshold=Decimal(0))
    row = made_row(target, "-400/21", value=Decimal(17), base=Decimal(21), comparable=True)
    assert wording.growth_text(row) == wording.figure_text(row) == "down 19,05%"


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        ("9.87", "0,13 points below the plan"),
        ("10", "within the plan"),
        ("10.46", "within the plan"),
        ("11", "within the plan"),
        ("11.01", "1,01 points above the plan"),
    ],
)
def test_a_rate_inside_the_planned_range_is_not_called_above_it(figure, text):
    target = made_rate(measure=Measure.AMOUNT, threshold=Decimal(10), ceiling=Decimal(11))
    assert wording.plan_percent_text(made_row(target, figure)) == text


def test_incomplete_data_of_all_units_are_not_counted_but_explained():
    row = made_row(made_rate(), 97, Status.INCOMPLETE, reported=8, owed=8)
    assert wording.status_text(row) == "Incomplete data"
    assert wording.lacks_figures(row)


def test_incomplete_data_say_how_many_units_are_in():
    row = made_row(made_rate(), 97, Status.INCOMPLETE, reported=5, owed=8)
    assert wording.status_text(row) == "Incomplete data (5/8 units)"
    assert not wording.lacks_figures(row)


def test_a_single_number_is_no_calculation():
    assert wording.formula_text(made_row(made_target(), 1150, value=Decimal(1150))) == ""


def test_nought_of_nought_is_not_shown_as_a_fraction():
    assert wording.sums_text(made_row(made_rate(), value=Decimal(0), base=Decimal(0))) == ""


def test_the_periods_own_figure_has_its_unit():
    assert wording.measured_period_text(made_row(made_target(), 1150, period=600)) == "600 người"


def test_a_composite_target_shows_nothing_before_its_parts_have_begun():
    combined = Combined(Status.NOT_DUE, met=0, remaining=1, complete=False, final=False)
    row = replace(made_row(made_target(measure=Measure.ALL_OF), status=Status.NOT_DUE), combined=combined)
    assert wording.figure_text(replace(row, children=(made_row(made_rate(), None),))) == wording.NONE
    assert wording.figure_text(replace(row, children=(made_row(made_rate(), 97),))) == "0/1"


LEVELS = st.decimals("0.0001", 200, places=4)
FIGURES = st.fractions(0, 200, max_denominator=10**6)
# Far from a level, and closer to it than any number of decimals that is usual.
DISTANCES = st.fractions(-100, 100, max_denominator=100) | st.fractions(-1, 1).map(lambda near: near / 10**6)


def read(text: str) -> Decimal:
    """A number as it is printed, with however many decimals."""
    return Decimal(text.rstrip("%").replace(".", "").replace(",", "."))


@given(away=DISTANCES, level=LEVELS, decimals=st.integers(0, 4))
def test_distance_is_that_of_the_printed_numbers_and_on_the_side_of_the_exact_ones(away, level, decimals):
    row = made_row(made_rate(threshold=level, decimals=decimals), str(Fraction(level) + away))
    shown = wording.distance(row)
    assert shown == read(wording.figure_text(row)) - level
    assert (shown > 0, shown < 0) == (away > 0, away < 0)
    told = {True: "above", False: "below"}[away > 0] if away else "at the plan"
    assert told in wording.distance_text(row)
    assert away == 0 or " 0 points" not in f" {wording.distance_text(row)}"


@given(away=DISTANCES, level=LEVELS)
def test_percentage_of_a_plan_is_never_printed_as_100_unless_it_is(away, level):
    row = made_row(made_target(threshold=level), str(Fraction(level) + away))
    shown = read(wording.plan_percent_text(row))
    assert (shown > 100, shown < 100) == (away > 0, away < 0)


def test_half_a_digit_is_not_counted_twice():
    row = made_row(made_rate(threshold=Decimal(100)), "90.625")
    assert (wording.figure_text(row), wording.distance_text(row)) == ("90,63", "9,37 points below the plan")


@given(now=FIGURES, then=FIGURES)
def test_difference_of_two_figures_is_that_of_the_printed_ones(now, then):
    target = made_rate()
    rule = made_row(made_rate(threshold=None, direction=None)).rule
    printed = [read(wording.value_text(target, rule, figure)) for figure in (now, then)]
    shown = wording.shown_difference(target, now, then)
    assert (shown > 0, shown < 0) == (now > then, now < then)
    assert shown == printed[0] - printed[1] or printed[0] == printed[1]
