"""The year of 2024 from file to file: what was imported is exported as the rules say, to the byte.

The other side is the oracle, which reads the same files and shares no code with the product. Both databases
are held to the same bytes.
"""

import csv
import json
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from targets.models import Allocation
from tests.reports import city_of_2024 as city
from tests.reports.progress_commands import COLUMNS, bring_file
from tests.snapshots import put_back

pytestmark = pytest.mark.django_db

LINES = city.read_lines()
ACCEPTED = city.world(LINES)
CUT_OFFS = sorted({period["cut_off"] for period in ACCEPTED["periods"]})
ODD_DAYS = [date(2024, 1, 1), date(2024, 12, 31), date(2025, 1, 31), date(2025, 2, 1)]
DAYS = sorted({cut_off + timedelta(days=by) for cut_off in CUT_OFFS for by in (-1, 0, 1)} | set(ODD_DAYS))
QUARTER, YEAR = date(2024, 6, 14), date(2024, 12, 14)
UNITS = ["X-MP", "P-CL", "PTCKH", "CA", "BHXH", "PNV"]


@pytest.fixture(scope="module")
def accepted(rows_of_2024, django_db_blocker) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        put_back(rows_of_2024)
        bring_file(city.READINGS, approve=True)
        yield
        transaction.set_rollback(True)


def exported(folder: Path, as_of: date, **options) -> bytes:
    path = folder / "progress.json"
    given_options = {"campaign": "2024", "as_of": as_of.isoformat(), "format": "json", **options}
    call_command("export_progress", output=path, **given_options)
    return path.read_bytes()


def test_the_files_hold_the_whole_campaign():
    assert len(ACCEPTED["targets"]) == 42
    assert len(ACCEPTED["units"]) == 53
    assert {line["target"] for line in LINES} == {
        code for code, target in ACCEPTED["targets"].items() if target["measure"] != "all_of"
    }


@pytest.mark.parametrize("as_of", DAYS, ids=str)
def test_city_is_exported_as_the_rules_say(as_of, accepted, tmp_path):
    assert exported(tmp_path, as_of) == city.export(ACCEPTED, "TPLS", as_of, "official")
    assert exported(tmp_path, as_of, provisional=True) == city.export(ACCEPTED, "TPLS", as_of, "provisional")


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("as_of", CUT_OFFS[2::3] + ODD_DAYS, ids=str)
def test_unit_is_exported_as_the_rules_say(unit, as_of, accepted, tmp_path):
    assert exported(tmp_path, as_of, unit=unit) == city.export(ACCEPTED, unit, as_of, "official")


# The same with other answers


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
            assert exported(tmp_path, as_of) == city.export(world, "TPLS", as_of, "official")
            assert exported(tmp_path, as_of, unit=unit) == city.export(world, unit, as_of, "official")
        transaction.set_rollback(True)
