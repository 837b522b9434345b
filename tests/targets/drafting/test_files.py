"""The files that a launching document comes in, and those that are refused."""

import io
import json
import re
from contextlib import suppress
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from emulation.files import MOST_BYTES, FileRefused
from targets.drafting.files import text_of
from targets.drafting.reader import indicators

SAID = "- Thu nội địa đạt 425.000 triệu đồng."
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def docx(body: str, more: dict[str, bytes] | None = None) -> bytes:
    file = io.BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        archive.writestr(
            "word/document.xml", f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
        )
        for name, content in (more or {}).items():
            archive.writestr(name, content)
    return file.getvalue()


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p>{properties}<w:r><w:t>{text}</w:t></w:r></w:p>"


def row(*cells: str) -> str:
    return "<w:tr>" + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in cells) + "</w:tr>"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_text_is_read_in_the_encodings_that_offices_have(encoding):
    assert text_of(SAID.encode(encoding)).strip("\ufeff") == SAID


def test_windows_1258_is_read_as_the_same_letters():
    written = "- Thu ngân sa\u0301ch đa\u0323t 425.000 triê\u0323u đô\u0300ng."
    (found,) = indicators(text_of(written.encode("cp1258")))
    assert (found.value, found.unit) == ("425000", "triệu đồng")


def test_a_docx_gives_paragraphs_lists_and_tables():
    listed = "<w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr>"
    table = row("TT", "Chỉ tiêu", "ĐVT", "Kế hoạch năm 2024") + row("1", "Tỷ lệ hộ nghèo", "%", "≤ 1,5")
    body = paragraph("Thu nội địa đạt 425 tỷ đồng", listed) + f"<w:tbl>{table}</w:tbl>"
    found = [(each.comparator, each.value, each.unit) for each in indicators(text_of(docx(body)))]
    assert found == [("gte", "425", "tỷ đồng"), ("lte", "1.5", "%")]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 ...", "PDF"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(100), ".doc"),
        (b"PK\x03\x04 broken", "damaged"),
        (docx(paragraph("x"))[:-30], "damaged"),
        (docx("<w:p>"), "damaged"),
        (docx("", {"word/media/x": bytes(60 * 1024 * 1024)}), "unpacks"),
        (b"\x00\x01\x02" * 50, "no text"),
        (b"x" * (MOST_BYTES + 1), "20 MB"),
    ],
)
def test_other_files_are_refused_with_what_to_do(content, word):
    with pytest.raises(FileRefused, match=re.escape(word)):
        text_of(content)


def test_entities_in_a_docx_are_refused():
    file = io.BytesIO()
    with ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
    with pytest.raises(FileRefused):
        text_of(file.getvalue())


@given(st.binary() | st.binary().map(lambda content: b"PK\x03\x04" + content))
def test_no_file_breaks_the_reading(content):
    with suppress(FileRefused):
        indicators(text_of(content))


def test_the_command_prints_the_draft_as_json(tmp_path, capsys):
    file = tmp_path / "launch.docx"
    file.write_bytes(docx(paragraph("- Tỷ lệ đô thị hóa đạt 74,5%.")))
    call_command("draft_targets", str(file), "--format", "json")
    assert json.loads(capsys.readouterr().out) == [
        {
            "text": "Tỷ lệ đô thị hóa đạt 74,5%",
            "name": "Tỷ lệ đô thị hóa",
            "comparator": "gte",
            "value": "74.5",
            "upper": None,
            "unit": "%",
        }
    ]


def test_the_command_names_the_file_that_it_cannot_read(tmp_path):
    file = tmp_path / "launch.pdf"
    file.write_bytes(b"%PDF-1.4")
    with pytest.raises(CommandError, match=r"launch\.pdf: "):
        call_command("draft_targets", str(file))
    with pytest.raises(CommandError, match=r"missing\.txt"):
        call_command("draft_targets", str(tmp_path / "missing.txt"))
