"""The pages of chasing: who is on them, how each was last reminded, what was sent and is to be changed."""

import pytest
from django.urls import reverse

from reports.choices import MessageState, Occasion
from reports.documents.coverage import coverage
from reports.documents.dispatch import dispatch_content
from reports.due import report_lines
from reports.intake import save
from reports.presenting import present
from reports.workflow import send_back
from tests.factories import (
    ClusterFactory,
    ContactFactory,
    MessageFactory,
    ReminderFactory,
    ReportingPeriodFactory,
    UnitFactory,
)
from tests.html import text_of
from tests.reports.cast import reported
from tests.reports.chased import (
    AFTER_DUE,
    GROUP,
    PAGE,
    QUEUE,
    Chased,
    chase_of,
    give_form,
    run,
)
from tests.reports.reviewing import client_of
from tests.reports.test_review_queue import hand_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(settings) -> Chased:
    settings.EMULATION_TODAY = AFTER_DUE
    return Chased()


def names(groups) -> list[tuple[str, list[str]]]:
    return [(group.slug, [one.unit.code for one in group.units]) for group in groups]


# Who is on the page


def test_the_newest_cut_off_comes_first_and_who_has_sent_is_on_none(cast):
    ReportingPeriodFactory(campaign=cast.campaign, code="2024-Q1")
    hand_in(cast, cast.ward, cast.allocation, cast["staff"])
    assert names(chase_of(cast).groups) == [
        ("2024-06-14", [cast.other_ward.code]),
        ("2024-03-14", [cast.ward.code, cast.other_ward.code]),
    ]


@pytest.mark.parametrize("day", ["2024-06-10", "2024-06-18", "2024-06-19", "2024-07-31"])
def test_its_overdue_are_those_of_the_queue(cast, settings, day):
    settings.EMULATION_TODAY = day
    ReportingPeriodFactory(campaign=cast.campaign, code="2024-Q1")
    returned = hand_in(cast, cast.ward, cast.allocation, cast["staff"])
    send_back(returned, cast["reviewer"], returned.version, "Xem lại")
    UnitFactory(parent=cast.city)
    chase = chase_of(cast)
    queue = client_of(cast["reviewer"]).get(QUEUE).context["queue"]
    overdue = {
        (line.reporter, line.period) for group in chase.groups for line in group.lines if line.is_overdue
    }
    assert overdue == {(line.reporter, line.period) for line in queue.overdue}
    assert len(overdue) == len(queue.overdue)
    assert chase.overdue_units == queue.overdue_units > 0


def test_those_whose_time_is_not_over_are_counted_apart(cast, settings):
    settings.EMULATION_TODAY = "2024-06-18"
    chase = chase_of(cast)
    assert (chase.overdue_units, chase.waiting_units) == (0, 2)


def test_a_unit_with_nothing_to_report_is_not_there(cast):
    silent = UnitFactory(parent=cast.city)
    page = client_of(cast["reviewer"]).get(PAGE)
    assert silent not in page.context["chase"].without_contact
    assert silent.name not in page.content.decode()


def test_one_period_and_one_cluster_may_be_asked_for(cast):
    ReportingPeriodFactory(campaign=cast.campaign, code="2024-Q1")
    cast.ward.cluster = ClusterFactory(owner=cast.city)
    cast.ward.save()
    asked = {"due": "2024-03-14", "cluster": cast.ward.cluster.code}
    chase = chase_of(cast, **asked)
    assert names(chase.shown) == [("2024-03-14", [cast.ward.code])]
    assert [(choice.value, choice.count) for choice in chase.days] == [
        ("", 2),
        ("2024-06-14", 2),
        ("2024-03-14", 2),
    ]
    assert [(choice.value, choice.count) for choice in chase.clusters] == [("", 2), (asked["cluster"], 1)]


