"""How a document for Word is laid out: pages, faces, rules and tables; python-docx, and XML below it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from docx import Document
from docx.document import Document as Word
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Length, Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from emulation.tables import printable

FONT = "Times New Roman"
SHORT, LONG = Mm(210), Mm(297)
TOP, BOTTOM, LEFT, RIGHT = Mm(20), Mm(20), Mm(30), Mm(15)
TO_THE_TEXT = Mm(10)
# In twentieths of a point.
CELL_MARGIN = 50


@dataclass(frozen=True, slots=True)
class Face:
    """`size` in points."""

    size: float
    bold: bool = False
    italic: bool = False


def plain_document(stamp: str) -> Word:
    """An empty one, A4 upright with the decree's margins, pages numbered but for the first, `stamp` below."""
    document = Document()
    for name in ("Normal", "Heading 1", "Heading 2"):
        _set_style(document, name)
    _lay_out(document.sections[0], across=False)
    footer = document.sections[0].footer
    for part in (footer, document.sections[0].first_page_footer):
        part.paragraphs[0].text = ""
        _run(part.paragraphs[0], stamp, Face(10))
    return document


def _set_style(document: Word, name: str) -> None:
    style: Any = document.styles[name]
    style.font.name, style.font.size, style.font.bold = FONT, Pt(14), name != "Normal"
    style.font.color.rgb = None
    properties = style.element.get_or_add_rPr()
    properties.rFonts.set(qn("w:eastAsia"), FONT)
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        properties.rFonts.attrib.pop(qn(f"w:{theme}"), None)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    properties.append(language)
    style.paragraph_format.space_after = style.paragraph_format.space_before = Pt(0)


def new_section(document: Word, *, across: bool) -> None:
    """On a new page, numbered from 1 again, the first page without a number."""
    _lay_out(document.add_section(WD_SECTION.NEW_PAGE), across=across)


def _lay_out(section: Section, *, across: bool) -> None:
    section.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (LONG, SHORT) if across else (SHORT, LONG)
    section.top_margin, section.bottom_margin = TOP, BOTTOM
    section.left_margin, section.right_margin = LEFT, RIGHT
    section.header_distance = section.footer_distance = TO_THE_TEXT
    section.different_first_page_header_footer = True
    numbering = OxmlElement("w:pgNumType")
    numbering.set(qn("w:start"), "1")
    for old in section._sectPr.findall(qn("w:pgNumType")):
        section._sectPr.remove(old)
    section._sectPr.append(numbering)
    if not section.header.is_linked_to_previous or not section.header.paragraphs[0].text:
        _number_pages(section.header.paragraphs[0])


def _number_pages(paragraph: Paragraph) -> None:
    if paragraph.runs:
        return
    paragraph.alignment = ALIGN.CENTER
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = _run(paragraph, "", Face(13))
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run._r.append(mark)


def add_text(place: Any, text: str, face: Face, align: ALIGN = ALIGN.CENTER) -> Paragraph:
    """A paragraph at the end of a document or a cell; the empty one of a new cell is used first."""
    paragraphs = place.paragraphs
    is_new_cell = isinstance(place, _Cell) and len(paragraphs) == 1 and not paragraphs[0].runs
    paragraph: Paragraph = paragraphs[0] if is_new_cell else place.add_paragraph()
    paragraph.alignment = align
    _run(paragraph, printable(text), face)
    return paragraph


def _run(paragraph: Paragraph, text: str, face: Face) -> Any:
    run = paragraph.add_run(text)
    run.font.name, run.font.size = FONT, Pt(face.size)
    run.font.bold, run.font.italic = face.bold, face.italic
    return run


def rule_below(place: Any, share: float) -> None:
    """A rule under the last line, so long a share of the room: a paragraph's border between two indents."""
    width = place.width if isinstance(place, _Cell) else SHORT - LEFT - RIGHT
    paragraph = place.add_paragraph()
    form = paragraph.paragraph_format
    form.left_indent = form.right_indent = Length(int(width * (1 - share) / 2))
    form.line_spacing = Pt(3)
    borders = OxmlElement("w:pBdr")
    top = OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    paragraph._p.get_or_add_pPr().append(borders)


def bare_table(document: Word, rows: int, widths: Sequence[Length]) -> Table:
    """Without lines, to set texts side by side."""
    return _sized(document.add_table(rows, len(widths)), widths)


def bordered_table(document: Word, rows: int, widths: Sequence[Length]) -> Table:
    table = document.add_table(rows, len(widths))
    table.style = "Table Grid"
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(CELL_MARGIN))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.append(margins)
    return _sized(table, widths)


def _sized(table: Table, widths: Sequence[Length]) -> Table:
    table.autofit, table.alignment = False, WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width
    return table


def write_cell(cell: _Cell, text: str, face: Face, align: ALIGN, *, leads: bool = False) -> None:
    """`leads`: never at the foot of a page without the row below it."""
    cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
    add_text(cell, text, face, align).paragraph_format.keep_with_next = leads


def repeat_head(table: Table, rows: int) -> None:
    """On every page."""
    for row in table.rows[:rows]:
        mark = OxmlElement("w:tblHeader")
        mark.set(qn("w:val"), "true")
        row._tr.get_or_add_trPr().append(mark)


def keep_rows_whole(table: Table) -> None:
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
