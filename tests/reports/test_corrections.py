"""A unit asks to correct one number, takes that back, or is declined: the service, without pages."""

from decimal import Decimal

import pytest

from reports.choices import CorrectionState, ReadingState
from reports.correcting.requests import (
    AskedAlready,
    DecidedAlready,
    ProposalRefused,
    ask,
    decline,
    withdraw,
)
from reports.entries import Entry
from reports.intake import save
from reports.models import CorrectionRequest, Revision
from reports.transitions import CommentMissing, NotAllowedNow, NotYours
from reports.workflow import reopen, send_back, submit
from tests.reports.cast import reported
from tests.reports.correcting import (
    APPROVED,
    SUBMITTED,
    WHY,
    accepted,
    asked,
    deeds,
    granted,
    waiting,
)
from tests.reports.reviewing import official, submitted
from units.choices import Action
from units.models import Event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


BRING_TO = {SUBMITTED: submitted, APPROVED: accepted}


# Asking


@pytest.mark.parametrize("status", BRING_TO)
@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("staff", True),
        ("head", True),
        ("neighbour", False),
        ("lead", False),
        ("reviewer", False),
        ("leadership", False),
        ("administrator", False),
    ],
)
def test_the_unit_alone_asks_to_correct_its_number(cast, status, role, may):
    report = BRING_TO[status](cast).report
    if may:
        request = ask(report, reported(cast.allocation, 12, note="Theo danh sách"), WHY, cast[role])
        assert (request.outcome, request.value, request.note) == (CorrectionState.OPEN, 12, "Theo danh sách")
        assert (request.reason, request.asked_by) == (WHY, cast[role])
        assert waiting(request) == [request.pk]
    else:
        with pytest.raises(NotYours, match="Only staff of the unit and its head"):
            ask(report, reported(cast.allocation, 12), WHY, cast[role])
        assert not CorrectionRequest.objects.exists()


def test_request_stands_in_the_log_with_both_numbers_and_the_reason(cast):
    revision = accepted(cast)
    request = asked(cast)
    event = Event.objects.get(action=Action.CORRECTION_ASKED)
    assert (event.actor, event.unit, event.revision, event.comment) == (
        cast["staff"],
        cast.ward,
        revision.pk,
        WHY,
    )
    assert event.data["requests"] == [request.pk]
    (line,) = event.data["readings"]
    assert (line["old"]["value"], line["new"]["value"]) == ("10", "12")


@pytest.mark.parametrize("status", ["draft", "returned"])
def test_number_that_the_unit_can_change_itself_is_not_asked_for(cast, status):
    revision = cast.answered()
    if status == "returned":
        revision = submit(revision, cast["staff"], revision.version)
        revision = send_back(revision, cast["reviewer"], revision.version, "Xem lại")
    with pytest.raises(NotAllowedNow, match="The unit can change this report itself now"):
        ask(revision.report, reported(cast.allocation, 12), WHY, cast["staff"])


@pytest.mark.parametrize(
    ("entry", "reason", "place", "code"),
    [
        ({"value": None}, WHY, "value", "value_missing"),
        ({"value": Decimal(-1)}, WHY, "value", "negative"),
        ({"value": Decimal(10)}, WHY, "value", "unchanged"),
        ({"value": Decimal(12)}, "  ", "reason", "reason_missing"),
        ({"value": Decimal(12)}, "x" * 1001, "reason", "too_long"),
        ({"state": ReadingState.UNAVAILABLE}, WHY, "note", "reason_missing"),
    ],
)
def test_what_entry_would_not_take_is_not_asked_for_either(cast, entry, reason, place, code):
    report = accepted(cast).report
    proposal = Entry(cast.allocation, **{"state": ReadingState.REPORTED, **entry})
    with pytest.raises(ProposalRefused) as refused:
        ask(report, proposal, reason, cast["staff"])
    assert [(problem.field, problem.code) for problem in refused.value.problems] == [(place, code)]
    assert not CorrectionRequest.objects.exists()


def test_number_of_another_unit_is_not_asked_for(cast):
    report = accepted(cast).report
    with pytest.raises(ProposalRefused) as refused:
        ask(report, reported(cast.elsewhere, 12), WHY, cast["staff"])
    assert refused.value.problems[0].code == "not_owed"


