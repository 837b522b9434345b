"""A report between its unit and Home Affairs: begun, handed in, recalled, sent back, accepted."""

from datetime import date

import pytest
from django.db import transaction
from django.utils.translation import override

from reports.choices import RevisionStatus
from reports.entry_refusals import EntryRefused
from reports.intake import save
from reports.models import ProgressReport
from reports.transitions import (
    CommentMissing,
    CommentRefused,
    MissingAnswers,
    NotAllowedNow,
    NothingOwed,
    NotYours,
    StaleVersion,
)
from reports.workflow import approve, open_report, recall, reopen, send_back, submit
from tests.factories import ReportingPeriodFactory
from tests.reports.cast import MID_JUNE, Cast, reported
from units.choices import Action
from units.models import Event

pytestmark = pytest.mark.django_db

DRAFT, SUBMITTED, RETURNED = RevisionStatus.DRAFT, RevisionStatus.SUBMITTED, RevisionStatus.RETURNED
APPROVED, SUPERSEDED = RevisionStatus.APPROVED, RevisionStatus.SUPERSEDED


@pytest.fixture
def cast(settings) -> Cast:
    settings.EMULATION_TODAY = MID_JUNE
    return Cast()


def test_a_report_is_begun_once(cast):
    revision = cast.draft()
    assert cast.draft() == revision
    assert (revision.number, revision.status, revision.created_by) == (1, DRAFT, cast["staff"])
    assert [event.action for event in Event.objects.all()] == [Action.CREATED]


def test_a_report_in_hand_is_the_newest_revision(cast):
    copy = reopen(cast.accepted().report, cast["reviewer"], "Sai số liệu")
    assert cast.draft() == copy


def test_nothing_is_begun_where_nothing_is_owed_or_before_its_time_or_by_others(cast):
    with pytest.raises(NothingOwed):
        open_report(cast.department, cast.period, cast["lead"])
    later = ReportingPeriodFactory(campaign=cast.campaign, code="2024-Q3")
    for period, role, code in [(later, "staff", "not_open"), (cast.period, "neighbour", "no_role")]:
        with pytest.raises(EntryRefused) as caught:
            open_report(cast.ward, period, cast[role])
        assert caught.value.refusal.code == code
    assert not ProgressReport.objects.exists()


def test_a_unit_that_closed_before_the_cut_off_owes_nothing(cast):
    cast.ward.valid_to = cast.period.cut_off
    cast.ward.save()
    assert cast.draft().status == DRAFT
    cast.other_ward.valid_to = date(2024, 6, 13)
    cast.other_ward.save()
    with pytest.raises(NothingOwed):
        open_report(cast.other_ward, cast.period, cast["neighbour"])


def test_submitting_needs_an_answer_to_everything_owed(cast):
    second = cast.allocate(cast.ward)
    revision = cast.answered()
    with pytest.raises(MissingAnswers) as caught, transaction.atomic():
        submit(revision, cast["staff"], revision.version)
    assert caught.value.allocations == [second]
    revision.refresh_from_db()
    assert (revision.status, revision.report.first_submitted_at) == (DRAFT, None)
    save(revision, [reported(second, 1)], actor=cast["staff"])
    assert submit(revision, cast["staff"], revision.version).status == SUBMITTED


def test_submitting_twice_from_the_same_page_happens_once(cast):
    page = cast.answered()
    submit(page, cast["staff"], page.version)
    with pytest.raises(NotAllowedNow):
        submit(page, cast["staff"], page.version)
    assert Event.objects.filter(action=Action.SUBMITTED).count() == 1


def test_who_looks_at_an_old_page_decides_nothing(cast):
    page = cast.submitted()
    again = recall(page, cast["staff"], page.version)
    submit(again, cast["staff"], again.version)
    for decide in (approve, lambda *seen: send_back(*seen, "Xem lại")):
        with pytest.raises(StaleVersion), transaction.atomic():
            decide(page, cast["reviewer"], page.version)
    page.refresh_from_db()
    assert page.status == SUBMITTED


