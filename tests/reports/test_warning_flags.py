"""What is wondered about the answers of a report, from what is stored; and how a word about it holds."""

from decimal import Decimal

import pytest
from django.db import connection
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.models import Reading, Revision
from reports.warnings import flags_of
from reports.warnings.facts import Pair
from reports.warnings.flags import Line, flags_on
from targets.choices import Direction, Frequency, Measure, OverTime, Pace
from targets.models import Allocation, ReportingPeriod, Target
from tests.factories import (
    PERIODS,
    AllocationFactory,
    ProgressReportFactory,
    ReadingFactory,
    ReportingPeriodFactory,
    RevisionFactory,
    TargetFactory,
    WarningAnswerFactory,
)
from tests.reports.cast import MID_JUNE, Cast
from units.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def cast(settings) -> Cast:
    settings.EMULATION_TODAY = MID_JUNE
    return Cast()


def period(cast: Cast, code: str) -> ReportingPeriod:
    known = ReportingPeriod.objects.filter(campaign=cast.campaign, code=code).first()
    return known or ReportingPeriodFactory(campaign=cast.campaign, code=code)


def told(cast: Cast, code: str, numbers: dict[Allocation, int | None], number: int = 1, **status) -> Revision:
    """A revision of the ward's report for the period that says these numbers; None for not available."""
    reports = {"reporter": cast.ward, "period": period(cast, code)}
    known = Revision.objects.filter(**{f"report__{name}": value for name, value in reports.items()}).first()
    report = known.report if known else ProgressReportFactory(**reports)
    revision = RevisionFactory(report=report, number=number, **status)
    for allocation, value in numbers.items():
        state = {"state": "unavailable", "note": "Chờ"} if value is None else {}
        ReadingFactory(revision=revision, allocation=allocation, value=value, **state)
    return revision


def said(revision: Revision) -> list[str]:
    found = flags_of(Revision.objects.filter(pk=revision.pk).select_related("report__period"))
    return [f"{flag.allocation.target.code} {flag.code}: {flag.message}" for flag in found[revision.pk]]


def test_answer_is_held_against_the_period_before(cast):
    told(cast, "2024-Q1", {cast.allocation: 62}, approved=True)
    revision = told(cast, "2024-Q2", {cast.allocation: 632})

    code = cast.allocation.target.code
    assert said(revision) == [f"{code} magnitude: 10,2 times quarter I (62): entered 632"]


def test_revision_without_anything_unusual_has_an_empty_list(cast):
    revision = told(cast, "2024-Q2", {cast.allocation: 62})

    assert flags_of([revision]) == {revision.pk: []}
    assert flags_of([]) == {}


@pytest.mark.parametrize("status", [{}, {"superseded": True}])
def test_period_before_that_was_not_handed_in_says_nothing(cast, status):
    told(cast, "2024-Q1", {cast.allocation: 62}, **status)
    assert said(told(cast, "2024-Q2", {cast.allocation: 632})) == []


def test_newest_revision_handed_in_speaks_for_the_period_before(cast):
    told(cast, "2024-Q1", {cast.allocation: 62}, approved=True)
    told(cast, "2024-Q1", {cast.allocation: 600}, number=2, submitted=True)
    assert said(told(cast, "2024-Q2", {cast.allocation: 632})) == []


def test_last_period_with_a_number_is_compared(cast):
    told(cast, "2024-Q1", {cast.allocation: 62}, approved=True)
    told(cast, "2024-Q2", {cast.allocation: None}, approved=True)
    revision = told(cast, "2024-Q3", {cast.allocation: 632})
    assert said(revision) == [
        f"{cast.allocation.target.code} magnitude: 10,2 times quarter I (62): entered 632"
    ]


def test_answer_without_a_number_is_not_wondered_about(cast):
    told(cast, "2024-Q1", {cast.allocation: 62}, approved=True)
    assert said(told(cast, "2024-Q2", {cast.allocation: None})) == []


