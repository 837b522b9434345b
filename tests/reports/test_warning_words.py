"""A word beside an unusual figure: asked for before a report goes, given on the entry page, kept with who and
when."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import translation

from reports.choices import RevisionStatus
from reports.models import NOTE_LENGTH, Reading, Revision, WarningAnswer
from reports.warnings.words import Said, settle
from targets.choices import Measure, OverTime, Pace
from targets.models import ReportingPeriod
from tests.factories import ReadingFactory
from tests.reports.cast import MID_JUNE, Cast
from tests.reports.reviewing import client_of
from tests.reports.typing_in import Typist
from tests.reports.wondering import WORD, after_first_quarter, echoed, flags, say, shown
from units.choices import Action
from units.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(settings) -> Cast:
    settings.EMULATION_TODAY = MID_JUNE
    return after_first_quarter()


@pytest.fixture
def staff(cast) -> Typist:
    typist = Typist(cast["staff"], cast.ward).open()
    typist.client.cookies.load({"django_language": "en"})
    return typist


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def test_echo_wonders_as_one_types_and_offers_reasons_and_a_box(cast, staff):
    text = echoed(staff, cast, value="632")

    assert "10,2 times quarter I (62): entered 632" in text
    assert "It is the season" in text
    assert f'name="a{cast.allocation.pk}-word"' in text
    assert 'hx-swap-oob="innerHTML"' in text


def test_echo_says_nothing_of_a_usual_number(cast, staff):
    assert "-doubts" not in echoed(staff, cast, value="63")


def test_echo_leaves_the_box_alone_while_the_same_is_wondered_about(cast, staff):
    """A word that is being typed keeps its caret."""
    staff.type(cast.allocation, word="Chợ m", word_for=["magnitude: value: before 62, now 632"])
    assert "-doubts" not in echoed(staff, cast, value="632")
    assert "-doubts" in echoed(staff, cast, value="63")
    assert "Chợ m" in echoed(staff, cast, value="633")


def test_unusual_figure_is_saved_all_the_same(cast, staff):
    staff.type(cast.allocation, value="632").save()

    assert Reading.objects.get(revision__report__period=cast.period).value == 632
    assert shown(staff, cast) == ["magnitude: value: before 62, now 632"]
    assert not staff.row(cast.allocation).is_wrong


def test_report_does_not_go_without_a_word_and_the_page_points_at_the_row(cast, staff):
    staff.type(cast.allocation, value="632").submit()

    assert staff.response.status_code == 422
    assert "1 figures look unusual" in staff.text
    assert staff.page.wrong_rows == [staff.row(cast.allocation)]
    assert "A word is needed before the report goes." in staff.text
    assert Revision.objects.get(report__period=cast.period).status == RevisionStatus.DRAFT


def test_word_given_with_the_submission_lets_the_report_go(cast, staff):
    staff.type(cast.allocation, value="632").submit()
    say(staff, cast).submit()

    revision = Revision.objects.get(report__period=cast.period)
    assert revision.status == RevisionStatus.SUBMITTED
    (flag,) = flags(cast, revision)
    assert (flag.settled.word, flag.settled.by) == (WORD, cast["staff"].full_name)
    assert WORD in staff.text


def test_usual_reason_and_ones_own_word_make_one(cast, staff):
    staff.type(cast.allocation, value="632").save()
    say(staff, cast, reason="It is the season", word="lễ hội").save()
    say(staff, cast, reason="The period before was unusual", word="").save()

    words = WarningAnswer.objects.order_by("pk").values_list("word", flat=True)
    assert list(words) == ["It is the season: lễ hội", "The period before was unusual"]


def test_word_is_kept_by_itself_before_its_number_is_stored(cast, staff):
    staff.type(cast.allocation, value="632", word=WORD, word_for=["magnitude: value: before 62, now 632"])
    answer = staff.client.post(staff.url("entry_word", cast.allocation.pk), staff.sent)

    assert WORD in answer.content.decode()
    assert WarningAnswer.objects.get().word == WORD
    assert not Reading.objects.filter(revision__report__period=cast.period).exists()
    staff.open().type(cast.allocation, value="632").submit()
    assert Revision.objects.get(report__period=cast.period).status == RevisionStatus.SUBMITTED


def test_word_about_other_numbers_is_not_taken_and_stays_in_its_box(cast, staff):
    staff.type(cast.allocation, value="632").save()
    say(staff, cast).type(cast.allocation, value="6320").save()

    assert staff.response.status_code == 422
    assert "The numbers have changed since this was typed." in staff.text
    assert WORD in staff.text
    assert not WarningAnswer.objects.exists()
    assert Reading.objects.get(revision__report__period=cast.period).value == 6320

    say(staff, cast).save()
    assert WarningAnswer.objects.get().about == "value: before 62, now 6320"


def test_word_lapses_with_its_numbers_and_holds_again_when_they_come_back(cast, staff):
    staff.type(cast.allocation, value="632").save()
    say(staff, cast).save()
    staff.type(cast.allocation, value="640").save()
    assert staff.row(cast.allocation).doubts.unsettled
    staff.type(cast.allocation, value="632").submit()
    assert Revision.objects.get(report__period=cast.period).status == RevisionStatus.SUBMITTED


def test_word_too_long_is_told_at_its_box(cast, staff):
    staff.type(cast.allocation, value="632").save()
    say(staff, cast, word="x" * (NOTE_LENGTH + 1)).save()

    assert staff.response.status_code == 422
    assert staff.row(cast.allocation).doubts.form.errors.keys() == {"word"}
    assert not WarningAnswer.objects.exists()


def test_empty_word_settles_nothing(cast, staff):
    staff.type(cast.allocation, value="632").save()
    say(staff, cast, word="  \n ").submit()
    assert staff.response.status_code == 422
    assert not WarningAnswer.objects.exists()


def test_one_word_settles_everything_wondered_about_its_row(cast, staff):
    level = cast.allocate(
        cast.ward, code="LEVEL", measure=Measure.AMOUNT, over_time=OverTime.LATEST, pace=Pace.YEAR_END,
        irreversible=True,
    )  # fmt: skip
    before = Revision.objects.get(report__period__code="2024-Q1")
    ReadingFactory(revision=before, allocation=level, value=400)
    staff.open().type(cast.allocation, value="60").type(level, value="40").save()
    marks = [flag.mark for flag in staff.row(level).doubts.flags]
    assert [mark.partition(":")[0] for mark in marks] == ["magnitude", "falling"]

    staff.type(level, word=WORD, word_for=marks).submit()
    assert Revision.objects.get(report__period=cast.period).status == RevisionStatus.SUBMITTED
    assert list(WarningAnswer.objects.values_list("code", "word")) == [("magnitude", WORD), ("falling", WORD)]
    assert Event.objects.filter(action=Action.JUSTIFIED).count() == 1


def test_word_is_an_event_that_names_line_and_person(cast, staff):
    staff.type(cast.allocation, value="632").save()
    say(staff, cast).save()
    say(staff, cast).save()

    event = Event.objects.get(action=Action.JUSTIFIED)
    line = {"target": cast.allocation.target.code, "unit": cast.ward.code, "comment": WORD}
    assert (event.actor, event.unit, event.on_behalf_of) == (cast["staff"], cast.ward, None)
    assert event.data == {"readings": [line]}
    assert WarningAnswer.objects.count() == 1


def test_same_word_at_the_same_moment_is_kept_once_and_holds_for_both(cast, staff):
    """Leaving the box and pressing the button send it twice."""
    staff.type(cast.allocation, value="632").save()
    revision = Revision.objects.get(report__period=cast.period)
    (flag,) = flags(cast, revision)
    first, second = (settle(revision, [Said([flag], WORD)], cast["staff"]) for _time in range(2))

    assert first == second
    assert WarningAnswer.objects.count() == 1
    assert Event.objects.filter(action=Action.JUSTIFIED).count() == 1


def test_home_affairs_entering_for_the_unit_is_asked_too(cast):
    officer = Typist(cast["reviewer"], cast.ward).open()
    officer.type(cast.allocation, value="632").write(source="Điện thoại 9h15").submit()
    assert officer.response.status_code == 422
    say(officer, cast).submit()

    revision = Revision.objects.get(report__period=cast.period)
    assert revision.status == RevisionStatus.SUBMITTED
    event = Event.objects.get(action=Action.JUSTIFIED)
    assert (event.actor, event.on_behalf_of) == (cast["reviewer"], cast.ward)


@pytest.mark.parametrize(
    ("role", "answer"),
    [("staff", 200), ("reviewer", 200), ("head", 403), ("leadership", 403), ("administrator", 403),
     ("neighbour", 404), ("lead", 404)],
)  # fmt: skip
def test_who_may_give_a_word_is_who_may_enter(cast, role, answer):
    client = client_of(cast[role])
    address = reverse("entry_word", args=[cast.ward.code, "2024-06-14", cast.allocation.pk])
    name = f"a{cast.allocation.pk}"
    sent = {
        f"{name}-state": "reported",
        f"{name}-value": "632",
        f"{name}-word": WORD,
        f"{name}-word_for": "magnitude: value: before 62, now 632",
    }
    assert client.post(address, sent).status_code == answer
    assert WarningAnswer.objects.count() == (answer == 200)


def test_word_about_a_submitted_report_is_refused_with_the_reason(cast, staff):
    staff.type(cast.allocation, value="63").submit()
    staff.type(cast.allocation, value="632", word=WORD, word_for=["magnitude: value: before 62, now 632"])
    answer = staff.client.post(staff.url("entry_word", cast.allocation.pk), staff.sent)

    assert "The report has been submitted." in answer.content.decode()
    assert WORD in answer.content.decode()
    assert not WarningAnswer.objects.exists()


def test_word_of_a_line_that_the_unit_does_not_owe_is_not_found(cast, staff):
    for address in (
        staff.url("entry_word", cast.elsewhere.pk),
        reverse("entry_word", args=[cast.ward.code, "heute", cast.allocation.pk]),
    ):
        assert staff.client.post(address).status_code == 404


def test_grid_of_a_lead_wonders_about_each_unit_by_itself(cast):
    cast.allocation.reporter = cast.department
    cast.allocation.save()
    cast.elsewhere.reporter = cast.department
    cast.elsewhere.save()
    lead = Typist(cast["lead"], cast.department).open()
    lead.type(cast.allocation, value="632").type(cast.elsewhere, value="60").submit()

    assert lead.response.status_code == 422
    assert [row.allocation for row in lead.page.rows if row.lacks_word] == [cast.allocation]
    lead.type(cast.allocation, word=WORD, word_for=shown(lead, cast)).submit()
    assert Revision.objects.get(report__reporter=cast.department).status == RevisionStatus.SUBMITTED
    assert Reading.objects.get(allocation=cast.elsewhere).value == Decimal(60)


def test_forecast_typed_below_the_year_to_date_is_wondered_about(cast, staff):
    ReportingPeriod.objects.update(asks_forecast=True)
    told = echoed(staff.open(), cast, value="70", year_forecast="100")
    assert "100 is expected for the whole year, less than the 132 of the year to date" in told
