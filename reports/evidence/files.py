"""What a file is, told by its content alone: whole, without macros, and of a kind that everybody can open.

Neither its name nor what the browser says of it is asked. Pure: no database, no storage.
"""

import re
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image, UnidentifiedImageError

from emulation.numbers import format_number, round_half_up
from emulation.text import clean_text

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MEGABYTE = 1024 * 1024
MOST_BYTES = 10 * MEGABYTE
# A photo of a telephone has 12 to 50 million points; more is a trap for whoever opens it.
MOST_POINTS = 64_000_000
MOST_PARTS, MOST_UNPACKED, MOST_TYPES = 5_000, 200 * MEGABYTE, MEGABYTE
NAME_LENGTH = 200


@dataclass(frozen=True, slots=True)
class FileKind:
    """`ending` without its dot; `others` are endings that name the same kind."""

    ending: str
    media_type: str
    others: frozenset[str] = frozenset()


_OFFICE = "application/vnd.openxmlformats-officedocument."
PDF = FileKind("pdf", "application/pdf")
DOCX = FileKind("docx", f"{_OFFICE}wordprocessingml.document")
XLSX = FileKind("xlsx", f"{_OFFICE}spreadsheetml.sheet")
JPG = FileKind("jpg", "image/jpeg", frozenset({"jpeg", "jpe", "jfif"}))
PNG = FileKind("png", "image/png")
KINDS = (PDF, DOCX, XLSX, JPG, PNG)
_ENDINGS = {ending for kind in KINDS for ending in (kind.ending, *kind.others)}

_OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1")
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_MAIN_PARTS = {f"{kind.media_type}.main+xml".encode(): kind for kind in (DOCX, XLSX)}


class FileRefused(Exception):
    """The file is not taken; prints as what is wrong with it and what is taken. `code` names the rule."""

    def __init__(self, code: str, message: "StrOrPromise") -> None:
        super().__init__(code)
        self.code = code
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


_REASONS = {
    "empty": gettext_lazy("This file is empty. Choose it again, or scan it again."),
    "heic": gettext_lazy(
        "This is an HEIC photo, which most office machines cannot open. Set the iPhone to"
        " Settings › Camera › Formats › Most Compatible and take it again."
    ),
    "old_office": gettext_lazy(
        "This file has a password or the old form of Word and Excel (.doc, .xls). Save it as PDF, DOCX or"
        " XLSX without a password."
    ),
    "password": gettext_lazy("This file has a password. Save it without one."),
    "macros": gettext_lazy("This file holds macros. Save it as PDF, or as DOCX or XLSX without macros."),
    "damaged": gettext_lazy(
        "This file is damaged or did not arrive whole: it cannot be opened. Choose it again."
    ),
    "too_big_inside": gettext_lazy(
        "This file unpacks to more than a document needs, and is not opened. Save it as PDF."
    ),
    "unknown": gettext_lazy("This kind of file is not taken. PDF, DOCX, XLSX, JPG and PNG are."),
}


def _refused(code: str) -> FileRefused:
    return FileRefused(code, _REASONS[code])


def size_text(size: int) -> str:
    """In the reader's language: "1,2 MB", "340 KB", at least "1 KB"."""
    if size >= MEGABYTE:
        return f"{format_number(round_half_up(Fraction(size, MEGABYTE), 1))} MB"
    return f"{max(1, round(size / 1024))} KB"


def check_size(size: int) -> None:
    """Raises FileRefused for an empty file and for one above MOST_BYTES."""
    if size == 0:
        raise _refused("empty")
    if size > MOST_BYTES:
        message = gettext_lazy(
            "This file has {size}; at most {most} are taken. Scan it in black and white, or take the photo at"
            " a lower resolution."
        )
        raise FileRefused("too_large", format_lazy(message, size=size_text(size), most=size_text(MOST_BYTES)))


def kind_of(content: bytes) -> FileKind:
    """What the whole file is. Raises FileRefused."""
    check_size(len(content))
    if content.startswith(b"%PDF-"):
        return _pdf(content)
    if content.startswith(b"\xff\xd8\xff"):
        return _image(content, JPG, "JPEG")
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return _image(content, PNG, "PNG")
    if content.startswith(b"PK\x03\x04"):
        return _office(content)
    if content.startswith(_OLD_OFFICE):
        raise _refused("old_office")
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS:
        raise _refused("heic")
    raise _refused("unknown")


def _pdf(content: bytes) -> FileKind:
    _require_end(content, b"%%EOF")
    return PDF


def _require_end(content: bytes, mark: bytes) -> None:
    """A file cut short on its way has lost its end mark."""
    if mark not in content[-2048:]:
        raise _refused("damaged")


# WeasyPrint lets Pillow read images that were cut short, for the whole process; their end tells them.
_END_OF_IMAGE = {"JPEG": b"\xff\xd9", "PNG": b"IEND\xaeB`\x82"}


def _image(content: bytes, kind: FileKind, name: str) -> FileKind:
    _require_end(content, _END_OF_IMAGE[name])
    with _whole_image(), Image.open(BytesIO(content), formats=[name]) as image:
        if image.width * image.height > MOST_POINTS:
            raise _refused("too_big_inside")
        # A JPEG is read through at an eighth of its size: every byte, little memory.
        image.draft(image.mode, (max(1, image.width // 8), max(1, image.height // 8)))
        image.load()
    return kind


@contextmanager
def _whole_image() -> Iterator[None]:
    try:
        yield
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _refused("too_big_inside") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, struct.error, zlib.error) as error:
        raise _refused("damaged") from error


def _office(content: bytes) -> FileKind:
    """Only the list of parts is read; sizes come from the archive's own table before anything is unpacked."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise _refused("too_big_inside")
            if any(part.flag_bits & 1 for part in parts):
                raise _refused("password")
            names = [part.filename for part in parts]
            if "[Content_Types].xml" not in names:
                raise _refused("unknown")
            with archive.open("[Content_Types].xml") as listed:
                types = listed.read(MOST_TYPES)
    except (BadZipFile, NotImplementedError, EOFError, OSError, ValueError, zlib.error) as error:
        raise _refused("damaged") from error
    if b"macroEnabled" in types or any(name.lower().endswith("vbaproject.bin") for name in names):
        raise _refused("macros")
    for main, kind in _MAIN_PARTS.items():
        if main in types:
            return kind
    raise _refused("unknown")


def kept_name(name: str, kind: FileKind) -> str:
    """What the unit called the file, fit to be saved under on any machine, with the ending of what it is."""
    last = re.split(r"[/\\]", clean_text(name))[-1]
    plain = re.sub(r'[<>:"|?*\s]+', " ", last)
    stem, dot, ending = plain.rstrip(" .").rpartition(".")
    if dot and ending.lower() in _ENDINGS:
        plain = stem
    else:
        ending = kind.ending
    ending = ending if ending.lower() in {kind.ending, *kind.others} else kind.ending
    most = NAME_LENGTH - len(ending) - 1
    return f"{plain.strip(' .')[:most].strip(' .') or _('file')}.{ending}"
