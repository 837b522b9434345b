"""The chairman's page in the course of a round: what changed, what Home Affairs proposes, draft and issue."""

from datetime import datetime

import pytest
from django.utils import translation

from emulation.dates import clock_at
from reports.choices import IssuedFileKind
from reports.documents.brief import DIRECTION, Brief
from reports.documents.pdf import html
from reports.issuing.drafts import PAGE, draft_of, prepare, prepared
from reports.issuing.issue import changed_edits, issue
from targets.models import Campaign, Target
from targets.schedule import Schedule
from tests.document_factories import DocumentTextFactory
from tests.factories import CampaignFactory, ReportingPeriodFactory
from tests.reports.cast import MID_JUNE, Cast
from tests.reports.filing import file

pytestmark = pytest.mark.django_db
FORM = {
    "agency": ["PHÒNG NỘI VỤ"],
    "symbol": "BC-PNV",
    "signer_title": "TRƯỞNG PHÒNG",
    "archive": "Lưu: VT, PNV.",
}
SITE = "https://thidua.example.vn"
MARCH, MAY, JUNE = datetime(2024, 3, 15, 9), datetime(2024, 5, 20, 9), datetime(2024, 6, 17, 9)  # noqa: DTZ001


@pytest.fixture
def cast(settings, tmp_path) -> Cast:
    settings.EMULATION_TODAY, settings.MEDIA_ROOT, settings.SITE_URL = MID_JUNE, tmp_path, SITE
    cast = Cast(CampaignFactory(settings={"forms": {"pnv": FORM}}))
    for code in ("2024-Q1", "2024-Q3", "2024-Q4"):
        ReportingPeriodFactory(campaign=cast.campaign, code=code)
    return cast


def filed(cast: Cast, at: datetime, period: str, value, **said) -> None:
    code = cast.allocation.target.code
    with clock_at(at):
        file(
            cast.campaign,
            period,
            {(code, unit.code): value for unit in (cast.ward, cast.other_ward)},
            **said,
        )


def brief_of(cast: Cast, period: str = "2024-Q2") -> Brief:
    schedule = Schedule.load(cast.campaign)
    page = draft_of(schedule, schedule.by_code(period), PAGE).content.page
    assert page is not None
    return page


def judged(cast: Cast) -> None:
    """100 by the year's end, as much each quarter."""
    Target.objects.update(name="Số lao động", unit_of_measure="người", threshold=100, pace="steady")


def test_a_status_that_fell_is_told_with_what_it_was(cast):
    judged(cast)
    filed(cast, MARCH, "2024-Q1", 15)
    filed(cast, JUNE, "2024-Q2", 1)
    page = brief_of(cast)
    assert page.before == "quý I/2024"
    (change,) = page.changes
    assert change.startswith("Chuyển xấu: số lao động (từ đạt tiến độ thành ")


def test_a_figure_corrected_after_it_was_told_says_what_it_was(cast):
    filed(cast, MARCH, "2024-Q1", 15)
    filed(cast, MAY, "2024-Q1", 20)
    filed(cast, JUNE, "2024-Q2", 10)
    with translation.override("vi"):
        told = brief_of(cast).changes[-1]
    assert "quý I/2024 đính chính ngày 20/5/2024" in told
    assert "từ 30" in told
    assert "thành 40" in told


def test_a_figure_corrected_before_it_was_told_is_no_news(cast):
    filed(cast, MARCH, "2024-Q1", 15)
    filed(cast, datetime(2024, 3, 15, 10), "2024-Q1", 20)  # noqa: DTZ001
    filed(cast, JUNE, "2024-Q2", 10)
    assert not any("đính chính" in change.casefold() for change in brief_of(cast).changes)


def test_the_first_period_has_none_before_it(cast):
    filed(cast, MARCH, "2024-Q1", 15)
    page = brief_of(cast, "2024-Q1")
    assert page.before == ""
    assert page.changes == ("Kỳ báo cáo đầu tiên trong năm, chưa có kỳ trước để so sánh.",)


