import itertools
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from emulation.text import (
    KEY_LENGTH,
    ascii_filename,
    clean_text,
    fold,
    login_name,
    nfc,
    person_sort_key,
    plain_letters,
    shortened,
    sort_key,
)

# Every letter of the alphabet with its tones in their order: ngang, huyền, hỏi, ngã, sắc, nặng.
ROWS = (
    "aàảãáạ ăằẳẵắặ âầẩẫấậ b c d đ eèẻẽéẹ êềểễếệ f g h iìỉĩíị j k l m n oòỏõóọ ôồổỗốộ ơờởỡớợ "
    "p q r s t uùủũúụ ưừửữứự v w x yỳỷỹýỵ z"
)
ALPHABET = ROWS.split()
SMALL_LETTERS = "".join(ALPHABET)
vietnamese = st.text(SMALL_LETTERS + SMALL_LETTERS.upper() + " ", max_size=30)


def syllables():
    """Words as Vietnamese writes them: at most one tone in each."""
    toneless = "".join(letters[0] for letters in ALPHABET)
    start = st.text(toneless, max_size=3)
    tone = st.sampled_from(SMALL_LETTERS)
    syllable = st.builds(lambda *parts: "".join(parts), start, tone, start)
    return st.lists(st.one_of(syllable, syllable.map(str.title)), min_size=1, max_size=4).map(" ".join)


def plain_order(text):
    """The order spelled out: all letters, then all tones word by word, then capitals."""
    place = {letter: (index, tone) for index, row in enumerate(ALPHABET) for tone, letter in enumerate(row)}
    letters = [-1 if letter == " " else place[letter.lower()][0] for letter in text]
    tones = [max(place[letter.lower()][1] for letter in word) for word in text.split()]
    return letters, tones, [letter.isupper() for letter in text if letter != " "]


@given(syllables(), syllables())
def test_keys_compare_as_the_alphabet_the_tones_and_the_capitals_do(one, other):
    assert (sort_key(one) < sort_key(other)) == (plain_order(one) < plain_order(other))


@given(st.text(max_size=12))
@example("¹Q")
@example("½ và ²³")
def test_every_text_has_a_key_of_plain_letters(text):
    assert set(sort_key(text) + person_sort_key(text)) <= set("begikmopqrtuvx")


@given(syllables(), st.lists(st.sampled_from("ABab12 -đĐ"), max_size=5).map("".join))
def test_a_key_is_written_in_letters_that_every_collation_orders_alike(text, more):
    assert set(sort_key(text + more)) <= set("begikmopqrtuvx")


@pytest.mark.parametrize(
    "ordered",
    [
        ["An", "Ăn", "Ân"],
        ["Dũng", "dừa", "đá", "Đào"],
        ["Hoàng Đồng", "Hoàng Văn Thụ"],
        ["ma", "mà", "mả", "mã", "má", "mạ"],
        ["Phường 2", "Phường 10", "Phường 10A", "Phường A"],
        ["Xã", "Xã Mai Pha", "Xã Quảng Lạc"],
        ["tam thanh", "Tam Thanh", "Tam Thành"],
        ["Hoa Lư", "Hoa Lứ", "Hòa Lư", "Hoa Lý"],
        ["Đ", "E", "Ê", "G"],
        ["I", "J", "K", "V", "W", "X", "Y", "Z"],
        ["Chi Lăng", "Chi Lăng - Lạng Sơn", "Chi Lăng 2", "Chi Lăng Nam", "Chi Lăng, Lạng Sơn"],
    ],
)
def test_vietnamese_dictionary_order(ordered):
    assert all(sort_key(before) < sort_key(after) for before, after in itertools.pairwise(ordered))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hòa Bình", "Hoà Bình"),
        ("Đông Kinh", "\u00d0ông Kinh"),
        ("Đông Kinh", "\u0189ông Kinh"),
        ("Tiếng", unicodedata.normalize("NFD", "Tiếng")),
        ("Phường 2", "Phường 02"),
        ("Tam Thanh", " Tam  Thanh "),
    ],
)
def test_two_spellings_of_one_name_sort_alike(one, other):
    assert sort_key(one) == sort_key(other)


def test_letters_of_other_scripts_come_last_and_apart():
    assert sort_key("z") < sort_key("я") < sort_key("中") < sort_key("𠀀")


@pytest.mark.parametrize("text", ["", " ", "7" * 900, "中" * 900, "Lạng Sơn " * 100])
def test_a_key_has_a_bounded_length(text):
    assert len(sort_key(text)) <= KEY_LENGTH
    assert len(person_sort_key(text)) <= KEY_LENGTH