def test_a_refused_acceptance_leaves_the_former_one_official(cast):
    first = cast.accepted()
    copy = reopen(first.report, cast["reviewer"], "Sai số liệu")
    copy = submit(copy, cast["staff"], copy.version)
    with pytest.raises(StaleVersion), transaction.atomic():
        approve(copy, cast["reviewer"], copy.version - 1)
    first.refresh_from_db()
    assert first.status == APPROVED


def test_the_first_submission_is_remembered(cast):
    revision = cast.submitted()
    first = ProgressReport.objects.get().first_submitted_at
    assert first == revision.submitted_at
    again = recall(revision, cast["staff"], revision.version)
    again = submit(again, cast["staff"], again.version)
    assert again.submitted_at > first
    assert ProgressReport.objects.get().first_submitted_at == first


def test_a_recalled_report_is_what_it_was_before(cast):
    revision = cast.returned()
    revision = submit(revision, cast["staff"], revision.version)
    assert recall(revision, cast["staff"], revision.version).status == RETURNED


def test_home_affairs_submits_what_it_entered_for_a_unit_and_another_accepts(cast):
    revision = open_report(cast.ward, cast.period, cast["reviewer"])
    save(revision, [reported(cast.allocation, 5)], actor=cast["reviewer"], source="Điện thoại")
    revision = submit(revision, cast["reviewer"], revision.version)
    assert Event.objects.get(action=Action.SUBMITTED).on_behalf_of == cast.ward
    with override("en"), pytest.raises(NotYours, match="Whoever entered figures may not accept them"):
        approve(revision, cast["reviewer"], revision.version)
    assert approve(revision, cast["colleague"], revision.version).decided_by == cast["colleague"]


def test_sending_back_needs_a_comment_somewhere(cast):
    revision = cast.submitted()
    reading = revision.readings.get()
    for comments in ({}, {reading.pk: " \n"}):
        with pytest.raises(CommentMissing):
            send_back(revision, cast["reviewer"], revision.version, "  ", comments)
    moved = send_back(revision, cast["reviewer"], revision.version, "", {reading.pk: "Số này lấy ở đâu?"})
    reading.refresh_from_db()
    assert (moved.status, reading.review_comment) == (RETURNED, "Số này lấy ở đâu?")
    codes = {"target": cast.allocation.target.code, "unit": cast.ward.code}
    told = Event.objects.get(action=Action.RETURNED)
    assert told.data == {"readings": [{**codes, "comment": "Số này lấy ở đâu?"}]}


def test_comments_of_an_earlier_round_give_way(cast):
    revision = cast.submitted()
    reading = revision.readings.get()
    revision = send_back(revision, cast["reviewer"], revision.version, "Xem lại", {reading.pk: "Sai"})
    written = reported(cast.allocation, 11, seen_version=reading.version)
    assert save(revision, [written], actor=cast["staff"]).is_clean
    revision = submit(revision, cast["staff"], revision.version)
    assert revision.readings.get().review_comment == "Sai"
    revision = send_back(revision, cast["reviewer"], revision.version, "Thiếu phần kiến nghị")
    assert (revision.review_comment, revision.readings.get().review_comment) == ("Thiếu phần kiến nghị", "")


def test_comments_have_a_length_and_their_own_report(cast):
    revision = cast.submitted()
    reading = revision.readings.get()
    for comment, beside in [("a" * 5001, {}), ("", {reading.pk: "a" * 1001}), ("", {reading.pk + 1: "Sai"})]:
        with pytest.raises(CommentRefused), transaction.atomic():
            send_back(revision, cast["reviewer"], revision.version, comment, beside)
    revision.refresh_from_db()
    assert (revision.status, revision.review_comment) == (SUBMITTED, "")


def test_accepting_one_report_leaves_others_accepted(cast):
    other = open_report(cast.other_ward, cast.period, cast["neighbour"])
    save(other, [reported(cast.elsewhere, 3)], actor=cast["neighbour"])
    other = submit(other, cast["neighbour"], other.version)
    other = approve(other, cast["reviewer"], other.version)
    cast.accepted()
    other.refresh_from_db()
    assert other.status == APPROVED
