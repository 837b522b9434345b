"""One report on the page of entry, with its texts and its lines: a sheet of the page."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from itertools import groupby

from django.forms import BoundField
from django.utils.translation import gettext as _

from emulation.dates import now, today
from reports.choices import ReportingState, RevisionStatus
from reports.completeness import Shown
from reports.correcting.asked import granted_in
from reports.correcting.requests import ASKABLE
from reports.due import is_late, is_overdue, last_day, reporting_state
from reports.entries import NARRATIVE_FIELDS
from reports.entry.forms import NarrativeForm, ReadingForm
from reports.entry.reading import ReadLine
from reports.entry.rows import EntryRow, Outcome, TargetRows, by_target
from reports.entry_refusals import APPROVED, BEFORE_THE_HEAD, SUBMITTED, Refusal
from reports.evidence.attached import File, Files, code_of, sheet_line
from reports.history import SENT_BACK, Step, changed_since_return, steps
from reports.intake import TextConflict
from reports.models import ProgressReport, Revision
from reports.permissions import enters_for, may_ask_correction
from reports.state_text import is_corrected_as_asked, state_text
from reports.transitions import TRANSITIONS, objection
from targets.extensions import may_be_extended
from targets.models import Group, ReportingPeriod
from targets.permissions import may_extend
from units.choices import Action
from units.models import Event, Unit, User


@dataclass(frozen=True)
class Section:
    group: Group
    targets: list[TargetRows]


@dataclass(frozen=True)
class Text:
    """One of a report's texts on the page. `name` is that of its field ("results")."""

    sheet: "Sheet"
    name: str

    @property
    def box(self) -> BoundField:
        return self.sheet.narrative[self.name]

    @property
    def seen(self) -> BoundField:
        """The hidden box with the fingerprint of what the person had before them."""
        return self.sheet.narrative[f"{self.name}_seen"]

    @property
    def anchor(self) -> str:
        return f"text-{self.box.html_name}"

    @property
    def conflict(self) -> TextConflict | None:
        return self.sheet.text_conflicts.get(self.name)

    @property
    def stored(self) -> str:
        """To be read where there is no box: a page without boxes sends no text back."""
        return getattr(self.sheet.revision, self.name, "")

    @property
    def was_sent(self) -> bool:
        return self.box.html_name in self.sheet.narrative.data

    @property
    def outcome(self) -> Outcome:
        """What has become of what was typed, once it went to be stored."""
        if self.conflict:
            return Outcome.CONFLICT
        if self.box.errors:
            return Outcome.WRONG
        return Outcome.REFUSED if self.name in self.sheet.held_texts else Outcome.STORED

    @property
    def renewed_boxes(self) -> list[tuple[str, str]]:
        """What the hidden box holds once the text is stored."""
        return self.conflict_boxes if self.outcome == Outcome.STORED else []

    @property
    def conflict_boxes(self) -> list[tuple[str, str]]:
        """What it holds once the other text has been seen: what was typed then takes its place."""
        return [(self.seen.html_name, self.seen.value())]


