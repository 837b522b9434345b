"""A unit's sheet to sign as a document: the figures and the code of its page, in the form of the decree."""

import io
import re

import pdfplumber
import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from reports.documents.pdf import html, render_sheet, sheet_paper
from reports.documents.unit_sheet import SheetContent, unit_sheet
from reports.entry.loading import load
from reports.intake import save
from targets.choices import Measure, OverTime
from targets.models import Campaign
from targets.schedule import Schedule
from tests.factories import AllocationFactory, TargetFactory
from tests.html import text_of
from tests.reports.attaching import address
from tests.reports.cast import Cast, reported
from units.choices import UnitKind
from units.models import Unit

pytestmark = pytest.mark.django_db
SITE = "https://thidua.example.vn"
MM = 72 / 25.4
HOSTILE = (
    '<script>alert(1)</script><img src="http://127.0.0.1:1/x"><style>body{display:none}</style>'
    "</td></table>\u202eđảo ngược {{ settings.SECRET_KEY }} url(file:///etc/passwd)"
)


@pytest.fixture(autouse=True)
def site(settings) -> None:
    settings.SITE_URL = SITE


@pytest.fixture
def ward(cast: Cast) -> Cast:
    """With a name as wards have it."""
    Unit.objects.filter(pk=cast.ward.pk).update(
        kind=UnitKind.WARD, name="Phường Vĩnh Trại", official_name="Ủy ban nhân dân phường Vĩnh Trại"
    )
    cast.ward.refresh_from_db()
    return cast


def sheet_of(cast: Cast, unit: Unit | None = None) -> SheetContent:
    campaign = Campaign.objects.select_related("owner").get(pk=cast.campaign.pk)
    page = load(cast["staff"], unit or cast.ward, cast.period.cut_off, Schedule.load(campaign))
    return unit_sheet(page.of_period(cast.period), campaign)


def reader(cast: Cast) -> Client:
    """The ward's staff, in Vietnamese."""
    client = Client()
    client.force_login(cast["staff"])
    return client


def words(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def cells(source: str) -> list[str]:
    """What stands in the table of figures, cell by cell."""
    table = source[source.index("<tbody>") : source.index("</tbody>")]
    return [" ".join(text_of(cell).split()) for cell in re.findall(r"<t[dh].*?</t[dh]>", table, re.DOTALL)]


def rate_of(cast: Cast):
    return cast.allocate(
        cast.ward,
        measure=Measure.SHARE,
        over_time=OverTime.LATEST,
        unit_of_measure="%",
        value_label="Số trẻ được tiêm",
        base_label="Số trẻ",
        decimals=1,
        threshold=95,
    )


def test_every_cell_and_the_code_are_those_of_the_page(ward):
    rate = rate_of(ward)
    jobs = ward.allocate(ward.ward, base_label="Cùng kỳ", unit_of_measure="người", over_time=OverTime.SUM)
    entries = [reported(rate, 14607, 14920), reported(jobs, 74, 70), reported(ward.allocation, 1)]
    assert save(ward.draft(), entries, actor=ward["staff"]).is_clean
    page = reader(ward).get(address(ward, "sheet_to_sign")).content.decode()
    sheet = sheet_of(ward)
    assert cells(html(sheet, "documents/unit_sheet.html")) == cells(page)
    assert "97,9% (14.607/14.920)" in " ".join(cells(page))
    assert sheet.code
    assert sheet.code in text_of(page)

    text = words(render_sheet(sheet))
    assert sheet.code in text
    assert "97,9%" in text
    assert "(14.607/14.920)" in text
    assert "Số trẻ được tiêm / Số trẻ" in text


def test_units_under_a_lead_stand_with_their_total(ward):
    target = TargetFactory(campaign=ward.campaign, lead=ward.department, over_time=OverTime.SUM)
    lines = [
        AllocationFactory(target=target, unit=unit, reporter=ward.department)
        for unit in (ward.ward, ward.other_ward)
    ]
    page = load(ward["lead"], ward.department, ward.period.cut_off, Schedule.load(ward.campaign))
    assert page is not None
    from_lead = sheet_of(ward, ward.department)
    text = words(render_sheet(from_lead))
    assert len(from_lead.targets[0].lines) == len(lines)
    assert "Cộng" in text


def test_head_and_foot_are_the_units_own(ward):
    ward.answered()
    text = words(render_sheet(sheet_of(ward)))
    for told in ("ỦY BAN NHÂN DÂN", "PHƯỜNG VĨNH TRẠI", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"):
        assert told in text
    for told in ("/BC-UBND", "NGƯỜI LẬP PHIẾU", "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Phường Vĩnh Trại, ngày"):
        assert told in text
    assert "DỰ THẢO" not in text


def test_it_is_one_upright_page_within_the_margins_for_as_many_lines_as_units_have(ward):
    allocations = [ward.allocation, *(ward.allocate(ward.ward) for _number in range(12))]
    save(ward.draft(), [reported(each, 12) for each in allocations], actor=ward["staff"])
    (page,) = pdfplumber.open(io.BytesIO(render_sheet(sheet_of(ward)))).pages
    assert (round(page.width / MM), round(page.height / MM)) == (210, 297)
    letters = [char for char in page.chars if char["text"].strip()]
    assert min(char["x0"] for char in letters) >= 30 * MM - 0.5
    assert max(char["x1"] for char in letters) <= page.width - 15 * MM + 0.5
    assert min(char["top"] for char in letters) >= 20 * MM - 0.5
    below = page.crop((0, page.height - 20 * MM, page.width, page.height)).extract_text()
    assert re.fullmatch(r"Số liệu lúc \d\d:\d\d ngày 17/6/2024 · Mã số liệu \S+", below)
    assert {re.sub(r"^[A-Z]+\+", "", char["fontname"]).split("-")[0] for char in page.chars} == {"Tinos"}


def test_its_head_is_repeated_where_it_takes_several_pages_and_the_code_is_on_each(ward):
    allocations = [ward.allocation, *(ward.allocate(ward.ward) for _number in range(60))]
    save(ward.draft(), [reported(each, 12) for each in allocations], actor=ward["staff"])
    sheet = sheet_of(ward)
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(render_sheet(sheet))).pages]
    assert len(pages) > 1
    assert all(sheet.code in page for page in pages)
    with_lines = [page for page in pages if "Kế hoạch" in page]
    assert len(with_lines) >= len(pages) - 1


