"""Years that might have been: the lines of 2024 silent, empty or at the edge, and the export to the byte.

As in `test_year_of_2024`, the other side is the oracle.
"""

import csv
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from targets.models import Allocation
from tests.reports import city_of_2024 as city
from tests.reports.city_of_2024 import ACCEPTED, DAYS, LINES, UNITS
from tests.reports.progress_commands import COLUMNS, bring_file, exported_file

QUARTER, YEAR = date(2024, 6, 14), date(2024, 12, 14)
Line = dict[str, str]
EMPTY = {"value": "", "base": "", "estimate": "", "state": "", "note": ""}


def changes(line: Line) -> dict[str, Line | None]:
    """What else the line might have said, in words; None where it is left out."""
    target = ACCEPTED["targets"][line["target"]]
    said: dict[str, Line | None] = {
        "silent": None,
        "unavailable": {**line, **EMPTY, "state": "unavailable", "note": "Chưa thống kê"},
    }
    if line["state"] == "":
        said["zero"] = {**line, "value": "0"}
    if line["base"] and line["state"] == "":
        said["zero of zero"] = {**line, "value": "0", "base": "0"}
    if target["measure"] == "amount" and target["maximum"] is None and line["state"] == "":
        said["estimate"] = {**line, "estimate": "1"}
    if target["measure"] == "share":
        edge = int(target["threshold"] * 10**9)
        for by in (-1, 0, 1):
            value = min(edge + by, 10**11)
            said[f"edge {by:+}"] = {**line, **EMPTY, "value": str(value), "base": str(10**11)}
    return said


def everywhere(change: str) -> list[Line]:
    """Every line says this that may."""
    return [said for line in LINES if (said := changes(line).get(change, line)) is not None]


@st.composite
def other_years(draw) -> list[Line]:
    """Whole periods and units may be silent, and any line may say something else."""
    silent_periods = draw(st.sets(st.sampled_from(sorted({line["period"] for line in LINES})), max_size=4))
    silent_units = draw(st.sets(st.sampled_from(sorted({line["unit"] for line in LINES})), max_size=3))
    told = [
        line for line in LINES if line["period"] not in silent_periods and line["unit"] not in silent_units
    ]
    for place in draw(st.sets(st.integers(0, len(told) - 1), max_size=40)):
        said = changes(told[place])
        told[place] = said[draw(st.sampled_from(sorted(said)))]
    return [line for line in told if line is not None]


def write(path: Path, lines: list[Line]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(lines)
    return path


@pytest.fixture
def baselines(campaign_2024) -> dict[str, list[str]]:
    """The two numbers of the end of 2023 for XH-11, by unit."""
    told = json.loads(city.STORY.read_text(encoding="utf-8"))["baselines"]
    for unit, (value, base) in told["units"].items():
        Allocation.objects.filter(target__code=told["target"], unit__code=unit).update(
            baseline_value=Decimal(value), baseline_base=Decimal(base)
        )
    return told["units"]


@settings(
    max_examples=4,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    lines=other_years(),
    days=st.sets(st.sampled_from(DAYS), min_size=3, max_size=3),
    unit=st.sampled_from(UNITS),
)
@example(lines=everywhere("edge -1"), days={QUARTER, YEAR}, unit="X-MP")
@example(lines=everywhere("edge +1"), days={QUARTER, YEAR}, unit="X-MP")
@example(lines=everywhere("zero of zero"), days={QUARTER, YEAR}, unit="CA")
@example(lines=everywhere("unavailable"), days={QUARTER, YEAR}, unit="PNV")
def test_other_years_are_exported_as_the_rules_say(lines, days, unit, baselines, tmp_path):
    world = city.world(lines, baselines)
    with transaction.atomic():
        bring_file(write(tmp_path / "readings.csv", lines), approve=True)
        for as_of in days:
            assert exported_file(tmp_path, as_of) == city.export(world, "TPLS", as_of, "official")
            assert exported_file(tmp_path, as_of, unit=unit) == city.export(world, unit, as_of, "official")
        transaction.set_rollback(True)
