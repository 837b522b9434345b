import itertools
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override

from emulation.dates import now
from reports.choices import RevisionStatus
from reports.intake import EntryRefused, save
from reports.models import ProgressReport, Revision
from reports.transitions import (
    TRANSITIONS,
    CommentMissing,
    CommentRefused,
    MissingAnswers,
    NotAllowedNow,
    NothingOwed,
    NotYours,
    StaleVersion,
)
from reports.workflow import (
    accept_import,
    approve,
    moves_open_to,
    open_for_import,
    open_report,
    recall,
    reopen,
    send_back,
    submit,
)
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


def submitted(cast: Cast) -> Revision:
    revision = cast.answered()
    return submit(revision, cast["staff"], revision.version)


def returned(cast: Cast) -> Revision:
    revision = submitted(cast)
    return send_back(revision, cast["colleague"], revision.version, "Xem lại")


def accepted(cast: Cast) -> Revision:
    revision = submitted(cast)
    return approve(revision, cast["colleague"], revision.version)


def superseded(cast: Cast) -> Revision:
    first = accepted(cast)
    copy = reopen(first.report, cast["colleague"], "Sai số liệu")
    copy = submit(copy, cast["staff"], copy.version)
    approve(copy, cast["colleague"], copy.version)
    first.refresh_from_db()
    return first


BRING_TO = {
    DRAFT: Cast.answered,
    SUBMITTED: submitted,
    RETURNED: returned,
    APPROVED: accepted,
    SUPERSEDED: superseded,
}
ROLES = ["staff", "head", "neighbour", "lead", "reviewer", "leadership", "administrator"]
# Who makes a move where the status allows it, and where it leads.
LEGAL = {
    (Action.SUBMITTED, DRAFT): ("staff", SUBMITTED),
    (Action.SUBMITTED, RETURNED): ("staff", SUBMITTED),
    (Action.RECALLED, SUBMITTED): ("staff", DRAFT),
    (Action.RETURNED, SUBMITTED): ("reviewer", RETURNED),
    (Action.APPROVED, SUBMITTED): ("reviewer", APPROVED),
    (Action.REOPENED, APPROVED): ("reviewer", RETURNED),
    (Action.IMPORTED, DRAFT): ("administrator", APPROVED),
    (Action.IMPORTED, RETURNED): ("administrator", APPROVED),
}
NOT_NOW = {
    Action.SUBMITTED: "Only a draft or a report that was sent back can be submitted.",
    Action.RECALLED: "Only a submitted report can be recalled.",
    Action.RETURNED: "Only a submitted report can be sent back for changes.",
    Action.APPROVED: "Only a submitted report can be accepted.",
    Action.REOPENED: "Only an accepted report can be reopened for correction.",
    Action.IMPORTED: "A file cannot replace figures of this report.",
}
NOT_YOURS = {
    Action.SUBMITTED: "Only staff of the unit submit this report.",
    Action.RECALLED: "Only the person who submitted the report can recall it.",
    Action.RETURNED: "Only Home Affairs accepts reports or sends them back.",
    Action.APPROVED: "Only Home Affairs accepts reports or sends them back.",
    Action.REOPENED: "Only Home Affairs reopens a report.",
    Action.IMPORTED: "Only an administrator brings in accepted figures.",
}
MAKE = {
    Action.SUBMITTED: lambda revision, actor: submit(revision, actor, revision.version),
    Action.RECALLED: lambda revision, actor: recall(revision, actor, revision.version),
    Action.RETURNED: lambda revision, actor: send_back(revision, actor, revision.version, "Xem lại"),
    Action.APPROVED: lambda revision, actor: approve(revision, actor, revision.version),
    Action.IMPORTED: accept_import,
    Action.REOPENED: lambda revision, actor: reopen(revision.report, actor, "Sai số liệu"),
}


def test_the_table_of_moves_is_the_one_of_the_rules():
    legal = {(action, status) for action, move in TRANSITIONS.items() for status in move.sources}
    assert legal == set(LEGAL)


@pytest.mark.parametrize(
    ("status", "action", "role"),
    # What was superseded can no longer be reached: reopening concerns the report's newest revision.
    [
        case
        for case in itertools.product(RevisionStatus, TRANSITIONS, ROLES)
        if case[:2] != (SUPERSEDED, Action.REOPENED)
    ],
)
def test_every_move_in_every_status_by_every_role(cast, status, action, role):
    revision = BRING_TO[status](cast)
    who, target = LEGAL.get((action, status), (None, None))
    events = Event.objects.count()
    has_button = action in moves_open_to(cast[role], revision)
    assert has_button == (role == who and action != Action.IMPORTED)
    if role == who:
        moved = MAKE[action](revision, cast[role])
        assert (moved.status, Event.objects.count()) == (target, events + 1)
        return
    error, words = (NotYours, NOT_YOURS) if who else (NotAllowedNow, NOT_NOW)
    with override("en"), pytest.raises(error) as caught:
        MAKE[action](revision, cast[role])
    with override("en"):
        assert str(caught.value).startswith(words[action])
    unchanged = Revision.objects.get(pk=revision.pk)
    assert (unchanged.status, unchanged.version, Event.objects.count()) == (status, revision.version, events)


