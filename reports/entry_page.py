"""The page on which a unit enters: all its reports with one cut-off, row by row, with what stood before.

It asks nothing of the database: `reports.entry_loading` has brought everything.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby

from django.forms import BoundField
from django.utils.translation import gettext as _

from emulation.dates import now, today
from reports.choices import ReadingState, ReportingState, RevisionStatus
from reports.due import is_late, reporting_state
from reports.due_text import report_name, time_left
from reports.echo import Echo, echo_of
from reports.entry_forms import FORECAST, NarrativeForm, ReadingForm, SourceForm, suffix_of
from reports.history import Step, steps
from reports.intake import NO_ROLE, SUBMITTED, Conflict, Refusal, TextConflict
from reports.models import ProgressReport, Reading, Revision
from reports.past import Fact, answer_text, last_period_fact, past_facts
from reports.permissions import enters_for, may_enter
from reports.tallies import Part
from reports.transitions import objection
from reports.wording import with_unit
from targets.choices import Entry as EntryKind
from targets.choices import OverTime, Window
from targets.models import Allocation, Group, ReportingPeriod, Target
from targets.schedule import Schedule
from units.choices import Action
from units.models import Event, Unit, User
from units.permissions import is_head_of, is_staff_of


@dataclass
class EntryRow:
    """One allocation in one report: what it is asked, what it said before, its boxes, what they mean."""

    allocation: Allocation
    period: ReportingPeriod
    schedule: Schedule
    before: Part
    reading: Reading | None
    form: ReadingForm
    conflict: Conflict | None = None
    is_missing: bool = False

    @property
    def target(self) -> Target:
        return self.allocation.target

    @property
    def suffix(self) -> str:
        """The unit of measure beside the box; a yes or no needs none."""
        return "" if self.target.entry == EntryKind.YES_NO else suffix_of(self.target)

    @property
    def anchor(self) -> str:
        return f"row-{self.allocation.pk}"

    @property
    def is_wrong(self) -> bool:
        return self.is_missing or self.conflict is not None or (self.form.is_bound and bool(self.form.errors))

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
    def has_more(self) -> bool:
        """There is something in the folded boxes to be seen at once."""
        names = ("note", "outlook_reason", *(FORECAST if self.form.is_compact else ()))
        shown = [self.form[name] for name in names if name in self.form.fields]
        return any(box.value() or box.errors for box in shown)

    @property
    def answer_text(self) -> str:
        """What is stored, in one line."""
        return answer_text(self.reading, self.target) if self.reading else _("No answer yet.")

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
        return past_facts(self.before, self.schedule, self.period)

    @property
    def last(self) -> Fact | None:
        return last_period_fact(self.before, self.schedule, self.period)

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
        return ",".join(self.form.add_prefix(name) for name in self.form.fields)

    def show(self, reading: Reading | None) -> None:
        """The row as it is now stored."""
        self.reading = reading
        self.conflict = None
        self.form = ReadingForm(self.allocation, self.period, reading=reading)


@dataclass(frozen=True)
class TargetRows:
    """The rows of one target: one as a line of the ledger, several units as a grid."""

    target: Target
    rows: list[EntryRow]
    is_grid: bool

    @property
    def plan(self) -> str:
        """The city's, with its unit; empty where the document names none."""
        return with_unit(self.target.plan_text, self.target.unit_of_measure) if self.target.plan_text else ""


@dataclass(frozen=True)
class Section:
    group: Group
    targets: list[TargetRows]


