"""The timer's runs: what is made, whom it reaches, and what happens when something stands in the way."""

from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from emulation.dates import clock_at
from reports.chasing.ladder import due_rungs
from reports.chasing.reminding import PAUSE, Outcome, remind_now
from reports.choices import LADDER, MessageState, Occasion
from reports.due import report_lines
from reports.models import Message, Reminder
from reports.workflow import approve, reopen, send_back
from tests.factories import (
    ContactFactory,
    ExtensionFactory,
    MembershipFactory,
    ReminderFactory,
    ReportingPeriodFactory,
    UnitFactory,
)
from tests.reports.cast import person
from tests.reports.chased import (
    Chased,
    give_address,
    hand_in,
    mailboxes,
    moment,
    run,
    run_daily,
    rungs,
    states,
)
from units.choices import Action, ContactKind, Role
from units.models import Event

pytestmark = pytest.mark.django_db

B7, B3, B1, DUE_DAY, A1, A3 = (rung.value for rung in LADDER)


@pytest.fixture
def cast() -> Chased:
    return Chased()


# Along the ladder


def test_a_unit_that_says_nothing_is_reminded_six_times(cast):
    run_daily(cast, "06-01", "07-31")
    assert rungs(cast.ward) == [
        ("06-11", B7, False),
        ("06-15", B3, False),
        ("06-17", B1, False),
        ("06-18", DUE_DAY, False),
        ("06-19", A1, False),
        ("06-21", A3, False),
    ]
    of_staff = [letter for letter in mail.outbox if letter.to == ["staff@thidua.example.vn"]]
    assert len(of_staff) == 6
    assert set(states()) == {MessageState.SENT}


def test_a_run_after_missed_ones_sends_the_newest_and_covers_the_others(cast):
    run(cast, "06-12")
    run(cast, "06-19")
    assert rungs(cast.ward) == [
        ("06-12", B7, False),
        ("06-19", B3, True),
        ("06-19", B1, True),
        ("06-19", DUE_DAY, True),
        ("06-19", A1, False),
    ]


def test_a_second_run_sends_nothing(cast):
    run(cast, "06-15")
    assert mailboxes() == ["neighbour", "staff"]
    again = run(cast, "06-15")
    assert (again, mailboxes()) == (Outcome(), [])


def test_whoever_has_handed_in_is_left_alone(cast):
    run(cast, "06-11")
    hand_in(cast, "06-14")
    mailboxes()
    run_daily(cast, "06-15", "06-30")
    assert rungs(cast.ward) == [("06-11", B7, False)]
    assert "staff" not in mailboxes()


def test_nothing_is_said_before_entry_opens(cast):
    cast.period.opens_on = date(2024, 6, 13)
    cast.period.save()
    run(cast, "06-12")
    assert rungs(cast.ward) == []
    run(cast, "06-13")
    assert rungs(cast.ward) == [("06-13", B7, False)]


def test_nothing_is_said_once_entry_is_closed(cast):
    cast.period.closes_on = date(2024, 6, 20)
    cast.period.save()
    run(cast, "06-21")
    assert rungs(cast.ward) == []


def test_an_extension_is_what_counts(cast):
    cast.period.closes_on = date(2024, 6, 20)
    cast.period.save()
    ExtensionFactory(period=cast.period, unit=cast.ward, until=date(2024, 6, 28))
    run_daily(cast, "06-15", "07-05")
    assert [(day, rung) for day, rung, _covered in rungs(cast.ward)] == [
        ("06-21", B7),
        ("06-25", B3),
        ("06-27", B1),
        ("06-28", DUE_DAY),
    ]
    assert [rung for _day, rung, _covered in rungs(cast.other_ward)] == [B7, B3, B1, DUE_DAY, A1]


def test_what_is_sent_back_before_the_due_day_is_chased_again(cast):
    revision = hand_in(cast, "06-12")
    with clock_at(moment("06-13")):
        send_back(revision, cast["reviewer"], revision.version, "Xem lại")
    run(cast, "06-17")
    assert rungs(cast.ward) == [("06-17", B7, True), ("06-17", B3, True), ("06-17", B1, False)]


def test_what_came_in_on_time_is_not_chased_when_it_is_sent_back_later(cast):
    revision = hand_in(cast, "06-17")
    with clock_at(moment("06-19")):
        send_back(revision, cast["reviewer"], revision.version, "Xem lại")
    run(cast, "06-21")
    assert rungs(cast.ward) == []


def test_a_correction_is_not_chased(cast):
    revision = hand_in(cast, "06-19")
    with clock_at(moment("06-20")):
        approved = approve(revision, cast["reviewer"], revision.version)
        reopen(approved.report, cast["reviewer"], "Sai số liệu")
    run(cast, "06-25")
    assert rungs(cast.ward) == []


