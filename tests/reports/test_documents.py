import io
import re
import unicodedata
from dataclasses import dataclass, replace

import pdfplumber
import pytest
from django.utils import translation
from pypdf import PdfReader

from reports import wording
from reports.choices import Basis
from reports.documents.annexes import indicator_cells, indicator_columns
from reports.documents.content import ReportContent, report_content, unit_report_content
from reports.documents.letterhead import NUMBER_SPACE
from reports.documents.pdf import charts_of, html, render
from reports.progress import Row, rows
from targets.models import Campaign
from targets.schedule import Schedule
from tests.reports.half_year import LATE, LONG_WORD, MOMENT, QUARTER, WAITING, report_half_year
from units.models import Unit

# Whoever runs this file alone wants its database too.
pytestmark = pytest.mark.django_db

MM = 72 / 25.4
LEFT, RIGHT, TOP, BOTTOM = 30 * MM, 15 * MM, 20 * MM, 20 * MM
NOTHING_TO_REPORT = "Hội Cựu chiến binh thành phố"
NAMES = {LATE: "Xã Quảng Lạc", WAITING: "Phường Hoàng Văn Thụ"}


@dataclass
class Published:
    """The city's report on the second quarter, with the rows that it was made from."""

    content: ReportContent
    unit_content: ReportContent
    council_content: ReportContent
    nine_months: ReportContent
    month: ReportContent
    rows: list[Row]
    columns: list[str]
    pdf: bytes

    def __post_init__(self) -> None:
        self.pages = pdfplumber.open(io.BytesIO(self.pdf)).pages
        self.reader = PdfReader(io.BytesIO(self.pdf))

    @property
    def upright(self):
        return [page for page in self.pages if page.width < page.height]

    @property
    def across(self):
        return [page for page in self.pages if page.width > page.height]

    @property
    def text(self) -> str:
        return joined("".join(page.extract_text() for page in self.pages))


@pytest.fixture(scope="module")
def published(rows_of_2024, django_db_blocker) -> Published:
    with django_db_blocker.unblock(), rows_of_2024.standing():
        return _publish()


def _publish() -> Published:
    Campaign.objects.update(is_demonstration=True)
    campaign = Campaign.objects.select_related("owner").get(code="2024")
    report_half_year(campaign)
    schedule = Schedule.load(campaign)
    period = schedule.by_code(QUARTER)
    content = report_content(schedule, period, campaign.options.form("pnv"), at=MOMENT)
    half = report_content(schedule, schedule.by_code("2024-H1"), campaign.options.form("ubnd"), at=MOMENT)
    unit = unit_report_content(schedule, period, Unit.objects.get(code="X-MP"), at=MOMENT)
    found = rows(campaign, campaign.owner, period.cut_off, Basis.OFFICIAL, since=period.starts_on)
    headings = [column.heading for column in indicator_columns(period)]
    nine = report_content(schedule, schedule.by_code("2024-N9"), campaign.options.form("pnv"), at=MOMENT)
    month = report_content(schedule, schedule.by_code("2024-M06"), campaign.options.form("pnv"), at=MOMENT)
    return Published(content, unit, half, nine, month, found, headings, render(content))


def joined(text: str | None) -> str:
    """Without white space: lines may break inside a cell."""
    return "".join((text or "").split())


def body_characters(page):
    """What stands between the margins for page number and stamp."""
    return [c for c in page.chars if c["top"] > TOP - 1 and c["bottom"] < page.height - BOTTOM + 1]


def size_of(page, text: str) -> tuple[str, float]:
    """Font and size of the first letter of a line that begins so."""
    found = page.search(re.escape(text))
    letter = found[0]["chars"][0]
    return letter["fontname"].split("+")[1], round(letter["size"], 1)


