"""The first half of 2024 as the city might have reported it: dull figures, a late unit, one that waits."""

from datetime import UTC, datetime
from decimal import Decimal

from reports.models import Reading, Revision
from targets.choices import Entry, Frequency, Measure
from targets.models import Allocation, Campaign, ReportingPeriod
from tests.factories import ProgressReportFactory, RevisionFactory, UserFactory
from units.models import Unit

# 10:15 on 18 June in Vietnam.
MOMENT = datetime(2024, 6, 18, 3, 15, tzinfo=UTC)
LATE, WAITING, TELLING = "X-QL", "P-HVT", "X-MP"
QUARTER = "2024-Q2"
LONG_WORD = "Ộ" * 400
TEXTS = {
    "results": f"<script>alert(1)</script> <style>p{{background:url(http://x)}}</style> {LONG_WORD}",
    "difficulties": "Một số hộ chưa đồng thuận hiến đất.\nKinh phí đối ứng còn hạn chế.",
    "proposals": "Đề nghị bố trí kinh phí hỗ trợ xây dựng nhà văn hóa thôn.",
}
NUMBERS = {
    Measure.AMOUNT: (Decimal("10.5"), Decimal(10)),
    Measure.SHARE: (Decimal(985), Decimal(1000)),
    Measure.GROWTH: (Decimal(19), Decimal(20)),
    Measure.POINTS: (Decimal(20), Decimal(1000)),
    Measure.CHANGE: (Decimal("41.8"), Decimal("41.2")),
}


def report_half_year(campaign: Campaign) -> None:
    """Everything due by 14/6/2024, accepted, save the quarter of LATE (nothing) and WAITING (submitted)."""
    person = UserFactory()
    reporters = Unit.objects.filter(reporting_allocations__target__campaign=campaign).distinct()
    for period in campaign.periods.filter(kind__in=Frequency.values, cut_off__lte="2024-06-14"):
        for unit in reporters:
            if (unit.code, period.code) != (LATE, QUARTER):
                _report(unit, period, person)


def _report(unit: Unit, period: ReportingPeriod, person) -> None:
    allocations = list(Allocation.objects.owed_by(unit, period).select_related("target"))
    if not allocations:
        return
    waits = (unit.code, period.code) == (WAITING, QUARTER)
    told = TEXTS if (unit.code, period.code) == (TELLING, QUARTER) else {}
    report = ProgressReportFactory(reporter=unit, period=period, first_submitted_at=MOMENT)
    state = {"submitted" if waits else "approved": True}
    revision: Revision = RevisionFactory(
        report=report, created_by=person, submitted_by=person, submitted_at=MOMENT, **state, **told
    )
    Reading.objects.bulk_create(_reading(revision, allocation, person) for allocation in allocations)


def _reading(revision: Revision, allocation: Allocation, person) -> Reading:
    target = allocation.target
    value, base = NUMBERS[Measure(target.measure)]
    if target.entry == Entry.YES_NO:
        value = Decimal(1)
    elif target.entry == Entry.INTEGER:
        value = value.to_integral_value()
    return Reading(
        revision=revision,
        allocation=allocation,
        value=value,
        base=base if target.takes_base else None,
        entered_by=person,
        is_estimate=target.frequency == Frequency.MONTH,
    )
