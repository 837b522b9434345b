"""Many reports accepted at once while somebody else moves one of them: all of them go, or none."""

from functools import partial

import pytest

from reports.choices import RevisionStatus
from reports.intake import save
from reports.models import Revision
from reports.review.bulk import BulkRefused, approve_all
from reports.transitions import NotAllowedNow, StaleVersion
from reports.workflow import approve, open_report, recall, submit
from tests.reports.at_once import at_once, while_underway
from tests.reports.cast import MID_JUNE, Cast, reported
from units.choices import Action
from units.models import Event

pytestmark = pytest.mark.django_db(transaction=True)

RACES = 6
SUBMITTED, APPROVED = RevisionStatus.SUBMITTED, RevisionStatus.APPROVED


@pytest.fixture
def cast(settings) -> Cast:
    settings.EMULATION_TODAY = MID_JUNE
    return Cast()


@pytest.fixture
def both(cast) -> list[Revision]:
    """The reports of both wards, submitted."""
    found = []
    for unit, allocation, staff in [
        (cast.ward, cast.allocation, cast["staff"]),
        (cast.other_ward, cast.elsewhere, cast["neighbour"]),
    ]:
        revision = open_report(unit, cast.period, staff)
        assert save(revision, [reported(allocation, 5)], actor=staff).is_clean
        found.append(submit(revision, staff, revision.version))
    return found


def accepting(cast: Cast, both: list[Revision], role: str = "reviewer"):
    return partial(approve_all, {revision.pk: revision.version for revision in both}, cast[role])


def statuses(both: list[Revision]) -> list[str]:
    return [Revision.objects.get(pk=revision.pk).status for revision in both]


def approvals() -> int:
    return Event.objects.filter(action=Action.APPROVED).count()


@pytest.mark.parametrize("race", range(RACES))
def test_of_two_who_accept_the_same_reports_one_does_and_the_other_is_told(race, cast, both):
    outcomes = at_once(accepting(cast, both), accepting(cast, both[::-1], "colleague"))
    (refused,) = [outcome for outcome in outcomes if isinstance(outcome, BulkRefused)]
    assert [refusal.revision for refusal in refused.refusals] == both
    assert (statuses(both), approvals()) == ([APPROVED, APPROVED], 2)
    assert len({Revision.objects.get(pk=revision.pk).decided_by for revision in both}) == 1


def test_one_accepted_by_a_colleague_meanwhile_keeps_the_other_waiting(cast, both):
    single = partial(approve, both[1], cast["colleague"], both[1].version)
    accepted, refused = while_underway(single, accepting(cast, both))
    assert accepted.status == APPROVED
    assert isinstance(refused, BulkRefused)
    assert [refusal.revision for refusal in refused.refusals] == [both[1]]
    assert (statuses(both), approvals()) == ([SUBMITTED, APPROVED], 1)


@pytest.mark.parametrize("race", range(RACES))
def test_one_recalled_at_the_same_moment_goes_with_all_or_keeps_all(race, cast, both):
    taking_back = partial(recall, both[0], cast["staff"], both[0].version)
    accepted, recalled = at_once(accepting(cast, both), taking_back)
    if isinstance(accepted, BulkRefused):
        assert (statuses(both), approvals()) == ([RevisionStatus.DRAFT, SUBMITTED], 0)
    else:
        assert isinstance(recalled, NotAllowedNow | StaleVersion)
        assert (statuses(both), approvals()) == ([APPROVED, APPROVED], 2)
