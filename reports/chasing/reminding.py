"""Units are reminded: by the timer along the ladder, or by somebody's hand. The one writer of the ledger.

A run first claims its rungs and writes its letters in one transaction, under a lock on the campaign, and only
then are they sent: however many run at once, and wherever one stops, nobody is reminded twice.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from emulation.dates import now
from reports.chasing.delivery import Delivery, deliver
from reports.chasing.ladder import OVER, step
from reports.chasing.ladder import due_rungs as rungs_due
from reports.chasing.letters import awaited_by_key, summaries_to_retry, write, write_summaries
from reports.chasing.missing import Key, key_of
from reports.choices import LADDER, Occasion
from reports.documents.reminder import Awaited
from reports.due import ReportLine, all_report_lines
from reports.models import Reminder
from targets.models import Campaign
from targets.schedule import Schedule
from units.choices import Action
from units.log import record
from units.models import User

# Whoever was reminded by hand within it is left out, unless that is said again.
PAUSE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Rung:
    """A rung that a run makes for one report."""

    line: ReportLine
    occasion: Occasion
    is_covered: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done: the reminders made, those that no address reaches, and whom it was too early for."""

    reminders: list[Reminder] = field(default_factory=list)
    covered: int = 0
    unreachable: list[Reminder] = field(default_factory=list)
    too_soon: list[ReportLine] = field(default_factory=list)
    delivery: Delivery = field(default_factory=Delivery)


def awaited_lines(schedule: Schedule, at: datetime) -> list[ReportLine]:
    """Every report, of whatever period, that is still to come."""
    begun = [p for p in schedule.periods if p.holds_readings and p.opens_on <= at.date()]
    return [line for line in all_report_lines(begun, at) if line.is_awaited(at.date())]


def due_rungs(schedule: Schedule, lines: Iterable[ReportLine], at: datetime) -> list[Rung]:
    """What a run at this moment has to make, for these awaited lines. One query."""
    made: dict[tuple[int, int], set[str]] = {}
    of_campaign = Reminder.objects.filter(period__campaign=schedule.campaign)
    for unit, period, occasion in of_campaign.values_list("unit", "period", "occasion"):
        made.setdefault((unit, period), set()).add(occasion)
    rungs = []
    for line in lines:
        if not _is_reminded(line):
            continue
        todo = step(line.period.opens_on, line.last_day, at.date(), made.get(key_of(line), set()))
        rungs += [Rung(line, occasion, True) for occasion in todo.covered]
        rungs += [Rung(line, todo.sent, False)] if todo.sent else []
    return rungs


def remind(schedule: Schedule, at: datetime | None = None, *, mail: Any = None) -> Outcome:
    """One run of the timer; harmless at any time, any number of times. `mail` as in `deliver`."""
    at = at or now()
    with transaction.atomic():
        _lock(schedule.campaign)
        lines = awaited_lines(schedule, at)
        awaited = awaited_by_key(lines, at)
        rungs = due_rungs(schedule, lines, at)
        made = [_make(rung.line, rung.occasion, None, at, is_covered=rung.is_covered) for rung in rungs]
        new = [reminder for reminder in made if not reminder.is_covered]
        again = _unreached(schedule, {key_of(rung.line) for rung in rungs}, lines, at)
        written = write(schedule.campaign, new + again, awaited, retries=True)
        sent = new + [reminder for reminder in again if reminder not in written.unreachable]
        messages = written.messages | summaries_to_retry(at)
        if any(reminder.occasion in OVER for reminder in new):
            messages |= write_summaries(schedule.campaign, _due(awaited.values(), at), at, messages)
    delivery = deliver(messages.values(), mail)
    unreachable = [reminder for reminder in written.unreachable if reminder in new]
    return Outcome(sent, len(made) - len(new), unreachable, delivery=delivery)


def _unreached(
    schedule: Schedule, taken: set[Key], lines: Iterable[ReportLine], at: datetime
) -> list[Reminder]:
    """Rungs made before for which there was no address to write to, where they are still the newest that is
    due and this run makes no other (`taken`). A letter once written, they are never among these again. One
    query."""
    newest = {
        key_of(line): due[-1]
        for line in lines
        if _is_reminded(line) and key_of(line) not in taken
        if (due := rungs_due(line.period.opens_on, line.last_day, at.date()))
    }
    unwritten = Reminder.objects.filter(
        period__campaign=schedule.campaign, occasion__in=LADDER, is_covered=False, messages=None
    )
    found = unwritten.select_related("unit", "period")
    return [each for each in found if newest.get((each.unit_id, each.period_id)) == each.occasion]


def _is_reminded(line: ReportLine) -> bool:
    """The ladder says nothing of a correction, nor once the time for entry is over."""
    return not (line.under_correction or line.is_closed)


def _due(awaited: Iterable[Awaited], at: datetime) -> list[Awaited]:
    """What Home Affairs is told of, whenever a rung from the due day on was made."""
    return [each for each in awaited if each.line.is_overdue or each.line.last_day <= at.date()]


def remind_now(
    schedule: Schedule, lines: Iterable[ReportLine], user: User, *, again: bool = False
) -> Outcome:
    """Mail to the units of these lines at once, by Home Affairs; what has come in meanwhile is left out.

    Whoever was reminded so within the last hour is left out too, unless `again`.
    """
    at = now()
    with transaction.atomic():
        _lock(schedule.campaign)
        awaited = awaited_by_key(awaited_lines(schedule, at), at)
        recently = set() if again else _reminded_since(at - PAUSE)
        wanted = [line for line in lines if key_of(line) in awaited]
        taken = [line for line in wanted if line.reporter.pk not in recently]
        reminders = [_make(line, Occasion.NOW, user, at) for line in taken]
        written = write(schedule.campaign, reminders, awaited, retries=False)
    too_soon = [line for line in wanted if line.reporter.pk in recently]
    delivery = deliver(written.messages.values())
    return Outcome(reminders, unreachable=written.unreachable, too_soon=too_soon, delivery=delivery)


def _reminded_since(moment: datetime) -> set[int]:
    """Keys of units that somebody reminded by mail after that moment."""
    reminders = Reminder.objects.filter(occasion=Occasion.NOW, made_at__gt=moment)
    return set(reminders.values_list("unit", flat=True))


@transaction.atomic
def note_down(lines: Iterable[ReportLine], occasion: Occasion, user: User, text: str) -> list[Reminder]:
    """A reminder that went another way: a text passed on, a telephone call, an official dispatch."""
    at = now()
    return [_make(line, occasion, user, at, text=text) for line in lines]


def _make(
    line: ReportLine,
    occasion: Occasion,
    user: User | None,
    at: datetime,
    *,
    is_covered: bool = False,
    text: str = "",
) -> Reminder:
    reminder = Reminder.objects.create(
        unit=line.reporter,
        period=line.period,
        occasion=occasion,
        made_by=user,
        made_at=at,
        is_covered=is_covered,
        text=text,
    )
    if not is_covered:
        facts = {"period": line.period.code, "occasion": occasion.value}
        record(user, Action.REMINDED, reminder, unit=line.reporter, data=facts, comment=text)
    return reminder


def _lock(campaign: Campaign) -> None:
    """One run at a time. SQLite's transaction has the database to itself already."""
    Campaign.objects.select_for_update().only("pk").get(pk=campaign.pk)
