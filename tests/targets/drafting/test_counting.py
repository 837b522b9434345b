"""What a drafted indicator is proposed to be as a target: the table of `targets.drafting.counting`."""

from decimal import Decimal

import pytest

from targets.choices import Entry
from targets.drafting.choices import Comparator, Way
from targets.drafting.counting import (
    Counting,
    Drafted,
    counting,
    in_its_unit,
    labels,
    levels,
    parts_of,
    plan_text,
    target_fields,
)


def drafted(comparator: str, value="5", unit="", name="Số việc", upper=None, sentence="") -> Drafted:
    number = None if value is None else Decimal(value)
    return Drafted(sentence, name, Comparator(comparator), number, upper and Decimal(upper), unit)


@pytest.mark.parametrize(
    ("comparator", "unit", "name", "way", "pace", "frequency"),
    [
        ("milestone", "", "Xã Hòa Phú đạt chuẩn nông thôn mới", "yes_no", "year_end", "quarter"),
        ("all_of", "tiêu chí", "Tai nạn giao thông", "all_of", "hold", "quarter"),
        ("improve", "", "Chỉ số PAPI", "change", "published", "year"),
        ("inc_pct", "%", "Kim ngạch xuất khẩu", "growth", "hold", "quarter"),
        ("dec_pct", "%", "Số vụ cháy", "growth", "hold", "quarter"),
        ("dec_pp", "‰", "Tỷ suất sinh", "change", "year_end", "year"),
        ("dec_pp", "điểm %", "Tỷ lệ hộ nghèo", "points", "year_end", "year"),
        ("range", "%", "Tốc độ tăng trưởng", "latest", "hold", "quarter"),
        ("gte", "%", "Tỷ lệ đảng viên hoàn thành tốt nhiệm vụ", "share", "year_end", "year"),
        ("gte", "%", "Tỷ lệ lao động qua đào tạo", "share", "hold", "quarter"),
        ("lte", "%", "Tỷ lệ nợ xấu", "share", "hold", "quarter"),
        ("maintain", "%", "Tỷ lệ thôn có nhà văn hóa", "share", "hold", "quarter"),
        ("gte", "‰", "Tỷ suất tăng dân số", "latest", "year_end", "year"),
        ("gte", "triệu đồng/người", "Thu nhập", "latest", "year_end", "year"),
        ("lte", "ngày", "Giải quyết hồ sơ", "latest", "year_end", "year"),
        ("gte", "triệu đồng", "Thu nhập bình quân đầu người", "latest", "year_end", "year"),
        ("maintain", "xã", "Xã đạt chuẩn", "latest", "hold", "quarter"),
        ("gte", "trường", "Tổng số trường học đạt chuẩn quốc gia", "latest", "year_end", "quarter"),
        ("lte", "vụ", "Số vụ cháy", "sum", "year_end", "quarter"),
        ("gte", "tuyến phố", "Tuyến phố văn minh", "sum", "year_end", "quarter"),
        ("gte", "tỷ đồng", "Thu nội địa", "sum", "steady", "quarter"),
        ("range", "người", "Số lao động được giải quyết việc làm", "sum", "steady", "quarter"),
    ],
)
def test_comparator_unit_and_name_decide_how_it_is_counted(comparator, unit, name, way, pace, frequency):
    assert counting(drafted(comparator, unit=unit, name=name)) == Counting(way, pace, frequency)


def test_k_of_n_is_counted_by_yes_or_no():
    kept = drafted("maintain", "8", "xã", upper="8")
    assert counting(kept).way == Way.YES_NO
    found = levels(kept, Way.YES_NO)
    assert (found.threshold, found.maximum, found.direction) == (8, 8, "up")


