"""Phụ lục III tells what was asked and found in the period; the code of a line leads to its figure."""

from datetime import date, datetime, time

import pytest
from django.utils import timezone

from reports.documents.content import ReportContent, report_content
from targets.schedule import Schedule
from tests.factories import CampaignFactory, ExplanationFactory, InspectionFactory
from tests.reports.cast import MID_JUNE, Cast

pytestmark = pytest.mark.django_db
FORM = {"agency": ["A"], "symbol": "BC-A", "signer_title": "T", "archive": "Lưu: VT."}


@pytest.fixture
def cast(settings) -> Cast:
    settings.EMULATION_TODAY = MID_JUNE
    return Cast(CampaignFactory(settings={"forms": {"pnv": FORM}}))


def report(cast: Cast) -> ReportContent:
    schedule = Schedule.load(cast.campaign)
    return report_content(schedule, cast.period, cast.campaign.options.form("pnv"))


def asked_on(month: int, day: int) -> datetime:
    return timezone.make_aware(datetime.combine(date(2024, month, day), time(9)))


def test_nothing_asked_and_nothing_found_is_no_annex(cast):
    assert [annex.numeral for annex in report(cast).annexes] == ["I", "II"]


def test_questions_and_inspections_of_the_period_have_a_line_each(cast):
    target = cast.allocation.target
    ExplanationFactory(target=target, unit=cast.ward, asked_at=asked_on(6, 10), question="Vì sao chậm?")
    InspectionFactory(
        campaign=cast.campaign, unit=cast.other_ward, on=date(2024, 5, 20), findings="Thiếu sổ."
    )

    annex = report(cast).annexes[-1]
    lines = [(line.cells[0], line.cells[1], line.cells[3]) for line in annex.lines if not line.is_group]
    assert annex.numeral == "III"
    assert lines == [("1", cast.ward.name, "Vì sao chậm?"), ("1", cast.other_ward.name, "Thiếu sổ.")]
    told = [sentence.text for sentence in report(cast).sections[0].parts[0].paragraphs]
    assert (
        "Trong kỳ đã yêu cầu giải trình 1 nội dung và kiểm tra 1 lượt đơn vị (Phụ lục III kèm theo)." in told
    )


def test_what_was_asked_after_the_report_to_the_chairman_is_not_in_it(cast):
    target = cast.allocation.target
    ExplanationFactory(target=target, unit=cast.ward, asked_at=asked_on(6, 30))

    assert len(report(cast).annexes) == 2


def test_each_line_of_the_table_has_the_code_of_its_figure(cast, settings):
    settings.SITE_URL = "https://thidua.example.vn"
    annex = report(cast).annexes[0]
    [line] = [line for line in annex.lines if not line.is_group]

    assert line.cells[-1] == line.key == cast.allocation.target.code
    assert annex.lookup == "https://thidua.example.vn/s/2024-Q2/"


def test_the_code_leads_to_the_figure_as_of_the_period(client, cast):
    client.force_login(cast["leadership"])
    code = cast.allocation.target.code
    answer = client.get(f"/s/2024-Q2/{code.lower()}/")

    assert answer["Location"] == f"/targets/{code}/?as_of=2024-06-14"
    assert client.get(answer["Location"]).status_code == 200


@pytest.mark.parametrize("address", ["/s/2023-Q2/KT-03/", "/s/khong-co/KT-03/"])
def test_a_period_that_is_not_there_has_no_codes(client, cast, address):
    client.force_login(cast["leadership"])
    assert client.get(address).status_code == 404
