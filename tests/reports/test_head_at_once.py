"""Staff and head at the same moment: exactly one has his way, the other is told, nothing is lost.

Real threads with connections of their own, as in test_at_once.
"""

import pytest

from reports.choices import RevisionStatus
from reports.entry_refusals import EntryRefused
from reports.intake import Saved, clear, save
from reports.models import Reading, Revision
from reports.presenting import hand_back, present, take_back
from reports.transitions import MissingAnswers, NotAllowedNow, StaleVersion, TransitionError
from reports.workflow import recall, submit
from tests.reports.at_once import at_once, while_underway
from tests.reports.cast import MID_JUNE, Cast, person, reported
from units.choices import Action, Role
from units.models import Event

pytestmark = pytest.mark.django_db(transaction=True)

RACES = 6
MOVES = {Action.PRESENTED, Action.WITHDRAWN, Action.DECLINED, Action.SUBMITTED, Action.RECALLED}


@pytest.fixture
def cast(settings) -> Cast:
    settings.EMULATION_TODAY = MID_JUNE
    cast = Cast().wants_its_head()
    cast.people["second"] = person(cast.ward, Role.STAFF)
    cast.people["deputy"] = person(cast.ward, Role.HEAD)
    return cast


def deeds() -> list[str]:
    return list(Event.objects.filter(action__in=MOVES).order_by("pk").values_list("action", flat=True))


def one_won(outcomes: list) -> Revision:
    """The one that was made; the other was refused as out of date or no longer possible."""
    made = [outcome for outcome in outcomes if isinstance(outcome, Revision)]
    refused = [outcome for outcome in outcomes if isinstance(outcome, NotAllowedNow | StaleVersion)]
    assert (len(made), len(refused)) == (1, 1), outcomes
    return made[0]


@pytest.mark.parametrize("race", range(RACES))
def test_two_who_present_at_once_present_once(race, cast):
    revision = cast.answered()
    made = one_won(at_once(*(lambda who=who: present(revision, cast[who], 1) for who in ("staff", "second"))))

    assert (made.version, deeds()) == (2, [Action.PRESENTED])


# What may become of what lies before the head, each by somebody else.
ENDS = {
    Action.WITHDRAWN: lambda cast, revision: take_back(revision, cast["second"], 2),
    Action.DECLINED: lambda cast, revision: hand_back(revision, cast["deputy"], 2, "Xem lại"),
    Action.SUBMITTED: lambda cast, revision: submit(revision, cast["head"], 2),
}
MEETINGS = [(one, other) for one in ENDS for other in ENDS if one != other]


@pytest.mark.parametrize(("one", "other"), MEETINGS)
def test_of_two_ways_to_end_it_one_is_gone(one, other, cast):
    revision = cast.presented()
    outcomes = at_once(lambda: ENDS[one](cast, revision), lambda: ENDS[other](cast, revision))
    one_won(outcomes)

    revision.refresh_from_db()
    agreed = deeds()[-1] == Action.SUBMITTED
    assert revision.status == (RevisionStatus.SUBMITTED if agreed else RevisionStatus.DRAFT)
    assert (revision.presented_at is not None) == agreed
    assert len(deeds()) == 2


@pytest.mark.parametrize(("first", "second"), MEETINGS)
def test_who_begins_second_is_told(first, second, cast):
    revision = cast.presented()
    made, refused = while_underway(lambda: ENDS[first](cast, revision), lambda: ENDS[second](cast, revision))

    assert isinstance(made, Revision)
    assert isinstance(refused, TransitionError)
    assert deeds() == [Action.PRESENTED, first]


@pytest.mark.parametrize("race", range(RACES))
def test_what_is_saved_while_it_is_presented_is_in_it_or_refused(race, cast):
    revision = cast.answered(5)
    entry = reported(cast.allocation, 11, seen_version=1)
    saved, made = at_once(
        lambda: save(revision, [entry], actor=cast["second"]), lambda: present(revision, cast["staff"], 1)
    )

    assert isinstance(made, Revision)
    value = Reading.objects.get().value
    if isinstance(saved, EntryRefused):
        assert (saved.refusal.code, value) == ("before_the_head", 5)
    else:
        assert isinstance(saved, Saved)
        assert (saved.is_clean, value) == (True, 11)


def test_saving_begun_while_it_is_presented_is_refused(cast):
    revision = cast.answered(5)
    entry = reported(cast.allocation, 11, seen_version=1)
    made, saved = while_underway(
        lambda: present(revision, cast["staff"], 1), lambda: save(revision, [entry], actor=cast["second"])
    )

    assert isinstance(made, Revision)
    assert isinstance(saved, EntryRefused)
    assert Reading.objects.get().value == 5


def test_a_row_emptied_while_it_is_presented_keeps_it_from_the_head(cast):
    revision = cast.answered(5)
    emptied, presented = while_underway(
        lambda: clear(revision, cast.allocation, 1, cast["second"]),
        lambda: present(revision, cast["staff"], 1),
    )

    assert emptied.is_clean
    assert isinstance(presented, MissingAnswers)
    revision.refresh_from_db()
    assert not revision.is_before_the_head


@pytest.mark.parametrize("race", range(RACES))
def test_an_agreement_and_its_recall_leave_it_to_be_presented_anew(race, cast):
    """A deputy who agrees on an old page meets the head who has agreed and takes it back."""
    revision = cast.presented()
    revision = submit(revision, cast["head"], 2)
    recalled, agreed = at_once(
        lambda: recall(revision, cast["head"], 3), lambda: submit(revision, cast["deputy"], 3)
    )

    assert isinstance(recalled, Revision)
    assert isinstance(agreed, NotAllowedNow | StaleVersion)
    revision.refresh_from_db()
    assert (revision.status, revision.presented_at) == (RevisionStatus.DRAFT, None)