def test_every_cell_of_the_indicator_table_is_the_row_in_words(published):
    lines = [[joined(cell) for cell in line] for page in published.across for line in page.extract_table()]
    numbered = [line for line in lines if line[0].isdigit() or line[0] == "-"]
    ordered = sorted(published.rows, key=lambda row: row.target.group.order)
    with translation.override("vi"):
        expected = [[joined(cell) for cell in indicator_cells(row, is_owner=True)] for row in ordered]
    assert [line[1:] for line in numbered] == expected
    assert len(expected) == 42


def test_groups_stand_out_with_roman_numerals(published):
    lines = [line for page in published.across for line in page.extract_table()]
    groups = [(line[0], line[1]) for line in lines if line[0] in {"I", "II", "III", "IV", "V"}]
    assert groups[:2] == [("I", "Chỉ tiêu kinh tế"), ("II", "Chỉ tiêu xã hội")]
    assert len(groups) == 5


def test_head_of_the_table_is_repeated_on_each_page(published):
    heads = [[joined(cell) for cell in page.extract_table()[0]] for page in published.across]
    assert len(heads) > 1
    assert heads == [heads[0]] * len(heads)
    assert heads[0][:4] == [joined(heading) for heading in published.columns[:4]]


def test_pages_are_a4_with_the_decrees_margins(published):
    for page in published.pages:
        assert sorted((round(page.width / MM), round(page.height / MM))) == [210, 297]
        letters = body_characters(page)
        assert min(letter["x0"] for letter in letters) >= LEFT - 1
        assert max(letter["x1"] for letter in letters) <= page.width - RIGHT + 1


def test_only_the_document_font_is_embedded(published):
    fonts = {
        letter["fontname"].split("+")[1].split("-")[0] for page in published.pages for letter in page.chars
    }
    assert fonts == {"Tinos"}


