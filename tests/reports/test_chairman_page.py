"""The chairman's page: one side of paper with the report's own figures, made whoever is late."""

import io
import re
import unicodedata
from dataclasses import dataclass, replace

import pdfplumber
import pytest
from pypdf import PdfReader

from reports.documents.brief import DIRECTION, Brief
from reports.documents.content import IssueMark, ReportContent, issued, report_content
from reports.documents.pdf import html, render_page
from reports.lines import lines_of
from reports.overview import decisions
from reports.remarks import Remarks
from targets.models import Campaign, Target
from targets.schedule import Schedule
from tests.document_factories import DocumentTextFactory
from tests.factories import ContactFactory
from tests.reports.half_year import LATE, MOMENT, QUARTER, WAITING, report_half_year
from tests.reports.test_document_form import HOSTILE, infested
from units.choices import ContactKind
from units.models import Contact, Unit

pytestmark = pytest.mark.django_db
MM = 72 / 25.4
SITE = "https://thidua.example.vn"
FORM = {
    "agency": ["PHÒNG NỘI VỤ"],
    "symbol": "BC-PNV",
    "signer_title": "TRƯỞNG PHÒNG",
    "archive": "Lưu: VT, PNV.",
}
TO_DATE, AGAINST_PLAN, AGAINST_YEAR, STATUS, CODE = 6, 8, 9, 10, 12


@dataclass(frozen=True)
class Told:
    content: ReportContent
    pdf: bytes

    @property
    def page(self) -> Brief:
        assert self.content.page is not None
        return self.content.page

    @property
    def text(self) -> str:
        return text_of(self.pdf)


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.fixture(scope="module")
def half_year(rows_of_2024, django_db_blocker):
    """The city's half year, with one unit late and one waiting; somebody to ask at every unit."""
    with django_db_blocker.unblock(), rows_of_2024.standing():
        Campaign.objects.update(is_demonstration=True)
        campaign = Campaign.objects.select_related("owner").get(code="2024")
        report_half_year(campaign)
        for unit in Unit.objects.all():
            ContactFactory(unit=unit, name="Cán bộ tổng hợp", telephone="0205 3812 346")
            ContactFactory(unit=unit, kind=ContactKind.HEAD, name="Thủ trưởng", telephone="0205 3812 345")
        yield campaign


def page_of(campaign: Campaign, code: str = QUARTER) -> ReportContent:
    schedule = Schedule.load(campaign)
    form = campaign.options.form("pnv")
    return report_content(schedule, schedule.by_code(code), form, at=MOMENT, with_page=True)


@pytest.fixture
def told(half_year, settings) -> Told:
    settings.SITE_URL = SITE
    content = page_of(half_year)
    return Told(content, render_page(content))


def test_figures_are_those_of_the_reports_table(told):
    lines = {line.key: line.cells for line in told.content.annexes[0].lines if line.key}
    assert len(told.page.matters) == 5
    for matter in told.page.matters:
        cells = lines[matter.code]
        assert cells[TO_DATE] in matter.figure
        assert matter.status == cells[STATUS]
        for column in (AGAINST_PLAN, AGAINST_YEAR):
            assert cells[column] in matter.facts or cells[column] in {"x", "–"}
        assert squeezed(matter.figure).casefold() in squeezed(told.text).casefold()


def test_what_needs_a_decision_stands_in_the_overviews_order(told):
    found = decisions(lines_of(told.content.rows), Remarks())
    assert [one.code for one in told.page.matters] == [one.line.row.target.code for one in found][:5]
    assert told.page.left == len(found) - 5


def test_every_matter_is_held_against_last_year_and_names_whom_to_ask(told):
    leads = {row.target.code: row.target.lead.name for row in told.content.rows}
    for matter in told.page.matters:
        assert matter.last_year or "so với" in matter.figure
        assert matter.whom == f"{leads[matter.code]}: Thủ trưởng, 0205 3812 345"


def test_late_units_are_named_and_those_that_wait(told):
    names = dict(Unit.objects.values_list("code", "name"))
    assert f"Số đã duyệt đến 10:15 ngày 18/6/2024, {told.page.coverage}" in told.text
    assert f"chưa gửi: {names[LATE]}" in told.page.coverage
    assert f"chờ tiếp nhận: {names[WAITING]}" in told.page.coverage


def test_tallies_count_as_the_overview_does(told):
    assert [count.of_all.partition("/")[2] for count in told.page.counts][:2] == ["31", "7"]


def test_a_draft_and_a_demonstration_say_so(told):
    assert "DỰ THẢO" in told.text
    assert "SỐ LIỆU MINH HỌA" in told.text


