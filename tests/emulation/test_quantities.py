import csv
import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from emulation.numbers import LIMIT, format_number, unfit
from emulation.quantities import is_as_plausible, read_quantity, scale_named, scales_of

UNITS = ["nghìn lượt", "tỷ đồng", "triệu đồng", "triệu USD", "người", "ha", "kg", "tấn", "%", "trường", ""]
SPELLINGS = Path(__file__).parents[1] / "corpus" / "number_spellings.csv"

figures = st.integers(min_value=1 - LIMIT * 10_000, max_value=LIMIT * 10_000 - 1).map(
    lambda scaled: Decimal(scaled).scaleb(-4)
)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def spellings():
    """Each spelling with what it is read as; in the text, \\u00a0 and its like stand for the character."""
    with SPELLINGS.open(newline="", encoding="utf-8") as file:
        return [{**row, "text": json.loads(f'"{row["text"]}"')} for row in csv.DictReader(file)]


@pytest.mark.parametrize(
    "row", spellings(), ids=lambda row: f"{row['text']!r} as {row['unit'] or row['own']}"
)
def test_spelling_is_read_as_its_writer_meant_or_refused(row):
    read = read_quantity(
        row["text"],
        row["own"],
        unit=row["unit"],
        integer=row["kind"] == "whole",
        allow_negative=row["kind"] == "negative",
    ).number

    assert read.value == (Decimal(row["value"]) if row["value"] else None)
    assert read.other == (Decimal(row["other"]) if row["other"] else None)
    assert bool(read.error) == bool(row["refused"])


def test_corpus_holds_a_hundred_and_fifty_spellings():
    rows = spellings()

    assert len({(row["text"], row["own"], row["unit"], row["kind"]) for row in rows}) >= 150
    assert len([row for row in rows if row["refused"]]) >= 50


@pytest.mark.parametrize(
    ("text", "own", "unit", "integer", "told"),
    [
        (
            "1.634.512.345", "tỷ đồng", "đồng", False,
            "1.634.512.345 đồng is 1,634512345 tỷ đồng; at most four decimals are kept. "
            "Enter 1.634.500.000 đồng, which is 1,6345 tỷ đồng.",
        ),
        (
            "2,3456 nghìn", "người", "", True,
            "2,3456 nghìn người is 2.345,6 người, and only whole ones are counted. "
            "Enter 2.346 người, if that is meant.",
        ),
        ("12 kg", "ha", "", False, "“kg” is no unit of this figure. Write it in m², ha, km²."),
        ("12 tấn", "", "", False, "Leave out “tấn”: this is a plain number."),
    ],
)  # fmt: skip
def test_refusal_says_what_can_be_typed_instead(text, own, unit, integer, told):
    assert str(read_quantity(text, own, unit=unit, integer=integer).number.error) == told


@given(figure=figures, own=st.sampled_from(UNITS), data=st.data())
def test_figure_written_in_any_of_its_units_is_read_as_the_same_figure(figure, own, data):
    scale = data.draw(st.sampled_from(scales_of(own)))
    written = Fraction(figure) / scale.times
    text = format_number(written, 16, grouped=False)

    read = read_quantity(text, own, unit=scale.name, allow_negative=True)

    if len(text) <= 60 and "," not in text:
        assert read.number.value == figure
    if read.number.value is not None and not read.number.error:
        assert Fraction(read.typed.value) * read.scale.times == Fraction(read.number.value)


@given(text=st.text(max_size=70), own=st.sampled_from(UNITS), unit=st.text(max_size=12), whole=st.booleans())
def test_any_text_is_read_or_refused_with_a_reason(text, own, unit, whole):
    read = read_quantity(text, own, unit=unit, integer=whole)

    assert (read.number.value is None) == bool(read.number.error)
    assert read.number.value is None or not unfit(read.number.value)


@given(
    digits=st.text("0123456789.,' ()-+", max_size=20),
    words=st.sampled_from(["", " tỷ", " triệu", " lượt", " kg", " m2", "%", " tr.đ"]),
    own=st.sampled_from(UNITS),
)
def test_any_number_with_any_unit_is_exact_or_refused(digits, words, own):
    read = read_quantity(digits + words, own, allow_negative=True)

    if read.number.value is not None:
        assert Fraction(read.typed.value) * read.scale.times == Fraction(read.number.value)


@pytest.mark.parametrize(
    ("own", "offered"),
    [
        ("nghìn lượt", ["lượt", "nghìn lượt", "triệu lượt"]),
        ("triệu đồng", ["đồng", "nghìn đồng", "triệu đồng", "tỷ đồng"]),
        ("ha", ["m²", "ha", "km²"]),
        ("tấn", ["kg", "tạ", "tấn", "nghìn tấn"]),
        ("người", ["người", "nghìn người"]),
        ("%", ["%"]),
        ("trường", ["trường"]),
    ],
)
def test_units_of_one_family_are_offered_the_smallest_first(own, offered):
    assert [scale.name for scale in scales_of(own)] == offered
    assert [scale.name for scale in scales_of(own) if scale.is_own] == [own]


@given(own=st.sampled_from(UNITS))
def test_every_offered_unit_is_known_by_its_name(own):
    for scale in scales_of(own):
        assert scale_named(scale.name, own) == scale


@pytest.mark.parametrize(
    ("taken", "other", "expected", "asks"),
    [
        (3269, "3.269", [280, 270], False),
        (1634, "1.634", [1, 2], True),
        (12500, "12.5", [400], True),
        (74125, "74.125", [], True),
        (74125, "74.125", [0], True),
        (1000, "1", ["31"], True),
        (1000, "1", ["95"], False),
    ],
)
def test_other_reading_is_as_plausible_where_it_lies_not_clearly_farther_from_what_is_expected(
    taken, other, expected, asks
):
    assert is_as_plausible(Decimal(other), Decimal(taken), map(Decimal, expected)) is asks