def test_unit_is_held_against_its_own_quota(cast):
    Allocation.objects.filter(pk=cast.allocation.pk).update(quota=8)
    (flag,) = said(told(cast, "2024-Q2", {cast.allocation: 80}))
    assert "10 times the plan of the whole year (8): entered 80" in flag


def test_correction_is_held_against_what_was_accepted(cast):
    told(cast, "2024-Q2", {cast.allocation: 62}, superseded=True)
    told(cast, "2024-Q2", {cast.allocation: 64}, number=2, approved=True)
    revision = told(cast, "2024-Q2", {cast.allocation: 90}, number=3, status="returned")
    assert said(revision) == [
        f"{cast.allocation.target.code} official: 64 has been accepted for this period: entered 90"
    ]


def test_accepted_revision_is_not_held_against_itself_or_a_later_one(cast):
    accepted = told(cast, "2024-Q2", {cast.allocation: 62}, superseded=True)
    told(cast, "2024-Q2", {cast.allocation: 90}, number=2, approved=True)
    assert said(accepted) == []


def with_check(cast: Cast, **check) -> None:
    cast.campaign.settings = {"checks": [check]}
    cast.campaign.save()


def test_check_reaches_into_another_frequencys_report_of_the_same_unit(cast):
    month = cast.allocate(cast.ward, code="MONTHLY", frequency=Frequency.MONTH)
    with_check(cast, kind="same", of=f"{cast.allocation.target.code}.value", to=["MONTHLY.value"])
    told(cast, "2024-M06", {month: 7})
    revision = told(cast, "2024-Q2", {cast.allocation: 6})

    code = cast.allocation.target.code
    assert said(revision) == [f"{code} same: line MONTHLY says 7, the same number: entered 6"]


def test_check_adds_up_the_year_of_the_other_line(cast):
    level = cast.allocate(
        cast.ward, code="LEVEL", over_time=OverTime.LATEST, pace=Pace.YEAR_END, threshold=27, order=1
    )
    with_check(cast, kind="sum", of="LEVEL.value", plus="26", to=[f"{cast.allocation.target.code}.year"])
    told(cast, "2024-Q1", {cast.allocation: 1, level: 27}, approved=True)
    right = told(cast, "2024-Q2", {cast.allocation: 2, level: 29})
    assert said(right) == []

    Reading.objects.filter(revision=right, allocation=level).update(value=28)
    assert said(right) == [f"LEVEL sum: 26 + 3 ({cast.allocation.target.code}) is 29: entered 28"]


def test_check_holds_lines_of_one_unit_together_not_of_two(cast):
    """A lead enters both wards: each is held against its own other line."""
    department, wards = cast.department, (cast.ward, cast.other_ward)
    whole = TargetFactory(campaign=cast.campaign, lead=department, code="WHOLE")
    part = TargetFactory(campaign=cast.campaign, lead=department, code="PART")
    lines = {
        (target.code, unit): AllocationFactory(target=target, unit=unit, reporter=department)
        for target in (whole, part)
        for unit in wards
    }
    with_check(cast, kind="same", of="PART.value", to=["WHOLE.value"])
    revision = RevisionFactory(report__reporter=department, report__period=cast.period)
    numbers = {("WHOLE", wards[0]): 5, ("PART", wards[0]): 5, ("WHOLE", wards[1]): 6, ("PART", wards[1]): 5}
    for line, value in numbers.items():
        ReadingFactory(revision=revision, allocation=lines[line], value=value)

    (flag,) = flags_of([revision])[revision.pk]
    assert flag.allocation == lines["PART", wards[1]]


