"""The reviewer's lines: each answer with what it changes.

Every figure comes from `reports.progress`, an answer by itself as well as the year to date.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case, Q, QuerySet, When
from django.utils.translation import gettext as _

from emulation.numbers import format_number, round_clear_of
from reports import wording
from reports.answers import Answer, Numbers, answer_of
from reports.choices import Basis, RevisionStatus
from reports.confirming.words import Words, with_words
from reports.correcting.asked import AskedCorrection, asked_in
from reports.correcting.late import (
    ACCEPTED,
    AcceptedAnswer,
    late_corrections,
    told_of_correction,
    told_of_row,
)
from reports.evidence.attached import File, Files, files_of
from reports.models import Reading, Revision, on_basis
from reports.permissions import confirming_unit
from reports.plan_view import of_plan_texts
from reports.progress import Row, own_row
from reports.review.effects import City, Effect
from reports.tallies import OF_REVISION, Part, parts_of_choices, with_only_one
from reports.typed import Typed, told
from reports.warnings.flags import Flag, flags_beside, watched
from targets.choices import Measure, OverTime
from targets.models import Allocation, ReportingPeriod, Target
from targets.models.target import owes
from targets.plan_history import tell_targets, with_plan_steps
from targets.schedule import Schedule
from units.models import Unit

SPEAKING = {RevisionStatus.SUBMITTED, RevisionStatus.APPROVED}
NOTHING_SAID = {wording.NONE, wording.SENSELESS}


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One line: what was answered, the period before, the year to date, what it was before a change.

    `reading` and `answer` are None where nothing was answered; `year` where the report does not speak yet.
    `is_changed`: written anew since it was accepted or sent back; `former` is then what it said, None for
    nothing. `typed` is a comment that was typed but not yet sent. `warnings` are raised by the numbers,
    `source` says where a figure comes from that was entered for the unit, `looks` why the line is looked at
    (`reports.review.order`). `speaker`: the unit whose word it takes; `files` are the figure's evidence.
    `asked` is a request to correct the number that waits, `proposed` what it asks for. `late` tells of a
    correction that changes, or has changed, the year to date of a period that was accepted before.
    `awaits_before`: the figure of the period before is not accepted yet. `effects`: what the city shows
    otherwise once the report is accepted.
    """

    allocation: Allocation
    is_about_other: bool
    reading: Reading | None = None
    answer: Answer | None = None
    before: Answer | None = None
    year: Row | None = None
    is_changed: bool = False
    former: Answer | None = None
    typed: str = ""
    warnings: tuple[Flag, ...] = ()
    source: str = ""
    looks: tuple[int, ...] = ()
    speaker: Unit | None = None
    files: list[File] = field(default_factory=list)
    asked: AskedCorrection | None = None
    proposed: Answer | None = None
    late: str = ""
    awaits_before: bool = False
    effects: tuple[Effect, ...] = ()

    @property
    def proposed_change(self) -> str:
        """What the number that was asked for differs from the one handed in: "giảm 41"."""
        return self.proposed.against(self.answer) if self.proposed and self.answer else ""

    @property
    def target(self) -> Target:
        return self.allocation.target

    @property
    def name(self) -> str:
        return self.allocation.unit.name if self.is_about_other else self.target.name

    @property
    def full_name(self) -> str:
        """With its unit, where lines of several targets stand among each other."""
        return f"{self.target.name} · {self.name}" if self.is_about_other else self.name

    @property
    def key(self) -> tuple[str, str]:
        """The codes of target and unit, by which the log names a line."""
        return self.target.code, self.allocation.unit.code

    @property
    def former_text(self) -> str:
        return self.former.full_text if self.former else _("no answer")

    @property
    def change(self) -> str:
        """Against the period before: "giảm 41", "tăng 0,22 điểm %"; empty where one has no number."""
        return self.answer.against(self.before) if self.answer and self.before else ""

    @property
    def last_year(self) -> str:
        """Of an amount against the same period of last year; a growth is that comparison itself."""
        if self.answer is None or self.answer.row is None or self.target.measure != Measure.AMOUNT:
            return ""
        text = wording.growth_text(self.answer.row)
        return "" if text in NOTHING_SAID else text

    @property
    def last_year_value(self) -> Decimal | None:
        is_amount = self.target.measure == Measure.AMOUNT
        return self.answer.row.base if is_amount and self.answer and self.answer.row else None

    @property
    def year_to_date(self) -> str:
        """Where periods add up; elsewhere the answer itself is the year's figure."""
        return wording.figure_text(self.year) if self.year and self.target.over_time == OverTime.SUM else ""

    @property
    def of_plan(self) -> str:
        """The year to date against the unit's own level, where it has one."""
        return "; ".join(of_plan_texts(self.year)) if self.year else ""

    @property
    def has_notes(self) -> bool:
        """Words beside the number, the unit's or those of Home Affairs."""
        reading = self.reading
        return reading is not None and bool(
            reading.note
            or reading.outlook
            or reading.review_comment
            or self.forecast
            or self.warnings
            or self.source
            or self.typed_text
        )

    @property
    def typed_text(self) -> str:
        """How the number was typed, where not as it stands."""
        typed = Typed.of(self.reading.typed) if self.reading else None
        return told(typed, self.target, self.year.value if self.year else None) if typed else ""

    @property
    def words(self) -> Words:
        """What the unit concerned has said of the figure."""
        return Words.of(self.reading)

    @property
    def is_objected(self) -> bool:
        word = self.words.standing
        return word is not None and word.is_objection

    @property
    def is_unconfirmed(self) -> bool:
        return self.reading is not None and self.speaker is not None and self.words.standing is None

    @property
    def forecast(self) -> str:
        if self.reading is None or self.reading.year_forecast is None:
            return ""
        shown = round_clear_of(self.reading.year_forecast, self.target.decimals, [])
        return wording.with_unit(format_number(shown), self.target.unit_of_measure)


