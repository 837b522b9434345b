from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from emulation.dates import now
from reports.intake import save
from reports.models import ProgressReport
from reports.review.lists import NO_CLUSTER
from reports.review.waiting import next_waiting
from reports.workflow import approve, open_report, reopen, submit
from tests.factories import (
    ClusterFactory,
    CorrectionRequestFactory,
    ReportingPeriodFactory,
    UnitFactory,
)
from tests.reports.cast import MID_JUNE, Cast, person, reported
from units.choices import Role

pytestmark = pytest.mark.django_db

QUEUE = "/review/"
AFTER_DUE = "2024-06-19"


@pytest.fixture
def cast(settings) -> Cast:
    settings.EMULATION_TODAY = MID_JUNE
    return Cast()


def client_of(user) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def queue_of(cast: Cast, role: str = "reviewer", **asked):
    return client_of(cast[role]).get(QUEUE, asked).context["queue"]


def hand_in(cast: Cast, unit, allocation, staff, period=None):
    revision = open_report(unit, period or cast.period, staff)
    assert save(revision, [reported(allocation, 5)], actor=staff).is_clean
    return submit(revision, staff, revision.version)


def every_state(cast: Cast, settings) -> None:
    """One report in each state, one more that came late, one overdue since its unit never began."""
    cluster = ClusterFactory(owner=cast.city)
    for number in range(6):
        unit = UnitFactory(parent=cast.city, cluster=cluster if number % 2 else None)
        allocation = cast.allocate(unit, target=cast.allocation.target)
        staff = person(unit, Role.STAFF)
        if number == 0:
            save(open_report(unit, cast.period, staff), [reported(allocation, 1)], actor=staff)
        if number in (1, 2, 3):
            revision = hand_in(cast, unit, allocation, staff)
        if number in (2, 3):
            approve(revision, cast["reviewer"], revision.version)
        if number == 3:
            reopen(revision.report, cast["reviewer"], "Sai số liệu")
        if number == 4:
            settings.EMULATION_TODAY = AFTER_DUE
            hand_in(cast, unit, allocation, staff)


def test_submitted_reports_of_every_period_wait_the_oldest_first(cast, settings):
    first_quarter = ReportingPeriodFactory(campaign=cast.campaign, code="2024-Q1")
    hand_in(cast, cast.other_ward, cast.elsewhere, cast["neighbour"], first_quarter)
    settings.EMULATION_TODAY = "2024-06-18"
    hand_in(cast, cast.ward, cast.allocation, cast["staff"])
    waiting = queue_of(cast).waiting
    assert [(w.report.reporter, w.report.period.code, w.is_late, w.answers) for w in waiting] == [
        (cast.other_ward, "2024-Q1", True, 1),
        (cast.ward, "2024-Q2", False, 1),
    ]
    assert [w.revision.submitted_by for w in waiting] == [cast["neighbour"], cast["staff"]]


def test_drafts_and_decided_reports_do_not_wait(cast):
    revision = hand_in(cast, cast.ward, cast.allocation, cast["staff"])
    approve(revision, cast["reviewer"], revision.version)
    open_report(cast.other_ward, cast.period, cast["neighbour"])
    queue = queue_of(cast)
    assert queue.waiting == []
    assert [line.state for line in queue.lines] == ["approved", "draft"]


def test_home_affairs_begins_with_the_oldest_that_it_may_accept(cast):
    own = open_report(cast.ward, cast.period, cast["reviewer"])
    save(own, [reported(cast.allocation, 9)], actor=cast["reviewer"], source="Điện thoại ngày 14/6")
    own = submit(own, cast["reviewer"], own.version)
    theirs = hand_in(cast, cast.other_ward, cast.elsewhere, cast["neighbour"])
    queue = queue_of(cast)
    assert [(w.revision, w.took_part) for w in queue.waiting] == [(own, True), (theirs, False)]
    assert queue.first.revision == theirs
    assert queue_of(cast, "colleague").first.revision == own
    assert queue_of(cast, "leadership").first is None


def test_what_comes_next_came_in_after_this_one_and_at_the_end_the_oldest(cast):
    units = UnitFactory.create_batch(3, parent=cast.city)
    allocations = [cast.allocate(unit, target=cast.allocation.target) for unit in units]
    first, second, third = (
        hand_in(cast, unit, allocation, person(unit, Role.STAFF))
        for unit, allocation in zip(units, allocations, strict=True)
    )
    following = [next_waiting(cast["reviewer"], after) for after in (first, second, third)]
    assert following == [second, third, first]


def test_each_count_is_the_length_of_its_list(cast, settings):
    every_state(cast, settings)
    queue = queue_of(cast)
    assert {choice.value: choice.count for choice in queue.states} == {
        "": 8,
        "open": 3,
        "draft": 1,
        "submitted": 2,
        "returned": 1,
        "approved": 1,
        "overdue": 4,
        "late": 1,
        "correction": 1,
    }
    for choice in queue.states:
        assert len(queue_of(cast, state=choice.value).shown) == choice.count


