"""Two timers at the same moment, on connections of their own: on SQLite and on PostgreSQL alike."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core import mail
from django.db import connection

from reports.chasing.reminding import remind, remind_now
from reports.due import report_lines
from reports.models import Message, Reminder
from tests.reports.at_once import at_once, while_underway
from tests.reports.chased import Chased, mailboxes
from units.choices import Action
from units.models import Event

pytestmark = pytest.mark.django_db(transaction=True)

RACES = 6
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def cast(settings) -> Chased:
    settings.EMULATION_TODAY = "2024-06-18"
    mail.outbox = []
    return Chased()


def rows(cast: Chased) -> list[tuple[int, str]]:
    return list(Reminder.objects.values_list("unit", "occasion"))


@pytest.mark.parametrize("race", range(RACES))
def test_two_runs_at_once_make_each_rung_once_and_send_each_letter_once(race, cast):
    outcomes = at_once(*[lambda: remind(cast.schedule)] * 2)

    assert [type(outcome).__name__ for outcome in outcomes] == ["Outcome"] * 2, outcomes
    assert len(rows(cast)) == len(set(rows(cast))) == 8
    assert mailboxes() == ["colleague", "neighbour", "reviewer", "staff"]
    assert sum(outcome.delivery.sent for outcome in outcomes) == 4
    assert Event.objects.filter(action=Action.REMINDED).count() == 2


def test_a_run_begun_while_another_claims_finds_nothing_to_claim(cast):
    first, second = while_underway(lambda: remind(cast.schedule), lambda: remind(cast.schedule))

    assert (len(first.reminders), len(second.reminders)) == (2, 0)
    assert mailboxes() == ["colleague", "neighbour", "reviewer", "staff"]


@pytest.mark.parametrize("race", range(RACES))
def test_two_officers_who_remind_at_once_remind_once(race, cast):
    def by(role: str):
        return lambda: remind_now(cast.schedule, report_lines([cast.period], [cast.ward]), cast[role])

    outcomes = at_once(by("reviewer"), by("colleague"))

    assert sorted(len(outcome.reminders) for outcome in outcomes) == [0, 1]
    assert mailboxes() == ["staff"]


def test_two_processes_of_the_command_send_nothing_twice(cast, tmp_path):
    """As two timers would: each a process of its own, mail into files."""
    database = connection.settings_dict
    url = f"sqlite:///{database['NAME']}" if connection.vendor == "sqlite" else _postgresql(database)
    environment = {
        **os.environ,
        "DEBUG": "on",
        "DATABASE_URL": url,
        "EMULATION_TODAY": "2024-06-18",
        "EMAIL_URL": f"filemail:///{tmp_path}",
    }
    command = [sys.executable, "manage.py", "remind"]
    started = [
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        for _process in range(2)
    ]
    said = [process.communicate(timeout=120)[0].decode() for process in started]

    assert [process.returncode for process in started] == [0, 0], said
    assert len(rows(cast)) == len(set(rows(cast))) == 8
    assert set(Message.objects.values_list("state", "attempts")) == {("sent", 1)}
    letters = [path.read_text().count("\nTo: ") for path in tmp_path.iterdir()]
    assert sum(letters) == Message.objects.count() == 4


def _postgresql(database: dict) -> str:
    return os.environ["DATABASE_URL"].rsplit("/", 1)[0] + "/" + database["NAME"]
