"""Files of the administration as people read them: in Vietnamese out, and in again by any of their names."""

from datetime import date

import pytest
from django.conf import settings
from django.utils import translation

from emulation.files import FileRefused
from emulation.table_files import read_table
from emulation.tables import as_bytes
from emulation.text import fold
from reports.everything import RESOURCES
from reports.models import Reading
from targets.models import Target
from targets.resources import TargetResource
from tests.administration import administrator, signed_in
from tests.exchanging import Desk, csv_bytes
from tests.factories import MembershipFactory
from tests.reports.progress_commands import bring, bring_file
from units.exchange.columns import Choice
from units.models import Unit
from units.resources import UnitResource


@pytest.fixture
def admin(campaign_2024):
    return administrator()


def spoken(resource, person, form: str) -> bytes:
    return as_bytes(resource(person).table("", form, spoken=True), form)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_goes_out_in_vietnamese_comes_in_again_and_changes_nothing(admin, tmp_path, form):
    ward = Unit.objects.get(code="P-CL")
    MembershipFactory(unit=ward, user__position="'=B", valid_from=date(2024, 1, 5))
    bring(tmp_path, [("2024-M05", "PVHTT", "KT-03", "160.25", "158.2")], approve=True)
    Reading.objects.update(is_estimate=True, note="- Chờ số;\n'ước'")
    for name, resource in RESOURCES.items():
        content = spoken(resource, admin, form)
        with translation.override("en"):
            read = read_table(f"tệp.{form}", content, resource.names())
            outcome = resource(admin).bring(read, "tệp", keep=False)
        assert (name, outcome.faults, outcome.rows) == (name, [], [])
        assert outcome.unchanged == resource(admin).administered().count() > 0


def test_heads_and_values_are_those_of_the_page(admin):
    head, *rows = spoken(TargetResource, admin, "csv").decode("utf-8-sig").splitlines()
    assert head.startswith("Đợt thi đua;Mã;Nhóm chỉ tiêu;Thuộc;Thứ tự;")
    row = next(row for row in rows if ";KT-04;" in row)
    assert ";tỷ đồng;" in row
    assert ";Có;" in row
    assert not {"sum", "up", "profile", "decimal"} & set(row.split(";"))


@pytest.mark.parametrize("resource", RESOURCES.values(), ids=RESOURCES)
def test_no_name_of_a_column_or_choice_means_two(resource):
    columns = resource.names()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for column in resource.fields.values():
                assert columns.meant(column.label(resource._meta.model)) == column.column_name
                if isinstance(column, Choice):
                    told = {column.words[fold(str(choice.label))] for choice in column.choices}
                    assert told == set(column.choices.values)


def test_heads_are_known_without_marks_and_by_their_machine_names(admin):
    file = read_table("dv.csv", csv_bytes("MA;ten;order", "P-CL;Phường Chi Lăng;1"), UnitResource.names())
    assert file.header == ["code", "name", "order"]


def test_the_command_reads_vietnamese_heads_too(campaign_2024, tmp_path):
    path = tmp_path / "số liệu.csv"
    rows = ("Kỳ báo cáo;Đơn vị;Chỉ tiêu;Giá trị;Số gốc", "2024-Q2;P-CL;XH-10;900;1000")
    path.write_bytes(csv_bytes(*rows))
    bring_file(path, approve=True)
    assert Reading.objects.get().value == 900


def test_the_administrations_files_have_vietnamese_names_and_its_json_none(admin):
    desk = Desk(signed_in(admin), Target)
    assert "filename*=UTF-8''Ch%E1%BB%89%20ti%C3%AAu.xlsx" in desk.disposition("xlsx")
    assert 'filename="targets.json"' in desk.disposition("json")


# What is wrong with a file


def test_a_first_row_is_told_what_it_lacks_and_what_nobody_knows_in_the_users_words():
    with pytest.raises(FileRefused) as refused:
        read_table("t.csv", csv_bytes("Tên;Màu;;Tên", "a;b;c;d"), TargetResource.names())
    assert str(refused.value) == (
        "Thiếu cột: “Đợt thi đua”, “Mã”. Không nhận ra: “màu”. Cột không có tên: C. Ghi hai lần: “Tên”."
    )


def test_a_row_that_stands_twice_hides_no_other_fault(admin):
    desk = Desk(signed_in(admin), Unit)
    desk.look(csv_bytes("code;order", "P-CL;1", "P-CL;hai", "P-TT;ba"))
    assert [(row, column) for row, column, _message in desk.faults] == [(3, ""), (3, "order"), (4, "order")]


def test_a_code_that_is_not_there_is_called_new_and_not_six_times_empty(admin):
    desk = Desk(signed_in(admin), Target)
    desk.look(csv_bytes("campaign;code;name", "TPLS/2024;KT-99;Doanh thu"))
    ((row, column, message),) = [fault for fault in desk.faults if "KT-99" in fault[2]]
    assert (row, column, "“Đơn vị tính”" in message) == (2, "", True)
    assert all("trống" not in told for _row, _column, told in desk.faults)
