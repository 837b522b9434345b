from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from reports.choices import ReadingState
from reports.entry_refusals import refusal
from reports.intake import Blank, Entry, clear, fingerprint, save, seen_versions
from reports.models import ProgressReport, Reading, Revision
from targets.choices import Frequency, Measure
from tests.factories import ReportingPeriodFactory
from tests.reports.cast import MID_JUNE, Cast, reported
from units.choices import Action
from units.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(settings) -> Cast:
    settings.EMULATION_TODAY = MID_JUNE
    return Cast()


def stored(revision: Revision) -> dict[int, Decimal | None]:
    return dict(Reading.objects.filter(revision=revision).values_list("allocation", "value"))


def codes(result) -> list[tuple[str, str]]:
    return [(problem.field, problem.code) for problem in result.problems]


def last_event() -> Event:
    return Event.objects.order_by("id").last()


def test_an_answer_is_kept_exactly_and_with_its_author(cast):
    result = save(cast.draft(), [reported(cast.allocation, "12.3456", is_estimate=True)], actor=cast["staff"])
    (reading,) = result.saved
    reading.refresh_from_db()
    assert result.is_clean
    assert (reading.value, reading.version, reading.entered_by) == (Decimal("12.3456"), 1, cast["staff"])
    assert reading.is_estimate


def test_each_save_is_one_line_of_the_log_with_exact_figures(cast):
    revision = cast.answered()
    save(
        revision, [reported(cast.allocation, "12.5000", note="Bổ sung", seen_version=1)], actor=cast["staff"]
    )
    event = last_event()
    assert (event.action, event.actor, event.unit) == (Action.SAVED, cast["staff"], cast.ward)
    assert (event.revision, event.on_behalf_of) == (revision.pk, None)
    codes = {"target": cast.allocation.target.code, "unit": cast.ward.code}
    old = {"state": "reported", "value": "10"}
    new = {"state": "reported", "value": "12.5", "note": "Bổ sung"}
    assert event.data == {"readings": [{**codes, "old": old, "new": new}], "texts": []}


def test_what_did_not_change_writes_nothing(cast):
    revision = cast.answered()
    before = (Reading.objects.get().version, Event.objects.count())
    result = save(revision, [reported(cast.allocation, "10.0", seen_version=1)], actor=cast["staff"])
    assert [reading.allocation for reading in result.unchanged] == [cast.allocation]
    assert result.saved == []
    assert (Reading.objects.get().version, Event.objects.count()) == before


def test_a_form_keeps_the_good_rows_and_tells_the_others(cast):
    second = cast.allocate(cast.ward)
    rows = [reported(cast.allocation, 5), reported(second, -5)]
    revision = cast.draft()
    result = save(revision, rows, actor=cast["staff"])
    assert [(problem.allocation, problem.code) for problem in result.problems] == [(second, "negative")]
    assert stored(revision) == {cast.allocation.pk: 5}


def test_a_file_is_taken_whole_or_not_at_all(cast):
    second = cast.allocate(cast.ward)
    rows = [reported(cast.allocation, 5), reported(second, -5)]
    revision = cast.draft()
    events = Event.objects.count()
    result = save(revision, rows, actor=cast["staff"], narrative={"results": "Tốt"}, all_or_nothing=True)
    revision.refresh_from_db()
    assert codes(result) == [("value", "negative")]
    assert (result.saved, result.texts, revision.results) == ([], [], "")
    assert (stored(revision), Event.objects.count()) == ({}, events)


def test_a_file_with_a_conflict_writes_nothing(cast):
    second = cast.allocate(cast.ward)
    revision = cast.answered()
    rows = [reported(second, 5), reported(cast.allocation, 6)]
    result = save(revision, rows, actor=cast["staff"], all_or_nothing=True)
    assert [conflict.allocation for conflict in result.conflicts] == [cast.allocation]
    assert stored(revision) == {cast.allocation.pk: 10}


def test_two_rows_about_one_allocation_are_both_refused(cast):
    revision = cast.draft()
    rows = [reported(cast.allocation, 5), reported(cast.allocation, 6)]
    assert codes(save(revision, rows, actor=cast["staff"])) == [("allocation", "twice")] * 2
    assert stored(revision) == {}


def test_what_this_report_does_not_owe_is_refused(cast):
    monthly = cast.allocate(cast.ward, frequency=Frequency.MONTH)
    for foreign in (cast.elsewhere, monthly):
        result = save(cast.draft(), [reported(foreign, 5)], actor=cast["staff"])
        assert codes(result) == [("allocation", "not_owed")]
    assert not Reading.objects.exists()


