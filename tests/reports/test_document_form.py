"""The form holds for one row and for three hundred, for long names, and for hostile texts everywhere."""

import io
import re
import unicodedata
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pdfplumber
import pytest
from docx import Document
from openpyxl import load_workbook

from emulation.pdf import pdf
from reports.charts import Chart
from reports.documents.annexes import Annex, Column, Line
from reports.documents.content import ReportContent
from reports.documents.letterhead import Foot, Letterhead
from reports.documents.parts import Part, Quote, Section, Sentence
from reports.documents.pdf import paper
from reports.documents.word import word
from reports.documents.workbook import workbook

MM = 72 / 25.4
COLUMNS = (
    Column("TT", 9, "centre"),
    Column("Chỉ tiêu", 100),
    Column("Kế hoạch", 40, "number", "So sánh"),
    Column("Thực hiện", 40, "number", "So sánh"),
    Column("Ghi chú", 50),
    Column("Mã", 13, "code"),
)
LONG_NAME = "Tỷ lệ hộ gia đình sử dụng nước sạch theo quy chuẩn kỹ thuật địa phương ở các thôn, khối phố " * 5
HOSTILE = {
    "markup": "<script>alert(1)</script><b>đậm</b> & <!-- không thấy -->",
    "styles": "</style><style>p{background:url(http://x.test/a.png);display:none}</style>",
    "drawing": '<svg onload="a()"><image href="file:///etc/passwd"/></svg>',
    "attribute": '" onerror=\'x()\' style="position:fixed"',
    "directions": "một \u202ehai\u202c \u2067ba\u2069 bốn",
    "template": "{{ 1|add:1 }} {% url 'x' %} ${7*7}",
}
ENDLESS = "Ộ" * 10_000


def table(lines: int, name: str = "Số lao động được giải quyết việc làm") -> Annex:
    rows = tuple(
        Line(
            (str(number), f"{name} {number}", "1.234,5", "61,7%", "có số kỳ trước", f"T-{number}"),
            f"T-{number}",
        )
        for number in range(1, lines + 1)
    )
    return Annex(
        "indicators", "I", "BIỂU TỔNG HỢP", COLUMNS, rows, ("Ghi chú chung.",), "https://x.test/s/", True
    )


def report(annex: Annex) -> ReportContent:
    part = Part("Kinh tế", (Sentence("II.a", "Một câu."),), (Sentence("II.b", "Mục."),))
    quote = Quote("UBND phường A", Sentence("II.q", "Một dòng.\nHai dòng."))
    return ReportContent(
        title="BÁO CÁO",
        subject="Kết quả thực hiện quý II năm 2024",
        letterhead=Letterhead("UBND THÀNH PHỐ", ("PHÒNG NỘI VỤ",), "Số:      /BC-PNV", "TP, ngày tháng 6"),
        addressees=("Chủ tịch UBND thành phố",),
        legal_bases=("Căn cứ Luật",),
        sections=(Section("II", "KẾT QUẢ", (part, Part("Lời", quotes=(quote,)))),),
        closing="Trên đây là báo cáo./.",
        foot=Foot(("- Như trên;", "- Lưu: VT."), ("TM. ỦY BAN",), "CHỦ TỊCH", "Người ký"),
        annexes=(annex,),
        attached_to="(Kèm theo Báo cáo)",
        stamp="Số đã duyệt đến 10:15",
        is_demonstration=False,
        file_title="Báo cáo",
    )


def opened(content: ReportContent) -> pdfplumber.PDF:
    return pdfplumber.open(io.BytesIO(pdf(paper(content))))


@pytest.mark.parametrize(("lines", "name"), [(1, "Một"), (39, LONG_NAME), (300, "Số lao động")])
def test_the_table_keeps_its_form_however_long_it_is(lines, name):
    with opened(report(table(lines, name))) as document:
        across = [page for page in document.pages if page.width > page.height]
        tables = [page.extract_table() for page in across]
        letters = [letter for page in across for letter in page.chars]
        sizes = {tuple(sorted((round(page.width / MM), round(page.height / MM)))) for page in document.pages}
    numbers = [row[0] for rows in tables for row in rows if (row[0] or "").isdigit()]
    assert numbers == [str(number) for number in range(1, lines + 1)]
    heads = [rows[:2] for rows in tables]
    assert heads == [heads[0]] * len(heads)
    assert sizes == {(210, 297)}
    assert min(letter["x0"] for letter in letters) >= 30 * MM - 1
    assert max(letter["x1"] for letter in letters) <= (297 - 15) * MM + 1
    assert {letter["fontname"].split("+")[1].split("-")[0] for letter in letters} == {"Tinos"}


def infested(thing: Any, text: str) -> Any:
    """The same with the text behind every text of it, but for names that no person gives."""
    if isinstance(thing, str):
        return f"{thing} {text}"
    if isinstance(thing, tuple):
        return tuple(infested(one, text) for one in thing)
    if isinstance(thing, Chart) or not is_dataclass(thing):
        return thing
    kept = (
        {"align", "group", "heading", "key", "lookup", "name", "numeral"}
        if isinstance(thing, Column | Annex)
        else {"key"}
    )
    given = {f.name: getattr(thing, f.name) for f in fields(thing)}
    return replace(thing, **{n: infested(v, text) for n, v in given.items() if n not in kept})


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_text_in_every_field_is_harmless_and_legible(kind):
    text = HOSTILE[kind]
    content = infested(report(table(2)), text)
    shown = "".join(re.sub("[\u202a-\u202e\u2066-\u2069]", "", text).split())
    with opened(content) as document:
        read = "".join("".join(page.extract_text().split()) for page in document.pages)
        right = max(letter["x1"] / page.width for page in document.pages for letter in page.chars)
        fonts = {
            letter["fontname"].split("+")[1].split("-")[0] for page in document.pages for letter in page.chars
        }
    assert shown[:40] in read
    assert read == unicodedata.normalize("NFC", read)
    assert right <= 1
    assert fonts == {"Tinos"}


def test_ten_thousand_letters_without_a_space_stay_on_the_page():
    content = report(table(1))
    quote = Quote("UBND", Sentence("I.q", ENDLESS))
    line = Line(("1", ENDLESS, "1", "2", "", "T-1"), "T-1")
    annex = replace(content.annexes[0], lines=(line,))
    sections = (Section("I", "LỜI", (Part("Lời", quotes=(quote,)),)),)
    with opened(replace(content, sections=sections, annexes=(annex,))) as document:
        letters = [
            (letter, page) for page in document.pages for letter in page.chars if letter["text"] == "Ộ"
        ]
    assert len(letters) >= 2 * len(ENDLESS)
    assert all(letter["x1"] <= page.width - 15 * MM + 1 for letter, page in letters)
    assert all(letter["bottom"] <= page.height - 20 * MM + 1 for letter, page in letters)


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_text_is_text_in_word_and_excel(kind):
    text = HOSTILE[kind]
    content = infested(report(table(2)), text)
    written = Document(io.BytesIO(word(content)))
    said = " ".join(paragraph.text for paragraph in written.paragraphs)
    sheet = load_workbook(io.BytesIO(workbook(content))).active
    cells = [cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert text in said
    assert any(text in cell.value for cell in cells)
    assert {cell.data_type for cell in cells} == {"s"}


def test_what_looks_like_a_formula_stays_text_in_excel():
    annex = replace(table(1), title="=1+1")
    sheet = load_workbook(io.BytesIO(workbook(report(annex)))).active
    assert [cell.data_type for row in sheet.iter_rows() for cell in row if cell.value == "=1+1"] == ["s"]
