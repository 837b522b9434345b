"""The plan at first and the plan in force, on the pages and in the annex."""

from decimal import Decimal
from fractions import Fraction

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from reports.choices import Basis, Status
from reports.documents.annexes import note_text
from reports.export import record
from reports.plan_view import (
    last_decision,
    original_level,
    original_percent_text,
    original_plan_text,
    plan_changes_of,
    plan_changes_of_all,
)
from reports.progress import Row, rows, with_level
from targets.choices import PlanField
from targets.models import Target
from tests.factories import PlanChangeFactory
from tests.reports.cast import MID_JUNE, Cast
from tests.reports.filing import file
from tests.reports.made_rows import made_row, made_target
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


def test_annex_notes_the_decision(cast):
    change_plan(cast, 200)
    assert "KH điều chỉnh theo văn bản số 125/NQ-HĐND ngày 15/7/2024" in note_text(row_of(cast))