class _Found:
    """Readings by allocation: `current`, `accepted` (where the revision is its correction), `before`.

    `official` are all that were ever accepted, of whatever period.
    """

    def __init__(self, revision: Revision, readings: Iterable[Any]) -> None:
        self.current: dict[int, Reading] = {}
        self.accepted: dict[int, Reading] = {}
        self.before: dict[int, Reading] = {}
        self.official: dict[int, list[Reading]] = {}
        for reading in readings:
            if reading.revision_id == revision.pk:
                self.current[reading.allocation_id] = reading
            elif reading.is_before:
                self.before[reading.allocation_id] = reading
            elif reading.revision.report_id == revision.report_id and _speaks(reading):
                self.accepted[reading.allocation_id] = reading
            if reading.revision.status in ACCEPTED:
                self.official.setdefault(reading.allocation_id, []).append(reading)


def _speaks(reading: Reading) -> bool:
    return reading.revision.status == RevisionStatus.APPROVED


@dataclass(frozen=True, slots=True)
class _Lines:
    """What lines are made of: see `rows_of`; `parts` are the allocations with their tallies."""

    revision: Any
    schedule: Schedule
    changed: dict[tuple[str, str], dict | None]
    found: _Found
    flags: dict[int, list[Flag]]
    parts: dict[int, Part]
    files: Files
    asked: dict[int, AskedCorrection]
    effects: dict[int, tuple[Effect, ...]]

    def line(self, allocation: Allocation) -> ReviewRow:
        reading = self.found.current.get(allocation.pk)
        before = self.found.before.get(allocation.pk)
        is_changed, former = self._former(allocation, reading)
        asked = self.asked.get(allocation.pk)
        return ReviewRow(
            allocation=allocation,
            is_about_other=allocation.unit_id != self.revision.report.reporter_id,
            reading=reading,
            answer=self._answer(allocation, Numbers.of(reading)) if reading else None,
            before=self._answer(allocation, Numbers.of(before)) if before else None,
            year=self._year(allocation) if reading and self._speaks_for(allocation) else None,
            is_changed=is_changed,
            former=self._answer(allocation, former) if former else None,
            warnings=tuple(self.flags.get(allocation.pk, ())),
            speaker=confirming_unit(self.revision.report.reporter, allocation),
            files=self.files.of_line(allocation.pk),
            asked=asked,
            proposed=self._answer(allocation, asked.numbers) if asked else None,
            late=self._late(allocation, reading, former) if reading else "",
            awaits_before=before is not None and not _speaks(before),
            effects=self.effects.get(allocation.target_id, ()),
        )

    def _answer(self, allocation: Allocation, numbers: Numbers) -> Answer:
        return answer_of(numbers, self.parts[allocation.pk], self.schedule, self.revision.report.period)

    def _speaks_for(self, allocation: Allocation) -> bool:
        """The report has a figure of the year: its own, or the accepted one while it is corrected."""
        return self.revision.status in SPEAKING or allocation.pk in self.found.accepted

    def _year(self, allocation: Allocation) -> Row:
        return own_row(self.parts[allocation.pk], self.schedule, self.revision.report.period.cut_off)

    def _late(self, allocation: Allocation, reading: Reading, former: Numbers | None) -> str:
        if allocation.target.over_time != OverTime.SUM:
            return ""
        period, part = self.revision.report.period, self.parts[allocation.pk]
        official = self.found.official.get(allocation.pk, [])
        if self.revision.status == RevisionStatus.SUBMITTED and self.revision.corrects and former:
            later = [each for each in official if _speaks(each) and _cut_off(each) > period.cut_off]
            ordered = sorted(later, key=_cut_off)
            return told_of_correction(part, former, period, ordered, Numbers.of(reading), self.schedule)
        if self.revision.status != RevisionStatus.APPROVED:
            return ""
        corrections = late_corrections(map(AcceptedAnswer.of, official), period, self.schedule)
        return told_of_row(own_row(part, self.schedule, period.cut_off), {allocation.pk: corrections})

    def _former(self, allocation: Allocation, reading: Reading | None) -> tuple[bool, Numbers | None]:
        """Whether the line was changed, and what it said: as accepted, else as it was last sent back."""
        key = (allocation.target.code, allocation.unit.code)
        if self.revision.corrects:
            accepted = self.found.accepted.get(allocation.pk)
            former = Numbers.of(accepted) if accepted else None
        elif key in self.changed:
            facts = self.changed[key]
            former = Numbers.logged(facts) if facts else None
        else:
            return False, None
        return former != (Numbers.of(reading) if reading else None), former


