"""What is due: the page on which staff begin."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reports.choices import Verdict
from reports.desk import Desk
from reports.models import Revision
from reports.workflow import reopen, send_back, submit
from targets.choices import Frequency
from tests.factories import (
    AllocationFactory,
    ConfirmationFactory,
    MembershipFactory,
    ReportingPeriodFactory,
    UnitFactory,
    UserFactory,
)
from tests.reports.cast import MID_JUNE, Cast, person
from tests.reports.correcting import asked, granted, text_of
from units.choices import Role
from units.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"
    settings.EMULATION_TODAY = MID_JUNE


@pytest.fixture
def cast() -> Cast:
    return Cast()


def desk_of(user: User, **asked: str) -> Desk:
    return shown(user, **asked).context["desk"]


def shown(user: User, **asked: str):
    client = Client()
    client.force_login(user)
    return client.get(reverse("my_reports"), asked)


def test_the_one_thing_to_do_stands_on_top(cast):
    text = shown(cast["staff"]).content.decode()
    assert "Report for quarter II/2024 · 1 day left ·" in text
    assert "0/1 lines answered" in text


@pytest.mark.parametrize(
    ("day", "said"),
    [("2024-06-18", "due today"), ("2024-06-16", "2 days left"), ("2024-06-21", "3 days overdue")],
)
def test_how_long_there_is_still(cast, settings, day, said):
    settings.EMULATION_TODAY = day
    assert desk_of(cast["staff"]).first.time_left == said


@pytest.mark.parametrize(
    ("role", "is_complete", "head_approves", "said"),
    [
        ("staff", False, False, "Begin"),
        ("head", False, False, "Look at the report"),
        ("staff", True, False, "Check and submit"),
        ("head", True, False, "Look at the report"),
        ("staff", True, True, "Check and present"),
        ("head", True, True, "Check and submit"),
    ],
)
def test_each_is_asked_for_what_is_theirs_to_do(cast, role, is_complete, head_approves, said):
    cast.ward.head_approves = head_approves
    cast.ward.save()
    if is_complete:
        cast.answered()
    assert desk_of(cast[role]).next_step == said
    assert f">{said}</a>" in shown(cast[role]).content.decode()


def test_a_report_that_was_handed_in_asks_for_nothing(cast):
    submit(cast.answered(), cast["staff"], 1)
    desk = desk_of(cast["staff"])
    assert (desk.first, [task.name for task in desk.past]) == (None, ["Report for quarter II/2024"])
    assert "Nothing is waiting for you" in shown(cast["staff"]).content.decode()


def test_a_returned_report_asks_again_with_the_comment(cast):
    revision = submit(cast.answered(), cast["staff"], 1)
    reading = revision.readings.get()
    send_back(revision, cast["reviewer"], 2, "Kiểm tra lại dân số", {reading.pk: "Sai"})
    response = shown(cast["staff"])
    assert response.context["desk"].first.is_returned
    assert "Kiểm tra lại dân số" in response.content.decode()
    assert "1 line carries a comment" in response.content.decode()


def test_a_report_under_correction_says_why(cast):
    revision = submit(cast.answered(), cast["staff"], 1)
    Revision.objects.filter(pk=revision.pk).update(
        status="approved", decided_by=cast["reviewer"], decided_at=revision.submitted_at
    )
    reopen(revision.report, cast["colleague"], "Sai đơn vị tính")
    assert desk_of(cast["staff"]).first.comments == ["Sai đơn vị tính"]


def test_reports_to_come_have_their_opening_day(cast):
    later = ReportingPeriodFactory(campaign=cast.campaign, code="2024-Q3")
    (coming,) = desk_of(cast["staff"]).coming
    assert coming.opens_on == later.opens_on
    assert "07/9/2024" in shown(cast["staff"]).content.decode()


def test_several_periods_due_on_one_day_are_one_thing_to_do(cast):
    ReportingPeriodFactory(campaign=cast.campaign, code="2024-M06")
    cast.allocate(cast.ward, frequency=Frequency.MONTH)
    desk = desk_of(cast["staff"])
    (task,) = desk.waiting
    assert [line.period.code for line in task.lines] == ["2024-M06", "2024-Q2"]
    assert task.due.owed == 2


def test_who_works_for_two_units_switches_between_them(cast):
    both = cast["staff"]
    MembershipFactory(user=both, unit=cast.other_ward, role=Role.STAFF)
    assert desk_of(both).unit == cast.ward
    assert desk_of(both, unit=cast.other_ward.code).unit == cast.other_ward
    assert dict(desk_of(both).switch) == {cast.ward: 1, cast.other_ward: 1}


def test_a_unit_of_others_cannot_be_asked_for(cast):
    desk = desk_of(cast["staff"], unit=cast.other_ward.code)
    assert desk.unit == cast.ward
    assert {task.unit for task in desk.tasks} == {cast.ward}


def test_a_unit_with_nothing_to_report_is_told_what_is_asked_of_it(cast):
    idle = UnitFactory(parent=cast.city)
    text = shown(person(idle, Role.STAFF)).content.decode()
    assert "This unit has no figures to report" in text
    assert reverse("unit", args=[idle.code]) in text


def test_who_reports_for_no_unit_is_told_whom_to_ask(cast):
    assert "not staff of any unit" in shown(UserFactory()).content.decode()


@pytest.mark.parametrize("units", [1, 8])
def test_the_page_asks_the_same_of_the_database_for_one_unit_and_for_eight(cast, units):
    user = cast["staff"]
    for _number in range(units - 1):
        unit = UnitFactory(parent=cast.city)
        MembershipFactory(user=user, unit=unit, role=Role.STAFF)
        AllocationFactory(unit=unit, target=cast.allocation.target)
    for number in range(1, units + 1):
        ReportingPeriodFactory(campaign=cast.campaign, code=f"2024-M{number:02}")
    client = Client()
    client.force_login(user)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(reverse("my_reports")).status_code == 200
    assert len(queries) == 8


def test_a_report_sent_in_time_and_opened_again_says_since_when_it_is_back(cast, settings):
    report = cast.accepted().report
    settings.EMULATION_TODAY = "2024-06-20"
    reopen(report, cast["reviewer"], "Sai số liệu")
    settings.EMULATION_TODAY = "2024-09-17"
    assert desk_of(cast["staff"]).first.time_left == "back with the unit since 20/6/2024"


def test_nothing_waits_only_where_no_figure_is_objected_to_either(cast):
    revision = cast.accepted()
    assert "Nothing is waiting for you." in shown(cast["staff"]).content.decode()
    ConfirmationFactory(
        report=revision.report,
        allocation=cast.allocation,
        unit=cast.department,
        verdict=Verdict.OBJECTS,
        comment="Phải là 7",
    )
    assert "Nothing is waiting for you." not in shown(cast["staff"]).content.decode()


def test_requests_to_correct_that_wait_stand_beside_their_report(cast):
    cast.accepted()
    request = asked(cast)
    assert "1 correction waits for Home Affairs" in text_of(shown(cast["staff"]))
    granted(cast, request)
    assert "waits for Home Affairs" not in text_of(shown(cast["staff"]))