def test_what_stands_well_but_is_doubted_by_its_unit_says_who_doubts_it(cast):
    judged(cast)
    filed(cast, MARCH, "2024-Q1", 20)
    filed(cast, JUNE, "2024-Q2", 20, outlook="hard", outlook_reason="Thiếu vốn")
    (matter,) = brief_of(cast).matters
    assert matter.status == "Đạt tiến độ"
    assert f"đơn vị dự báo khó đạt: {cast.ward.name}" in matter.facts


# The proposed direction, the draft, the issue


def test_home_affairs_writes_over_the_direction(client, cast):
    filed(cast, JUNE, "2024-Q2", 10)
    client.force_login(cast["reviewer"])
    assert "Trang báo cáo nhanh Chủ tịch".upper() in client.get("/documents/2024-Q2/words/").content.decode()
    DocumentTextFactory(period=cast.period, key=DIRECTION, text="Giao Phòng Kinh tế báo cáo.", stood_for="")
    assert brief_of(cast).direction == "Giao Phòng Kinh tế báo cáo."


def test_a_direction_left_empty_is_not_printed(cast):
    DocumentTextFactory(period=cast.period, key=DIRECTION, text="", stood_for="")
    schedule = Schedule.load(cast.campaign)
    made = html(draft_of(schedule, cast.period, PAGE).content, "documents/brief.html")
    assert "Đề xuất hướng chỉ đạo" not in made


def test_the_draft_is_kept_ready_and_named_as_offices_name_files(client, cast):
    schedule = Schedule.load(cast.campaign)
    with clock_at(JUNE):
        ready = prepare(draft_of(schedule, cast.period, PAGE))
    assert prepared(draft_of(schedule, cast.period, PAGE)) == ready
    client.force_login(cast["leadership"])
    answer = client.get("/documents/2024-Q2/page.pdf")
    assert answer.status_code == 200
    assert 'filename="bao-cao-nhanh-quy-II-2024.pdf"' in answer["Content-Disposition"]
    assert "/documents/2024-Q2/page.pdf" in client.get("/documents/").content.decode()

    DocumentTextFactory(period=cast.period, key=DIRECTION, text="Giao Phòng Kinh tế.", stood_for="")
    assert prepared(draft_of(schedule, cast.period, PAGE)) is None


def test_without_forms_there_is_no_page(client, cast):
    Campaign.objects.update(settings={})
    client.force_login(cast["leadership"])
    assert client.get("/documents/2024-Q2/page.pdf").status_code == 404
    assert "page.pdf" not in client.get("/documents/").content.decode()


def test_it_is_issued_with_the_report_and_open_to_leadership_alone(client, cast):
    filed(cast, JUNE, "2024-Q2", 10)
    schedule = Schedule.load(cast.campaign)
    seen = draft_of(schedule, cast.period, "pnv").mark
    report = issue(schedule, cast.period, "pnv", cast["reviewer"], seen=seen)
    kept = report.files.get(kind=IssuedFileKind.PAGE)
    assert kept.name == "Báo cáo nhanh quý II-2024.pdf"
    assert report.content["page"]["counts"] == [] or report.content["page"]["counts"][0]["of_all"]

    for who, status in (("leadership", 200), ("reviewer", 200), ("staff", 403), ("head", 403)):
        client.force_login(cast[who])
        assert client.get(f"/documents/files/{kept.pk}/").status_code == status
        listed = kept.name in client.get(f"/documents/issued/{report.pk}/").content.decode()
        assert listed is (status == 200)


def test_a_direction_over_other_figures_is_looked_at_before_the_issue(cast):
    DocumentTextFactory(period=cast.period, key=DIRECTION, text="Giữ nguyên.", stood_for="khác")
    assert changed_edits(draft_of(Schedule.load(cast.campaign), cast.period, "pnv")) == 1
