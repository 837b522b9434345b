"""A report on paper: HTML by a template, PDF by WeasyPrint, tagged and in PDF/UA-1 mode.

Nothing is fetched but what the report brings itself, its charts: no network and no other file.
"""

from collections.abc import Iterable

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation
from weasyprint import CSS, HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

from reports.charts import Chart
from reports.documents.content import LANGUAGE, ReportContent
from reports.documents.dispatch import DispatchContent

PDF_VARIANT = "pdf/ua-1"
STYLES = "css/report.css"


class OwnCharts(URLFetcher):
    """Answers "chart:NAME" with a chart of the report, and nothing else."""

    def __init__(self, charts: Iterable[Chart]) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False)
        self._charts = {f"chart:{chart.name}": chart.svg for chart in charts}

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """Raise ValueError for any other address; WeasyPrint then leaves the thing out."""
        if url not in self._charts:
            raise ValueError(f"Documents fetch nothing: {url[:80]}")
        return URLFetcherResponse(url, self._charts[url].encode(), {"Content-Type": "image/svg+xml"})


def charts_of(report: ReportContent) -> list[Chart]:
    return [chart for section in report.sections for part in section.parts for chart in part.charts]


def html(report: ReportContent | DispatchContent, template: str = "documents/report.html") -> str:
    with translation.override(LANGUAGE):
        return render_to_string(template, {"report": report})


def render(report: ReportContent) -> bytes:
    """The PDF of a report, about a second for five pages; every text in it is escaped and stays text.

    Raises FileNotFoundError where the project's own style sheet is not installed.
    """
    return _pdf(html(report), charts_of(report))


def render_dispatch(dispatch: DispatchContent) -> bytes:
    """The PDF of an official dispatch; as `render`."""
    return _pdf(html(dispatch, "documents/dispatch.html"), [])


def _pdf(text: str, drawn: Iterable[Chart]) -> bytes:
    styles = finders.find(STYLES)
    if styles is None:
        raise FileNotFoundError(STYLES)
    charts = OwnCharts(drawn)
    document = HTML(string=text, url_fetcher=charts)
    style_sheet = CSS(filename=styles, url_fetcher=charts)
    pdf: bytes = document.write_pdf(stylesheets=[style_sheet], pdf_variant=PDF_VARIANT)
    return pdf