@dataclass
class Sheet:
    """One report on the page. `refusal`: why nothing may be entered into it now, None where it may."""

    reporter: Unit
    period: ReportingPeriod
    revision: Revision | None
    refusal: Refusal | None
    rows: list[EntryRow]
    narrative: NarrativeForm
    user: User
    events: list[Event] = field(default_factory=list)
    text_conflicts: dict[str, TextConflict] = field(default_factory=dict)
    was_refused: bool = False

    @property
    def can_edit(self) -> bool:
        return self.refusal is None

    @property
    def shows_boxes(self) -> bool:
        """Also where something was typed that can no longer be taken: it stays in sight."""
        return self.can_edit or any(row.form.is_bound for row in self.rows)

    @property
    def report(self) -> ProgressReport:
        return (
            self.revision.report
            if self.revision
            else ProgressReport(reporter=self.reporter, period=self.period)
        )

    @property
    def state(self) -> ReportingState:
        return reporting_state(self.period, self.revision, today())

    @property
    def is_late(self) -> bool:
        return is_late(self.period.due_on, self.report.first_submitted_at, now(), owed=len(self.rows))

    @property
    def answered(self) -> int:
        return sum(row.reading is not None for row in self.rows)

    @property
    def owed(self) -> int:
        return len(self.rows)

    @property
    def waits_for_unit(self) -> bool:
        return self.revision is None or self.revision.is_editable

    @property
    def objection(self) -> str:
        """Why this person may not submit the report, whatever its status; empty when he may."""
        return self._objection(Action.SUBMITTED)

    @property
    def refusal_text(self) -> str:
        """Why nothing may be entered, and who could change that."""
        if self.refusal != SUBMITTED or self.may_recall:
            return str(self.refusal)
        who = self.revision.submitted_by
        if who in (None, self.user):
            return _("The report has been submitted. Ask Home Affairs to send it back if it must change.")
        return _("The report has been submitted. %(who)s can recall it to change it.") % {"who": who}

    @property
    def may_submit(self) -> bool:
        return self.waits_for_unit and not self.objection

    @property
    def is_in_time(self) -> bool:
        """Entry has opened and not closed; also asked by the head, who enters nothing."""
        return self.refusal is None or (self.refusal == NO_ROLE and self.period.is_open(today()))

    @property
    def may_recall(self) -> bool:
        is_submitted = self.revision is not None and self.revision.status == RevisionStatus.SUBMITTED
        return is_submitted and not self._objection(Action.RECALLED)

    def _objection(self, action: Action) -> str:
        unbegun = Revision(report=self.report, entered_for_unit=enters_for(self.user, self.reporter))
        return str(objection(action, self.user, self.revision or unbegun))

    @property
    def waits_for_head(self) -> bool:
        """Its staff may fill it in, and only the head may send it."""
        return self.waits_for_unit and self.reporter.head_approves and not self.may_submit

    @property
    def commented(self) -> list[EntryRow]:
        return [row for row in self.rows if row.is_commented]

    @property
    def wrong_texts(self) -> list[BoundField]:
        """Texts that were not taken: they cannot be, or somebody else changed them meanwhile."""
        return [box for box in self.narrative.boxes if box.errors or box.name in self.text_conflicts]

    @property
    def history(self) -> list[Step]:
        return steps(self.events)

    @property
    def sections(self) -> Iterator[Section]:
        for group, rows in groupby(self.rows, lambda row: row.target.group):
            yield Section(group, list(_by_target(rows)))


def _by_target(rows: Iterable[EntryRow]) -> Iterator[TargetRows]:
    for target, own in groupby(rows, lambda row: row.target):
        found = list(own)
        yield TargetRows(target, found, any(row.form.is_compact for row in found))


@dataclass
class EntryPage:
    """Everything on the page. `source_form` is there for who enters on the unit's behalf."""

    unit: Unit
    cut_off: date
    user: User
    sheets: list[Sheet]
    source_form: SourceForm | None

    @property
    def due_on(self) -> date:
        return max(sheet.period.due_on for sheet in self.sheets)

    @property
    def can_edit(self) -> bool:
        return any(sheet.can_edit for sheet in self.sheets)

    @property
    def shows_boxes(self) -> bool:
        return any(sheet.shows_boxes for sheet in self.sheets)

    @property
    def is_own(self) -> bool:
        """The person belongs to the unit, not to those who look at it from above."""
        return is_staff_of(self.user, self.unit) or is_head_of(self.user, self.unit)

    @property
    def may_enter(self) -> bool:
        return may_enter(self.user, self.unit)

    @property
    def to_submit(self) -> list[Sheet]:
        """What goes to Home Affairs with the next submission by this person."""
        return [sheet for sheet in self.sheets if sheet.may_submit and sheet.is_in_time]

    @property
    def waits_for_head(self) -> bool:
        return any(sheet.waits_for_head for sheet in self.sheets)

    @property
    def waits_for_unit(self) -> bool:
        return any(sheet.waits_for_unit for sheet in self.sheets)

    @property
    def name(self) -> str:
        return report_name(sheet.period for sheet in self.sheets)

    @property
    def slug(self) -> str:
        """The cut-off as its URL has it."""
        return self.cut_off.isoformat()

    @property
    def to_recall(self) -> list[Sheet]:
        return [sheet for sheet in self.sheets if sheet.may_recall]

    @property
    def time_left(self) -> str:
        return time_left(self.due_on, today())

    @property
    def owed(self) -> int:
        return sum(sheet.owed for sheet in self.sheets)

    @property
    def answered(self) -> int:
        return sum(sheet.answered for sheet in self.sheets)

    @property
    def rows(self) -> list[EntryRow]:
        return [row for sheet in self.sheets for row in sheet.rows]

    @property
    def is_unsaved(self) -> bool:
        """Something on the page was typed and not taken."""
        return self.was_refused or bool(self.wrong_texts) or any(row.form.is_bound for row in self.rows)

    @property
    def was_refused(self) -> bool:
        return any(sheet.was_refused for sheet in self.sheets)

    @property
    def wrong_texts(self) -> list[BoundField]:
        return [box for sheet in self.sheets for box in sheet.wrong_texts]

    @property
    def wrong_rows(self) -> list[EntryRow]:
        return [row for row in self.rows if row.is_wrong]

    @property
    def saved_at(self) -> datetime | None:
        entered = [row.reading.entered_at for row in self.rows if row.reading]
        return max(entered, default=None)