def test_head_has_the_words_weights_and_sizes_of_the_decree(published):
    first = published.pages[0]
    assert size_of(first, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM") == ("Tinos-Bold", 12)
    assert size_of(first, "Độc lập - Tự do - Hạnh phúc") == ("Tinos-Bold", 13)
    assert size_of(first, "UBND THÀNH PHỐ LẠNG SƠN") == ("Tinos", 12)
    assert size_of(first, "PHÒNG NỘI VỤ") == ("Tinos-Bold", 12)
    assert size_of(first, "TP. Lạng Sơn, ngày") == ("Tinos-Italic", 13)
    assert size_of(first, "BÁO CÁO") == ("Tinos-Bold", 14)
    assert size_of(first, "Kết quả thực hiện phong trào thi đua quý II năm 2024") == ("Tinos-Bold", 14)
    assert size_of(first, "Kính gửi: Chủ tịch UBND thành phố.") == ("Tinos", 14)
    assert size_of(first, "Căn cứ Luật Thi đua") == ("Tinos-Italic", 14)


def test_number_and_date_stand_on_one_line_and_leave_room(published):
    first = published.pages[0]
    number, place = (first.search(text)[0] for text in ("Số:", "TP. Lạng Sơn, ngày"))
    assert number["bottom"] == pytest.approx(place["bottom"], abs=1)
    assert re.search(r"Số:\s+/BC-PNV", published.content.letterhead.number)


def test_national_title_stays_on_one_line(published):
    title, motto = (
        published.pages[0].search(text)[0]
        for text in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
    )
    assert title["bottom"] <= motto["top"] + 1
    assert title["x1"] <= published.pages[0].width - RIGHT


def test_rule_under_the_motto_is_as_long_as_the_line(published):
    first = published.pages[0]
    motto = first.search("Độc lập - Tự do - Hạnh phúc")[0]
    below = [rule for rule in first.rects if 0 < rule["top"] - motto["bottom"] < 5]
    [width] = [rule["width"] for rule in below if rule["x0"] >= motto["x0"] - 1]
    assert width == pytest.approx(motto["x1"] - motto["x0"], abs=2)


def test_rules_under_agency_and_subject_are_a_third_to_a_half_of_the_line(published):
    first = published.pages[0]
    for text in ("PHÒNG NỘI VỤ", published.content.subject):
        line = first.search(text)[0]
        near = [rule for rule in first.rects if -3 < rule["top"] - line["bottom"] < 6]
        [rule] = [rule for rule in near if line["x0"] < rule["x0"] and rule["x1"] < line["x1"]]
        assert 1 / 3 <= rule["width"] / (line["x1"] - line["x0"]) <= 1 / 2


def test_recipients_are_small_and_level_with_the_signers_title(published):
    last = published.upright[-2] if "Phụ lục II" in published.upright[-1].extract_text() else None
    assert last is not None
    assert size_of(last, "Nơi nhận:") == ("Tinos-Bold-Italic", 12)
    assert size_of(last, "- Như trên;") == ("Tinos", 11)
    assert size_of(last, "- Lưu: VT, PNV.") == ("Tinos", 11)
    recipients, title = last.search("Nơi nhận:")[0], last.search("TRƯỞNG PHÒNG")[0]
    assert recipients["top"] == pytest.approx(title["top"], abs=6)


def top_number(page) -> str:
    return "".join(letter["text"] for letter in page.chars if letter["bottom"] < TOP).strip()


def test_page_numbers_begin_on_the_second_page_of_the_body_and_of_each_annex(published):
    body = published.upright[:-1]
    assert [top_number(page) for page in body] == ["", *map(str, range(2, len(body) + 1))]
    assert [top_number(page) for page in published.across] == [
        "",
        *map(str, range(2, len(published.across) + 1)),
    ]
    assert top_number(published.upright[-1]) == ""


def test_draft_basis_and_demonstration_are_marked_on_every_page(published):
    for page in published.pages:
        text = page.extract_text()
        assert "DỰ THẢO · Số đã duyệt đến 10:15 ngày 18/6/2024" in text
        assert "SỐ LIỆU MINH HỌA" in text


def test_real_data_are_not_marked_as_demonstration(published):
    assert "SỐ LIỆU MINH HỌA" not in html(replace(published.content, is_demonstration=False))


def test_text_comes_out_in_composed_letters(published):
    text = "".join(page.extract_text() for page in published.reader.pages)
    assert text == unicodedata.normalize("NFC", text)
    assert "Tỷ lệ bao phủ bảo hiểm y tế toàn dân" in " ".join(text.split())


def test_document_says_its_language_title_and_outline(published):
    assert published.reader.root_object["/Lang"] == "vi"
    assert published.reader.metadata.title == f"BÁO CÁO: {published.content.subject}"
    assert published.reader.root_object["/MarkInfo"]["/Marked"]
    titles = [item.title for item in published.reader.outline if not isinstance(item, list)]
    assert titles[0].startswith("BÁO CÁO")
    assert any("Phụ lục II" in title for title in titles)


def test_charts_have_words_in_their_place(published):
    page = html(published.content)
    charts = charts_of(published.content)
    assert [chart.name for chart in charts] == ["plan", "status"]
    assert all(chart.alternative.split("; ")[0] in page for chart in charts)


def test_hostile_text_is_printed_as_text(published):
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html(published.content)
    assert joined("<script>alert(1)</script>") in published.text
    assert "/JavaScript" not in str(published.reader.root_object)


def test_long_word_breaks_within_the_margins(published):
    letters = [letter for page in published.pages for letter in page.chars if letter["text"] == "Ộ"]
    assert len(letters) >= len(LONG_WORD)
    assert max(letter["x1"] for letter in letters) <= 210 * MM - RIGHT + 1


def test_late_and_waiting_units_are_named_and_those_with_nothing_to_report_are_not(published):
    direction = published.content.sections[0].parts[0].paragraphs[1].text
    late, waiting = (NAMES[code] for code in (LATE, WAITING))
    assert f"Chưa gửi báo cáo: {late}." in direction
    assert f"Đã gửi, đang chờ tiếp nhận: {waiting}." in direction
    assert NOTHING_TO_REPORT not in html(published.content)


def test_units_own_words_stand_under_their_headings_with_their_names(published):
    quotes = [
        (section.numeral, part.heading, quote.source)
        for section in published.content.sections
        for part in section.parts
        for quote in part.quotes
    ]
    assert quotes == [
        ("II", "Kết quả của các đơn vị, địa phương", "UBND xã Mai Pha"),
        ("III", "Tồn tại, hạn chế, khó khăn và nguyên nhân", "UBND xã Mai Pha"),
        ("V", "", "UBND xã Mai Pha"),
    ]


def test_next_tasks_follow_from_how_the_targets_stand(published):
    tasks, needs = published.content.sections[3].printed
    assert tasks.items[0].text.startswith("Tập trung chỉ đạo, tháo gỡ khó khăn, vướng mắc đối với ")
    assert tasks.items[-1].text == f"Đôn đốc 1 đơn vị chưa gửi báo cáo: {NAMES[LATE]}."
    assert needs.paragraphs[0].text.endswith(":")
    assert all("còn thiếu" in item.text for item in needs.items)


def test_results_of_earlier_reports_are_told_with_their_period_but_proposals_are_not_repeated(published):
    quotes = {
        section.numeral: [quote.source for part in section.parts for quote in part.quotes]
        for section in published.nine_months.sections
    }
    assert quotes["II"] == ["UBND xã Mai Pha (quý II)"]
    assert quotes["V"] == []


def test_reporting_annex_has_a_line_for_each_report_owed_within_the_period(published):
    lines = published.content.annexes[1].lines
    late = [line for line in lines if line.cells[1] == NAMES[LATE]]
    assert [(line.cells[2], line.cells[4]) for line in late] == [("Quý II", "–")]
    assert {line.cells[2] for line in lines} == {"Tháng 4", "Tháng 5", "Tháng 6", "Quý II"}


def test_signature_is_left_open_and_the_body_ends_as_the_decree_has_it(published):
    assert published.content.foot.signer == ""
    assert published.content.closing.endswith("./.")
    assert published.content.foot.recipients == ("- Như trên;", "- Lưu: VT, PNV.")


def test_peoples_committee_has_no_superior_and_signs_on_its_behalf(published):
    content = published.council_content
    assert content.letterhead.superior == ""
    assert content.letterhead.agency == ("ỦY BAN NHÂN DÂN", "THÀNH PHỐ LẠNG SƠN")
    assert content.foot.authority == ("TM. ỦY BAN NHÂN DÂN",)
    assert content.subject == "Kết quả thực hiện phong trào thi đua 6 tháng đầu năm 2024"
    assert len(content.addressees) == 2
    assert content.foot.recipients[0] == "- Như trên;"


def test_unit_reports_under_its_own_head_and_only_its_own_targets(published):
    content = published.unit_content
    assert content.letterhead.agency == ("ỦY BAN NHÂN DÂN", "XÃ MAI PHA")
    assert content.letterhead.place_and_date == f"Xã Mai Pha, ngày{NUMBER_SPACE}tháng 6 năm 2024"
    assert content.addressees == ("Phòng Nội vụ thành phố",)
    assert content.file_title == "Báo cáo quý II-2024-Xã Mai Pha"
    names = [line.cells[1] for line in content.annexes[0].lines if not line.is_group]
    assert 0 < len(names) < len(published.rows)
    assert [annex.numeral for annex in content.annexes] == [""]
    assert "(Phụ lục kèm theo)" in content.sections[0].parts[0].paragraphs[0].text


def test_a_months_report_does_not_give_a_quarters_figure_as_the_months(published):
    cells = {line.cells[1]: line.cells for line in published.month.annexes[0].lines if not line.is_group}
    assert cells["Số lao động được giải quyết việc làm"][5] == wording.NONE
    assert cells["Tổng lượng khách du lịch"][5] == "10,5"
