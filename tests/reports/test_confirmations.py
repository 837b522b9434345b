"""The word of the unit concerned: whose it is, for which figure it holds, and who may say it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from emulation.dates import now
from reports.choices import ReadingState, RevisionStatus, Verdict
from reports.confirming.words import (
    OWN_FIGURE,
    Words,
    confirm,
    objected_in,
    waiting_for,
    with_verdict,
    with_words,
)
from reports.intake import save
from reports.log_text import facts_of
from reports.models import Confirmation, Reading
from reports.permissions import confirming_unit, speaks_for
from reports.transitions import CommentMissing, CommentRefused, NotYours, StaleVersion
from reports.workflow import approve, open_report, recall, reopen, send_back, submit
from tests.factories import (
    AllocationFactory,
    ConfirmationFactory,
    MembershipFactory,
    ReadingFactory,
    RevisionFactory,
)
from tests.reports.cast import MID_JUNE, Cast, person, reported
from tests.reports.reviewing import submitted
from tests.reports.speaking import entered_by_lead, of_lead, reading_of, words_on
from units.choices import Action, Role
from units.models import Event

pytestmark = pytest.mark.django_db

RIGHT, OBJECTS = Verdict.RIGHT, Verdict.OBJECTS
NOT_TEN = "Theo sổ của phường là 12"


@pytest.fixture
def cast(settings) -> Cast:
    settings.EMULATION_TODAY = MID_JUNE
    return Cast()


def say(cast: Cast, role: str, reading: Reading, verdict: Verdict = RIGHT, comment: str = ""):
    return confirm({reading.pk: reading.version}, cast[role], verdict, comment)


def change(revision, cast: Cast, value: int) -> None:
    """The department writes another number for the ward into what came back to it."""
    (reading,) = revision.readings.filter(allocation=cast.allocation)
    entry = reported(cast.allocation, value, seen_version=reading.version)
    assert save(revision, [entry], actor=cast["lead"]).is_clean


# Whose word


def test_figure_that_the_lead_entered_takes_the_word_of_the_unit_it_is_about(cast):
    entered_by_lead(cast)
    assert confirming_unit(cast.department, cast.allocation) == cast.ward


def test_figure_that_a_unit_entered_takes_the_word_of_the_lead(cast):
    assert confirming_unit(cast.ward, cast.allocation) == cast.department


def test_figure_of_the_lead_about_itself_takes_nobodys_word(cast):
    own = cast.allocate(cast.department)
    assert confirming_unit(cast.department, own) is None


def test_word_is_the_staffs_and_the_heads_of_the_unit(cast):
    assert {role for role, user in cast.people.items() if speaks_for(user, cast.ward)} == {"staff", "head"}
    assert {role for role, user in cast.people.items() if speaks_for(user, cast.department)} == {"lead"}


@pytest.mark.parametrize("role", ["neighbour", "lead", "reviewer", "leadership", "administrator"])
def test_strangers_and_overseers_say_nothing_of_a_wards_figure(cast, role):
    reading = reading_of(of_lead(entered_by_lead(cast)), cast.allocation)
    with pytest.raises(NotYours):
        say(cast, role, reading)
    assert not Confirmation.objects.exists()


def test_who_reported_a_figure_does_not_confirm_it_for_another_unit_of_his(cast):
    MembershipFactory(user=cast["lead"], unit=cast.ward, role=Role.STAFF)
    reading = reading_of(of_lead(entered_by_lead(cast)), cast.allocation)
    with pytest.raises(NotYours) as refused:
        say(cast, "lead", reading)
    assert refused.value.message == OWN_FIGURE
    assert say(cast, "staff", reading)


# What a word says, and what the log keeps of it


def test_word_is_kept_with_the_numbers_it_was_said_about(cast):
    revision = of_lead(entered_by_lead(cast))
    (word,) = say(cast, "staff", reading_of(revision, cast.allocation))
    assert (word.unit, word.state, word.value, word.base) == (cast.ward, "reported", Decimal(10), None)
    event = Event.objects.get(action=Action.CONFIRMED)
    assert (event.actor, event.on_behalf_of, event.unit) == (cast["staff"], cast.ward, cast.department)
    assert event.revision == revision.pk
    assert facts_of(event) == [(f"{cast.allocation.target.code} · {cast.ward.code}", "")]


def test_objection_needs_a_word(cast):
    reading = reading_of(of_lead(entered_by_lead(cast)), cast.allocation)
    for nothing in ("", "  \n"):
        with pytest.raises(CommentMissing):
            say(cast, "staff", reading, OBJECTS, nothing)
    with pytest.raises(CommentRefused):
        say(cast, "staff", reading, OBJECTS, "x" * 1001)
    assert not Event.objects.filter(action=Action.OBJECTED).exists()


def test_objection_stands_beside_the_figure_and_in_the_log(cast):
    revision = of_lead(entered_by_lead(cast))
    say(cast, "head", reading_of(revision, cast.allocation), OBJECTS, f" {NOT_TEN} ")
    word = words_on(revision, cast.allocation).standing
    assert (word.is_objection, word.comment, word.by) == (True, NOT_TEN, cast["head"].full_name)
    event = Event.objects.get(action=Action.OBJECTED)
    assert event.data["readings"] == [
        {"target": cast.allocation.target.code, "unit": cast.ward.code, "comment": NOT_TEN}
    ]


def test_one_line_of_the_log_for_all_figures_of_a_report(cast):
    second = cast.allocate(cast.ward)
    revision = cast.answered()
    save(revision, [reported(second, 4)], actor=cast["staff"])
    revision = submit(revision, cast["staff"], revision.version)
    said = confirm({reading.pk: reading.version for reading in revision.readings.all()}, cast["lead"])
    assert len(said) == 2
    assert len(Event.objects.get(action=Action.CONFIRMED).data["readings"]) == 2


def test_figures_of_several_reports_are_confirmed_together_or_not_at_all(cast):
    first = submitted(cast)
    other = open_report(cast.other_ward, cast.period, cast["neighbour"])
    save(other, [reported(cast.elsewhere, 7)], actor=cast["neighbour"])
    other = submit(other, cast["neighbour"], other.version)
    seen = {reading.pk: reading.version for one in (first, other) for reading in one.readings.all()}
    with pytest.raises(StaleVersion):
        confirm(seen | {other.readings.get().pk: 9}, cast["lead"])
    assert not Confirmation.objects.exists()
    assert len(confirm(seen, cast["lead"])) == 2
    assert Event.objects.filter(action=Action.CONFIRMED).count() == 2


def test_what_one_has_said_already_is_not_said_twice(cast):
    reading = reading_of(of_lead(entered_by_lead(cast)), cast.allocation)
    assert len(say(cast, "staff", reading)) == 1
    assert say(cast, "staff", reading) == []
    assert len(say(cast, "head", reading)) == 1
    assert Event.objects.filter(action=Action.CONFIRMED).count() == 2


def test_newest_word_speaks_and_the_earlier_is_kept(cast):
    revision = of_lead(entered_by_lead(cast))
    reading = reading_of(revision, cast.allocation)
    say(cast, "staff", reading)
    say(cast, "head", reading, OBJECTS, NOT_TEN)
    words = words_on(revision, cast.allocation)
    assert [word.verdict for word in words.said] == [RIGHT, OBJECTS]
    assert words.standing.verdict == OBJECTS


# When there is nothing to speak of


def test_draft_takes_no_word(cast):
    revision = cast.answered()
    with pytest.raises(StaleVersion):
        say(cast, "lead", reading_of(revision, cast.allocation))


def test_recalled_and_changed_figures_take_no_word_of_an_old_page(cast):
    revision = of_lead(entered_by_lead(cast))
    seen = reading_of(revision, cast.allocation)
    revision = recall(revision, cast["lead"], revision.version)
    with pytest.raises(StaleVersion):
        say(cast, "staff", seen)
    change(revision, cast, 11)
    submit(revision, cast["lead"], revision.version)
    with pytest.raises(StaleVersion):
        say(cast, "staff", seen)


def test_accepted_figure_still_takes_a_word(cast):
    revision = of_lead(entered_by_lead(cast))
    revision = approve(revision, cast["reviewer"], revision.version)
    assert say(cast, "staff", reading_of(revision, cast.allocation), OBJECTS, NOT_TEN)


# Lapse and return


def test_word_lapses_when_the_number_changes_and_holds_again_when_it_comes_back(cast):
    revision = of_lead(entered_by_lead(cast))
    say(cast, "staff", reading_of(revision, cast.allocation))
    revision = recall(revision, cast["lead"], revision.version)

    change(revision, cast, 11)
    words = words_on(revision, cast.allocation)
    assert words.standing is None
    assert words.lapsed.value == 10

    change(revision, cast, 10)
    words = words_on(revision, cast.allocation)
    assert words.standing.verdict == RIGHT
    assert words.lapsed is None


def test_of_words_about_two_numbers_each_speaks_for_its_own(cast):
    revision = of_lead(entered_by_lead(cast))
    say(cast, "staff", reading_of(revision, cast.allocation))
    revision = recall(revision, cast["lead"], revision.version)
    change(revision, cast, 11)
    revision = submit(revision, cast["lead"], revision.version)
    say(cast, "staff", reading_of(revision, cast.allocation), OBJECTS, NOT_TEN)
    assert words_on(revision, cast.allocation).standing.verdict == OBJECTS
    revision = recall(revision, cast["lead"], revision.version)
    change(revision, cast, 10)
    assert words_on(revision, cast.allocation).standing.verdict == RIGHT


def test_word_goes_with_an_unchanged_figure_into_its_correction(cast):
    revision = of_lead(entered_by_lead(cast))
    say(cast, "staff", reading_of(revision, cast.allocation))
    approve(revision, cast["reviewer"], revision.version)
    copy = reopen(revision.report, cast["reviewer"], "Sai số của phường khác")
    assert words_on(copy, cast.allocation).standing.verdict == RIGHT
    assert words_on(copy, cast.elsewhere).standing is None


NUMBERS = st.one_of(st.none(), st.integers(-3, 3).map(Decimal), st.just(Decimal("0.0001")))
ANSWERS = st.one_of(
    st.tuples(st.just(ReadingState.REPORTED), NUMBERS.filter(lambda value: value is not None), NUMBERS),
    st.tuples(st.just(ReadingState.NOTHING_AROSE), st.just(Decimal(0)), NUMBERS),
    st.just((ReadingState.UNAVAILABLE, None, None)),
)


@given(answer=ANSWERS, said=st.lists(st.tuples(ANSWERS, st.sampled_from(Verdict)), max_size=4))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_newest_word_about_exactly_these_numbers_speaks_and_no_other(answer, said):
    with transaction.atomic():
        try:
            reading = _reading(answer)
            for minute, (about, verdict) in enumerate(said):
                _word(reading, about, verdict, minute)
            found = with_verdict(with_words(Reading.objects.filter(pk=reading.pk))).get()
        finally:
            transaction.set_rollback(True)
    expected = [verdict for about, verdict in said if about == answer]
    words = Words.of(found)
    assert [word.verdict for word in words.said if word.holds] == expected
    assert found.verdict == (expected[-1] if expected else None)
    assert (words.standing is None) == (not expected)
    assert (words.lapsed is None) == bool(expected or not said)


def _reading(answer) -> Reading:
    state, value, base = answer
    return ReadingFactory(state=state, value=value, base=base, note="chưa thống kê")


def _word(reading: Reading, about, verdict: Verdict, minute: int) -> Confirmation:
    state, value, base = about
    return ConfirmationFactory(
        report=reading.revision.report,
        allocation=reading.allocation,
        state=state,
        value=value,
        base=base,
        verdict=verdict,
        comment="Không đúng",
        made_at=now() + timedelta(minutes=minute),
    )


# Who is waited for


def waits_for(unit) -> list[Reading]:
    return list(waiting_for(unit.pk))


def test_wards_word_is_waited_for_from_submission_on(cast):
    entered_by_lead(cast)
    revision = open_report(cast.department, cast.period, cast["lead"])
    entries = [reported(cast.allocation, 10), reported(cast.elsewhere, 20)]
    save(revision, entries, actor=cast["lead"])
    assert waits_for(cast.ward) == []
    revision = submit(revision, cast["lead"], revision.version)
    assert [reading.allocation for reading in waits_for(cast.ward)] == [cast.allocation]
    assert waits_for(cast.department) == []
    say(cast, "staff", reading_of(revision, cast.allocation))
    assert waits_for(cast.ward) == []


def test_leads_word_is_waited_for_where_units_enter_themselves(cast):
    submitted(cast)
    assert [reading.allocation for reading in waits_for(cast.department)] == [cast.allocation]
    assert waits_for(cast.ward) == []


@pytest.mark.parametrize(
    ("day", "accepted", "is_waited_for"),
    [
        ("2024-06-20", False, True),
        ("2024-06-20", True, True),
        ("2024-06-21", False, True),
        ("2024-06-21", True, False),
    ],
)
def test_nobody_is_asked_about_accepted_figures_once_the_day_is_over(
    cast, settings, day, accepted, is_waited_for
):
    revision = submitted(cast)
    if accepted:
        approve(revision, cast["reviewer"], revision.version)
    settings.EMULATION_TODAY = day
    assert bool(waits_for(cast.department)) == is_waited_for


def test_returned_figure_is_not_waited_for_and_its_objection_reaches_the_reporter(cast):
    revision = of_lead(entered_by_lead(cast))
    say(cast, "staff", reading_of(revision, cast.allocation), OBJECTS, NOT_TEN)
    revision = send_back(revision, cast["reviewer"], revision.version, "Đối chiếu với phường")
    assert revision.status == RevisionStatus.RETURNED
    assert waits_for(cast.ward) == []
    assert [reading.allocation for reading in objected_in(cast.department.pk)] == [cast.allocation]
    change(revision, cast, 12)
    assert not objected_in(cast.department.pk).exists()


def test_one_question_whatever_the_number_of_words(cast, django_assert_num_queries):
    revision = RevisionFactory(submitted=True)
    for _number in range(3):
        allocation = AllocationFactory(unit=revision.report.reporter)
        ReadingFactory(revision=revision, allocation=allocation)
        ConfirmationFactory.create_batch(2, report=revision.report, allocation=allocation)
    with django_assert_num_queries(1):
        found = list(with_words(revision.readings.all()))
    assert [len(Words.of(reading).said) for reading in found] == [2, 2, 2]


def test_somebody_of_a_unit_above_speaks_for_it(cast):
    above = person(cast.city, Role.STAFF)
    reading = reading_of(of_lead(entered_by_lead(cast)), cast.allocation)
    assert confirm({reading.pk: reading.version}, above)
