import pytest

from reports.choices import Basis, ReadingState
from reports.entries import Entry
from reports.intake import save, seen_versions
from reports.progress import rows
from reports.workflow import approve, open_report, reopen, send_back, submit
from targets.choices import EnteredBy, Measure, OverTime
from tests.factories import AllocationFactory, ReportingPeriodFactory, UnitFactory
from tests.reports.cast import MID_JUNE, Cast, person, reported
from tests.reports.reviewing import client_of, decide, page, submitted, url
from units.choices import Role
from units.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(settings) -> Cast:
    settings.EMULATION_TODAY = MID_JUNE
    return Cast()


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
    assert review.summary == [
        (4, "lines"),
        (1, "not yet available"),
        (2, "nothing arose"),
        (4, "not confirmed"),
    ]


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


def test_the_page_of_a_unit_leads_overseers_to_its_report_whatever_its_revision(cast):
    revision = submitted(cast)
    approve(revision, cast["reviewer"], revision.version)
    copy = reopen(revision.report, cast["reviewer"], "Sai số liệu")
    assert copy.pk != copy.report_id
    shown = client_of(cast["reviewer"]).get(f"/units/{cast.ward.code}/")
    assert f'href="{url(copy)}"' in shown.text
