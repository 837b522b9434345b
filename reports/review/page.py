"""One report before its reviewer: its lines under headings, what may be decided, what happened so far."""

from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reports.choices import Outlook, ReadingState, ReportingState
from reports.correcting.asked import granted_in
from reports.due import is_late, last_day
from reports.evidence.attached import File, Files, code_of, files_of, sheet_line
from reports.history import Step, changed_since_return, events_of, sources_of, steps
from reports.models import ProgressReport, Reading
from reports.permissions import may_reopen, may_review
from reports.review.forms import ON_REQUESTS
from reports.review.order import AGAIN, BY_LOOK, BY_TARGET, STILL, Look, in_order_of_looks, looks_of
from reports.review.rows import ReviewRow, rows_of
from reports.state_text import state_text
from reports.transitions import OWN_WORK, TRANSITIONS
from targets.extensions import may_be_extended
from targets.models import ReportingPeriod
from targets.period_names import period_name
from targets.permissions import may_extend
from targets.schedule import Schedule
from units.choices import Action
from units.models import Event, User


@dataclass(frozen=True, slots=True)
class Section:
    """Rows under one heading: a group of targets, or one target with the units it is reported for.

    `is_mixed`: rows of whatever target, in the order of what asks for a look.
    """

    title: str
    code: str
    unit_of_measure: str
    rows: list[ReviewRow]
    is_mixed: bool = False


@dataclass(frozen=True)
class Review:
    """One report before its reviewer. `revision` is the newest, with `took_part`, `corrects` and the next
    that waits (`reports.review.waiting.with_next`).

    `reader` is who looks at it; `events` is the log of all
    revisions; `typed_comment` and `typed_reason` were typed but not yet sent; `error` is why what was
    `asked_to` do was not done. `order` is BY_LOOK or BY_TARGET.
    """

    revision: Any
    reader: User
    rows: list[ReviewRow]
    events: list[Event] = field(repr=False)
    typed_comment: str = ""
    typed_reason: str = ""
    typed_answer: str = ""
    typed_picked: frozenset[int] = frozenset()
    error: str = ""
    asked_to: Action | None = None
    order: str = BY_LOOK

    @property
    def report(self) -> ProgressReport:
        return self.revision.report

    @property
    def period(self) -> ReportingPeriod:
        return self.report.period

    @property
    def state(self) -> ReportingState:
        return ReportingState(self.revision.status)

    @property
    def state_text(self) -> str:
        return state_text(self.state, self.revision, self.report.reporter, granted_in(self.revision))

    @property
    def is_accepted(self) -> bool:
        return self.state == ReportingState.APPROVED

    @cached_property
    def sections(self) -> list[Section]:
        """By look, what asks for one stands on top; the rest stands under its targets either way."""
        first = self.looked_at if self.order == BY_LOOK else []
        rest = [row for row in self.rows if row not in first]
        title = _("Asked about or changed") if self.is_second_look else _("To be looked at first")
        on_top = [Section(title, "", "", in_order_of_looks(first), is_mixed=True)] if first else []
        grouped = groupby(rest, _heading)
        return _told_once(on_top + [_section(list(rows)) for _same, rows in grouped])

    @property
    def is_second_look(self) -> bool:
        return any(AGAIN & set(row.looks) for row in self.rows)

    @property
    def looked_at(self) -> list[ReviewRow]:
        """What asks for a look; on a second one what was asked about or has changed, or is objected to."""
        asked = STILL if self.is_second_look else set(Look)
        return [row for row in self.rows if asked & set(row.looks)]

    @property
    def is_by_target(self) -> bool:
        return self.order == BY_TARGET

    @property
    def may_decide(self) -> bool:
        is_waiting = self.revision.status in TRANSITIONS[Action.RETURNED].sources
        return is_waiting and may_review(self.reader, self.report.reporter)

    @property
    def shows_comments(self) -> bool:
        """Boxes for comments: to decide, or to keep what was typed when it was too late for that."""
        return self.may_decide or self._has_comments

    @property
    def _has_comments(self) -> bool:
        return bool(self.typed_comment) or any(row.typed for row in self.rows)

    @property
    def has_typed(self) -> bool:
        return self._has_comments or bool(self.typed_reason or self.typed_answer)

    @property
    def decided_already(self) -> bool:
        """The refused decision on the report came after another one on the same revision."""
        return (
            bool(self.error)
            and self.asked_to in {Action.APPROVED, Action.RETURNED}
            and not self.may_decide
            and self.revision.decided_by is not None
        )

    @property
    def refused_reopening(self) -> bool:
        return self.asked_to == Action.REOPENED

    @property
    def may_accept(self) -> bool:
        return self.may_decide and not self.revision.took_part

    @property
    def objection(self) -> str:
        """Why the reviewer, who might send the report back, may not accept it."""
        return str(OWN_WORK) if self.may_decide and self.revision.took_part else ""

    @property
    def may_reopen(self) -> bool:
        is_accepted = self.revision.status in TRANSITIONS[Action.REOPENED].sources
        return is_accepted and may_reopen(self.reader, self.report)

    @property
    def following(self) -> dict[str, Any] | None:
        """The next report that waits for the reader, as `reports.review.waiting.with_next` tells it."""
        found: list[dict[str, Any]] = self.revision.later or self.revision.oldest
        return found[0] if found and may_review(self.reader, self.report.reporter) else None

    @property
    def following_name(self) -> str:
        """Its unit and period."""
        next_one = self.following or {}
        period = period_name(next_one["kind"], next_one["number"], next_one["until"].year)
        return f"{next_one['unit']}, {period}"

    @property
    def following_address(self) -> str:
        """In the order in use."""
        asked = f"?order={BY_TARGET}" if self.is_by_target else ""
        return reverse("review", args=[self.following["report"]]) + asked if self.following else ""

    @property
    def corrections(self) -> list[ReviewRow]:
        """The lines whose number the unit asks to correct."""
        return [row for row in self.rows if row.asked]

    @property
    def may_review(self) -> bool:
        """Of Home Affairs; others only read here."""
        return may_review(self.reader, self.report.reporter)

    @property
    def picked(self) -> frozenset[int]:
        """The requests that are ticked: as they were, at first all."""
        every = frozenset(row.asked.pk for row in self.corrections if row.asked)
        return self.typed_picked if self.refused_answer else every

    @property
    def refused_answer(self) -> bool:
        return self.asked_to in ON_REQUESTS

    @property
    def is_late(self) -> bool:
        first = self.report.first_submitted_at
        last = last_day(self.period.due_on, self.revision.extended_until)
        return first is not None and is_late(last, first, first, owed=len(self.rows))

    @property
    def readings(self) -> list[Reading]:
        return [row.reading for row in self.rows if row.reading]

    @property
    def may_extend(self) -> bool:
        is_needed = self.revision.is_editable or self.period.closes_on is not None
        return is_needed and may_be_extended(self.period) and may_extend(self.reader, self.report.reporter)

    @cached_property
    def files(self) -> Files:
        return files_of(self.revision)

    @cached_property
    def content_code(self) -> str:
        answered = [row for row in self.rows if row.reading]
        return code_of(self.revision, [sheet_line(row.reading, row.allocation) for row in answered])

    @property
    def signed(self) -> File | None:
        """The signed sheet that shows these very figures."""
        return self.files.signed(self.content_code)

    @property
    def signed_otherwise(self) -> File | None:
        """A signed sheet that shows others: paper and system disagree."""
        return self.files.signed_otherwise(self.content_code)

    @property
    def changed(self) -> list[ReviewRow]:
        return [row for row in self.rows if row.is_changed]

    @cached_property
    def author(self) -> User | None:
        """The one who entered everything, where it was one."""
        authors = {reading.entered_by for reading in self.readings}
        return authors.pop() if len(authors) == 1 else None

    @cached_property
    def summary(self) -> list[tuple[int, str]]:
        """What there is to look at, counted: answers, estimates, missing numbers, poor outlooks."""
        states = [reading.state for reading in self.readings]
        poor = {Outlook.HARD, Outlook.WONT}
        counts = [
            (len(self.rows), pgettext("review", "lines")),
            (len(self.rows) - len(states), pgettext("review", "without an answer")),
            (states.count(ReadingState.UNAVAILABLE), pgettext("review", "not yet available")),
            (states.count(ReadingState.NOTHING_AROSE), pgettext("review", "nothing arose")),
            (sum(r.is_estimate for r in self.readings), pgettext("review", "estimates")),
            (sum(r.outlook in poor for r in self.readings), pgettext("review", "with a poor outlook")),
            (len(self.changed), pgettext("review", "changed")),
            (sum(row.is_objected for row in self.rows), pgettext("figures", "objected to")),
            (sum(row.is_unconfirmed for row in self.rows), pgettext("figures", "not confirmed")),
            (len(self.judged_anew), pgettext("review", "targets of the city judged otherwise once accepted")),
        ]
        return [(count, words) for count, words in counts if count]

    @property
    def judged_anew(self) -> set[int]:
        """The city's targets, composites included, that accepting has assessed otherwise."""
        return {each.target.pk for row in self.rows for each in row.effects if each.judges_anew}

    @cached_property
    def history(self) -> list[Step]:
        return steps(self.events, [row.allocation for row in self.rows])

    @property
    def narratives(self) -> list[tuple[str, str]]:
        """The report's own sentences under their headings, as far as something was written."""
        revision = self.revision
        texts = [
            (_("Results"), revision.results),
            (_("Difficulties and causes"), revision.difficulties),
            (_("Proposals"), revision.proposals),
        ]
        return [(title, text) for title, text in texts if text.strip()]