def test_a_cluster_leaves_its_own_of_everything_and_the_lead_line_stands(cast, settings):
    every_state(cast, settings)
    queue = queue_of(cast)
    assert [choice.count for choice in queue.clusters] == [2, 1, 1]
    found = []
    for choice in queue.clusters[1:]:
        sifted = queue_of(cast, cluster=choice.value)
        here = sifted.in_cluster
        assert len(here.flagged) + len(here.unflagged) == choice.count
        assert (len(sifted.waiting), sifted.overdue_units) == (len(queue.waiting), queue.overdue_units)
        found += [*here.overdue, *here.unfinished, *sifted.shown]
    everything = [*queue.in_cluster.overdue, *queue.in_cluster.unfinished, *queue.shown]
    assert len(found) == len(everything)


def test_the_lead_line_counts_the_units_behind_its_link(cast, settings):
    every_state(cast, settings)
    second = ReportingPeriodFactory(campaign=cast.campaign, code="2024-M06")
    cast.allocate(cast.ward, frequency="month")
    queue = queue_of(cast)
    assert second.cut_off == cast.period.cut_off
    assert (queue.overdue_units, len({line.reporter for line in queue.overdue}), len(queue.overdue)) == (
        4,
        4,
        5,
    )
    assert len(queue_of(cast, state="overdue").shown) == len(queue.overdue)


def test_who_is_late_for_an_earlier_period_is_seen_at_once_the_oldest_first(cast):
    first_quarter = ReportingPeriodFactory(campaign=cast.campaign, code="2024-Q1")
    ReportingPeriodFactory(campaign=cast.campaign, code="2024-Q3")
    hand_in(cast, cast.other_ward, cast.elsewhere, cast["neighbour"], first_quarter)
    month = ReportingPeriodFactory(campaign=cast.campaign, code="2024-M05")
    cast.allocate(cast.department, frequency="month")
    queue = queue_of(cast)
    assert [(line.reporter, line.period) for line in queue.overdue] == [
        (cast.ward, first_quarter),
        (cast.department, month),
    ]
    assert (queue.cut_off.day, queue.overdue_units, queue.unfinished) == (cast.period.cut_off, 2, [])


def test_an_earlier_report_under_correction_is_unfinished_and_not_late(cast, settings):
    revision = hand_in(cast, cast.ward, cast.allocation, cast["staff"])
    approve(revision, cast["reviewer"], revision.version)
    reopen(revision.report, cast["reviewer"], "Sai số liệu")
    assert queue_of(cast).past_due == []
    settings.EMULATION_TODAY = AFTER_DUE
    queue = queue_of(cast)
    assert [line.reporter for line in queue.unfinished] == [cast.ward]
    assert [line.reporter for line in queue.overdue] == [cast.other_ward]


def test_another_period_on_show_does_not_change_what_is_in_hand_or_overdue(cast):
    ReportingPeriodFactory(campaign=cast.campaign, code="2024-Q1")
    shown, usual = queue_of(cast, due="2024-03-14"), queue_of(cast)
    assert shown.cut_off.day == date(2024, 3, 14)
    assert shown.in_hand == usual.in_hand == usual.cut_off
    assert shown.overdue_units == usual.overdue_units == 2


def test_a_unit_that_owes_nothing_is_never_listed(cast, settings):
    settings.EMULATION_TODAY = AFTER_DUE
    reporters = [line.reporter for line in queue_of(cast).lines]
    assert reporters == [cast.ward, cast.other_ward]


def test_nothing_is_late_on_the_due_day(cast, settings):
    settings.EMULATION_TODAY = "2024-06-18"
    assert queue_of(cast).overdue_units == 0
    settings.EMULATION_TODAY = AFTER_DUE
    assert queue_of(cast).overdue_units == 2


def test_the_period_in_hand_is_the_newest_that_has_opened(cast, settings):
    for code in ("2024-Q1", "2024-Q3", "2024-M06"):
        ReportingPeriodFactory(campaign=cast.campaign, code=code)
    for day, cut_off in [
        ("2024-01-08", date(2024, 3, 14)),
        ("2024-06-06", date(2024, 3, 14)),
        ("2024-06-07", date(2024, 6, 14)),
        ("2024-09-06", date(2024, 6, 14)),
    ]:
        settings.EMULATION_TODAY = day
        assert queue_of(cast).cut_off.day == cut_off
    in_hand = queue_of(cast).cut_off
    assert [period.code for period in in_hand.periods] == ["2024-M06", "2024-Q2"]