def test_one_request_a_number_waits_at_a_time(cast):
    accepted(cast)
    first = asked(cast, 12)
    with pytest.raises(AskedAlready):
        asked(cast, 13)
    withdraw(first, cast["head"])
    assert asked(cast, 13).outcome == CorrectionState.OPEN


def test_asking_changes_no_figure(cast):
    revision = accepted(cast)
    asked(cast, 99)
    assert official(cast) == 10
    assert Revision.objects.get() == revision
    assert Revision.objects.get().version == revision.version


# Withdrawing


@pytest.mark.parametrize("role", ["neighbour", "lead", "reviewer", "leadership", "administrator"])
def test_nobody_else_withdraws_the_request(cast, role):
    accepted(cast)
    request = asked(cast)
    with pytest.raises(NotYours):
        withdraw(request, cast[role])


def test_withdrawn_request_waits_no_more_and_cannot_be_granted(cast):
    accepted(cast)
    request = asked(cast)
    withdraw(request, cast["staff"])
    request.refresh_from_db()
    assert (request.outcome, request.decided_by) == (CorrectionState.WITHDRAWN, cast["staff"])
    assert deeds(request)[-1] == (Action.CORRECTION_WITHDRAWN, cast["staff"].pk)
    with pytest.raises(DecidedAlready):
        granted(cast, request)
    with pytest.raises(DecidedAlready):
        withdraw(request, cast["staff"])


# What has become pointless


def test_request_rests_while_the_report_is_with_the_unit_and_waits_again_after(cast):
    accepted(cast)
    request = asked(cast, 12)
    revision = reopen(request.report, cast["colleague"], "Đối chiếu")
    assert waiting(request) == []
    with pytest.raises(NotAllowedNow):
        granted(cast, request)
    submit(revision, cast["staff"], revision.version)
    assert waiting(request) == [request.pk]


def test_request_is_met_when_the_unit_wrote_the_number_itself(cast):
    accepted(cast)
    request = asked(cast, 12)
    revision = reopen(request.report, cast["colleague"], "Đối chiếu")
    assert save(revision, [reported(cast.allocation, 12, seen_version=1)], actor=cast["staff"]).is_clean
    submit(revision, cast["staff"], revision.version)
    assert waiting(request) == []
    another = asked(cast, 13)
    request.refresh_from_db()
    assert request.outcome == CorrectionState.WITHDRAWN
    assert waiting(another) == [another.pk]


@pytest.mark.parametrize(("base", "other"), [(None, 5), (5, None), (5, 6)])
def test_request_for_another_base_is_not_met(cast, base, other):
    share = cast.allocate(cast.ward, base_label="Cùng kỳ")
    draft = cast.answered()
    assert save(draft, [reported(share, 3, base)], actor=cast["staff"]).is_clean
    submit(draft, cast["staff"], draft.version)
    report = draft.report
    request = ask(report, reported(share, 3, other), WHY, cast["staff"])
    assert waiting(request) == [request.pk]
    corrected = granted(cast, request)
    assert corrected.readings.get(allocation=share).base == other


# Declining


def test_declined_request_leaves_the_number_and_tells_why(cast):
    accepted(cast)
    request = asked(cast)
    decline(request.report, [request.pk], cast["reviewer"], "Số cũ đúng theo biên bản")
    request.refresh_from_db()
    assert (request.outcome, request.answer, request.decided_by) == (
        CorrectionState.DECLINED,
        "Số cũ đúng theo biên bản",
        cast["reviewer"],
    )
    assert deeds(request)[-1] == (Action.CORRECTION_DECLINED, cast["reviewer"].pk)
    assert Revision.objects.get().status == APPROVED
    assert asked(cast, 13).outcome == CorrectionState.OPEN


def test_request_is_not_declined_without_an_answer(cast):
    accepted(cast)
    request = asked(cast)
    with pytest.raises(CommentMissing, match="why the number is not corrected"):
        decline(request.report, [request.pk], cast["reviewer"], "  ")
    assert waiting(request) == [request.pk]
