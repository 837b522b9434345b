"""Quotas and weights as people bring them: pasted, or in a file; taken whole, or refused row by row."""

import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from targets.setting_up.told_shares import TableRefused, read_file, read_pasted
from targets.setting_up.unit_names import UnitNames
from units.models import Unit

UNITS = [
    Unit(pk=1, code="P-CL", name="Phường Chi Lăng", official_name="UBND phường Chi Lăng"),
    Unit(pk=2, code="X-MP", name="Xã Mai Pha", official_name="UBND xã Mai Pha"),
    Unit(pk=3, code="X-QL", name="Xã Quảng Lạc", official_name="UBND xã Quảng Lạc"),
]


def numbers(reading) -> dict[str, tuple[str, Decimal]]:
    return {each.unit.code: (each.kind, each.number) for each in reading.told}


def faults(refused) -> list[str]:
    return [str(message) for message in refused.value.messages]


@pytest.mark.parametrize(
    "text",
    [
        "P-CL\t1.200\nX-MP\t300,5",
        "Phường Chi Lăng\t1200\nxã mai pha\t300,5\n\n",
        "UBND phường Chi Lăng;1.200\nUBND xã Mai Pha;300,5",
        "Phuong Chi Lang 1200\nx-mp 300,5",
        "Đơn vị\tMức giao\nP-CL\t1.200\nX-MP\t300,5",
        "P-CL\tPhường Chi Lăng\t1.200\nX-MP\tXã Mai Pha\t300,5",
        "1\tPhường Chi Lăng\t1.200\n2\tX-MP\t300,5",
        "BIỂU GIAO\nTên đơn vị\tKế hoạch\nP. Chi Lăng\t1.200\nX.Mai Pha\t300,5\nTổng cộng:\t1.500,5",
        "Chi Lăng\t1.200\nUBND X. Mai Pha\t300,5",
    ],
)
def test_units_are_known_by_code_and_by_name(text):
    expected = {"P-CL": ("quota", Decimal(1200)), "X-MP": ("quota", Decimal("300.5"))}
    assert numbers(read_pasted(text, UNITS, "quota")) == expected


def test_a_unit_can_be_written_in_every_way_that_means_no_other():
    ward, commune = (
        Unit(pk=4, code="P-HD", name="Phường Hoàng Đồng"),
        Unit(pk=5, code="X-HD", name="Xã Hoàng Đồng"),
    )
    names = UnitNames([*UNITS, ward, commune])
    assert {"P-HD", "Phường Hoàng Đồng", "p hoang dong", "ubnd phuong hoang dong"} <= set(names.ways(ward))
    assert "hoang dong" not in [*names.ways(ward), *names.ways(commune)]
    assert "mai pha" in names.ways(UNITS[1])
    assert all(names.find(way) == unit for unit in UNITS for way in names.ways(unit))


def test_everything_wrong_is_told_by_its_row():
    with pytest.raises(TableRefused) as refused:
        read_pasted("P-CL\t1\nXã Lạ\t2\nX-MP\tmột\nP-CL\t3", UNITS, "quota")
    assert [message[:6] for message in faults(refused)[:2]] == ["Row 2:", "Row 3:"]
    assert faults(refused)[2] == "Phường Chi Lăng is named twice."


@pytest.mark.parametrize("text", ["", " \n\t\n", "\n".join(["P-CL\t1"] * 501)])
def test_nothing_and_far_too_much_are_refused(text):
    with pytest.raises(TableRefused):
        read_pasted(text, UNITS, "quota")


@given(st.text(max_size=300), st.sampled_from(["quota", "weight"]))
def test_no_text_breaks_the_reader(text, kind):
    try:
        told = read_pasted(text, UNITS, kind, UNITS).told
    except TableRefused:
        told = []
    assert all(each.unit in UNITS and each.number.is_finite() for each in told)


def workbook(*rows) -> SimpleUploadedFile:
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return SimpleUploadedFile("giao.xlsx", out.getvalue())


