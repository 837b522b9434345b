"""What one revision of a report says otherwise than another: number by number, and the texts word by word."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from emulation.differences import Piece, word_differences
from emulation.numbers import format_number
from reports.answers import Answer, Numbers, answer_of
from reports.choices import Outlook, RevisionStatus
from reports.correcting.asked import granted_in
from reports.entries import STORED_FIELDS
from reports.models import ProgressReport, Reading, Revision
from reports.state_text import revision_text
from reports.tallies import bare_part, with_only_one
from targets.models import Allocation, Target
from targets.schedule import Schedule

ACCEPTED = {RevisionStatus.APPROVED, RevisionStatus.SUPERSEDED}


@dataclass(frozen=True, slots=True)
class ChangedWords:
    """One text in both revisions, laid into one."""

    label: str
    pieces: list[Piece]


@dataclass(frozen=True, slots=True)
class LineChange:
    """One number in both revisions; a reading is None where there was no answer, its answer likewise."""

    allocation: Allocation
    is_about_other: bool
    old: Reading | None
    new: Reading | None
    before: Answer | None
    after: Answer | None

    @property
    def target(self) -> Target:
        return self.allocation.target

    @property
    def is_changed(self) -> bool:
        if self.old is None or self.new is None:
            return self.old is not self.new
        return any(getattr(self.old, name) != getattr(self.new, name) for name in STORED_FIELDS)

    @property
    def has_other_number(self) -> bool:
        """Not only the words beside it changed."""
        return (self.before and self.before.numbers) != (self.after and self.after.numbers)

    @property
    def old_text(self) -> str:
        return self.before.full_text if self.before else _("no answer")

    @property
    def new_text(self) -> str:
        return self.after.full_text if self.after else _("no answer")

    @property
    def difference(self) -> str:
        """ "giảm 41", "tăng 0,22 điểm %"; empty where one of them has no number."""
        return self.after.against(self.before) if self.after and self.before else ""

    @property
    def words(self) -> list[ChangedWords]:
        """What is said beside the number, as far as it changed."""
        texts = (("note", _("Note")), ("outlook_reason", _("Reason for the outlook")))
        return [change for name, label in texts if (change := _words(label, self._of(name)))]

    @property
    def others(self) -> list[tuple[str, str, str]]:
        """The year's outlook and forecast as (label, old, new), as far as they changed."""
        told = [
            (_("Outlook"), *(str(Outlook(text).label) if text else "–" for text in self._of("outlook"))),
            (_("Expected for the whole year"), *(_number(value) for value in self._of("year_forecast"))),
        ]
        return [(label, old, new) for label, old, new in told if old != new]

    def _of(self, name: str) -> list[Any]:
        return [getattr(reading, name) if reading else "" for reading in (self.old, self.new)]


def _number(value: Any) -> str:
    return format_number(value) if isinstance(value, Decimal) else "–"


def _words(label: str, texts: Iterable[str]) -> ChangedWords | None:
    old, new = texts
    return ChangedWords(label, word_differences(old, new)) if old != new else None


@dataclass(frozen=True, slots=True)
class Changes:
    """`earlier` and `later` among the report's `revisions`, first to last; `lines` in the targets' order."""

    report: ProgressReport
    revisions: list[Revision]
    earlier: Revision
    later: Revision
    lines: list[LineChange]

    @property
    def states(self) -> list[tuple[Revision, str]]:
        """Each revision, from `with_requests`, with where it stands."""
        unit = self.report.reporter
        return [(each, revision_text(each, unit, granted_in(each))) for each in self.revisions]

    @property
    def changed(self) -> list[LineChange]:
        return [line for line in self.lines if line.is_changed]

    @property
    def number_count(self) -> int:
        return sum(line.has_other_number for line in self.lines)

    @property
    def unchanged(self) -> list[LineChange]:
        return [line for line in self.lines if not line.is_changed]

    @property
    def texts(self) -> list[ChangedWords]:
        """The unit's own sentences, as far as they changed."""
        labels = {
            "results": _("Results"),
            "difficulties": _("Difficulties and causes"),
            "proposals": _("Proposals"),
        }
        found = (
            _words(label, (getattr(self.earlier, name), getattr(self.later, name)))
            for name, label in labels.items()
        )
        return [change for change in found if change]


def pair(revisions: list[Revision], earlier: int | None, later: int | None) -> tuple[Revision, Revision]:
    """The two asked for by number, where they are not named the newest and the accepted one before it.

    `revisions` first to last, at least one. KeyError for a number that the report does not have.
    """
    by_number = {revision.number: revision for revision in revisions}
    second = by_number[later] if later is not None else revisions[-1]
    if earlier is not None:
        return by_number[earlier], second
    before = [revision for revision in revisions if revision.number < second.number]
    accepted = [revision for revision in before if revision.status in ACCEPTED]
    return next(iter([*accepted[::-1], *before[::-1]]), second), second


def changes_between(
    report: ProgressReport, revisions: list[Revision], earlier: Revision, later: Revision, schedule: Schedule
) -> Changes:
    """In two queries."""
    readings = Reading.objects.filter(revision__in={earlier.pk, later.pk}).select_related("entered_by")
    found = {(reading.revision_id, reading.allocation_id): reading for reading in readings}
    allocations = with_only_one(Allocation.objects.filter(pk__in={key for _revision, key in found}))
    ordered = allocations.select_related("target", "unit").order_by(
        "target__order", "target__code", "unit__order", "unit__code"
    )
    lines = [
        _line(
            report,
            allocation,
            found.get((earlier.pk, allocation.pk)),
            found.get((later.pk, allocation.pk)),
            schedule,
        )
        for allocation in ordered
    ]
    return Changes(report, revisions, earlier, later, lines)


def _line(
    report: ProgressReport,
    allocation: Allocation,
    old: Reading | None,
    new: Reading | None,
    schedule: Schedule,
) -> LineChange:
    part = bare_part(schedule, allocation, report.period.cut_off)
    before, after = (
        answer_of(Numbers.of(reading), part, schedule, report.period) if reading else None
        for reading in (old, new)
    )
    is_about_other = allocation.unit_id != report.reporter_id
    return LineChange(allocation, is_about_other, old, new, before, after)