def test_it_says_what_each_lacks_whom_to_call_and_how_it_was_last_reminded(cast):
    second = cast.allocate(cast.ward)
    revision = cast.draft()
    save(revision, [reported(cast.allocation, 1)], actor=cast["staff"])
    ContactFactory(unit=cast.ward, name="Cán bộ phụ trách", telephone="(0205) 3812.345")
    ReminderFactory(unit=cast.ward, period=cast.period, occasion=Occasion.PHONE, made_by=cast["colleague"])
    page = client_of(cast["reviewer"]).get(PAGE)
    chased = next(one for one in page.context["chase"].groups[0].units if one.unit.code == cast.ward.code)
    assert (chased.missing, chased.owed, chased.lacking) == (1, 2, [second.target.name])
    assert 'href="tel:02053812345"' in page.content.decode()
    assert (chased.last["label"], chased.last["by"]) == ("Telephone", cast["colleague"].full_name)


def test_a_reminder_that_reached_nobody_says_so(cast):
    cast["staff"].email = ""
    cast["staff"].save()
    run(cast, "06-19")
    units = {one.unit.code: one for one in chase_of(cast).groups[0].units}
    assert units[cast.ward.code].last["is_unreachable"]
    assert not units[cast.other_ward.code].last["is_unreachable"]
    page = client_of(cast["reviewer"]).get(PAGE).content.decode()
    assert "not sent: no e-mail address is on record" in page


def test_units_that_report_and_have_no_contact_are_listed(cast):
    ContactFactory(unit=cast.ward)
    assert [unit.code for unit in chase_of(cast).without_contact] == [cast.other_ward.code]


def test_mail_to_look_after_is_shown(cast):
    MessageFactory(state=MessageState.SENDING, recipient=cast["staff"])
    MessageFactory(state=MessageState.FAILED, attempts=3, error="Mailbox full", recipient=cast["neighbour"])
    MessageFactory(state=MessageState.FAILED, attempts=1, error="Try again", recipient=cast["lead"])
    said = text_of(client_of(cast["reviewer"]).get(PAGE).content.decode())
    assert "sending was interrupted" in said
    assert "Mailbox full" in said
    assert "Try again" not in said


def test_leadership_reads_and_does_nothing(cast):
    client = client_of(cast["leadership"])
    for path in (PAGE, GROUP, f"{GROUP}{cast.ward.code}/"):
        assert "csrfmiddlewaretoken" not in client.get(path).content.decode().split("<main", 1)[1]


def test_leadership_finds_the_questions_and_the_requests_for_corrections_from_here(cast):
    page = client_of(cast["leadership"]).get(PAGE).content.decode()
    assert f'href="{reverse("asking")}"' in page
    assert f"{QUEUE}#corrections" in page
    assert "Text for the group and dispatch" not in page


def test_more_time_is_offered_from_here_for_every_period(cast):
    assert cast.period.closes_on is None
    link = f"/extensions/{cast.ward.code}/{cast.period.code}/"
    for path in (PAGE, f"{GROUP}{cast.ward.code}/"):
        assert link in client_of(cast["reviewer"]).get(path).content.decode()
    assert link not in client_of(cast["leadership"]).get(PAGE).content.decode()


def test_when_everything_is_in_the_page_says_so(cast, settings):
    settings.EMULATION_TODAY = "2024-06-17"
    hand_in(cast, cast.ward, cast.allocation, cast["staff"])
    hand_in(cast, cast.other_ward, cast.elsewhere, cast["neighbour"])
    assert "Every report is in" in client_of(cast["reviewer"]).get(PAGE).content.decode()
    assert client_of(cast["reviewer"]).get(f"{GROUP}dispatch.pdf").status_code == 404


@pytest.mark.parametrize("path", ["2024-06-15/", "soon/", "2024-06-14/NOBODY/"])
def test_no_such_cut_off_or_unit_is_not_found(cast, path):
    assert client_of(cast["reviewer"]).get(PAGE + path).status_code == 404


# Sent, and asked to change


def asked_to_change(cast: Chased) -> None:
    sent = hand_in(cast, cast.ward, cast.allocation, cast["staff"])
    comments = {sent.readings.get().pk: "Kiểm tra lại số hộ"}
    send_back(sent, cast["reviewer"], sent.version, "Bổ sung thuyết minh", comments)


