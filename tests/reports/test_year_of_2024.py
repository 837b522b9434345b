"""The year of 2024 from file to file: what was imported is exported as the rules say, to the byte.

The other side is the oracle, which reads the same files and shares no code with the product. Both databases
are held to the same bytes.
"""

import pytest

from tests.reports import city_of_2024 as city
from tests.reports.city_of_2024 import ACCEPTED, CUT_OFFS, DAYS, LINES, ODD_DAYS, UNITS
from tests.reports.progress_commands import exported_file

pytestmark = pytest.mark.django_db


def test_the_files_hold_the_whole_campaign():
    assert len(ACCEPTED["targets"]) == 42
    assert len(ACCEPTED["units"]) == 53
    assert {line["target"] for line in LINES} == {
        code for code, target in ACCEPTED["targets"].items() if target["measure"] != "all_of"
    }


@pytest.mark.parametrize("as_of", DAYS, ids=str)
def test_city_is_exported_as_the_rules_say(as_of, accepted_year, tmp_path):
    for basis in ("official", "provisional"):
        wanted = city.export(ACCEPTED, "TPLS", as_of, basis)
        assert exported_file(tmp_path, as_of, provisional=basis == "provisional") == wanted


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("as_of", CUT_OFFS[2::3] + ODD_DAYS, ids=str)
def test_unit_is_exported_as_the_rules_say(unit, as_of, accepted_year, tmp_path):
    assert exported_file(tmp_path, as_of, unit=unit) == city.export(ACCEPTED, unit, as_of, "official")
