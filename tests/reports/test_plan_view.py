"""The plan at first and the plan in force, on the pages and in the annex."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.test import Client
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from reports.choices import Basis, Status
from reports.documents import sentences
from reports.documents.annexes import note_text
from reports.export import record
from reports.lines import Line
from reports.lists.targets import targets
from reports.models import ProgressReport
from reports.overview import facts
from reports.plan_view import (
    last_decision,
    original_level,
    original_percent_text,
    original_plan_text,
    plan_changes_of,
    plan_changes_of_all,
)
from reports.progress import Row, rows, with_level
from targets.choices import Measure, PlanField
from targets.models import Target
from targets.plan_history import PlanStep
from tests.factories import PlanChangeFactory
from tests.reports.cast import MID_JUNE, Cast
from tests.reports.filing import file
from tests.reports.made_rows import made_rate, made_row, made_target
from units.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(settings) -> Cast:
    settings.EMULATION_TODAY = MID_JUNE
    cast = Cast()
    target = cast.allocation.target
    file(cast.campaign, "2024-Q2", {(target.code, unit.code): 30 for unit in (cast.ward, cast.other_ward)})
    return cast


def change_plan(cast: Cast, level: int, number: str = "125/NQ-HĐND") -> None:
    target = Target.objects.get(pk=cast.allocation.target_id)
    PlanChangeFactory(target=target, old=target.threshold, new=Decimal(level), decision_number=number)
    Target.objects.filter(pk=target.pk).update(threshold=Decimal(level))


def change_quota(allocation, old: int | None, new: int) -> None:
    PlanChangeFactory(target=allocation.target, allocation=allocation, field="quota", old=old, new=new)
    type(allocation).objects.filter(pk=allocation.pk).update(quota=Decimal(new))


def row_of(cast: Cast, node: Unit | None = None) -> Row:
    (row,) = rows(cast.campaign, node or cast.city, cast.period.cut_off, Basis.OFFICIAL)
    return row


def test_plan_that_never_changed_is_the_first_one(cast):
    row = row_of(cast)
    assert original_level(row) is None
    assert (original_plan_text(row), original_percent_text(row)) == ("", "")
    assert last_decision(row) is None
    assert plan_changes_of(row) == []


def test_figure_stands_against_both_plans_and_is_judged_by_the_one_in_force(cast):
    assert row_of(cast).status == Status.MISSED
    change_plan(cast, 200)
    change_plan(cast, 50, "201/NQ-HĐND")
    row = row_of(cast)
    assert (row.rule.threshold, row.plan_percent, row.status) == (50, 120, Status.EXCEEDED)
    assert original_plan_text(row) == "100 người"
    assert original_percent_text(row) == "60%"
    assert last_decision(row).number == "201/NQ-HĐND"
    assert [line.new for line in plan_changes_of(row)] == ["50 người", "200 người"]


def test_plan_that_came_back_to_what_it_was_is_not_called_adjusted(cast):
    change_plan(cast, 200)
    change_plan(cast, 100)
    row = row_of(cast)
    assert original_level(row) is None
    assert len(plan_changes_of(row)) == 2


def test_unit_stands_against_its_quota_at_first(cast):
    change_quota(cast.allocation, 40, 60)
    own = row_of(cast, cast.ward)
    assert (original_level(own), original_percent_text(own)) == (40, "75%")
    assert original_level(row_of(cast)) is None
    assert original_level(row_of(cast, cast.other_ward)) is None


def test_quota_that_was_given_in_mid_year_has_no_plan_at_first(cast):
    change_quota(cast.allocation, None, 60)
    own = row_of(cast, cast.ward)
    assert original_level(own) is None
    assert [(line.old, line.new) for line in plan_changes_of(own)] == [("–", "60 người")]


def test_parent_stands_against_the_quotas_of_its_units_at_first(cast):
    between = Unit.objects.create(code="KV", name="Khu vực", official_name="Khu vực", parent=cast.city)
    for allocation, quota in ((cast.allocation, 40), (cast.elsewhere, 60)):
        Unit.objects.filter(pk=allocation.unit_id).update(
            parent=between, path=f"{between.path}{allocation.unit_id}/"
        )
        change_quota(allocation, quota, 2 * quota)
    assert original_level(row_of(cast, between)) == 100


def test_unit_reads_the_changes_of_its_own_numbers_and_of_the_plan_it_is_held_to(cast):
    change_plan(cast, 200)
    change_quota(cast.allocation, 40, 60)
    change_quota(cast.elsewhere, 30, 50)
    own = plan_changes_of_all([row_of(cast, cast.ward)])
    assert [(line.unit, line.step.field) for line in own] == [(cast.ward.name, PlanField.QUOTA)]
    of_city = plan_changes_of_all([row_of(cast)])
    assert len(of_city) == 3


def test_change_of_plan_leaves_the_shape_of_the_export(cast):
    before = record(row_of(cast))
    change_plan(cast, 200)
    after = record(row_of(cast))
    assert list(after) == list(before)
    assert (after["threshold"], after["plan_percent"]) == ("200", "30")


@given(figure=st.decimals(0, 10**6, places=4), level=st.decimals("0.0001", 10**6, places=4))
def test_percentage_against_another_level_is_exact_and_leaves_the_status(figure, level):
    row = made_row(made_target(), str(figure))
    held = with_level(row, level)
    assert held.plan_percent == 100 * Fraction(figure) / Fraction(level)
    assert (held.figure, held.status) == (row.figure, row.status)


def page(cast: Cast, role: str, path: str) -> str:
    client = Client(headers={"accept-language": "vi"})
    client.force_login(cast[role])
    return " ".join(client.get(path).content.decode().split())


def test_pages_tell_the_decision_and_both_percentages(cast):
    change_plan(cast, 200)
    shown = page(cast, "neighbour", f"/targets/{cast.allocation.target.code}/")
    assert "125/NQ-HĐND ngày 15/7/2024" in shown
    assert "ban đầu 100 người" in shown
    assert "so với kế hoạch ban đầu: 60%" in shown
    assert "60% kế hoạch ban đầu" in page(cast, "leadership", "/overview/")


def test_page_of_the_unit_tells_how_its_quota_changed(cast):
    change_quota(cast.allocation, 40, 60)
    shown = page(cast, "staff", f"/units/{cast.ward.code}/")
    assert "Điều chỉnh kế hoạch" in shown
    assert "40 người" in shown
    assert "75% kế hoạch ban đầu" in shown


def test_overview_weighs_what_needs_a_decision_against_both_plans(cast):
    change_plan(cast, 200)
    with translation.override("vi"):
        assert "60% kế hoạch ban đầu" in facts(Line(row_of(cast)))


def test_annex_notes_the_decision_and_the_plan_at_first(cast):
    change_plan(cast, 200)
    with translation.override("vi"):
        noted = note_text(row_of(cast))
    assert "KH điều chỉnh theo Nghị quyết số 125/NQ-HĐND ngày 15/7/2024; 60% kế hoạch ban đầu" in noted


def test_sentence_tells_both_percentages_and_the_decision(cast):
    change_plan(cast, 80, "12/QĐ-UBND")
    clause = sentences.plan_clause(row_of(cast))
    decided = "Quyết định số 12/QĐ-UBND ngày 15/7/2024"
    assert clause == f"đạt 75% kế hoạch điều chỉnh ({decided}), đạt 60% kế hoạch ban đầu"


def test_concern_says_of_which_plan_the_expected_share_is(cast):
    change_plan(cast, 200)
    told = sentences.worry_sentence(replace(row_of(cast), expected=Fraction(100)))
    assert "đạt 60% kế hoạch ban đầu, mức cần đạt đến kỳ này 50% kế hoạch điều chỉnh" in told


@pytest.mark.parametrize(
    ("number", "named"),
    [("7/QĐ-UBND", "Quyết định"), ("7/nq-hđnd", "Nghị quyết"), ("7/KH-UBND", "văn bản"), ("7", "văn bản")],
)
def test_decision_is_named_by_its_symbol(number, named):
    step = PlanStep(PlanField.THRESHOLD, None, None, None, None, number, date(2024, 7, 15), "")
    assert sentences.decision_words(step) == f"{named} số {number} ngày 15/7/2024"


def changed(target: Target, old: str, field: PlanField = PlanField.THRESHOLD) -> dict:
    """A step of the target's plan as its query brings it."""
    step = {"field": field, "allocation": None, "unit": None, "old": Decimal(old), "new": target.threshold}
    return {**step, "number": "12/QĐ-UBND", "on": date(2024, 7, 15), "reason": "Sắp xếp"}


