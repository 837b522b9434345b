"""The campaign of 2024 end to end: readings in, rows out, at the edges of its own targets."""

from datetime import date
from fractions import Fraction

import pytest

from reports.choices import Basis
from reports.progress import rows
from targets.models import Allocation
from tests.reports.filing import NOTHING_AROSE, UNAVAILABLE, file

WARDS = ["P-CL", "P-DK", "P-HVT", "P-TT", "P-VT"]
EIGHT = [*WARDS, "X-HD", "X-MP", "X-QL"]
M06 = Q2 = date(2024, 6, 14)
Q1, Q3, FINAL = date(2024, 3, 14), date(2024, 9, 14), date(2024, 12, 14)
AFTER_RESULT_DUE = date(2025, 2, 1)
QUARTERS = ["Q1", "Q2", "Q3", "Q4"]
SILENT = None


def tell(campaign, code, as_of, answers, others=SILENT):
    """File answers, by (period, unit), for all ended periods of the target; `others` where none is named."""
    target = campaign.targets.get(code=code)
    units = Allocation.objects.filter(target=target).values_list("unit__code", flat=True)
    for period in campaign.periods.filter(kind=target.frequency).ended(as_of):
        name = period.code.removeprefix("2024-")
        told = {(code, unit): answers.get((name, unit), others) for unit in units}
        file(campaign, period.code, {key: answer for key, answer in told.items() if answer is not SILENT})


def row_of(campaign, code, as_of, node=None):
    [row] = [
        row
        for row in rows(campaign, node or campaign.owner, as_of, Basis.OFFICIAL)
        if row.target.code == code
    ]
    return row


def every(period, units, answer):
    return {(period, unit): answer for unit in units}


SUMMED = [
    ("KT-03", M06, {("M06", "PVHTT"): "1634.5"}, "1634.5", "slow"),
    ("KT-03", M06, {("M06", "PVHTT"): "1994.09"}, "1994.09", "on_track"),
    ("KT-05", FINAL, {("M12", "PTCKH"): "424999.6"}, "424999.6", "nearly"),
    ("XH-08", FINAL, {("Q1", "P-CL"): "2000", ("Q4", "X-MP"): "184"}, "2184", "missed"),
    ("XH-08", FINAL, {("Q1", "P-CL"): "2000", ("Q4", "X-MP"): "185"}, "2185", "nearly"),
    ("XH-08", FINAL, {("Q2", "P-CL"): "2299"}, "2299", "nearly"),
    ("XH-08", FINAL, {("Q2", "P-CL"): "2300"}, "2300", "achieved"),
    ("XH-08", FINAL, {("Q2", "P-CL"): "2500"}, "2500", "achieved"),
    ("XH-08", FINAL, {("Q2", "P-CL"): "2501"}, "2501", "exceeded"),
    ("XD-01", Q2, {("Q2", "BTC"): "65"}, "65", "on_track"),
    ("XD-01", Q2, {("Q2", "BTC"): "64"}, "64", "slow"),
    ("XD-01", Q2, {("Q2", "BTC"): "131"}, "131", "exceeded"),
    ("MT-01", Q2, {("Q2", "X-HD"): "17"}, "17", "slow"),
]


@pytest.mark.parametrize(("code", "as_of", "answers", "figure", "status"), SUMMED)
def test_sums(campaign_2024, code, as_of, answers, figure, status):
    tell(campaign_2024, code, as_of, answers, others="0")

    row = row_of(campaign_2024, code, as_of)

    assert (row.figure, row.status, row.complete) == (Fraction(figure), status, True)


LATEST = [
    ("KT-01", FINAL, {("Q4", "PTCKH"): "9.99"}, "9.99", "missed"),
    ("KT-01", FINAL, {("Q4", "PTCKH"): "10"}, "10", "achieved"),
    ("KT-01", FINAL, {("Q4", "PTCKH"): "11"}, "11", "achieved"),
    ("KT-01", FINAL, {("Q4", "PTCKH"): "11.01"}, "11.01", "exceeded"),
    ("XD-02", FINAL, {("Y", "BTC"): ("90", "100")}, "90", "missed"),
    ("XD-02", FINAL, {("Y", "BTC"): ("9001", "10000")}, "90.01", "achieved"),
    ("XD-02", FINAL, {}, None, "awaiting"),
    ("XD-02", AFTER_RESULT_DUE, {}, None, "no_data"),
    ("XH-09", Q2, every("Q2", EIGHT, "1"), "8", "on_track"),
    ("XH-09", Q2, every("Q2", EIGHT, "1") | {("Q2", "X-MP"): "0"}, "7", "at_risk"),
    ("XH-09", Q2, every("Q2", EIGHT[:7], "1"), "7", "incomplete"),
    ("XH-09", FINAL, every("Q4", EIGHT, "1") | {("Q4", "X-MP"): "0"}, "7", "missed"),
    ("BS-01", FINAL, {("Q4", "PGDDT"): "26"}, "26", "awaiting"),
    ("BS-01", AFTER_RESULT_DUE, {("Q4", "PGDDT"): "26"}, "26", "missed"),
    ("XH-01", Q3, {("Q3", "X-MP"): "1"}, "1", "achieved"),
    ("BS-06", date(2024, 12, 31), {}, None, "awaiting"),
    ("BS-06", FINAL, {("Y", "PNV"): ("41.8", "41.2")}, "0.6", "achieved"),
    ("XH-10", date(2024, 1, 10), {}, None, "not_due"),
]


