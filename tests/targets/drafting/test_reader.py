"""What the reader finds in launching documents, and how it takes any other text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targets.drafting.reader import indicators
from tests.targets.drafting.scoring import EXACT, TEXTS, compared, found_in, named_alike

NAMES = sorted(path.stem for path in TEXTS.glob("*.json"))
# Written and put aside before the reader; it was not changed for what it missed in them.
HELD_OUT = {
    "held_city_2025": (28, 0),
    "held_council_resolution": (20, 0),
    "held_department_plan": (14, 0),
    # Of its 32, 28 came out right, and one too many, before the faults were mended that were known already.
    "held_coastal_town": (31, 0),
}


def test_at_least_36_of_the_39_of_2024_come_out_right_and_little_else():
    pairs, missing, more = compared("city_2024")
    assert len(pairs) >= 36, missing
    assert len(more) <= 2, more


@pytest.mark.parametrize("name", [name for name in NAMES if name not in HELD_OUT and name != "city_2024"])
def test_other_places_documents_come_out_whole_and_nothing_else(name):
    pairs, missing, more = compared(name)
    assert (missing, more) == ([], [])
    assert all(named_alike(wanted["name"], found["name"]) for wanted, found in pairs)


@pytest.mark.parametrize("name", sorted(HELD_OUT))
def test_documents_put_aside_come_out_as_well_as_they_did(name):
    pairs, _missing, more = compared(name)
    right, most = HELD_OUT[name]
    assert len(pairs) >= right
    assert len(more) <= most


@pytest.mark.parametrize(
    ("text", "comparator", "value", "upper", "unit"),
    [
        ("- Tỷ lệ hộ nghèo còn 2%", "lte", "2", None, "%"),
        ("- Tỷ lệ hộ nghèo dưới 2%", "lt", "2", None, "%"),
        ("- Thu ngân sách tối thiểu 45,5 tỉ đồng", "gte", "45.5", None, "tỷ đồng"),
        ("- Tỷ lệ nợ xấu không quá 1,5%", "lte", "1.5", None, "%"),
        ("- Giảm số vụ cháy 10%", "dec_pct", "10", None, "%"),
        ("- Tỷ lệ hộ nghèo giảm 0,02 điểm %", "dec_pp", "0.02", None, "điểm %"),
        ("- Duy trì 9/9 xã đạt chuẩn quốc gia về y tế", "maintain", "9", "9", "xã"),
        ("- Phấn đấu kết nạp trên 1.250 đảng viên", "gt", "1250", None, "đảng viên"),
        ("- Xây dựng xã Hòa Phú đạt chuẩn nông thôn mới", "milestone", None, None, None),
        ("- Nâng cao chỉ số năng lực cạnh tranh (PCI)", "improve", None, None, None),
        ("- Tốc độ tăng trưởng 10–11 %", "range", "10", "11", "%"),
    ],
)
def test_words_at_the_number_decide_the_comparator(text, comparator, value, upper, unit):
    (found,) = indicators(text)
    assert (found.comparator, found.value, found.upper, found.unit) == (comparator, value, upper, unit)


@pytest.mark.parametrize(
    "text",
    [
        "Kế hoạch số 12/KH-UBND ngày 5/1/2024 của UBND thành phố về nhiệm vụ năm 2024.",
        "1.1. Tăng cường kỷ luật, kỷ cương hành chính.",
        "Năm 2023, thu ngân sách đã đạt 1.200 tỷ đồng.",
        "Điện thoại: 0205.3812.345.",
        "Giải Nhất trị giá 5.000.000 đồng.",
        "KẾ HOẠCH NĂM 2025\nPhát huy kết quả năm 2024, thu ngân sách đạt 9 tỷ đồng; tỷ lệ hộ nghèo còn 2%.",
    ],
)
def test_numbers_that_set_nothing_are_left_out(text):
    assert indicators(text) == []


@pytest.mark.parametrize(
    ("text", "name", "number"),
    [
        ("- Giảm ít nhất 5% số vụ cháy.", "Số vụ cháy", "5"),
        ("- Phấn đấu chỉnh trang 15 tuyến phố.", "Chỉnh trang tuyến phố", "15"),
        ("- Phấn đấu nâng cấp 8,5 km đường.", "Nâng cấp đường", "8.5"),
        ("- Phấn đấu đạt 10,5 bác sĩ/vạn dân.", "Bác sĩ", "10.5"),
    ],
)
def test_the_name_is_what_stands_at_the_number(text, name, number):
    (found,) = indicators(text)
    assert (found.name, found.value) == (name, number)


def test_a_rise_and_the_level_that_it_leads_to_are_both_set():
    found = indicators("- Giá trị sản xuất tăng 12,5%, đạt 4.500 tỷ đồng.")
    assert [(each.name, each.comparator, each.value, each.unit) for each in found] == [
        ("Giá trị sản xuất", "inc_pct", "12.5", "%"),
        ("Giá trị sản xuất", "gte", "4500", "tỷ đồng"),
    ]


@given(st.text() | st.text("0123456789.,%/-–() ;:\n\tđạtgiảmtừtrêncả tỷ lệ", max_size=300))
def test_no_text_breaks_the_reader(text):
    for found in indicators(text):
        assert found.text
        assert found.name
        assert (found.value is None) <= (found.comparator in ("milestone", "improve"))


def test_the_order_is_that_of_the_document():
    document = (TEXTS / "province_resolution.txt").read_text()
    places = [document.find(each["text"][:25]) for each in found_in("province_resolution") if each["value"]]
    assert -1 not in places
    assert places == sorted(places)


def test_every_found_number_is_in_machine_form():
    for name in NAMES:
        for each in found_in(name):
            assert set(each) == {"text", "name", *EXACT}
            assert all(
                each[key] is None or each[key].replace(".", "", 1).isdecimal() for key in ("value", "upper")
            )
