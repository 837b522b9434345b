from decimal import Decimal

import pytest

from emulation.worded import Worded, worded


@pytest.mark.parametrize(
    ("text", "number", "look"),
    [
        ("98,18", "98.181818", "#,##0.00"),
        ("425.000", "425000", "#,##0"),
        ("từ 130 trở lên", "130", '"từ "#,##0" trở lên"'),
        ("tăng 3,1%", "3.1", '"tăng "#,##0.0"%"'),
        ("giảm 0,02 điểm %", "-0.02", '#,##0.00;"giảm "#,##0.00" điểm %"'),
        ("0", "0", "#,##0"),
    ],
)
def test_a_printed_number_is_one_under_a_format_that_prints_the_same(text, number, look):
    found = worded(text, Decimal(number))
    assert isinstance(found, Worded)
    assert (str(found), found.value, found.look) == (text, Decimal(number), look)


def test_per_cent_are_hundredths_where_they_are_reckoned_with():
    found = worded("tăng 3,1%", Decimal("3.14"), in_hundredths=True)
    assert (found.value, found.look) == (Decimal("0.0314"), '"tăng "#,##0.0%')
    assert (
        worded("0,18 điểm cao hơn kế hoạch", Decimal("0.18"), in_hundredths=True)
        == "0,18 điểm cao hơn kế hoạch"
    )


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *(("2/3", "2"), ("10 - 11", "10"), ("Đạt", "1"), ("–", None), ("", "5")),
        *(("giảm cả 3 tiêu chí", None), ("3", "4"), ("98,1", "98.16"), ('"5"', "5")),
    ],
)
def test_what_prints_anything_but_the_number_stays_text(text, number):
    assert worded(text, number and Decimal(number)) == text
