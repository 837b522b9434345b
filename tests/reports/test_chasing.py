"""The pages of chasing: who is on them, what is done there, and what of it stands in the ledger."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from reports.choices import MessageState, Occasion
from reports.documents.coverage import coverage
from reports.documents.dispatch import dispatch_content
from reports.due import report_lines
from reports.intake import save
from reports.models import Reminder
from reports.presenting import present
from reports.workflow import send_back
from tests.factories import (
    ClusterFactory,
    ContactFactory,
    ExtensionFactory,
    MessageFactory,
    ReminderFactory,
    ReportingPeriodFactory,
    UnitFactory,
)
from tests.html import text_of
from tests.reports.cast import reported
from tests.reports.chased import Chased, mailboxes, run
from tests.reports.test_review_queue import hand_in
from units.choices import Action
from units.models import Event

pytestmark = pytest.mark.django_db

PAGE, QUEUE = "/review/chasing/", "/review/"
AFTER_DUE = "2024-06-19"
GROUP = f"{PAGE}2024-06-14/"


@pytest.fixture
def cast(settings) -> Chased:
    settings.EMULATION_TODAY = AFTER_DUE
    return Chased()


def client_of(user) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def chase_of(cast: Chased, role: str = "reviewer", **asked):
    return client_of(cast[role]).get(PAGE, asked).context["chase"]


def names(groups) -> list[tuple[str, list[str]]]:
    return [(group.slug, [one.unit.code for one in group.units]) for group in groups]


def ledger() -> list[tuple[str, str, str]]:
    return [(each.unit.code, each.occasion, each.text) for each in Reminder.objects.select_related("unit")]


def give_form(cast: Chased) -> None:
    form = {"agency": ["PHÒNG"], "symbol": "BC-PNV", "signer_title": "TRƯỞNG PHÒNG", "archive": "Lưu: VT"}
    cast.campaign.settings = {"forms": {"pnv": form}}
    cast.campaign.save()


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


# What is done there


def test_mail_goes_only_after_the_list_was_confirmed(cast):
    client = client_of(cast["reviewer"])
    shown = client.get(f"{GROUP}remind/")
    assert cast.ward.name in shown.content.decode()
    assert ledger() == []
    client.post(f"{GROUP}remind/")
    assert mailboxes() == ["neighbour", "staff"]
    assert {occasion for _unit, occasion, _text in ledger()} == {Occasion.NOW}


def test_one_unit_may_be_reminded_alone(cast):
    client_of(cast["reviewer"]).post(f"{GROUP}remind/?unit={cast.ward.code}")
    assert mailboxes() == ["staff"]


def test_the_list_says_whom_no_mail_reaches(cast):
    cast["staff"].email = ""
    cast["staff"].save()
    said = text_of(client_of(cast["reviewer"]).get(f"{GROUP}remind/").content.decode())
    assert f"{cast.ward.name} no e-mail address is on record" in said


def test_within_the_hour_it_has_to_be_said_again(cast):
    client = client_of(cast["reviewer"])
    client.post(f"{GROUP}remind/")
    mail.outbox.clear()
    page = client.post(f"{GROUP}remind/", follow=True).content.decode()
    assert "Were reminded within the last hour" in page
    assert mailboxes() == []
    client.post(f"{GROUP}remind/", {"again": "1"})
    assert mailboxes() == ["neighbour", "staff"]


def test_the_text_for_a_unit_names_what_it_lacks_the_deadline_and_the_link(cast, settings):
    settings.SITE_URL = "https://thidua.example.vn"
    page = client_of(cast["reviewer"]).get(f"{GROUP}{cast.ward.code}/")
    text = page.context["copied"].initial["text"]
    assert text.startswith(f"Kính gửi {cast.ward.official_name}.")
    assert (
        "- Báo cáo quý II/2024: hết ngày 18/6/2024, đã quá hạn 1 ngày; chưa nhập số liệu nào (0/1)." in text
    )
    assert f"+ {cast.allocation.target.name}" in text
    assert f"https://thidua.example.vn/reports/{cast.ward.code}/2024-06-14/" in text


def test_the_link_is_to_the_site_one_is_on_where_no_address_is_set(cast, settings):
    settings.SITE_URL = ""
    page = client_of(cast["reviewer"]).get(f"{GROUP}{cast.ward.code}/")
    assert "http://testserver/reports/" in page.context["copied"].initial["text"]


def test_the_text_for_the_group_names_each_unit_and_what_it_lacks(cast):
    cast.allocate(cast.ward)
    save(cast.draft(), [reported(cast.allocation, 1)], actor=cast["staff"])
    ExtensionFactory(period=cast.period, unit=cast.other_ward)
    text = client_of(cast["reviewer"]).get(GROUP).context["copied"].initial["text"]
    lacking = cast.ward.reporting_allocations.exclude(pk=cast.allocation.pk).get().target.name
    assert f"1. {cast.ward.name}: đã có 1/2 số liệu, còn thiếu: {lacking}." in text
    assert f"2. {cast.other_ward.name}: chưa nhập số liệu nào (0/1)." in text
    given = f"{cast.other_ward.name} được gia hạn đến hết ngày 30/6/2024"
    assert f"của 2 đơn vị sau (hạn hết ngày 18/6/2024; {given})" in text


def test_a_text_that_was_passed_on_is_kept_as_it_was_copied(cast):
    client = client_of(cast["reviewer"])
    client.post(f"{GROUP}{cast.ward.code}/passed-on/", {"text": "Kính gửi anh chị, đề nghị gửi sớm"})
    assert ledger() == [(cast.ward.code, Occasion.TEXT, "Kính gửi anh chị, đề nghị gửi sớm")]
    event = Event.objects.get(action=Action.REMINDED)
    assert (event.actor, event.unit, event.comment) == (
        cast["reviewer"],
        cast.ward,
        "Kính gửi anh chị, đề nghị gửi sớm",
    )
    assert "đề nghị gửi sớm" in client.get(f"{GROUP}{cast.ward.code}/").content.decode()


def test_a_text_for_the_group_stands_in_the_ledger_of_each_unit_that_it_named(cast):
    client = client_of(cast["reviewer"])
    third = UnitFactory(parent=cast.city)
    cast.allocate(third, target=cast.allocation.target)
    named = [cast.ward.code, cast.other_ward.code]
    client.post(f"{GROUP}passed-on/", {"text": "Kính gửi các đơn vị", "named": named})
    assert sorted(unit for unit, _occasion, _text in ledger()) == sorted(named)


def test_a_call_is_noted_with_what_was_said(cast):
    client_of(cast["reviewer"]).post(f"{GROUP}{cast.ward.code}/called/", {"word": "Hẹn gửi chiều nay"})
    assert ledger() == [(cast.ward.code, Occasion.PHONE, "Hẹn gửi chiều nay")]


def test_a_dispatch_is_noted_when_it_was_sent_not_when_it_was_taken(cast):
    give_form(cast)
    client = client_of(cast["reviewer"])
    taken = client.get(f"{GROUP}dispatch.pdf")
    assert (taken.status_code, taken.content[:5], ledger()) == (200, b"%PDF-", [])
    hand_in(cast, cast.ward, cast.allocation, cast["staff"])
    typed = {"number": "123/PNV", "on": "19/6/2024", "by": "20/6/2024", "named": [cast.ward.code]}
    client.post(f"{GROUP}dispatched/", typed)
    told = "123/PNV ngày 19/6/2024, hạn hết ngày 20/6/2024"
    assert ledger() == [(cast.ward.code, Occasion.DISPATCH, told)]


@pytest.mark.parametrize(
    ("path", "typed", "said"),
    [
        ("passed-on/", {"text": " "}, "There is no text to pass on."),
        ("dispatched/", {"number": "", "on": "19/6/2024"}, "Give the number and date"),
        ("dispatched/", {"number": "12/PNV", "on": ""}, "Give the number and date"),
        ("dispatched/", {"number": "12/PNV", "on": "19/6/2024"}, "Tick the units"),
        ("{unit}/called/", {"word": ""}, "Say with whom you spoke"),
        ("{unit}/passed-on/", {"text": ""}, "There is no text to pass on."),
    ],
)
def test_what_is_missing_is_said_at_its_place_and_nothing_is_noted(cast, path, typed, said):
    page = client_of(cast["reviewer"]).post(GROUP + path.format(unit=cast.ward.code), typed)
    assert (page.status_code, ledger()) == (422, [])
    assert said in page.content.decode()


def test_without_a_form_of_home_affairs_there_is_no_draft(cast):
    client = client_of(cast["reviewer"])
    assert "no draft can be made" in client.get(GROUP).content.decode()
    assert client.get(f"{GROUP}dispatch.pdf").status_code == 404


def test_a_deadline_that_is_over_is_refused_for_the_dispatch(cast):
    give_form(cast)
    page = client_of(cast["reviewer"]).get(f"{GROUP}dispatch.pdf", {"by": "18/6/2024"})
    assert page.status_code == 422
    assert "This day is over." in page.content.decode()


def test_a_day_that_is_none_is_told_and_kept(cast):
    give_form(cast)
    page = client_of(cast["reviewer"]).get(f"{GROUP}dispatch.pdf", {"by": "31/6/2024"})
    assert page.status_code == 422
    assert "There is no such day" in page.content.decode()
    assert 'value="31/6/2024"' in page.content.decode()


def test_what_has_come_in_meanwhile_is_not_noted(cast):
    hand_in(cast, cast.ward, cast.allocation, cast["staff"])
    client = client_of(cast["reviewer"])
    page = client.post(f"{GROUP}{cast.ward.code}/called/", {"word": "Hẹn gửi"}, follow=True)
    assert ledger() == []
    assert "Nothing was noted" in page.content.decode()


def test_the_ledger_of_a_unit_stays_readable_after_it_has_reported(cast):
    run(cast, "06-19")
    hand_in(cast, cast.ward, cast.allocation, cast["staff"])
    said = text_of(client_of(cast["leadership"]).get(f"{GROUP}{cast.ward.code}/").content.decode())
    assert "nothing is awaited from this unit" in said
    assert "staff@thidua.example.vn Sent" in said
    assert said.count("missed; a later one stands for it") == 4


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
