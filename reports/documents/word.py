"""A report for Word, in the form of the paper, to be edited by whoever signs it (NĐ 30/2020, Phụ lục I)."""

from io import BytesIO

from docx.document import Document as Word
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.shared import Cm, Mm, Pt
from docx.text.paragraph import Paragraph

from emulation.tables import printable
from reports.documents.annexes import Annex
from reports.documents.content import ReportContent
from reports.documents.parts import Part
from reports.documents.word_form import (
    Face,
    add_text,
    bare_table,
    bordered_table,
    keep_rows_whole,
    new_section,
    plain_document,
    repeat_head,
    rule_below,
    write_cell,
)
from reports.documents.workbook import annex_name

BODY = Face(14)
NATION, MOTTO, AGENCY, SUPERIOR = Face(12, bold=True), Face(13, bold=True), Face(12, bold=True), Face(12)
NUMBER, PLACE = Face(13), Face(13, italic=True)
TITLE, HEADING, BASIS = Face(14, bold=True), Face(14, bold=True), Face(14, italic=True)
RECIPIENTS_TITLE, RECIPIENTS = Face(12, bold=True, italic=True), Face(11)
SIGNATURE, CODE = Face(14, bold=True), Face(9)
AGENCY_WIDTH, NATION_WIDTH = Mm(70), Mm(95)
RECIPIENTS_WIDTH, SIGNATURE_WIDTH = Mm(75), Mm(90)


def word(report: ReportContent) -> bytes:
    """The whole report as DOCX: letterhead, body, foot, each annex in a section of its own."""
    document = plain_document(_stamp(report))
    document.core_properties.title = f"{report.title}: {report.subject}"
    document.core_properties.language = "vi"
    _letterhead(document, report)
    _title(document, report)
    _body(document, report)
    _foot(document, report)
    for annex in report.annexes:
        _annex(document, report, annex)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _stamp(report: ReportContent) -> str:
    draft = "" if report.issue else "DỰ THẢO · "
    demonstration = " · SỐ LIỆU MINH HỌA" if report.is_demonstration else ""
    return f"{draft}{report.stamp}{demonstration}".replace("\n", " · ")


