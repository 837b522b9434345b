import pytest

from reports.choices import RevisionStatus
from reports.intake import save
from reports.models import Revision
from reports.workflow import approve, open_report, recall, reopen, submit
from tests.reports.cast import MID_JUNE, Cast, reported
from tests.reports.reviewing import client_of, decide, official, page, seen, submitted, url
from units.models import Event

pytestmark = pytest.mark.django_db

SUBMITTED, RETURNED = RevisionStatus.SUBMITTED, RevisionStatus.RETURNED
APPROVED, SUPERSEDED = RevisionStatus.APPROVED, RevisionStatus.SUPERSEDED


@pytest.fixture
def cast(settings) -> Cast:
    settings.EMULATION_TODAY = MID_JUNE
    return Cast()


def test_accepting_changes_the_official_figure_by_exactly_that(cast):
    neighbour = open_report(cast.other_ward, cast.period, cast["neighbour"])
    save(neighbour, [reported(cast.elsewhere, 7)], actor=cast["neighbour"])
    neighbour = submit(neighbour, cast["neighbour"], neighbour.version)
    decide(cast, neighbour, "accept")
    assert official(cast) == 7
    revision = submitted(cast)
    assert official(cast) == 7
    response = decide(cast, revision, "accept")
    assert (response.status_code, response.url) == (302, "/review/")
    assert official(cast) == 17


def test_after_a_decision_comes_the_next_report_that_waits(cast):
    first = submitted(cast)
    second = open_report(cast.other_ward, cast.period, cast["neighbour"])
    save(second, [reported(cast.elsewhere, 7)], actor=cast["neighbour"])
    second = submit(second, cast["neighbour"], second.version)
    assert decide(cast, first, "accept").url == url(second)
    assert decide(cast, second, "send-back", comment="Xem lại").url == "/review/"


def test_the_next_report_is_one_that_the_reviewer_may_accept(cast):
    first = submitted(cast)
    own = open_report(cast.other_ward, cast.period, cast["reviewer"])
    save(own, [reported(cast.elsewhere, 7)], actor=cast["reviewer"], source="Điện thoại ngày 14/6")
    submit(own, cast["reviewer"], own.version)
    assert decide(cast, first, "accept").url == "/review/"


def test_sending_back_needs_a_comment(cast):
    revision = submitted(cast)
    response = decide(cast, revision, "send-back", comment=" \n ")
    assert response.status_code == 409
    assert "Say what should be changed" in response.context["review"].error
    revision.refresh_from_db()
    assert revision.status == SUBMITTED


def test_comments_reach_the_unit_on_the_report_and_beside_the_figure(cast):
    revision = submitted(cast)
    reading = revision.readings.get()
    beside = {f"comment-{reading.pk}": "Đối chiếu với công an xã"}
    decide(cast, revision, "send-back", comment="Xem lại biểu", **beside)
    revision.refresh_from_db()
    reading.refresh_from_db()
    assert (revision.status, revision.review_comment) == (RETURNED, "Xem lại biểu")
    assert reading.review_comment == "Đối chiếu với công an xã"
    (step, *_earlier) = page(cast, revision).history
    assert (step.actor, step.comment) == (cast["reviewer"], "Xem lại biểu")
    place = f"{cast.allocation.target.code} · {cast.ward.name}"
    assert step.facts == ((place, "Đối chiếu với công an xã"),)


def test_a_refused_return_keeps_what_was_typed(cast):
    revision = submitted(cast)
    reading = revision.readings.get()
    beside = {f"comment-{reading.pk}": "x" * 1001}
    response = decide(cast, revision, "send-back", comment="Xem lại biểu", **beside)
    review = response.context["review"]
    assert "At most 1.000 characters" in review.error
    assert (review.typed_comment, review.rows[0].typed) == ("Xem lại biểu", "x" * 1001)
    assert "Xem lại biểu</textarea>" in response.text
    assert "x" * 1001 + "</textarea>" in response.text


def test_accepting_does_not_swallow_a_comment(cast):
    revision = submitted(cast)
    response = decide(cast, revision, "accept", comment="Số này ở đâu?")
    assert response.status_code == 409
    assert "Số này ở đâu?</textarea>" in response.text
    revision.refresh_from_db()
    assert revision.status == SUBMITTED


def test_a_comment_beside_a_figure_of_another_report_is_refused(cast):
    revision = submitted(cast)
    response = decide(cast, revision, "send-back", **{"comment-999999": "Xem lại"})
    assert "not in this report" in response.context["review"].error


def test_nobody_accepts_what_he_entered(cast):
    revision = open_report(cast.ward, cast.period, cast["reviewer"])
    save(revision, [reported(cast.allocation, 9)], actor=cast["reviewer"], source="Điện thoại ngày 14/6")
    revision = submit(revision, cast["reviewer"], revision.version)
    shown = client_of(cast["reviewer"]).get(url(revision))
    assert url(revision, "accept/") not in shown.text
    assert "Whoever entered figures may not accept them" in shown.text
    response = decide(cast, revision, "accept")
    assert "Whoever entered figures may not accept them" in response.context["review"].error
    assert url(revision, "accept/") in client_of(cast["colleague"]).get(url(revision)).text
    decide(cast, revision, "accept", "colleague")
    revision.refresh_from_db()
    assert (revision.status, revision.decided_by) == (APPROVED, cast["colleague"])


