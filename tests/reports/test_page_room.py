"""The room on the chairman's page: whole names, whole numbers, lines that are never counted too few."""

import pytest

from reports.documents.room import LONGEST, lines, listed, sentence, short


def test_names_are_listed_whole_and_the_others_counted():
    names = ["Xã Mai Pha", "Xã Quảng Lạc", "Phường Tam Thanh"]
    assert listed(names, 60, "đơn vị") == "Xã Mai Pha, Xã Quảng Lạc, Phường Tam Thanh"
    assert listed(names, 30, "đơn vị") == "Xã Mai Pha, Xã Quảng Lạc và 1 đơn vị khác"
    assert listed(names, 1, "đơn vị") == "Xã Mai Pha và 2 đơn vị khác"
    assert listed([], 10, "đơn vị") == ""


def test_words_too_long_for_a_line_are_cut_and_numbers_never():
    number = "123.456.789.012.345.678,25/98.765"
    assert short(f"đạt {number}", 200) == f"đạt {number}"
    assert short("Ộ" * 400, 200) == "Ộ" * (LONGEST - 1) + "…"


@pytest.mark.parametrize(("text", "told"), [("Đạt", "Đạt."), ("Đạt.", "Đạt."), ("Đạt…", "Đạt…"), ("", "")])
def test_a_sentence_has_one_full_stop(text, told):
    assert sentence(text) == told


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("", 0),
        ("một", 1),
        # As Tinos sets them at 14 points.
        ("3) Tốc độ tăng trưởng một số ngành kinh tế chủ yếu: ước thấp hơn kế hoạch", 1),
        ("Chuyển xấu: giảm tai nạn giao thông cả 3 tiêu chí (từ đang đạt mức kế hoạch thành nguy cơ)", 2),
        ("W" * 70, 3),
        ("表" * 34, 2),
    ],
)
def test_lines_are_counted_by_the_widths_of_letters(text, number):
    assert lines(text) == number


def test_bold_letters_and_narrow_columns_take_more_lines():
    text = "Tỷ lệ hộ gia đình được công nhận danh hiệu gia đình văn hóa trong năm 2024 đạt" * 3
    assert lines(text, is_bold=True) >= lines(text)
    assert lines(text, across=200) > lines(text, across=400)
