"""A unit asks to correct one number; Home Affairs agrees or declines: the service, without pages."""

from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports.choices import Basis, CorrectionState, ReadingState, RevisionStatus
from reports.correcting.asked import asked_in, with_requests
from reports.correcting.requests import (
    AskedAlready,
    DecidedAlready,
    ProposalRefused,
    ask,
    decline,
    grant,
    withdraw,
)
from reports.entries import Entry
from reports.export import record
from reports.intake import save
from reports.models import CorrectionRequest, Revision
from reports.permissions import may_approve
from reports.progress import rows
from reports.transitions import CommentMissing, NotAllowedNow, NotYours, StaleVersion, TransitionError
from reports.workflow import approve, open_report, recall, reopen, send_back, submit
from targets.choices import Measure
from targets.models import ReportingPeriod
from tests.reports.cast import MID_JUNE, Cast, person, reported
from tests.reports.reviewing import official, submitted
from units.choices import Action, Role
from units.models import Event, Membership

pytestmark = pytest.mark.django_db

WHY = "Gõ nhầm một chữ số"
SUBMITTED, RETURNED, APPROVED = RevisionStatus.SUBMITTED, RevisionStatus.RETURNED, RevisionStatus.APPROVED


@pytest.fixture(autouse=True)
def in_the_language_of_the_source() -> Iterator[None]:
    with override("en"):
        yield


@pytest.fixture
def cast(settings) -> Cast:
    settings.EMULATION_TODAY = MID_JUNE
    return Cast()


def accepted(cast: Cast, value: int = 10) -> Revision:
    revision = submitted(cast, value)
    return approve(revision, cast["colleague"], revision.version)


BRING_TO = {SUBMITTED: submitted, APPROVED: accepted}


def asked(cast: Cast, value: int | str = 12, role: str = "staff", allocation=None) -> CorrectionRequest:
    report = Revision.objects.newest().get(report__reporter=cast.ward).report
    return ask(report, reported(allocation or cast.allocation, value), WHY, cast[role])


def granted(cast: Cast, *requests: CorrectionRequest, role: str = "reviewer", answer: str = "") -> Revision:
    revision = in_hand(requests[0])
    seen = (revision.pk, revision.version)
    return grant(requests[0].report, [one.pk for one in requests], cast[role], seen, answer)


def in_hand(request: CorrectionRequest) -> Revision:
    return Revision.objects.newest().get(report=request.report)


def waiting(request: CorrectionRequest) -> list[int]:
    revision = with_requests(Revision.objects.newest()).get(report=request.report)
    return [one.pk for one in asked_in(revision) if one.can_be_granted]


def deeds(request: CorrectionRequest) -> list[tuple[str, int]]:
    of_report = Event.objects.filter(revision__in=request.report.revisions.values("pk"))
    return list(of_report.order_by("pk").values_list("action", "actor"))


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


# Agreeing


def test_agreeing_to_a_correction_of_an_accepted_report_hands_it_in_for_the_unit(cast):
    former = accepted(cast)
    request = asked(cast, 12)
    revision = granted(cast, request)
    assert (revision.number, revision.status, revision.submitted_by) == (2, SUBMITTED, cast["staff"])
    (reading,) = revision.readings.all()
    assert (reading.value, reading.entered_by) == (12, cast["staff"])
    former.refresh_from_db()
    assert former.status == APPROVED
    assert official(cast) == 10
    approve(revision, cast["reviewer"], revision.version)
    assert official(cast) == 12
    request.refresh_from_db()
    assert (request.outcome, request.revision, request.decided_by) == (
        CorrectionState.GRANTED,
        revision,
        cast["reviewer"],
    )


def test_agreeing_to_a_correction_of_a_submitted_report_leaves_it_submitted_with_the_number_put_in(cast):
    revision = submitted(cast)
    request = asked(cast, 12)
    corrected = granted(cast, request)
    assert (corrected.pk, corrected.status) == (revision.pk, SUBMITTED)
    assert corrected.readings.get().value == 12
    assert official(cast) is None


def test_history_names_who_agreed_and_whose_number_it_is(cast):
    accepted(cast)
    request = asked(cast)
    granted(cast, request, answer="Đã đối chiếu")
    staff, officer = cast["staff"].pk, cast["reviewer"].pk
    assert deeds(request)[-5:] == [
        (Action.CORRECTION_ASKED, staff),
        (Action.REOPENED, officer),
        (Action.SAVED, officer),
        (Action.SUBMITTED, officer),
        (Action.CORRECTION_GRANTED, officer),
    ]
    put_in, handed_in = Event.objects.filter(actor=officer, action__in=[Action.SAVED, Action.SUBMITTED])
    assert put_in.on_behalf_of == handed_in.on_behalf_of == cast.ward
    assert put_in.comment.startswith(f"As {cast['staff']} asked at ")
    reading = Revision.objects.newest().get(report=request.report).readings.get()
    assert (reading.entered_by, reading.entered_at) == (cast["staff"], request.asked_at)
    event = Event.objects.get(action=Action.CORRECTION_GRANTED)
    assert (event.comment, event.data["readings"][0]["new"]["value"]) == ("Đã đối chiếu", "12")


