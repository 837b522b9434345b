"""The head's word: presented by staff, agreed to or handed back by the head of the unit."""

import pytest
from django.db import transaction
from django.utils.translation import override

from reports.choices import RevisionStatus
from reports.entry_refusals import EntryRefused
from reports.intake import save
from reports.models import NARRATIVE_LENGTH, ProgressReport, Revision
from reports.presenting import hand_back, present, take_back
from reports.transitions import (
    CommentMissing,
    CommentRefused,
    MissingAnswers,
    NotAllowedNow,
    NotYours,
    StaleVersion,
)
from reports.workflow import accept_import, approve, open_report, recall, reopen, send_back, submit
from tests.factories import MembershipFactory
from tests.reports.cast import MID_JUNE, Cast, person, reported
from units.choices import Action, Role
from units.models import Event

pytestmark = pytest.mark.django_db

DRAFT, RETURNED, SUBMITTED = RevisionStatus.DRAFT, RevisionStatus.RETURNED, RevisionStatus.SUBMITTED


@pytest.fixture
def cast(settings) -> Cast:
    settings.EMULATION_TODAY = MID_JUNE
    return Cast().wants_its_head()


def ceases_to_want_its_head(cast: Cast) -> None:
    cast.ward.head_approves = False
    cast.ward.save()


def in_hand(cast: Cast) -> Revision:
    """As it now stands, with its unit."""
    rows = Revision.objects.newest().select_related("report__reporter", "report__period")
    return rows.get(report__reporter=cast.ward)


def presented_by(revision: Revision) -> tuple:
    return (revision.presented_by, revision.presented_at is not None)


NOBODY = (None, False)


# Presenting


def test_presenting_names_who_and_when_and_leaves_the_status(cast):
    revision = cast.presented()
    assert (revision.status, revision.version, revision.is_before_the_head) == (DRAFT, 2, True)
    assert presented_by(revision) == (cast["staff"], True)
    event = Event.objects.get(action=Action.PRESENTED)
    assert (event.actor, event.revision, event.unit) == (cast["staff"], revision.pk, cast.ward)
    assert revision.report.first_submitted_at is None


def test_presenting_needs_an_answer_to_everything_owed(cast):
    second = cast.allocate(cast.ward)
    revision = cast.answered()
    with pytest.raises(MissingAnswers) as caught, transaction.atomic():
        present(revision, cast["staff"], revision.version)
    assert caught.value.allocations == [second]
    assert presented_by(in_hand(cast)) == NOBODY


def test_presenting_twice_from_the_same_page_happens_once(cast):
    page = cast.answered()
    present(page, cast["staff"], page.version)
    with pytest.raises(NotAllowedNow):
        present(page, cast["staff"], page.version)
    assert Event.objects.filter(action=Action.PRESENTED).count() == 1


def test_what_was_sent_back_is_presented_as_it_is_and_stays_returned(cast):
    revision = cast.returned()
    revision = present(revision, cast["staff"], revision.version)
    assert (revision.status, revision.is_before_the_head) == (RETURNED, True)
    revision = submit(revision, cast["head"], revision.version)
    assert recall(revision, cast["head"], revision.version).status == RETURNED


@pytest.mark.parametrize("role", ["staff", "reviewer"])
def test_what_lies_before_the_head_is_changed_by_nobody(cast, role):
    revision = cast.presented()
    entry = reported(cast.allocation, 11, seen_version=1)
    with pytest.raises(EntryRefused) as caught:
        save(revision, [entry], actor=cast[role], source="Điện thoại ngày 17/6")
    assert caught.value.refusal.code == "before_the_head"
    with override("en"):
        assert f"{cast['staff']} presented the report to the head of the unit" in str(caught.value)
    assert revision.readings.get().value == 10


