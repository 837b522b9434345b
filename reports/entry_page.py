"""The page on which a unit enters: all its reports with one cut-off, row by row, with what stood before.

It asks nothing of the database: `reports.entry_loading` has brought everything.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby

from django.forms import BoundField
from django.utils.translation import gettext as _

from emulation.dates import now, today
from reports.choices import ReportingState, RevisionStatus
from reports.corrections import ASKABLE
from reports.due import is_late, reporting_state
from reports.due_text import report_name, time_left
from reports.entry_forms import NarrativeForm, SourceForm
from reports.entry_rows import EntryRow, TargetRows, by_target
from reports.history import Step, steps
from reports.intake import NO_ROLE, SUBMITTED, Refusal, TextConflict
from reports.models import ProgressReport, Revision
from reports.permissions import enters_for, may_ask_correction, may_enter
from reports.transitions import objection
from targets.models import Group, ReportingPeriod
from units.choices import Action
from units.models import Event, Unit, User
from units.permissions import is_head_of, is_staff_of


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
            return _("The report has been submitted. To correct a number, ask beside it.")
        told = _(
            "The report has been submitted. %(who)s can recall it to change it. "
            "To correct a number, ask beside it."
        )
        return told % {"who": who}

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
    def may_ask_correction(self) -> bool:
        """The report is handed in, and this person speaks for its unit."""
        is_handed_in = self.revision is not None and self.revision.status in ASKABLE
        return is_handed_in and may_ask_correction(self.user, self.reporter)

    @property
    def is_accepted(self) -> bool:
        return self.revision is not None and self.revision.status == RevisionStatus.APPROVED

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
            yield Section(group, list(by_target(rows)))


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
