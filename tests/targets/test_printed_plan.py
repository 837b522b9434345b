"""The printed plan against the numbers that decide."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targets.choices import Direction, Entry, Measure
from targets.drafting.choices import Comparator
from targets.drafting.counting import (
    Drafted,
    counting,
    entry,
    in_its_unit,
    levels,
    plan_text,
    unit_of_measure,
)
from targets.models import Target
from targets.printed_plan import measured, printed_faults


def counted(unit="%", measure=Measure.SHARE, direction=Direction.UP, entry=Entry.DECIMAL, maximum=None):
    return SimpleNamespace(
        unit_of_measure=unit, measure=measure, direction=direction, entry=entry, maximum=maximum
    )


MONEY = counted("triệu đồng", Measure.AMOUNT)
PEOPLE = counted("người", Measure.AMOUNT)
CRIMES = counted("%", Measure.GROWTH, Direction.DOWN)
POVERTY = counted("điểm %", Measure.POINTS, Direction.DOWN)
DONE = counted("có/không", Measure.AMOUNT, entry=Entry.YES_NO, maximum=1)


@pytest.mark.parametrize(
    ("target", "text", "threshold", "ceiling", "told"),
    [
        (MONEY, "450.000 triệu đồng", "425000", None, ["threshold"]),
        (MONEY, "450.000 triệu đồng", "450000", None, []),
        (MONEY, "450 tỷ đồng", "450000", None, []),
        (MONEY, "450 - 460 tỷ đồng", "450000", "460000", []),
        (MONEY, "450 tỷ đồng", "450", None, ["threshold"]),
        (MONEY, "450.000 trong năm 2025", "2025", None, ["threshold"]),
        (counted(), "98,5", "98", None, ["threshold"]),
        (counted(), "từ 95 trở lên", "95", None, []),
        (PEOPLE, "2.300 - 2.500", "2300", "2600", ["ceiling"]),
        (PEOPLE, "8/8", "8", None, []),
        (CRIMES, "Giảm 6", "6", None, ["threshold"]),
        (CRIMES, "Giảm 6", "-6", None, []),
        (CRIMES, "tăng 6", "-6", None, ["threshold"]),
        (CRIMES, "-6", "6", None, ["threshold"]),
        (POVERTY, "0,02 điểm %", "-0.02", None, []),
        (POVERTY, "giảm 0,02 điểm %", "-0.03", None, ["threshold"]),
        (DONE, "Đạt 19/19 tiêu chí", "1", None, []),
        (CRIMES, "giảm", "0", None, []),
    ],
)
def test_printed_numbers_are_held_against_the_levels(target, text, threshold, ceiling, told):
    found = {"threshold": Decimal(threshold), "ceiling": ceiling and Decimal(ceiling)}
    assert list(printed_faults(target, text, found)) == told


def test_text_without_a_number_that_stays_is_stale_and_one_that_fits_is_not():
    level = {"threshold": Decimal(5)}
    assert list(printed_faults(CRIMES, "giảm", level, before=("giảm", {"threshold": Decimal(0)}))) == [
        "plan_text"
    ]
    stays = printed_faults(
        MONEY, "450.000", {"threshold": Decimal(450000)}, before=("450.000", {"threshold": 0})
    )
    assert stays == {}


@pytest.mark.django_db
def test_plans_of_2024_are_printed_as_they_are_counted(campaign_2024):
    for target in Target.objects.filter(campaign=campaign_2024):
        found = {"threshold": target.threshold, "ceiling": target.ceiling}
        assert printed_faults(target, target.plan_text, found) == {}, target.code


@given(
    st.sampled_from(Comparator),
    st.decimals(1, 99, places=2),
    st.decimals(100, 999, places=1),
    st.sampled_from(["%", "người", "tỷ đồng", "ha"]),
)
def test_drafted_plans_are_printed_as_they_are_counted(comparator, value, upper, unit):
    has_two = comparator in {Comparator.RANGE, Comparator.MAINTAIN}
    drafted = in_its_unit(Drafted("", "Tên", comparator, value, upper if has_two else None, unit))
    way = counting(drafted).way
    found = levels(drafted, way)
    target = counted(
        unit_of_measure(drafted), way.measure, found.direction, entry(drafted, way), found.maximum
    )
    levels_of = {"threshold": found.threshold, "ceiling": found.ceiling}
    assert printed_faults(target, plan_text(drafted), levels_of) == {}


@pytest.mark.parametrize(
    ("text", "unit", "shown"),
    [
        ("giảm 0,02 điểm %", "điểm %", "giảm 0,02 điểm %"),
        ("giảm cả 3 tiêu chí", "tiêu chí", "giảm cả 3 tiêu chí"),
        ("cao hơn năm trước", "điểm", "cao hơn năm trước"),
        ("450.000 Triệu  đồng", "triệu đồng", "450.000 Triệu  đồng"),
        ("450.000", "triệu đồng", "450.000 triệu đồng"),
        ("từ 95 trở lên", "%", "từ 95% trở lên"),
        ("8/8", "phường, xã", "8/8 phường, xã"),
        ("Đạt", "có/không", "Đạt"),
        ("", "%", ""),
    ],
)
def test_unit_is_named_once(text, unit, shown):
    assert measured(text, unit) == shown
