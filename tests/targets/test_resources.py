"""Plans by file: natural keys, the rules of the administration's pages, Vietnamese numbers."""

from decimal import Decimal

import pytest
from django.utils import translation

from emulation.files import FileRefused
from emulation.table_files import read_table
from emulation.tables import as_bytes
from reports.models import Reading
from targets.models import Campaign, Group, ReportingPeriod, Target
from targets.resources import (
    AllocationResource,
    CampaignResource,
    GroupResource,
    PeriodResource,
    TargetResource,
)
from tests.administration import address, administrator, signed_in
from tests.exchanging import csv_bytes
from tests.reports.progress_commands import bring
from units.exchange.outcome import Outcome
from units.models import Unit


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def admin(campaign_2024):
    return administrator()


def brought(resource, admin, *rows: str, name: str = "plan.csv", content: bytes = b"") -> Outcome:
    file = read_table(name, content or csv_bytes(*rows), resource.names())
    return resource(admin).bring(file, name, keep=True)


def faults(outcome: Outcome) -> list[tuple[int, str]]:
    return [(fault.row, fault.column) for fault in outcome.faults]


TARGET = "campaign;code;group;name;unit_of_measure;measure;over_time;direction;threshold;pace;frequency;lead"


def test_a_target_is_named_by_campaign_and_code_and_its_numbers_are_vietnamese(admin):
    row = "tpls/2024;X-01;KT;Chỉ tiêu mới;tỷ đồng;amount;sum;up;425.000,25;steady;quarter;pkt"
    assert faults(brought(TargetResource, admin, TARGET, row)) == []
    target = Target.objects.get(code="X-01")
    assert (target.threshold, target.lead.code, target.group.code) == (Decimal("425000.25"), "PKT", "KT")


@pytest.mark.parametrize(
    ("delimiter", "typed", "kept"),
    [
        (";", "3,269", "3.269"),
        (",", "3.269", "3.269"),
        ("\t", "1.234,5", "1234.5"),
        (";", "3.269", None),
        (";", "12 tỷ", None),
    ],
)
def test_numbers_are_read_as_in_files_of_readings(admin, delimiter, typed, kept):
    rows = [("campaign", "code", "previous_result"), ("TPLS/2024", "KT-02", typed)]
    outcome = brought(TargetResource, admin, *(delimiter.join(row) for row in rows), name="plan.txt")
    if kept is None:
        assert faults(outcome) == [(2, "previous_result")]
    else:
        assert Target.objects.get(code="KT-02").previous_result == Decimal(kept)


def test_children_may_come_before_their_parent(admin):
    header = "campaign;code;group;name;unit_of_measure;measure;over_time;pace;frequency;lead;parent"
    child = "TPLS/2024;X-1.1;KT;Con;%;amount;latest;year_end;quarter;PKT;X-1"
    parent = "TPLS/2024;X-1;KT;Cha;%;all_of;;year_end;quarter;PKT;"
    assert faults(brought(TargetResource, admin, header, child, parent)) == []
    assert Target.objects.get(code="X-1.1").parent.code == "X-1"


def test_constraints_of_the_database_speak_in_the_row(admin):
    outcome = brought(TargetResource, admin, "campaign;code;slow_from;decimals", "TPLS/2024;KT-02;120;9")
    assert faults(outcome) == [(2, ""), (2, "")]
    assert "percentage from 0 to 100" in str(outcome.faults[0])


def test_names_that_nobody_knows_are_told_by_column(admin):
    outcome = brought(
        AllocationResource,
        admin,
        "campaign;target;unit;reporter",
        "TPLS/2024;KT-99;P-CL;P-CL",
        "TPLS/2024;XH-08;P-XX;P-CL",
        "TPLS/1999;XH-08;P-CL;P-CL",
    )
    assert faults(outcome) == [(2, "target"), (3, "unit"), (4, "target")]


def test_who_counts_may_change_between_unit_and_those_below_in_one_file(admin):
    """Whichever row comes first; nobody counts twice in between."""
    target = Target.objects.get(code="XH-08")
    above, below = Unit.objects.get(code="TPLS"), target.allocations.filter(counts=True)
    codes = list(below.values_list("unit__code", flat=True))
    swap = [f"TPLS/2024;XH-08;{above.code};{target.lead.code};1"]
    swap += [f"TPLS/2024;XH-08;{code};{code};0" for code in codes]
    outcome = brought(AllocationResource, admin, "campaign;target;unit;reporter;counts", *swap)
    assert faults(outcome) == []
    assert list(target.allocations.filter(counts=True).values_list("unit__code", flat=True)) == ["TPLS"]