def test_a_unit_with_nothing_to_report_is_never_chased_and_never_late(cast):
    silent = UnitFactory(parent=cast.city)
    give_address(person(silent, Role.STAFF), "silent@thidua.example.vn")
    run_daily(cast, "06-01", "07-31")
    assert rungs(silent) == []
    assert "silent" not in mailboxes()
    assert report_lines([cast.period], [silent], moment("07-31").astimezone()) == []


def test_each_rung_is_a_line_of_the_log_by_nobody(cast):
    run(cast, "06-19")
    events = Event.objects.filter(action=Action.REMINDED, unit=cast.ward)
    assert [(event.actor, event.data) for event in events] == [
        (None, {"period": "2024-Q2", "occasion": "after_1"})
    ]


# To whom


def test_one_letter_tells_a_person_of_all_units_and_periods(cast):
    ReportingPeriodFactory(campaign=cast.campaign, code="2024-M06")
    cast.allocate(cast.ward, frequency="month")
    MembershipFactory(user=cast["staff"], unit=cast.other_ward)
    run(cast, "06-17")
    letter = next(one for one in mail.outbox if one.to == ["staff@thidua.example.vn"])
    assert mailboxes().count("staff") == 1
    for told in (cast.ward.name, cast.other_ward.name, "quý II/2024", "tháng 6/2024"):
        assert told in letter.body
    (message,) = Message.objects.filter(recipient=cast["staff"])
    assert message.reminders.count() == 3


def test_the_head_is_told_where_the_unit_wants_the_heads_word(cast):
    give_address(cast["head"], "head@thidua.example.vn")
    run(cast, "06-15")
    assert mailboxes() == ["neighbour", "staff"]
    cast.ward.head_approves = True
    cast.ward.save()
    run(cast, "06-17")
    assert mailboxes() == ["head", "neighbour", "staff"]


def test_contacts_are_written_to_where_no_account_has_an_address(cast):
    give_address(cast["staff"], "")
    ContactFactory(unit=cast.ward, kind=ContactKind.HEAD, email="thu-truong@thidua.example.vn")
    ContactFactory(unit=cast.ward, email="can-bo@thidua.example.vn")
    ContactFactory(unit=cast.other_ward, email="khac@thidua.example.vn")
    run(cast, "06-15")
    assert mailboxes() == ["can-bo", "neighbour"]


def test_a_head_is_written_to_where_nobody_else_is_known(cast):
    give_address(cast["staff"], "")
    ContactFactory(unit=cast.ward, kind=ContactKind.HEAD, email="thu-truong@thidua.example.vn")
    run(cast, "06-15")
    assert mailboxes() == ["neighbour", "thu-truong"]


def test_an_account_that_is_closed_or_whose_role_is_over_gets_nothing(cast):
    cast["staff"].is_active = False
    cast["staff"].save()
    cast["neighbour"].memberships.update(valid_to=date(2024, 6, 1))
    outcome = run(cast, "06-15")
    assert mailboxes() == []
    assert {reminder.unit for reminder in outcome.unreachable} == {cast.ward, cast.other_ward}


def test_two_spellings_of_one_mailbox_get_one_letter(cast):
    give_address(person(cast.ward, Role.STAFF), "Staff@Thidua.example.vn")
    run(cast, "06-15")
    assert len(mailboxes()) == 2


def test_home_affairs_is_told_who_has_not_reported_from_the_due_day_on(cast):
    run(cast, "06-17")
    assert mailboxes() == ["neighbour", "staff"]
    hand_in(cast, "06-17")
    run(cast, "06-18")
    letters = {letter.to[0]: letter for letter in mail.outbox}
    assert mailboxes() == ["colleague", "neighbour", "reviewer"]
    summary = letters["reviewer@thidua.example.vn"]
    assert summary.subject == "1 đơn vị chưa gửi báo cáo"
    assert cast.other_ward.name in summary.body
    assert f"{cast.ward.name}:" not in summary.body
    run(cast, "06-19")
    assert mailboxes() == ["colleague", "neighbour", "reviewer"]


def test_who_is_of_home_affairs_and_reports_too_reads_both_in_one_letter(cast):
    MembershipFactory(user=cast["reviewer"], unit=cast.ward)
    run(cast, "06-18")
    letter = next(one for one in mail.outbox if one.to == ["reviewer@thidua.example.vn"])
    assert mailboxes() == ["colleague", "neighbour", "reviewer", "staff"]
    assert letter.subject.startswith("Đề nghị gửi báo cáo")
    assert "Kính gửi anh/chị" in letter.body
    assert "còn 2 đơn vị chưa gửi báo cáo" in letter.body
    message = Message.objects.get(recipient=cast["reviewer"])
    assert (message.summary_on, message.reminders.count()) == (date(2024, 6, 18), 1)