def _heading(row: ReviewRow) -> tuple[bool, int]:
    return row.is_about_other, row.target.pk if row.is_about_other else row.target.group_id


def _section(rows: list[ReviewRow]) -> Section:
    target = rows[0].target
    if rows[0].is_about_other:
        return Section(target.name, target.code, target.unit_of_measure, rows)
    return Section(target.group.name, "", "", rows)


def _told_once(sections: list[Section]) -> list[Section]:
    """What happens to a target of the city is told beside the first of its lines."""
    told: set[int] = set()

    def on(row: ReviewRow) -> ReviewRow:
        new = tuple(effect for effect in row.effects if effect.target.pk not in told)
        told.update(effect.target.pk for effect in new)
        return replace(row, effects=new)

    return [replace(section, rows=[on(row) for row in section.rows]) for section in sections]


def review_of(revision: Any, reader: User, schedule: Schedule, **typed: Any) -> Review:
    """The whole page, in four queries. `typed` as in `reports.review.forms.Decision.typed`."""
    beside = typed.pop("typed_beside", {})
    events = events_of(revision.report)
    rows = rows_of(revision, schedule, changed_since_return(events, revision))
    told = _Told(beside, sources_of(events))
    return Review(revision, reader, [told.on(row) for row in rows], events, **typed)


@dataclass(frozen=True, slots=True)
class _Told:
    """What is said about lines elsewhere: comments typed, sources noted."""

    typed: dict[int, str]
    sources: dict[tuple[str, str], str]

    def on(self, row: ReviewRow) -> ReviewRow:
        if row.reading is not None:
            row = replace(
                row,
                typed=self.typed.get(row.reading.pk, ""),
                source=self.sources.get(row.key, ""),
            )
        return replace(row, looks=tuple(looks_of(row)))