def test_a_report_is_begun_once(cast):
    revision = cast.draft()
    assert cast.draft() == revision
    assert (revision.number, revision.status, revision.created_by) == (1, DRAFT, cast["staff"])
    assert [event.action for event in Event.objects.all()] == [Action.CREATED]


def test_a_report_in_hand_is_the_newest_revision(cast):
    copy = reopen(accepted(cast).report, cast["reviewer"], "Sai số liệu")
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
    page = submitted(cast)
    again = recall(page, cast["staff"], page.version)
    submit(again, cast["staff"], again.version)
    for decide in (approve, lambda *seen: send_back(*seen, "Xem lại")):
        with pytest.raises(StaleVersion), transaction.atomic():
            decide(page, cast["reviewer"], page.version)
    page.refresh_from_db()
    assert page.status == SUBMITTED


def test_a_refused_acceptance_leaves_the_former_one_official(cast):
    first = accepted(cast)
    copy = reopen(first.report, cast["reviewer"], "Sai số liệu")
    copy = submit(copy, cast["staff"], copy.version)
    with pytest.raises(StaleVersion), transaction.atomic():
        approve(copy, cast["reviewer"], copy.version - 1)
    first.refresh_from_db()
    assert first.status == APPROVED


def test_the_first_submission_is_remembered(cast):
    revision = submitted(cast)
    first = ProgressReport.objects.get().first_submitted_at
    assert first == revision.submitted_at
    again = recall(revision, cast["staff"], revision.version)
    again = submit(again, cast["staff"], again.version)
    assert again.submitted_at > first
    assert ProgressReport.objects.get().first_submitted_at == first


def test_a_recalled_report_is_what_it_was_before(cast):
    revision = returned(cast)
    revision = submit(revision, cast["staff"], revision.version)
    assert recall(revision, cast["staff"], revision.version).status == RETURNED


def test_only_the_head_submits_where_the_unit_wants_it(cast):
    cast.ward.head_approves = True
    cast.ward.save()
    revision = cast.answered()
    with override("en"), pytest.raises(NotYours, match="Only the head of the unit submits this report"):
        submit(revision, cast["staff"], revision.version)
    moved = submit(revision, cast["head"], revision.version)
    assert (moved.status, moved.submitted_by) == (SUBMITTED, cast["head"])
    with pytest.raises(NotYours):
        recall(moved, cast["staff"], moved.version)


def test_home_affairs_submits_what_it_entered_for_a_unit_and_another_accepts(cast):
    revision = open_report(cast.ward, cast.period, cast["reviewer"])
    save(revision, [reported(cast.allocation, 5)], actor=cast["reviewer"], source="Điện thoại")
    revision = submit(revision, cast["reviewer"], revision.version)
    assert Event.objects.get(action=Action.SUBMITTED).on_behalf_of == cast.ward
    with override("en"), pytest.raises(NotYours, match="Whoever entered figures may not accept them"):
        approve(revision, cast["reviewer"], revision.version)
    assert approve(revision, cast["colleague"], revision.version).decided_by == cast["colleague"]


def test_sending_back_needs_a_comment_somewhere(cast):
    revision = submitted(cast)
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
    revision = submitted(cast)
    reading = revision.readings.get()
    revision = send_back(revision, cast["reviewer"], revision.version, "Xem lại", {reading.pk: "Sai"})
    revision = submit(revision, cast["staff"], revision.version)
    assert revision.readings.get().review_comment == "Sai"
    revision = send_back(revision, cast["reviewer"], revision.version, "Thiếu phần kiến nghị")
    assert (revision.review_comment, revision.readings.get().review_comment) == ("Thiếu phần kiến nghị", "")


def test_comments_have_a_length_and_their_own_report(cast):
    revision = submitted(cast)
    reading = revision.readings.get()
    for comment, beside in [("a" * 5001, {}), ("", {reading.pk: "a" * 1001}), ("", {reading.pk + 1: "Sai"})]:
        with pytest.raises(CommentRefused), transaction.atomic():
            send_back(revision, cast["reviewer"], revision.version, comment, beside)
    revision.refresh_from_db()
    assert (revision.status, revision.review_comment) == (SUBMITTED, "")