def test_an_old_page_decides_nothing_and_shows_what_is_there_now(cast):
    old = submitted(cast)
    again = recall(old, cast["staff"], old.version)
    save(again, [reported(cast.allocation, 12, seen_version=1)], actor=cast["staff"])
    again = submit(again, cast["staff"], again.version)
    typed = {f"comment-{old.readings.get().pk}": "Vì sao giảm?"}
    stale = {**seen(again), "seen_version": "2", **typed}
    response = client_of(cast["reviewer"]).post(url(again, "send-back/"), stale)
    review = response.context["review"]
    assert "changed this report after you opened it" in review.error
    assert (review.rows[0].answer.text, review.rows[0].typed) == ("12", "Vì sao giảm?")
    again.refresh_from_db()
    assert again.status == SUBMITTED


@pytest.mark.parametrize("sent", [{}, {"revision": "x", "seen_version": "²"}, {"revision": "9" * 30}])
def test_a_decision_that_does_not_say_what_was_seen_is_refused(cast, sent):
    revision = submitted(cast)
    response = client_of(cast["reviewer"]).post(url(revision, "accept/"), sent)
    assert response.status_code == 409
    revision.refresh_from_db()
    assert revision.status == SUBMITTED


@pytest.mark.parametrize(
    ("action", "typed"),
    [("accept", {}), ("send-back", {"comment": " Kiểm tra lại "}), ("reopen", {"reason": "Sai số liệu "})],
)
def test_a_button_pressed_twice_decides_once_and_goes_on(cast, action, typed):
    revision = submitted(cast)
    if action == "reopen":
        approve(revision, cast["reviewer"], revision.version)
    first, second = (decide(cast, revision, action, **typed) for _press in range(2))
    assert (second.status_code, second.url) == (first.status_code, first.url)
    deeds = {"accept": "approved", "send-back": "returned", "reopen": "reopened"}
    assert Event.objects.filter(action=deeds[action]).count() == 1


def test_another_comment_after_the_decision_is_refused_and_kept(cast):
    revision = submitted(cast)
    decide(cast, revision, "send-back", comment="Kiểm tra lại")
    response = decide(cast, revision, "send-back", comment="Kiểm tra lại cả số gốc")
    assert (response.status_code, response.context["review"].typed_comment) == (409, "Kiểm tra lại cả số gốc")


def test_who_comes_second_reads_who_has_decided(cast):
    revision = submitted(cast)
    decide(cast, revision, "accept")
    response = decide(cast, revision, "accept", role="colleague")
    review = response.context["review"]
    assert (response.status_code, review.decided_already) == (409, True)
    assert f"{cast['reviewer'].full_name} decided on it" in response.text
    assert not review.refused_reopening


def test_a_page_of_an_earlier_revision_does_not_accept_a_later_one(cast):
    first = submitted(cast)
    page_of_first = seen(first)
    approve(first, cast["colleague"], first.version)
    copy = reopen(first.report, cast["colleague"], "Sai số liệu")
    copy = submit(copy, cast["staff"], copy.version)
    assert page_of_first["seen_version"] == str(copy.version)
    response = client_of(cast["reviewer"]).post(url(first, "accept/"), page_of_first)
    assert response.status_code == 409
    copy.refresh_from_db()
    assert copy.status == SUBMITTED


def test_reopening_needs_a_reason_and_leaves_the_official_figure(cast):
    revision = submitted(cast)
    decide(cast, revision, "accept")
    revision.refresh_from_db()
    refused = decide(cast, revision, "reopen", reason=" ")
    assert "Say why the report is reopened" in refused.context["review"].error
    response = decide(cast, revision, "reopen", reason="Xã báo nhầm số của tháng 5")
    assert response.url == url(revision)
    copy = Revision.objects.get(number=2)
    assert (copy.status, copy.reason) == (RETURNED, "Xã báo nhầm số của tháng 5")
    save(copy, [reported(cast.allocation, 4, seen_version=1)], actor=cast["staff"])
    submit(copy, cast["staff"], copy.version)
    assert official(cast) == 10
    copy.refresh_from_db()
    decide(cast, copy, "accept")
    revision.refresh_from_db()
    assert (official(cast), revision.status) == (4, SUPERSEDED)


def test_a_refused_reopening_keeps_the_reason(cast):
    revision = submitted(cast)
    response = decide(cast, revision, "reopen", reason="Xã báo nhầm")
    assert "Only an accepted report can be reopened" in response.context["review"].error
    assert "Xã báo nhầm</textarea>" in response.text
