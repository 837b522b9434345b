"""The text of a document on file: plain text, or the paragraphs and tables of a DOCX."""

import io
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from zipfile import BadZipFile, ZipFile

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse
from django.utils.translation import gettext as _

from emulation.encodings import UnknownEncoding, decoded
from emulation.files import MOST_BYTES, FileRefused, refuse_too_large

MOST_UNPACKED = 40 * 1024 * 1024
MOST_PARTS = 5_000
MOST_RATIO = 200
_DOCUMENT = "word/document.xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1")
_BROKEN = (
    BadZipFile, ParseError, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, LookupError,
    ValueError,
)  # fmt: skip


def text_on_file(path: Path) -> str:
    """The text of a file on disk. Raises FileRefused, and OSError where there is no such file."""
    with path.open("rb") as file:
        return text_of(file.read(MOST_BYTES + 1))


def text_of(content: bytes) -> str:
    """What a file says: its content tells what it is, not its name. Raises FileRefused."""
    refuse_too_large(content)
    if not content.strip():
        raise FileRefused(_("The file is empty."))
    if content.startswith(b"%PDF-"):
        raise FileRefused(_("PDF is not read. Open it in Word and save it as DOCX, or paste its text."))
    if content.startswith(_OLD_OFFICE):
        raise FileRefused(
            _("This file has a password or the old form of Word (.doc). Save it as DOCX without a password.")
        )
    if content.startswith(b"PK"):
        return _docx(content)
    return _plain(content)


def _plain(content: bytes) -> str:
    try:
        return decoded(content)
    except UnknownEncoding as error:
        raise FileRefused(
            _("This is no text and no DOCX. Save the document as DOCX, or its text in UTF-8.")
        ) from error


def _docx(content: bytes) -> str:
    damaged = _("The file is damaged, or no DOCX. Open it in Word and save it as DOCX.")
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            _refuse_swollen(archive)
            if _DOCUMENT not in archive.namelist():
                raise FileRefused(damaged)
            with archive.open(_DOCUMENT) as document:
                return "\n".join(_lines(document))
    except DefusedXmlException as error:
        raise FileRefused(damaged) from error
    except _BROKEN as error:
        raise FileRefused(damaged) from error


def _refuse_swollen(archive: ZipFile) -> None:
    """By the archive's own table; reading never goes beyond what that says."""
    parts = archive.infolist()
    size = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    document = [part for part in parts if part.filename == _DOCUMENT]
    if len(parts) > MOST_PARTS or any(part.file_size > MOST_UNPACKED for part in document):
        raise FileRefused(_("The document unpacks to more than a document needs. Paste its text instead."))
    if size > MOST_RATIO * max(packed, 1) and size > 1024 * 1024:
        raise FileRefused(_("The document unpacks to more than a document needs. Paste its text instead."))
    if any(part.flag_bits & 1 for part in parts):
        raise FileRefused(_("The document has a password. Save it without one."))


def _lines(document: IO[bytes]) -> Iterator[str]:
    """Paragraphs, and rows of tables with tabs between cells; lists get a hyphen for what Word only draws."""
    words: list[str] = []
    cell: list[str] = []
    row: list[str] = []
    depth, listed = 0, False
    for event, element in iterparse(document, events=("start", "end")):
        tag = element.tag
        if event == "start":
            if tag == f"{_W}tbl":
                depth += 1
            elif tag == f"{_W}p":
                words, listed = [], False
            continue
        if tag == f"{_W}t":
            words.append(element.text or "")
        elif tag in (f"{_W}tab", f"{_W}br", f"{_W}cr"):
            words.append(" ")
        elif tag == f"{_W}numPr":
            listed = True
        elif tag == f"{_W}p":
            text = "".join(words).replace("\t", " ").replace("\n", " ").strip()
            words = []
            if depth:
                cell.append(text)
            elif text:
                yield f"- {text}" if listed else text
            element.clear()
        elif tag == f"{_W}tc":
            row.append(" ".join(part for part in cell if part))
            cell = []
        elif tag == f"{_W}tr":
            if any(row):
                yield _row(row)
            row = []
            element.clear()
        elif tag == f"{_W}tbl":
            depth -= 1


def _row(cells: list[str]) -> str:
    """A layout's single filled cell is a paragraph."""
    filled = [cell for cell in cells if cell]
    return filled[0] if len(filled) == 1 and len(cells) <= 2 else "\t".join(cells)
