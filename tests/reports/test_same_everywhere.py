"""A figure is the same wherever it is read: overview, PDF, Excel, Word and JSON, for one period and basis."""

import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import pdfplumber
import pytest
from django.test import Client
from docx import Document
from openpyxl import load_workbook

from emulation.numbers import round_half_up
from reports.documents.annexes import Annex
from reports.documents.content import ReportContent, report_content
from reports.documents.pdf import render
from reports.documents.word import word
from reports.documents.workbook import workbook
from targets.models import Campaign
from targets.schedule import Schedule
from tests.factories import MembershipFactory
from tests.html import table_rows
from tests.reports.half_year import MOMENT, QUARTER, report_half_year
from units.choices import Role
from units.models import Unit

pytestmark = pytest.mark.django_db
CODE = re.compile(r"[A-Z]{2}-[0-9]{2}(\.[0-9])?")
NAME, PERIOD, TO_DATE, AGAINST_PLAN, STATUS = 1, 5, 6, 8, 10


@dataclass(frozen=True)
class Told:
    """One report in all its forms."""

    content: ReportContent
    overview: str
    record: list[dict]
    pdf: bytes
    xlsx: bytes
    docx: bytes

    @property
    def annex(self) -> Annex:
        return self.content.annexes[0]


@pytest.fixture(scope="module")
def told(rows_of_2024, django_db_blocker) -> Iterator[Told]:
    with django_db_blocker.unblock():
        yield from _told(rows_of_2024)


def _told(rows_of_2024) -> Iterator[Told]:
    with rows_of_2024.standing():
        campaign = Campaign.objects.select_related("owner").get(code="2024")
        report_half_year(campaign)
        schedule = Schedule.load(campaign)
        period = schedule.by_code(QUARTER)
        content = report_content(schedule, period, campaign.options.form("pnv"), at=MOMENT)
        client = Client()
        client.force_login(MembershipFactory(unit=Unit.objects.get(code="TPLS"), role=Role.LEADERSHIP).user)
        asked = "?as_of=2024-06-14"
        overview = client.get(f"/overview/{asked}").content.decode()
        record = json.loads(client.get(f"/overview/progress.json{asked}").getvalue())
        yield Told(content, overview, record, render(content), workbook(content), word(content))


def squeezed(text: str | None) -> str:
    """Without white space: lines may break inside a cell."""
    return "".join((text or "").split())


def printed(annex: Annex) -> dict[str, list[str]]:
    """The cells of each line by its code."""
    return {line.key: [squeezed(cell) for cell in line.cells] for line in annex.lines if line.key}


def by_code(rows: Iterator[list[str | None]]) -> dict[str, list[str]]:
    found = ([squeezed(cell) for cell in row] for row in rows)
    return {cells[-1]: cells for cells in found if cells and CODE.fullmatch(cells[-1])}


def test_the_table_on_paper_has_every_cell(told):
    with pdfplumber.open(io.BytesIO(told.pdf)) as pdf:
        across = [page.extract_table() or [] for page in pdf.pages if page.width > page.height]
    assert by_code(row for table in across for row in table) == printed(told.annex)


def test_the_table_for_word_has_every_cell(told):
    tables = Document(io.BytesIO(told.docx)).tables
    rows = ([cell.text for cell in row.cells] for table in tables for row in table.rows)
    assert by_code(rows) == printed(told.annex)


def as_excel_shows(cell) -> str:
    """The number under its format, the Vietnamese way; a text as it stands."""
    if not isinstance(cell.value, int | float):
        return squeezed(cell.value)
    look = cell.number_format.split(";")[-1]
    shown = re.sub(r'"([^"]*)"', "", look)
    places = len(shown.partition(".")[2].rstrip("%"))
    number = Decimal(str(cell.value)) * (100 if shown.endswith("%") else 1)
    digits = f"{abs(round_half_up(number, places)):,}".translate(str.maketrans(",.", ".,"))
    words = look.replace(shown, digits + ("%" if shown.endswith("%") else ""), 1)
    return squeezed(words.replace('"', ""))


def test_the_table_for_excel_shows_every_cell_and_holds_numbers(told):
    sheet = load_workbook(io.BytesIO(told.xlsx)).worksheets[0]
    cells = {row[-1].value: row for row in sheet.iter_rows() if CODE.fullmatch(str(row[-1].value or ""))}
    assert {code: [as_excel_shows(cell) for cell in row] for code, row in cells.items()} == printed(
        told.annex
    )
    to_date = [row[TO_DATE].value for row in cells.values()]
    assert sum(isinstance(value, int | float) for value in to_date) > len(to_date) / 2


def test_the_overview_shows_the_same_figures_and_assessments(told):
    shown = {row[0]: [squeezed(cell) for cell in row] for row in table_rows(told.overview) if row}
    for code, cells in printed(told.annex).items():
        for column in (NAME, TO_DATE, AGAINST_PLAN, STATUS):
            assert any(cells[column] in cell for cell in shown[code]), (code, column)


def test_the_records_for_programs_hold_the_same_figures_unrounded(told):
    exact = {record["target"]: record for record in told.record}
    assert set(exact) == set(printed(told.annex))
    compared = 0
    for line in told.annex.lines:
        text = line.cells[TO_DATE] if line.key else ""
        if re.fullmatch(r"[0-9.]+(,[0-9]+)?", text):
            number = Decimal(text.replace(".", "").replace(",", "."))
            places = len(text.partition(",")[2])
            assert round_half_up(Decimal(exact[line.key]["figure"]), places) == number, line.key
            compared += 1
    assert compared > len(exact) / 2


def test_frozen_figures_are_those_of_the_records(told):
    rows = told.content.rows
    assert [row.target.code for row in rows] == [record["target"] for record in told.record]
