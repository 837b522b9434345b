"""What the chairman's page needs beside the report's facts: the period before, corrections, whom to ask."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef

from emulation.dates import end_of_day
from emulation.gathered import Gathered
from reports.answers import Numbers
from reports.choices import Basis, ReadingState, RevisionStatus
from reports.correcting.late import ACCEPTED, AcceptedAnswer, LateCorrection
from reports.documents.body import Facts
from reports.models import Reading
from reports.progress import Row, rows
from reports.remarks import Remarks, remarks
from targets.choices import PeriodKind
from targets.models import ReportingPeriod
from targets.schedule import Schedule
from units.choices import ContactKind
from units.models import Contact


@dataclass(frozen=True, slots=True)
class Around:
    """`before` is the period that the chairman was told of last, None for the first of the year; `earlier`
    the rows as of it, by the targets' keys; `corrections` what was corrected since he was told, by the
    allocations' keys; `contacts` whom to ask, by the units' keys."""

    before: ReportingPeriod | None = None
    earlier: Mapping[int, Row] = field(default_factory=dict)
    corrections: Mapping[int, list[LateCorrection]] = field(default_factory=dict)
    remarks: Remarks = field(default_factory=Remarks)
    contacts: Mapping[int, Contact] = field(default_factory=dict)


def around(schedule: Schedule, facts: Facts) -> Around:
    """Seven queries; two for the first period of the year."""
    before = period_before(schedule, facts.period)
    said = remarks(schedule, facts.period.cut_off, Basis.OFFICIAL)
    contacts = contacts_of({row.target.lead_id for row in facts.rows})
    if before is None:
        return Around(remarks=said, contacts=contacts)
    campaign = schedule.campaign
    earlier = rows(campaign, campaign.owner, before.cut_off, Basis.OFFICIAL, schedule=schedule)
    return Around(
        before=before,
        earlier={row.target.pk: row for row in earlier},
        corrections=corrected_since(schedule, before),
        remarks=said,
        contacts=contacts,
    )


def period_before(schedule: Schedule, period: ReportingPeriod) -> ReportingPeriod | None:
    """Before a month the month before; before any other the last that ended, the longest of several, months
    apart: before six months the first quarter."""
    is_month = period.kind == PeriodKind.MONTH
    ended = [
        each
        for each in schedule.periods
        if each.cut_off < period.cut_off and (each.kind == PeriodKind.MONTH) == is_month
    ]
    return min(ended, key=lambda each: (-each.cut_off.toordinal(), each.starts_on), default=None)


def corrected_since(schedule: Schedule, before: ReportingPeriod) -> dict[int, list[LateCorrection]]:
    """What became official otherwise after the report on `before` was due to the chairman, of `before` and
    earlier periods, by the allocations' keys; one query."""
    told_at = end_of_day(before.report_on)
    told = Reading.objects.filter(
        allocation=OuterRef("allocation"),
        revision__report=OuterRef("revision__report"),
        revision__status__in=ACCEPTED,
        revision__decided_at__lte=told_at,
    ).order_by("revision__decided_at")
    since = Reading.objects.filter(
        Exists(told),
        revision__status=RevisionStatus.APPROVED,
        revision__decided_at__gt=told_at,
        revision__report__period__cut_off__lte=before.cut_off,
        allocation__target__campaign=schedule.campaign,
    )
    answer = Gathered(told, state="state", value="value", base="base")
    periods = {period.pk: period for period in schedule.periods}
    found: dict[int, list[LateCorrection]] = {}
    for reading in since.annotate(told=answer).select_related("revision__report").order_by("pk"):
        old, new = _numbers(reading.told[-1]), AcceptedAnswer.of(reading)
        if old != new.numbers:
            correction = LateCorrection(periods[new.period], before, new.at, old, new.numbers)
            found.setdefault(reading.allocation_id, []).append(correction)
    return found


def _numbers(told: Mapping[str, Any]) -> Numbers:
    return Numbers(ReadingState(told["state"]), told["value"], told["base"])


def contacts_of(units: Iterable[int]) -> dict[int, Contact]:
    """Whom to telephone at each unit: its head rather than others, who has a number rather than who has none;
    one query."""
    found: dict[int, Contact] = {}
    for contact in sorted(Contact.objects.filter(unit__in=units), key=_precedence):
        found.setdefault(contact.unit_id, contact)
    return found


def _precedence(contact: Contact) -> tuple[bool, bool, int, int]:
    return (not contact.telephone, contact.kind != ContactKind.HEAD, contact.order, contact.pk)
