"""What a file is: by its content, whatever it is called."""

import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.evidence.files import (
    DOCX,
    JPG,
    KINDS,
    MOST_BYTES,
    NAME_LENGTH,
    PDF,
    PNG,
    XLSX,
    FileKind,
    FileRefused,
    check_size,
    kept_name,
    kind_of,
    size_text,
)
from tests.reports import made_files as made


def code(content: bytes) -> str:
    with pytest.raises(FileRefused) as refused:
        kind_of(content)
    return refused.value.code


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (made.PDF, PDF),
        (made.office(made.WORD), DOCX),
        (made.office(made.EXCEL), XLSX),
        (made.image("JPEG"), JPG),
        (made.image("MPO"), JPG),
        (made.image("PNG"), PNG),
    ],
    ids=["pdf", "docx", "xlsx", "jpg", "several photos in one", "png"],
)
def test_each_kind_is_known_by_its_content(content, kind):
    assert kind_of(content) == kind


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (made.HEIC, "heic"),
        (made.OLD_WORD, "old_office"),
        (b"<html><script>alert(1)</script></html>", "unknown"),
        (b"MZ" + bytes(600), "unknown"),
        (made.image("GIF"), "unknown"),
        (b" " + made.PDF, "unknown"),
        (b"\x00\x00\x00\x18ftypmp42" + bytes(40), "unknown"),
        (made.archive(readme="x"), "unknown"),
        (made.archive(types="<Types/>"), "unknown"),
        (made.office(made.WORD)[:-30], "damaged"),
        (made.PDF.replace(b"%%EOF", b""), "damaged"),
        (made.image("PNG", (400, 300))[:-200], "damaged"),
        (made.image("JPEG", (400, 300))[:-600], "damaged"),
        (b"\xff\xd8\xff\xe0" + b"<script>" * 20, "damaged"),
        (made.office(made.EXCEL, **{"xl/vbaProject.bin": b"x"}), "macros"),
        (made.archive(types="application/vnd.ms-word.document.macroEnabled.main+xml"), "macros"),
    ],
)
def test_anything_else_is_refused_with_its_reason(content, reason):
    assert code(content) == reason


def test_page_that_hides_behind_the_name_of_a_picture_is_no_picture():
    assert code(b"<svg onload='alert(1)' xmlns='http://www.w3.org/2000/svg'/>") == "unknown"


def test_archive_that_unpacks_to_a_flood_is_refused_before_it_is_unpacked():
    flood = made.office(made.EXCEL, **{"xl/sheet.xml": bytes(201 * 1024 * 1024)})
    assert len(flood) < MOST_BYTES
    assert code(flood) == "too_big_inside"


def test_archive_of_very_many_parts_is_refused():
    assert code(made.office(made.EXCEL, **{f"p{number}": "" for number in range(5001)})) == "too_big_inside"


def test_part_with_a_password_refuses_the_file():
    content = bytearray(made.office(made.WORD))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + flags] |= 1
    assert code(bytes(content)) == "password"


def test_picture_of_more_points_than_any_camera_has_is_refused():
    small = bytearray(made.image("PNG"))
    header = small.index(b"IHDR")
    small[header + 4 : header + 12] = (9000).to_bytes(4, "big") + (9000).to_bytes(4, "big")
    crc = zipfile.crc32(bytes(small[header : header + 17]))
    small[header + 17 : header + 21] = crc.to_bytes(4, "big")
    assert code(bytes(small)) == "too_big_inside"


def test_ten_megabytes_are_taken_and_a_byte_more_is_not():
    check_size(MOST_BYTES)
    with pytest.raises(FileRefused) as refused:
        check_size(MOST_BYTES + 1)
    assert refused.value.code == "too_large"


def kind_or_refusal(content: bytes):
    try:
        return kind_of(content)
    except FileRefused as refused:
        return refused


@given(
    st.sampled_from([b"", b"%PDF-", b"PK\x03\x04", b"\xff\xd8\xff", made.PNG_MARK]), st.binary(max_size=400)
)
def test_no_content_breaks_the_reader(mark, content):
    assert isinstance(kind_or_refusal(mark + content), FileKind | FileRefused)


@given(st.integers(min_value=1, max_value=40), st.binary(min_size=1, max_size=3))
def test_a_document_written_over_anywhere_is_read_or_refused_and_never_more(place, over):
    content = bytearray(made.office(made.WORD, **{"word/document.xml": "<w/>"}))
    at = len(content) * place // 41
    content[at : at + len(over)] = over
    found = kind_or_refusal(bytes(content))
    assert found == DOCX or isinstance(found, FileRefused)


@pytest.mark.parametrize(
    ("name", "kind", "kept"),
    [
        ("Biên bản.pdf", PDF, "Biên bản.pdf"),
        ("Bie\u0302n ba\u0309n.PDF", PDF, "Biên bản.PDF"),
        ("anh.JPEG", JPG, "anh.JPEG"),
        ("anh.png", JPG, "anh.jpg"),
        ("BC 15.6", PDF, "BC 15.6.pdf"),
        ("../../etc/passwd", PDF, "passwd.pdf"),
        ("C:\\Users\\a\\bao cao.docx", DOCX, "bao cao.docx"),
        ('a<b>:"c"|?*.pdf', PDF, "a b c.pdf"),
        ("anh\u202egnp.exe", PNG, "anhgnp.exe.png"),
        ("hai\r\ndòng.pdf", PDF, "hai dòng.pdf"),
        (" .pdf", PDF, "tệp.pdf"),
        ("", PDF, "tệp.pdf"),
    ],
)
def test_name_is_what_the_unit_called_it_made_fit_to_be_saved(name, kind, kept):
    assert kept_name(name, kind) == kept


@given(st.text(max_size=400), st.sampled_from(KINDS))
def test_kept_name_always_fits_and_says_what_the_file_is(name, kind):
    kept = kept_name(name, kind)
    assert 5 <= len(kept) <= NAME_LENGTH
    assert kept.rpartition(".")[2].lower() in {kind.ending, *kind.others}
    assert not set(kept) & set('/\\<>:"|?*\r\n\0')


@pytest.mark.parametrize(
    ("size", "text"), [(1, "1 KB"), (350_000, "342 KB"), (1_258_291, "1,2 MB"), (MOST_BYTES, "10 MB")]
)
def test_size_is_told_as_people_say_it(size, text):
    assert size_text(size) == text
