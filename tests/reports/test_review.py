from decimal import Decimal

import pytest
from django.test import Client

from reports.choices import Basis, ReadingState, RevisionStatus
from reports.entries import Entry
from reports.intake import save, seen_versions
from reports.models import Revision
from reports.progress import rows
from reports.workflow import approve, open_report, recall, reopen, send_back, submit
from targets.choices import EnteredBy, Measure, OverTime
from tests.factories import AllocationFactory, ReportingPeriodFactory, UnitFactory
from tests.reports.cast import MID_JUNE, Cast, person, reported
from units.choices import Role
from units.models import Event

pytestmark = pytest.mark.django_db

SUBMITTED, RETURNED = RevisionStatus.SUBMITTED, RevisionStatus.RETURNED
APPROVED, SUPERSEDED = RevisionStatus.APPROVED, RevisionStatus.SUPERSEDED


@pytest.fixture
def cast(settings) -> Cast:
    settings.EMULATION_TODAY = MID_JUNE
    return Cast()


def client_of(user) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def submitted(cast: Cast, value: int = 10) -> Revision:
    revision = cast.answered(value)
    return submit(revision, cast["staff"], revision.version)


def url(revision: Revision, action: str = "") -> str:
    return f"/review/{revision.report_id}/{action}"


def page(cast: Cast, revision: Revision, role: str = "reviewer"):
    return client_of(cast[role]).get(url(revision)).context["review"]


def seen(revision: Revision, **typed: str) -> dict[str, str]:
    """What the page of this revision sends."""
    return {"revision": str(revision.pk), "seen_version": str(revision.version), **typed}


def decide(cast: Cast, revision: Revision, action: str, role: str = "reviewer", **typed: str):
    return client_of(cast[role]).post(url(revision, f"{action}/"), seen(revision, **typed))


def official(cast: Cast) -> Decimal | None:
    (row, *_others) = rows(cast.campaign, cast.city, cast.period.cut_off, Basis.OFFICIAL)
    return row.value


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
    assert [(b.target, b.unit, b.comment) for b in step.beside] == [
        (cast.allocation.target.code, cast.ward.code, "Đối chiếu với công an xã")
    ]


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


def test_the_reviewer_reads_where_a_phoned_figure_comes_from(cast):
    revision = open_report(cast.ward, cast.period, cast["reviewer"])
    save(revision, [reported(cast.allocation, 9)], actor=cast["reviewer"], source="Điện thoại ngày 14/6")
    shown = client_of(cast["colleague"]).get(url(revision))
    assert "Source: Điện thoại ngày 14/6" in shown.text
    assert [step.on_behalf_of for step in shown.context["review"].history] == [cast.ward, None]


def test_a_late_report_is_marked_late(cast, settings):
    in_time = submitted(cast)
    assert not page(cast, in_time).is_late
    settings.EMULATION_TODAY = "2024-06-19"
    late = open_report(cast.other_ward, cast.period, cast["neighbour"])
    save(late, [reported(cast.elsewhere, 7)], actor=cast["neighbour"])
    assert page(cast, submit(late, cast["neighbour"], late.version)).is_late
    assert not page(cast, in_time).is_late


def test_an_answer_to_what_is_no_longer_owed_stays_in_sight(cast):
    revision = submitted(cast)
    cast.ward.valid_to = cast.period.starts_on
    cast.ward.save()
    assert [row.answer.text for row in page(cast, revision).rows] == ["10"]


def test_a_correction_shows_old_and_new(cast):
    untouched = cast.allocate(cast.ward)
    revision = cast.answered()
    save(revision, [reported(untouched, 3)], actor=cast["staff"])
    revision = submit(revision, cast["staff"], revision.version)
    approve(revision, cast["reviewer"], revision.version)
    copy = reopen(revision.report, cast["reviewer"], "Sai số liệu")
    save(copy, [reported(cast.allocation, 4, seen_version=1)], actor=cast["staff"])
    copy = submit(copy, cast["staff"], copy.version)
    review = page(cast, copy)
    assert [(r.is_changed, r.former_text) for r in review.changed] == [(True, "10")]
    assert review.changed[0].answer.text == "4"
    assert review.revision.corrects


