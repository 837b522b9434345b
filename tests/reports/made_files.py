"""Small whole files of every kind, and the traps that look like them."""

import io
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
OFFICE = "application/vnd.openxmlformats-officedocument."
WORD, EXCEL = f"{OFFICE}wordprocessingml.document", f"{OFFICE}spreadsheetml.sheet"
PNG_MARK = b"\x89PNG\r\n\x1a\n"
HEIC = bytes.fromhex("00000024") + b"ftypheic" + bytes(24)
OLD_WORD = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512)


def image(kind: str, size: tuple[int, int] = (8, 6)) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, "white").save(made, kind)
    return made.getvalue()


def archive(**parts: bytes | str) -> bytes:
    """Parts by name; "types" is the list of the content types."""
    made = io.BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr("[Content_Types].xml" if name == "types" else name, content)
    return made.getvalue()


def office(kind: str, **parts: bytes | str) -> bytes:
    return archive(types=f'<Types><Override ContentType="{kind}.main+xml"/></Types>', **parts)


def upload(name: str = "Biên bản.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="text/html")


def another_pdf(number: int) -> bytes:
    return PDF + b"% " + str(number).encode() + b"\n%%EOF"
