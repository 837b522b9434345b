"""What headings, unit names and last year's targets give a drafted row."""

from decimal import Decimal

import pytest

from targets.drafting.headings import group_code, group_name, lead_named
from targets.drafting.reader import found_once
from targets.drafting.twins import Named, twins
from targets.drafting_page.rows import marked


@pytest.mark.parametrize(
    ("heading", "name", "code"),
    [
        ("Các chỉ tiêu kinh tế", "Chỉ tiêu kinh tế", "KT"),
        (
            "Chỉ tiêu về xây dựng Đảng và hệ thống chính trị",
            "Chỉ tiêu về xây dựng Đảng và hệ thống chính trị",
            "XD",
        ),
        ("Cải cách hành chính", "Cải cách hành chính", "CC"),
        ("", "Chỉ tiêu", "CT"),
        ("2024", "2024", "CT"),
    ],
)
def test_a_heading_names_its_group(heading, name, code):
    assert (group_name(heading), group_code(heading, [])) == (name, code)


def test_a_code_that_is_taken_gets_a_letter_or_a_number_more():
    assert group_code("Kinh tế đô thị", ["KT"]) == "KTD"
    assert group_code("Kinh tế", ["KT"]) == "KT2"


def test_rows_know_their_place_in_the_document():
    text = (
        "II. CÁC CHỈ TIÊU CHỦ YẾU\n1. Các chỉ tiêu kinh tế\n- Thu nội địa đạt 9 tỷ đồng.\n"
        "2. Về môi trường\n- Trồng mới 3 ha rừng."
    )
    assert [(found.item.number, found.item.heading) for found in found_once(text)] == [
        ("II.1", "Các chỉ tiêu kinh tế"),
        ("II.2", "Về môi trường"),
    ]


def test_the_longest_name_of_a_unit_in_the_sentence_leads():
    names = [("phong y te", "PYT"), ("trung tam y te thanh pho", "TTYT"), ("cong an", "CA")]
    assert lead_named("Trung tâm Y tế thành phố khám cho 500 người", names) == "TTYT"
    assert lead_named("Công ty cấp nước 98%", names) == ""


def test_the_likest_pairs_are_twins_and_each_once():
    drafted = [
        Named("Tỷ lệ bao phủ BHYT toàn dân", "Tỷ lệ bao phủ BHYT toàn dân 98%", "%"),
        Named("Trồng mới rừng", "Trồng mới 35ha rừng", "ha"),
        Named("Thu nội địa", "Thu nội địa đạt 450 tỷ đồng", "tỷ đồng"),
        Named("Thu nội địa", "Thu nội địa đạt 450 tỷ đồng", "tỷ đồng"),
    ]
    known = [
        Named("Thu nội địa", "Thu nội địa đạt 425.000 triệu đồng.", "triệu đồng"),
        Named("Tỷ lệ bao phủ bảo hiểm y tế toàn dân", "Tỷ lệ bao phủ BHYT toàn dân 97%.", "%"),
        Named("Diện tích rừng trồng mới", "Trồng mới 30ha rừng;", "ha"),
    ]
    assert twins(drafted, known, lambda here, there: True) == [1, 2, 0, None]
    assert twins(drafted, known, lambda here, there: here > 1) == [None, None, 0, None]


def test_the_number_is_marked_where_it_stands():
    assert marked("từ 2.300 đến 2.500 người", 2300, 2500) == [
        ("từ ", False),
        ("2.300 đến 2.500", True),
        (" người", False),
    ]
    assert marked("1 | Tỷ lệ hộ nghèo | 1 | 1", Decimal(1), None)[-1] == ("1", True)
    assert marked("đạt 98%", None, None) == marked("đạt 98%", 97, None) == [("đạt 98%", False)]
