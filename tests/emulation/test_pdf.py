"""Documents are made in a process of their own, fetch nothing, and are stopped when they run away."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from threading import Thread

import pdfplumber
import pytest
from pypdf import PdfReader

from emulation.pdf import NotMade, Paper, pdf
from emulation.pdf_process import OwnPictures

SQUARE = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><rect width="10" height="10"/></svg>'
)
MANY_ROWS = "<table>" + "<tr><td>a<td>b<td>c" * 4_000 + "</table>"
ELSEWHERE = [
    "http://example.org/a.png",
    "https://example.org/",
    "file:///etc/passwd",
    "data:text/plain,a",
    "a.svg",
]


def text(made: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(made)).pages)


def rectangles(made: bytes) -> list[tuple[int, int]]:
    """Width and height in CSS pixels of what is drawn on the first page."""
    with pdfplumber.open(BytesIO(made)) as document:
        drawn = document.pages[0].rects
    return [(round(one["width"] / 0.75), round(one["height"] / 0.75)) for one in drawn]


@contextmanager
def listening() -> Iterator[tuple[str, list[str]]]:
    """A web server on this machine, and the addresses that it was asked for."""
    asked: list[str] = []

    class Noting(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

    server = HTTPServer(("127.0.0.1", 0), Noting)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()


def test_text_comes_out_as_it_went_in():
    assert "Ước thực hiện 1.634,5 nghìn lượt" in text(
        pdf(Paper("<p>Ước thực hiện 1.634,5 nghìn lượt</p>", ""))
    )


def test_a_picture_that_is_handed_in_is_drawn():
    page = '<p>a<img src="chart:plan" alt="Kế hoạch"></p>'
    drawn, empty = (pdf(Paper(page, "", pictures)) for pictures in ({"chart:plan": SQUARE}, {}))
    assert rectangles(drawn) == [(10, 10)]
    assert rectangles(empty) == []


def test_nothing_is_asked_of_the_network():
    with listening() as (site, asked):
        page = (
            f'<link rel="stylesheet" href="{site}/a.css"><link rel="attachment" href="{site}/a.txt">'
            f'<style>@import "{site}/b.css"; @font-face {{ font-family: F; src: url({site}/f.ttf) }}</style>'
            f'<p style="font-family: F; background: url({site}/b.png)">a<img src="{site}/c.png"></p>'
            f'<object data="{site}/d.svg"></object><embed src="{site}/e.svg">'
            f'<svg><image href="{site}/g.png" width="9" height="9"/><use href="{site}/h.svg#a"/></svg>'
        )
        picture = f'<svg xmlns="http://www.w3.org/2000/svg"><image href="{site}/i.png"/></svg>'
        made = pdf(
            Paper(page + '<img src="chart:a">', f"@import url({site}/j.css);", {"chart:a": picture.encode()})
        )
    assert made.startswith(b"%PDF")
    assert asked == []


@pytest.mark.parametrize("address", ELSEWHERE)
def test_only_what_was_handed_in_has_an_address(address):
    with pytest.raises(ValueError, match="fetch nothing"):
        OwnPictures({"chart:plan": SQUARE}).fetch(address)


def test_a_document_that_takes_too_long_is_stopped_and_the_next_one_is_made(settings):
    settings.DOCUMENT_SECONDS = 0.3
    with pytest.raises(NotMade, match="time"):
        pdf(Paper(MANY_ROWS, ""))
    settings.DOCUMENT_SECONDS = 60
    assert text(pdf(Paper("<p>next</p>", ""))) == "next"


def test_a_document_that_needs_too_much_memory_is_stopped_and_the_next_one_is_made(settings):
    settings.DOCUMENT_MEGABYTES = 250
    with pytest.raises(NotMade, match="fault"):
        pdf(Paper(MANY_ROWS, ""))
    assert text(pdf(Paper("<p>next</p>", ""))) == "next"


def test_a_fault_is_raised_here_and_told_in_the_log(caplog):
    with pytest.raises(NotMade, match="fault"):
        pdf(Paper("<p>no style sheet at all</p>", None))
    assert "Traceback" in caplog.text


def test_two_are_made_at_the_same_time():
    with ThreadPoolExecutor(2) as threads:
        made = list(threads.map(lambda word: pdf(Paper(f"<p>{word}</p>", "")), ["one", "two"]))
    assert [text(document) for document in made] == ["one", "two"]
