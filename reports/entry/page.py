"""The page on which a unit enters: all its reports with one cut-off, row by row, with what stood before.

It asks nothing of the database: `reports.entry.loading` has brought everything.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.forms import BoundField

from emulation.dates import now, today
from reports.due_text import report_name, turn_left
from reports.entry.rows import EntryRow
from reports.entry.sheet import Sheet
from reports.entry.source_form import SourceForm
from reports.permissions import belongs_to, may_enter
from targets.models import ReportingPeriod
from units.models import Unit, User
from units.permissions import is_head_of


@dataclass
class EntryPage:
    """Everything on the page. `source_form` is there for who enters on the unit's behalf.

    `typed_word` is what the head wrote and could not yet hand back, `word_error` why. `origin`: what the log
    says of where the rows come from, other than this page.
    """

    unit: Unit
    cut_off: date
    user: User
    sheets: list[Sheet]
    source_form: SourceForm | None
    typed_word: str = ""
    word_error: str = ""
    origin: str = ""

    def of_period(self, period: ReportingPeriod) -> Sheet | None:
        return next((sheet for sheet in self.sheets if sheet.period.pk == period.pk), None)

    @property
    def opened_at(self) -> datetime:
        """The site's local time, by which the page's script says since when something lies unsent."""
        return now()

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
        return belongs_to(self.user, self.unit)

    @property
    def may_enter(self) -> bool:
        return may_enter(self.user, self.unit)

    @property
    def to_submit(self) -> list[Sheet]:
        """What goes to Home Affairs when this person submits: what lies before the head, else everything.

        Not what its head has just handed back to the staff.
        """
        ready = [sheet for sheet in self.sheets if sheet.may_submit and sheet.is_in_time]
        if self.reads_as_head:
            ready = [sheet for sheet in ready if not sheet.is_handed_back]
        return [sheet for sheet in ready if sheet.is_before_the_head] or ready

    @property
    def to_present(self) -> list[Sheet]:
        """What goes to the head with the next step of this person, who may not submit it himself."""
        sheets = (sheet for sheet in self.sheets if sheet.may_present and not sheet.may_submit)
        return [sheet for sheet in sheets if sheet.is_in_time]

    @property
    def to_hand_on(self) -> list[Sheet]:
        """To Home Affairs or to the head, whichever is this person's to do."""
        return self.to_submit or self.to_present

    @property
    def to_take_back(self) -> list[Sheet]:
        return [sheet for sheet in self.sheets if sheet.may_take_back]

    @property
    def to_hand_back(self) -> list[Sheet]:
        return [sheet for sheet in self.sheets if sheet.may_hand_back]

    @property
    def is_before_the_head(self) -> bool:
        return any(sheet.is_before_the_head for sheet in self.sheets)

    @property
    def reads_as_head(self) -> bool:
        """The head, who enters nothing here: he reads what it says, and says what he thinks of it."""
        return is_head_of(self.user, self.unit) and not self.may_enter

    @property
    def is_handed_back(self) -> bool:
        return any(sheet.is_handed_back for sheet in self.sheets)

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
        return turn_left(self.sheets, self.due_on, today())

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
    def why_refused(self) -> str:
        """Why nothing could be taken from what was typed, however right it is; empty where it could."""
        if self.source_form is not None and self.source_form.errors:
            return " ".join(self.source_form.errors.get("source", []))
        return next((sheet.refusal_text for sheet in self.sheets if sheet.was_refused), "")

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
