"""The ladder of reminders for one unit and period: which rungs a run of the timer has to make.

It knows neither database nor clock, and nothing of when the timer ran before: only which rungs are there.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from reports.choices import LADDER, Occasion

OVER = {Occasion.DUE_DAY, Occasion.AFTER_1, Occasion.AFTER_3}


@dataclass(frozen=True, slots=True)
class Step:
    """What one run adds: `sent` goes out, `covered` were missed and it stands for them. Both may be empty."""

    sent: Occasion | None
    covered: tuple[Occasion, ...]


def rung_day(rung: Occasion, opens_on: date, last_day: date) -> date:
    """The day from which a rung is due; one that would fall before entry opens waits for that day."""
    return max(last_day + timedelta(days=LADDER[rung]), opens_on)


def due_rungs(opens_on: date, last_day: date, day: date) -> list[Occasion]:
    """Rungs that have come due by the end of the day, first to last."""
    return [rung for rung in LADDER if rung_day(rung, opens_on, last_day) <= day]


def step(opens_on: date, last_day: date, day: date, made: Collection[str]) -> Step:
    """The newest rung that is due is sent, unless it is there; of the others, what is missing is covered."""
    due = due_rungs(opens_on, last_day, day)
    sent = due[-1] if due and due[-1] not in made else None
    return Step(sent, tuple(rung for rung in due if rung not in made and rung != sent))
