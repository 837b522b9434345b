import csv
import io
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from emulation.tables import as_bytes
from reports.choices import Basis
from reports.lines import lines_of
from reports.lists.targets import Told, columns, targets
from reports.progress import rows
from reports.views.exports import LISTS
from tests.factories import MembershipFactory
from tests.reports.progress_commands import bring
from units.choices import Role
from units.models import Unit

Q2 = "2024-06-14"
HALF = [
    ("2024-Q2", "P-CL", "XH-10", 900, 1000),
    ("2024-Q2", "X-MP", "XH-10", 9900, 10000),
    ("2024-M05", "PTCKH", "KT-05", "1234.5", ""),
]


@pytest.fixture
def lines(campaign_2024, tmp_path, settings):
    settings.EMULATION_TODAY = "2024-06-17"
    bring(tmp_path, HALF, approve=True)
    found = rows(
        campaign_2024, campaign_2024.owner, campaign_2024.periods.get(code="2024-Q2").cut_off, Basis.OFFICIAL
    )
    with translation.override("vi"):
        yield lines_of(found)


@pytest.fixture
def staff(lines) -> Client:
    client = Client(headers={"accept-language": "vi"})
    client.force_login(MembershipFactory(unit=Unit.objects.get(code="X-MP"), role=Role.STAFF).user)
    return client


def sheet_of(content: bytes) -> list[tuple]:
    return list(load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))


def test_the_file_says_what_the_page_says(staff, lines):
    title, _owner, head, *cells = sheet_of(staff.get(f"/overview/progress.xlsx?as_of={Q2}").getvalue())
    assert title[0] == "Thành phố Lạng Sơn"
    assert list(head) == [column.label for column in columns()]
    assert len(cells) == len(lines) == 42
    for line, row in zip(lines, cells, strict=True):
        assert row[:5] == (
            *(line.row.target.code, line.row.target.name, line.row.target.unit_of_measure),
            *(line.plan, line.figure),
        )
        assert (row[8] or "", row[9] or "", row[10]) == (line.plan_percent, line.growth, line.status_label)
        assert (row[12], row[13]) == (line.row.reported, line.row.owed)


def test_numbers_are_numbers_beside_the_words(lines):
    row = next(line for line in lines if line.row.target.code == "XH-10")
    cells = [column.read(Told.of(row)) for column in columns()]
    assert cells[4:8] == ["98,18", Decimal("98.181818"), Decimal(10800), Decimal(11000)]


def test_both_files_hold_the_same(staff):
    text = staff.get(f"/overview/progress.csv?as_of={Q2}").getvalue().decode("utf-8-sig")
    of_csv = list(csv.reader(io.StringIO(text), delimiter=";"))
    of_sheet = sheet_of(staff.get(f"/overview/progress.xlsx?as_of={Q2}").getvalue())
    assert [row[0] for row in of_csv] == [row[0] for row in of_sheet]
    assert of_csv[2] == list(of_sheet[2])
    kt_05 = next(row for row in of_csv if row[0] == "KT-05")
    assert kt_05[5:7] == ["1234,5", "1234,5"]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_name_that_looks_like_a_formula_is_text(lines, form):
    lines[0].row.target.name = "=1+1"
    content = as_bytes(targets(lines[:1], "Tiến độ", []), form)
    if form == "csv":
        assert "'=1+1" in content.decode("utf-8-sig")
    else:
        cell = load_workbook(io.BytesIO(content)).active.cell(2, 2)
        assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_demonstration_data_is_marked_in_the_file(staff, campaign_2024):
    campaign_2024.is_demonstration = True
    campaign_2024.save()
    assert "SỐ LIỆU MINH HỌA" in staff.get("/overview/progress.csv").getvalue().decode("utf-8-sig")


def test_downloads_on_top_of_the_overview_are_for_people_and_the_one_for_programs_stands_below(staff):
    page = staff.get("/overview/").text
    top, _between, table = page.partition("rows--targets")
    assert "progress.xlsx" in top
    assert "progress.json" not in top
    assert "progress.json" in table


def test_before_a_campaign_is_set_up_there_is_nothing_to_hand_out(db):
    client = Client()
    client.force_login(MembershipFactory(role=Role.HOME_AFFAIRS).user)
    about = {"target_export": ["XH-10"], "changes_export": [1], "history_export": [1]}
    about["notebook_export"] = ["X-MP"]
    urls = [reverse(name, args=[*about.get(name, []), "csv"]) for name in LISTS]
    assert {client.get(url).status_code for url in urls} == {404}