def test_another_cut_off_is_chosen_by_the_address(cast):
    third = ReportingPeriodFactory(campaign=cast.campaign, code="2024-Q3")
    queue = queue_of(cast, due="2024-09-14")
    assert [line.period for line in queue.lines] == [third, third]
    assert {line.state for line in queue.lines} == {"not_open"}


def test_the_list_is_of_one_period_or_one_unit_over_the_whole_year(cast):
    month, first = (
        ReportingPeriodFactory(campaign=cast.campaign, code=code) for code in ("2024-M06", "2024-Q1")
    )
    cast.allocate(cast.ward, frequency="month")
    queue = queue_of(cast, period="2024-M06")
    assert [(line.reporter, line.period) for line in queue.shown] == [(cast.ward, month)]
    assert queue.title == month.name
    queue = queue_of(cast, due="all", unit=cast.ward.code)
    assert [line.period for line in queue.shown] == [first, month, cast.period]
    assert {line.reporter for line in queue_of(cast, due="all").shown} == {cast.ward, cast.other_ward}


def test_reports_with_requests_for_corrections_are_listed_who_waited_longest_first(cast):
    accepted = hand_in(cast, cast.ward, cast.allocation, cast["staff"])
    approve(accepted, cast["reviewer"], accepted.version)
    neighbour = hand_in(cast, cast.other_ward, cast.elsewhere, cast["neighbour"])
    CorrectionRequestFactory(report=neighbour.report, allocation=cast.elsewhere, asked_at=now())
    about = {"report": accepted.report, "allocation": cast.allocation}
    CorrectionRequestFactory(**about, asked_at=now() - timedelta(days=2))
    withdrawn = {"outcome": "withdrawn", "decided_by": cast["staff"], "decided_at": now()}
    CorrectionRequestFactory(**about, **withdrawn)
    queue = queue_of(cast)
    assert [each.report for each in queue.in_cluster.asking] == [accepted.report, neighbour.report]
    assert queue.asked_count == 2


def test_a_cluster_leaves_its_own_requests_for_corrections_and_the_lead_line_counts_all(cast):
    revision = hand_in(cast, cast.ward, cast.allocation, cast["staff"])
    CorrectionRequestFactory(report=revision.report, allocation=cast.allocation)
    cast.ward.cluster = ClusterFactory()
    cast.ward.save()
    sifted = {code: queue_of(cast, cluster=code) for code in (cast.ward.cluster.code, NO_CLUSTER)}
    assert [len(queue.in_cluster.asking) for queue in sifted.values()] == [1, 0]
    assert [queue.asked_count for queue in sifted.values()] == [1, 1]
    assert 'href="/review/#corrections"' in client_of(cast["reviewer"]).get(QUEUE).text


@pytest.mark.parametrize("due", ["2024-06-15", "hôm qua", "31/6/2024"])
def test_an_unknown_cut_off_is_said_and_the_period_in_hand_shown(cast, due):
    response = client_of(cast["reviewer"]).get(QUEUE, {"due": due})
    assert response.context["queue"].cut_off.day == cast.period.cut_off
    assert [due in str(message) for message in response.context["messages"]] == [True]


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("reviewer", 200),
        ("leadership", 200),
        ("administrator", 200),
        ("staff", 403),
        ("head", 403),
        ("lead", 403),
    ],
)
def test_who_sees_the_queue(cast, role, status):
    assert client_of(cast[role]).get(QUEUE).status_code == status


def test_only_home_affairs_is_led_to_enter_for_a_unit(cast):
    entry = reverse("entry", args=[cast.ward.code, "2024-06-14"])
    assert entry in client_of(cast["reviewer"]).get(QUEUE).text
    assert entry not in client_of(cast["leadership"]).get(QUEUE).text


def test_home_affairs_of_a_part_sees_its_own_units_only(cast):
    cast.people["part"] = person(cast.ward, Role.HOME_AFFAIRS)
    hand_in(cast, cast.other_ward, cast.elsewhere, cast["neighbour"])
    queue = queue_of(cast, "part")
    assert ([line.reporter for line in queue.lines], queue.waiting) == ([cast.ward], [])


def test_the_number_of_queries_does_not_grow(cast, settings, django_assert_num_queries):
    client = client_of(cast["reviewer"])
    hand_in(cast, cast.ward, cast.allocation, cast["staff"])
    with django_assert_num_queries(10):
        client.get(QUEUE)
    every_state(cast, settings)
    with django_assert_num_queries(10):
        client.get(QUEUE)
    assert ProgressReport.objects.count() == 6


@pytest.mark.parametrize(("role", "has_keys"), [("reviewer", True), ("leadership", False)])
def test_keys_are_listed_for_those_who_decide(cast, role, has_keys):
    revision = hand_in(cast, cast.ward, cast.allocation, cast["staff"])
    for address in (QUEUE, reverse("review", args=[revision.report_id])):
        assert ("data-keys" in client_of(cast[role]).get(address).text) == has_keys