def _cut_off(reading: Reading) -> date:
    return reading.revision.report.period.cut_off


def rows_of(
    revision: Any, schedule: Schedule, changed: dict[tuple[str, str], dict | None]
) -> list[ReviewRow]:
    """A line for everything owed or answered in the revision, in the targets' and units' order.

    `revision` with `corrects` and `requests`; `changed` as from `reports.history.changed_since_return`.
    Three queries, four where the report waits.
    """
    report = revision.report
    of_cut_off = list(_allocations(revision))
    tell_targets(of_cut_off)
    flags = flags_beside(revision, of_cut_off, schedule.campaign.options.checks)
    allocations = [each for each in of_cut_off if each.target.frequency == report.period.kind]
    city = City(revision, schedule, allocations)
    own = (allocations, report.period.cut_off, on_basis(Basis.PROVISIONAL, OF_REVISION))
    parts, *of_city = parts_of_choices(schedule, [own, *city.choices])
    found = _Found(revision, _readings(revision, _before(schedule, report.period), allocations))
    waiting = {asked.allocation: asked for asked in asked_in(revision) if asked.can_be_granted}
    lines = _Lines(
        revision, schedule, changed, found, flags, parts, files_of(revision), waiting, city.effects(of_city)
    )
    return [lines.line(allocation) for allocation in allocations]


def _allocations(revision: Revision) -> QuerySet[Allocation]:
    """What the reporter owes for the cut-off, and what it answered although it owes it no longer."""
    report = revision.report
    of_cut_off = Q(target__campaign__periods__cut_off=report.period.cut_off)
    owed = Allocation.objects.filter(
        owes(), of_cut_off, reporter=report.reporter, target__campaign=report.period.campaign_id
    )
    answered = Reading.objects.filter(revision=revision)
    wanted = Q(pk__in=owed.order_by().values("pk")) | Q(pk__in=answered.values("allocation"))
    known = watched(Allocation.objects.filter(wanted), report.period.cut_off, report.period.pk)
    found = with_plan_steps(with_only_one(known), "target").select_related(
        "target__group", "target__lead", "unit"
    )
    return found.order_by("target__order", "target__code", "unit__order", "unit__code")


def _before(schedule: Schedule, period: ReportingPeriod) -> ReportingPeriod | None:
    earlier = [other for other in schedule.of(period.kind) if other.cut_off < period.cut_off]
    return earlier[-1] if earlier else None


def _readings(
    revision: Revision, before: ReportingPeriod | None, allocations: Iterable[Allocation]
) -> QuerySet[Reading]:
    """Of this revision, of the period before (`is_before`), and all that were ever accepted."""
    of_before = Q(revision__report__period=before, allocation__in=allocations) if before else Q(pk__in=[])
    is_before = of_before & on_basis(Basis.PROVISIONAL, "revision__")
    marked = Reading.objects.annotate(is_before=Case(When(is_before, then=True), default=False))
    official = Q(allocation__in=allocations, revision__status__in=ACCEPTED)
    wanted = with_words(marked).filter(Q(revision=revision) | Q(is_before=True) | official)
    return wanted.select_related("revision__report__period", "entered_by")
