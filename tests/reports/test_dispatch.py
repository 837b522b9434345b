"""The official dispatch: whom it is to, what it asks, and the form of decree 30/2020."""

import io
from datetime import date

import pdfplumber
import pytest

from emulation.dates import clock_at
from reports.chasing.page import group_of
from reports.documents.dispatch import DispatchContent, dispatch_content
from reports.documents.letterhead import NUMBER_SPACE
from reports.documents.pdf import render_dispatch
from reports.review.lists import cut_offs
from targets.models import Campaign
from targets.schedule import Schedule
from tests.reports.cast import person
from tests.reports.chased import moment
from units.choices import Role
from units.models import Unit

pytestmark = pytest.mark.django_db

SECOND_QUARTER = date(2024, 6, 14)
WARDS = ("P-CL", "X-MP")


def dispatch(campaign: Campaign, *codes: str, by: date | None = None, day: str = "06-19") -> DispatchContent:
    officer = person(Unit.objects.get(code="TPLS"), Role.HOME_AFFAIRS)
    with clock_at(moment(day)):
        schedule = Schedule.load(campaign)
        cut_off = next(each for each in cut_offs(schedule) if each.day == SECOND_QUARTER)
        group = group_of(schedule, officer, cut_off, codes)
        return dispatch_content(campaign, cut_off, group.reports, by)


def pages(content: DispatchContent) -> list[str]:
    document = pdfplumber.open(io.BytesIO(render_dispatch(content)))
    return [" ".join(page.extract_text().split()) for page in document.pages]


def test_head_and_foot_are_those_of_a_dispatch(campaign_2024):
    content = dispatch(campaign_2024, *WARDS)
    assert content.subject == "V/v đôn đốc gửi báo cáo quý II năm 2024"
    assert content.letterhead.number.endswith("/PNV")
    assert content.letterhead.place_and_date == f"TP. Lạng Sơn, ngày{NUMBER_SPACE}tháng 6 năm 2024"
    assert content.foot.recipients == (
        "- Như trên;",
        "- Chủ tịch UBND thành phố (để báo cáo);",
        "- Lưu: VT, PNV.",
    )
    assert (content.foot.title, content.foot.signer) == ("TRƯỞNG PHÒNG", "")


def test_few_units_are_addressed_by_name_and_listed_in_the_text(campaign_2024):
    content = dispatch(campaign_2024, *WARDS)
    assert content.addressees == ("Ủy ban nhân dân phường Chi Lăng", "Ủy ban nhân dân xã Mai Pha")
    assert not content.is_annexed
    assert "hết ngày 18 tháng 6 năm 2024" in content.opening
    assert content.opening.endswith("chưa nhận được báo cáo của 2 đơn vị sau:")
    (page,) = pages(content)
    assert "V/v đôn đốc gửi báo cáo quý II năm 2024" in page
    assert "1 Phường Chi Lăng Quý II 18/6/2024 0/5 Chưa có số liệu" in page
    assert "DỰ THẢO" in page
    assert "Phụ lục" not in page


def test_many_units_go_into_an_annex_with_the_lines_they_lack(campaign_2024):
    content = dispatch(campaign_2024)
    assert content.addressees == ("Các cơ quan, đơn vị có tên trong danh sách kèm theo",)
    first, *rest = pages(content)
    assert "Phường Chi Lăng" not in first
    assert rest[0].startswith("Phụ lục DANH SÁCH ĐƠN VỊ CHƯA GỬI BÁO CÁO")
    assert "(Kèm theo Công văn số …/PNV ngày … tháng … năm … của Phòng Nội vụ)" in rest[0]
    assert len(content.table.lines) > 8


def test_units_that_owe_nothing_are_not_addressed(campaign_2024):
    assert "Hội Cựu chiến binh thành phố" not in {
        line.cells[1] for line in dispatch(campaign_2024).table.lines
    }


@pytest.mark.parametrize(
    ("codes", "asked"),
    [
        (WARDS, ["Phòng Nội vụ đề nghị các đơn vị khẩn trương chỉ đạo hoàn thành"]),
        (["CA"], ["Phòng Nội vụ trân trọng đề nghị các cơ quan, đơn vị quan tâm, phối hợp"]),
        (
            ["P-CL", "CA"],
            [
                "1. Các cơ quan, đơn vị thuộc thành phố, Ủy ban nhân dân các phường, xã khẩn trương",
                "2. Trân trọng đề nghị các cơ quan, đơn vị còn lại quan tâm, phối hợp",
            ],
        ),
    ],
)
def test_bodies_outside_the_citys_government_are_asked_for_their_cooperation(campaign_2024, codes, asked):
    said = " ".join(dispatch(campaign_2024, *codes).paragraphs)
    for words in asked:
        assert words in said
    assert "yêu cầu" not in said


def test_the_day_asked_for_is_written_out_or_left_open(campaign_2024):
    by = date(2024, 6, 20)
    assert "chậm nhất hết ngày 20 tháng 6 năm 2024." in dispatch(campaign_2024, *WARDS, by=by).paragraphs[0]
    assert "trước … giờ, ngày …/…/2024." in dispatch(campaign_2024, *WARDS).paragraphs[0]


def test_the_chairmans_day_is_named_until_it_is_over(campaign_2024):
    assert "báo cáo Chủ tịch UBND thành phố đúng hạn" in dispatch(campaign_2024, *WARDS).paragraphs[0]
    assert "báo cáo Chủ tịch" not in dispatch(campaign_2024, *WARDS, day="07-30").paragraphs[0]
