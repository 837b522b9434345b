from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.utils.translation import gettext

from targets.models import (
    Allocation,
    Campaign,
    Extension,
    Group,
    Holiday,
    Movement,
    PlanChange,
    Recipient,
    ReportingPeriod,
    Responsibility,
    Target,
)
from tests.administration import address, administrator, listed, officer_of, page_data, signed_in
from tests.factories import (
    AllocationFactory,
    CampaignFactory,
    ExtensionFactory,
    GroupFactory,
    HolidayFactory,
    MovementFactory,
    ReadingFactory,
    RecipientFactory,
    ReportingPeriodFactory,
    ResponsibilityFactory,
    TargetFactory,
    UnitFactory,
)
from units.choices import Action
from units.models import Event

pytestmark = pytest.mark.django_db

DECISION = {
    "decision_number": "125/QĐ-UBND",
    "decision_on": "15/5/2024",
    "decision_reason": "Theo nghị quyết điều chỉnh kế hoạch",
}


@pytest.fixture
def campaign():
    return CampaignFactory()


@pytest.fixture
def target(campaign):
    return TargetFactory(campaign=campaign, name="Số hộ nghèo giảm", threshold=Decimal("440000.5"))


@pytest.fixture
def allocation(target):
    return AllocationFactory(target=target, quota=Decimal(20))


@pytest.fixture
def person(campaign):
    return officer_of(campaign.owner)


@pytest.fixture
def officer(person):
    return signed_in(person)


def accept_a_figure(allocation):
    ReadingFactory(
        allocation=allocation,
        revision__report__reporter=allocation.unit,
        revision__report__period__campaign=allocation.target.campaign,
        revision__approved=True,
    )


def save(client, thing, **values):
    """Send the page of the thing back with these values in place of what it holds."""
    path = address(type(thing), "change", thing.pk)
    return client.post(path, page_data(client.get(path)) | values)


def errors(response):
    return response.context["adminform"].form.errors


# Lists


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("model", "factory"),
    [
        (Campaign, CampaignFactory),
        (Group, GroupFactory),
        (Target, TargetFactory),
        (Allocation, AllocationFactory),
        (ReportingPeriod, ReportingPeriodFactory),
        (Holiday, HolidayFactory),
        (Extension, ExtensionFactory),
        (Movement, MovementFactory),
        (Responsibility, ResponsibilityFactory),
        (Recipient, RecipientFactory),
    ],
    ids=lambda value: value.__name__,
)
def test_list_takes_the_same_few_queries(model, factory, rows, django_assert_max_num_queries):
    factory.create_batch(rows)
    client = signed_in(administrator())
    with django_assert_max_num_queries(10):
        assert len(listed(client.get(address(model)))) == rows


@pytest.mark.parametrize("asked", ["ho ngheo", "HỘ NGHÈO"])
def test_target_is_found_without_diacritics(target, officer, asked):
    TargetFactory(campaign=target.campaign)
    assert listed(officer.get(address(Target), {"q": asked})) == [target]


def test_list_shows_figures_the_vietnamese_way(target, officer):
    assert "440.000,5" in officer.get(address(Target)).content.decode()


def test_other_cities_campaigns_are_out_of_reach(target, officer):
    TargetFactory()
    assert listed(officer.get(address(Target))) == [target]
    assert listed(officer.get(address(Campaign))) == [target.campaign]


def test_holidays_tell_the_weekday_and_which_saturdays_are_worked(officer):
    HolidayFactory(on=date(2024, 5, 4), name="Làm bù", is_working_day=True)
    HolidayFactory(on=date(2024, 4, 29), name="Nghỉ bù")
    worked = officer.get(address(Holiday), {"is_working_day__exact": 1})
    assert [day.name for day in listed(worked)] == ["Làm bù"]
    assert "Thứ 7" in worked.content.decode()


# The plan


def test_plan_changes_freely_until_a_figure_is_accepted(target, allocation, officer):
    ReadingFactory(
        allocation=allocation, revision__submitted=True, revision__report__period__campaign=target.campaign
    )
    assert save(officer, target, threshold="425.000").status_code == 302
    event = Event.objects.about(target).get()
    assert (event.action, event.data) == (Action.CHANGED, {"threshold": ["440000.5", "425000"]})


@pytest.mark.parametrize("field", ["threshold", "ceiling", "maximum", "baseline"])
def test_accepted_plan_does_not_change_without_a_decision(target, allocation, officer, field):
    accept_a_figure(allocation)
    refused = save(officer, target, **{field: "450.000"})
    assert list(errors(refused)) == ["decision_number", "decision_on", "decision_reason"]
    assert refused.context["adminform"].form[field].value() == "450.000"
    assert Target.objects.get() == target
    assert getattr(Target.objects.get(), field) == getattr(target, field)
    assert not Event.objects.exists()


def test_decision_needs_its_reason(target, allocation, officer):
    accept_a_figure(allocation)
    refused = save(officer, target, threshold="425.000", **DECISION | {"decision_reason": ""})
    assert list(errors(refused)) == ["decision_reason"]