def test_what_was_sent_back_shows_what_has_changed_since(cast):
    empty = cast.allocate(cast.ward)
    revision = cast.answered()
    unavailable = Entry(empty, ReadingState.UNAVAILABLE, note="Chờ Chi cục Thống kê")
    save(revision, [unavailable], actor=cast["staff"])
    revision = submit(revision, cast["staff"], revision.version)
    assert page(cast, revision).changed == []
    revision = send_back(revision, cast["colleague"], revision.version, "Xem lại")
    versions = seen_versions(revision)
    for value in (11, 12):
        entry = reported(cast.allocation, value, seen_version=seen_versions(revision)[cast.allocation.pk])
        save(revision, [entry], actor=cast["staff"])
    save(revision, [reported(empty, 2, seen_version=versions[empty.pk])], actor=cast["staff"])
    revision = submit(revision, cast["staff"], revision.version)
    shown = [(row.former_text, row.answer.text) for row in page(cast, revision).changed]
    assert shown == [("10", "12"), ("not yet available", "2")]


def test_a_number_typed_back_is_no_change(cast):
    revision = submitted(cast)
    revision = send_back(revision, cast["colleague"], revision.version, "Xem lại")
    save(revision, [reported(cast.allocation, 11, seen_version=1)], actor=cast["staff"])
    save(revision, [reported(cast.allocation, 10, seen_version=2)], actor=cast["staff"])
    assert page(cast, revision).changed == []


def test_a_line_compares_with_the_period_before_and_last_year_and_adds_up(cast):
    first = ReportingPeriodFactory(campaign=cast.campaign, code="2024-Q1")
    share = cast.allocate(
        cast.ward,
        measure=Measure.SHARE,
        over_time=OverTime.LATEST,
        unit_of_measure="%",
        value_label="Có thẻ",
        base_label="Dân số",
    )
    jobs = cast.allocate(cast.ward, base_label="Cùng kỳ năm trước")
    for period, numbers in [(first, [(102, 90), (979, 1000), 5]), (cast.period, [(61, 50), (981, 1000), 5])]:
        revision = open_report(cast.ward, period, cast["staff"])
        (job, base), (part, whole), plain = numbers
        entries = [
            reported(jobs, job, base),
            reported(share, part, whole),
            reported(cast.allocation, plain),
        ]
        assert save(revision, entries, actor=cast["staff"]).is_clean
        revision = submit(revision, cast["staff"], revision.version)
    lines = {row.allocation: row for row in page(cast, revision).rows}
    job = lines[jobs]
    assert (job.answer.text, job.before.text, job.change) == ("61", "102", "down 41")
    assert (job.last_year_value, job.last_year, job.year_to_date) == (50, "up 22%", "163")
    covered = lines[share]
    assert (covered.answer.text, covered.answer.sums) == ("98,1", "981/1.000")
    assert (covered.change, covered.year_to_date) == ("up 0,2 percentage points", "")
    assert lines[cast.allocation].change == "unchanged"


def test_the_year_to_date_is_the_row_of_the_units_own_page(cast):
    revision = submitted(cast, 42)
    (row,) = page(cast, revision).rows
    as_of = cast.period.cut_off
    (own,) = rows(cast.campaign, cast.ward, as_of, Basis.PROVISIONAL)
    assert (row.year.figure, row.year.plan_percent, row.year.status) == (
        own.figure,
        own.plan_percent,
        own.status,
    )


def test_answers_without_a_number_say_so(cast):
    waiting, nothing = cast.allocate(cast.ward), cast.allocate(cast.ward)
    inspected = cast.allocate(cast.ward, measure=Measure.SHARE, base_label="Công trình khởi công")
    revision = cast.answered()
    entries = [
        Entry(waiting, ReadingState.UNAVAILABLE, note="Chờ Chi cục Thống kê"),
        Entry(nothing, ReadingState.NOTHING_AROSE),
        Entry(inspected, ReadingState.NOTHING_AROSE),
    ]
    save(revision, entries, actor=cast["staff"])
    review = page(cast, submit(revision, cast["staff"], revision.version))
    lines = {row.allocation: row for row in review.rows}
    said = [(lines[a].answer.text, lines[a].answer.word) for a in (waiting, nothing, inspected)]
    assert said == [("not yet available", ""), ("0", "nothing arose"), ("nothing arose", "")]
    assert lines[inspected].answer.sums == ""
    assert review.summary == [(4, "lines"), (1, "not yet available"), (2, "nothing arose")]


