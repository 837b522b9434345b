"""Words said and questions answered at the same moment, on connections of their own."""

from decimal import Decimal

import pytest

from reports.asking.questions import answer, withdraw
from reports.choices import Verdict
from reports.confirming.words import confirm, with_verdict
from reports.intake import save
from reports.models import Confirmation, Reading, Revision
from reports.transitions import NotAllowedNow
from reports.workflow import recall, submit
from tests.factories import ExplanationFactory
from tests.reports.at_once import at_once
from tests.reports.cast import MID_JUNE, Cast, person, reported
from units.choices import Action, Role
from units.models import Event

pytestmark = pytest.mark.django_db(transaction=True)

RACES = 8


@pytest.fixture
def cast(settings) -> Cast:
    settings.EMULATION_TODAY = MID_JUNE
    return Cast()


def deeds_of(revision: Revision) -> list[str]:
    """The words that the log says were said of the report."""
    told = Event.objects.filter(revision=revision.pk, action__in=[Action.CONFIRMED, Action.OBJECTED])
    return list(told.values_list("action", flat=True))


@pytest.mark.parametrize("race", range(RACES))
def test_of_two_words_said_at_once_both_are_kept_and_the_newest_speaks(race, cast):
    cast.people["second lead"] = person(cast.department, Role.HEAD)
    revision = cast.answered()
    revision = submit(revision, cast["staff"], revision.version)
    reading = revision.readings.get()
    seen = {reading.pk: reading.version}
    at_once(
        lambda: confirm(seen, cast["lead"]),
        lambda: confirm(seen, cast["second lead"], Verdict.OBJECTS, "Là 12"),
    )

    newest = Confirmation.objects.order_by("made_at", "pk").last()
    assert Confirmation.objects.count() == 2
    assert with_verdict(revision.readings.all()).get().verdict == newest.verdict
    assert sorted(deeds_of(revision)) == [Action.CONFIRMED, Action.OBJECTED]


@pytest.mark.parametrize("race", range(RACES))
def test_word_said_while_the_figure_changes_holds_for_the_number_it_was_said_about(race, cast):
    revision = cast.answered(10)
    submitted = submit(revision, cast["staff"], revision.version)
    reading = submitted.readings.get()

    def take_back_and_change():
        recalled = recall(submitted, cast["staff"], submitted.version)
        entry = reported(cast.allocation, 11, seen_version=reading.version)
        return save(recalled, [entry], actor=cast["staff"])

    at_once(lambda: confirm({reading.pk: reading.version}, cast["lead"]), take_back_and_change)

    assert {word.value for word in Confirmation.objects.all()} <= {Decimal(10)}
    assert with_verdict(Reading.objects.filter(pk=reading.pk)).get().verdict is None


@pytest.mark.parametrize("race", range(RACES))
def test_of_an_answer_and_a_withdrawal_one_wins(race, cast):
    question = ExplanationFactory(target=cast.allocation.target, unit=cast.ward)
    answered, withdrawn = at_once(
        lambda: answer(question, "Hồ sơ trình trong quý III", cast["staff"]),
        lambda: withdraw(question, cast["reviewer"]),
    )

    assert sorted(isinstance(one, NotAllowedNow) for one in (answered, withdrawn)) == [False, True]
    question.refresh_from_db()
    assert bool(question.answered_at) != bool(question.withdrawn_at)
    assert Event.objects.about(question).count() == 1
