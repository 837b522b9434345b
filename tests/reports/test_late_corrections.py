"""An earlier period corrected after a later one was accepted: every later figure changes, and says so."""

from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulation.dates import clock_at
from reports.answers import Numbers
from reports.choices import Basis, ReadingState
from reports.correcting.asked import with_requests
from reports.correcting.late import AcceptedAnswer, late_corrections, without
from reports.export import record
from reports.lines import lines_of
from reports.remarks import remarks
from reports.review.rows import rows_of
from reports.tallies import Part, Tally
from reports.target_page import TargetPage
from targets.choices import Measure, OverTime
from targets.models import ReportingPeriod, Target
from targets.schedule import Schedule
from tests.factories import ReportingPeriodFactory
from tests.reports.cast import Cast
from tests.reports.expecting import SHARE, row_of
from tests.reports.filing import UNAVAILABLE, file
from tests.reports.reviewing import client_of

pytestmark = pytest.mark.django_db

MARCH, JUNE, JULY, SEPTEMBER, OCTOBER = (
    datetime(2024, month, 20, 9)  # noqa: DTZ001 - local, as `clock_at` takes it
    for month in (3, 6, 7, 9, 10)
)


@pytest.fixture
def cast(settings) -> Cast:
    settings.EMULATION_TODAY = "2024-09-25"
    cast = Cast()
    for code in ("2024-Q1", "2024-Q3", "2024-Q4"):
        ReportingPeriodFactory(campaign=cast.campaign, code=code)
    Target.objects.update(unit_of_measure="người")
    return cast


def filed(cast: Cast, at: datetime, period: str, value, status: str = "approved", unit=None):
    code = cast.allocation.target.code
    with clock_at(at):
        (revision,) = file(cast.campaign, period, {(code, (unit or cast.ward).code): value}, status)
    return revision


def corrected(cast: Cast) -> None:
    """The ward's first quarter said 50 when 30 of the second were accepted; in July it became 55."""
    filed(cast, MARCH, "2024-Q1", 50)
    filed(cast, JUNE, "2024-Q2", 30)
    filed(cast, JULY, "2024-Q1", 55)


def schedule(cast: Cast) -> Schedule:
    return Schedule.load(cast.campaign)


def cut_off(code: str):
    return ReportingPeriod.objects.get(code=code).cut_off


def row(cast: Cast, period: str = "2024-Q2", basis: Basis = Basis.OFFICIAL):
    return row_of(cast.campaign, cast.allocation.target.code, cut_off(period), basis=basis)


def target_page(cast: Cast, period: str = "2024-Q2", basis: Basis = Basis.OFFICIAL) -> TargetPage:
    return TargetPage.of(row(cast, period, basis), schedule(cast), basis, cast["neighbour"])


def marks(cast: Cast, period: str = "2024-Q2") -> list[str]:
    found = remarks(schedule(cast), cut_off(period), Basis.OFFICIAL)
    (line,) = lines_of([row(cast, period)], found.corrected, found.late)
    return [mark for mark in line.marks if "đính chính ngày" in mark]


TOLD = "quý I/2024 đính chính ngày 20/7/2024, sau khi đã duyệt quý II/2024: lũy kế thay đổi từ 80 thành 85"


def test_every_later_figure_of_the_year_moves_with_the_correction(cast):
    filed(cast, MARCH, "2024-Q1", 50)
    filed(cast, JUNE, "2024-Q2", 30)
    filed(cast, SEPTEMBER, "2024-Q3", 10)
    before = [record(row(cast, f"2024-Q{number}"))["value"] for number in (1, 2, 3)]
    filed(cast, SEPTEMBER, "2024-Q1", 55)
    after = [record(row(cast, f"2024-Q{number}"))["value"] for number in (1, 2, 3)]
    assert (before, after) == (["50", "80", "90"], ["55", "85", "95"])


def test_correction_moves_nothing_while_it_is_not_accepted(cast):
    filed(cast, MARCH, "2024-Q1", 50)
    filed(cast, JUNE, "2024-Q2", 30)
    for status in ("returned", "submitted"):
        filed(cast, JULY, "2024-Q1", 55, status)
        assert record(row(cast))["value"] == "80"
        assert target_page(cast).late == ""
        assert marks(cast) == []
        cast.ward.progress_reports.get(period__code="2024-Q1").revisions.filter(status=status).delete()


def test_target_page_tells_it_by_period_by_unit_and_of_the_city(cast):
    corrected(cast)
    filed(cast, JUNE, "2024-Q2", 7, unit=cast.other_ward)
    page = target_page(cast)
    of_city = TOLD.replace("80", "87").replace("85", "92")
    assert page.late == of_city
    assert [step.late for step in page.path] == ["", of_city, "", ""]
    assert [line.late for line in page.units] == [TOLD, ""]


def test_overview_marks_the_row(cast):
    corrected(cast)
    assert marks(cast) == ["quý I/2024 đính chính ngày 20/7/2024"]


def test_figure_that_was_never_told_otherwise_is_not_marked(cast):
    corrected(cast)
    filed(cast, SEPTEMBER, "2024-Q3", 10)
    assert target_page(cast, "2024-Q3").late == ""
    assert marks(cast, "2024-Q3") == []
    assert marks(cast, "2024-Q1") == []
    assert target_page(cast, "2024-Q3").path[1].late == TOLD


def test_correction_before_the_later_acceptance_is_none_too_late(cast):
    filed(cast, MARCH, "2024-Q1", 50)
    filed(cast, JUNE, "2024-Q1", 55)
    filed(cast, JULY, "2024-Q2", 30)
    assert (target_page(cast).late, marks(cast)) == ("", [])


