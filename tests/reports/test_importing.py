import pytest
from django.utils import translation

from reports.models import NOTE_LENGTH, Reading
from tests.factories import UserFactory
from tests.reports.progress_commands import bring, faults_of
from units.models import Unit

HALF = [("2024-Q2", "P-CL", "XH-10", 900, 1000), ("2024-Q2", "X-MP", "XH-10", 9900, 10000)]


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def administrator():
    return UserFactory(username="quantri", is_superuser=True)


def test_states_and_estimates_are_understood_in_words(campaign_2024, tmp_path):
    rows = [
        ("2024-Q2", "P-CL", "MT-05", "", "", "nothing_arose"),
        ("2024-Q2", "P-DK", "MT-05", "", "", "Nothing arose"),
        ("2024-Q2", "P-CL", "XH-10", "", "", "unavailable", "", "Chờ cơ quan BHXH"),
        ("2024-Q2", "P-DK", "XH-10", 9, 10, "reported", "x"),
        ("2024-Q2", "P-TT", "XH-10", 9, 10, "", "Có"),
        ("2024-Q2", "P-VT", "XH-10", 9, 10, "", "không"),
        ("2024-Q2", "P-CL", "XH-09", "Có"),
        ("2024-Q2", "P-DK", "XH-09", "không"),
    ]

    bring(tmp_path, rows, approve=True)

    told = Reading.objects.values_list("allocation__target__code", "allocation__unit__code", "state", "value")
    assert sorted(told) == [
        ("MT-05", "P-CL", "nothing_arose", 0),
        ("MT-05", "P-DK", "nothing_arose", 0),
        ("XH-09", "P-CL", "reported", 1),
        ("XH-09", "P-DK", "reported", 0),
        ("XH-10", "P-CL", "unavailable", None),
        ("XH-10", "P-DK", "reported", 9),
        ("XH-10", "P-TT", "reported", 9),
        ("XH-10", "P-VT", "reported", 9),
    ]
    estimates = Reading.objects.filter(is_estimate=True).order_by("allocation__unit__code")
    assert list(estimates.values_list("allocation__unit__code", flat=True)) == ["P-DK", "P-TT"]


FAULTY = {
    "unknown period": (("2024-Q5", "P-CL", "XH-10", 9, 10), "period", "2024-Q5"),
    "period that holds no readings": (("2024-H1", "P-CL", "XH-10", 9, 10), "period", "2024-H1"),
    "unknown unit": (("2024-Q2", "P-XX", "XH-10", 9, 10), "unit", "P-XX"),
    "unknown target": (("2024-Q2", "P-CL", "XH-99", 9, 10), "target", "XH-99"),
    "target whose children decide": (("2024-Q2", "CA", "XH-12", 9, 10), "target", "XH-12"),
    "not allocated": (("2024-Q2", "P-CL", "KT-01", 9), "target", "P-CL"),
    "period of another length": (("2024-M06", "P-CL", "XH-10", 9, 10), "period", "2024-Q1, 2024-Q2"),
    "no number": (("2024-Q2", "P-CL", "XH-10", "nhiều", 10), "value", "not a number"),
    "no value": (("2024-Q2", "P-CL", "XH-10", "", 10), "value", "Enter a number"),
    "no base": (("2024-Q2", "P-CL", "XH-10", 9), "base", "Tổng dân số"),
    "a base too many": (("2024-Q2", "PTCKH", "KT-01", 9, 10), "base", "one number"),
    "five decimals": (("2024-M05", "PVHTT", "KT-03", "1.23456"), "value", "four decimals"),
    "too large": (("2024-M05", "PVHTT", "KT-03", "1000000000000"), "value", "too large"),
    "not whole": (("2024-Q2", "P-CL", "XH-10", "9.5", 10), "value", "whole number"),
    "negative": (("2024-Q2", "P-CL", "XH-10", "-9", 10), "value", "negative"),
    "share above its base": (("2024-Q2", "P-CL", "XH-10", 11, 10), "value", "10"),
    "neither yes nor no": (("2024-Q2", "P-CL", "XH-09", 2), "value", "yes"),
    "unknown state": (("2024-Q2", "P-CL", "XH-10", 9, 10, "xong"), "state", "nothing arose"),
    "nothing arose on a present number": (
        ("2024-Q2", "P-CL", "XH-10", "", "", "nothing_arose"), "state", "add up",
    ),
    "nothing arose and a number": (("2024-Q2", "P-CL", "MT-05", 3, "", "nothing_arose"), "value", "0"),
    "unavailable without a reason": (("2024-Q2", "P-CL", "XH-10", "", "", "unavailable"), "note", "why"),
    "unclear estimate": (("2024-Q2", "P-CL", "XH-10", 9, 10, "", "ước"), "estimate", "1"),
    "note too long": (("2024-Q2", "P-CL", "XH-10", 9, 10, "", "", "a" * (NOTE_LENGTH + 1)), "note", "1.001"),
}  # fmt: skip


