"""What is done on the pages of chasing, and what of it stands in the ledger."""

import pytest
from django.core import mail

from reports.choices import Occasion
from reports.intake import save
from tests.factories import (
    ExtensionFactory,
    UnitFactory,
)
from tests.html import text_of
from tests.reports.cast import reported
from tests.reports.chased import (
    AFTER_DUE,
    GROUP,
    Chased,
    give_form,
    ledger,
    mailboxes,
    run,
)
from tests.reports.reviewing import client_of
from tests.reports.test_review_queue import hand_in
from units.choices import Action
from units.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(settings) -> Chased:
    settings.EMULATION_TODAY = AFTER_DUE
    return Chased()


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