def test_an_issued_page_is_no_draft_and_carries_its_code(told):
    final = issued(told.content, IssueMark(2, "7K3M-9Q2X-TVWZ-0123", f"{SITE}/check/x/"))
    text = text_of(render_page(final))
    assert "DỰ THẢO" not in text
    assert "Bản chốt lần 2" in text
    assert "7K3M-9Q2X-TVWZ-0123" in text


def test_the_live_overview_of_the_day_is_one_tap_away(told, settings):
    assert told.page.address == f"{SITE}/overview/?as_of=2024-06-14"
    assert 'src="qr:overview"' in html(told.content, "documents/brief.html")
    settings.SITE_URL = ""
    assert "qr:overview" not in html(page_of(Campaign.objects.get(code="2024")), "documents/brief.html")


# The form


def measured(pdf: bytes):
    (page,) = pdfplumber.open(io.BytesIO(pdf)).pages
    return page


def assert_one_legible_side(pdf: bytes) -> None:
    page = measured(pdf)
    letters = [letter for letter in page.chars if letter["text"].strip()]
    assert (round(page.width / MM), round(page.height / MM)) == (210, 297)
    assert min(round(letter["size"], 1) for letter in letters) >= 11
    assert min(letter["x0"] for letter in letters) >= 30 * MM - 1
    assert max(letter["x1"] for letter in letters) <= page.width - 15 * MM + 1
    assert min(letter["top"] for letter in letters) >= 20 * MM - 1
    assert max(letter["bottom"] for letter in letters) <= page.height - 20 * MM + 1
    assert all(picture["bottom"] <= page.height - 20 * MM + 1 for picture in page.images)


def test_it_is_one_side_in_large_black_type(told):
    assert_one_legible_side(told.pdf)
    page = measured(told.pdf)
    sizes = {round(letter["size"], 1) for letter in page.chars}
    assert {14.0, 16.0} <= sizes
    assert {letter["non_stroking_color"] for letter in page.chars} <= {(0,), (0, 0, 0), 0, (0.0,)}
    assert {letter["fontname"].split("+")[1].split("-")[0] for letter in page.chars} == {"Tinos"}


LONG = {
    "words": "Tỷ lệ hộ gia đình được công nhận danh hiệu gia đình văn hóa tiêu biểu ",
    "capitals": "ƯƠNG MỸ WWW ",
    "one word": "ƯỢMW",
    "another script": "表 ",
}


@pytest.mark.parametrize("kind", LONG)
def test_the_longest_texts_leave_it_one_side(half_year, settings, kind):
    settings.SITE_URL = SITE
    text = LONG[kind] * 1000
    Target.objects.update(name=text[:250], plan_text=text[:100], unit_of_measure=text[:40])
    Unit.objects.update(name=text[:200])
    Contact.objects.update(name=text[:200], position=text[:200], telephone="0205 3812 345 / 0912 345 678")
    DocumentTextFactory(
        period=half_year.periods.get(code=QUARTER), key=DIRECTION, text=text[:4000], stood_for=""
    )
    content = issued(page_of(half_year), IssueMark(1, "7K3M-9Q2X-TVWZ-0123", f"{SITE}/check/x/"))
    most = (f"{kind} {number} {text}"[:280] for number in range(3))
    page = replace(content.page, changes=tuple(most))

    for made in (render_page(content), render_page(replace(content, page=replace(page, room="narrow")))):
        assert len(PdfReader(io.BytesIO(made)).pages) == 1
        if kind != "another script":
            assert_one_legible_side(made)


@pytest.mark.parametrize("code", ["2024-M06", "2024-H1", "2024-Q1", "2024-N9"])
def test_it_is_one_side_for_every_kind_of_period(half_year, code):
    assert_one_legible_side(render_page(page_of(half_year, code)))


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_text_in_every_field_is_harmless(told, kind):
    page = infested(told.page, HOSTILE[kind])
    page = replace(page, room="narrow", address=told.page.address)
    content = replace(told.content, page=page)
    made = html(content, "documents/brief.html")
    assert not re.search("<(script|svg|style|b>đậm)", made)
    printed = render_page(content)
    page = measured(printed)
    assert max(letter["x1"] for letter in page.chars) <= page.width - 10 * MM
    assert {letter["fontname"].split("+")[1].split("-")[0] for letter in page.chars} == {"Tinos"}
    text = text_of(printed)
    assert text == unicodedata.normalize("NFC", text)


def test_markup_in_names_is_printed_as_it_was_typed(half_year):
    markup = "<script>x()</script> <b>A</b>"
    Contact.objects.update(name="<b>A</b>", position="")
    DocumentTextFactory(period=half_year.periods.get(code=QUARTER), key=DIRECTION, text=markup, stood_for="")
    text = text_of(render_page(page_of(half_year)))
    assert markup in text
    assert ": <b>A</b>, 0205" in text