def test_a_correction_is_a_copy_and_the_accepted_one_stays(cast):
    first = accepted(cast)
    Revision.objects.filter(pk=first.pk).update(results="Tốt")
    copy = reopen(first.report, cast["reviewer"], "Sai số liệu")
    original, copied = first.readings.get(), copy.readings.get()
    assert (copy.number, copy.status, copy.reason, copy.results) == (2, RETURNED, "Sai số liệu", "Tốt")
    assert (copied.value, copied.entered_by, copied.entered_at) == (
        original.value,
        original.entered_by,
        original.entered_at,
    )
    save(copy, [reported(cast.allocation, 12, seen_version=1)], actor=cast["staff"])
    first.refresh_from_db()
    assert (first.status, first.readings.get().value) == (APPROVED, 10)


def test_accepting_a_correction_supersedes_the_former(cast):
    first = accepted(cast)
    copy = reopen(first.report, cast["reviewer"], "Sai số liệu")
    copy = submit(copy, cast["staff"], copy.version)
    copy = approve(copy, cast["reviewer"], copy.version)
    first.refresh_from_db()
    assert (first.status, copy.status) == (SUPERSEDED, APPROVED)


def test_reopening_needs_a_reason_and_happens_once(cast):
    first = accepted(cast)
    with pytest.raises(CommentMissing):
        reopen(first.report, cast["reviewer"], " ")
    reopen(first.report, cast["reviewer"], "Sai số liệu")
    with pytest.raises(NotAllowedNow):
        reopen(first.report, cast["reviewer"], "Lần nữa")
    assert Revision.objects.count() == 2
    assert Action.REOPENED not in moves_open_to(cast["reviewer"], first)


def test_an_administrator_makes_a_file_official_without_completeness(cast):
    cast.allocate(cast.ward)
    revision = open_for_import(cast.ward, cast.period, cast["administrator"], "quy2.csv")
    rows = [reported(cast.allocation, 7)]
    save(revision, rows, actor=cast["administrator"], source="quy2.csv", all_or_nothing=True, importing=True)
    moved = accept_import(revision, cast["administrator"])
    assert (moved.status, moved.decided_by) == (APPROVED, cast["administrator"])
    assert moved.report.reporter == cast.ward
    assert ProgressReport.objects.get().first_submitted_at == moved.decided_at
    assert Event.objects.get(action=Action.APPROVED).data == {"from_file": True}


def test_a_file_over_an_accepted_report_makes_a_new_revision(cast):
    first = accepted(cast)
    revision = open_for_import(cast.ward, cast.period, cast["administrator"], "quy2.csv")
    assert (revision.number, revision.reason, revision.readings.get().value) == (2, "quy2.csv", Decimal(10))
    accept_import(revision, cast["administrator"])
    first.refresh_from_db()
    assert first.status == SUPERSEDED


def test_a_file_does_not_pass_over_a_report_under_review(cast):
    revision = submitted(cast)
    assert open_for_import(cast.ward, cast.period, cast["administrator"], "quy2.csv") == revision
    with pytest.raises(EntryRefused):
        save(revision, [], actor=cast["administrator"], importing=True)
    with pytest.raises(NotAllowedNow):
        accept_import(revision, cast["administrator"])


@pytest.mark.parametrize("role", ["staff", "head", "leadership"])
def test_a_file_is_brought_in_by_home_affairs_or_an_administrator(cast, role):
    with pytest.raises(EntryRefused):
        open_for_import(cast.ward, cast.period, cast[role], "quy2.csv")
    assert open_for_import(cast.ward, cast.period, cast["reviewer"], "quy2.csv").status == DRAFT


def test_the_database_holds_one_open_and_one_accepted_revision(cast):
    first = accepted(cast)
    copy = reopen(first.report, cast["reviewer"], "Sai số liệu")
    for number, status in ((3, DRAFT), (3, APPROVED)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Revision.objects.create(
                report=first.report,
                number=number,
                status=status,
                created_by=cast["staff"],
                decided_by=cast["reviewer"],
                decided_at=now(),
            )
    assert list(first.report.revisions.all()) == [first, copy]


def test_accepting_one_report_leaves_others_accepted(cast):
    other = open_report(cast.other_ward, cast.period, cast["neighbour"])
    save(other, [reported(cast.elsewhere, 3)], actor=cast["neighbour"])
    other = submit(other, cast["neighbour"], other.version)
    other = approve(other, cast["reviewer"], other.version)
    accepted(cast)
    other.refresh_from_db()
    assert other.status == APPROVED
