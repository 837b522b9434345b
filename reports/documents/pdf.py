"""A report on paper: HTML by a template, PDF by `emulation.pdf`."""

from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation

from emulation import qr
from emulation.pdf import Paper, pdf
from reports.charts import Chart
from reports.documents.content import LANGUAGE, ReportContent
from reports.documents.dispatch import DispatchContent
from reports.documents.tables import TableContent
from reports.documents.unit_sheet import SheetContent

STYLES, PAGE_STYLES = "css/report.css", "css/brief.css"
SHEET_STYLES = "css/unit_sheet.css"
TABLE_STYLES = "css/paper_table.css"
# Of columns, which say theirs in mm.
WIDTHS = "".join(f".mm{width} {{ width: {width}mm }}\n" for width in range(5, 253))
Content = ReportContent | DispatchContent | SheetContent | TableContent


def charts_of(report: ReportContent) -> list[Chart]:
    return [chart for section in report.sections for part in section.parts for chart in part.charts]


def html(report: Content, template: str = "documents/report.html") -> str:
    with translation.override(LANGUAGE):
        return render_to_string(template, {"report": report})


def render(report: ReportContent) -> bytes:
    """The PDF of a report, about a second for five pages; every text in it is escaped and stays text.

    Raises FileNotFoundError where the project's own style sheet is not installed, and NotMade.
    """
    return pdf(paper(report))


def paper(report: ReportContent) -> Paper:
    """All that the renderer needs; it fetches nothing else."""
    pictures = {f"chart:{chart.name}": chart.svg.encode() for chart in charts_of(report)}
    if report.issue:
        pictures["qr:check"] = qr.svg(report.issue.address)
    return Paper(html(report), styles(), pictures)


def render_page(report: ReportContent) -> bytes:
    """The PDF of the chairman's page; as `render`."""
    return pdf(page_paper(report))


def page_paper(report: ReportContent) -> Paper:
    """Of a report that was made with its page."""
    assert report.page is not None
    pictures = {}
    if report.page.address:
        pictures["qr:overview"] = qr.svg(report.page.address)
    if report.issue:
        pictures["qr:check"] = qr.svg(report.issue.address)
    return Paper(html(report, "documents/brief.html"), styles(PAGE_STYLES), pictures)


def render_dispatch(dispatch: DispatchContent) -> bytes:
    """The PDF of an official dispatch; as `render`."""
    return pdf(Paper(html(dispatch, "documents/dispatch.html"), styles()))


def render_sheet(sheet: SheetContent) -> bytes:
    """The PDF of a unit's sheet to sign; as `render`."""
    return pdf(sheet_paper(sheet))


def sheet_paper(sheet: SheetContent) -> Paper:
    pictures = {"qr:attach": qr.svg(sheet.address)} if sheet.address else {}
    return Paper(html(sheet, "documents/unit_sheet.html"), styles() + styles(SHEET_STYLES), pictures)


def render_table(table: TableContent) -> bytes:
    """The PDF of figures in a table; as `render`."""
    pictures = {"qr:page": qr.svg(table.address)} if table.address else {}
    return pdf(Paper(html(table, "documents/table.html"), styles() + styles(TABLE_STYLES), pictures))


def styles(name: str = STYLES) -> str:
    """A style sheet of the project; FileNotFoundError where it is not installed."""
    found = finders.find(name)
    if found is None:
        raise FileNotFoundError(name)
    told = Path(found).read_text(encoding="utf-8")
    return told + WIDTHS if name == STYLES else told