def test_a_plan_with_accepted_figures_changes_by_a_decision_only(admin, tmp_path):
    row = ("TPLS/2024;KT-02;13;từ 13%", "campaign;code;threshold;plan_text")
    bring(tmp_path, [("2024-M05", "PKT", "KT-02", "12.5", "12")], approve=True)
    before = Target.objects.get(code="KT-02").threshold

    outcome = brought(TargetResource, admin, *reversed(row))

    assert faults(outcome) == [(2, "threshold")]
    assert "decision" in str(outcome.faults[0])
    assert Target.objects.get(code="KT-02").threshold == before


def test_a_new_level_needs_what_is_printed_for_it(admin):
    header = "campaign;code;threshold;plan_text"
    printed = Target.objects.get(code="KT-02").plan_text
    assert faults(brought(TargetResource, admin, header, f"TPLS/2024;KT-02;13;{printed}")) == [
        (2, "threshold")
    ]
    assert faults(brought(TargetResource, admin, header, "TPLS/2024;KT-02;13;từ 13%")) == []


def test_a_campaign_is_not_opened_by_a_file(admin):
    outcome = brought(CampaignResource, admin, "owner;code;in_preparation", "TPLS;2024;1")
    assert faults(outcome) == [(2, "in_preparation")]


def test_what_readings_rest_on_is_frozen(admin, tmp_path):
    bring(tmp_path, [("2024-M05", "PKT", "KT-02", "12.5", "12")])
    outcome = brought(TargetResource, admin, "campaign;code;measure", "TPLS/2024;KT-02;share")
    assert faults(outcome) == [(2, "measure")]
    outcome = brought(PeriodResource, admin, "campaign;code;number", "TPLS/2024;2024-M05;15")
    assert faults(outcome) == [(2, "number")]
    assert Reading.objects.count() == 1


def test_settings_come_as_json_and_are_checked(admin):
    header = "owner,code,settings"
    assert faults(brought(CampaignResource, admin, header, "TPLS,2024,nonsense")) == [(2, "settings")]
    assert faults(brought(CampaignResource, admin, header, "TPLS,2024,[1]")) == [(2, "settings")]
    assert faults(brought(CampaignResource, admin, header, 'TPLS,2024,"{""colour"": 1}"')) == [
        (2, "settings")
    ]
    assert faults(brought(CampaignResource, admin, header, "TPLS,2024,")) == []
    assert Campaign.objects.get().settings == {}


def test_a_document_of_any_length_comes_back_and_a_workbook_says_that_it_is_too_long(admin):
    text = "Điều 1; điều 2\n" * 20_000
    Campaign.objects.update(document_text=text)
    content = as_bytes(CampaignResource(admin).table("campaigns", "csv"), "csv")
    Campaign.objects.update(document_text="")

    assert faults(brought(CampaignResource, admin, content=content)) == []
    assert Campaign.objects.get().document_text == text
    with pytest.raises(FileRefused, match="Launching document"):
        as_bytes(CampaignResource(admin).table("campaigns", "xlsx"), "xlsx")
    page = signed_in(admin).get(address(Campaign, "export"), {"format": "xlsx"})
    assert page.status_code == 200
    assert "CSV" in page.content.decode()


def test_a_campaign_is_set_up_by_files_alone(admin):
    rows = "TPLS;2025;Thi đua 2025;2/1/2025;31/12/2025"
    brought(CampaignResource, admin, "owner;code;name;launched_on;ends_on", rows)
    brought(GroupResource, admin, "campaign;code;name", "TPLS/2025;KT;Kinh tế")
    header = (
        "campaign;code;kind;number;starts_on;cut_off;calendar_from;calendar_to;opens_on;due_on;confirm_by"
    )
    dates = "TPLS/2025;2025-Q1;quarter;1;15/12/2024;14/3/2025;1/1/2025;31/3/2025;7/3/2025;18/3/2025;20/3/2025"
    brought(PeriodResource, admin, f"{header};report_on", f"{dates};24/3/2025")
    assert Group.objects.get(campaign__code="2025").name == "Kinh tế"
    assert str(ReportingPeriod.objects.get(code="2025-Q1")) == "quarter I/2025"