def test_word_settles_exactly_these_numbers_and_holds_again_when_they_come_back(cast):
    told(cast, "2024-Q1", {cast.allocation: 62}, approved=True)
    revision = told(cast, "2024-Q2", {cast.allocation: 632})
    (flag,) = flags_of([revision])[revision.pk]
    assert flag.settled is None
    answer = WarningAnswerFactory(
        report=revision.report, allocation=cast.allocation, code=flag.code, about=flag.about, word="Đúng"
    )

    for value, word in ((632, "Đúng"), (633, None), (632, "Đúng")):
        Reading.objects.filter(revision=revision).update(value=value)
        (flag,) = flags_of([revision])[revision.pk]
        assert (flag.settled.word if flag.settled else None) == word
    assert (flag.settled.by, flag.settled.at) == (answer.given_by.full_name, answer.given_at)


def test_word_lapses_when_the_number_that_it_was_held_against_changes(cast):
    before = told(cast, "2024-Q1", {cast.allocation: 62}, approved=True)
    revision = told(cast, "2024-Q2", {cast.allocation: 632})
    (flag,) = flags_of([revision])[revision.pk]
    WarningAnswerFactory(report=revision.report, allocation=cast.allocation, code=flag.code, about=flag.about)
    Reading.objects.filter(revision=before).update(value=61)

    (flag,) = flags_of([revision])[revision.pk]
    assert flag.settled is None


def test_newest_word_speaks_and_one_of_another_period_does_not(cast):
    told(cast, "2024-Q1", {cast.allocation: 62}, approved=True)
    revision = told(cast, "2024-Q2", {cast.allocation: 632})
    (flag,) = flags_of([revision])[revision.pk]
    about = {"allocation": cast.allocation, "code": flag.code, "about": flag.about}
    WarningAnswerFactory(report=ProgressReportFactory(period=period(cast, "2024-Q3")), word="Khác", **about)
    (flag,) = flags_of([revision])[revision.pk]
    assert flag.settled is None

    for word in ("Trước", "Sau"):
        WarningAnswerFactory(report=revision.report, word=word, **about)
    (flag,) = flags_of([revision])[revision.pk]
    assert flag.settled.word == "Sau"


NUMBERS = st.integers(0, 2000)


@settings(max_examples=200)
@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS)
def test_word_lapses_if_and_only_if_the_numbers_that_raised_it_change(then, now, then_after, now_after):
    """Whatever was and became of both numbers: it holds for the pair that it was said about, no other."""
    line = _line(then, now, [])
    (flag,) = flags_on([line], ()).get(1) or [None]
    if flag is None:
        return
    words = [{"code": flag.code, "about": flag.about, "word": "Đúng", "by": "A", "at": None}]
    for after in flags_on([_line(then_after, now_after, words)], ()).get(1, []):
        assert bool(after.settled) == ((then, now) == (then_after, now_after))


def _line(then: int, now: int, words: list) -> Line:
    q1, q2 = (PERIODS[code].cut_off for code in ("2024-Q1", "2024-Q2"))
    row = {"state": "reported", "base": None, "forecast": None, "is_estimate": False}
    row |= {"revision": 1, "number": 1}
    row |= {"status": "approved", "kind": "quarter", "period": 1, "cut_off": q1, "value": Decimal(then)}
    target = Target(measure=Measure.AMOUNT, over_time=OverTime.SUM, direction=Direction.UP)
    allocation = Allocation(pk=1, target=target, unit=Unit(pk=1))
    allocation.told, allocation.words = [row], words
    return Line(allocation, q2, 1, now=Pair(Decimal(now)))


def test_flags_of_many_revisions_are_one_query(cast, django_assert_num_queries):
    told(cast, "2024-Q1", {cast.allocation: 62}, approved=True)
    revisions = [told(cast, "2024-Q2", {cast.allocation: 632}), told(cast, "2024-Q3", {cast.allocation: 50})]
    revisions += [RevisionFactory(report__reporter=cast.other_ward, report__period=cast.period)]
    assert connection.features.supports_json_field
    with django_assert_num_queries(1):
        assert [len(flags) for flags in flags_of(revisions).values()] == [1, 0, 0]
