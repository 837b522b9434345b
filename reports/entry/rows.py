"""The rows of an entry page: what each is asked, what it said before, its boxes, what they mean.

They ask nothing of the database: `reports.entry.loading` has brought everything.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import groupby

from django.utils.translation import gettext as _

from reports.choices import ReadingState, RevisionStatus
from reports.confirming.words import Words
from reports.correcting.asked import AskedCorrection
from reports.entry.echo import NOT_YET_TYPED, Echo, echo_of
from reports.entry.forms import FORECAST, NUMBERS, ReadingForm
from reports.entry.number_boxes import Kept
from reports.evidence.attached import File
from reports.intake import Conflict
from reports.models import Reading
from reports.notebook.notes import Note, notes_of
from reports.past import Fact, answer_text, last_period_fact, past_facts, same_period_fact
from reports.permissions import confirming_unit
from reports.same_period import same_period_of
from reports.tallies import Part
from reports.typed import SpanLabel, Typed, told, unit_of
from reports.warnings.boxes import Doubts
from targets.choices import Entry as EntryKind
from targets.choices import OverTime, Window
from targets.models import Allocation, ReportingPeriod, Target
from targets.schedule import Schedule
from units.models import Unit

HANDED_IN = {RevisionStatus.SUBMITTED, RevisionStatus.APPROVED}


class Outcome(StrEnum):
    """What has become of something typed: names for the page's script and style sheet."""

    STORED = "stored"
    PARTLY = "partly"
    UNFINISHED = "unfinished"
    WRONG = "wrong"
    CONFLICT = "conflict"
    REFUSED = "refused"