def test_the_picture_leads_to_where_the_signed_sheet_is_attached(ward):
    ward.answered()
    sheet = sheet_of(ward)
    assert sheet.address == f"{SITE}{reverse('signed_sheet', args=[ward.ward.code, '2024-Q2'])}"
    assert list(sheet_paper(sheet).pictures) == ["qr:attach"]


def test_what_is_not_begun_has_no_code_and_no_picture(ward):
    sheet = sheet_of(ward)
    assert (sheet.code, sheet.address, dict(sheet_paper(sheet).pictures)) == ("", "", {})
    text = words(render_sheet(sheet))
    assert "chưa nhập" in text
    assert "Chưa có số liệu" in text


def test_a_site_that_does_not_know_its_address_prints_no_picture(ward, settings):
    settings.SITE_URL = ""
    ward.answered()
    sheet = sheet_of(ward)
    assert (sheet.address, dict(sheet_paper(sheet).pictures)) == ("", {})
    assert sheet.code in words(render_sheet(sheet))


def test_hostile_texts_are_text(ward):
    revision = ward.answered()
    revision.results = HOSTILE
    revision.difficulties = "Ă" * 10_000
    revision.save()
    revision.readings.update(note=HOSTILE)
    target = ward.allocation.target
    target.name = HOSTILE[:200]
    target.save()
    pages = PdfReader(io.BytesIO(render_sheet(sheet_of(ward)))).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert "<script>alert(1)</script>" in text.replace("<script> ", "<script>")
    assert "{{ settings.SECRET_KEY }}" in text
    assert text.count("Ă") == 10_000
    assert "NGƯỜI LẬP PHIẾU" in text


def test_it_is_handed_out_under_the_name_that_offices_give_it(ward):
    ward.answered()
    page = reader(ward).get(address(ward, "sheet_to_sign")).content.decode()
    assert address(ward, "sheet_pdf") in page
    file = reader(ward).get(address(ward, "sheet_pdf"))
    assert file["Content-Type"] == "application/pdf"
    assert 'filename="phieu-so-lieu-quy-II-2024-phuong-vinh-trai.pdf"' in file["Content-Disposition"]
    assert file.content.startswith(b"%PDF")


def test_where_it_cannot_be_made_the_page_says_so(ward, settings):
    ward.answered()
    settings.DOCUMENT_SECONDS = 0.001
    client = reader(ward)
    refused = client.get(address(ward, "sheet_pdf"))
    assert refused["Location"] == address(ward, "sheet_to_sign")
    assert "Không tạo được tài liệu" in client.get(refused["Location"]).content.decode()