def test_accepted_plan_changes_by_a_decision_that_is_recorded_exactly(target, allocation, officer, person):
    accept_a_figure(allocation)
    assert save(officer, target, threshold="425.000,25", note="Ghi chú", **DECISION).status_code == 302
    target.refresh_from_db()
    assert target.threshold == Decimal("425000.25")
    planned, other = Event.objects.about(target).order_by("id")
    assert (planned.action, planned.actor, planned.unit) == (
        Action.PLAN_CHANGED,
        person,
        target.campaign.owner,
    )
    assert planned.data == {
        "decision_number": "125/QĐ-UBND",
        "decided_on": "2024-05-15",
        "changed": {"threshold": ["440000.5", "425000.25"]},
    }
    assert planned.comment == DECISION["decision_reason"]
    assert (other.action, other.data) == (Action.CHANGED, {"note": ["", "Ghi chú"]})


def test_what_is_no_part_of_the_plan_needs_no_decision(target, allocation, officer):
    accept_a_figure(allocation)
    assert save(officer, target, name="Tên khác").status_code == 302
    assert Event.objects.about(target).get().data == {"name": ["Số hộ nghèo giảm", "Tên khác"]}


@pytest.mark.parametrize("values", [{"quota": "25"}, {"baseline_value": "3", "baseline_base": "4"}])
def test_accepted_quota_and_baselines_change_by_a_decision_only(allocation, officer, values):
    accept_a_figure(allocation)
    assert list(errors(save(officer, allocation, **values))) == list(DECISION)
    assert save(officer, allocation, **values, **DECISION).status_code == 302
    event = Event.objects.about(allocation).get()
    assert (event.action, event.unit) == (Action.PLAN_CHANGED, allocation.unit)
    assert set(event.data["changed"]) == set(values)


def test_quota_on_the_targets_page_rests_on_the_decision_of_the_page(target, allocation, officer):
    accept_a_figure(allocation)
    refused = save(officer, target, **{"allocations-0-quota": "25"})
    assert list(refused.context["inline_admin_formsets"][0].formset.errors[0]) == ["quota"]
    assert save(officer, target, **{"allocations-0-quota": "25"}, **DECISION).status_code == 302
    event = Event.objects.about(allocation).get()
    assert event.action == Action.PLAN_CHANGED
    assert event.data["changed"] == {"quota": ["20", "25"]}
    change = PlanChange.objects.get()
    assert (change.target, change.allocation, change.field) == (target, allocation, "quota")
    assert (change.old, change.new, change.decided_on) == (Decimal(20), Decimal(25), date(2024, 5, 15))


@pytest.mark.parametrize("day", ["15/13/2024", "giữa tháng 5", "31/12/2099"])
def test_date_of_a_decision_is_a_day_that_has_come(target, allocation, officer, day):
    accept_a_figure(allocation)
    refused = save(officer, target, threshold="425.000", **DECISION | {"decision_on": day})
    assert list(errors(refused)) == ["decision_on"]
    assert refused.context["adminform"].form["decision_on"].value() == day
    assert not PlanChange.objects.exists()


def test_plan_that_changes_says_anew_what_is_printed_for_it(target, officer):
    Target.objects.update(plan_text="440.000,5")
    refused = save(officer, target, threshold="425.000")
    assert list(errors(refused)) == ["threshold"]
    assert save(officer, target, threshold="425.000", plan_stands="on").status_code == 302
    assert Event.objects.about(target).last().data == {"plan_stands": "440.000,5 | 425000 | "}
    assert save(officer, target, threshold="425.000", plan_text="425.000").status_code == 302


# Targets and allocations


def test_how_a_target_is_counted_is_frozen_once_a_unit_reported(target, allocation, officer):
    frozen = {"measure", "over_time", "direction", "frequency"}
    path = address(Target, "change", target.pk)
    assert frozen <= set(officer.get(path).context["adminform"].form.fields)
    ReadingFactory(allocation=allocation, revision__report__period__campaign=target.campaign)
    assert not frozen & set(officer.get(path).context["adminform"].form.fields)
    save(officer, target, frequency="month", direction="down")
    target.refresh_from_db()
    assert (target.frequency, target.direction) == ("quarter", "up")


def test_rule_that_a_frozen_field_takes_part_in_is_told_in_words(target, allocation, officer):
    ReadingFactory(allocation=allocation, revision__report__period__campaign=target.campaign)
    refused = save(officer, target, threshold="")
    assert refused.context["adminform"].form.non_field_errors() == [
        gettext("A threshold needs a direction, and a direction a threshold.")
    ]


def test_number_that_cannot_be_read_stays_in_its_box(target, officer):
    refused = save(officer, target, threshold="425 nghìn")
    assert list(errors(refused)) == ["threshold"]
    assert refused.context["adminform"].form["threshold"].value() == "425 nghìn"


