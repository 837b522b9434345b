"""Two people at the same moment: exactly one wins, nothing is lost, the history tells what happened.

Real threads with connections of their own, on SQLite and on PostgreSQL alike. Each meeting is played in both
orders (the second begins while the first is under way) and as a race that may end either way.
"""

from decimal import Decimal

import pytest

from reports.choices import ReadingState, RevisionStatus
from reports.entries import Entry
from reports.entry_refusals import EntryRefused
from reports.intake import Blank, Saved, fingerprint, save
from reports.models import ProgressReport, Reading, Revision
from reports.transitions import MissingAnswers, NotAllowedNow, StaleVersion, TransitionError
from reports.workflow import approve, open_report, recall, reopen, send_back, submit
from tests.reports.at_once import at_once, while_underway
from tests.reports.cast import MID_JUNE, Cast, person, reported
from units.choices import Action, Role
from units.models import Event, User

pytestmark = pytest.mark.django_db(transaction=True)

RACES = 8
DRAFT, SUBMITTED, RETURNED = RevisionStatus.DRAFT, RevisionStatus.SUBMITTED, RevisionStatus.RETURNED
APPROVED, SUPERSEDED = RevisionStatus.APPROVED, RevisionStatus.SUPERSEDED


@pytest.fixture
def cast(settings) -> Cast:
    settings.EMULATION_TODAY = MID_JUNE
    cast = Cast()
    cast.people["second"] = person(cast.ward, Role.STAFF)
    return cast


def seen(revision: Revision) -> int:
    return Revision.objects.get(pk=revision.pk).version


def deeds_of(report: ProgressReport) -> list[tuple[str, int]]:
    """What the log says was done to the report, with whom, first to last; saving apart."""
    told = Event.objects.filter(revision__in=report.revisions.values("pk")).exclude(action=Action.SAVED)
    return list(told.values_list("action", "actor_id"))


def acts(report: ProgressReport, action: Action) -> int:
    return sum(done == action for done, _who in deeds_of(report))


def writers(cast: Cast) -> tuple[User, User]:
    return cast["staff"], cast["second"]


def value_of(revision: Revision, allocation) -> Decimal | None:
    found = Reading.objects.filter(revision=revision, allocation=allocation).first()
    return found.value if found else None


def last_written(revision: Revision, allocation) -> str | None:
    """The value that the log says the line was last given."""
    told = Event.objects.filter(revision=revision.pk, action=Action.SAVED).order_by("pk")
    lines = [line for event in told for line in event.data["readings"]]
    own = [line for line in lines if line["target"] == allocation.target.code]
    return (own[-1]["new"] or {}).get("value") if own else None


# Saving


def write(cast: Cast, who: User, value: int, version: int | None):
    revision = Revision.objects.get(report__reporter=cast.ward)
    return lambda: save(revision, [reported(cast.allocation, value, seen_version=version)], actor=who)


def winners(outcomes: list[Saved]) -> list[Saved]:
    return [outcome for outcome in outcomes if outcome.saved]


@pytest.mark.parametrize("race", range(RACES))
@pytest.mark.parametrize("version", [None, 1], ids=["empty line", "answered line"])
def test_of_two_in_the_same_cell_one_is_written_and_the_other_told(version, race, cast):
    revision = cast.answered(5) if version else cast.draft()
    first, second = writers(cast)
    outcomes = at_once(write(cast, first, 11, version), write(cast, second, 22, version))

    (won,) = winners(outcomes)
    (lost,) = [outcome for outcome in outcomes if outcome.conflicts]
    (conflict,) = lost.conflicts
    assert {won.saved[0].value, conflict.ours.value} == {Decimal(11), Decimal(22)}
    assert value_of(revision, cast.allocation) == won.saved[0].value == conflict.theirs.value
    assert last_written(revision, cast.allocation) == str(won.saved[0].value)


