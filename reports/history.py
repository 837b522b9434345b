"""What happened to a report, told from the log: who began, entered, submitted, decided, and when."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from reports.evidence.files import size_text
from reports.log_text import Fact, Names, changes_of, deed_of, facts_of, mended_in, texts_of
from reports.models import Evidence, ProgressReport, Revision
from targets.choices import Measure
from targets.models import Allocation
from units.choices import Action
from units.models import Event, Unit, User

WRITING = {Action.SAVED, Action.IMPORTED}
# Deeds that come in rows: what one person did so, uninterrupted and with one word, is one step.
REPEATED = {Action.ATTACHED, Action.DETACHED, Action.CONFIRMED, Action.OBJECTED, Action.JUSTIFIED}
# From here on somebody else has read the figures: what is written later is told as old and new.
SHOWING = {Action.PRESENTED, Action.SUBMITTED, Action.REOPENED}
# Where the figures came back to those who write them: by Home Affairs, by the head, or by who had submitted.
SENT_BACK = {Action.RETURNED, Action.REOPENED, Action.DECLINED, Action.RECALLED}
OF_LAST_YEAR = {Measure.AMOUNT, Measure.GROWTH}
OF_FILES = Evidence._meta.label_lower


@dataclass(frozen=True, slots=True)
class Signed:
    """The sheet that a deed rests on: who signed it, when, its number once it has one."""

    by: str
    on: date
    number: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the history. Writing by one person that nothing interrupted is one step, at its end.

    `words` says what was done, `lines` counts the rows written, `since` is when the writing began (None for a
    single deed). `facts` are what it did or said to single figures: ("XH-08 · Mai Pha", "70 → 75"). `file` is
    the name of what was attached, numbered or taken away, `about` the code of its target, if it has one.
    """

    at: datetime
    action: Action
    words: str
    actor: User | None
    on_behalf_of: Unit | None = None
    comment: str = ""
    facts: tuple[Fact, ...] = ()
    lines: int = 0
    since: datetime | None = None
    file: str = ""
    about: str = ""
    signed: Signed | None = None

    @property
    def is_word(self) -> bool:
        """Said of the figures by a person of the unit that it names, not in its place."""
        return self.action in {Action.CONFIRMED, Action.OBJECTED}


def events_of(report: ProgressReport) -> list[Event]:
    """Every line of the log about the report's revisions, first to last. One query."""
    revisions = Revision.objects.filter(report=report).values("pk")
    return list(Event.objects.filter(revision__in=revisions).select_related("actor", "on_behalf_of"))


def steps(events: Iterable[Event], allocations: Iterable[Allocation] = ()) -> list[Step]:
    """The newest first; `allocations` tell what the second number of an answer is, and whom it is about."""
    given = list(allocations)
    compared = {each.target.code for each in given if each.target.measure in OF_LAST_YEAR}
    names = {each.unit.code: each.unit.name for each in given}
    shown: set[int | None] = set()
    told = []
    for _same, together in groupby(events, _deed):
        deeds = list(together)
        told.append(_step(deeds, compared, names, was_shown=deeds[0].revision in shown))
        if deeds[-1].action in SHOWING:
            shown.add(deeds[-1].revision)
    return told[::-1]


def _deed(event: Event) -> Any:
    """What belongs in one step; every other deed stands alone."""
    if event.action in WRITING:
        return (event.revision, event.actor_id, event.action, event.data.get("granted_to"))
    if event.action in REPEATED:
        return (event.revision, event.actor_id, event.action, event.comment)
    return event.pk


def _step(events: list[Event], compared: Collection[str], names: Names, *, was_shown: bool) -> Step:
    last = events[-1]
    is_writing = last.action in WRITING
    written = [row for event in events for row in event.data.get("readings", [])] if is_writing else []
    of_file = last.data if last.object_type == OF_FILES else {}
    return Step(
        at=last.at,
        action=Action(last.action),
        words=deed_of(last),
        actor=last.actor,
        on_behalf_of=last.on_behalf_of,
        comment=last.comment,
        facts=tuple(_facts(events, compared, names, was_shown=was_shown)),
        lines=len({(row["target"], row["unit"]) for row in written}),
        since=events[0].at if len(events) > 1 else None,
        file=_file(of_file),
        about=of_file.get("target", ""),
        signed=None if last.action == Action.CHANGED else _signed(last.data),
    )


def _signed(data: dict[str, Any]) -> Signed | None:
    if "signed_by" not in data or "signed_on" not in data:
        return None
    return Signed(data["signed_by"], date.fromisoformat(data["signed_on"]), data.get("document_number", ""))


def _file(data: dict[str, Any]) -> str:
    """Its name, with its size where the log has it."""
    name, size = data.get("name", ""), data.get("size")
    return f"{name} ({size_text(size)})" if size else name


def _facts(events: list[Event], compared: Collection[str], names: Names, *, was_shown: bool) -> list[Fact]:
    last = events[-1]
    if last.object_type == OF_FILES:
        if last.action == Action.CHANGED:
            return mended_in(last)
        # The last is the step's own file.
        return [(event.data.get("target", ""), _file(event.data)) for event in events[:-1]]
    match last.action:
        case action if action in WRITING:
            is_told = was_shown or last.on_behalf_of is not None
            return [*(changes_of(events, compared, names) if is_told else []), *texts_of(events)]
        case Action.CREATED | Action.SUBMITTED | Action.APPROVED:
            return []
        case _:
            return [fact for event in events for fact in facts_of(event, compared, names)]


def changed_since_return(
    events: Iterable[Event], revision: Revision, by: Collection[Action] = (Action.RETURNED,)
) -> dict[tuple[str, str], dict | None]:
    """What rows said when the revision was last sent back, of those written since; None for an empty row.

    By the codes of target and unit. Empty while the revision has not been sent back, which the deeds
    in `by` do.
    """
    former: dict[tuple[str, str], dict | None] = {}
    was_returned = False
    for event in events:
        if event.revision != revision.pk:
            continue
        if event.action in by:
            was_returned, former = True, {}
        elif event.action in WRITING and was_returned:
            for row in event.data.get("readings", []):
                former.setdefault((row["target"], row["unit"]), row["old"])
    return former


def sources_of(events: Iterable[Event]) -> dict[tuple[str, str], str]:
    """Where figures come from that others entered for the unit, by the codes of target and unit.

    Of each row what was noted with its last writing; a row that the unit wrote since has none.
    """
    sources: dict[tuple[str, str], str] = {}
    noted = ""
    for event in events:
        if event.action not in WRITING:
            continue
        by_others = event.on_behalf_of is not None and "granted_to" not in event.data
        noted = event.comment or noted if by_others else noted
        for row in event.data.get("readings", []):
            sources[row["target"], row["unit"]] = noted if by_others else ""
    return {key: source for key, source in sources.items() if source}
