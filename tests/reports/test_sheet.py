"""The code of a sheet: the same for the same figures, another one for any other."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from reports.choices import Outlook, ReadingState
from reports.evidence.sheet import ALPHABET, SheetLine, content_code, read_code

NUMBERS = st.none() | st.decimals(min_value=-(10**11), max_value=10**11, places=4)
TEXTS = st.text(max_size=20)
LINES = st.builds(
    SheetLine,
    target=st.sampled_from(["XH-01", "XH-02", "KT-03"]),
    unit=st.sampled_from(["X-MP", "P-CL"]),
    state=st.sampled_from(ReadingState.values),
    value=NUMBERS,
    base=NUMBERS,
    is_estimate=st.booleans(),
    note=TEXTS,
    year_forecast=NUMBERS,
    outlook=st.sampled_from(["", *Outlook.values]),
    outlook_reason=TEXTS,
)
SHEETS = st.lists(LINES, max_size=6, unique_by=lambda line: (line.target, line.unit))
NARRATIVES = st.dictionaries(st.sampled_from(["results", "difficulties", "proposals"]), TEXTS)
ONE = SheetLine("XH-01", "X-MP", ReadingState.REPORTED, Decimal(10), Decimal(20))


def code(*lines: SheetLine, **texts: str) -> str:
    return content_code("X-MP", "2024-Q2", lines, texts)


@given(SHEETS, NARRATIVES, st.randoms(use_true_random=False))
def test_order_does_not_matter(lines, texts, random):
    shuffled = random.sample(lines, len(lines))
    turned = dict(reversed(texts.items()))
    assert content_code("X-MP", "2024-Q2", shuffled, turned) == content_code("X-MP", "2024-Q2", lines, texts)


@given(SHEETS, SHEETS)
def test_other_lines_have_another_code(lines, others):
    assume(set(lines) != set(others))
    assert code(*lines) != code(*others)


@given(LINES, st.sampled_from(list(SheetLine.__dataclass_fields__)), LINES)
def test_any_change_of_a_line_changes_it(line, name, other):
    changed = replace(line, **{name: getattr(other, name)})
    assume(changed != line)
    assert code(changed) != code(line)


@given(NARRATIVES, NARRATIVES)
def test_any_change_of_a_text_changes_it(texts, others):
    said, other = ({name: text for name, text in each.items() if text} for each in (texts, others))
    assert (code(ONE, **texts) == code(ONE, **others)) == (said == other)


def test_another_unit_and_another_period_have_other_codes():
    codes = {
        content_code(unit, period, [ONE]) for unit in ("X-MP", "P-CL") for period in ("2024-Q1", "2024-Q2")
    }
    assert len(codes) == 4


def test_numbers_count_by_their_value():
    assert code(ONE) == code(replace(ONE, value=Decimal("10.0000"), base=Decimal("2E+1")))


def test_a_missing_number_is_not_zero():
    assert code(replace(ONE, base=None)) != code(replace(ONE, base=Decimal(0)))


def test_the_code_stays_what_it_was_on_sheets_already_signed():
    assert code(ONE, results="Đạt kế hoạch.") == "20G6B-X2BY9"


@given(SHEETS)
def test_it_is_read_back_as_people_type_it(lines):
    printed = code(*lines)
    assert set(printed) <= {*ALPHABET, "-"}
    typed = printed.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert read_code(typed) == printed


@pytest.mark.parametrize("text", ["", "7K3M9", "7K3M9-Q2XT", "7K3M9-Q2XTU", "7K3M9-Q2XTVV", "số"])
def test_what_cannot_be_a_code_is_refused(text):
    with pytest.raises(ValueError, match="no code"):
        read_code(text)