def test_a_report_sent_and_returned_is_not_called_unsent(cast, settings):
    settings.EMULATION_TODAY = "2024-06-17"
    asked_to_change(cast)
    client = client_of(cast["reviewer"])
    text = client.get(f"{GROUP}{cast.ward.code}/").context["copied"].initial["text"]
    target = cast.allocation.target
    assert "đã gửi ngày 17/6/2024, Phòng Nội vụ đề nghị chỉnh sửa, bổ sung." in text
    assert f"+ {target.code} {target.name}: Kiểm tra lại số hộ" in text
    assert "+ Bổ sung thuyết minh" in text
    group = client.get(GROUP).context["copied"].initial["text"]
    assert "của 1 đơn vị và chưa nhận được báo cáo quý II/2024 đã chỉnh sửa, bổ sung của 1 đơn vị" in group
    assert "còn bước gửi" not in text + group
    assert "Kiểm tra lại" not in group
    (row,) = [one for one in chase_of(cast).groups[0].units if one.unit.code == cast.ward.code]
    assert (row.is_asked_to_change, len(row.to_change)) == (True, 2)


def test_a_report_before_its_head_is_told_as_such(cast, settings):
    settings.EMULATION_TODAY = "2024-06-17"
    cast.ward.head_approves = True
    cast.ward.save()
    revision = cast.answered()
    present(revision, cast["staff"], revision.version)
    text = client_of(cast["reviewer"]).get(f"{GROUP}{cast.ward.code}/").context["copied"].initial["text"]
    assert "đang trình thủ trưởng đơn vị" in text
    assert "còn bước gửi" not in text


def test_the_dispatch_names_what_was_sent_and_is_to_be_changed(cast, settings):
    settings.EMULATION_TODAY = "2024-06-17"
    give_form(cast)
    asked_to_change(cast)
    group = client_of(cast["reviewer"]).get(GROUP).context["group"]
    made = dispatch_content(cast.campaign, group.cut_off, group.reports)
    assert "chưa nhận được báo cáo của 1 đơn vị và chưa nhận được báo cáo đã chỉnh sửa" in made.opening
    assert made.table.title == "DANH SÁCH ĐƠN VỊ CHƯA HOÀN THÀNH BÁO CÁO"
    assert any(
        line.cells[-1].startswith("Đã gửi ngày 17/6/2024, Phòng Nội vụ đề nghị") for line in made.table.lines
    )


def test_the_periodic_report_tells_unsent_from_asked_to_change(cast, settings):
    settings.EMULATION_TODAY = "2024-06-17"
    asked_to_change(cast)
    found = coverage(report_lines([cast.period], [cast.ward, cast.other_ward]), cast.period.cut_off)
    assert (found.missing, found.asked) == ((cast.other_ward.name,), (cast.ward.name,))


# How a unit was last reminded


def test_a_letter_that_failed_does_not_stand_in_place_of_a_call(cast):
    made = {"unit": cast.ward, "period": cast.period}
    ReminderFactory(**made, occasion=Occasion.PHONE, made_by=cast["colleague"])
    failed = ReminderFactory(**made, occasion=Occasion.NOW, made_by=cast["reviewer"])
    MessageFactory(state=MessageState.FAILED, attempts=3, recipient=cast["staff"]).reminders.add(failed)
    (row,) = [one for one in chase_of(cast).groups[0].units if one.unit.code == cast.ward.code]
    assert row.last["occasion"] == Occasion.PHONE


def test_a_rung_made_long_after_its_day_tells_the_real_number_of_days(cast, settings):
    settings.EMULATION_TODAY = "2024-07-20"
    run(cast, "07-20")
    (row,) = [one for one in chase_of(cast).groups[0].units if one.unit.code == cast.ward.code]
    assert row.last["label"] == "32 days after"
    page = client_of(cast["reviewer"]).get(f"{GROUP}{cast.ward.code}/").content.decode()
    assert "32 days after" in page
