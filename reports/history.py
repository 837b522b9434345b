"""What happened to a report, told from the log: who began, entered, submitted, decided, and when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from reports.log_text import CORRECTIONS, number_change
from reports.models import ProgressReport, Revision
from units.choices import Action
from units.models import Event, Unit, User

WRITING = {Action.SAVED, Action.IMPORTED}


@dataclass(frozen=True, slots=True)
class CommentBeside:
    """What was said about one figure, by the codes of its target and unit: what Home Affairs asked, or from
    what to what it shall be corrected."""

    target: str
    unit: str
    comment: str


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the history. Writing by one person that nothing interrupted is one step, at its end.

    `lines` counts the rows written; `since` is when the writing began, None for a single deed.
    """

    at: datetime
    action: Action
    actor: User | None
    on_behalf_of: Unit | None = None
    comment: str = ""
    beside: tuple[CommentBeside, ...] = ()
    lines: int = 0
    since: datetime | None = None


def events_of(report: ProgressReport) -> list[Event]:
    """Every line of the log about the report's revisions, first to last. One query."""
    revisions = Revision.objects.filter(report=report).values("pk")
    return list(Event.objects.filter(revision__in=revisions).select_related("actor", "on_behalf_of"))


def steps(events: Iterable[Event]) -> list[Step]:
    """The newest first."""
    grouped = groupby(events, _deed)
    return [_step(list(together)) for _same, together in grouped][::-1]


def _deed(event: Event) -> Any:
    """What belongs in one step: writing of one person in one revision; every other deed stands alone."""
    if event.action in WRITING:
        return (event.revision, event.actor_id, event.action)
    return event.pk


def _step(events: list[Event]) -> Step:
    last = events[-1]
    written = [reading for event in events for reading in event.data.get("readings", [])]
    is_writing = last.action in WRITING
    return Step(
        at=last.at,
        action=Action(last.action),
        actor=last.actor,
        on_behalf_of=last.on_behalf_of,
        comment=last.comment,
        beside=() if is_writing else tuple(_beside(last.action, reading) for reading in written),
        lines=len({(row["target"], row["unit"]) for row in written}) if is_writing else 0,
        since=events[0].at if len(events) > 1 else None,
    )


def _beside(action: str, reading: dict[str, Any]) -> CommentBeside:
    said = number_change(reading) if action in CORRECTIONS else reading["comment"]
    return CommentBeside(reading["target"], reading["unit"], said)


def changed_since_return(events: Iterable[Event], revision: Revision) -> dict[tuple[str, str], dict | None]:
    """What rows said when the revision was last sent back, of those written since; None for an empty row.

    By the codes of target and unit. Empty while the revision has not been sent back.
    """
    former: dict[tuple[str, str], dict | None] = {}
    was_returned = False
    for event in events:
        if event.revision != revision.pk:
            continue
        if event.action == Action.RETURNED:
            was_returned, former = True, {}
        elif event.action in WRITING and was_returned:
            for row in event.data.get("readings", []):
                former.setdefault((row["target"], row["unit"]), row["old"])
    return former
