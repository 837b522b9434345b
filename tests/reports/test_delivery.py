"""Letters and the mail server: what is refused, what is interrupted, and what becomes of it in later runs."""

import pytest
from django.core import mail

from emulation.dates import clock_at
from reports.chasing.reminding import remind_now
from reports.choices import LADDER, MessageState
from reports.due import report_lines
from reports.models import Message
from tests.factories import ReportingPeriodFactory
from tests.reports.chased import Chased, hand_in, mailboxes, moment, run, rungs, states
from tests.reports.mail_servers import DYING, REFUSING, Refusing

pytestmark = pytest.mark.django_db

B7, B3, B1, DUE_DAY, A1, A3 = (rung.value for rung in LADDER)


@pytest.fixture
def cast() -> Chased:
    return Chased()


@pytest.fixture
def refusing(settings):
    settings.EMAIL_BACKEND = REFUSING
    Refusing.refused = {"staff@thidua.example.vn"}
    yield Refusing.refused
    Refusing.refused = set()


def test_what_is_refused_is_kept_with_the_error_and_tried_again(cast, refusing):
    outcome = run(cast, "06-15")
    assert (outcome.delivery.sent, outcome.delivery.failed) == (1, 1)
    refused = Message.objects.get(recipient=cast["staff"])
    assert (refused.state, refused.attempts) == (MessageState.FAILED, 1)
    assert "Connection refused" in refused.error
    mailboxes()
    refusing.clear()
    run(cast, "06-16")
    assert mailboxes() == ["staff"]
    refused.refresh_from_db()
    assert (refused.state, refused.attempts, refused.error) == (MessageState.SENT, 2, "")
    assert rungs(cast.ward) == [("06-15", B7, True), ("06-15", B3, False)]


def test_it_is_tried_three_times(cast, refusing):
    for _run in range(5):
        run(cast, "06-15")
    assert Message.objects.get(recipient=cast["staff"]).attempts == 3


def test_what_could_not_be_said_is_said_with_the_next_rung_in_one_letter(cast, refusing):
    run(cast, "06-15")
    refusing.clear()
    mailboxes()
    run(cast, "06-17")
    assert mailboxes() == ["neighbour", "staff"]
    (message,) = Message.objects.filter(recipient=cast["staff"])
    assert {reminder.occasion for reminder in message.reminders.all()} == {B3, B1}


def test_what_was_refused_is_not_said_once_the_unit_has_reported(cast, refusing):
    run(cast, "06-15")
    refusing.clear()
    mailboxes()
    hand_in(cast, "06-16")
    run(cast, "06-16")
    assert mailboxes() == []


def test_a_summary_that_was_refused_is_tried_again_on_its_day_only(cast, refusing):
    refusing.add("reviewer@thidua.example.vn")
    run(cast, "06-18")
    refusing.clear()
    mailboxes()
    run(cast, "06-18")
    assert mailboxes() == ["reviewer", "staff"]
    refusing.add("reviewer@thidua.example.vn")
    run(cast, "06-19")
    refusing.clear()
    mailboxes()
    run(cast, "06-20")
    assert mailboxes() == []


def test_what_was_refused_about_another_period_is_not_lost_when_one_is_reminded_by_hand(cast, refusing):
    earlier = ReportingPeriodFactory(campaign=cast.campaign, code="2024-Q1")
    run(cast, "06-15")
    refusing.clear()
    mailboxes()
    with clock_at(moment("06-15")):
        lines = report_lines([cast.period], [cast.ward])
        remind_now(cast.schedule, lines, cast["reviewer"])
    (letter,) = mail.outbox
    assert letter.to == ["staff@thidua.example.vn"]
    assert earlier.name in letter.body
    assert cast.period.name in letter.body


def test_reminding_one_unit_by_hand_sends_nothing_to_another(cast, refusing):
    run(cast, "06-15")
    refusing.clear()
    mailboxes()
    with clock_at(moment("06-15")):
        remind_now(cast.schedule, report_lines([cast.period], [cast.other_ward]), cast["reviewer"])
    assert mailboxes() == ["neighbour"]


def test_what_has_come_in_before_the_mail_goes_is_left_out(cast):
    with clock_at(moment("06-15")):
        lines = report_lines([cast.period], [cast.ward, cast.other_ward])
    hand_in(cast, "06-15")
    with clock_at(moment("06-15")):
        remind_now(cast.schedule, lines, cast["reviewer"])
    assert mailboxes() == ["neighbour"]


def test_a_server_that_does_not_answer_fails_every_letter(cast, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    outcome = run(cast, "06-15")
    assert (outcome.delivery.sent, outcome.delivery.failed) == (0, 2)
    assert states() == [MessageState.FAILED] * 2


def test_what_was_interrupted_while_it_was_sent_is_never_sent_by_itself(cast, settings):
    settings.EMAIL_BACKEND = DYING
    with pytest.raises(SystemExit):
        run(cast, "06-15")
    assert sorted(states()) == [MessageState.PENDING, MessageState.SENDING]
    dead = Message.objects.get(state=MessageState.SENDING)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    run(cast, "06-15")
    assert len(mailboxes()) == 1, "only the one that was not taken up yet"
    dead.refresh_from_db()
    assert dead.state == MessageState.SENDING
