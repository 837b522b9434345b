import csv
import io

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from emulation.tables import as_bytes
from reports.choices import Basis
from reports.lines import lines_of
from reports.lists.targets import columns, targets
from reports.progress import rows
from reports.views.exports import LISTS
from tests.factories import MembershipFactory
from tests.reports.listed import printed
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


def cells_of(content: bytes) -> list[tuple]:
    return list(load_workbook(io.BytesIO(content)).active.iter_rows())


def sheet_of(content: bytes) -> list[tuple]:
    """As somebody reads it: numbers as their formats print them."""
    return [tuple(map(shown, row)) for row in cells_of(content)]


def shown(cell) -> str | None:
    return printed(cell) if cell.data_type == "n" and cell.value is not None else cell.value


def test_the_file_says_what_the_page_says(staff, lines):
    title, _owner, _signs, head, *cells = sheet_of(
        staff.get(f"/overview/progress.xlsx?as_of={Q2}").getvalue()
    )
    assert title[0] == "Thành phố Lạng Sơn"
    assert list(head) == [column.label for column in columns()]
    assert len(cells) == len(lines) == 42
    for line, row in zip(lines, cells, strict=True):
        assert row[:5] == (
            *(line.row.target.code, line.row.target.name, line.row.target.unit_of_measure),
            *(line.plan, line.figure),
        )
        assert (row[5] or "", row[6] or "", row[7]) == (line.plan_percent, line.growth, line.status_label)
        assert (row[8], row[9]) == (str(line.row.reported), str(line.row.owed))


def test_what_prints_a_number_is_one_and_only_the_rest_is_text(staff):
    rows = cells_of(staff.get(f"/overview/progress.xlsx?as_of={Q2}").getvalue())[4:]
    by_code = {row[0].value: row for row in rows}
    told = {code: [cell.value for cell in (*row[3:7], *row[12:15])] for code, row in by_code.items()}
    assert told["XH-10"] == [98, 98.181818, "cao hơn KH 0,18 điểm %", "x", 98.181818, 10800, 11000]
    assert told["KT-05"][:2] == [425000, 1234.5]
    assert told["KT-05"][2] == pytest.approx(0.00290471)
    assert told["XH-13"][0] == -5
    assert told["XD-01"][0] == 130
    plans = {cell.value for row in rows for cell in row[3:4] if cell.data_type == "s"}
    assert plans == {
        *("10 - 11", "2.300 - 2.500", "8/8", "Đạt", "giảm", "giảm cả 3 tiêu chí", "cao hơn năm trước"),
    }
    assert {cell.value for row in rows for cell in row[4:5] if cell.data_type == "s"} == {"–"}


def test_both_files_hold_the_same(staff):
    text = staff.get(f"/overview/progress.csv?as_of={Q2}").getvalue().decode("utf-8-sig")
    of_csv = list(csv.reader(io.StringIO(text), delimiter=";"))
    of_sheet = sheet_of(staff.get(f"/overview/progress.xlsx?as_of={Q2}").getvalue())
    assert [row[0] for row in of_csv] == [row[0] for row in of_sheet]
    assert "x: không so sánh" in of_csv[2][0]
    assert of_csv[3] == list(of_sheet[3])
    kt_05, xh_09 = (next(row for row in of_csv if row[0] == code) for code in ("KT-05", "XH-09"))
    assert [*kt_05[3:5], *kt_05[12:14]] == ["425.000", "1.234,5", "1234,5", "1234,5"]
    assert xh_09[3] == "8/8\t"


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_name_that_looks_like_a_formula_is_text(lines, form):
    lines[0].row.target.name = "=1+1"
    content = as_bytes(targets(lines[:1], "Tiến độ", []), form)
    if form == "csv":
        assert "'=1+1" in content.decode("utf-8-sig")
    else:
        cell = load_workbook(io.BytesIO(content)).active.cell(3, 2)
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


def test_what_people_read_stands_on_one_page_and_what_they_reckon_with_beside_it(staff):
    sheet = load_workbook(io.BytesIO(staff.get("/overview/progress.xlsx").getvalue())).active
    assert (sheet.page_setup.fitToWidth, sheet.print_area) == (1, f"'{sheet.title}'!$A$1:$L$46")
    assert sheet["M4"].value == "Thực hiện (dạng số)"