def test_who_agreed_may_accept_and_who_asked_may_not(cast):
    Membership.objects.create(user=cast["staff"], unit=cast.city, role=Role.HOME_AFFAIRS)
    accepted(cast)
    revision = granted(cast, asked(cast))
    assert may_approve(cast["reviewer"], revision)
    staff = type(cast["staff"]).objects.get(pk=cast["staff"].pk)
    assert not may_approve(staff, revision)
    seen = revision.readings.get().version
    revision = send_back(revision, cast["colleague"], revision.version, "Xem lại")
    assert save(
        revision,
        [reported(cast.allocation, 13, seen_version=seen)],
        actor=cast["reviewer"],
        source="Gọi điện",
    ).is_clean
    assert not may_approve(cast["reviewer"], revision)
    assert not may_approve(staff, revision)


def test_nobody_agrees_to_their_own_request(cast):
    Membership.objects.create(user=cast["reviewer"], unit=cast.ward, role=Role.STAFF)
    accepted(cast)
    cast.people["reviewer"] = type(cast["reviewer"]).objects.get(pk=cast["reviewer"].pk)
    request = asked(cast, role="reviewer")
    with pytest.raises(NotYours, match="may not agree to it"):
        granted(cast, request)
    assert granted(cast, request, role="colleague").status == SUBMITTED


def test_several_requests_are_agreed_to_in_one_correction(cast):
    other = cast.allocate(cast.ward)
    draft = cast.answered()
    assert save(draft, [reported(other, 5)], actor=cast["staff"]).is_clean
    revision = submit(draft, cast["staff"], draft.version)
    approve(revision, cast["colleague"], revision.version)
    cast.people["second"] = person(cast.ward, Role.STAFF)
    requests = [asked(cast, 12), asked(cast, 6, role="second", allocation=other)]
    revision = granted(cast, *requests)
    assert revision.number == 2
    assert dict(revision.readings.values_list("allocation", "value")) == {cast.allocation.pk: 12, other.pk: 6}
    entered = dict(revision.readings.values_list("allocation", "entered_by"))
    assert entered == {cast.allocation.pk: cast["staff"].pk, other.pk: cast["second"].pk}
    assert set(CorrectionRequest.objects.values_list("outcome", "revision")) == {("granted", revision.pk)}


def test_requests_that_were_not_ticked_go_on_waiting(cast):
    other = cast.allocate(cast.ward)
    draft = cast.answered()
    assert save(draft, [reported(other, 5)], actor=cast["staff"]).is_clean
    submit(draft, cast["staff"], draft.version)
    first, second = asked(cast, 12), asked(cast, 6, allocation=other)
    revision = granted(cast, first)
    assert revision.readings.get(allocation=other).value == 5
    assert waiting(second) == [second.pk]
    assert granted(cast, second).readings.get(allocation=other).value == 6


def test_what_was_not_asked_about_stays_as_it_was(cast):
    ReportingPeriod.objects.update(asks_forecast=True)
    draft = cast.draft()
    entry = reported(
        cast.allocation, 10, outlook="hard", outlook_reason="Thiếu vốn", year_forecast=Decimal(80)
    )
    assert save(draft, [entry], actor=cast["staff"], narrative={"results": "Đã làm"}).is_clean
    revision = submit(draft, cast["staff"], draft.version)
    approve(revision, cast["colleague"], revision.version)
    corrected = granted(cast, asked(cast, 12))
    reading = corrected.readings.get()
    assert (reading.value, reading.outlook, reading.outlook_reason, reading.year_forecast) == (
        12,
        "hard",
        "Thiếu vốn",
        80,
    )
    assert corrected.results == "Đã làm"


def test_where_the_head_has_the_last_word_staffs_request_is_left_to_the_head(cast):
    accepted(cast)
    cast.ward.head_approves = True
    cast.ward.save()
    revision = granted(cast, asked(cast, 12))
    assert (revision.status, revision.readings.get().value) == (RETURNED, 12)
    assert submit(revision, cast["head"], revision.version).status == SUBMITTED


def test_the_heads_own_request_is_handed_in_at_once(cast):
    accepted(cast)
    cast.ward.head_approves = True
    cast.ward.save()
    revision = granted(cast, asked(cast, 12, role="head"))
    assert (revision.status, revision.submitted_by) == (SUBMITTED, cast["head"])
    assert revision.readings.get().entered_by == cast["head"]


def test_report_with_other_gaps_is_left_to_the_unit(cast):
    revision = accepted(cast)
    cast.allocate(cast.ward)
    corrected = granted(cast, asked(cast, 12))
    assert (corrected.status, corrected.number) == (RETURNED, revision.number + 1)