def test_rate_stands_above_or_below_each_of_the_plans():
    target = made_rate()
    target.plan_steps = [changed(target, "97")]
    assert sentences.plan_clause(made_row(target, "97.5")) == (
        "thấp hơn kế hoạch điều chỉnh (Quyết định số 12/QĐ-UBND ngày 15/7/2024) 0,5 điểm %, "
        "cao hơn kế hoạch ban đầu 0,5 điểm %"
    )


def test_rate_is_held_against_the_range_that_was_planned_at_first():
    target = made_rate(threshold=Decimal(10), ceiling=Decimal(11))
    target.plan_steps = [changed(target, "8"), changed(target, "9", PlanField.CEILING)]
    told = sentences.plan_clause(made_row(target, "10.5"))
    assert told.startswith("trong mức kế hoạch điều chỉnh (")
    assert told.endswith("), cao hơn kế hoạch ban đầu 2,5 điểm %")


def test_change_is_told_with_both_levels():
    target = made_rate(measure=Measure.GROWTH, direction="down", threshold=Decimal(-5), plan_text="giảm 5")
    target.plan_steps = [changed(target, "-3")]
    with translation.override("vi"):
        told = sentences.figure_clause(made_row(target, -20, value=Decimal(12), base=Decimal(15)))
    decided = "Quyết định số 12/QĐ-UBND ngày 15/7/2024"
    assert told.endswith(f"kế hoạch điều chỉnh giảm 5% ({decided}), kế hoạch ban đầu giảm 3%")


def test_file_of_the_overview_tells_both_plans_in_columns_that_are_always_there(cast):
    assert cells_of(Line(row_of(cast)))[-3:] == ["", "", ""]
    change_plan(cast, 200)
    cells = cells_of(Line(row_of(cast)))
    assert cells[-3:-1] == ["100 người", "60%"]
    assert "125/NQ-HĐND" in cells[-1]


def cells_of(line: Line) -> list:
    (row,) = targets([line], "", []).rows()
    return row


@pytest.mark.parametrize(
    ("role", "address"),
    [
        ("reviewer", "/review/{report}/"),
        ("staff", "/reports/{unit}/2024-06-14/"),
        ("staff", "/evidence/{unit}/2024-Q2/sheet/"),
    ],
)
def test_reviewer_clerk_and_signing_head_read_both_percentages(cast, role, address):
    change_quota(cast.allocation, 40, 60)
    report = ProgressReport.objects.get(reporter=cast.ward)
    shown = page(cast, role, address.format(report=report.pk, unit=cast.ward.code))
    assert "50% KH" in shown
    assert "75% kế hoạch ban đầu" in shown