@dataclass
class Sheet:
    """One report on the page. `refusal`: why nothing may be entered into it now, None where it may.

    `is_in_time`: entry has opened and not closed; also for the head, who enters nothing. `events` asks for
    the log of the report. `held_texts` are those that could not be taken for a reason that is not their own,
    `overtaken_texts` those that came back untouched and say something else by now. `known_texts` are the
    fingerprints of the texts as this request read them, `sent_mark` is that of a page without boxes.
    """

    reporter: Unit
    period: ReportingPeriod
    revision: Revision | None
    refusal: Refusal | None
    rows: list[EntryRow]
    narrative: NarrativeForm
    user: User
    events: Callable[[], list[Event]] = list
    text_conflicts: dict[str, TextConflict] = field(default_factory=dict)
    held_texts: set[str] = field(default_factory=set)
    overtaken_texts: set[str] = field(default_factory=set)
    known_texts: dict[str, str] = field(default_factory=dict)
    sent_mark: str = ""
    was_refused: bool = False
    is_in_time: bool = True
    files: Files = field(default_factory=Files)
    may_attach: bool = False
    extended_until: date | None = None
    extension_reason: str | None = None

    @property
    def can_edit(self) -> bool:
        return self.refusal is None

    @property
    def shows_boxes(self) -> bool:
        """Also where something was typed that can no longer be taken: it stays in sight."""
        return self.can_edit or any(row.form.is_bound for row in self.rows)

    @property
    def shows_boxes_of_texts(self) -> bool:
        return self.can_edit or self.was_refused or bool(self.narrative.errors)

    @property
    def seen_version(self) -> str:
        """The revision's version that the person had before them: the posted one, else the present."""
        posted = self.narrative.data.get(self.version_name)
        return (str(self.revision.version) if self.revision else "") if posted is None else posted

    @property
    def shown(self) -> Shown:
        """What the person has before them once this page is sent: each reading and text as it was read."""
        rows = {row.allocation.pk: row.reading.version for row in self.rows if row.reading}
        return Shown(rows, self.known_texts)

    @property
    def is_overtaken(self) -> bool:
        """Somebody else wrote what the person, who pressed a button, had not before them."""
        return bool(self.overtaken_texts) or any(row.is_overtaken for row in self.rows)

    def show_overtaken(self) -> None:
        """The texts that were overtaken as they stand now, in place of what came back."""
        data, present = self.narrative.data.copy(), NarrativeForm(self.period, revision=self.revision)
        for name in self.overtaken_texts:
            data[present.add_prefix(name)] = present.initial[name]
            data[present.add_prefix(f"{name}_seen")] = present.initial[f"{name}_seen"]
        self.narrative = NarrativeForm(self.period, revision=self.revision, data=data)

    @property
    def version_name(self) -> str:
        """The name of the hidden box with the version."""
        return f"version-{self.period.pk}"

    @property
    def has_begun(self) -> bool:
        """There was no report yet when the page was opened, and there is one now."""
        return self.revision is not None and not self.seen_version

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
    def is_corrected_as_asked(self) -> bool:
        """With the unit because Home Affairs put in what the unit asked for, and asks nothing itself."""
        return is_corrected_as_asked(self.revision, self._granted_at)

    @property
    def _granted_at(self) -> datetime | None:
        return granted_in(self.revision) if self.revision else None

    @property
    def state_text(self) -> str:
        return state_text(self.state, self.revision, self.reporter, self._granted_at)

    @property
    def is_late(self) -> bool:
        last = last_day(self.period.due_on, self.extended_until)
        return is_late(last, self.report.first_submitted_at, now(), owed=len(self.rows))

    @property
    def is_overdue(self) -> bool:
        corrects = self.revision is not None and self.revision.number > 1
        return is_overdue(late=self.is_late, waits=self.waits_for_unit, corrects=corrects)

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
        if self.refusal and self.refusal.code == BEFORE_THE_HEAD and not self.may_take_back:
            return _("The report is before the head of the unit. Its staff can take it back to change it.")
        if self.refusal == APPROVED and not self.may_ask_correction:
            return _("The report has been accepted. To correct it, reopen it on its page in the review.")
        if self.revision is None or self.refusal != SUBMITTED or self.may_recall:
            return str(self.refusal)
        who = self.revision.submitted_by
        if who in (None, self.user):
            return _("The report has been submitted. Ask Home Affairs to send it back if it must change.")
        told = _("The report has been submitted. %(who)s can recall it to change it.") % {"who": who}
        return f"{told} {_('To correct a number, ask beside it.')}" if self.may_ask_correction else told

    @property
    def is_before_the_head(self) -> bool:
        return self.revision is not None and self.revision.is_before_the_head

    @property
    def may_submit(self) -> bool:
        return self._may(Action.SUBMITTED)

    @property
    def may_present(self) -> bool:
        return self._may(Action.PRESENTED)

    @property
    def may_take_back(self) -> bool:
        return self._may(Action.WITHDRAWN)

    @property
    def may_hand_back(self) -> bool:
        return self._may(Action.DECLINED)

    @property
    def may_extend(self) -> bool:
        is_needed = self.waits_for_unit or self.period.closes_on is not None
        return is_needed and may_be_extended(self.period) and may_extend(self.user, self.reporter)

    @property
    def may_recall(self) -> bool:
        return self._may(Action.RECALLED)

    def _may(self, action: Action) -> bool:
        """The move is possible as the report stands, and this person's to make."""
        return TRANSITIONS[action].is_possible_for(self._in_hand) and not self._objection(action)

    @property
    def content_code(self) -> str:
        """The code of what is stored; empty until the report is begun."""
        if self.revision is None:
            return ""
        answered = [row for row in self.rows if row.reading]
        return code_of(self.revision, [sheet_line(row.reading, row.allocation) for row in answered])

    @property
    def signed(self) -> File | None:
        """The signed sheet that shows what is stored."""
        return self.files.signed(self.content_code)

    @property
    def signed_otherwise(self) -> File | None:
        return self.files.signed_otherwise(self.content_code)

    @property
    def files_key(self) -> str:
        """Marks the part of the page with the files of the whole report."""
        return f"report-{self.period.pk}"

    def _objection(self, action: Action) -> str:
        if self.revision is not None:
            self.revision.content_code = self.content_code
        return str(objection(action, self.user, self._in_hand))

    @property
    def _in_hand(self) -> Revision:
        """Before it is begun, a draft as this person would begin it."""
        is_for_unit = enters_for(self.user, self.reporter)
        return self.revision or Revision(report=self.report, entered_for_unit=is_for_unit)

    @property
    def head_comment(self) -> str:
        """Why the head handed it back; it stays in sight until he agrees."""
        return self.revision.head_comment if self.revision and self.waits_for_unit else ""

    @property
    def is_handed_back(self) -> bool:
        """The head asked to look again, and it has not come before him since."""
        return bool(self.head_comment) and not self.is_before_the_head

    @property
    def may_ask_correction(self) -> bool:
        """The report is handed in, and this person speaks for its unit."""
        is_handed_in = self.revision is not None and self.revision.status in ASKABLE
        return is_handed_in and may_ask_correction(self.user, self.reporter)

    @property
    def is_accepted(self) -> bool:
        return self.revision is not None and self.revision.status == RevisionStatus.APPROVED

    @property
    def commented(self) -> list[EntryRow]:
        return [row for row in self.rows if row.is_commented]

    @property
    def texts(self) -> list[Text]:
        return [Text(self, name) for name in NARRATIVE_FIELDS]

    @property
    def wrong_texts(self) -> list[BoundField]:
        """Texts that were not taken: they cannot be, or somebody else changed them meanwhile."""
        return [box for box in self.narrative.boxes if box.errors or box.name in self.text_conflicts]

    @cached_property
    def history(self) -> list[Step]:
        return steps(self.events(), [row.allocation for row in self.rows])

    @property
    def spannable(self) -> ReadingForm | None:
        """A row that takes the year to date, where several do: the choice is offered for all at once."""
        forms = [row.form for row in self.rows if "span" in row.form.fields]
        return forms[0] if len(forms) > 1 else None

    @property
    def read_lines(self) -> list[ReadLine]:
        """What is unusual comes first."""
        former = changed_since_return(self.events(), self.revision, SENT_BACK) if self.revision else {}
        lines = [ReadLine.of(row, former) for row in self.rows]
        return sorted(lines, key=lambda line: not line.is_flagged)

    @property
    def sections(self) -> Iterator[Section]:
        for group, rows in groupby(self.rows, lambda row: row.target.group):
            yield Section(group, list(by_target(rows)))