def test_number_is_corrected_although_entry_has_closed(cast, settings):
    accepted(cast)
    ReportingPeriod.objects.update(closes_on="2024-06-20")
    settings.EMULATION_TODAY = "2024-07-20"
    assert granted(cast, asked(cast, 12)).status == SUBMITTED


@pytest.mark.parametrize("role", ["staff", "head", "neighbour", "lead", "leadership", "administrator"])
def test_nobody_but_home_affairs_decides(cast, role):
    accepted(cast)
    request = asked(cast)
    with pytest.raises(NotYours, match="Only Home Affairs"):
        granted(cast, request, role=role)
    with pytest.raises(NotYours, match="Only Home Affairs"):
        decline(request.report, [request.pk], cast[role], "Không")


def test_decision_on_an_old_page_is_told(cast):
    revision = submitted(cast)
    request = asked(cast)
    recall(revision, cast["staff"], revision.version)
    again = submit(revision, cast["staff"], revision.version + 1)
    with pytest.raises(StaleVersion):
        grant(request.report, [request.pk], cast["reviewer"], (revision.pk, revision.version))
    assert again.readings.get().value == 10


def test_request_is_granted_once(cast):
    accepted(cast)
    request = asked(cast)
    granted(cast, request)
    with pytest.raises(DecidedAlready):
        granted(cast, request, role="colleague")
    with pytest.raises(DecidedAlready):
        decline(request.report, [request.pk], cast["colleague"], "Không")
    assert Revision.objects.count() == 2


def test_request_of_another_report_is_not_granted_by_this_one(cast):
    report = accepted(cast).report
    request = asked(cast)
    neighbour = save_for_the_neighbour(cast)
    with pytest.raises(DecidedAlready):
        grant(neighbour.report, [request.pk], cast["reviewer"], (neighbour.pk, neighbour.version))
    assert request.report == report
    assert waiting(request) == [request.pk]


def save_for_the_neighbour(cast: Cast) -> Revision:
    draft = open_report(cast.other_ward, cast.period, cast["neighbour"])
    assert save(draft, [reported(cast.elsewhere, 3)], actor=cast["neighbour"]).is_clean
    return submit(draft, cast["neighbour"], draft.version)


def test_nothing_is_ticked_and_nothing_is_done(cast):
    revision = accepted(cast)
    with pytest.raises(NotAllowedNow, match="Choose at least one"):
        grant(revision.report, [], cast["reviewer"], (revision.pk, revision.version))


def test_who_left_the_unit_no_longer_speaks_for_it(cast):
    accepted(cast)
    request = asked(cast)
    Membership.objects.filter(user=cast["staff"]).delete()
    with pytest.raises(NotAllowedNow, match="no longer speaks for this unit"):
        granted(cast, request)
    assert Revision.objects.count() == 1
    assert waiting(request) == [request.pk]


def test_answer_that_the_target_no_longer_takes_is_not_put_in(cast):
    accepted(cast)
    request = asked(cast, 12)
    type(cast.allocation.target).objects.update(maximum=11, measure=Measure.AMOUNT)
    with pytest.raises(ProposalRefused, match="Enter 11 at most"):
        granted(cast, request)
    assert Revision.objects.count() == 1


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


# What must never happen


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sampled_from(["ask", "grant", "decline", "withdraw", "write", "submit", "recall"])))
def test_official_figures_never_move_while_a_correction_is_open(steps):
    with transaction.atomic():
        cast = Cast()
        report = accepted(cast).report
        before = exported(cast)
        for number, step in enumerate(steps):
            with suppress(TransitionError):
                attempt(cast, report, step, 20 + number)
            assert exported(cast) == before
            assert report.revisions.filter(status=APPROVED).count() == 1
        newest = Revision.objects.newest().get(report=report)
        if newest.status == SUBMITTED:
            approve(newest, cast["colleague"], newest.version)
            assert official(cast) == newest.readings.get().value
        transaction.set_rollback(True)


def exported(cast: Cast) -> list[dict]:
    return [record(row) for row in rows(cast.campaign, cast.city, cast.period.cut_off, Basis.OFFICIAL)]


def attempt(cast: Cast, report, step: str, value: int) -> None:
    newest = Revision.objects.newest().get(report=report)
    request = CorrectionRequest.objects.filter(outcome=CorrectionState.OPEN).first()
    match step:
        case "ask":
            ask(report, reported(cast.allocation, value), WHY, cast["staff"])
        case "grant" if request:
            granted(cast, request)
        case "decline" if request:
            decline(report, [request.pk], cast["reviewer"], "Không")
        case "withdraw" if request:
            withdraw(request, cast["staff"])
        case "submit":
            submit(newest, cast["staff"], newest.version)
        case "recall":
            recall(newest, cast["staff"], newest.version)
        case "write" if newest.is_editable:
            version = newest.readings.get().version
            save(newest, [reported(cast.allocation, value, seen_version=version)], actor=cast["staff"])
