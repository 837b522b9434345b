import csv
import io
import json
from datetime import date

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import translation
from openpyxl import load_workbook

from reports import export as exports
from reports.choices import Basis, Status
from reports.models import Revision
from reports.progress import rows
from reports.workflow import submit
from tests.factories import StatusOverrideFactory, UserFactory
from tests.reports.cast import person
from tests.reports.progress_commands import bring, export, exported
from units.choices import Role
from units.models import Unit

Q2 = "2024-06-14"
HALF = [("2024-Q2", "P-CL", "XH-10", 900, 1000), ("2024-Q2", "X-MP", "XH-10", 9900, 10000)]

POLICE = ["XH-12.1", "XH-12.2", "XH-12.3", "XH-13"]


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def half(campaign_2024, tmp_path):
    bring(tmp_path, HALF, approve=True)
    return campaign_2024


def as_json(campaign, as_of=date(2024, 6, 14)):
    return exports.to_json(rows(campaign, campaign.owner, as_of, Basis.OFFICIAL))


def test_the_record_of_a_target(half):
    assert exported(Q2)["XH-10"] == {
        "target": "XH-10", "value": "10800", "base": "11000", "figure": "98.181818", "threshold": "98",
        "plan_percent": "100.185529", "status": "on_track", "computed_status": "on_track",
        "units_reported": 2, "units_expected": 8, "complete": False, "final": False, "estimate": False,
    }  # fmt: skip


def test_a_target_without_any_reading_is_null_and_never_zero(campaign_2024):
    assert exported("2024-01-10")["XH-10"] == {
        "target": "XH-10", "value": None, "base": None, "figure": None, "threshold": "98",
        "plan_percent": None, "status": "not_due", "computed_status": "not_due",
        "units_reported": 0, "units_expected": 8, "complete": False, "final": False, "estimate": False,
    }  # fmt: skip


def test_every_target_is_there_in_the_plans_order(campaign_2024):
    codes = [record["target"] for record in json.loads(export(Q2))]

    assert codes == list(campaign_2024.targets.order_by("order").values_list("code", flat=True))
    assert len(codes) == 42


def test_further_decimals_where_rounding_would_reach_the_plan(campaign_2024, tmp_path):
    bring(tmp_path, [("2024-Y", "BTC", "XD-02", 899999999999, 999999999999)], approve=True)

    record = exported("2024-12-14")["XD-02"]

    assert (record["figure"], record["status"]) == ("89.99999999999", "missed")
    assert record["plan_percent"] == "99.99999999999"


def test_an_estimate_is_marked(campaign_2024, tmp_path):
    bring(tmp_path, [("2024-Q2", "PTCKH", "KT-01", "10.5", "", "", 1)], approve=True)

    assert exported(Q2)["KT-01"]["estimate"] is True


def test_a_status_set_by_home_affairs_stands_beside_the_computed_one(half):
    StatusOverrideFactory(
        period=half.periods.get(code="2024-Q2"),
        target=half.targets.get(code="XH-10"),
        status=Status.AT_RISK,
        made_by=UserFactory(),
    )

    record = exported(Q2)["XH-10"]

    assert (record["status"], record["computed_status"]) == ("at_risk", "on_track")


def test_provisional_figures_are_another_question(campaign_2024, tmp_path):
    bring(tmp_path, [("2024-Q2", "CA", target, 9, 10) for target in POLICE])
    revision = Revision.objects.get()
    submit(revision, person(Unit.objects.get(code="CA"), Role.STAFF), revision.version)

    assert exported(Q2)["XH-13"]["figure"] is None
    assert exported(Q2, provisional=True)["XH-13"]["figure"] == "-10"


def test_a_unit_has_its_own_figures(half):
    records = exported(Q2, unit="X-MP")

    assert (records["XH-10"]["figure"], records["XH-10"]["units_expected"]) == ("99", 1)
    assert (records["XH-10"]["threshold"], records["XH-10"]["status"]) == (None, None)
    assert set(records) == set(
        Unit.objects.get(code="X-MP").allocations.values_list("target__code", flat=True)
    )


@pytest.mark.parametrize("as_of", ["2024-06-14", "14/6/2024", "14.06.2024"])
def test_the_date_may_be_written_in_either_order(half, as_of):
    assert export(as_of).encode() == as_json(half)


def test_json_goes_to_standard_output_byte_for_byte(half, capsysbinary):
    call_command("export_progress", campaign="2024", as_of=Q2, format="json")

    assert capsysbinary.readouterr().out == as_json(half)


@pytest.mark.parametrize("form", sorted(exports.FORMATS))
def test_a_file_holds_the_same_bytes_each_time(half, tmp_path, form):
    first, second = tmp_path / "first", tmp_path / "second"

    for path in (first, second):
        call_command("export_progress", campaign="TPLS/2024", as_of=Q2, format=form, output=path)

    assert first.read_bytes() == second.read_bytes() != b""


def test_csv_is_for_excel_in_vietnamese(half):
    text = export(Q2, format="csv")

    assert text.startswith("\ufefftarget;value;base;figure;")
    assert "\r\nXH-10;10800;11000;98,181818;98;100,185529;on_track;on_track;2;8;0;0;0\r\n" in text


def test_every_form_tells_the_same(half, tmp_path):
    records = json.loads(export(Q2))
    path = tmp_path / "progress.xlsx"
    call_command("export_progress", campaign="2024", as_of=Q2, format="xlsx", output=path)
    sheet = load_workbook(path).active

    header, *cells = sheet.iter_rows(values_only=True)
    of_csv = list(csv.DictReader(io.StringIO(export(Q2, format="csv").lstrip("\ufeff")), delimiter=";"))

    assert list(header) == list(of_csv[0]) == list(records[0])
    for record, row, line in zip(records, cells, of_csv, strict=True):
        told = dict(zip(header, row, strict=True))
        for name, value in record.items():
            if name in exports.NUMBERS:
                assert (told[name] is None) == (value is None)
                assert told[name] == (value and pytest.approx(float(value), abs=0, rel=1e-15))
                assert line[name] == (value or "").replace(".", ",")
            else:
                assert told[name] == value


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"campaign": "2023"}, "no campaign 2023. Known: TPLS/2024"),
        ({"unit": "P-XX"}, "no unit P-XX. Known: .*P-CL"),
        ({"as_of": "tháng 6"}, "--as-of: This is not a date"),
        ({"as_of": "2024-06-31"}, "--as-of: There is no such day"),
        ({"format": "xlsx"}, "--output"),
    ],
)
def test_what_cannot_be_exported_is_told(campaign_2024, options, said):
    with pytest.raises(CommandError, match=said):
        export(**{"as_of": Q2, **options})


def test_a_file_that_cannot_be_written_is_told(campaign_2024, tmp_path):
    with pytest.raises(CommandError, match="No such file or directory"):
        export(Q2, output=tmp_path / "nowhere" / "progress.json")