@pytest.mark.parametrize(("row", "column", "said"), FAULTY.values(), ids=FAULTY.keys())
@pytest.mark.parametrize("approve", [False, True])
def test_a_faulty_row_is_told_and_nothing_is_written(
    campaign_2024, tmp_path, administrator, row, column, said, approve
):
    [fault] = faults_of(tmp_path, [HALF[1], row], approve=approve)

    assert fault.startswith(f"Row 3: {column}: ")
    assert said in fault


def test_every_fault_is_told_in_the_order_of_rows(campaign_2024, tmp_path, administrator):
    rows = [
        ("2024-Q9", "P-XX", "XH-99", "x"),
        *HALF,
        ("2024-Q2", "P-DK", "XH-10", "nhiều", "ít"),
        ("2024-Q1", "P-DK", "XH-10", 11, 10),
    ]

    places = [fault.split(": ")[:2] for fault in faults_of(tmp_path, rows)]

    assert places == [
        ["Row 2", "period"], ["Row 2", "unit"], ["Row 2", "target"],
        ["Row 5", "value"], ["Row 5", "base"], ["Row 6", "value"],
    ]  # fmt: skip


def test_in_a_workbook_every_fault_names_its_cell_whoever_found_it(campaign_2024, tmp_path, administrator):
    rows = [
        ("2024-Q9", "P-XX", "XH-99", 1),
        ("2024-M06", "P-CL", "XH-10", 9, 10),
        ("2024-Q2", "P-DK", "XH-10", "nhiều", 10),
        ("2024-Q2", "P-CL", "XH-10", 11, 10),
        ("2024-Q2", "P-TT", "XH-10", "", "", "unavailable"),
    ]

    faults = faults_of(tmp_path, rows, name="readings.xlsx")

    assert [fault.split(": ")[1] for fault in faults] == [
        *("period (A2)", "unit (B2)", "target (C2)", "period (A3)"),
        *("value (D4)", "value (D5)", "note (H6)"),
    ]


def test_a_reading_that_stands_twice_is_told_at_both_rows(campaign_2024, tmp_path, administrator):
    faults = faults_of(tmp_path, [HALF[0], HALF[1], (*HALF[0][:3], 5, 10)])

    assert [
        (fault[:6], said in fault) for fault, said in zip(faults, ["Row 4 is", "Row 2 is"], strict=True)
    ] == [
        ("Row 2:", True),
        ("Row 4:", True),
    ]


def test_what_is_accepted_already_is_checked_all_the_same(campaign_2024, tmp_path):
    row = ("2024-Q2", "P-CL", "MT-05", "", "", "nothing_arose")
    bring(tmp_path, [row], approve=True)

    [fault] = faults_of(tmp_path, [(*row[:3], 3, *row[4:])], approve=True)

    assert fault.startswith("Row 2: value")


def test_a_unit_that_has_ended_owes_nothing(campaign_2024, tmp_path, administrator):
    Unit.objects.filter(code="P-CL").update(valid_to="2024-05-31")

    faults = faults_of(tmp_path, [HALF[0], ("2024-Q2", "P-DK", "XH-10", 9, 10)])

    assert [fault.startswith("Row 2: target: ") for fault in faults] == [True]