def test_who_comes_second_to_a_cell_waits_for_the_first_and_sees_what_it_wrote(cast):
    revision = cast.answered(5)
    first, second = writers(cast)
    won, lost = while_underway(write(cast, first, 11, 1), write(cast, second, 22, 1))

    assert won.is_clean
    assert [(c.ours.value, c.theirs.value) for c in lost.conflicts] == [(Decimal(22), Decimal(11))]
    assert value_of(revision, cast.allocation) == 11


@pytest.mark.parametrize("race", range(RACES))
def test_two_in_different_rows_do_not_meet(race, cast):
    other = cast.allocate(cast.ward)
    revision = cast.draft()
    first, second = writers(cast)
    outcomes = at_once(
        write(cast, first, 11, None),
        lambda: save(revision, [reported(other, 22)], actor=second),
    )

    assert all(outcome.is_clean for outcome in outcomes)
    assert (value_of(revision, cast.allocation), value_of(revision, other)) == (11, 22)


@pytest.mark.parametrize("race", range(RACES))
def test_of_one_who_empties_a_row_and_one_who_changes_it_one_wins(race, cast):
    revision = cast.answered(5)
    first, second = writers(cast)
    emptied, changed = at_once(
        lambda: save(revision, [], actor=first, blanks=[Blank(cast.allocation, 1)]),
        write(cast, second, 22, 1),
    )

    assert emptied.is_clean != changed.is_clean
    assert value_of(revision, cast.allocation) == (22 if changed.is_clean else None)


@pytest.mark.parametrize("race", range(RACES))
def test_two_who_begin_a_report_at_once_begin_the_same(race, cast):
    first, second = writers(cast)
    begun = at_once(*(lambda who=who: open_report(cast.ward, cast.period, who) for who in (first, second)))

    assert begun[0].pk == begun[1].pk
    assert Event.objects.filter(action=Action.CREATED, object_id=begun[0].pk).count() == 1


@pytest.mark.parametrize("race", range(RACES))
def test_of_two_in_the_same_text_one_is_told(race, cast):
    revision = cast.draft()
    first, second = writers(cast)

    def tell(who: User, text: str):
        blank = {"results": fingerprint("")}
        return lambda: save(revision, [], actor=who, narrative={"results": text}, narrative_seen=blank)

    outcomes = at_once(tell(first, "Một"), tell(second, "Hai"))

    (lost,) = [outcome for outcome in outcomes if outcome.text_conflicts]
    (conflict,) = lost.text_conflicts
    revision.refresh_from_db()
    assert {revision.results, conflict.ours} == {"Một", "Hai"}
    assert conflict.theirs == revision.results


# Submitting


@pytest.mark.parametrize("race", range(RACES))
def test_submitting_twice_at_once_hands_in_once(race, cast):
    revision = cast.answered()
    who = cast["staff"]
    outcomes = at_once(*[lambda: submit(revision, who, 1)] * 2)

    assert sum(isinstance(outcome, Revision) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, NotAllowedNow | StaleVersion) for outcome in outcomes) == 1
    assert acts(revision.report, Action.SUBMITTED) == 1
    revision.refresh_from_db()
    assert (revision.status, revision.version) == (SUBMITTED, 2)


@pytest.mark.parametrize("race", range(RACES))
def test_what_is_saved_while_the_report_is_handed_in_is_in_it_or_refused(race, cast):
    revision = cast.answered(5)
    first, second = writers(cast)
    saved, handed_in = at_once(write(cast, first, 11, 1), lambda: submit(revision, second, 1))

    assert isinstance(handed_in, Revision)
    if isinstance(saved, EntryRefused):
        assert saved.refusal.code == "submitted"
        assert value_of(revision, cast.allocation) == 5
    else:
        assert saved.is_clean
        assert value_of(revision, cast.allocation) == 11


def test_saving_begun_while_the_report_is_handed_in_is_refused(cast):
    revision = cast.answered(5)
    first, second = writers(cast)
    handed_in, saved = while_underway(lambda: submit(revision, second, 1), write(cast, first, 11, 1))

    assert isinstance(handed_in, Revision)
    assert isinstance(saved, EntryRefused)
    assert value_of(revision, cast.allocation) == 5


