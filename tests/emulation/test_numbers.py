import unicodedata
from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils import translation
from hypothesis import assume, given
from hypothesis import strategies as st

from emulation.numbers import (
    LIMIT,
    format_number,
    plain,
    read_number,
    round_clear_of,
    round_half_up,
    spell_number,
    stands_for_none,
    tidy,
)

figures = st.integers(min_value=1 - LIMIT * 10_000, max_value=LIMIT * 10_000 - 1).map(
    lambda scaled: Decimal(scaled).scaleb(-4)
)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("typed", "value", "other"),
    [
        ("3.269", "3269", "3.269"),
        ("425.000", "425000", "425"),
        ("2.5", "2.5", None),
        ("1.25", "1.25", None),
        ("74.125", "74125", "74.125"),
        ("0.125", "0.125", None),
        ("1.234.567,89", "1234567.89", None),
        ("1,234,567.89", "1234567.89", None),
        ("1,234,567", "1234567", None),
        ("1.234.567", "1234567", None),
        ("1,234", "1.234", "1234"),
        ("0,125", "0.125", None),
        ("74,5", "74.5", None),
        ("74,50", "74.5", None),
        ("007", "7", None),
        ("1234567", "1234567", None),
        ("999.999.999.999,9999", "999999999999.9999", None),
    ],
)
def test_a_number_is_read_the_vietnamese_way_and_its_other_reading_is_told(typed, value, other):
    read = read_number(typed)

    assert read.error == ""
    assert read.value == Decimal(value)
    assert read.other == (other and Decimal(other))


@pytest.mark.parametrize(
    "typed",
    [
        "1\u00a0234\u00a0567,8",
        "1\u202f234\u202f567,8",
        "1\u2009234\u2009567,8",
        "1 234 567,8",
        "1'234'567,8",
        "1\u2019234\u2019567,8",
        "  1.234.567,8\n",
        "+1.234.567,8",
        "+ 1234567,8",
        "\u200e1234567,8\ufeff",
        "１.２３４.５６７，８",
    ],
)
def test_every_kind_of_space_apostrophe_and_full_width_digit_is_accepted(typed):
    assert read_number(typed).value == Decimal("1234567.8")


@pytest.mark.parametrize("typed", ["-6,2", "− 6,2", "\u20136,2", "(6,2)", "(6,2%)", "(6,2) %", "－6,2％"])
def test_a_negative_number_is_read_only_where_one_is_accepted(typed):
    refused = read_number(typed)

    assert read_number(typed, allow_negative=True).value == Decimal("-6.2")
    assert refused.value is None
    assert refused.error == "A negative number is not accepted here."


def test_both_readings_carry_the_sign():
    read = read_number("-3.269", allow_negative=True)

    assert (read.value, read.other) == (Decimal(-3269), Decimal("-3.269"))


def test_minus_zero_is_zero_everywhere():
    assert str(read_number("-0").value) == "0"


@pytest.mark.parametrize(
    ("typed", "unit"),
    [
        ("74,5%", ""),
        ("74,5 ％", ""),
        ("74,5 ha", "ha"),
        ("74,5HA", "ha"),
        ("74,5 tỷ đồng", "tỷ đồng"),
        (unicodedata.normalize("NFD", "74,5 tỷ đồng"), "tỷ đồng"),
        ("74,5 điểm %", "điểm %"),
        ("74,5%", "điểm %"),
    ],
)
def test_a_percent_sign_and_the_targets_own_unit_are_dropped(typed, unit):
    assert read_number(typed, unit=unit).value == Decimal("74.5")


@pytest.mark.parametrize(
    ("typed", "unit", "word"),
    [("25 tỷ", "đồng", "tỷ"), ("25 triệu", "tỷ đồng", "triệu"), ("25 nghìn lượt", "lượt", "nghìn")],
)
def test_a_word_that_scales_is_refused_and_never_dropped(typed, unit, word):
    read = read_number(typed, unit=unit)

    assert read.value is None
    assert read.error == f"Leave out “{word}” and write the number in {unit}, for example 1.234,5."


def test_a_word_that_scales_is_refused_where_no_unit_is_known():
    assert "all its digits" in str(read_number("25 tr").error)