def test_a_file_passes_over_nothing_that_lies_before_the_head(cast):
    revision = cast.presented()
    entry = reported(cast.allocation, 11, seen_version=1)
    with pytest.raises(EntryRefused):
        save(revision, [entry], actor=cast["administrator"], source="quy2.csv", importing=True)
    with override("en"), pytest.raises(NotAllowedNow, match="before the head of the unit"):
        accept_import(revision, cast["administrator"])


# Back to the staff


def test_any_of_the_staff_takes_it_back_and_goes_on(cast):
    revision = cast.presented()
    colleague = person(cast.ward, Role.STAFF)
    revision = take_back(revision, colleague, revision.version)
    assert (revision.status, presented_by(revision)) == (DRAFT, NOBODY)
    assert save(revision, [reported(cast.allocation, 11, seen_version=1)], actor=colleague).is_clean
    assert present(revision, colleague, revision.version).presented_by == colleague


def test_the_head_hands_it_back_with_a_word(cast):
    revision = cast.presented()
    revision = hand_back(revision, cast["head"], revision.version, "  Xem lại số lao động \r\n")
    assert (revision.status, presented_by(revision)) == (DRAFT, NOBODY)
    assert revision.head_comment == "Xem lại số lao động"
    event = Event.objects.get(action=Action.DECLINED)
    assert (event.actor, event.comment) == (cast["head"], "Xem lại số lao động")
    assert save(revision, [reported(cast.allocation, 11, seen_version=1)], actor=cast["staff"]).is_clean


@pytest.mark.parametrize(
    ("word", "error", "said"),
    [
        (" \n", CommentMissing, "Say what should be looked at again."),
        ("a" * (NARRATIVE_LENGTH + 1), CommentRefused, "At most 5.000 characters"),
    ],
)
def test_handing_back_needs_a_word_of_some_length(cast, word, error, said):
    revision = cast.presented()
    with override("en"), pytest.raises(error, match=said):
        hand_back(revision, cast["head"], revision.version, word)
    assert in_hand(cast).is_before_the_head


def test_the_word_stays_in_sight_until_the_head_agrees(cast):
    revision = cast.presented()
    revision = hand_back(revision, cast["head"], revision.version, "Xem lại")
    revision = present(revision, cast["staff"], revision.version)
    assert revision.head_comment == "Xem lại"
    assert submit(revision, cast["head"], revision.version).head_comment == ""


# Agreeing


def test_what_the_head_agrees_to_bears_two_names(cast):
    revision = cast.presented()
    revision = submit(revision, cast["head"], revision.version)
    assert (revision.status, revision.submitted_by) == (SUBMITTED, cast["head"])
    assert presented_by(revision) == (cast["staff"], True)
    assert Event.objects.get(action=Action.SUBMITTED).data == {"agreed": True}
    revision = approve(revision, cast["reviewer"], revision.version)
    assert presented_by(revision) == (cast["staff"], True)


def test_the_head_may_submit_what_nobody_presented(cast):
    revision = cast.answered()
    revision = submit(revision, cast["head"], revision.version)
    assert (revision.status, presented_by(revision)) == (SUBMITTED, NOBODY)
    assert Event.objects.get(action=Action.SUBMITTED).data == {}


def test_who_looks_at_an_old_page_agrees_to_nothing(cast):
    page = cast.presented()
    revision = take_back(page, cast["staff"], page.version)
    save(revision, [reported(cast.allocation, 99, seen_version=1)], actor=cast["staff"])
    present(revision, cast["staff"], revision.version)
    old = Revision.objects.get(pk=page.pk)
    for move in (submit, lambda *seen: hand_back(*seen, "Xem lại")):
        with pytest.raises(StaleVersion), transaction.atomic():
            move(old, cast["head"], 2)
    assert in_hand(cast).status == DRAFT


def recalled(cast: Cast, revision: Revision) -> Revision:
    return recall(revision, cast["head"], revision.version)


def sent_back(cast: Cast, revision: Revision) -> Revision:
    return send_back(revision, cast["reviewer"], revision.version, "Xem lại")