def test_a_row_emptied_while_the_report_is_handed_in_keeps_it_from_being_handed_in(cast):
    revision = cast.answered(5)
    first, second = writers(cast)
    emptied, handed_in = while_underway(
        lambda: save(revision, [], actor=first, blanks=[Blank(cast.allocation, 1)]),
        lambda: submit(revision, second, 1),
    )

    assert emptied.is_clean
    assert isinstance(handed_in, MissingAnswers)
    revision.refresh_from_db()
    assert revision.status == DRAFT


# Deciding


def handed_in(cast: Cast) -> Revision:
    revision = cast.answered()
    return submit(revision, cast["staff"], revision.version)


def decisions(cast: Cast, revision: Revision) -> dict[Action, object]:
    """The three ways in which a submitted report may go on, each as it stands before its reader."""
    version = revision.version
    return {
        Action.APPROVED: lambda: approve(revision, cast["reviewer"], version),
        Action.RETURNED: lambda: send_back(revision, cast["colleague"], version, "Xem lại"),
        Action.RECALLED: lambda: recall(revision, cast["staff"], version),
    }


ENDS = {Action.APPROVED: APPROVED, Action.RETURNED: RETURNED, Action.RECALLED: DRAFT}
MEETINGS = [
    (Action.APPROVED, Action.RECALLED),
    (Action.APPROVED, Action.RETURNED),
    (Action.RETURNED, Action.RECALLED),
]


IN_BOTH_ORDERS = [*MEETINGS, *((other, one) for one, other in MEETINGS)]


@pytest.mark.parametrize("race", range(RACES))
@pytest.mark.parametrize(("one", "other"), MEETINGS)
def test_of_two_decisions_at_once_one_stands(one, other, race, cast):
    revision = handed_in(cast)
    ways = decisions(cast, revision)
    outcomes = dict(zip((one, other), at_once(ways[one], ways[other]), strict=True))

    made = [action for action, outcome in outcomes.items() if isinstance(outcome, Revision)]
    refused = [action for action, outcome in outcomes.items() if isinstance(outcome, TransitionError)]
    assert (len(made), len(refused)) == (1, 1), outcomes
    revision.refresh_from_db()
    assert (revision.status, revision.version) == (ENDS[made[0]], 3)
    assert [action for action, _who in deeds_of(revision.report)][-1] == made[0]
    assert acts(revision.report, refused[0]) == 0


@pytest.mark.parametrize(("first", "second"), IN_BOTH_ORDERS)
def test_a_decision_begun_while_another_is_made_is_refused(first, second, cast):
    revision = handed_in(cast)
    ways = decisions(cast, revision)
    made, refused = while_underway(ways[first], ways[second])

    assert isinstance(made, Revision)
    assert isinstance(refused, TransitionError)
    revision.refresh_from_db()
    assert revision.status == ENDS[first]


@pytest.mark.parametrize("race", range(RACES))
def test_two_who_accept_at_once_accept_once(race, cast):
    revision = handed_in(cast)
    officers = [cast["reviewer"], cast["colleague"]]
    outcomes = at_once(*(lambda who=who: approve(revision, who, 2) for who in officers))

    (won,) = [who for who, outcome in zip(officers, outcomes, strict=True) if isinstance(outcome, Revision)]
    revision.refresh_from_db()
    assert revision.decided_by == won
    assert acts(revision.report, Action.APPROVED) == 1


@pytest.mark.parametrize("race", range(RACES))
def test_what_is_submitted_anew_is_not_accepted_by_who_saw_the_former(race, cast):
    """The officer has the first submission before them; the unit recalls it, mends it and submits again."""
    revision = handed_in(cast)
    looked_at = revision.version
    staff = cast["staff"]
    recall(revision, staff, looked_at)
    save(revision, [reported(cast.allocation, 11, seen_version=1)], actor=staff)
    again, accepted = at_once(
        lambda: submit(revision, staff, looked_at + 1),
        lambda: approve(revision, cast["reviewer"], looked_at),
    )

    assert isinstance(again, Revision)
    assert isinstance(accepted, NotAllowedNow | StaleVersion)
    revision.refresh_from_db()
    assert (revision.status, revision.decided_by) == (SUBMITTED, None)


