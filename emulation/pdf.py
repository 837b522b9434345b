"""PDF out of HTML, made in a process of its own: it fetches nothing, and what runs away is stopped.

The process is forked from a server that has WeasyPrint and the fonts loaded already, so it costs some ten
milliseconds; it ends with its document and takes along all memory. Charts and style sheets are handed in.
"""

import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, ForkServerProcess
from typing import Any

from django.conf import settings

from emulation.pdf_sheet import Limits, Made, Sheet, run
from emulation.text import clean_text

PRELOADED = ["django.core.management", "emulation.pdf_warm"]

logger = logging.getLogger(__name__)


class NotMade(Exception):
    """No document came of it; what happened is in the log. `reason` is "time" or "fault"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Paper:
    """What to print: HTML, CSS, and the pictures in it by their addresses ("chart:plan": SVG)."""

    html: str
    styles: str
    pictures: Mapping[str, bytes] = field(default_factory=dict)


def pdf(paper: Paper) -> bytes:
    """The PDF, tagged and in PDF/UA-1 mode; about a second for five pages. Its text is NFC, without marks
    that turn the direction of writing.

    Raises NotMade where it took longer than DOCUMENT_SECONDS, needed more than DOCUMENT_MEGABYTES, or failed.
    """
    sheet = Sheet(clean_text(paper.html), paper.styles, dict(paper.pictures))
    limits = Limits(settings.DOCUMENT_SECONDS, settings.DOCUMENT_MEGABYTES)
    context = fork_server()
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=run, args=(theirs, sheet, limits), daemon=True)
    process.start()
    theirs.close()
    try:
        made = _answer(ours, process, limits)
    finally:
        _end(process)
        ours.close()
    if made.fault:
        logger.error("A document was not made (%s): %s", made.fault, made.detail)
        raise NotMade(made.fault)
    return made.pdf


def _answer(ours: Connection, process: ForkServerProcess, limits: Limits) -> Made:
    if not ours.poll(limits.seconds):
        return Made(fault="time", detail=f"not ready after {limits.seconds} s")
    try:
        made: Made = ours.recv()
    except EOFError:
        process.join(1)
        return Made(fault="fault", detail=f"its process ended with {process.exitcode}")
    return made


def _end(process: ForkServerProcess) -> None:
    """Its answer is in, or nobody waits for it any more."""
    if process.is_alive():
        process.kill()
    process.join()


_starting = threading.Lock()
_context: list[Any] = []


def fork_server() -> ForkServerContext:
    """One a process of the site; whatever module runs the site is loaded in it beforehand."""
    with _starting:
        if not _context:
            context = get_context("forkserver")
            context.set_forkserver_preload(PRELOADED)
            _context.append(context)
    server: ForkServerContext = _context[0]
    return server