def test_another_unit_than_the_targets_own_is_refused():
    assert read_number("25 ha", integer=True).error == "Leave out “ha”: this is a plain number."
    assert read_number("25 ha", unit="người").error == "Leave out “ha”: this is a plain number."


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1,234", "1234"),
        ("3.269", "3269"),
        ("1,000", "1000"),
        ("1.000", "1000"),
        ("74,0", "74"),
        ("12", "12"),
    ],
)
def test_a_whole_number_has_one_reading(typed, value):
    read = read_number(typed, integer=True)

    assert (read.value, read.other) == (Decimal(value), None)


@pytest.mark.parametrize("typed", ["2,5", "2.5", "1.234,5", "0,12345"])
def test_a_fraction_is_refused_where_a_whole_number_is_needed(typed):
    read = read_number(typed, integer=True)

    assert read.value is None
    assert "whole number" in str(read.error)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Enter a number"),
        (" \u00a0\t", "Enter a number"),
        ("N/A", "not a number"),
        ("Yes", "not a number"),
        ("1e5", "not a number"),
        ("NaN", "not a number"),
        ("Infinity", "not a number"),
        ("½", "not a number"),
        ("10²", "not a number"),
        ("٤٢", "not a number"),
        ("12\t13", "not a number"),
        ("1_000", "not a number"),
        ("--5", "not a number"),
        ("5-", "not a number"),
        ("(-5)", "not a number"),
        ("%", "not a number"),
        ("5%%", "not a number"),
        ("1,2,3", "dots and commas"),
        ("1.23.456", "dots and commas"),
        ("12 34", "dots and commas"),
        ("0.125.000", "dots and commas"),
        ("1.234 567", "dots and commas"),
        ("5,", "dots and commas"),
        (",5", "dots and commas"),
        ("0,12345", "four decimals"),
        ("1.234,56789", "four decimals"),
        ("3.26912", "four decimals"),
        ("1.000.000.000.000", "too large"),
        ("1" * 60, "too large"),
        ("1" * 61, "too long"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_is_accepted(typed, says):
    read = read_number(typed, allow_negative=True)

    assert (read.value, read.other) == (None, None)
    assert says in str(read.error)


@given(st.text(max_size=70))
def test_any_text_is_either_a_number_or_an_error(text):
    read = read_number(text, allow_negative=True)

    assert (read.value is None) == bool(read.error)


@given(figures, st.booleans())
def test_what_is_written_is_read_back(value, grouped):
    read = read_number(format_number(value, grouped=grouped), allow_negative=True)

    assert read.value == value


@pytest.mark.parametrize(
    ("value", "places", "written"),
    [
        (Decimal("98.00"), 2, "98"),
        (Decimal("74.50"), 2, "74,5"),
        (Decimal("0.125"), 2, "0,13"),
        (Decimal("-0.125"), 2, "-0,13"),
        (Decimal("-0.001"), 2, "0"),
        (Decimal("1234567.885"), 2, "1.234.567,89"),
        (Decimal("-1234567.885"), 2, "-1.234.567,89"),
        (Fraction(1080000, 11000), 2, "98,18"),
        (Fraction(-1, 3), 4, "-0,3333"),
        (425000, 4, "425.000"),
        (Decimal("1E+6"), 4, "1.000.000"),
        (999, 0, "999"),
        (Decimal("2.5"), 0, "3"),
    ],
)
def test_a_figure_is_written_with_at_most_the_decimals_asked_for(value, places, written):
    assert format_number(value, places) == written


def test_groups_can_be_left_out():
    assert format_number(Decimal("1234567.5"), grouped=False) == "1234567,5"


@pytest.mark.parametrize("value", [1.5, True, "1,5"])
def test_nothing_but_exact_figures_is_written(value):
    with pytest.raises(TypeError):
        format_number(value)


@given(figures, st.integers(min_value=0, max_value=6))
def test_rounding_moves_a_figure_by_at_most_half_a_unit_of_the_last_place(value, places):
    distance = abs(Fraction(round_half_up(value, places)) - Fraction(value))

    assert distance <= Fraction(1, 2 * 10**places)


@pytest.mark.parametrize(("value", "rounded"), [("0.5", "1"), ("1.5", "2"), ("2.5", "3"), ("-2.5", "-3")])
def test_halves_go_away_from_zero(value, rounded):
    assert round_half_up(Decimal(value), 0) == Decimal(rounded)


@pytest.mark.parametrize(
    ("value", "places", "limits", "shown"),
    [
        (Decimal("424999.96"), 1, ["425000"], "424999.96"),
        (Decimal("424999.6"), 0, ["425000"], "424999.6"),
        (Decimal("424999.4"), 0, ["425000"], "424999"),
        (Decimal("425000"), 1, ["425000"], "425000"),
        (Decimal("11.004"), 2, ["10", "11"], "11.004"),
        (Decimal("1994.09"), 1, ["1994.09"], "1994.09"),
        (Decimal("1994.1"), 1, ["1994.09"], "1994.1"),
        (Fraction(90) - Fraction(1, 3 * 10**9), 2, ["90"], "89.9999999997"),
        (Fraction(90) + Fraction(1, 3 * 10**9), 2, ["90"], "90.0000000003"),
        (Fraction(-199, 10), 0, ["-20"], "-19.9"),
        (Decimal("98.18"), 1, [], "98.2"),
    ],
)
def test_a_rounded_figure_does_not_contradict_its_limits(value, places, limits, shown):
    bounds = [None, *map(Decimal, limits)]

    assert plain(round_clear_of(value, places, bounds)) == shown


@given(st.fractions(max_denominator=10**6), st.integers(0, 3), st.decimals(-1000, 1000, places=4))
def test_a_rounded_figure_stays_on_its_side_of_any_limit(value, places, limit):
    shown = Fraction(round_clear_of(value, places, [limit]))
    bound = Fraction(limit)

    assert (shown < bound, shown > bound) == (value < bound, value > bound)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("98.1800", "98.18"),
        ("1E+3", "1000"),
        ("-0", "0"),
        ("-0.00", "0"),
        ("10", "10"),
        ("1E-7", "0.0000001"),
    ],
)
def test_the_machine_form_is_exact_without_exponent_or_trailing_zeros(value, text):
    assert plain(Decimal(value)) == text


