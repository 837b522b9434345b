"""The campaign of 2024 as it is delivered: the document's own words and numbers, nothing twice."""

import json
from collections import Counter
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command

from targets.calendar import HolidayTable, draft_periods
from targets.choices import EnteredBy, Measure
from targets.models import (
    Allocation,
    Group,
    Holiday,
    Movement,
    Recipient,
    ReportingPeriod,
    Responsibility,
    Target,
)
from units.choices import UnitKind
from units.models import Cluster, Unit

pytestmark = pytest.mark.usefixtures("campaign_2024")

WARDS = ["P-CL", "P-DK", "P-HVT", "P-TT", "P-VT"]
COMMUNES = ["X-HD", "X-MP", "X-QL"]
FILE = settings.BASE_DIR / "fixtures" / "campaign_2024.json"
MODELS = [
    "units.unit",
    "units.cluster",
    "targets.campaign",
    "targets.group",
    "targets.target",
    "targets.allocation",
    "targets.reportingperiod",
    "targets.holiday",
    "targets.movement",
    "targets.responsibility",
    "targets.recipient",
]

ROWS = {
    Unit: 53,
    Cluster: 6,
    Group: 5,
    Target: 42,
    # 9 targets for 8 units, 4 for 3, 1 for 5, 2 for 2, 25 for one, XH-12 for none
    Allocation: 9 * 8 + 4 * 3 + 5 + 2 * 2 + 25,
    ReportingPeriod: 19,
    Holiday: 15,
    Movement: 10,
    Responsibility: 4,
    Recipient: 10,
}

# code, plan as printed, direction, threshold (> or < where strict), ceiling
PLAN = """
KT-01    10 - 11              up    10      11
KT-02    tăng 2,5             up    2.5     -
KT-03    3.269                up    3269    -
KT-04    2.288                up    2288    -
KT-05    425.000              up    425000  -
XH-01    Đạt                  up    1       -
XH-02    2                    up    2       -
XH-03    4                    up    4       -
XH-04    1                    up    1       -
XH-05    100                  up    100     -
XH-06    95                   up    95      -
XH-07    83                   up    83      -
XH-08    2.300 - 2.500        up    2300    2500
XH-09    8/8                  up    8       -
XH-10    98                   up    98      -
XH-11    giảm 0,02 điểm %     down  -0.02   -
XH-12    giảm cả 3 tiêu chí   -     -       -
XH-12.1  giảm                 down  <0      -
XH-12.2  giảm                 down  <0      -
XH-12.3  giảm                 down  <0      -
XH-13    giảm 5               down  -5      -
MT-01    30                   up    30      -
MT-02    10                   up    10      -
MT-03    98                   up    98      -
MT-04    100                  up    100     -
MT-05    100                  up    100     -
MT-06    95                   up    95      -
MT-07    10                   up    10      -
MT-08    74,5                 up    74.5    -
XD-01    từ 130 trở lên       up    130     -
XD-02    trên 90              up    >90     -
XD-03    20                   up    20      -
XD-04    từ 90 trở lên        up    90      -
XD-05    từ 95 trở lên        up    95      -
BS-01    27                   up    27      -
BS-02    100                  up    100     -
BS-03    từ 80 trở lên        up    80      -
BS-04    từ 95 trở lên        up    95      -
BS-05    từ 85 trở lên        up    85      -
BS-06    cao hơn năm trước    up    >0      -
BS-07    cao hơn năm trước    up    >0      -
BS-08    cao hơn năm trước    up    >0      -
"""


def planned(line):
    """One line of PLAN by its columns."""
    columns = [(0, 9), (9, 30), (30, 36), (36, 44), (44, None)]
    code, text, direction, threshold, ceiling = (line[start:end].strip() for start, end in columns)
    return (
        code,
        text,
        "" if direction == "-" else direction,
        None if threshold == "-" else Decimal(threshold.lstrip("<>")),
        threshold[0] in "<>",
        None if ceiling == "-" else Decimal(ceiling),
    )


def codes(queryset):
    return sorted(queryset.values_list("code", flat=True))


def dump():
    out = StringIO()
    call_command("dumpdata", *MODELS, stdout=out, use_natural_foreign_keys=True)
    return json.loads(out.getvalue())


def test_numbers_of_rows():
    assert {model: model.objects.count() for model in ROWS} == ROWS


def test_loading_it_again_changes_nothing():
    before = dump()

    call_command("loaddata", "campaign_2024", verbosity=0)

    assert dump() == before


def test_every_row_passes_its_own_validation(campaign_2024):
    for model in ROWS:
        for row in model.objects.all():
            row.full_clean()
    campaign_2024.full_clean()


@pytest.mark.parametrize("model", [Unit, Target])
def test_computed_columns_are_those_that_saving_gives(model):
    loaded = list(model.objects.order_by("pk").values())
    for row in model.objects.all():
        row.save()

    assert list(model.objects.order_by("pk").values()) == loaded


