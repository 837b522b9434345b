"""Asking for a correction, answering it, and what the pages show of it, by requests as browsers send them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reports.choices import CorrectionState, RevisionStatus
from reports.correcting.requests import ask, grant
from reports.intake import save
from reports.models import CorrectionRequest, Revision
from reports.workflow import approve, open_report, recall, send_back, submit
from tests.factories import AllocationFactory, UnitFactory
from tests.reports.cast import MID_JUNE, Cast, person, reported
from tests.reports.correcting import WHY, address, asked, entry, text_of, typed
from tests.reports.reviewing import client_of, decide, seen, submitted, url
from units.choices import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(settings) -> Cast:
    settings.EMULATION_TODAY = MID_JUNE
    return Cast()


@pytest.fixture
def accepted(cast) -> Revision:
    revision = submitted(cast)
    return approve(revision, cast["colleague"], revision.version)


# Asking


@pytest.mark.parametrize("role", ["staff", "head"])
def test_unit_asks_beside_its_number(cast, accepted, role):
    assert address(cast) in entry(cast, role)
    client = client_of(cast[role])
    assert 'value="10"' in text_of(client.get(address(cast)))
    unusual = client.post(address(cast), typed(cast, "1.234,5")).context["correction"].row.doubts
    seen_flags = {"word_for": [flag.mark for flag in unusual.flags]}
    response = client.post(address(cast), typed(cast, "1.234,5", **seen_flags), follow=True)
    request = CorrectionRequest.objects.get()
    assert (str(request.value), request.reason, request.asked_by) == ("1234.5", WHY, cast[role])
    assert response.redirect_chain[-1][0].endswith(f"#row-{cast.allocation.pk}")
    assert "Asked. Home Affairs will answer" in text_of(response)


@pytest.mark.parametrize("role", ["neighbour", "lead", "reviewer", "leadership", "administrator"])
def test_nobody_else_is_offered_to_ask(cast, accepted, role):
    answer = client_of(cast[role]).get(address(cast)).status_code
    assert answer == (404 if role in {"neighbour", "lead"} else 403)
    if answer == 403:
        assert address(cast) not in entry(cast, role)


def test_request_of_a_lead_stays_in_sight_in_its_grid_after_a_recall(cast):
    of_ward = AllocationFactory(target=cast.allocation.target, unit=UnitFactory(), reporter=cast.department)
    revision = open_report(cast.department, cast.period, cast["lead"])
    assert save(revision, [reported(of_ward, 10)], actor=cast["lead"]).is_clean
    revision = submit(revision, cast["lead"], revision.version)
    ask(revision.report, reported(of_ward, 12), WHY, cast["lead"])
    recall(revision, cast["lead"], revision.version)
    page = client_of(cast["lead"]).get(f"/reports/{cast.department.code}/2024-06-14/")
    assert "the unit can change it itself now" in text_of(page)


def test_what_was_typed_stays_where_something_is_wrong(cast, accepted):
    response = client_of(cast["staff"]).post(address(cast), typed(cast, "một nghìn", "Vì nhầm"))
    assert response.status_code == 422
    assert "một nghìn" in text_of(response)
    assert "Vì nhầm" in text_of(response)
    response = client_of(cast["staff"]).post(address(cast), typed(cast, "12", ""))
    assert response.status_code == 422
    assert response.context["correction"].form.errors.as_data()["reason"][0].code == "reason_missing"
    assert not CorrectionRequest.objects.exists()


def test_second_request_for_a_number_is_told_with_what_was_typed(cast, accepted):
    asked(cast)
    client = client_of(cast["staff"])
    assert "asked for this number already" in text_of(client.get(address(cast)))
    response = client.post(address(cast), typed(cast, "13", "Lý do khác"))
    assert response.status_code == 409
    assert "A request to correct this number is waiting already" in text_of(response)
    assert "Lý do khác" in text_of(response)


def test_report_that_is_with_the_unit_is_changed_on_its_own_page(cast):
    cast.draft()
    response = client_of(cast["staff"]).get(address(cast), follow=True)
    assert "change the number here" in text_of(response)
    assert address(cast) not in text_of(response)


def test_report_that_is_not_begun_is_changed_there_too(cast):
    client = client_of(cast["staff"])
    for response in (client.get(address(cast)), client.post(address(cast), typed(cast, "12"))):
        assert response.status_code == 302


def test_request_that_came_too_late_keeps_what_was_typed(cast):
    revision = submitted(cast)
    send_back(revision, cast["reviewer"], revision.version, "Xem lại")
    response = client_of(cast["staff"]).post(address(cast), typed(cast, "12"))
    assert response.status_code == 409
    assert "The unit can change this report itself now" in text_of(response)
    assert WHY in text_of(response)


def test_number_of_another_period_or_unit_has_no_such_page(cast, accepted):
    client = client_of(cast["staff"])
    assert client.get(address(cast, allocation=cast.elsewhere)).status_code == 404
    assert client.get(address(cast).replace("06-14", "03-14")).status_code == 404
    assert client.get(address(cast).replace("06-14", "06-xx")).status_code == 404


def test_request_stands_beside_the_number_until_it_is_answered(cast, accepted):
    request = asked(cast)
    shown = entry(cast)
    assert f"Correction asked:</b> 12 người. {WHY}" in shown
    assert "Waits for Home Affairs" in shown
    assert f"/withdraw/{request.pk}/" in shown
    assert f'href="{address(cast)}"' not in shown
    assert f"/withdraw/{request.pk}/" not in entry(cast, "leadership")


def test_request_is_withdrawn_from_beside_its_number(cast, accepted):
    request = asked(cast)
    response = client_of(cast["head"]).post(address(cast, "withdraw", request.pk), follow=True)
    assert "Withdrawn." in text_of(response)
    request.refresh_from_db()
    assert request.outcome == CorrectionState.WITHDRAWN
    again = client_of(cast["head"]).post(address(cast, "withdraw", request.pk), follow=True)
    assert "no longer waiting" in text_of(again)


@pytest.mark.parametrize(
    ("role", "answer"), [("neighbour", 404), ("reviewer", 403), ("leadership", 403), ("administrator", 403)]
)
def test_nobody_else_withdraws_it(cast, accepted, role, answer):
    request = asked(cast)
    url = address(cast, "withdraw", request.pk)
    assert client_of(cast[role]).post(url).status_code == answer
    request.refresh_from_db()
    assert request.outcome == CorrectionState.OPEN


# Home Affairs


def answer(cast: Cast, deed: str, *requests: CorrectionRequest, role: str = "reviewer", text: str = ""):
    revision = Revision.objects.newest().get(report__reporter=cast.ward)
    ticked = {f"request-{one.pk}": "on" for one in requests}
    return decide(cast, revision, f"corrections/{deed}", role, answer=text, **ticked)


def test_queue_counts_the_requests_and_leads_to_the_report(cast, accepted):
    asked(cast)
    response = client_of(cast["reviewer"]).get("/review/")
    queue = response.context["queue"]
    assert (queue.asked_count, [each.report for each in queue.asking]) == (1, [accepted.report])
    assert queue.waiting == []
    assert f"/review/{accepted.report_id}/#corrections" in text_of(response)


def test_queue_keeps_a_submitted_report_in_both_lists(cast):
    submitted(cast)
    asked(cast)
    queue = client_of(cast["reviewer"]).get("/review/").context["queue"]
    assert (len(queue.waiting), queue.asked_count) == (1, 1)


def test_queue_forgets_what_the_unit_can_change_itself(cast):
    revision = submitted(cast)
    asked(cast)
    send_back(revision, cast["reviewer"], revision.version, "Xem lại")
    assert client_of(cast["reviewer"]).get("/review/").context["queue"].asking == []


def test_reviewer_reads_the_number_asked_for_beside_the_one_handed_in(cast, accepted):
    asked(cast)
    response = client_of(cast["reviewer"]).get(url(accepted))
    (row,) = response.context["review"].corrections
    assert (row.answer.full_text, row.proposed.full_text, row.proposed_change) == ("10", "12", "up 2")
    assert WHY in text_of(response)
    assert "checked" in text_of(response)


def test_leadership_reads_the_request_and_answers_nothing(cast, accepted):
    asked(cast)
    shown = text_of(client_of(cast["leadership"]).get(url(accepted)))
    assert WHY in shown
    assert "corrections/grant/" in shown
    assert "Agree to the ticked corrections" not in shown


def test_agreeing_leads_back_to_the_report_that_is_now_to_be_accepted(cast, accepted):
    request = asked(cast)
    response = answer(cast, "grant", request)
    assert response["Location"] == url(accepted)
    page = client_of(cast["reviewer"]).get(url(accepted))
    review = page.context["review"]
    assert (review.revision.status, review.may_accept) == (RevisionStatus.SUBMITTED, True)
    (changed,) = review.changed
    assert (changed.former_text, changed.answer.text) == ("10", "12")
    assert "1 number changed against the accepted revision" in text_of(page)
    assert decide(cast, review.revision, "accept").status_code == 302
    assert Revision.objects.get(status=RevisionStatus.APPROVED).readings.get().value == 12


def test_declining_needs_an_answer_and_keeps_what_was_ticked(cast, accepted):
    request = asked(cast)
    refused = answer(cast, "decline", request)
    assert refused.status_code == 409
    assert "why the number is not corrected" in text_of(refused)
    assert refused.context["review"].picked == {request.pk}
    assert answer(cast, "decline", request, text="Số cũ đúng").status_code == 302
    shown = entry(cast)
    assert "Declined" in shown
    assert "Số cũ đúng" in shown
    assert address(cast) in shown


def test_refused_answer_is_not_lost_when_a_colleague_was_first(cast, accepted):
    request = asked(cast)
    page = seen(accepted, answer="Đồng ý", **{f"request-{request.pk}": "on"})
    grant(request.report, [request.pk], cast["colleague"], (accepted.pk, accepted.version))
    response = client_of(cast["reviewer"]).post(url(accepted, "corrections/grant/"), page)
    assert response.status_code == 409
    assert "Đồng ý" in text_of(response)


@pytest.mark.parametrize(("deed", "text"), [("grant", ""), ("decline", "Số cũ đúng")])
def test_same_answer_sent_twice_is_one_answer(cast, accepted, deed, text):
    request = asked(cast)
    page = seen(accepted, answer=text, **{f"request-{request.pk}": "on"})
    client = client_of(cast["reviewer"])
    for _time in range(2):
        assert client.post(url(accepted, f"corrections/{deed}/"), page).status_code == 302
    assert Revision.objects.count() == (2 if deed == "grant" else 1)


@pytest.mark.parametrize("deed", ["grant", "decline"])
@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("staff", 403),
        ("head", 403),
        ("neighbour", 404),
        ("lead", 404),
        ("leadership", 403),
        ("administrator", 403),
    ],
)
def test_nobody_else_answers(cast, accepted, deed, role, status):
    request = asked(cast)
    assert answer(cast, deed, request, role=role, text="Không").status_code == status
    request.refresh_from_db()
    assert request.outcome == CorrectionState.OPEN


def test_history_of_the_report_tells_the_request_and_the_answer(cast, accepted):
    request = asked(cast)
    answer(cast, "grant", request, text="Đã đối chiếu")
    for shown in (entry(cast), text_of(client_of(cast["reviewer"]).get(url(accepted)))):
        assert "Asked to correct a number" in shown
        assert "Agreed to correct a number" in shown
        assert "10 → 12" in shown
        assert "Đã đối chiếu" in shown


def test_pages_with_requests_stay_within_ten_queries(cast, accepted):
    second = person(cast.ward, Role.STAFF)
    for value in range(11, 16):
        request = asked(cast, value)
        answer(cast, "decline", request, text="Số cũ đúng")
    ask(accepted.report, reported(cast.allocation, 20), WHY, second)
    pages = {
        "staff": [f"/reports/{cast.ward.code}/2024-06-14/", address(cast), "/reports/"],
        "reviewer": ["/review/", url(accepted), url(accepted, "changes/")],
    }
    for role, addresses in pages.items():
        client = client_of(cast[role])
        for page in addresses:
            with CaptureQueriesContext(connection) as captured:
                assert client.get(page).status_code == 200
            assert len(captured) <= 10, page


def test_where_the_head_has_the_last_word_the_form_and_the_report_say_so(cast, accepted):
    form = text_of(client_of(cast["staff"]).get(address(cast)))
    assert "handed in for you" in form
    cast.wants_its_head()
    form = text_of(client_of(cast["staff"]).get(address(cast)))
    assert "comes back to the unit for its head to agree" in form
    assert "handed in for you" not in form
    assert "handed in for you" in text_of(client_of(cast["head"]).get(address(cast)))

    request = asked(cast)
    grant(request.report, [request.pk], cast["reviewer"], (accepted.pk, accepted.version))
    page = entry(cast)
    assert "corrected as asked, waits for the head of the unit" in page
    assert "Home Affairs asks for changes" not in page
    assert f"As {cast['staff']} asked at" not in page.split("History")[0]


def test_unusual_number_is_wondered_about_once_before_it_is_asked_for(cast, accepted):
    other = typed(cast, "330", "ok")
    client = client_of(cast["staff"])
    response = client.post(address(cast), other)
    assert response.status_code == 422
    assert "say in a few words why it is right" in text_of(response)

    other[f"a{cast.allocation.pk}-reason"] = WHY
    response = client.post(address(cast), other)
    assert response.status_code == 422
    assert "has been accepted for this period: entered 330" in text_of(response)
    assert response.context["correction"].echo.consequences
    assert not CorrectionRequest.objects.exists()

    flags = response.context["correction"].row.doubts.flags
    other[f"a{cast.allocation.pk}-word_for"] = [flag.mark for flag in flags]
    assert client.post(address(cast), other).status_code == 302
    assert CorrectionRequest.objects.get().reason == WHY


def test_echo_beside_a_correction_wonders_without_asking_for_a_word_of_its_own(cast, accepted):
    where = f"/reports/{cast.ward.code}/2024-06-14/echo/{cast.allocation.pk}/?correcting"
    told = text_of(client_of(cast["staff"]).post(where, typed(cast, "330")))
    assert "entered 330" in told
    assert "the reason below is kept as your word" in told
    assert "<textarea" not in told
