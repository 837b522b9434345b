"""The golden vectors: readings go in through a file, and the figures come out through the export."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from targets.models import Allocation
from tests.reports.progress_commands import bring, exported

WARDS = ["P-CL", "P-DK", "P-HVT", "P-TT", "P-VT", "X-HD", "X-MP", "X-QL"]
QUARTERS = ["Q1", "Q2", "Q3", "Q4"]
Q1, Q2, Q3, FINAL = "2024-03-14", "2024-06-14", "2024-09-14", "2024-12-14"
NEW_YEARS_EVE, AFTER_RESULT_DUE = "2024-12-31", "2025-02-01"

REST_ZERO = ("0",)
NOTHING_AROSE = ("", "", "nothing_arose")
UNAVAILABLE = ("", "", "unavailable", "", "Chưa thống kê")


@dataclass(frozen=True)
class Vector:
    """Answers by (target, unit, period); `rest` is what all others that are due say, None for silence."""

    target: str
    as_of: str
    answers: dict[tuple[str, str, str], Any]
    expected: tuple[str | None, str]
    rest: tuple[str, ...] | None = None
    silent: list[str] = field(default_factory=list)
    shown: dict[str, Any] = field(default_factory=dict)


def summed(target, unit, period, value, as_of, status):
    answers = {(target, unit, period): (value,)}
    return Vector(target, as_of, answers, (value, status), REST_ZERO)


def latest(target, unit, period, answer, as_of, figure, status):
    return Vector(target, as_of, {(target, unit, period): answer}, (figure, status))


def wards(target, period, answers):
    return {(target, ward, period): answer for ward, answer in zip(WARDS, answers, strict=False)}


def police(target, *answers):
    """The answers of the four quarters."""
    return {(target, "CA", quarter): answer for quarter, answer in zip(QUARTERS, answers, strict=True)}


def silence(target, as_of, status):
    return Vector(target, as_of, {}, (None, status))


KEPT = {period: wards("XH-10", period, [("97", "100")] * 8) for period in QUARTERS[:3]}
ACCIDENTS = (
    police("XH-12.1", ("10", "11"), ("10", "11"), ("10", "11"), ("10", "11"))
    | police("XH-12.2", ("1", "1"), ("1", "1"), ("1", "1"), ("1", "1"))
    | police("XH-12.3", ("5", "6"), ("5", "6"), ("5", "6"), ("5", "6"))
)
TWO_OF_EIGHT = {
    "value": "10800",
    "base": "11000",
    "threshold": "98",
    "plan_percent": "100.185529",
    "units_reported": 2,
    "units_expected": 8,
}

VECTORS = {
    **{
        f"KT-01 final, Q4 {value}": latest("KT-01", "PTCKH", "Q4", (value,), FINAL, value, status)
        for value, status in [
            ("9.99", "missed"), ("10", "achieved"), ("11", "achieved"), ("11.01", "exceeded"),
        ]
    },
    "XD-02 final 90 of 100": latest("XD-02", "BTC", "Y", ("90", "100"), FINAL, "90", "missed"),
    "XD-02 final 9001 of 10000": latest("XD-02", "BTC", "Y", ("9001", "10000"), FINAL, "90.01", "achieved"),
    "XD-02 no reading on 14/12": silence("XD-02", FINAL, "awaiting"),
    "XD-02 no reading on 1/2/2025": silence("XD-02", AFTER_RESULT_DUE, "no_data"),
    "XH-09 at Q2, all 8 yes": Vector("XH-09", Q2, wards("XH-09", "Q2", [("1",)] * 8), ("8", "on_track")),
    "XH-09 at Q2, one no": Vector(
        "XH-09", Q2, wards("XH-09", "Q2", [("1",)] * 7 + [("0",)]), ("7", "at_risk")
    ),
    "XH-09 at Q2, 7 yes and one silent": Vector(
        "XH-09", Q2, wards("XH-09", "Q2", [("1",)] * 7), ("7", "incomplete")
    ),
    "XH-09 final with one no": Vector(
        "XH-09", FINAL, wards("XH-09", "Q4", [("1",)] * 7 + [("0",)]), ("7", "missed")
    ),
    "XH-10 at Q2, 6 silent": Vector(
        "XH-10",
        Q2,
        wards("XH-10", "Q2", [("900", "1000"), ("9900", "10000")]),
        ("98.181818", "on_track"),
        shown=TWO_OF_EIGHT,
    ),
    "XH-10 final, unavailable in Q4": Vector(
        "XH-10",
        FINAL,
        KEPT["Q1"] | KEPT["Q2"] | KEPT["Q3"] | wards("XH-10", "Q4", [UNAVAILABLE] * 8),
        ("97", "incomplete"),
        shown={"complete": True, "final": False, "units_reported": 8},
    ),
    **{
        f"XH-08 final {value}": summed("XH-08", "X-MP", "Q3", value, FINAL, status)
        for value, status in [
            ("2184", "missed"), ("2185", "nearly"), ("2299", "nearly"),
            ("2300", "achieved"), ("2500", "achieved"), ("2501", "exceeded"),
        ]
    },
    **{
        f"XH-08 at Q2, four silent, {value}": Vector(
            "XH-08", Q2, {("XH-08", "P-CL", "Q2"): (value,)}, (value, status), REST_ZERO, WARDS[4:],
            {"units_reported": 4, "units_expected": 8, "complete": False},
        )
        for value, status in [("800", "incomplete"), ("1200", "on_track")]
    },
    "XH-12.2 final, deaths halved": Vector(
        "XH-12.2",
        FINAL,
        police("XH-12.2", ("1", "1"), ("", "3", "nothing_arose"), ("1", "1"), ("1", "1")),
        ("-50", "achieved"),
    ),
    "XH-12.2 final 0 after 0": Vector("XH-12.2", FINAL, {}, (None, "achieved"), ("0", "0")),
    "XH-12.2 final 1 after 0": Vector(
        "XH-12.2", FINAL, {("XH-12.2", "CA", "Q4"): ("1", "0")}, (None, "missed"), ("0", "0")
    ),
    "XH-12 final": Vector("XH-12", FINAL, ACCIDENTS, (None, "missed"), shown={"final": True}),
    "KT-05 final": summed("KT-05", "PTCKH", "M12", "424999.6", FINAL, "nearly"),
    "KT-03 at M06, 1634,5": summed("KT-03", "PVHTT", "M06", "1634.5", Q2, "slow"),
    "KT-03 at M06, 1994,09": summed("KT-03", "PVHTT", "M06", "1994.09", Q2, "on_track"),
    "XD-01 at Q2, 65": summed("XD-01", "BTC", "Q2", "65", Q2, "on_track"),
    "XD-01 at Q2, 64": summed("XD-01", "BTC", "Q2", "64", Q2, "slow"),
    "XD-01 at Q2, 131": summed("XD-01", "BTC", "Q1", "131", Q2, "exceeded"),
    "MT-01 at Q2, 17 ha": summed("MT-01", "X-QL", "Q2", "17", Q2, "slow"),
    "MT-05 at Q1, nothing arose": Vector("MT-05", Q1, {}, (None, "not_applicable"), NOTHING_AROSE),
    "MT-05 at Q1, seven silent": Vector(
        "MT-05", Q1, wards("MT-05", "Q1", [NOTHING_AROSE]), (None, "incomplete")
    ),
    "BS-01 at 26 on 14/12": latest("BS-01", "PGDDT", "Q4", ("26",), FINAL, "26", "awaiting"),
    "BS-01 at 26 on 1/2/2025": latest("BS-01", "PGDDT", "Q4", ("26",), AFTER_RESULT_DUE, "26", "missed"),
    "XH-01 recognised at Q3": latest("XH-01", "X-MP", "Q3", ("1",), Q3, "1", "achieved"),
    "BS-06 no reading on 31/12": silence("BS-06", NEW_YEARS_EVE, "awaiting"),
    "BS-06 41,8 after 41,2": latest("BS-06", "PNV", "Y", ("41.8", "41.2"), FINAL, "0.6", "achieved"),
    "XH-10 on 10/1": silence("XH-10", "2024-01-10", "not_due"),
}  # fmt: skip


def rows_of(campaign, vector):
    """The file's rows: what the vector says, and the rest of what is due by its date."""
    told = {(code, unit, f"2024-{period}"): answer for (code, unit, period), answer in vector.answers.items()}
    if vector.rest is not None:
        target = campaign.targets.get(code=vector.target)
        due = campaign.periods.filter(kind=target.frequency).ended(vector.as_of)
        units = Allocation.objects.filter(target=target).exclude(unit__code__in=vector.silent)
        for unit in units.values_list("unit__code", flat=True):
            for period in due.values_list("code", flat=True):
                told.setdefault((vector.target, unit, period), vector.rest)
    return [(period, unit, code, *answer) for (code, unit, period), answer in told.items()]


@pytest.mark.parametrize("vector", VECTORS.values(), ids=VECTORS.keys())
def test_a_file_of_readings_gives_the_figure_and_status(campaign_2024, tmp_path, vector):
    if rows := rows_of(campaign_2024, vector):
        bring(tmp_path, rows, approve=True)

    record = exported(vector.as_of)[vector.target]

    assert (record["figure"], record["status"]) == vector.expected
    assert record["computed_status"] == record["status"]
    assert {name: record[name] for name in vector.shown} == vector.shown