def test_two_people_in_different_rows_do_not_collide(cast):
    second = cast.allocate(cast.ward)
    revision = cast.draft()
    save(revision, [reported(cast.allocation, 5)], actor=cast["staff"])
    assert save(revision, [reported(second, 6)], actor=cast["staff"]).is_clean
    assert stored(revision) == {cast.allocation.pk: 5, second.pk: 6}


@pytest.mark.parametrize("seen_version", [None, 1, 7])
def test_two_people_in_one_row_are_told_who_wrote_what(cast, seen_version):
    revision = cast.answered()
    save(
        revision, [reported(cast.allocation, 11, seen_version=1)], actor=cast["reviewer"], source="Điện thoại"
    )
    result = save(revision, [reported(cast.allocation, 12, seen_version=seen_version)], actor=cast["staff"])
    (conflict,) = result.conflicts
    assert (conflict.ours.value, conflict.theirs.value) == (12, 11)
    assert conflict.theirs.entered_by == cast["reviewer"]
    assert stored(revision) == {cast.allocation.pk: 11}


def test_the_same_answer_from_two_people_is_no_conflict(cast):
    revision = cast.answered(10)
    result = save(revision, [reported(cast.allocation, 10)], actor=cast["staff"])
    assert result.is_clean


def test_a_row_that_someone_emptied_meanwhile_is_a_conflict(cast):
    revision = cast.answered()
    assert clear(revision, cast.allocation, 1, cast["staff"]).is_clean
    result = save(revision, [reported(cast.allocation, 12, seen_version=1)], actor=cast["staff"])
    (conflict,) = result.conflicts
    assert conflict.theirs is None
    assert stored(revision) == {}


def test_an_emptied_row_has_no_reading_and_the_log_keeps_what_it_said(cast):
    revision = cast.answered()
    result = clear(revision, cast.allocation, 1, cast["staff"])
    assert result.cleared == [cast.allocation]
    assert stored(revision) == {}
    (change,) = last_event().data["readings"]
    assert (change["old"], change["new"]) == ({"state": "reported", "value": "10"}, None)


def test_a_row_is_not_emptied_over_a_newer_answer(cast):
    revision = cast.answered()
    save(revision, [reported(cast.allocation, 11, seen_version=1)], actor=cast["staff"])
    (conflict,) = clear(revision, cast.allocation, 1, cast["staff"]).conflicts
    assert (conflict.ours, conflict.theirs.value) == (Blank(cast.allocation, 1), 11)
    assert stored(revision) == {cast.allocation.pk: 11}


def test_an_empty_row_that_was_empty_is_left_alone(cast):
    events = Event.objects.count()
    revision = cast.draft()
    assert clear(revision, cast.allocation, None, cast["staff"]).is_clean
    assert Event.objects.filter(action=Action.SAVED).count() == 0
    assert Event.objects.count() == events + 1


def test_nothing_arose_is_stored_as_zero_of_the_same_period_last_year(cast):
    growth = cast.allocate(cast.ward, measure=Measure.GROWTH, base_label="Cùng kỳ")
    entry = Entry(growth, ReadingState.NOTHING_AROSE, base=Decimal(3))
    (reading,) = save(cast.draft(), [entry], actor=cast["staff"]).saved
    reading.refresh_from_db()
    assert (reading.state, reading.value, reading.base) == (ReadingState.NOTHING_AROSE, 0, 3)


def test_texts_are_kept_and_logged_by_name(cast):
    revision = cast.draft()
    result = save(revision, [], actor=cast["staff"], narrative={"results": "Tốt", "proposals": ""})
    revision.refresh_from_db()
    assert (revision.results, result.texts) == ("Tốt", ["results"])
    assert last_event().data == {"readings": [], "texts": ["results"]}


def test_a_text_that_is_too_long_is_told_and_the_rest_is_kept(cast):
    revision = cast.draft()
    rows = [reported(cast.allocation, 5)]
    texts = {"results": "a" * 5001, "difficulties": "Thiếu vốn"}
    result = save(revision, rows, actor=cast["staff"], narrative=texts)
    revision.refresh_from_db()
    assert codes(result) == [("results", "too_long")]
    assert (revision.results, revision.difficulties) == ("", "Thiếu vốn")
    assert stored(revision) == {cast.allocation.pk: 5}