def test_home_affairs_is_told_once_a_day_and_only_when_something_is_new(cast):
    run(cast, "06-18")
    mailboxes()
    unit = UnitFactory(parent=cast.city)
    cast.allocate(unit, target=cast.allocation.target)
    give_address(person(unit, Role.STAFF), "new@thidua.example.vn")
    run(cast, "06-18")
    assert mailboxes() == ["new"]
    run(cast, "06-20")
    mailboxes()
    run(cast, "06-30")
    mailboxes()
    run(cast, "07-01")
    assert mailboxes() == []


def test_a_rung_that_reached_nobody_goes_out_once_an_address_is_there(cast):
    give_address(cast["staff"], "")
    run(cast, "06-19")
    assert mailboxes() == ["colleague", "neighbour", "reviewer"]
    assert run(cast, "06-19").unreachable == []
    give_address(cast["staff"], "staff@thidua.example.vn")
    assert [each.unit for each in run(cast, "06-20").reminders] == [cast.ward]
    assert mailboxes() == ["staff"]
    run(cast, "06-20")
    assert mailboxes() == []
    assert [rung for _day, rung, covered in rungs(cast.ward) if not covered] == [A1]


# By hand


def remind_by_hand(cast: Chased, at: datetime, **options) -> Outcome:
    with clock_at(at):
        lines = report_lines([cast.period], [cast.ward, cast.other_ward])
        return remind_now(cast.schedule, lines, cast["reviewer"], **options)


def test_home_affairs_reminds_at_once(cast):
    outcome = remind_by_hand(cast, moment("06-17"))
    assert mailboxes() == ["neighbour", "staff"]
    assert [reminder.made_by for reminder in outcome.reminders] == [cast["reviewer"]] * 2
    assert rungs(cast.ward) == [("06-17", Occasion.NOW, False)]
    event = Event.objects.get(action=Action.REMINDED, unit=cast.ward)
    assert (event.actor, event.data["occasion"]) == (cast["reviewer"], "now")


def test_nobody_is_reminded_by_hand_twice_within_an_hour_unless_it_is_said_again(cast):
    at = moment("06-17")
    remind_by_hand(cast, at)
    mailboxes()
    outcome = remind_by_hand(cast, at + PAUSE - timedelta(seconds=1))
    assert [line.reporter for line in outcome.too_soon] == [cast.ward, cast.other_ward]
    assert (outcome.reminders, mailboxes()) == ([], [])
    remind_by_hand(cast, at + timedelta(minutes=5), again=True)
    assert mailboxes() == ["neighbour", "staff"]


def test_after_the_hour_it_may_be_done_anew(cast):
    remind_by_hand(cast, moment("06-17"))
    mailboxes()
    remind_by_hand(cast, moment("06-17") + PAUSE)
    assert mailboxes() == ["neighbour", "staff"]


def test_the_timers_reminders_do_not_count_as_by_hand(cast):
    ReminderFactory(unit=cast.ward, period=cast.period, occasion=B3, made_at=moment("06-17").astimezone())
    remind_by_hand(cast, moment("06-17"))
    assert "staff" in mailboxes()


# A year, whatever the schedule


class Year(TestCase):
    """Any set of moments at which the timer ran, and days on which the two wards handed in."""

    @settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
    @given(
        runs=st.lists(st.datetimes(moment("01-01"), moment("12-31")), min_size=1, max_size=25),
        handed_in=st.none() | st.dates(date(2024, 6, 7), date(2024, 6, 30)),
    )
    def test_no_rung_is_made_twice_none_is_left_out_and_nobody_gets_two_letters_a_run(self, runs, handed_in):
        cast = Chased()
        for code in ("2024-Q1", "2024-Q3"):
            ReportingPeriodFactory(campaign=cast.campaign, code=code)
        periods = {period.code: period for period in cast.campaign.periods.all()}
        said = False
        last_run_owing: dict[str, datetime] = {}
        for at in sorted(runs):
            if handed_in and not said and at.date() >= handed_in:
                hand_in(cast, f"{handed_in:%m-%d}")
                said = True
            run(cast, at)
            mailed = mailboxes()
            assert len(mailed) == len(set(mailed))
            for code in periods:
                if not (said and code == "2024-Q2"):
                    last_run_owing[code] = at
        for code, period in periods.items():
            made = list(
                Reminder.objects.filter(unit=cast.ward, period=period).values_list("occasion", flat=True)
            )
            expected = (
                due_rungs(period.opens_on, period.due_on, last_run_owing[code].date())
                if code in last_run_owing
                else []
            )
            assert made == expected, code