def reopened(cast: Cast, revision: Revision) -> Revision:
    revision = approve(revision, cast["reviewer"], revision.version)
    return reopen(revision.report, cast["reviewer"], "Sai số liệu")


@pytest.mark.parametrize("comes_back", [recalled, sent_back, reopened])
def test_what_comes_back_is_presented_anew(cast, comes_back):
    revision = cast.presented()
    revision = submit(revision, cast["head"], revision.version)
    revision = comes_back(cast, revision)
    assert (presented_by(revision), revision.is_before_the_head) == (NOBODY, False)
    seen = revision.readings.get().version
    assert save(revision, [reported(cast.allocation, 11, seen_version=seen)], actor=cast["staff"]).is_clean
    assert present(revision, cast["staff"], revision.version).is_before_the_head


def test_the_first_submission_is_the_heads_not_the_presenting(cast, settings):
    revision = cast.presented()
    settings.EMULATION_TODAY = "2024-06-20"
    revision = submit(revision, cast["head"], revision.version)
    assert ProgressReport.objects.get().first_submitted_at == revision.submitted_at


# Who else is about


def test_a_head_who_is_also_staff_presents_to_the_others_or_submits_at_once(cast):
    both = person(cast.ward, Role.STAFF)
    MembershipFactory(user=both, unit=cast.ward, role=Role.HEAD)
    revision = cast.answered()
    revision = present(revision, both, revision.version)
    revision = submit(revision, both, revision.version)
    assert (revision.presented_by, revision.submitted_by) == (both, both)


def test_home_affairs_submits_what_it_entered_but_not_over_the_head(cast):
    revision = open_report(cast.ward, cast.period, cast["reviewer"])
    save(revision, [reported(cast.allocation, 5)], actor=cast["reviewer"], source="Điện thoại")
    revision = present(in_hand(cast), cast["staff"], revision.version)
    with override("en"), pytest.raises(NotYours, match="Only the head of the unit submits this report"):
        submit(revision, cast["reviewer"], revision.version)
    revision = take_back(revision, cast["staff"], revision.version)
    revision = submit(revision, cast["reviewer"], revision.version)
    assert (revision.status, presented_by(revision)) == (SUBMITTED, NOBODY)
    assert Event.objects.get(action=Action.SUBMITTED).on_behalf_of == cast.ward


def test_the_head_submits_in_his_own_name_also_what_home_affairs_entered(cast):
    revision = open_report(cast.ward, cast.period, cast["reviewer"])
    save(revision, [reported(cast.allocation, 5)], actor=cast["reviewer"], source="Điện thoại")
    revision = submit(in_hand(cast), cast["head"], revision.version)
    assert Event.objects.get(action=Action.SUBMITTED).on_behalf_of is None


def test_where_the_unit_ceases_to_want_it_the_head_may_still_agree(cast):
    cast.presented()
    ceases_to_want_its_head(cast)
    revision = in_hand(cast)
    revision = submit(revision, cast["head"], revision.version)
    assert presented_by(revision) == (cast["staff"], True)
    assert recall(revision, cast["head"], revision.version).status == DRAFT


def test_where_the_unit_ceases_to_want_it_staff_need_not_wait(cast):
    cast.presented()
    ceases_to_want_its_head(cast)
    revision = in_hand(cast)
    revision = submit(revision, cast["staff"], revision.version)
    assert (revision.submitted_by, presented_by(revision)) == (cast["staff"], NOBODY)
    assert Event.objects.get(action=Action.SUBMITTED).data == {}


def test_who_submitted_recalls_although_the_unit_has_come_to_want_its_head(cast):
    ceases_to_want_its_head(cast)
    cast.submitted()
    cast.wants_its_head()
    revision = in_hand(cast)
    assert recall(revision, cast["staff"], revision.version).status == DRAFT
