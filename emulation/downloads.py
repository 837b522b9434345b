"""Files handed out: named as offices name them, for old and new browsers alike (RFC 6266, RFC 5987)."""

from collections.abc import Iterator
from typing import IO
from urllib.parse import quote

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import get_language, override

from emulation.tables import TEXTS, Table, spooled, to_xlsx
from emulation.text import ascii_filename

CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "json": "application/json",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}


def attachment(content: bytes, name: str, extension: str) -> HttpResponse:
    """`name` in the reader's language, without extension; KeyError for an extension unknown here."""
    headers = {"Content-Disposition": _disposition(name, extension), "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=CONTENT_TYPES[extension], headers=headers)


def file_attachment(content: IO[bytes], name: str, extension: str) -> FileResponse:
    """Of our own making, `name` without extension; read while it is sent, and closed afterwards."""
    response = FileResponse(content, content_type=CONTENT_TYPES[extension])
    response.headers["Content-Disposition"] = _disposition(name, extension)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def table_attachment(table: Table, extension: str) -> HttpResponseBase:
    """The table under its own name, never whole in memory: text is sent while it is written, a workbook from
    a temporary file. KeyError for an extension unknown to `emulation.tables`.
    """
    response: HttpResponseBase
    if extension == "xlsx":
        book = spooled()
        to_xlsx(table, book)
        book.seek(0)
        response = FileResponse(book, content_type=CONTENT_TYPES[extension])
    else:
        chunks = _spoken(TEXTS[extension](table), get_language())
        response = StreamingHttpResponse(chunks, content_type=CONTENT_TYPES[extension])
    response.headers["Content-Disposition"] = _disposition(table.name, extension)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _spoken(chunks: Iterator[bytes], language: str | None) -> Iterator[bytes]:
    """In this language, although the request is over when they are asked for."""
    while True:
        with override(language):
            chunk = next(chunks, None)
        if chunk is None:
            return
        yield chunk


def stored_attachment(content: IO[bytes], name: str, media_type: str) -> FileResponse:
    """What somebody else made, `name` with its ending: saved, never opened in the place of one of our pages.

    It is read while it is sent, and closed afterwards.
    """
    stem, _dot, extension = name.rpartition(".")
    response = FileResponse(content, content_type=media_type)
    # Set afterwards: FileResponse would show the file in the page, under the name it is stored by.
    response.headers["Content-Disposition"] = _disposition(stem, extension)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _disposition(name: str, extension: str) -> str:
    plain_name = f"{ascii_filename(name) or 'file'}.{extension}"
    full_name = quote(f"{name}.{extension}".replace("/", "-"), safe="")
    return f"attachment; filename=\"{plain_name}\"; filename*=UTF-8''{full_name}"