@pytest.mark.parametrize(("code", "as_of", "answers", "figure", "status"), LATEST)
def test_latest_readings(campaign_2024, code, as_of, answers, figure, status):
    tell(campaign_2024, code, as_of, answers)

    row = row_of(campaign_2024, code, as_of)

    assert (row.figure, row.status) == (figure and Fraction(figure), status)


def test_insured_people_in_two_of_eight_wards_and_communes(campaign_2024):
    tell(campaign_2024, "XH-10", Q2, {("Q2", "P-CL"): ("900", "1000"), ("Q2", "X-MP"): ("9900", "10000")})

    row = row_of(campaign_2024, "XH-10", Q2)

    assert (row.value, row.base, row.figure) == (10800, 11000, Fraction(10800, 110))
    assert (row.status, row.reported, row.owed) == ("on_track", 2, 8)
    assert (row.complete, row.final, row.estimate) == (False, False, False)
    assert row.plan_percent == 100 * Fraction(10800, 110) / 98


def test_insured_people_with_every_last_quarter_unavailable(campaign_2024):
    answers = {}
    for quarter in QUARTERS[:3]:
        answers |= every(quarter, EIGHT, ("97", "100"))
    tell(campaign_2024, "XH-10", FINAL, answers | every("Q4", EIGHT, UNAVAILABLE))

    row = row_of(campaign_2024, "XH-10", FINAL)

    assert (row.figure, row.status) == (97, "incomplete")
    assert (row.complete, row.final, row.carried) == (True, False, True)
    assert (row.reported, row.owed) == (8, 8)


@pytest.mark.parametrize(("jobs", "status"), [("800", "incomplete"), ("1200", "on_track")])
def test_jobs_while_four_wards_are_silent(campaign_2024, jobs, status):
    answers = {(quarter, unit): SILENT for quarter in QUARTERS for unit in WARDS[:4]}
    tell(campaign_2024, "XH-08", Q2, answers | {("Q2", "X-MP"): jobs}, others="0")

    row = row_of(campaign_2024, "XH-08", Q2)

    assert (row.figure, row.expected, row.status) == (int(jobs), 1150, status)
    assert (row.reported, row.owed, row.misses_earlier) == (4, 8, True)


def test_deaths_fell_by_half(campaign_2024):
    told = [("1", "1"), (NOTHING_AROSE, "3"), ("1", "1"), ("1", "1")]
    tell(
        campaign_2024, "XH-12.2", FINAL, {(q, "CA"): answer for q, answer in zip(QUARTERS, told, strict=True)}
    )

    row = row_of(campaign_2024, "XH-12.2", FINAL)

    assert (row.value, row.base, row.figure, row.status) == (3, 6, -50, "achieved")


@pytest.mark.parametrize(("deaths", "status"), [("0", "achieved"), ("1", "missed")])
def test_deaths_after_a_year_without_any(campaign_2024, deaths, status):
    tell(campaign_2024, "XH-12.2", FINAL, {("Q4", "CA"): (deaths, "0")}, others=("0", "0"))

    row = row_of(campaign_2024, "XH-12.2", FINAL)

    assert (row.figure, row.status) == (None, status)


def test_one_of_three_kinds_of_harm_did_not_fall(campaign_2024):
    harm = {"XH-12.1": ("10", "11"), "XH-12.2": ("1", "1"), "XH-12.3": ("5", "6")}
    for quarter in QUARTERS:
        file(campaign_2024, f"2024-{quarter}", {(code, "CA"): answer for code, answer in harm.items()})

    row = row_of(campaign_2024, "XH-12", FINAL)

    assert (row.combined.met, row.combined.remaining, row.status) == (2, 3, "missed")
    assert (row.figure, row.complete, row.final) == (None, True, True)
    assert (row.reported, row.owed) == (1, 1)


@pytest.mark.parametrize(
    ("answering", "status", "reported"), [(EIGHT, "not_applicable", 8), (EIGHT[:1], "incomplete", 1)]
)
def test_where_nothing_arose(campaign_2024, answering, status, reported):
    tell(campaign_2024, "MT-05", Q1, every("Q1", answering, NOTHING_AROSE))

    row = row_of(campaign_2024, "MT-05", Q1)

    assert (row.figure, row.value, row.base) == (None, 0, 0)
    assert (row.status, row.reported, row.owed) == (status, reported, 8)


def test_a_ward_with_a_quota_of_one(campaign_2024):
    tell(campaign_2024, "XH-09", Q2, every("Q2", EIGHT, "1"))

    ward = Allocation.objects.get(target__code="XH-09", unit__code="X-MP").unit
    row = row_of(campaign_2024, "XH-09", Q2, ward)

    assert (row.figure, row.rule.threshold, row.status) == (1, 1, "on_track")


def test_a_ward_without_a_quota_has_a_figure_and_no_status(campaign_2024):
    tell(campaign_2024, "XH-10", Q2, every("Q2", EIGHT, ("9", "10")))

    ward = Allocation.objects.get(target__code="XH-10", unit__code="X-MP").unit
    row = row_of(campaign_2024, "XH-10", Q2, ward)

    assert (row.figure, row.rule.threshold, row.status, row.reported, row.owed) == (90, None, None, 1, 1)


def test_the_only_unit_is_held_against_the_plan(campaign_2024):
    tell(campaign_2024, "KT-01", Q2, {("Q2", "PTCKH"): "10.5"})

    office = Allocation.objects.get(target__code="KT-01").unit
    row = row_of(campaign_2024, "KT-01", Q2, office)

    assert (row.rule.threshold, row.rule.ceiling, row.status) == (10, 11, "on_track")