def test_two_people_in_one_text_are_told(cast):
    revision = cast.draft()
    seen = {"results": fingerprint("")}
    assert save(revision, [], actor=cast["staff"], narrative={"results": "Một"}, narrative_seen=seen).is_clean
    result = save(revision, [], actor=cast["staff"], narrative={"results": "Hai"}, narrative_seen=seen)
    (conflict,) = result.text_conflicts
    revision.refresh_from_db()
    assert (conflict.field, conflict.ours, conflict.theirs) == ("results", "Hai", "Một")
    assert revision.results == "Một"


def test_home_affairs_enters_for_a_unit_with_the_source_noted(cast):
    revision = cast.draft()
    rows = [reported(cast.allocation, 5)]
    refused = save(revision, rows, actor=cast["reviewer"], narrative={"results": "Tốt"})
    revision.refresh_from_db()
    assert codes(refused) == [("source", "source_missing")]
    assert (stored(revision), revision.results) == ({}, "")

    taken = save(revision, rows, actor=cast["reviewer"], source="Điện thoại 17/6")
    revision.refresh_from_db()
    assert taken.is_clean
    assert (revision.entered_for_unit, revision.source) == (True, "Điện thoại 17/6")
    assert (last_event().on_behalf_of, last_event().comment) == (cast.ward, "Điện thoại 17/6")


def test_a_source_has_a_length(cast):
    revision = cast.draft()
    result = save(revision, [reported(cast.allocation, 5)], actor=cast["reviewer"], source="a" * 301)
    assert codes(result) == [("source", "too_long")]
    assert stored(revision) == {}


def test_a_source_once_noted_holds_for_the_revision(cast):
    revision = cast.draft()
    save(revision, [reported(cast.allocation, 5)], actor=cast["reviewer"], source="Điện thoại 17/6")
    again = [reported(cast.allocation, 6, seen_version=1)]
    assert save(revision, again, actor=cast["reviewer"]).is_clean
    revision.refresh_from_db()
    assert revision.source == "Điện thoại 17/6"


def refusal_code(cast: Cast, revision: Revision, day: date, role: str = "staff", **how) -> str | None:
    report = ProgressReport(reporter=revision.report.reporter, period=revision.report.period)
    refused = refusal(report, revision, day, cast[role], **how)
    return refused.code if refused else None


def test_a_file_may_bring_a_period_that_is_not_open_by_who_may_import(cast):
    later = ReportingPeriodFactory(campaign=cast.campaign, code="2024-Q3")
    revision = cast.draft()
    revision.report.period = later
    day = date(2024, 6, 17)
    for role in ("administrator", "reviewer"):
        assert refusal_code(cast, revision, day, role, importing=True) is None
    assert refusal_code(cast, revision, day, "staff", importing=True) == "no_role"


def test_a_file_replaces_what_its_reader_knows_of_and_says_so(cast):
    revision = cast.answered()
    versions = seen_versions(revision)
    entry = replace(reported(cast.allocation, 20), seen_version=versions[cast.allocation.pk])
    result = save(revision, [entry], actor=cast["administrator"], source="quy2.csv", importing=True)
    assert result.is_clean
    assert stored(revision) == {cast.allocation.pk: 20}
    assert (last_event().action, last_event().comment) == (Action.IMPORTED, "quy2.csv")


@pytest.mark.parametrize("rows", [1, 8])
def test_saving_takes_the_same_queries_for_any_number_of_new_rows(cast, rows, django_assert_num_queries):
    revision = cast.draft()
    entries = [reported(cast.allocate(cast.ward), 5) for _row in range(rows)]
    _ = cast["staff"].grants
    with django_assert_num_queries(7):
        save(revision, entries, actor=cast["staff"])


@pytest.mark.parametrize("rows", [1, 8])
def test_changing_and_emptying_takes_the_same_queries_for_any_number_of_rows(
    cast, rows, django_assert_num_queries
):
    revision = cast.draft()
    allocations = [cast.allocate(cast.ward) for _row in range(2 * rows)]
    save(revision, [reported(allocation, 5) for allocation in allocations], actor=cast["staff"])
    again = [replace(reported(allocation, "6.25"), seen_version=1) for allocation in allocations[:rows]]
    emptied = [Blank(allocation, seen_version=1) for allocation in allocations[rows:]]
    with django_assert_num_queries(8):
        result = save(revision, again, blanks=emptied, actor=cast["staff"])
    assert (len(result.saved), len(result.cleared)) == (rows, rows)
    assert stored(revision) == {allocation.pk: Decimal("6.25") for allocation in allocations[:rows]}
