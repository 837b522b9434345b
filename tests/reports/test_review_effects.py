"""What the review page says of the city is what the city shows once the report is accepted."""

from decimal import Decimal

import pytest
from django.test import Client

from reports.choices import Basis, Status
from reports.intake import save
from reports.models import Revision
from reports.progress import Row, rows
from reports.review.effects import Effect
from reports.workflow import approve, reopen, submit
from targets.choices import Direction, EnteredBy, Measure, OverTime, Pace
from targets.models import Allocation, Target
from tests.factories import ReportingPeriodFactory, StatusOverrideFactory, TargetFactory
from tests.reports.cast import MID_JUNE, Cast, reported
from tests.reports.filing import file
from tests.reports.reviewing import page, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(settings) -> Cast:
    settings.EMULATION_TODAY = MID_JUNE
    cast = Cast()
    ReportingPeriodFactory(campaign=cast.campaign, code="2024-Q4")
    return cast


def share(cast: Cast, **target) -> Allocation:
    """98% to be held, given to both wards; the other one stands at 98,03% officially."""
    held = {"measure": Measure.SHARE, "over_time": OverTime.LATEST, "pace": Pace.HOLD, "unit_of_measure": "%"}
    labels = {"value_label": "Có thẻ", "base_label": "Dân số", "decimals": 2, "threshold": Decimal(98)}
    own = cast.allocate(cast.ward, **(held | labels | target))
    cast.allocate(cast.other_ward, target=own.target)
    file(cast.campaign, "2024-Q2", {(own.target.code, cast.other_ward.code): (9803, 10000)})
    return own


def waiting(cast: Cast, **answers: tuple) -> Revision:
    revision = cast.answered()
    given = [reported(allocation, *numbers) for allocation, numbers in answers["given"]]
    assert save(revision, given, actor=cast["staff"]).is_clean
    return submit(revision, cast["staff"], revision.version)


def effects(cast: Cast, revision: Revision) -> dict[str, Effect]:
    """As the page tells them, by the target's code."""
    sections = page(cast, revision).sections
    told = [effect for section in sections for row in section.rows for effect in row.effects]
    assert len({effect.target.code for effect in told}) == len(told)
    return {effect.target.code: effect for effect in told}


def official(cast: Cast) -> dict[str, Row]:
    found = rows(cast.campaign, cast.city, cast.period.cut_off, Basis.OFFICIAL)
    return {row.target.code: row for row in found}


def shown(row: Row) -> tuple:
    return row.figure, row.status, row.computed_status, row.reported, row.owed, row.complete, row.estimate


def test_share_that_falls_below_its_plan_is_told_before_accepting(cast):
    own = share(cast)
    revision = waiting(cast, given=[(own, (9793, 10000))])
    effect = effects(cast, revision)[own.target.code]
    assert (effect.before.measured, effect.after.measured) == ("98,03%", "97,98%")
    assert (effect.before.status, effect.after.status) == (Status.ON_TRACK, Status.SLOW)
    assert (1, "targets of the city judged otherwise once accepted") in page(cast, revision).summary


def test_what_is_told_comes_true(cast):
    growth = {"measure": Measure.GROWTH, "direction": Direction.DOWN, "threshold": Decimal(0)}
    given = [
        (share(cast), (9793, 10000)),
        (cast.allocate(cast.ward, **growth, base_label="Năm trước"), (4, 5)),
    ]
    revision = waiting(cast, given=given)
    before, told = official(cast), effects(cast, revision)
    approve(revision, cast["reviewer"], revision.version)
    after = official(cast)
    assert set(told) == set(after)
    for code, effect in told.items():
        assert shown(effect.before.row) == shown(before[code])
        assert shown(effect.after.row) == shown(after[code])


def test_correction_stands_in_for_what_was_accepted(cast):
    file(cast.campaign, "2024-Q2", {(cast.allocation.target.code, cast.other_ward.code): 30})
    copy = reopen(cast.accepted().report, cast["reviewer"], "Sai số liệu")
    save(copy, [reported(cast.allocation, 4, seen_version=1)], actor=cast["staff"])
    copy = submit(copy, cast["staff"], copy.version)
    effect = effects(cast, copy)[cast.allocation.target.code]
    assert (effect.before.measured, effect.after.measured) == ("40 người", "34 người")
    assert not effect.moves_status


def test_nothing_is_told_where_the_city_shows_the_same(cast):
    own = share(cast)
    revision = waiting(cast, given=[(own, (98031, 100000))])
    assert own.target.code not in effects(cast, revision)


def test_composite_is_told_beside_its_part(cast):
    whole = TargetFactory(
        campaign=cast.campaign,
        lead=cast.department,
        measure=Measure.ALL_OF,
        over_time="",
        direction="",
        threshold=None,
        unit_of_measure="tiêu chí",
        pace=Pace.HOLD,
    )
    own, other = share(cast, parent=whole), share(cast, parent=whole)
    both = {(each.target.code, cast.other_ward.code): (9803, 10000) for each in (own, other)}
    file(cast.campaign, "2024-Q2", both)
    revision = waiting(cast, given=[(own, (9793, 10000)), (other, (98031, 100000))])
    told = effects(cast, revision)
    assert set(told) == {cast.allocation.target.code, own.target.code, whole.code}
    effect = told[whole.code]
    assert effect.is_composite
    assert (effect.before.figure, effect.after.figure) == ("2/2", "1/2")
    assert (effect.before.status, effect.after.status) == (Status.ON_TRACK, Status.SLOW)


def test_assessment_by_home_affairs_stays_and_only_the_figure_moves(cast):
    own = share(cast)
    StatusOverrideFactory(target=own.target, period=cast.period, status=Status.AT_RISK)
    effect = effects(cast, waiting(cast, given=[(own, (9793, 10000))]))[own.target.code]
    assert (effect.moves_figure, effect.moves_status) == (True, False)
    assert effect.after.row.computed_status == Status.SLOW


def test_targets_of_a_lead_are_told_once_for_all_their_units(cast):
    own = share(cast)
    Target.objects.filter(pk=own.target_id).update(entered_by=EnteredBy.LEAD)
    Allocation.objects.filter(target=own.target_id).update(reporter=cast.ward)
    both = [(each, (9793, 10000)) for each in Allocation.objects.filter(target=own.target_id)]
    revision = waiting(cast, given=both)
    assert own.target.code in effects(cast, revision)


@pytest.mark.parametrize("state", ["draft", "returned", "accepted"])
def test_only_what_waits_can_be_accepted(cast, state):
    revision = getattr(cast, state)()
    assert effects(cast, revision) == {}


def test_page_shows_figures_and_both_assessments(cast):
    own = share(cast)
    revision = waiting(cast, given=[(own, (9793, 10000))])
    client = Client(headers={"accept-language": "vi"})
    client.force_login(cast["reviewer"])
    text = " ".join(client.get(url(revision)).text.split())
    told = text[text.index('Tiếp nhận thì số của thành phố: <span class="effect__figures">98,03% → 97,98%') :]
    assert told.index("chip--on_track") < told.index("chip--slow")
