"""What a reviewer looks at first; the rest is official at once while single figures are asked about."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.choices import Outlook, ReadingState, RevisionStatus
from reports.entries import Entry
from reports.intake import save, seen_versions
from reports.models import Revision
from reports.review.order import AGAIN, Look, is_leap
from reports.warnings import flags_of
from reports.warnings.words import Said, settle
from reports.workflow import approve, open_report, reopen, submit
from targets.choices import EnteredBy, Measure, OverTime
from tests.factories import AllocationFactory, ReportingPeriodFactory
from tests.reports.cast import MID_JUNE, Cast, reported
from tests.reports.reviewing import client_of, decide, official, page, submitted, url
from tests.reports.typing_in import Typist
from units.choices import Action
from units.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(settings) -> Cast:
    settings.EMULATION_TODAY = MID_JUNE
    return Cast()


@pytest.mark.parametrize(
    ("now", "then", "counted", "leaps"),
    [
        ("15", "10", False, False),
        ("15.1", "10", False, True),
        ("10", "15", False, False),
        ("10", "15.1", False, True),
        ("10", "10", False, False),
        ("5", "0", True, True),
        ("4", "0", True, False),
        ("0.1", "0", False, True),
        ("0", "0", False, False),
        ("6", "2", True, False),
        ("7", "2", True, True),
        ("-3", "3", False, True),
        ("-3", "-3", False, False),
    ],
)
def test_a_figure_leaps_by_more_than_half_up_or_a_third_down(now, then, counted, leaps):
    assert is_leap(Decimal(now), Decimal(then), counted=counted) is leaps
    assert is_leap(Decimal(then), Decimal(now), counted=counted) is leaps


numbers = st.decimals(min_value=0, max_value=10**9, places=2)


@given(now=numbers, then=numbers, scale=st.integers(2, 1000))
def test_a_leap_does_not_depend_on_the_unit_of_measure(now, then, scale):
    assert is_leap(now, then, counted=False) == is_leap(now * scale, then * scale, counted=False)


@given(same=numbers, counted=st.booleans())
def test_an_unchanged_figure_never_leaps(same, counted):
    assert not is_leap(same, same, counted=counted)


def every_kind(cast: Cast) -> dict[str, object]:
    """A report with a line of each kind; the allocations by what asks for a look at them."""
    first = ReportingPeriodFactory(campaign=cast.campaign, code="2024-Q1")
    given = {name: cast.allocate(cast.ward) for name in ("leap", "poor", "none_yet", "estimate")}
    given["last_year"] = cast.allocate(cast.ward, base_label="Cùng kỳ năm trước")
    given["share"] = cast.allocate(
        cast.ward, measure=Measure.SHARE, over_time=OverTime.LATEST, unit_of_measure="%", base_label="Dân số"
    )
    given["warned"] = cast.allocate(cast.ward)
    numbers = {given["leap"]: (20,), given["share"]: (900, 1000), cast.allocation: (10,)}
    before = open_report(cast.ward, first, cast["staff"])
    others = [a for a in given.values() if a not in numbers]
    entries = [reported(a, *n) for a, n in numbers.items()] + [reported(a, 10) for a in others]
    assert save(before, entries, actor=cast["staff"]).is_clean
    submit(before, cast["staff"], before.version)
    revision = cast.draft()
    entries = [
        reported(cast.allocation, 11),
        reported(given["leap"], 35),
        reported(given["last_year"], 10, 50),
        reported(given["poor"], 10, outlook=Outlook.HARD, outlook_reason="Thiếu vốn"),
        Entry(given["none_yet"], ReadingState.UNAVAILABLE, note="Chờ Chi cục Thống kê"),
        reported(given["estimate"], 10, is_estimate=True),
        reported(given["share"], 960, 1000),
        reported(given["warned"], 900),
    ]
    assert save(revision, entries, actor=cast["staff"]).is_clean
    flags = flags_of([revision])[revision.pk]
    settle(revision, [Said(flags, "Số đúng theo báo cáo của ngành")], cast["staff"])
    submit(revision, cast["staff"], revision.version)
    return given


def test_what_asks_for_a_look_stands_first_the_most_urgent_on_top(cast):
    given = every_kind(cast)
    review = page(cast, Revision.objects.get(report__period=cast.period))
    first, rest = review.sections
    assert [(row.allocation, row.looks[0]) for row in first.rows] == [
        (given["warned"], Look.WARNED),
        (given["leap"], Look.LEAP),
        (given["last_year"], Look.LEAP),
        (given["share"], Look.LEAP),
        (given["poor"], Look.POOR),
        (given["none_yet"], Look.UNAVAILABLE),
        (given["estimate"], Look.ESTIMATE),
    ]
    assert [row.allocation for row in rest.rows] == [cast.allocation]


def test_the_targets_own_order_is_one_tap_away_and_stays_after_a_decision(cast):
    every_kind(cast)
    revision = Revision.objects.get(report__period=cast.period)
    shown = client_of(cast["reviewer"]).get(url(revision), {"order": "targets"})
    orders = [row.target.order for section in shown.context["review"].sections for row in section.rows]
    assert orders == sorted(orders)
    assert 'name="order" value="targets"' in shown.text
    other = open_report(cast.other_ward, cast.period, cast["neighbour"])
    save(other, [reported(cast.elsewhere, 7)], actor=cast["neighbour"])
    other = submit(other, cast["neighbour"], other.version)
    assert decide(cast, other, "accept", order="targets").url.endswith("/?order=targets")
    assert "order" not in decide(cast, other, "accept").url


def test_a_warning_stands_beside_its_number_with_the_word_that_was_given(cast):
    given = every_kind(cast)
    shown = client_of(cast["reviewer"]).get(url(Revision.objects.get(report__period=cast.period)))
    (row,) = [row for row in shown.context["review"].rows if row.warnings]
    assert row.allocation == given["warned"]
    assert str(row.warnings[0].message) in shown.text
    assert "Số đúng theo báo cáo của ngành" in shown.text
    assert "Nobody has said why" not in shown.text


def test_the_source_stands_beside_each_figure_entered_for_the_unit_and_beside_no_other(cast):
    own = cast.allocate(cast.ward)
    revision = open_report(cast.ward, cast.period, cast["reviewer"])
    phoned = [reported(cast.allocation, 9), reported(own, 3)]
    save(revision, phoned, actor=cast["reviewer"], source="Điện thoại ngày 14/6")
    save(revision, [reported(own, 4, seen_version=seen_versions(revision)[own.pk])], actor=cast["staff"])
    revision = submit(revision, cast["staff"], revision.version)
    review = page(cast, revision)
    assert {row.allocation: row.source for row in review.rows} == {
        cast.allocation: "Điện thoại ngày 14/6",
        own: "",
    }


def test_lines_of_several_units_keep_their_unit_where_they_stand_among_others(cast):
    lead = cast.department
    covered = {"target__campaign": cast.campaign, "target__lead": lead, "target__entered_by": EnteredBy.LEAD}
    about = AllocationFactory(unit=cast.ward, reporter=lead, **covered)
    revision = open_report(lead, cast.period, cast["lead"])
    save(revision, [reported(about, 3, is_estimate=True)], actor=cast["lead"])
    revision = submit(revision, cast["lead"], revision.version)
    assert f"{about.target.name} · {cast.ward.name}" in client_of(cast["reviewer"]).get(url(revision)).text


# Accept the rest, ask again about one


def asked(cast: Cast, revision: Revision, role: str = "reviewer", text="Đối chiếu với danh sách", **typed):
    reading = revision.readings.get(allocation=cast.allocation)
    return decide(cast, revision, "accept-and-ask", role, **{f"comment-{reading.pk}": text}, **typed)


def two_lines(cast: Cast) -> Revision:
    other = cast.allocate(cast.ward)
    revision = cast.answered()
    save(revision, [reported(other, 3)], actor=cast["staff"])
    return submit(revision, cast["staff"], revision.version)


def test_the_rest_is_official_at_once_and_one_figure_is_asked_about_in_a_correction(cast):
    revision = two_lines(cast)
    response = asked(cast, revision)
    assert response.status_code == 302
    accepted, copy = Revision.objects.order_by("number")
    assert (accepted.status, copy.status) == (RevisionStatus.APPROVED, RevisionStatus.RETURNED)
    comments = dict(copy.readings.values_list("allocation", "review_comment"))
    assert comments.pop(cast.allocation.pk) == "Đối chiếu với danh sách"
    assert set(comments.values()) == {""}
    assert copy.reason == "Single figures are asked about again."
    assert official(cast) == 10
    (reopened, *_earlier) = page(cast, copy).history
    place = f"{cast.allocation.target.code} · {cast.allocation.unit.name}"
    assert (place, "Đối chiếu với danh sách") in reopened.facts


def test_the_unit_is_shown_what_is_asked_and_the_second_look_needs_that_line_alone(cast):
    revision = two_lines(cast)
    asked(cast, revision)
    staff = Typist(cast["staff"], cast.ward).open()
    assert "Đối chiếu với danh sách" in staff.text
    copy = Revision.objects.get(number=2)
    version = seen_versions(copy)[cast.allocation.pk]
    save(copy, [reported(cast.allocation, 8, seen_version=version)], actor=cast["staff"])
    copy = submit(copy, cast["staff"], copy.version)
    assert official(cast) == 10
    first, rest = page(cast, copy).sections
    assert [(row.allocation, row.former_text) for row in first.rows] == [(cast.allocation, "10")]
    assert all(not AGAIN & set(row.looks) for row in rest.rows)
    assert len(rest.rows) == 1
    decide(cast, copy, "accept")
    assert official(cast) == 8


def test_without_a_comment_beside_a_figure_nothing_is_decided(cast):
    revision = submitted(cast)
    response = decide(cast, revision, "accept-and-ask", comment="Xem lại")
    assert response.status_code == 409
    assert "Write beside the figures" in response.context["review"].error
    assert "Xem lại</textarea>" in response.text
    assert Revision.objects.get().status == RevisionStatus.SUBMITTED


def test_a_comment_on_a_figure_of_another_report_accepts_nothing(cast):
    revision = submitted(cast)
    response = decide(cast, revision, "accept-and-ask", **{"comment-999999": "Xem lại"})
    assert "not in this report" in response.context["review"].error
    assert Revision.objects.get().status == RevisionStatus.SUBMITTED
    assert not Event.objects.filter(action=Action.APPROVED).exists()


def test_nobody_accepts_and_asks_about_what_he_entered(cast):
    revision = open_report(cast.ward, cast.period, cast["reviewer"])
    save(revision, [reported(cast.allocation, 9)], actor=cast["reviewer"], source="Điện thoại ngày 14/6")
    revision = submit(revision, cast["reviewer"], revision.version)
    assert "Whoever entered figures may not" in asked(cast, revision).context["review"].error
    assert asked(cast, revision, "colleague").status_code == 302


def test_the_button_pressed_twice_asks_once_and_other_questions_are_refused(cast):
    revision = two_lines(cast)
    first, second = (asked(cast, revision, comment="Xem lại một số") for _press in range(2))
    assert (first.status_code, second.status_code, second.url) == (302, 302, first.url)
    assert Event.objects.filter(action=Action.REOPENED).count() == 1
    assert Revision.objects.get(number=2).reason == "Xem lại một số"
    assert asked(cast, revision, text="Vì sao tăng?").status_code == 409
    assert asked(cast, revision, "colleague").status_code == 409


def test_an_old_page_accepts_and_asks_nothing(cast):
    revision = submitted(cast)
    approve(revision, cast["colleague"], revision.version)
    assert asked(cast, revision).status_code == 409
    assert Revision.objects.count() == 1


def test_a_figure_asked_about_again_keeps_its_year_and_an_unaccepted_one_before_is_marked(cast):
    target = cast.allocation.target
    target.over_time, target.measure = OverTime.SUM, Measure.AMOUNT
    target.save()
    first = ReportingPeriodFactory(campaign=cast.campaign, code="2024-Q1")
    before = open_report(cast.ward, first, cast["staff"])
    assert save(before, [reported(cast.allocation, 10)], actor=cast["staff"]).is_clean
    submit(before, cast["staff"], before.version)
    revision = submitted(cast)
    beside = {f"comment-{revision.readings.get().pk}": "Xem lại"}
    decide(cast, revision, "ask", **beside)
    (row,) = page(cast, revision).rows
    assert (row.year_to_date, row.awaits_before) == ("20", True)
    assert "not accepted yet" in client_of(cast["reviewer"]).get(url(revision)).content.decode()


def test_what_is_missing_for_an_answer_is_not_taken_for_another_decision(cast):
    revision = submitted(cast)
    approve(revision, cast["colleague"], revision.version)
    response = decide(cast, revision, "corrections/decline")
    assert response.status_code == 409
    assert response.context["review"].error == "Say why the number is not corrected."
    assert "decided on it" not in response.content.decode()


def test_the_next_report_is_named_with_its_period(cast):
    revision = submitted(cast)
    other = open_report(cast.other_ward, cast.period, cast["neighbour"])
    assert save(other, [reported(cast.elsewhere, 5)], actor=cast["neighbour"]).is_clean
    submit(other, cast["neighbour"], other.version)
    assert page(cast, revision).following_name == f"{cast.other_ward.name}, quarter II/2024"


def test_why_it_was_reopened_is_said_until_it_is_accepted_again(cast):
    revision = cast.accepted()
    copy = reopen(revision.report, cast["colleague"], "Sai số liệu")
    assert "Reopened for correction." in client_of(cast["reviewer"]).get(url(copy)).content.decode()
    copy = submit(copy, cast["staff"], copy.version)
    approve(copy, cast["colleague"], copy.version)
    assert "Reopened for correction." not in client_of(cast["reviewer"]).get(url(copy)).content.decode()
