"""Accepting many reports at once: what goes together, that it is all or none, and who is told why."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reports.choices import EvidenceKind, RevisionStatus, Verdict
from reports.correcting.requests import ask, withdraw
from reports.evidence.attached import present_code
from reports.intake import save
from reports.models import Revision
from reports.review.bulk import MOST, BulkRefused, TooMany, approve_all
from reports.review.flags import overviews
from reports.review.waiting import loaded, overseen_by, waiting
from reports.warnings import flags_of
from reports.warnings.words import Said, settle
from reports.workflow import approve, open_report, recall, reopen, send_back, submit
from tests.factories import (
    ConfirmationFactory,
    EvidenceFactory,
    ReportingPeriodFactory,
    RevisionFactory,
    UnitFactory,
)
from tests.reports.cast import MID_JUNE, Cast, person, reported
from tests.reports.reviewing import client_of, official, page
from units.choices import Action, Role
from units.models import Event

pytestmark = pytest.mark.django_db

BULK, QUEUE = "/review/accept/", "/review/"
SUBMITTED, APPROVED = RevisionStatus.SUBMITTED, RevisionStatus.APPROVED


@pytest.fixture
def cast(settings) -> Cast:
    settings.EMULATION_TODAY = MID_JUNE
    return Cast()


def hand_in(cast: Cast, unit, allocation, staff, value=5, **more) -> Revision:
    revision = open_report(unit, cast.period, staff)
    assert save(revision, [reported(allocation, value)], actor=staff, **more).is_clean
    return submit(revision, staff, revision.version)


def both(cast: Cast) -> list[Revision]:
    """The reports of both wards, submitted."""
    return [
        hand_in(cast, cast.ward, cast.allocation, cast["staff"]),
        hand_in(cast, cast.other_ward, cast.elsewhere, cast["neighbour"], value=7),
    ]


def many(cast: Cast, number: int) -> list[Revision]:
    units = UnitFactory.create_batch(number, parent=cast.city)
    given = [cast.allocate(unit, target=cast.allocation.target) for unit in units]
    staff = [person(unit, Role.STAFF) for unit in units]
    return [hand_in(cast, *each) for each in zip(units, given, staff, strict=True)]


def versions(revisions) -> dict[int, int]:
    return {revision.pk: revision.version for revision in revisions}


def picked(cast: Cast, revisions, role: str = "reviewer"):
    """The page that says what is about to be accepted."""
    return client_of(cast[role]).get(BULK, {"pick": [revision.pk for revision in revisions]})


def confirm(cast: Cast, revisions, role: str = "reviewer"):
    seen = [f"{revision.pk}-{revision.version}" for revision in revisions]
    return client_of(cast[role]).post(BULK, {"seen": seen})


def statuses(revisions) -> list[str]:
    for revision in revisions:
        revision.refresh_from_db()
    return [revision.status for revision in revisions]


def left_out(response) -> dict[int, str]:
    return {refusal.revision.pk: refusal.reason for refusal in response.context["bulk"].left_out}


def test_ticked_reports_are_shown_and_then_accepted_together(cast):
    revisions = both(cast)
    shown = picked(cast, revisions)
    assert [item.revision for item in shown.context["bulk"].items] == revisions
    assert statuses(revisions) == [SUBMITTED, SUBMITTED]
    response = confirm(cast, revisions)
    assert (response.status_code, response.url) == (302, QUEUE)
    assert statuses(revisions) == [APPROVED, APPROVED]
    assert official(cast) == 12
    assert Event.objects.filter(action=Action.APPROVED, actor=cast["reviewer"]).count() == 2


def test_one_that_moved_meanwhile_keeps_all_from_being_accepted(cast):
    moved, other = both(cast)
    again = recall(moved, cast["staff"], moved.version)
    save(again, [reported(cast.allocation, 50, seen_version=1)], actor=cast["staff"])
    submit(again, cast["staff"], again.version)
    response = confirm(cast, [moved, other])
    assert response.status_code == 409
    assert "changed this report after you opened it" in left_out(response)[moved.pk]
    assert [item.revision for item in response.context["bulk"].items] == [other]
    assert statuses([moved, other]) == [SUBMITTED, SUBMITTED]
    assert not Event.objects.filter(action=Action.APPROVED).exists()


def test_one_that_a_colleague_accepted_meanwhile_is_named_and_the_rest_can_be_confirmed(cast):
    decided, other = both(cast)
    seen = versions([decided, other])
    approve(decided, cast["colleague"], decided.version)
    with pytest.raises(BulkRefused) as refused:
        approve_all(seen, cast["reviewer"])
    assert [refusal.revision for refusal in refused.value.refusals] == [decided]
    assert statuses([other]) == [SUBMITTED]
    assert confirm(cast, [other]).status_code == 302
    assert statuses([decided, other]) == [APPROVED, APPROVED]


def test_own_work_is_left_out_and_never_goes_with_others(cast):
    own = hand_in(cast, cast.ward, cast.allocation, cast["reviewer"], source="Điện thoại ngày 14/6")
    theirs = hand_in(cast, cast.other_ward, cast.elsewhere, cast["neighbour"])
    shown = picked(cast, [own, theirs])
    assert [item.revision for item in shown.context["bulk"].items] == [theirs]
    assert "Whoever entered figures may not accept them" in left_out(shown)[own.pk]
    response = confirm(cast, [own, theirs])
    assert "Whoever entered figures may not accept them" in left_out(response)[own.pk]
    assert statuses([own, theirs]) == [SUBMITTED, SUBMITTED]
    assert confirm(cast, [theirs], "colleague").status_code == 302


def test_a_report_with_a_warning_is_flagged_though_a_word_was_given(cast):
    revision = cast.answered(2000)
    flags = flags_of([revision])[revision.pk]
    assert settle(revision, [Said(flags, "Số đúng theo báo cáo của ngành")], cast["staff"])
    revision = submit(revision, cast["staff"], revision.version)
    (item,) = client_of(cast["reviewer"]).get(QUEUE).context["queue"].in_cluster.flagged
    assert (item.revision, item.goes_with_others) == (revision, False)
    assert item.flags[0].startswith(f"{cast.allocation.target.code}: ")
    assert "It is to be looked at by itself" in left_out(confirm(cast, [revision]))[revision.pk]
    assert statuses([revision]) == [SUBMITTED]


def test_what_was_asked_for_changes_and_what_corrects_is_flagged(cast):
    returned, accepted = both(cast)
    returned = send_back(returned, cast["colleague"], returned.version, "Xem lại")
    returned = submit(returned, cast["staff"], returned.version)
    approve(accepted, cast["reviewer"], accepted.version)
    copy = reopen(accepted.report, cast["colleague"], "Sai số liệu")
    copy = submit(copy, cast["neighbour"], copy.version)
    queue = client_of(cast["reviewer"]).get(QUEUE).context["queue"]
    assert {item.revision.pk: item.flags for item in queue.in_cluster.flagged} == {
        returned.pk: ("came back after changes were asked for",),
        copy.pk: ("corrects accepted figures",),
    }
    assert queue.acceptable == []


def test_a_report_of_which_the_unit_asks_to_correct_a_number_is_looked_at_by_itself(cast):
    revision = hand_in(cast, cast.ward, cast.allocation, cast["staff"])
    asked = ask(revision.report, reported(cast.allocation, 6), "Gõ nhầm", cast["staff"])
    (item,) = client_of(cast["reviewer"]).get(QUEUE).context["queue"].in_cluster.flagged
    assert item.flags == ("the unit asks to correct a number",)
    with pytest.raises(BulkRefused):
        approve_all({revision.pk: revision.version}, cast["reviewer"])
    withdraw(asked, cast["staff"])
    assert approve_all({revision.pk: revision.version}, cast["reviewer"])


def test_ticking_all_ticks_what_the_reader_may_accept_at_once(cast):
    own = hand_in(cast, cast.ward, cast.allocation, cast["reviewer"], source="Điện thoại ngày 14/6")
    theirs = hand_in(cast, cast.other_ward, cast.elsewhere, cast["neighbour"])
    page = client_of(cast["reviewer"]).get(QUEUE, {"ticked": "all"}).text
    assert f'value="{theirs.pk}"' in page
    assert f'name="pick" value="{own.pk}"' not in page
    assert page.count("checked") == 1
    assert "checked" not in client_of(cast["reviewer"]).get(QUEUE).text
    assert 'name="pick"' not in client_of(cast["leadership"]).get(QUEUE).text


def test_a_button_pressed_twice_accepts_once(cast):
    revisions = both(cast)
    seen = [f"{revision.pk}-{revision.version}" for revision in revisions]
    client = client_of(cast["reviewer"])
    first, second = (client.post(BULK, {"seen": seen}) for _press in range(2))
    assert (first.status_code, second.status_code) == (302, 302)
    assert Event.objects.filter(action=Action.APPROVED).count() == 2
    assert confirm(cast, revisions, "colleague").status_code == 409


def test_nothing_ticked_is_said(cast):
    client = client_of(cast["reviewer"])
    for response in (client.get(BULK), client.post(BULK, {"seen": ["x-1", "7", "²-1"]})):
        assert "No report to accept" in response.text


def test_more_than_is_read_at_once_is_refused(cast):
    with pytest.raises(TooMany):
        approve_all(dict.fromkeys(range(MOST + 1), 1), cast["reviewer"])


@pytest.mark.parametrize(
    ("role", "status"),
    [("leadership", 403), ("administrator", 403), ("staff", 403), ("head", 403), ("neighbour", 403)],
)
def test_only_home_affairs_accepts(cast, role, status):
    revisions = both(cast)
    assert picked(cast, revisions, role).status_code == status
    assert confirm(cast, revisions, role).status_code == status
    assert statuses(revisions) == [SUBMITTED, SUBMITTED]


def test_home_affairs_of_a_part_does_not_find_what_is_not_its_own(cast):
    cast.people["part"] = person(cast.ward, Role.HOME_AFFAIRS)
    mine, others = both(cast)
    assert picked(cast, [mine, others], "part").status_code == 404
    assert confirm(cast, [mine, others], "part").status_code == 404
    assert confirm(cast, [mine], "part").status_code == 302


def test_an_unknown_report_is_not_found(cast):
    assert picked(cast, [RevisionFactory.build(pk=999_999)]).status_code == 404


def test_each_report_costs_the_same_queries(cast):
    taken = {}
    assert cast["reviewer"].grants
    for number in (1, 2, 5):
        seen = versions(many(cast, number))
        with CaptureQueriesContext(connection) as captured:
            approve_all(seen, cast["reviewer"])
        taken[number] = len(captured)
    per_report = taken[2] - taken[1]
    assert taken[5] - taken[2] == 3 * per_report
    assert per_report <= 10


def test_the_page_takes_the_same_queries_for_two_reports_and_for_seven(cast):
    client, revisions = client_of(cast["reviewer"]), many(cast, 7)
    taken = []
    for chosen in (revisions[:2], revisions):
        with CaptureQueriesContext(connection) as captured:
            client.get(BULK, {"pick": [revision.pk for revision in chosen]})
        taken.append(len(captured))
    assert taken[0] == taken[1] <= 10


def reasons(cast: Cast) -> list[str]:
    """Why the one report that waits is opened before it is accepted."""
    (item,) = client_of(cast["reviewer"]).get(QUEUE).context["queue"].waiting
    return list(item.flags)


def test_what_its_page_puts_first_keeps_a_report_from_going_with_others(cast):
    estimate = reported(cast.allocation, 5, is_estimate=True)
    revision = open_report(cast.ward, cast.period, cast["staff"])
    assert save(revision, [estimate], actor=cast["staff"]).is_clean
    revision = submit(revision, cast["staff"], revision.version)
    assert reasons(cast) == [f"estimate: {cast.allocation.target.code}"]
    with pytest.raises(BulkRefused):
        approve_all(versions([revision]), cast["reviewer"])


@pytest.mark.parametrize(("value", "expected"), [(9, []), (5, ["large change"])])
def test_a_figure_that_leaps_from_the_period_before_keeps_it_too(cast, value, expected):
    first = ReportingPeriodFactory(campaign=cast.campaign, code="2024-Q1")
    before = open_report(cast.ward, first, cast["staff"])
    assert save(before, [reported(cast.allocation, 10)], actor=cast["staff"]).is_clean
    before = submit(before, cast["staff"], before.version)
    approve(before, cast["reviewer"], before.version)
    revision = hand_in(cast, cast.ward, cast.allocation, cast["staff"], value=value)
    assert [text.partition(":")[0] for text in reasons(cast)] == expected
    looks = [look.label for row in page(cast, revision).looked_at for look in row.looks]
    assert looks == expected


def test_figures_entered_from_a_phone_call_are_looked_at_by_themselves(cast):
    hand_in(cast, cast.ward, cast.allocation, cast["colleague"], source="Điện thoại ngày 14/6")
    assert reasons(cast) == ["entered by Home Affairs: Điện thoại ngày 14/6"]


def test_a_signed_sheet_of_other_figures_keeps_it_from_going_with_others(cast):
    revision = hand_in(cast, cast.ward, cast.allocation, cast["staff"])
    sheet = {"revision": revision, "kind": EvidenceKind.SIGNED_SHEET}
    file = EvidenceFactory(
        **sheet, content_code="AAAAA-AAAAA", signed_on="2024-06-14", signed_by="Trưởng phòng"
    )
    assert reasons(cast) == ["the signed sheet shows other figures than the system"]
    file.content_code = present_code(revision)
    file.save()
    assert reasons(cast) == []


def test_an_objection_keeps_it_and_stays_in_sight_once_it_is_accepted(cast):
    revision = hand_in(cast, cast.ward, cast.allocation, cast["staff"])
    ConfirmationFactory(
        report=revision.report,
        allocation=cast.allocation,
        unit=cast.department,
        verdict=Verdict.OBJECTS,
        comment="Phải là 7",
        value=5,
    )
    assert reasons(cast) == [f"objected to: {cast.allocation.target.code}"]
    approve(revision, cast["reviewer"], revision.version)
    queue = client_of(cast["reviewer"]).get(QUEUE)
    assert queue.context["queue"].objection_count == 1
    assert "Phải là 7" in queue.content.decode()
    (row,) = page(cast, revision).looked_at
    assert [look.label for look in row.looks] == ["objected to"]


def test_what_is_about_to_be_accepted_shows_its_figures(cast):
    shown = picked(cast, both(cast)).content.decode()
    assert "<b>5</b>" in shown
    assert "<b>7</b>" in shown
    assert "<kbd>a</kbd>" in shown


def test_waiting_reports_are_looked_over_in_one_query(cast, django_assert_num_queries):
    many(cast, 3)
    found = loaded(waiting(overseen_by(cast["reviewer"])), cast["reviewer"])
    with django_assert_num_queries(1):
        assert len(overviews(found)) == 3