def test_campaign_is_the_launching_documents(campaign_2024):
    text = campaign_2024.document_text

    assert campaign_2024.owner.code == "TPLS"
    assert (campaign_2024.launched_on, campaign_2024.ends_on) == (date(2024, 1, 5), date(2024, 12, 31))
    assert f"*{campaign_2024.theme}*" in text
    assert f"### {campaign_2024.name}" in text
    assert campaign_2024.document_title == f"Phát động {campaign_2024.name}"
    assert f"**{campaign_2024.document_signer}**" in text
    assert campaign_2024.document_number == "/PĐ-UBND"
    assert campaign_2024.is_demonstration is False


def test_document_keeps_its_slips(campaign_2024):
    for slip in (
        "/PD-UBND",
        "Xây dựng xã Mai pha",
        "- Phân đầu kết nạp",
        "Phần đầu 100%",
        "kiểm chế",
        "chất rắn thải",
    ):
        assert slip in campaign_2024.document_text


def test_settings_name_place_law_and_both_forms(campaign_2024):
    options = campaign_2024.options

    assert (options.place, campaign_2024.short_name) == ("TP. Lạng Sơn", "Thi đua 2024")
    assert [line.startswith("Căn cứ ") for line in options.legal_bases] == [True, True, True]
    assert list(options.forms) == ["pnv", "ubnd"]
    assert options.form("pnv").superior == "UBND THÀNH PHỐ LẠNG SƠN"
    assert options.form("pnv").addressees == ("Chủ tịch UBND thành phố",)
    assert options.form("ubnd").superior == ""
    assert options.form("ubnd").agency == ("ỦY BAN NHÂN DÂN", "THÀNH PHỐ LẠNG SƠN")
    assert options.form("ubnd").authority == ("TM. ỦY BAN NHÂN DÂN",)
    assert options.form("pnv").name == "Phòng Nội vụ"
    assert {form.signer for form in options.forms.values()} == {""}


def test_fifty_two_units_stand_under_the_city_each_in_a_cluster():
    city = Unit.objects.get(parent=None)

    assert (city.code, city.kind, city.cluster) == ("TPLS", UnitKind.CITY, None)
    assert Unit.objects.filter(parent=city, cluster__isnull=False).count() == 52
    assert codes(Unit.objects.filter(kind=UnitKind.WARD)) == WARDS
    assert codes(Unit.objects.filter(kind=UnitKind.COMMUNE)) == COMMUNES
    assert Counter(Unit.objects.exclude(cluster=None).values_list("cluster__code", flat=True)) == {
        "C1": 8,
        "C2": 12,
        "C3": 11,
        "C4": 5,
        "C5": 8,
        "C6": 8,
    }
    assert not Unit.objects.exclude(valid_from=None, valid_to=None).exists()


def test_plan_of_every_target_in_the_tables_order():
    expected = [planned(line) for line in PLAN.strip().splitlines()]

    rows = Target.objects.in_order().values_list(
        "code", "plan_text", "direction", "threshold", "strict", "ceiling"
    )

    assert list(rows) == expected
    assert list(Target.objects.in_order().values_list("order", flat=True)) == list(range(1, 43))


def test_tallies_of_the_two_sections():
    tallied = Target.objects.filter(tallied=True)

    assert tallied.filter(section__startswith="II.").count() == 31
    assert tallied.filter(section__startswith="III.").count() == 7
    assert codes(Target.objects.filter(tallied=False)) == ["BS-01", "XH-12.1", "XH-12.2", "XH-12.3"]
    assert codes(Target.objects.exclude(parent=None)) == ["XH-12.1", "XH-12.2", "XH-12.3"]
    assert not Target.objects.filter(is_hdnd=True).exists()


def test_words_of_every_target_are_the_documents_own(campaign_2024):
    strange = [
        target.code
        for target in Target.objects.all()
        if not target.text_original or target.text_original not in campaign_2024.document_text
    ]

    assert strange == []


def test_one_result_of_the_year_before_is_known():
    known = Target.objects.exclude(previous_result=None).values_list("code", "previous_result")

    assert list(known) == [("KT-01", Decimal("10.15"))]


@pytest.mark.parametrize("code", ["KT-03", "KT-04", "MT-01"])
def test_profile_has_one_step_a_period_and_ends_at_the_plan(code):
    target = Target.objects.get(code=code)
    periods = ReportingPeriod.objects.filter(kind=target.frequency).count()
    steps = target.profile_steps

    assert len(steps) == periods
    assert list(steps) == sorted(steps)
    assert steps[-1] == 100


@pytest.mark.parametrize(
    ("code", "units"),
    [
        ("KT-05", ["PTCKH"]),
        ("XH-01", ["X-MP"]),
        ("XH-02", COMMUNES),
        ("XH-10", WARDS + COMMUNES),
        ("XH-12", []),
        ("XH-12.2", ["CA"]),
        ("MT-01", COMMUNES),
        ("MT-07", WARDS),
        ("BS-02", ["MTTQ", "PNV"]),
    ],
)
def test_target_is_allocated_to_its_units(code, units):
    assert codes(Unit.objects.filter(allocations__target__code=code)) == units


