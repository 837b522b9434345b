"""The page on which a unit says its word, and where the word is shown afterwards."""

import pytest
from django.urls import reverse

from reports.choices import Verdict
from reports.confirming.words import confirm
from reports.intake import save
from reports.models import Confirmation
from reports.workflow import approve, open_report, recall, send_back, submit
from targets.choices import Measure, OverTime
from tests.factories import ReportingPeriodFactory
from tests.html import text_of
from tests.reports.cast import MID_JUNE, Cast, reported
from tests.reports.reviewing import client_of, page, submitted, url
from tests.reports.speaking import Speaker, entered_by_lead, of_lead, reading_of

pytestmark = pytest.mark.django_db

NOT_TEN = "Theo sổ của phường là 12"


@pytest.fixture
def cast(settings) -> Cast:
    settings.EMULATION_TODAY = MID_JUNE
    return Cast()


@pytest.fixture
def by_lead(cast) -> Cast:
    return entered_by_lead(cast)


def of_neighbour(cast: Cast, value: int = 7):
    revision = open_report(cast.other_ward, cast.period, cast["neighbour"])
    save(revision, [reported(cast.elsewhere, value)], actor=cast["neighbour"])
    return submit(revision, cast["neighbour"], revision.version)


def verdicts() -> list[str]:
    return list(Confirmation.objects.values_list("verdict", flat=True))


# What a unit sees


def test_ward_sees_what_the_lead_handed_in_about_it_alone(by_lead):
    of_lead(by_lead)
    (line,) = Speaker(by_lead["staff"], by_lead.ward).page.about
    assert (line.allocation, line.answer.text, line.asks) == (by_lead.allocation, "10", True)


def test_draft_of_the_lead_is_not_shown(by_lead):
    revision = open_report(by_lead.department, by_lead.period, by_lead["lead"])
    save(revision, [reported(by_lead.allocation, 10)], actor=by_lead["lead"])
    (line,) = Speaker(by_lead["staff"], by_lead.ward).page.about
    assert (line.answer, line.state, line.asks) == (None, None, False)


def test_figure_before_stands_beside(by_lead):
    ReportingPeriodFactory(campaign=by_lead.campaign, code="2024-Q1")
    by_lead.period, earlier = by_lead.campaign.periods.get(code="2024-Q1"), by_lead.period
    of_lead(by_lead, value=8)
    by_lead.period = earlier
    of_lead(by_lead, value=10)
    (line,) = Speaker(by_lead["staff"], by_lead.ward).page.about
    assert (line.before.text, line.change) == ("8", "up 2")


def test_lead_sees_its_units_with_their_sum_and_the_citys_figure(cast):
    submitted(cast)
    of_neighbour(cast)
    (grid,) = Speaker(cast["lead"], cast.department).page.led
    assert [(line.allocation.unit, line.answer.text) for line in grid.lines] == [
        (cast.ward, "10"),
        (cast.other_ward, "7"),
    ]
    assert (grid.handed_in, grid.period_figure, grid.city_figure) == (2, "17 người", "17 người")


def test_rate_is_summed_by_its_two_numbers(cast):
    rate = {"measure": Measure.SHARE, "over_time": OverTime.LATEST, "base_label": "dân số"}
    shared = cast.allocate(cast.ward, **rate)
    revision = cast.answered()
    save(revision, [reported(shared, 97, 100)], actor=cast["staff"])
    submit(revision, cast["staff"], revision.version)
    grid = Speaker(cast["lead"], cast.department).page.led[1]
    assert (grid.period_sums, grid.city_figure) == ("97/100", "")


def test_unit_that_has_sent_nothing_has_a_line_without_a_figure(cast):
    submitted(cast)
    (grid,) = Speaker(cast["lead"], cast.department).page.led
    assert [line.answer is None for line in grid.lines] == [False, True]
    assert (grid.handed_in, len(grid.asking)) == (1, 1)


def test_lead_reads_the_words_of_its_units_and_says_none_itself(by_lead):
    revision = of_lead(by_lead)
    Speaker(by_lead["staff"], by_lead.ward).press("right", reading_of(revision, by_lead.allocation).pk)
    speaker = Speaker(by_lead["lead"], by_lead.department)
    first, second = speaker.page.led[0].lines
    assert (first.word.verdict, second.waits) == (Verdict.RIGHT, True)
    assert not any(line.is_open for line in speaker.page.lines)
    assert speaker.page.summary == [(1, "not confirmed"), (1, "confirmed")]


def test_unit_on_which_nobody_speaks_is_told_so(cast):
    assert "No figure takes the word" in Speaker(cast["staff"], cast.ward).response.text


def test_late_is_shown_and_still_taken(by_lead, settings):
    revision = of_lead(by_lead)
    settings.EMULATION_TODAY = "2024-06-21"
    speaker = Speaker(by_lead["staff"], by_lead.ward)
    assert speaker.page.about[0].is_late
    speaker.press("right", reading_of(revision, by_lead.allocation).pk)
    assert not speaker.page.about[0].is_late
    assert verdicts() == ["right"]


