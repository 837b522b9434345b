"""What the process that makes a PDF is handed and gives back; and how it gets at its work."""

from dataclasses import dataclass
from importlib import import_module
from multiprocessing.connection import Connection

WORK = "emulation.pdf_process"


@dataclass(frozen=True, slots=True)
class Sheet:
    """HTML and CSS as text; pictures are SVG by the address under which the HTML names them."""

    html: str
    styles: str
    pictures: dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Limits:
    seconds: float
    megabytes: int


@dataclass(frozen=True, slots=True)
class Made:
    """Either the PDF or a fault: "fault", with its detail ("time" is what the waiting side sees)."""

    pdf: bytes = b""
    fault: str = ""
    detail: str = ""


def run(answer: Connection, sheet: Sheet, limits: Limits) -> None:
    """In the process: there WeasyPrint is loaded, and the site itself never needs it."""
    import_module(WORK).make(answer, sheet, limits)
