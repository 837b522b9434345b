"""Two people at one request at the same moment: exactly one wins, and the report tells what happened."""

import pytest

from reports.choices import CorrectionState, RevisionStatus
from reports.correcting.requests import AskedAlready, DecidedAlready, ask, decline, grant, withdraw
from reports.models import CorrectionRequest, Reading, Revision
from reports.transitions import NotAllowedNow, StaleVersion, TransitionError
from reports.workflow import approve, reopen
from tests.reports.at_once import at_once, while_underway
from tests.reports.cast import MID_JUNE, Cast, person, reported
from tests.reports.reviewing import submitted
from units.choices import Action, Role
from units.models import Event, User

pytestmark = pytest.mark.django_db(transaction=True)

RACES = 6
ENDS = {Action.CORRECTION_GRANTED, Action.CORRECTION_DECLINED, Action.CORRECTION_WITHDRAWN}


@pytest.fixture
def cast(settings) -> Cast:
    settings.EMULATION_TODAY = MID_JUNE
    cast = Cast()
    cast.people["second"] = person(cast.ward, Role.STAFF)
    return cast


@pytest.fixture
def accepted(cast) -> Revision:
    revision = submitted(cast)
    return approve(revision, cast["colleague"], revision.version)


@pytest.fixture
def request_(cast, accepted) -> CorrectionRequest:
    return ask(accepted.report, reported(cast.allocation, 12), "Gõ nhầm", cast["staff"])


def granting(request: CorrectionRequest, who: User):
    revision = Revision.objects.newest().get(report=request.report)
    seen = (revision.pk, revision.version)
    return lambda: grant(request.report, [request.pk], who, seen)


def declining(request: CorrectionRequest, who: User):
    return lambda: decline(request.report, [request.pk], who, "Số cũ đúng")


def ends() -> list[str]:
    return list(Event.objects.filter(action__in=ENDS).values_list("action", flat=True))


def refusals(outcomes) -> list[type]:
    return [type(outcome) for outcome in outcomes if isinstance(outcome, Exception)]


@pytest.mark.parametrize("race", range(RACES))
def test_of_two_who_agree_at_once_one_does(race, cast, request_):
    outcomes = at_once(granting(request_, cast["reviewer"]), granting(request_, cast["colleague"]))
    (refused,) = refusals(outcomes)
    assert issubclass(refused, StaleVersion | DecidedAlready)
    assert ends() == [Action.CORRECTION_GRANTED]
    assert Revision.objects.count() == 2
    assert Revision.objects.newest().get().readings.get().value == 12


@pytest.mark.parametrize("race", range(RACES))
def test_of_one_who_agrees_and_one_who_declines_one_wins(race, cast, request_):
    outcomes = at_once(granting(request_, cast["reviewer"]), declining(request_, cast["colleague"]))
    (refused,) = refusals(outcomes)
    assert issubclass(refused, TransitionError)
    request_.refresh_from_db()
    was_granted = request_.outcome == CorrectionState.GRANTED
    assert ends() == [Action.CORRECTION_GRANTED if was_granted else Action.CORRECTION_DECLINED]
    assert Revision.objects.count() == 1 + was_granted


@pytest.mark.parametrize("race", range(RACES))
def test_request_that_is_withdrawn_while_it_is_agreed_to_is_one_or_the_other(race, cast, request_):
    outcomes = at_once(granting(request_, cast["reviewer"]), lambda: withdraw(request_, cast["second"]))
    assert len(refusals(outcomes)) == 1
    request_.refresh_from_db()
    assert request_.outcome in {CorrectionState.GRANTED, CorrectionState.WITHDRAWN}
    assert len(ends()) == 1
    value = Revision.objects.newest().get().readings.get().value
    assert value == (12 if request_.outcome == CorrectionState.GRANTED else 10)


@pytest.mark.parametrize("race", range(RACES))
def test_of_two_who_ask_for_the_same_number_one_does(race, cast, accepted):
    def asking(role: str, value: int):
        return lambda: ask(accepted.report, reported(cast.allocation, value), "Gõ nhầm", cast[role])

    outcomes = at_once(asking("staff", 12), asking("second", 13))
    assert refusals(outcomes) == [AskedAlready]
    assert CorrectionRequest.objects.count() == 1


@pytest.mark.parametrize("race", range(RACES))
def test_of_agreeing_and_reopening_one_begins_the_correction(race, cast, request_):
    outcomes = at_once(
        granting(request_, cast["reviewer"]),
        lambda: reopen(request_.report, cast["colleague"], "Đối chiếu"),
    )
    (refused,) = refusals(outcomes)
    assert issubclass(refused, NotAllowedNow | StaleVersion)
    assert Revision.objects.count() == 2
    accepted, copy = Revision.objects.order_by("number")
    assert accepted.status == RevisionStatus.APPROVED
    request_.refresh_from_db()
    assert Reading.objects.get(revision=copy).value == (12 if request_.revision_id == copy.pk else 10)


def test_report_that_is_accepted_while_its_correction_is_agreed_to_stays_as_accepted(cast):
    revision = submitted(cast)
    asked = ask(revision.report, reported(cast.allocation, 12), "Gõ nhầm", cast["staff"])
    accept = lambda: approve(revision, cast["colleague"], revision.version)  # noqa: E731
    agree = granting(asked, cast["reviewer"])
    won, lost = while_underway(accept, agree)
    assert won.status == RevisionStatus.APPROVED
    assert isinstance(lost, StaleVersion)
    assert Revision.objects.get().readings.get().value == 10
    asked.refresh_from_db()
    assert asked.outcome == CorrectionState.OPEN