@dataclass
class EntryRow:
    """One allocation in one report: what it is asked, what it said before, its boxes, what they mean.

    `was_sent`: its boxes came back; `typed_mark` is their fingerprint where they say something new, and
    `typed_texts` what was typed for its numbers then.
    `unit_names`: how a spreadsheet may name its unit, in a grid.
    `is_overtaken`: they came back as they had been shown, and somebody else has written since.
    `is_partly_stored`: the answer is written, what is wrong beside it is not.
    """

    allocation: Allocation
    period: ReportingPeriod
    schedule: Schedule
    before: Part
    reading: Reading | None
    form: ReadingForm
    conflict: Conflict | None = None
    is_missing: bool = False
    doubts: Doubts | None = None
    was_sent: bool = False
    typed_mark: str = ""
    typed_texts: dict[str, str] = field(default_factory=dict)
    unit_names: list[str] = field(default_factory=list)
    is_overtaken: bool = False
    is_partly_stored: bool = False
    files: list[File] = field(default_factory=list)
    asked: AskedCorrection | None = None

    @property
    def target(self) -> Target:
        return self.allocation.target

    @property
    def suffix(self) -> str:
        """The unit of measure beside the box; a yes or no needs none, nor does a box with units to choose."""
        is_said = self.target.entry == EntryKind.YES_NO or "unit" in self.form.fields
        return "" if is_said else unit_of(self.target)

    @property
    def labels(self) -> dict[str, SpanLabel]:
        """What the boxes of its numbers are called in either span, where there is a choice."""
        names = [name for name in NUMBERS if name in self.form.fields and "span" in self.form.fields]
        return {name: SpanLabel.of(str(self.form.fields[name].label)) for name in names}

    @property
    def anchor(self) -> str:
        return f"row-{self.allocation.pk}"

    @property
    def is_wrong(self) -> bool:
        has_errors = self.form.is_bound and bool(self.form.errors)
        is_conflict = self.conflict is not None or self.is_overtaken
        return self.is_missing or is_conflict or has_errors or self.lacks_word

    @property
    def lacks_word(self) -> bool:
        """A word about an unusual figure is asked for, or was not taken."""
        return self.doubts is not None and (self.doubts.is_wanting or self.doubts.is_untaken)

    @property
    def outcome(self) -> Outcome:
        """What has become of what was typed, once it went to be stored."""
        if not self.form.is_bound:
            return Outcome.STORED
        if self.conflict is not None:
            return Outcome.CONFLICT
        if self.is_partly_stored:
            return Outcome.PARTLY
        if not self.form.errors:
            return Outcome.REFUSED
        return Outcome.UNFINISHED if self._is_unfinished else Outcome.WRONG

    @property
    def _is_unfinished(self) -> bool:
        """What is wrong is only what has not been typed yet."""
        found = self.form.errors.as_data().values()
        return all(error.code in NOT_YET_TYPED for errors in found for error in errors)

    @property
    def renewed_boxes(self) -> list[tuple[str, str]]:
        """What the hidden boxes hold once the row is stored and its other boxes stay as they were typed."""
        if self.outcome == Outcome.PARTLY:
            return self._hidden_boxes(self.reading, "")
        if self.outcome != Outcome.STORED or not self.typed_mark:
            return []
        return self._hidden_boxes(self.reading, self.typed_mark)

    @property
    def conflict_boxes(self) -> list[tuple[str, str]]:
        """What they hold once the other answer has been seen: what was typed then takes its place. The other
        number settles nothing of it."""
        if self.conflict is None:
            return []
        return [
            *self._version_boxes(self.conflict.theirs, ""),
            *((name, "") for name in self._kept_names.values()),
        ]

    def _hidden_boxes(self, stored: Reading | None, mark: str) -> list[tuple[str, str]]:
        return self._version_boxes(stored, mark) + self._kept_boxes(stored)

    def _version_boxes(self, seen: Reading | None, mark: str) -> list[tuple[str, str]]:
        version = str(seen.version) if seen else ""
        return [(self.form.add_prefix("seen_version"), version), (self.form.add_prefix("seen"), mark)]

    @property
    def _kept_names(self) -> dict[str, str]:
        kept = {name: f"{name}_kept" for name in NUMBERS}
        return {name: self.form.add_prefix(box) for name, box in kept.items() if box in self.form.fields}

    def _kept_boxes(self, stored: Reading | None) -> list[tuple[str, str]]:
        """The stored numbers, which settle what the texts that were typed for them mean from now on."""
        names = self._kept_names
        covered = {name: self.form.asked(name).covered(getattr(stored, name, None)) for name in names}
        return [
            (names[name], "" if number is None else str(Kept(number, self.typed_texts.get(name, ""))))
            for name, number in covered.items()
        ]

    @property
    def complaints(self) -> list[str]:
        """What is wrong with what was typed, each thing once."""
        return list(dict.fromkeys(str(error) for found in self.form.errors.values() for error in found))

    @property
    def is_commented(self) -> bool:
        """Home Affairs asked for a change here, and it is the unit's turn."""
        asked = self.reading.review_comment if self.reading else ""
        return bool(asked) and self.reading.revision.status == RevisionStatus.RETURNED

    @property
    def words(self) -> Words:
        """What the unit concerned has said of the stored answer."""
        return Words.of(self.reading)

    @property
    def speaker(self) -> Unit | None:
        """The unit whose word the answer takes, once it has been handed in."""
        if self.reading is None or self.reading.revision.status not in HANDED_IN:
            return None
        return confirming_unit(self.reading.revision.report.reporter, self.allocation)

    @property
    def has_more(self) -> bool:
        """There is something in the folded boxes to be seen at once."""
        names = ("note", *(FORECAST if self.form.is_compact else ()))
        shown = [self.form[name] for name in names if name in self.form.fields]
        return any(box.value() or box.errors for box in shown)

    @property
    def answer_text(self) -> str:
        """What is stored, in one line."""
        return answer_text(self.reading, self.target) if self.reading else _("No answer yet.")

    @property
    def typed_text(self) -> str:
        """How the stored number was typed, where not as it stands."""
        typed = Typed.of(self.reading.typed) if self.reading else None
        if typed is None or self.reading.value is None:
            return ""
        earlier = self.before.tally.value_sum or 0
        return told(typed, self.target, self.reading.value + earlier)

    @property
    def asked_text(self) -> str:
        """What was asked to stand here, in one line."""
        if self.asked is None:
            return ""
        numbers = Reading(state=self.asked.state, value=self.asked.value, base=self.asked.base)
        return answer_text(numbers, self.target)

    @property
    def has_numbers(self) -> bool:
        """Stored as numbers to be set in columns."""
        is_reported = self.reading is not None and self.reading.state == ReadingState.REPORTED
        return is_reported and self.target.entry != EntryKind.YES_NO

    @property
    def echo(self) -> Echo:
        return echo_of(self.form, self.before, self.period, self.schedule)

    @property
    def past(self) -> list[Fact]:
        known = same_period_of(self.allocation)
        compared = [] if known is None else [same_period_fact(known, self.period)]
        return [*past_facts(self.before, self.schedule, self.period), *compared]

    @property
    def last(self) -> Fact | None:
        return last_period_fact(self.before, self.schedule, self.period)

    @property
    def notes(self) -> list[Note] | None:
        """What the unit's notebook says of the number; None where the reader keeps no notes of the unit."""
        return notes_of(self.allocation) if hasattr(self.allocation, "notes_known") else None

    @property
    def misses_earlier(self) -> bool:
        """The year to date lacks periods that were never sent."""
        return self.target.over_time == OverTime.SUM and self.before.tally.answers < self.before.owed

    @property
    def covers(self) -> tuple[date, date]:
        """First and last day that the number speaks of."""
        if self.target.window == Window.CALENDAR:
            return self.period.calendar_from, self.period.calendar_to
        return self.period.starts_on, self.period.cut_off

    @property
    def field_names(self) -> str:
        """What a request about this row alone sends."""
        names = [self.form.add_prefix(name) for name in self.form.fields]
        return ",".join(names + (self.doubts.form.names if self.doubts else []))

    def show(self, reading: Reading | None) -> None:
        """The row as it is now stored."""
        self.reading = reading
        self.conflict = None
        self.is_partly_stored = False
        self.form = ReadingForm(self.allocation, self.period, self.before, reading=reading)

    def show_typed(self, reading: Reading | None) -> None:
        """This is now stored; the boxes keep what was typed, which takes its place once it is sent again."""
        data = self.form.data.copy()
        data[self.form.add_prefix("seen_version")] = str(reading.version) if reading else ""
        data[self.form.add_prefix("seen")] = ""
        self.reading = reading
        self.form = ReadingForm(self.allocation, self.period, self.before, reading=reading, data=data)
        self.form.is_valid()


@dataclass(frozen=True)
class TargetRows:
    """The rows of one target: one as a line of the ledger, several units as a grid."""

    target: Target
    rows: list[EntryRow]
    is_grid: bool

    @property
    def plan(self) -> str:
        """The city's, with its unit; empty where the document names none."""
        return self.target.measured_plan


def by_target(rows: Iterable[EntryRow]) -> Iterator[TargetRows]:
    """Rows of the same target together; they come in the targets' order."""
    for target, own in groupby(rows, lambda row: row.target):
        found = list(own)
        yield TargetRows(target, found, any(row.form.is_compact for row in found))
