"""Files handed out: named as offices name them, for old and new browsers alike (RFC 6266, RFC 5987)."""

from urllib.parse import quote

from django.http import HttpResponse

from emulation.text import ascii_filename

CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "json": "application/json",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def attachment(content: bytes, name: str, extension: str) -> HttpResponse:
    """`name` in the reader's language, without extension; KeyError for an extension unknown here."""
    plain_name = f"{ascii_filename(name) or 'file'}.{extension}"
    full_name = quote(f"{name}.{extension}".replace("/", "-"), safe="")
    disposition = f"attachment; filename=\"{plain_name}\"; filename*=UTF-8''{full_name}"
    headers = {"Content-Disposition": disposition, "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=CONTENT_TYPES[extension], headers=headers)