def test_people_are_ordered_by_given_name_then_by_the_rest():
    # No people's names: words in their places, family name first.
    names = ["Vương A", "Đinh Thị Ả", "Đỗ Á", "An Bình", "Bế Bình", "Cao Đ"]

    assert all(person_sort_key(one) < person_sort_key(other) for one, other in itertools.pairwise(names))


def test_a_name_of_one_word_is_ordered_too():
    assert person_sort_key("An") < person_sort_key("Bế An") < person_sort_key("Ân")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Đông Kinh", "dong kinh"),
        ("\u00d0ông  Kinh\u00a0", "dong kinh"),
        ("\u0189ông Kinh", "dong kinh"),
        ("HÒA", "hoa"),
        ("hoà", "hoa"),
        ("Ủy ban", "uy ban"),
        ("Uỷ ban", "uy ban"),
        (unicodedata.normalize("NFD", "Xã Quảng Lạc"), "xa quang lac"),
        ("Nghĩa vụ quân sự năm 2024", "nghia vu quan su nam 2024"),
    ],
)
def test_the_search_key_has_no_diacritics(text, key):
    assert fold(text) == key


@given(vietnamese)
def test_the_search_key_is_ascii_and_stable(text):
    key = fold(text)

    assert key.isascii()
    assert fold(key) == key == fold(text.upper())


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("một\r\nhai\rba\u2028bốn", "một\nhai\nba\nbốn"),
        ("a\tb", "a\tb"),
        ("a\x00b\x1bc\x7fd", "abcd"),
        ("1\u202e23\u202c", "123"),
        ("\ufeffTên\u200b", "Tên"),
        ("\ud800x", "x"),
        ("e\u200b\u0301", "é"),
        (unicodedata.normalize("NFD", "Lạng Sơn"), "Lạng Sơn"),
    ],
)
def test_clean_text_keeps_what_can_be_seen(text, clean):
    assert clean_text(text) == clean


@given(st.text())
def test_clean_text_is_nfc_and_stays_as_it_is(text):
    clean = clean_text(text)

    assert clean == nfc(clean) == clean_text(clean)


@pytest.mark.parametrize(
    "text", ["Phường.Đông", " phường.đông ", unicodedata.normalize("NFD", "PHƯỜNG.ĐÔNG")]
)
def test_a_login_name_has_one_spelling(text):
    assert login_name(text) == "phường.đông"


@pytest.mark.parametrize(
    ("text", "stem"),
    [
        ("Báo cáo quý II/2024-UBND", "bao-cao-quy-II-2024-UBND"),
        ("PL1 - Biểu chỉ tiêu (6T)", "PL1-bieu-chi-tieu-6T"),
        ("../../Đường dẫn", "duong-dan"),
        ("中", ""),
    ],
)
def test_a_file_name_is_ascii(text, stem):
    assert ascii_filename(text) == stem


@given(st.text(max_size=60), st.integers(2, 40))
def test_a_shortened_text_has_room_and_begins_as_it_did(text, most):
    told = shortened(text, most)
    assert len(told) <= most
    whole = " ".join(text.split())
    assert told == whole or (told.endswith("…") and whole.startswith(told[:-1]))


@pytest.mark.parametrize(
    ("most", "told"),
    [(11, "một hai ba."), (10, "một hai…"), (8, "một hai…"), (7, "một…"), (3, "mộ…")],
)
def test_a_text_is_shortened_by_whole_words(most, told):
    assert shortened("một hai  ba.", most) == told


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Phiếu số liệu-quý II-2024-Phường Vĩnh Trại", "Phieu so lieu-quy II-2024-Phuong Vinh Trai"),
        ("Đông Kinh", "Dong Kinh"),
        (unicodedata.normalize("NFD", "đường Ðồng Đăng"), "duong Dong Dang"),
        ("../../etc/passwd", "etc-passwd"),
        ('a<b>:"c|d?*\\e\n', "a-b-c-d-e"),
        ("中", ""),
    ],
)
def test_plain_letters_can_name_a_file_anywhere(text, plain):
    assert plain_letters(text) == plain


@given(st.text())
def test_plain_letters_are_ascii_and_lead_nowhere(text):
    plain = plain_letters(text)
    assert plain.isascii()
    assert not set(plain) & set('/\\:*?"<>|')
    assert not plain.startswith(".")
    assert plain_letters(plain) == plain
