"""Home Affairs agrees to correct numbers as the unit asked: the service, without pages."""

from contextlib import suppress
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports.choices import Basis, CorrectionState
from reports.correcting.requests import (
    DecidedAlready,
    ProposalRefused,
    ask,
    decline,
    grant,
    withdraw,
)
from reports.export import record
from reports.intake import save
from reports.models import CorrectionRequest, Revision
from reports.permissions import may_approve
from reports.progress import rows
from reports.transitions import NotAllowedNow, NotYours, StaleVersion, TransitionError
from reports.workflow import approve, open_report, recall, send_back, submit
from targets.choices import Measure
from targets.models import ReportingPeriod
from tests.reports.cast import Cast, person, reported
from tests.reports.correcting import (
    APPROVED,
    RETURNED,
    SUBMITTED,
    WHY,
    accepted,
    asked,
    deeds,
    granted,
    waiting,
)
from tests.reports.reviewing import official, submitted
from units.choices import Action, Role
from units.models import Event, Membership

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


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