def test_period_that_was_accepted_late_for_the_first_time_is_no_correction(cast):
    filed(cast, JUNE, "2024-Q2", 30)
    filed(cast, JULY, "2024-Q1", 55)
    assert (target_page(cast).late, marks(cast)) == ("", [])


def test_correction_of_another_number_of_the_report_is_none_of_this_one(cast):
    filed(cast, MARCH, "2024-Q1", 50)
    filed(cast, JUNE, "2024-Q2", 30)
    filed(cast, JULY, "2024-Q1", 50)
    assert (target_page(cast).late, marks(cast)) == ("", [])


def test_two_corrections_are_told_as_what_they_came_to(cast):
    corrected(cast)
    filed(cast, SEPTEMBER, "2024-Q1", 57)
    told = TOLD.replace("20/7", "20/9").replace("85", "87")
    assert target_page(cast).late == told
    filed(cast, OCTOBER, "2024-Q1", 50)
    assert (target_page(cast).late, marks(cast)) == ("", [])


def test_number_that_came_where_there_was_none_is_a_correction(cast):
    filed(cast, MARCH, "2024-Q1", UNAVAILABLE)
    filed(cast, JUNE, "2024-Q2", 30)
    filed(cast, JULY, "2024-Q1", 55)
    assert target_page(cast).late == TOLD.replace("80", "30")


def test_second_acceptance_of_the_later_period_does_not_hide_it(cast):
    corrected(cast)
    filed(cast, SEPTEMBER, "2024-Q2", 31)
    assert target_page(cast).late == TOLD.replace("85", "86").replace("80", "81")


@pytest.mark.parametrize("terms", [{"over_time": OverTime.LATEST}, SHARE])
def test_where_the_latest_counts_nothing_later_is_changed(cast, terms):
    Target.objects.update(**{**terms, "pace": "hold"} if terms is SHARE else {**terms, "pace": "year_end"})
    needs_base = terms is SHARE
    for at, period, value in ((MARCH, "Q1", 50), (JUNE, "Q2", 30), (JULY, "Q1", 55)):
        filed(cast, at, f"2024-{period}", (value, 100) if needs_base else value)
    assert (target_page(cast).late, marks(cast)) == ("", [])


def test_provisional_page_does_not_mix_it_with_what_awaits_acceptance(cast):
    corrected(cast)
    assert target_page(cast, basis=Basis.PROVISIONAL).late == ""


def test_growth_tells_both_figures(cast):
    Target.objects.update(measure=Measure.GROWTH, base_label="Năm trước", decimals=1)
    filed(cast, MARCH, "2024-Q1", (50, 50))
    filed(cast, JUNE, "2024-Q2", (30, 50))
    filed(cast, JULY, "2024-Q1", (60, 50))
    assert target_page(cast).late.endswith("từ giảm 20% thành giảm 10%")


# The reviewer


def review_row(cast: Cast, revision):
    queryset = with_requests(type(revision).objects.with_correction())
    told = queryset.select_related("report__reporter", "report__period").get(pk=revision.pk)
    (found,) = rows_of(told, schedule(cast), {})
    return found


def test_reviewer_of_the_correction_reads_what_it_will_change(cast):
    filed(cast, MARCH, "2024-Q1", 50)
    filed(cast, JUNE, "2024-Q2", 30)
    correction = filed(cast, JULY, "2024-Q1", 55, "submitted")
    told = "đã duyệt quý II/2024: lũy kế sẽ thay đổi từ 80 thành 85"
    assert review_row(cast, correction).late == told


def test_reviewer_of_the_later_report_reads_what_has_changed(cast):
    filed(cast, MARCH, "2024-Q1", 50)
    later = filed(cast, JUNE, "2024-Q2", 30)
    assert review_row(cast, later).late == ""
    filed(cast, JULY, "2024-Q1", 55)
    found = review_row(cast, later)
    assert found.late == TOLD
    assert found.before.text == "55"


def test_pages_show_it(cast):
    corrected(cast)
    target = client_of(cast["neighbour"]).get(f"/targets/{cast.allocation.target.code}/?as_of=2024-06-14")
    assert target.content.decode().count("from 80 to 85") == 3
    overview = client_of(cast["leadership"]).get("/overview/?as_of=2024-06-14")
    assert "quarter I/2024 corrected on 20/7/2024" in overview.content.decode()
    report = cast.ward.progress_reports.get(period__code="2024-Q2")
    assert "from 80 to 85" in client_of(cast["reviewer"]).get(f"/review/{report.pk}/").content.decode()


# The rule itself

VALUES = st.one_of(st.none(), st.integers(-50, 50).map(Decimal))


@given(old=VALUES, new=VALUES, others=st.lists(st.integers(-50, 50).map(Decimal), max_size=3))
def test_part_without_its_corrections_is_the_sum_of_what_was_said_before(old, new, others):
    def summed(values) -> Tally:
        known = [value for value in values if value is not None]
        return Tally(value_sum=sum(known, Decimal(0)) if known else None, counted=len(known))

    first, second = ReportingPeriod(pk=1, kind="quarter"), ReportingPeriod(pk=2, kind="quarter")
    first.cut_off, second.cut_off = MARCH.date(), JUNE.date()
    year = Schedule(None, (first, second))
    told = [
        AcceptedAnswer(1, MARCH, numbers(old)),
        AcceptedAnswer(1, JULY, numbers(new)),
        AcceptedAnswer(2, JUNE, numbers(Decimal(1))),
    ]
    corrections = late_corrections(told, second, year)
    assert bool(corrections) == (numbers(old) != numbers(new))
    part = Part(None, True, summed([new, *others]), 2, True, second.cut_off)
    assert without(part, corrections).tally == summed([old, *others])


def numbers(value: Decimal | None) -> Numbers:
    return Numbers(ReadingState.UNAVAILABLE if value is None else ReadingState.REPORTED, value)
