import pytest

from reports.intake import save
from reports.models import ProgressReport, Reading, Revision
from reports.permissions import (
    belongs_to,
    enters_for,
    may_approve,
    may_ask_correction,
    may_enter,
    may_grant_correction,
    may_hand_back,
    may_import,
    may_import_accepted,
    may_override_status,
    may_present,
    may_recall,
    may_reopen,
    may_review,
    may_submit,
    may_take_back,
    reads_reading,
    sees_report,
    took_part,
)
from reports.workflow import open_report, submit
from tests.factories import CorrectionRequestFactory, UnitFactory
from tests.reports.cast import MID_JUNE, Cast, person, reported
from units.choices import Role

pytestmark = pytest.mark.django_db

EVERYONE = {
    "staff", "head", "neighbour", "lead", "reviewer", "colleague", "leadership", "administrator",
}  # fmt: skip
HOME_AFFAIRS = {"reviewer", "colleague"}


@pytest.fixture
def cast(settings) -> Cast:
    settings.EMULATION_TODAY = MID_JUNE
    return Cast()


def who(cast: Cast, predicate, thing) -> set[str]:
    return {role for role, user in cast.people.items() if predicate(user, thing)}


def test_a_report_is_seen_by_its_unit_and_those_over_it(cast):
    report = cast.draft().report
    seers = {"staff", "head", "leadership", "administrator"} | HOME_AFFAIRS
    assert who(cast, sees_report, report) == seers
    visible = {role for role, user in cast.people.items() if ProgressReport.objects.visible_to(user).exists()}
    assert visible == seers
    assert {role for role, user in cast.people.items() if Revision.objects.visible_to(user).exists()} == seers


def test_a_reading_is_also_seen_by_the_unit_that_leads_its_target(cast):
    reading = cast.answered().readings.get()
    readers = EVERYONE - {"neighbour"}
    assert who(cast, reads_reading, reading) == readers
    assert {
        role for role, user in cast.people.items() if Reading.objects.readable_by(user).exists()
    } == readers


def test_a_reading_entered_by_the_lead_is_seen_by_the_unit_it_is_about(cast):
    cast.allocation.reporter = cast.department
    cast.allocation.save()
    revision = open_report(cast.department, cast.period, cast["lead"])
    save(revision, [reported(cast.allocation, 5)], actor=cast["lead"])
    reading = revision.readings.get()
    assert who(cast, reads_reading, reading) == EVERYONE - {"neighbour"}
    assert Reading.objects.readable_by(cast["staff"]).get() == reading
    assert not Reading.objects.readable_by(cast["neighbour"]).exists()
    assert not sees_report(cast["staff"], revision.report)


def test_a_unit_alone_asks_to_correct_its_numbers_and_home_affairs_alone_agrees(cast):
    request = CorrectionRequestFactory(report=cast.draft().report, asked_by=cast["staff"])
    assert who(cast, may_ask_correction, cast.ward) == {"staff", "head"}
    assert who(cast, may_grant_correction, request) == HOME_AFFAIRS
    request.asked_by = cast["reviewer"]
    assert who(cast, may_grant_correction, request) == {"colleague"}


def test_a_role_reaches_down_the_tree_and_ends_with_its_last_day(cast):
    report = cast.draft().report
    village = UnitFactory(parent=cast.ward)
    cast.people["villager"] = person(village, Role.STAFF)
    assert may_enter(cast["staff"], village)
    assert not may_enter(cast["villager"], cast.ward)
    assert not sees_report(cast["villager"], report)
    cast.people["gone"] = person(cast.ward, Role.STAFF)
    cast["gone"].memberships.update(valid_to="2024-06-16")
    assert not may_enter(cast["gone"], cast.ward)
    assert not ProgressReport.objects.visible_to(cast["gone"]).exists()


@pytest.mark.parametrize(
    ("predicate", "permitted"),
    [
        (may_enter, {"staff"} | HOME_AFFAIRS),
        (enters_for, EVERYONE - {"staff"}),
        (may_review, HOME_AFFAIRS),
        (may_override_status, HOME_AFFAIRS),
        (may_import, {"administrator"} | HOME_AFFAIRS),
    ],
)
def test_who_may_do_what_to_a_unit(cast, predicate, permitted):
    assert who(cast, predicate, cast.ward) == permitted


def test_home_affairs_of_one_ward_is_nobody_in_another(cast):
    local = person(cast.ward, Role.HOME_AFFAIRS)
    assert may_review(local, cast.ward)
    assert not may_review(local, cast.other_ward)
    assert not may_override_status(local, cast.city)


def test_only_an_administrator_brings_in_accepted_figures(cast):
    assert {role for role, user in cast.people.items() if may_import_accepted(user)} == {"administrator"}


def test_staff_submit_or_the_head_where_the_unit_wants_it(cast):
    revision = cast.answered()
    assert who(cast, may_submit, revision) == {"staff"}
    revision.report.reporter.head_approves = True
    assert who(cast, may_submit, revision) == {"head"}


@pytest.mark.parametrize("head_approves", [False, True])
def test_home_affairs_submits_what_it_entered_for_the_unit(cast, head_approves):
    revision = cast.draft()
    save(revision, [reported(cast.allocation, 5)], actor=cast["reviewer"], source="Điện thoại")
    revision.refresh_from_db()
    revision.report.reporter.head_approves = head_approves
    assert who(cast, may_submit, revision) == HOME_AFFAIRS | ({"head"} if head_approves else {"staff"})


def test_staff_present_and_take_back_and_the_head_hands_back(cast):
    assert who(cast, may_present, cast.ward) == set()
    cast.wants_its_head()
    assert who(cast, may_present, cast.ward) == {"staff"}
    assert who(cast, may_take_back, cast.ward) == {"staff"}
    assert who(cast, may_hand_back, cast.ward) == {"head"}
    assert who(cast, belongs_to, cast.ward) == {"staff", "head"}


def test_what_lies_before_the_head_is_submitted_by_the_head_alone(cast):
    cast.presented()
    revision = Revision.objects.get()
    Revision.objects.update(entered_for_unit=True, source="Điện thoại")
    assert who(cast, may_submit, revision) == {"head"}
    revision.report.reporter.head_approves = False
    assert who(cast, may_submit, revision) == {"staff", "head"}


def test_who_submitted_recalls_while_he_has_the_role(cast):
    revision = cast.answered()
    second = person(cast.ward, Role.STAFF)
    revision = submit(revision, cast["staff"], revision.version)
    assert who(cast, may_recall, revision) == {"staff"}
    assert not may_recall(second, revision)
    cast["staff"].memberships.update(valid_to="2024-06-16")
    del cast["staff"].grants
    assert who(cast, may_recall, revision) == set()


def test_home_affairs_reopens(cast):
    assert who(cast, may_reopen, cast.draft().report) == HOME_AFFAIRS


def test_whoever_did_not_take_part_may_accept(cast):
    revision = cast.answered()
    assert who(cast, took_part, revision) == {"staff"}
    assert who(cast, may_approve, revision) == HOME_AFFAIRS


def test_a_list_says_of_every_revision_whether_one_took_part(cast, django_assert_num_queries):
    own = cast.answered()
    entry = reported(cast.allocate(cast.ward), 5)
    save(own, [entry], actor=cast["reviewer"], source="Điện thoại")
    other = open_report(cast.other_ward, cast.period, cast["neighbour"])
    with django_assert_num_queries(1):
        parts = {
            revision.pk: revision.took_part for revision in Revision.objects.with_part_of(cast["reviewer"])
        }
    assert parts == {own.pk: True, other.pk: False}
