"""A period that is corrected after a later one was accepted changes every later figure of the year.

Nothing of it is stored: when a revision was accepted, and what it said, is all that is needed. It concerns
numbers that are added up over the year; where the latest one counts, an earlier one moves nothing later.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from emulation.dates import short_date
from reports import wording
from reports.answers import Numbers
from reports.choices import RevisionStatus
from reports.models import Reading
from reports.progress import Row, own_row, with_parts
from reports.tallies import Part
from targets.choices import OverTime
from targets.models import ReportingPeriod
from targets.schedule import Schedule

ACCEPTED = (RevisionStatus.APPROVED, RevisionStatus.SUPERSEDED)


@dataclass(frozen=True, slots=True)
class AcceptedAnswer:
    """What became official about one allocation and period, and when."""

    period: int
    at: datetime
    numbers: Numbers

    @classmethod
    def of(cls, reading: Reading) -> "AcceptedAnswer":
        revision = reading.revision
        if revision.decided_at is None:
            raise ValueError("Only what was accepted became official.")
        return cls(revision.report.period_id, revision.decided_at, Numbers.of(reading))


@dataclass(frozen=True, slots=True)
class LateCorrection:
    """`period` said `old` when `after` was first accepted; since `at` it says `new`."""

    period: ReportingPeriod
    after: ReportingPeriod
    at: datetime
    old: Numbers
    new: Numbers


def late_corrections(
    answers: Iterable[AcceptedAnswer], later: ReportingPeriod, schedule: Schedule
) -> list[LateCorrection]:
    """What was corrected before `later` after that was first accepted, of one allocation; the earliest first.

    `answers` are all that became official about the allocation, of whatever period.
    """
    by_period: dict[int, list[AcceptedAnswer]] = {}
    for answer in sorted(answers, key=lambda answer: answer.at):
        by_period.setdefault(answer.period, []).append(answer)
    if later.pk not in by_period:
        return []
    told_at = by_period[later.pk][0].at
    earlier = [each for each in schedule.of(later.kind) if each.cut_off < later.cut_off]
    found = (_corrected(by_period.get(period.pk, []), period, later, told_at) for period in earlier)
    return [correction for correction in found if correction]


def _corrected(
    own: list[AcceptedAnswer], period: ReportingPeriod, later: ReportingPeriod, told_at: datetime
) -> LateCorrection | None:
    before = [answer for answer in own if answer.at <= told_at]
    if not before or before[-1].numbers == own[-1].numbers:
        return None
    return LateCorrection(period, later, own[-1].at, before[-1].numbers, own[-1].numbers)


def without(part: Part, corrections: Iterable[LateCorrection]) -> Part:
    """The part as it stood before these corrections, everything else being as it is."""
    tally = part.tally
    value, base = tally.value_sum or Decimal(0), tally.base_sum or Decimal(0)
    counted, bases = tally.counted, tally.bases
    for each in corrections:
        value += (each.old.value or 0) - (each.new.value or 0)
        base += (each.old.base or 0) - (each.new.base or 0)
        counted += (each.old.value is not None) - (each.new.value is not None)
        bases += (each.old.base is not None) - (each.new.base is not None)
    before = replace(
        tally,
        value_sum=value if counted else None,
        base_sum=base if bases else None,
        counted=counted,
        bases=bases,
    )
    return replace(part, tally=before)


def row_before(row: Row, corrections: Mapping[int, list[LateCorrection]]) -> Row:
    """The row without the corrections, which are given by the keys of its allocations."""
    parts = [without(part, corrections.get(part.allocation.pk, [])) for part in row.parts]
    return with_parts(row, parts)


def told(corrections: Iterable[LateCorrection], old: str, new: str) -> str:
    """ "quý I/2024 đính chính ngày 20/7/2024, sau khi đã duyệt quý II/2024: lũy kế thay đổi từ 80 thành 85".

    Empty where nothing was corrected; without the figures where they read alike.
    """
    given = list(corrections)
    if not given:
        return ""
    words = {"what": what_and_when(given), "later": given[0].after.name}
    said = _("%(what)s, after %(later)s had been accepted") % words
    if old == new:
        return said
    changed = _("%(said)s: the year to date changed from %(old)s to %(new)s")
    return changed % {"said": said, "old": old, "new": new}


def what_and_when(corrections: Iterable[LateCorrection]) -> str:
    """ "quý I/2024 đính chính ngày 20/7/2024"; of several the periods and the last day."""
    given = list(corrections)
    periods = sorted({each.period.pk: each.period for each in given}.values(), key=lambda each: each.cut_off)
    last = timezone.localtime(max(each.at for each in given), timezone.get_default_timezone())
    words = {"periods": ", ".join(period.name for period in periods), "day": short_date(last)}
    return _("%(periods)s corrected on %(day)s") % words


def told_of_row(row: Row, corrections: Mapping[int, list[LateCorrection]]) -> str:
    """Of the figure of a row, as of its last ended period."""
    own = [each for part in row.parts for each in corrections.get(part.allocation.pk, [])]
    if not own:
        return ""
    return told(own, wording.figure_text(row_before(row, corrections)), wording.figure_text(row))


def told_of_correction(
    part: Part, old: Numbers, period: ReportingPeriod, later: list[Reading], new: Numbers, schedule: Schedule
) -> str:
    """What a correction that is not accepted yet will change: the year to date of the last later period.

    `part` stands as of `period` and holds `new`; `later` are the accepted readings of the periods after it,
    first to last.
    """
    if not later or part.allocation.target.over_time != OverTime.SUM:
        return ""
    last = _period_of(later[-1], schedule)
    change = LateCorrection(period, last, timezone.now(), old, new)
    after, before = (_followed(each, later, schedule) for each in (part, without(part, [change])))
    texts = [wording.figure_text(own_row(each, schedule, last.cut_off)) for each in (before, after)]
    if texts[0] == texts[1]:
        return ""
    words = {"later": last.name, "old": texts[0], "new": texts[1]}
    return _("%(later)s is accepted: its year to date changes from %(old)s to %(new)s") % words


def _followed(part: Part, later: Iterable[Reading], schedule: Schedule) -> Part:
    for reading in later:
        if reading.value is not None:
            part = part.with_answer(_period_of(reading, schedule), reading.value, reading.base)
    return part


def _period_of(reading: Reading, schedule: Schedule) -> ReportingPeriod:
    key = reading.revision.report.period_id
    return next(period for period in schedule.periods if period.pk == key)