def _letterhead(document: Word, report: ReportContent) -> None:
    head = report.letterhead
    table = bare_table(document, 2, [AGENCY_WIDTH, NATION_WIDTH])
    agency, nation = table.rows[0].cells
    if head.superior:
        add_text(agency, head.superior, SUPERIOR)
    for line in head.agency:
        add_text(agency, line, AGENCY)
    rule_below(agency, 0.4)
    add_text(nation, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", NATION)
    add_text(nation, "Độc lập - Tự do - Hạnh phúc", MOTTO)
    rule_below(nation, 0.62)
    number, place = table.rows[1].cells
    add_text(number, head.number, NUMBER)
    add_text(place, head.place_and_date, PLACE)
    if not report.issue:
        add_text(number, "DỰ THẢO", NATION)


def _title(document: Word, report: ReportContent) -> None:
    _centred(document, report.title, TITLE, before=16)
    _centred(document, report.subject, TITLE)
    rule_below(document, 0.25)
    if len(report.addressees) == 1:
        _centred(document, f"Kính gửi: {report.addressees[0]}.", BODY, before=12)
    elif report.addressees:
        _centred(document, "Kính gửi:", BODY, before=12)
        for number, addressee in enumerate(report.addressees, start=1):
            end = "." if number == len(report.addressees) else ";"
            _centred(document, f"- {addressee}{end}", BODY)


def _body(document: Word, report: ReportContent) -> None:
    for number, basis in enumerate(report.legal_bases, start=1):
        _paragraph(document, f"{basis}{'.' if number == len(report.legal_bases) else ';'}", BASIS)
    for section in report.sections:
        _heading(document, f"{section.numeral}. {section.heading}", 1)
        for position, part in enumerate(section.printed, start=1):
            if part.heading:
                _heading(document, f"{position}. {part.heading}", 2)
            _part(document, part)
    _paragraph(document, report.closing, BODY).paragraph_format.keep_with_next = True


def _part(document: Word, part: Part) -> None:
    for sentence in part.paragraphs:
        for line in sentence.lines:
            _paragraph(document, line, BODY)
    for sentence in part.items:
        for line in sentence.lines:
            _paragraph(document, f"- {line}", BODY)
    for quote in part.quotes:
        if quote.heading:
            _paragraph(document, f"- {quote.heading}", BODY).paragraph_format.keep_with_next = True
        for line in quote.lines:
            _paragraph(document, line, BODY)


def _foot(document: Word, report: ReportContent) -> None:
    _paragraph(document, "", BODY).paragraph_format.keep_with_next = True
    table = bare_table(document, 1, [RECIPIENTS_WIDTH, SIGNATURE_WIDTH])
    keep_rows_whole(table)
    recipients, signature = table.rows[0].cells
    add_text(recipients, "Nơi nhận:", RECIPIENTS_TITLE, align=ALIGN.LEFT)
    for line in report.foot.recipients:
        add_text(recipients, line, RECIPIENTS, align=ALIGN.LEFT)
    for line in (*report.foot.authority, report.foot.title):
        add_text(signature, line, SIGNATURE)
    for _room in range(4):
        add_text(signature, "", SIGNATURE)
    add_text(signature, report.foot.signer, SIGNATURE)


def _annex(document: Word, report: ReportContent, annex: Annex) -> None:
    new_section(document, across=annex.is_across)
    _centred(document, annex_name(annex), TITLE)
    _centred(document, annex.title, TITLE)
    _centred(document, report.attached_to, BASIS)
    rule_below(document, 0.2)
    _table(document, annex)
    for note in annex.notes:
        add_text(document, f"Ghi chú: {note}", Face(11, italic=True), align=ALIGN.LEFT)


def _table(document: Word, annex: Annex) -> None:
    heads = 2 if annex.sub_headings else 1
    widths = [Mm(column.width) for column in annex.columns]
    table = bordered_table(document, heads + len(annex.lines), widths)
    column = 0
    for heading in annex.top_headings:
        last = column + heading.columns - 1
        cell = table.cell(0, column)
        if heading.columns > 1 or (heads == 2 and heading.rows == 2):
            cell = cell.merge(table.cell(heading.rows - 1, last))
        write_cell(cell, heading.text, Face(11, bold=True), ALIGN.CENTER)
        column = last + 1
    for number, each in enumerate(annex.columns):
        if each.group:
            write_cell(table.cell(1, number), each.heading, Face(11, bold=True), ALIGN.CENTER)
    across = {"number": ALIGN.RIGHT, "centre": ALIGN.CENTER, "code": ALIGN.CENTER}
    for row, line in zip(table.rows[heads:], annex.lines, strict=True):
        face = Face(11, bold=line.is_group, italic=line.is_child)
        cells = row.cells
        for cell, each, text in zip(cells, annex.columns, line.cells, strict=True):
            if text or not line.is_group:
                own = CODE if each.align == "code" else face
                write_cell(cell, text, own, across.get(each.align, ALIGN.LEFT), leads=line.is_group)
        if line.is_group:
            cells[1].merge(cells[-1])
    repeat_head(table, heads)
    keep_rows_whole(table)


def _heading(document: Word, text: str, level: int) -> None:
    paragraph = _paragraph(document, text, HEADING)
    paragraph.style = document.styles[f"Heading {level}"]
    paragraph.paragraph_format.keep_with_next = True


def _centred(document: Word, text: str, face: Face, before: int = 0) -> None:
    add_text(document, text, face).paragraph_format.space_before = Pt(before)


def _paragraph(document: Word, text: str, face: Face) -> Paragraph:
    """Justified, its first line 1 cm in, 6 points from the one before."""
    paragraph = add_text(document, printable(text), face, align=ALIGN.JUSTIFY)
    form = paragraph.paragraph_format
    form.first_line_indent, form.space_before, form.line_spacing = Cm(1), Pt(6), 1.15
    return paragraph