@pytest.mark.parametrize(
    "rows",
    [
        [("STT", "Đơn vị", "Mức giao"), (1, "Phường Chi Lăng", 1200), (2, "X-MP", "300,5")],
        [("unit", "quota"), ("P-CL", 1200), ("X-MP", 300.5)],
        [
            ("BIỂU GIAO CHỈ TIÊU",),
            (),
            ("TT", "Tên đơn vị", "Kế hoạch năm 2025", "Ghi chú của phòng"),
            (1, "Chi Lăng", 1200, "x"),
            (2, "X. Mai Pha", 300.5),
            ("", "Tổng cộng", 1500.5),
            ("", "Người lập biểu"),
        ],
    ],
)
def test_workbook_is_read_whether_its_head_is_vietnamese_or_english(rows):
    expected = {"P-CL": ("quota", Decimal(1200)), "X-MP": ("quota", Decimal("300.5"))}
    with translation.override("vi"):
        assert numbers(read_file(workbook(*rows), UNITS)) == expected


def test_file_with_a_fault_gives_nothing():
    with pytest.raises(TableRefused) as refused:
        read_file(workbook(("unit", "weight"), ("P-CL", 1), ("Xã Lạ", 2)), UNITS)
    assert faults(refused) == ["Row 3: there is no unit “Xã Lạ” here"]


@pytest.mark.parametrize(
    "file",
    [
        None,
        SimpleUploadedFile("giao.docx", b"PK\x03\x04"),
        SimpleUploadedFile("giao.csv", b"a;b\n1;2\n"),
        SimpleUploadedFile("giao.xlsx", b"PK\x03\x04broken"),
        SimpleUploadedFile("giao.csv", b"unit;note\nP-CL;x\n"),
    ],
)
def test_what_is_no_table_of_quotas_is_refused(file):
    with pytest.raises(TableRefused):
        read_file(file, UNITS)


def test_column_of_numbers_alone_is_taken_in_the_tables_order_and_says_so():
    found = read_pasted("Mức giao\n5\n1.200\n", UNITS, "quota", [UNITS[2], UNITS[0]])
    assert numbers(found) == {"X-QL": ("quota", Decimal(5)), "P-CL": ("quota", Decimal(1200))}
    assert "taken in the table's order" in str(found.notes[0])
    with_total = read_pasted("5\n10\n15", UNITS, "quota", UNITS[:2])
    assert numbers(with_total) == {"P-CL": ("quota", Decimal(5)), "X-MP": ("quota", Decimal(10))}
    with pytest.raises(TableRefused) as refused:
        read_pasted("5\n10\n20", UNITS, "quota", UNITS[:2])
    assert faults(refused) == [
        "These are 3 numbers without units, and the table has 2 units. Paste the units too."
    ]


def test_name_without_its_kind_is_taken_where_it_means_one_unit():
    units = [*UNITS, Unit(pk=4, code="X-CL", name="Xã Chi Lăng", official_name="UBND xã Chi Lăng")]
    with pytest.raises(TableRefused) as refused:
        read_pasted("Chi Lăng\t1\nX. Chi Lăng\t2\nPhường Mai Pha\t3", units, "quota")
    assert faults(refused) == [
        "Row 1: “Chi Lăng” can be Phường Chi Lăng, Xã Chi Lăng: write which one",
        "Row 3: there is no unit “Phường Mai Pha” here",
    ]


def test_total_that_is_not_the_sum_is_told():
    with pytest.raises(TableRefused) as refused:
        read_pasted("P-CL\t1\nX-MP\t2\nTổng cộng\t4", UNITS, "quota")
    assert faults(refused) == ["Row 3: the total is 4, but the rows add up to 3"]


def test_title_in_merged_cells_stands_above_the_head():
    book, out = Workbook(), io.BytesIO()
    for row in [("BIỂU GIAO", None), ("Tên đơn vị", "Trọng số"), ("Xã Mai Pha", 3)]:
        book.active.append(row)
    book.active.merge_cells("A1:B1")
    book.save(out)
    found = read_file(SimpleUploadedFile("giao.xlsx", out.getvalue()), UNITS)
    assert numbers(found) == {"X-MP": ("weight", Decimal(3))}
    text = "BIỂU GIAO;;\nTT;Tên đơn vị;Mức giao\n1;Mai Pha;2,5\n;Cộng;2,5\n"
    found = read_file(SimpleUploadedFile("giao.csv", text.encode()), UNITS)
    assert numbers(found) == {"X-MP": ("quota", Decimal("2.5"))}