def test_group_of_another_campaign_is_refused(target, officer):
    other = GroupFactory(campaign__owner=target.campaign.owner, campaign__code="2025")
    assert list(errors(save(officer, target, group=other.pk))) == ["group"]


def new_rows(target, *units, prefix="allocations-2", **values):
    rows = {f"{prefix}-TOTAL_FORMS": len(units)}
    for number, unit in enumerate(units):
        row = {"unit": unit.pk, "reporter": unit.pk, "counts": "on", **values}
        rows |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return rows


def test_unit_is_allocated_on_the_targets_page(target, officer):
    unit = UnitFactory(parent=target.campaign.owner)
    assert save(officer, target, **new_rows(target, unit, quota="12,5")).status_code == 302
    allocation = Allocation.objects.get(target=target)
    assert (allocation.unit, allocation.quota, allocation.counts) == (unit, Decimal("12.5"), True)
    assert Event.objects.about(allocation).get().action == Action.CREATED


def test_unit_and_one_above_it_do_not_both_count_when_added_together(target, officer):
    above = UnitFactory(parent=target.campaign.owner)
    below = UnitFactory(parent=above)
    refused = save(officer, target, **new_rows(target, above, below))
    assert [list(row) for row in refused.context["inline_admin_formsets"][1].formset.errors] == [
        [],
        ["counts"],
    ]
    assert not Allocation.objects.exists()


def test_composite_target_takes_no_allocation_and_says_so(campaign, officer):
    target = TargetFactory(campaign=campaign, measure="all_of", over_time="", direction="", threshold=None)
    unit = UnitFactory(parent=campaign.owner)
    refused = save(officer, target, **new_rows(target, unit))
    row = refused.context["inline_admin_formsets"][1].formset.forms[0]
    assert row.non_field_errors() == [gettext("This target is decided by its children; allocate those.")]


def test_row_of_a_target_may_be_entered_by_the_unit_or_the_lead(target, allocation, officer):
    page = officer.get(address(Target, "change", target.pk))
    row = page.context["inline_admin_formsets"][0].formset.forms[0]
    assert {key for key, _name in row.fields["reporter"].widget.choices} == {
        allocation.unit_id,
        target.lead_id,
    }
    refused = save(
        officer, target, **{"allocations-0-reporter": UnitFactory(parent=target.campaign.owner).pk}
    )
    assert list(refused.context["inline_admin_formsets"][0].formset.errors[0]) == ["reporter"]


@pytest.mark.parametrize("rows", [1, 12])
def test_page_of_a_target_takes_the_same_few_queries(target, officer, rows, django_assert_max_num_queries):
    AllocationFactory.create_batch(rows, target=target)
    path = address(Target, "change", target.pk)
    with django_assert_max_num_queries(20):
        officer.get(path)


def test_allocation_alone_asks_for_its_empty_fields(officer):
    empty = officer.post(address(Allocation, "add"), {})
    assert set(errors(empty)) == {"target", "unit", "reporter"}


def test_what_figures_hang_on_is_not_deleted(target, allocation, officer):
    ReadingFactory(allocation=allocation, revision__report__period__campaign=target.campaign)
    for thing in (allocation, target, target.group):
        page = officer.post(address(type(thing), "delete", thing.pk), {"post": "yes"})
        assert page.context["protected"]
        assert type(thing).objects.filter(pk=thing.pk).exists()


def test_allocation_given_by_mistake_is_deleted_and_logged(allocation, officer):
    officer.post(address(Allocation, "delete", allocation.pk), {"post": "yes"})
    assert not Allocation.objects.exists()
    assert Event.objects.get().action == Action.DELETED


def test_settings_that_cannot_be_read_are_told_at_their_place(campaign):
    refused = save(signed_in(administrator()), campaign, settings='{"place": 5}')
    assert list(errors(refused)) == ["settings"]


# The rest of a campaign


def test_linked_targets_of_a_movement_are_logged_by_name(target, officer):
    movement = MovementFactory(campaign=target.campaign)
    save(officer, movement, targets=[target.pk])
    assert list(movement.targets.all()) == [target]
    assert Event.objects.about(movement).get().data == {"targets": [[], [str(target)]]}


def test_demonstration_is_marked_here_too(officer, campaign):
    assert "DEMONSTRATION DATA" not in english(officer)
    Campaign.objects.update(is_demonstration=True)
    assert "DEMONSTRATION DATA" in english(officer)


def english(client) -> str:
    return client.get("/admin/", headers={"accept-language": "en"}).content.decode()


@pytest.mark.parametrize("typed", ["tháng 5", "thang 5/2024", "2024-M05"])
def test_a_period_is_found_by_the_name_people_say(typed):
    may = ReportingPeriodFactory(code="2024-M05")
    ReportingPeriodFactory(campaign=may.campaign, code="2024-Q2")
    client = Client(headers={"accept-language": "vi"})
    client.force_login(administrator())
    assert listed(client.get(address(ReportingPeriod), {"q": typed})) == [may]
