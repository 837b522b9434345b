from hypothesis import given
from hypothesis import strategies as st

from emulation.differences import Fate, word_differences

TEXTS = st.lists(
    st.sampled_from(["sáu", "tháng", "đầu", "năm", " ", "\n", "612", "619", ","]), max_size=30
).map("".join)


def told(old: str, new: str) -> list[tuple[str, str]]:
    return [(piece.fate.value, piece.text) for piece in word_differences(old, new)]


def test_one_word_in_place_of_another():
    assert told("Giải quyết việc làm cho 612 người.", "Giải quyết việc làm cho 619 người.") == [
        ("kept", "Giải quyết việc làm cho "),
        ("gone", "612"),
        ("new", "619"),
        ("kept", " người."),
    ]


def test_text_that_came_or_went_as_a_whole():
    assert told("", "Mới") == [("new", "Mới")]
    assert told("Cũ", "") == [("gone", "Cũ")]
    assert told("", "") == []


@given(TEXTS, TEXTS)
def test_both_texts_are_in_the_pieces(old, new):
    pieces = word_differences(old, new)
    assert "".join(p.text for p in pieces if p.fate is not Fate.NEW) == old
    assert "".join(p.text for p in pieces if p.fate is not Fate.GONE) == new


@given(TEXTS)
def test_nothing_changed_between_equal_texts(text):
    assert all(piece.fate is Fate.KEPT for piece in word_differences(text, text))
