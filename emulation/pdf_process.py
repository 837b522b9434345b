"""The process that makes one PDF. It knows no model, no settings and no database, only what it was handed."""

import gc
import resource
import signal
import traceback
from collections.abc import Mapping
from multiprocessing.connection import Connection

from weasyprint import CSS, HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

from emulation.pdf_sheet import Limits, Made, Sheet

PDF_VARIANT = "pdf/ua-1"
SVG = "image/svg+xml"
SPARE_SECONDS = 5


class OwnPictures(URLFetcher):
    """Answers for the pictures that came along, and for nothing else: no network and no file."""

    def __init__(self, pictures: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False)
        self._pictures = pictures

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """Raise ValueError for any other address; WeasyPrint then leaves the thing out."""
        if url not in self._pictures:
            raise ValueError(f"Documents fetch nothing: {url[:80]}")
        return URLFetcherResponse(url, self._pictures[url], {"Content-Type": SVG})


def write(sheet: Sheet) -> bytes:
    """The PDF, in this very process."""
    fetcher = OwnPictures(sheet.pictures)
    document = HTML(string=sheet.html, url_fetcher=fetcher)
    styles = CSS(string=sheet.styles, url_fetcher=fetcher)
    pdf: bytes = document.write_pdf(stylesheets=[styles], pdf_variant=PDF_VARIANT)
    return pdf


def make(answer: Connection, sheet: Sheet, limits: Limits) -> None:
    """Write the sheet and send what became of it. Garbage may stay: the process ends with its sheet."""
    gc.disable()
    _limit(limits)
    try:
        made = Made(write(sheet))
    except Exception:  # told to the side that waits; lack of memory shows in many ways
        made = Made(fault="fault", detail=traceback.format_exc(limit=-3))
    answer.send(made)
    answer.close()


def _limit(limits: Limits) -> None:
    """Held by the system itself, also where nobody waits any more."""
    most = limits.megabytes * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    seconds = int(limits.seconds) + SPARE_SECONDS
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