@pytest.mark.parametrize("day", ["2024-06-15", "2024-05-14", "heute"])
def test_day_without_reports_is_not_found(cast, day):
    address = reverse("confirmations", args=[cast.ward.code, day])
    assert client_of(cast["staff"]).get(address).status_code == 404


def test_period_that_has_ended_leads_back_to_the_one_before(by_lead):
    ReportingPeriodFactory(campaign=by_lead.campaign, code="2024-Q1")
    days = Speaker(by_lead["staff"], by_lead.ward).page.days
    assert [day.day.isoformat() for day in days] == ["2024-03-14", "2024-06-14"]


# One press


def test_one_press_confirms_one_figure(by_lead):
    revision = of_lead(by_lead)
    speaker = Speaker(by_lead["staff"], by_lead.ward)
    speaker.press("right", reading_of(revision, by_lead.allocation).pk)
    assert speaker.response.redirect_chain
    assert speaker.line(by_lead.allocation).word.verdict == Verdict.RIGHT
    assert speaker.page.asking == []


def test_one_press_confirms_all_of_a_target(cast):
    submitted(cast)
    of_neighbour(cast)
    speaker = Speaker(cast["lead"], cast.department)
    speaker.press("right", f"t{cast.allocation.target.pk}")
    assert verdicts() == ["right", "right"]
    assert "Your word on 2 figures has been noted." in text_of(speaker.response.text)


def test_one_press_confirms_everything_about_the_unit(by_lead):
    second = by_lead.allocate(by_lead.ward)
    second.reporter = by_lead.department
    second.save()
    revision = open_report(by_lead.department, by_lead.period, by_lead["lead"])
    entries = [reported(each, 5) for each in (by_lead.allocation, by_lead.elsewhere, second)]
    save(revision, entries, actor=by_lead["lead"])
    submit(revision, by_lead["lead"], revision.version)
    Speaker(by_lead["staff"], by_lead.ward).press("right", "about")
    assert set(Confirmation.objects.values_list("allocation", flat=True)) == {
        by_lead.allocation.pk,
        second.pk,
    }


def test_objected_figure_is_left_out_when_all_are_right(cast):
    revision = submitted(cast)
    of_neighbour(cast)
    key = reading_of(revision, cast.allocation).pk
    speaker = Speaker(cast["lead"], cast.department).press("object", key, **{f"word_{key}": NOT_TEN})
    speaker.press("right", f"t{cast.allocation.target.pk}")
    assert speaker.line(cast.allocation).word.is_objection
    assert speaker.line(cast.elsewhere).word.verdict == Verdict.RIGHT


def test_figure_that_came_in_after_the_page_was_opened_is_not_confirmed_with_the_others(cast):
    submitted(cast)
    speaker = Speaker(cast["lead"], cast.department)
    of_neighbour(cast)
    speaker.press("right", f"t{cast.allocation.target.pk}")
    assert [word.allocation for word in Confirmation.objects.all()] == [cast.allocation]
    assert speaker.line(cast.elsewhere).asks


def test_objection_without_a_word_is_refused_at_its_place(by_lead):
    key = reading_of(of_lead(by_lead), by_lead.allocation).pk
    speaker = Speaker(by_lead["staff"], by_lead.ward).press("object", key)
    assert speaker.response.status_code == 422
    assert speaker.line(by_lead.allocation).error == "Say what is not right, and what it should be."
    assert verdicts() == []


def test_word_that_is_too_long_comes_back_as_it_was_typed(by_lead):
    key = reading_of(of_lead(by_lead), by_lead.allocation).pk
    speaker = Speaker(by_lead["staff"], by_lead.ward).press("object", key, **{f"word_{key}": "x" * 1001})
    assert speaker.response.status_code == 422
    assert speaker.line(by_lead.allocation).typed == "x" * 1001


def test_right_beside_a_written_objection_is_asked_back(by_lead):
    key = reading_of(of_lead(by_lead), by_lead.allocation).pk
    speaker = Speaker(by_lead["staff"], by_lead.ward).press("right", key, **{f"word_{key}": NOT_TEN})
    assert speaker.response.status_code == 422
    assert speaker.line(by_lead.allocation).typed == NOT_TEN
    assert verdicts() == []


def test_what_is_written_beside_another_figure_is_kept_and_not_sent(cast):
    revision = submitted(cast)
    other = of_neighbour(cast)
    key, beside = reading_of(revision, cast.allocation).pk, reading_of(other, cast.elsewhere).pk
    speaker = Speaker(cast["lead"], cast.department).press("right", key, **{f"word_{beside}": NOT_TEN})
    assert speaker.response.status_code == 200
    assert "has not been sent yet" in speaker.response.text
    assert speaker.line(cast.elsewhere).typed == NOT_TEN
    assert [word.allocation for word in Confirmation.objects.all()] == [cast.allocation]


