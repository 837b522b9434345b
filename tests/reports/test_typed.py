"""What was typed for a number: any unit of its family, the period's or the year's, and when it is asked."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from reports.tallies import Part, Tally
from reports.typed import Asked, Span, Typed, read_typed, spans_of, unit_of
from targets.choices import Entry, Frequency, Measure, OverTime
from targets.models import Allocation
from tests.reports.made_rows import made_rate, made_target

VISITS = made_target(
    "Khách du lịch",
    unit_of_measure="nghìn lượt",
    entry=Entry.DECIMAL,
    threshold=Decimal(3269),
    frequency=Frequency.MONTH,
)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def before(target=VISITS, *, value="1020", base="930", periods=3, **tally) -> Part:
    """The allocation after so many periods, all answered, the last with a third of the sum."""
    sums = Tally(
        value_sum=Decimal(value),
        base_sum=Decimal(base),
        counted=periods,
        bases=periods,
        answers=periods,
        answered_last=1,
        period_value=Decimal(value) / periods,
        period_base=Decimal(base) / periods,
    )
    return Part(Allocation(target=target), True, replace(sums, **tally), periods, True, None)


def first(target=VISITS) -> Part:
    return Part(Allocation(target=target), True, Tally(), 0, True, None)


def to_date(number: str = "value", unit: str = "", part: Part | None = None) -> Asked:
    part = part or before()
    return Asked(part.allocation.target, part, number, unit, Span.TO_DATE)


@pytest.mark.parametrize(
    ("text", "unit", "number"),
    [
        ("1.634", "", "614"),
        ("1634", "", "614"),
        ("1.634.500", "lượt", "614.5"),
        ("1,6345 triệu", "", "614.5"),
    ],
)
def test_year_to_date_leaves_the_number_of_the_period(text, unit, number):
    taken = read_typed(text, to_date(unit=unit))
    assert (taken.error, taken.number) == ("", Decimal(number))
    assert taken.covered == Decimal(number) + 1020


def test_same_time_of_last_year_is_taken_from_its_own_sum():
    assert read_typed("1.510", to_date("base")).number == 580


def test_year_to_date_below_what_was_reported_is_no_number_of_a_period():
    taken = read_typed("1.000", to_date())
    assert (taken.code, taken.number) == ("to_date_falls", None)
    assert str(taken.error).startswith("The year to date of 1.000 is less than the 1.020 that was reported")
    assert "this period would be -20" in str(taken.error)


def test_year_to_date_may_fall_where_a_period_may_be_negative():
    refunds = made_target(allows_negative=True, entry=Entry.DECIMAL, unit_of_measure="triệu đồng")
    assert read_typed("1000", to_date(part=before(refunds))).number == -20


def test_year_to_date_needs_every_period_before():
    part = before(answers=2)
    assert read_typed("1634", to_date(part=part)).code == "earlier_missing"
    assert read_typed("614", Asked(VISITS, part)).number == 614


def test_an_earlier_answer_without_a_number_leaves_its_share_to_this_period():
    part = before(value="680", counted=2, unavailable=1)
    assert read_typed("1634", to_date(part=part)).number == 954


def test_last_year_to_date_needs_that_number_in_every_period_before():
    assert read_typed("1510", to_date("base", part=before(bases=2))).code == "earlier_missing"


def test_year_to_date_is_offered_once_there_is_a_period_before_and_numbers_add_up():
    latest = made_target(over_time=OverTime.LATEST)
    assert spans_of(before()) == [Span.PERIOD, Span.TO_DATE]
    assert spans_of(first()) == [Span.PERIOD]
    assert spans_of(before(latest)) == [Span.PERIOD]


def test_a_dot_is_asked_about_where_either_reading_could_be_meant():
    small = made_target(unit_of_measure="ha", entry=Entry.DECIMAL, threshold=None, direction="")
    taken = read_typed("3.269", Asked(small, first(small)))
    assert (taken.code, taken.options) == ("ambiguous", (Decimal(3269), Decimal("3.269")))
    assert str(taken.error) == (
        "“3.269” can be 3.269 (ba nghìn hai trăm sáu mươi chín) "
        "or 3,269 (ba phẩy hai trăm sáu mươi chín) ha. Choose which is meant."
    )


@pytest.mark.parametrize(
    ("text", "part", "number"),
    [
        ("1.634", before(), "1634"),
        ("3.269", before(value="9.3", base="9"), None),
        ("3.269", before(value="0.9", base="9"), None),
        ("3,269", before(value="9.3", base="9"), "3.269"),
        ("3,269", before(value="9300", base="9"), None),
    ],
)
def test_what_is_known_settles_a_reading_only_where_it_is_clear(text, part, number):
    taken = read_typed(text, Asked(VISITS, part))
    assert taken.number == (number and Decimal(number))
    assert taken.code == ("" if number else "ambiguous")


@pytest.mark.parametrize("meant", ["3269", "3.269"])
def test_the_chosen_reading_is_taken_and_no_other_number(meant):
    asked = Asked(VISITS, before(value="9.3", base="9"))
    assert read_typed("3.269", asked, [Decimal(meant)]).number == Decimal(meant)
    assert read_typed("3.269", asked, [Decimal(7)]).code == "ambiguous"


@given(
    earlier=st.decimals(0, 10**6, places=4),
    number=st.decimals(0, 10**6, places=4),
)
def test_what_is_typed_for_the_year_is_kept_exactly_for_the_period(earlier, number):
    part = before(value=str(earlier))
    text = f"{earlier + number:f}".replace(".", ",")
    asked = to_date(part=part)
    assert read_typed(text, asked, [asked.covered(number)]).number == number


def test_unit_of_a_rate_s_number_stands_in_the_brackets_of_its_meaning():
    waste = made_rate(value_label="Khối lượng được xử lý (kg)", base_label="Khối lượng phát sinh (tấn)")
    people = made_rate(value_label="Số đảng viên (gồm cả hoàn thành xuất sắc)", base_label="Số đảng viên")
    assert (unit_of(waste), unit_of(waste, "base")) == ("kg", "tấn")
    assert (unit_of(people), unit_of(people, "base")) == ("", "")
    assert unit_of(VISITS) == "nghìn lượt"


def test_growth_is_typed_for_the_year_like_an_amount():
    exports = made_target(
        measure=Measure.GROWTH, entry=Entry.DECIMAL, value_label="Kim ngạch (triệu USD)",
        base_label="Cùng kỳ (triệu USD)", unit_of_measure="%", threshold=Decimal("2.5"),
    )  # fmt: skip
    taken = read_typed("1.634.000.000", to_date(unit="USD", part=before(exports)))
    assert taken.number == 614


def test_what_was_typed_is_kept_only_as_far_as_it_says_something():
    typed = Typed("1.634.500", "", "lượt", Span.TO_DATE)
    assert typed.kept() == {"value": "1.634.500", "unit": "lượt", "span": "to_date"}
    assert Typed.of(typed.kept()) == typed
    assert Typed.of({}) is None
    assert typed.text == "year to date 1.634.500 lượt"