def test_reporter_is_the_unit_or_the_lead_where_the_lead_enters():
    for allocation in Allocation.objects.select_related("target"):
        by_lead = allocation.target.entered_by == EnteredBy.LEAD
        assert allocation.reporter_id == (allocation.target.lead_id if by_lead else allocation.unit_id)
    by_lead = Target.objects.filter(entered_by=EnteredBy.LEAD).values_list("code", "lead__code")
    assert sorted(by_lead) == [("XH-07", "PLDTBXH"), ("XH-09", "PYT"), ("XH-10", "BHXH")]


def test_only_recognitions_by_unit_carry_a_quota():
    with_quota = Allocation.objects.exclude(quota=None)

    assert set(with_quota.values_list("target__code", "quota")) == {("XH-01", 1), ("XH-09", 1)}
    assert with_quota.count() == 9


def test_no_counting_allocation_has_a_counting_ancestor():
    counting = Allocation.objects.filter(counts=True).select_related("unit")
    paths = [(allocation.target_id, allocation.unit.path) for allocation in counting]

    assert len(paths) == Allocation.objects.count()
    for target, path in paths:
        above = [
            other for same, other in paths if same == target and other != path and path.startswith(other)
        ]
        assert above == []


def test_every_target_with_a_figure_is_allocated_and_needs_its_labels():
    for target in Target.objects.exclude(measure=Measure.ALL_OF):
        assert target.allocations.exists()
        assert target.value_label
        assert target.needs_base <= target.takes_base


def test_periods_are_those_of_the_decree(campaign_2024):
    drafts = [asdict(draft) for draft in draft_periods(2024, Holiday.objects.table())]

    assert list(campaign_2024.periods.order_by("order").values(*drafts[0])) == drafts


def test_holidays_of_2024_and_the_worked_saturday():
    tet = [date(2024, 2, day) for day in range(8, 15)]
    others = [(1, 1), (4, 18), (4, 29), (4, 30), (5, 1), (9, 2), (9, 3)]

    assert Holiday.objects.table() == HolidayTable(
        days_off=frozenset([*tet, *(date(2024, month, day) for month, day in others)]),
        worked=frozenset([date(2024, 5, 4)]),
    )


def plain(text):
    """The document without its emphasis and with each line break as a space."""
    return " ".join(text.replace("*", "").split())


@pytest.mark.parametrize("model", [Movement, Responsibility, Recipient])
def test_words_of_movements_duties_and_recipients_are_the_documents_own(campaign_2024, model):
    document = plain(campaign_2024.document_text)
    texts = [getattr(row, "text_original", "") or row.text for row in model.objects.all()]

    assert [text for text in texts if text not in document] == []


def test_movements_are_linked_to_targets():
    linked = {movement.code: codes(movement.targets) for movement in Movement.objects.all()}

    assert len(linked["PT-01"]) == 26
    assert {code[:2] for code in linked["PT-01"]} == {"KT", "XH", "MT"}
    assert {code: targets for code, targets in linked.items() if targets and code != "PT-01"} == {
        "PT-02": ["XH-01", "XH-02", "XH-03"],
        "PT-03": ["XH-08", "XH-11"],
        "PT-06": ["BS-06", "BS-07", "BS-08"],
        "PT-10": ["MT-07", "MT-08"],
    }


def test_duties_of_section_five_name_their_units():
    duties = Responsibility.objects.order_by("order")

    assert {duty.code: codes(duty.units) for duty in duties} == {
        "V.1": [],
        "V.2": ["HCCB", "HND", "HPN", "LDLD", "MTTQ", "TD"],
        "V.3": ["PVHTT"],
        "V.4": ["PNV", "VP"],
    }


def test_recipients_in_the_documents_order():
    texts = list(Recipient.objects.order_by("order").values_list("text", flat=True))

    assert texts == [
        "Sở Nội vụ",
        "TT Thành uỷ (b/c)",
        "TT HĐND TP",
        "CT, các PCT UBND TP",
        "Các TV HĐ TĐKT TP",
        "Các phòng, ban, ngành, đảng, đoàn thể TP",
        "UBND các phường, xã",
        "CPVP; CVNC-TH",
        "Phòng Nội vụ (2)",
        "Lưu VT (VTTH)",
    ]


@pytest.mark.parametrize("model", [apps.get_model(label) for label in MODELS], ids=MODELS)
def test_file_gives_every_column(model):
    """A column that the file leaves out would be loaded empty, for loading does not go through save()."""
    expected = {field.name for field in [*model._meta.fields, *model._meta.many_to_many]} - {"id"}
    rows = [row for row in json.loads(FILE.read_text("utf-8")) if row["model"] == model._meta.label_lower]

    assert rows
    for row in rows:
        assert set(row["fields"]) == expected
        assert "pk" not in row