def test_figure_changed_meanwhile_is_shown_anew_and_nothing_typed_is_lost(by_lead):
    revision = of_lead(by_lead)
    reading = reading_of(revision, by_lead.allocation)
    speaker = Speaker(by_lead["staff"], by_lead.ward)
    revision = recall(revision, by_lead["lead"], revision.version)
    save(revision, [reported(by_lead.allocation, 12, seen_version=1)], actor=by_lead["lead"])
    submit(revision, by_lead["lead"], revision.version)
    speaker.press("object", reading.pk, **{f"word_{reading.pk}": NOT_TEN})
    line = speaker.line(by_lead.allocation)
    assert speaker.response.status_code == 422
    assert (line.answer.text, line.typed, bool(line.error)) == ("12", NOT_TEN, True)
    assert verdicts() == []


@pytest.mark.parametrize("sent", [{}, {"right": "x"}, {"right": "t999"}, {"right": "about"}])
def test_press_of_nothing_changes_nothing(by_lead, sent):
    of_lead(by_lead)
    address = Speaker(by_lead["staff"], by_lead.ward).url
    assert client_of(by_lead["staff"]).post(address, sent).status_code == 302
    assert verdicts() == []


@pytest.mark.parametrize("key", ["99999", "0", "-1", "9" * 30])
def test_press_on_a_figure_that_is_not_there_is_refused(by_lead, key):
    of_lead(by_lead)
    speaker = Speaker(by_lead["staff"], by_lead.ward)
    assert speaker.press("object", key).response.status_code == 422
    assert verdicts() == []


def test_figure_of_another_ward_cannot_be_confirmed_from_this_page(by_lead):
    revision = of_lead(by_lead)
    other = reading_of(revision, by_lead.elsewhere)
    speaker = Speaker(by_lead["staff"], by_lead.ward)
    response = speaker.client.post(speaker.url, {"right": other.pk, f"seen-{other.pk}": other.version})
    assert response.status_code == 422
    assert verdicts() == []


def test_who_reported_himself_is_shown_no_button(by_lead):
    key = reading_of(of_lead(by_lead), by_lead.allocation).pk
    speaker = Speaker(by_lead["lead"], by_lead.department)
    assert f'value="{key}"' not in speaker.response.text


# Where it is shown


def test_reviewer_sees_objections_and_missing_words_beside_the_numbers(by_lead):
    revision = of_lead(by_lead)
    reading = reading_of(revision, by_lead.allocation)
    confirm({reading.pk: reading.version}, by_lead["staff"], Verdict.OBJECTS, NOT_TEN)
    review = page(by_lead, revision)
    assert [(row.is_objected, row.is_unconfirmed) for row in review.rows] == [(True, False), (False, True)]
    assert (1, "objected to") in review.summary
    assert (1, "not confirmed") in review.summary
    assert NOT_TEN in client_of(by_lead["reviewer"]).get(url(revision)).text


def test_objection_does_not_keep_home_affairs_from_accepting(by_lead):
    revision = of_lead(by_lead)
    reading = reading_of(revision, by_lead.allocation)
    confirm({reading.pk: reading.version}, by_lead["staff"], Verdict.OBJECTS, NOT_TEN)
    assert approve(revision, by_lead["reviewer"], revision.version).status == "approved"


def test_reviewer_reads_in_the_history_who_confirmed(by_lead):
    revision = of_lead(by_lead)
    reading = reading_of(revision, by_lead.allocation)
    confirm({reading.pk: reading.version}, by_lead["staff"])
    step = page(by_lead, revision).history[0]
    assert (step.action, step.actor, step.on_behalf_of) == ("confirmed", by_lead["staff"], by_lead.ward)


def test_reporter_reads_the_objection_on_its_entry_page(by_lead):
    revision = of_lead(by_lead)
    reading = reading_of(revision, by_lead.allocation)
    confirm({reading.pk: reading.version}, by_lead["staff"], Verdict.OBJECTS, NOT_TEN)
    send_back(revision, by_lead["reviewer"], revision.version, "Đối chiếu với phường")
    shown = client_of(by_lead["lead"]).get(reverse("entry", args=[by_lead.department.code, "2024-06-14"]))
    assert NOT_TEN in shown.text


@pytest.mark.parametrize(
    ("role", "is_shown"), [("lead", True), ("staff", True), ("reviewer", True), ("neighbour", False)]
)
def test_words_on_a_targets_page_are_for_who_may_read_the_reading(cast, role, is_shown):
    revision = submitted(cast)
    reading = reading_of(revision, cast.allocation)
    confirm({reading.pk: reading.version}, cast["lead"], Verdict.OBJECTS, NOT_TEN)
    approve(revision, cast["reviewer"], revision.version)
    shown = client_of(cast[role]).get(reverse("target", args=[cast.allocation.target.code]))
    assert (NOT_TEN in shown.text) == is_shown


def test_reporter_sees_after_sending_whose_word_is_missing(cast):
    address = reverse("entry", args=[cast.ward.code, "2024-06-14"])
    missing = f"not confirmed by {cast.department.name} yet"
    revision = cast.answered()
    assert missing not in client_of(cast["staff"]).get(address).text
    revision = submit(revision, cast["staff"], revision.version)
    assert missing in client_of(cast["staff"]).get(address).text
    confirm({revision.readings.get().pk: 1}, cast["lead"])
    assert missing not in client_of(cast["staff"]).get(address).text