@pytest.mark.parametrize(
    ("comparator", "upper", "direction", "threshold", "strict", "ceiling"),
    [
        ("gte", None, "up", 5, False, None),
        ("gt", None, "up", 5, True, None),
        ("lte", None, "down", 5, False, None),
        ("lt", None, "down", 5, True, None),
        ("range", "6", "up", 5, False, 6),
        ("inc_pct", None, "up", 5, False, None),
        ("dec_pct", None, "down", -5, False, None),
        ("dec_pp", None, "down", -5, False, None),
        ("maintain", None, "up", 5, False, None),
        ("milestone", None, "up", 1, False, None),
        ("improve", None, "up", 0, True, None),
        ("all_of", None, "", None, False, None),
    ],
)
def test_direction_and_numbers_follow_the_comparator(
    comparator, upper, direction, threshold, strict, ceiling
):
    row = in_its_unit(drafted(comparator, unit="người", upper=upper))
    found = levels(row, counting(row).way)
    assert (found.direction, found.threshold, found.strict, found.ceiling) == (
        direction,
        threshold,
        strict,
        ceiling,
    )


def test_a_share_ends_at_a_hundred_unless_the_plan_is_beyond():
    assert levels(drafted("gte", "98", "%"), Way.SHARE).maximum == 100
    assert levels(drafted("gte", "105", "%"), Way.SHARE).maximum is None


@pytest.mark.parametrize(
    ("row", "printed"),
    [
        (drafted("gte", "425000", "triệu đồng"), "425.000"),
        (drafted("gte", "90", "%", sentence="Tỷ lệ đảng viên đạt 90% trở lên"), "từ 90 trở lên"),
        (drafted("gte", "20", "%", sentence="20% tổ chức đạt hoàn thành tốt nhiệm vụ trở lên"), "20"),
        (drafted("gt", "90", "%"), "trên 90"),
        (drafted("lte", "1.5", "%"), "không quá 1,5"),
        (drafted("lt", "2", "%"), "dưới 2"),
        (drafted("range", "2300", "người", upper="2500"), "2.300 - 2.500"),
        (drafted("inc_pct", "2.5", "%"), "tăng 2,5"),
        (drafted("dec_pct", "5", "%"), "giảm 5"),
        (drafted("dec_pp", "0.02", "điểm %"), "giảm 0,02 điểm %"),
        (drafted("maintain", "8", "xã", upper="8"), "8/8"),
        (drafted("milestone", None), "Đạt"),
        (drafted("all_of", "3"), "giảm cả 3 tiêu chí"),
        (drafted("improve", None), "cao hơn năm trước"),
    ],
)
def test_the_plan_is_printed_as_tables_have_it(row, printed):
    assert plan_text(row) == printed


@pytest.mark.parametrize(
    ("name", "value", "base"),
    [
        ("Tỷ lệ lao động qua đào tạo", "Số lao động qua đào tạo", "Tổng số lao động"),
        ("Tỷ lệ hộ nghèo", "Số hộ nghèo", "Tổng số hộ"),
        (
            "Tỷ lệ tổ chức đảng đạt loại tốt, trong đó tỷ lệ đạt xuất sắc",
            "Số tổ chức đảng đạt xuất sắc",
            "Tổng số tổ chức đảng",
        ),
        ("Tỷ lệ đô thị hóa", "Số đạt", "Tổng số"),
    ],
)
def test_a_rate_is_made_of_its_two_numbers(name, value, base):
    row = drafted("gte", "80", "%", name=name)
    assert labels(row, counting(row)) == (value, base)


@pytest.mark.parametrize(
    ("unit", "name", "entry"),
    [
        ("người", "Số lao động", Entry.INTEGER),
        ("tỷ đồng", "Thu nội địa", Entry.DECIMAL),
        ("nghìn lượt", "Khách du lịch", Entry.DECIMAL),
        ("%", "Tỷ lệ lao động qua đào tạo", Entry.INTEGER),
        ("%", "Tỷ lệ chất thải rắn được thu gom", Entry.DECIMAL),
    ],
)
def test_what_is_entered_is_whole_where_things_are_counted_one_by_one(unit, name, entry):
    row = drafted("gte", unit=unit, name=name)
    assert target_fields(row, counting(row), "", "")["entry"] == entry


def test_parts_are_as_many_as_the_document_says():
    assert (
        parts_of(drafted("all_of", "3", name="Tai nạn giao thông"))[1]
        == "Số người chết do tai nạn giao thông"
    )
    assert len(parts_of(drafted("all_of", "2", name="Cháy, nổ"))) == 2
    assert parts_of(drafted("all_of", None)) == []
