"""Last year's campaign becomes the next one's beginning: whole or not at all, and nothing guessed."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from targets.choices import Entry, Frequency, Measure
from targets.models import Allocation, Campaign, Target
from targets.periods import renew, renewal_of
from targets.setting_up.checking import wants_of
from targets.setting_up.copy_plan import heading_fault, later, plan_of
from targets.setting_up.copying import CopyRefused, copy
from targets.setting_up.last_year import NOTHING_KNOWN, LastYear, Pair
from targets.setting_up.page import as_set_up, load
from targets.setting_up.taking_over import take_over_and_tell
from tests.factories import (
    MovementFactory,
    RecipientFactory,
    ResponsibilityFactory,
    TargetFactory,
    UserFactory,
)
from tests.targets.setting_up.world import LEVEL, POINTS, SHARE, City, given
from units.choices import Action, SuccessionKind
from units.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return City()


def wants(campaign: Campaign) -> str:
    page = load(as_set_up(Campaign.objects.select_related("owner")).get(pk=campaign.pk))
    return " | ".join(
        f"{want.text} {' '.join(str(place.label) for place in want.places)}" for want in wants_of(page.facts)
    )


def test_targets_come_over_as_a_proposal_with_their_twins(city):
    ward = city.unit("Phường")
    parent = city.target("XH-12", measure=Measure.ALL_OF, over_time="", direction="", threshold=None)
    child = city.target("XH-12.1", ward, parent=parent, text_original="giảm", result_due=date(2025, 1, 31))
    new = city.copied()
    twin = new.targets.get(code="XH-12.1")
    assert (twin.previous, twin.parent.previous) == (child, parent)
    assert (twin.threshold, twin.result_due) == (child.threshold, date(2026, 1, 31))
    assert (twin.text_original, twin.previous_result) == ("", None)
    assert (twin.name_search, twin.sort_key) == (child.name_search, child.sort_key)
    assert new.in_preparation
    assert Campaign.objects.current() == city.campaign


def test_campaign_is_named_anew_and_its_days_move_a_year(city):
    new = city.copied()
    assert (new.code, new.launched_on, new.ends_on) == ("2025", date(2025, 1, 5), date(2025, 12, 31))
    assert new.short_name == "Thi đua 2025"
    assert not new.is_demonstration
    assert (new.document_number, new.document_text) == ("", "")


def test_what_follows_from_made_up_figures_is_marked_too(city):
    city.campaign.is_demonstration = True
    city.campaign.save()
    assert city.copied().is_demonstration


def test_movements_duties_and_recipients_come_over(city):
    old, new_name = city.ended("Xã cũ"), city.unit("Xã mới")
    city.gives_way(old, new_name, kind=SuccessionKind.RENAMED)
    target = city.target("T", old)
    MovementFactory(campaign=city.campaign, code="PT-1").targets.add(target)
    ResponsibilityFactory(campaign=city.campaign, code="V.1").units.add(old, city.lead)
    RecipientFactory(campaign=city.campaign, code="NN-1", text="TT Thành ủy (b/c)")
    new = city.copied()
    assert [t.campaign for t in new.movements.get().targets.all()] == [new]
    assert set(new.responsibilities.get().units.all()) == {new_name, city.lead}
    assert new.recipients.get().text == "TT Thành ủy (b/c)"


def test_task_of_a_unit_without_an_heir_does_not_become_everybodys(city):
    old = city.ended("Xã A")
    ResponsibilityFactory(campaign=city.campaign, code="V.7").units.add(old)
    new = city.copied()
    assert list(new.responsibilities.get().units.all()) == [old]
    assert "Tasks name a unit that has ended by the day of the launch:" in wants(new)


@pytest.mark.parametrize("kind", [SuccessionKind.RENAMED, SuccessionKind.MOVED])
def test_unit_that_was_renamed_or_moved_is_followed(kind, city):
    old, heir = city.ended("Xã cũ"), city.unit("Xã mới")
    city.gives_way(old, heir, kind=kind)
    city.target("T", old, quota=40, lead=old)
    new = city.copied()
    assert given(new, "T") == {"Xã mới": Decimal(40)}
    assert new.targets.get().lead == heir
    assert new.targets.get().allocations.get().reporter == heir


def test_merged_units_have_one_allocation_with_the_sum_of_their_amounts(city):
    one, other, heir = city.ended("Xã A"), city.ended("Xã B"), city.unit("Xã AB")
    for old in (one, other):
        city.gives_way(old, heir, kind=SuccessionKind.MERGED)
    city.target("SUM", one, other, quota=["40", "60.5"])
    city.target("SAME", one, other, quota=["98", "98"], **SHARE)
    city.target("ASK", one, other, quota=["98", "95"], **SHARE)
    city.target("HALF", one, other, quota=["40", None])
    city.target("YES", one, other, quota=["1", "1"], entry=Entry.YES_NO)
    new = city.copied()
    assert given(new, "SUM") == {"Xã AB": Decimal("100.5")}
    assert given(new, "SAME") == {"Xã AB": Decimal(98)}
    assert given(new, "ASK") == {"Xã AB": None}
    assert given(new, "HALF") == {"Xã AB": None}
    assert given(new, "YES") == {"Xã AB": Decimal(1)}
    assert "Last year the units had quotas; here some have none: ASK HALF" in wants(new)


def test_unit_merged_into_one_that_goes_on_adds_to_it(city):
    old, heir = city.ended("Xã A"), city.unit("Phường B")
    city.gives_way(old, heir, kind=SuccessionKind.MERGED)
    city.target("T", old, heir, quota=["40", "60"])
    assert given(city.copied(), "T") == {"Phường B": Decimal(100)}


def test_split_unit_is_asked_about_and_never_guessed(city):
    old, stays = city.ended("Xã A"), city.unit("Phường B")
    parts = city.unit("Xã A1"), city.unit("Xã A2")
    city.gives_way(old, *parts, kind=SuccessionKind.SPLIT)
    city.target("T", old, stays, quota=["40", "60"])
    plan = plan_of(city.campaign, city.heading)
    assert [(moved.unit, moved.heirs, moved.targets) for moved in plan.split] == [(old, parts, ("T",))]
    new = city.copied()
    assert given(new, "T") == {"Phường B": Decimal(60)}
    assert "A unit that had them was split. Say who has them now: T" in wants(new)
    Allocation.objects.create(target=new.targets.get(), unit=parts[0], reporter=parts[0])
    assert "was split" not in wants(new)


def test_words_that_name_a_year_are_pointed_out_until_they_change(city):
    city.target("XH-11", city.unit("Phường"), name="Tỷ lệ hộ nghèo (giảm so với cuối năm 2023)")
    new = city.copied()
    assert "Their words name a year, as last year's did: XH-11" in wants(new)
    new.targets.update(name="Tỷ lệ hộ nghèo (giảm so với cuối năm 2024)")
    assert "name a year" not in wants(new)


def test_unit_that_ended_is_named_and_what_it_alone_had_is_given_to_nobody(city):
    old = city.ended("Xã A")
    city.target("T", old, lead=old)
    plan = plan_of(city.campaign, city.heading)
    assert [moved.unit for moved in plan.ended] == [old]
    assert [target.code for target in plan.unallocated] == ["T"]
    told = wants(city.copied())
    assert "These targets are given to nobody: T" in told
    assert "The lead unit has ended by the day of the launch: T" in told


def test_lead_that_enters_for_others_is_followed(city):
    old, heir, ward = city.ended("Phòng cũ"), city.unit("Phòng mới"), city.unit("Phường")
    city.gives_way(old, heir, kind=SuccessionKind.MERGED)
    target = city.target("T", ward, lead=old)
    target.allocations.update(reporter=old)
    assert city.copied().targets.get().allocations.get().reporter == heir


def test_results_and_baselines_are_taken_over_as_far_as_they_are_known(city):
    one, other, heir = city.ended("Xã A"), city.ended("Xã B"), city.unit("Xã AB")
    ward = city.unit("Phường")
    for old in (one, other):
        city.gives_way(old, heir, kind=SuccessionKind.MERGED)
    known, unknown = city.target("KNOWN", ward), city.target("UNKNOWN", ward)
    schools = city.target("LEVEL", ward, **LEVEL)
    poor = city.target("POOR", one, other, ward, **POINTS)
    a, b, c = poor.allocations.order_by("unit__order")
    figures = LastYear(
        {known.pk: Decimal("101.5"), schools.pk: Decimal(28)},
        {a.pk: Pair(Decimal(10), Decimal(900)), b.pk: Pair(Decimal(5), Decimal(300))},
    )
    new = city.copied(figures)
    assert new.targets.get(code="KNOWN").previous_result == Decimal("101.5")
    assert new.targets.get(previous=unknown).previous_result is None
    assert new.targets.get(code="LEVEL").baseline == Decimal(28)
    pairs = new.targets.get(code="POOR").allocations.values_list(
        "unit__name", "baseline_value", "baseline_base"
    )
    assert set(pairs) == {("Xã AB", Decimal(15), Decimal(1200)), ("Phường", None, None)}
    later_on = LastYear({unknown.pk: Decimal(7)}, {c.pk: Pair(Decimal(1), Decimal(50))})
    assert len(take_over_and_tell(new, later_on, city.officer)) == 2
    assert new.targets.get(previous=unknown).previous_result == Decimal(7)
    assert take_over_and_tell(new, later_on, city.officer) == []


def test_baseline_of_a_merged_unit_needs_all_who_came_together(city):
    one, other, heir = city.ended("Xã A"), city.ended("Xã B"), city.unit("Xã AB")
    for old in (one, other):
        city.gives_way(old, heir, kind=SuccessionKind.MERGED)
    poor = city.target("POOR", one, other, **POINTS)
    first = poor.allocations.order_by("unit__order").first()
    new = city.copied(LastYear({}, {first.pk: Pair(Decimal(10), Decimal(900))}))
    assert new.targets.get().allocations.get().baseline_base is None
    assert "Units have no baseline of last year's end, from which points are counted: POOR" in wants(new)


def test_copy_is_one_event_and_a_second_one_is_refused(city):
    city.target("T", city.unit("Phường"))
    before = Event.objects.count()
    new = city.copied()
    event = Event.objects.about(new).get()
    assert Event.objects.count() == before + 1
    assert (event.action, event.data["copied_from"], event.data["targets"]) == (Action.CREATED, "2024", 1)
    seen = plan_of(city.campaign, city.heading).mark(NOTHING_KNOWN)
    with pytest.raises(CopyRefused, match="this code already"):
        copy(city.campaign, city.heading, city.officer, NOTHING_KNOWN, seen=seen)
    assert Campaign.objects.count() == 2


def test_what_was_not_shown_is_not_copied(city):
    target = city.target("T", city.unit("Phường"))
    seen = plan_of(city.campaign, city.heading).mark(NOTHING_KNOWN)
    Target.objects.filter(pk=target.pk).update(threshold=Decimal(120))
    with pytest.raises(CopyRefused, match="not what you were shown"):
        copy(city.campaign, city.heading, city.officer, NOTHING_KNOWN, seen=seen)
    assert Campaign.objects.count() == 1


def test_only_home_affairs_copies(city):
    with pytest.raises(PermissionDenied):
        copy(city.campaign, city.heading, UserFactory(is_superuser=True), NOTHING_KNOWN, seen="")


def test_next_campaign_ends_in_a_later_year(city):
    same_year = city.heading.__class__("X", "Tên", date(2024, 1, 5), date(2024, 12, 30))
    assert "later year" in str(heading_fault(city.campaign, same_year))


def test_leap_day_moves_to_the_last_of_february():
    assert later(date(2024, 2, 29), 1) == date(2025, 2, 28)


def test_profile_with_another_number_of_periods_is_wanting(city):
    TargetFactory(
        campaign=city.campaign, group=city.group, lead=city.lead, code="P", pace="profile",
        profile="10 60 100", frequency=Frequency.QUARTER,
    )  # fmt: skip
    new = city.copied()
    assert "The periods of the year have no dates yet." in wants(new)
    renew(new, city.officer, renewal_of(new).mark)
    assert "The profile has not one percentage for each period: P" in wants(new)
    new.targets.update(profile="10 60 90 100")
    assert "profile" not in wants(new)