def test_what_is_submitted_anew_before_the_decision_is_made_is_looked_at_again(cast):
    revision = handed_in(cast)
    looked_at = revision.version
    staff = cast["staff"]
    recall(revision, staff, looked_at)
    again, accepted = while_underway(
        lambda: submit(revision, staff, looked_at + 1),
        lambda: approve(revision, cast["reviewer"], looked_at),
    )

    assert isinstance(again, Revision)
    assert isinstance(accepted, NotAllowedNow | StaleVersion)
    revision.refresh_from_db()
    assert (revision.status, revision.decided_by) == (SUBMITTED, None)


# Correcting


def accepted(cast: Cast) -> Revision:
    revision = handed_in(cast)
    return approve(revision, cast["reviewer"], revision.version)


@pytest.mark.parametrize("race", range(RACES))
def test_two_who_reopen_at_once_begin_one_correction(race, cast):
    revision = accepted(cast)
    report = revision.report
    outcomes = at_once(
        lambda: reopen(report, cast["reviewer"], "Sai số liệu"),
        lambda: reopen(report, cast["colleague"], "Tính trùng"),
    )

    assert sum(isinstance(outcome, Revision) for outcome in outcomes) == 1, outcomes
    assert sum(isinstance(outcome, NotAllowedNow) for outcome in outcomes) == 1, outcomes
    assert list(report.revisions.order_by("number").values_list("number", "status")) == [
        (1, APPROVED),
        (2, RETURNED),
    ]
    assert acts(report, Action.REOPENED) == 1


@pytest.mark.parametrize("race", range(RACES))
def test_a_correction_submitted_while_somebody_reopens_stays_the_only_one(race, cast):
    report = accepted(cast).report
    copy = reopen(report, cast["reviewer"], "Sai số liệu")
    again, reopened = at_once(
        lambda: submit(copy, cast["staff"], copy.version),
        lambda: reopen(report, cast["colleague"], "Tính trùng"),
    )

    assert isinstance(again, Revision)
    assert isinstance(reopened, NotAllowedNow)
    assert report.revisions.count() == 2
    copy.refresh_from_db()
    assert copy.status == SUBMITTED


@pytest.mark.parametrize("race", range(RACES))
def test_of_reopening_and_accepting_a_correction_the_figures_come_out_one_way(race, cast):
    """Accepted first, the correction is official and may be reopened; otherwise reopening is refused."""
    report = accepted(cast).report
    copy = reopen(report, cast["reviewer"], "Sai số liệu")
    save(copy, [reported(cast.allocation, 11, seen_version=1)], actor=cast["staff"])
    copy = submit(copy, cast["staff"], copy.version)
    taken, reopened = at_once(
        lambda: approve(copy, cast["colleague"], copy.version),
        lambda: reopen(report, cast["colleague"], "Còn sai"),
    )

    assert isinstance(taken, Revision)
    assert isinstance(reopened, Revision | NotAllowedNow)
    statuses = list(report.revisions.order_by("number").values_list("status", flat=True))
    assert statuses == [SUPERSEDED, APPROVED, *([RETURNED] if isinstance(reopened, Revision) else [])]
    assert value_of(report.revisions.get(status=APPROVED), cast.allocation) == 11


@pytest.mark.parametrize("race", range(RACES))
def test_a_figure_of_home_affairs_and_one_of_the_unit_meet_like_any_two(race, cast):
    revision = cast.answered(5)

    def written_for_the_unit() -> Saved:
        entry = Entry(cast.allocation, ReadingState.REPORTED, value=Decimal(22), seen_version=1)
        return save(revision, [entry], actor=cast["reviewer"], source="Điện thoại, 9:15 ngày 17/6")

    own, theirs = at_once(write(cast, cast["staff"], 11, 1), written_for_the_unit)

    assert own.is_clean != theirs.is_clean
    revision.refresh_from_db()
    assert revision.entered_for_unit == theirs.is_clean