def test_a_draft_shows_what_is_still_unanswered(cast):
    missing = cast.allocate(cast.ward)
    review = page(cast, cast.answered())
    assert [row.allocation for row in review.rows if row.answer is None] == [missing]
    assert (review.may_decide, review.may_reopen) == (False, False)


def test_a_leads_report_stands_under_its_targets_with_their_units(cast):
    target = cast.allocation.target
    lead = cast.department
    covered = {"target__campaign": cast.campaign, "target__lead": lead, "target__entered_by": EnteredBy.LEAD}
    first = AllocationFactory(unit=cast.ward, reporter=lead, **covered)
    second = AllocationFactory(unit=cast.other_ward, reporter=lead, target=first.target)
    own = AllocationFactory(unit=lead, target=target)
    revision = open_report(lead, cast.period, cast["lead"])
    save(revision, [reported(a, 3) for a in (first, second, own)], actor=cast["lead"])
    revision = submit(revision, cast["lead"], revision.version)
    shown = {s.title: [row.name for row in s.rows] for s in page(cast, revision).sections}
    assert shown == {
        first.target.name: [cast.ward.name, cast.other_ward.name],
        target.group.name: [target.name],
    }


def test_the_history_tells_who_did_what(cast):
    revision = cast.answered()
    save(revision, [reported(cast.allocation, 11, seen_version=1)], actor=cast["staff"])
    revision = submit(revision, cast["staff"], revision.version)
    decide(cast, revision, "accept")
    told = [(step.action, step.actor, step.lines) for step in page(cast, revision).history]
    assert told == [
        ("approved", cast["reviewer"], 0),
        ("submitted", cast["staff"], 0),
        ("saved", cast["staff"], 1),
        ("created", cast["staff"], 0),
    ]


@pytest.mark.parametrize(
    ("role", "reads", "decides"),
    [
        ("reviewer", 200, 302),
        ("leadership", 200, 403),
        ("administrator", 200, 403),
        ("staff", 403, 403),
        ("head", 403, 403),
        ("neighbour", 404, 404),
        ("lead", 404, 404),
    ],
)
def test_who_reads_and_who_decides(cast, role, reads, decides):
    revision = submitted(cast)
    response = client_of(cast[role]).get(url(revision))
    assert response.status_code == reads
    if reads == 200:
        assert (url(revision, "accept/") in response.text) == (decides == 302)
    assert decide(cast, revision, "reopen", role, reason="Sai").status_code == (
        decides if decides != 302 else 409
    )
    assert decide(cast, revision, "send-back", role, comment="Xem lại").status_code == decides
    assert Event.objects.filter(action="returned").exists() == (decides == 302)


def test_only_a_post_decides(cast):
    revision = submitted(cast)
    client = client_of(cast["reviewer"])
    for action in ("accept/", "send-back/", "reopen/"):
        assert client.get(url(revision, action)).status_code == 405


def test_an_unknown_report_is_not_found(cast):
    assert client_of(cast["reviewer"]).get("/review/999999/").status_code == 404


def test_the_number_of_queries_does_not_grow(cast, django_assert_num_queries):
    client = client_of(cast["reviewer"])
    revision = submitted(cast)
    with django_assert_num_queries(10):
        client.get(url(revision))
    lead = cast.department
    covered = {"target__campaign": cast.campaign, "target__lead": lead, "reporter": lead}
    first = AllocationFactory(unit=cast.ward, **covered)
    others = [UnitFactory(parent=cast.city) for _number in range(8)]
    given = [first, *(AllocationFactory(unit=o, target=first.target, reporter=lead) for o in others)]
    colleague = person(lead, Role.STAFF)
    grown = open_report(lead, cast.period, cast["lead"])
    for staff, some in ((cast["lead"], given[:4]), (colleague, given[4:])):
        save(grown, [reported(allocation, 3) for allocation in some], actor=staff)
    grown = submit(grown, cast["lead"], grown.version)
    with django_assert_num_queries(10):
        response = client.get(url(grown))
    assert len(response.context["review"].rows) == 9
