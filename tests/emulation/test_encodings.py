import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulation.encodings import UnknownEncoding, decoded, delimiter_of, suspected

SENTENCE = "Tiếng Việt: phường Ngọc Hà, Đường Lê Lợi, tỷ lệ đạt"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_in_unicode_is_read(encoding):
    assert decoded(SENTENCE.encode(encoding)) == SENTENCE


@pytest.mark.parametrize(("mark", "encoding"), [(b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")])
def test_text_in_utf_16_is_read_in_either_order(mark, encoding):
    assert decoded(mark + SENTENCE.encode(encoding)) == SENTENCE


def test_decomposed_text_is_composed():
    assert decoded("Tie\u0302\u0301ng".encode()) == "Tiếng"


def test_windows_1258_is_read_and_composed():
    assert decoded(b"Ti\xea\xecng Vi\xea\xf2t") == "Tiếng Việt"


OLD = [
    ("Phßng Tµi chÝnh - KÕ ho¹ch", "TCVN3", "Phòng Tài chính - Kế hoạch"),
    ("§­êng Lª Lîi", "TCVN3", "Đường Lê Lợi"),
    ("Tæng sè hé nghÌo", "TCVN3", "Tổng số hộ nghèo"),
    ("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", "VNI", "Cộng hòa xã hội chủ nghĩa Việt Nam"),
    ("Ñöôøng Leâ Lôïi", "VNI", "Đường Lê Lợi"),
    ("Tiáº¿ng Viá»‡t", "UTF-8", "Tiếng Việt"),
]


@pytest.mark.parametrize(("written", "name", "meant"), OLD)
def test_old_fonts_and_mistaken_text_are_recognised(written, name, meant):
    guess = suspected(written)

    assert guess is not None
    assert (guess.name, guess.text) == (name, meant)


@pytest.mark.parametrize(("written", "name", "meant"), OLD[:5])
def test_bytes_in_an_old_font_are_never_taken_silently(written, name, meant):
    with pytest.raises(UnknownEncoding) as refused:
        decoded(written.encode("latin-1"))

    assert refused.value.guess is not None
    assert (refused.value.guess.name, refused.value.guess.text) == (name, meant)


@pytest.mark.parametrize(
    "text",
    [SENTENCE, "có", "đã xong", "25 µm, 3 × 5, ½ ha, 10 m²", "Müller, São Paulo, café", "Đắk Lắk, Krông Búk",
     "«an»", "KH-1"],
)  # fmt: skip
def test_text_in_unicode_is_not_suspected(text):
    assert suspected(text) is None


def test_utf16_of_windows_is_read_without_its_mark():
    assert decoded("kỳ;đơn vị".encode("utf-16-le")) == "kỳ;đơn vị"


@pytest.mark.parametrize("content", [b"caf\xe9", b"\xff\xfea", "a;b".encode("utf-16-be"), b"\x81\xff\xd2"])
def test_other_bytes_are_refused(content):
    with pytest.raises(UnknownEncoding):
        decoded(content)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_delimiter_is_found_by_the_names_of_the_columns(delimiter):
    head = delimiter.join(["unit", '"target,;"', "value"])

    assert delimiter_of(f"{head}\n1,2,3,4;5;6\t7", ["unit", "target", "value"]) == delimiter


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reading(content):
    try:
        text = decoded(content)
    except UnknownEncoding:
        return
    assert "\x00" not in text
    suspected(text)


@given(st.text(max_size=200))
def test_no_text_breaks_the_search_for_a_delimiter(text):
    assert delimiter_of(text, ["unit"]) in ",;\t"