@pytest.mark.parametrize("value", ["NaN", "Infinity"])
def test_there_is_no_machine_form_of_what_is_no_number(value):
    with pytest.raises(ValueError, match="finite"):
        plain(Decimal(value))


@given(figures)
def test_tidying_changes_the_form_and_not_the_number(value):
    assert tidy(value) == value
    assert str(tidy(value)) == plain(value)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("1634.5", "một nghìn sáu trăm ba mươi tư phẩy năm"),
        ("3269", "ba nghìn hai trăm sáu mươi chín"),
        ("0", "không"),
        ("10", "mười"),
        ("14", "mười bốn"),
        ("15", "mười lăm"),
        ("20", "hai mươi"),
        ("21", "hai mươi mốt"),
        ("25", "hai mươi lăm"),
        ("101", "một trăm linh một"),
        ("105", "một trăm linh năm"),
        ("110", "một trăm mười"),
        ("111", "một trăm mười một"),
        ("1011", "một nghìn không trăm mười một"),
        ("1000005", "một triệu không trăm linh năm"),
        ("425000", "bốn trăm hai mươi lăm nghìn"),
        ("2000000000", "hai tỷ"),
        ("21004000100", "hai mươi mốt tỷ không trăm linh bốn triệu một trăm"),
        ("0.05", "không phẩy không năm"),
        ("0.25", "không phẩy hai mươi lăm"),
        ("9.990", "chín phẩy chín mươi chín"),
        ("0.1234", "không phẩy một hai ba bốn"),
        ("-6.2", "âm sáu phẩy hai"),
    ],
)
def test_a_number_is_spelled_as_it_is_spoken(value, words):
    assert spell_number(Decimal(value)) == words


@given(figures, figures)
def test_two_numbers_are_never_spelled_alike(one, other):
    assume(one != other)

    assert spell_number(one) != spell_number(other)


@pytest.mark.parametrize("value", [LIMIT, -LIMIT, Decimal("NaN")])
def test_a_number_too_large_to_keep_is_not_spelled(value):
    with pytest.raises(ValueError, match="thousand billion"):
        spell_number(value)


@pytest.mark.parametrize("text", ["N/A", " – ", "Chưa  có", "KHÔNG PHÁT SINH", "chưa có số liệu"])
def test_words_in_place_of_a_number_are_known(text):
    assert stands_for_none(text)
    assert read_number(text).error


@pytest.mark.parametrize("text", ["", "0", "-5", "7 x 5", "không rõ"])
def test_other_text_does_not_stand_for_none(text):
    assert not stands_for_none(text)
