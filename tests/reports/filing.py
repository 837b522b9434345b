"""What units filed, in few words: answers by target and unit, for a period, as revisions of their reports."""

from decimal import Decimal

from reports.choices import ReadingState
from reports.models import ProgressReport, Reading, Revision
from targets.models import Allocation, Campaign, ReportingPeriod
from tests.factories import RevisionFactory

NOTHING_AROSE, UNAVAILABLE = ReadingState.NOTHING_AROSE, ReadingState.UNAVAILABLE


def file(
    campaign: Campaign, period: str, answers: dict, status: str = "approved", **common
) -> list[Revision]:
    """File the answers, `{(target, unit): answer}`, as the next revision of every report that they fall in.

    An answer is a value, (value, base) or a state; nothing arose takes (state, base) too. What was approved
    before gives way to what is approved now. `common` holds other fields of every reading.
    """
    kept = ReportingPeriod.objects.get(campaign=campaign, code=period)
    by_reporter: dict = {}
    given = Allocation.objects.filter(target__campaign=campaign).select_related("target", "unit", "reporter")
    for allocation in given:
        key = (allocation.target.code, allocation.unit.code)
        if key in answers:
            by_reporter.setdefault(allocation.reporter, {})[allocation] = answers[key]
    assert sum(map(len, by_reporter.values())) == len(answers), "an answer without an allocation"
    return [_revision(kept, unit, of_unit, status, common) for unit, of_unit in by_reporter.items()]


def _revision(period, reporter, answers, status, common) -> Revision:
    report, _ = ProgressReport.objects.get_or_create(reporter=reporter, period=period)
    if status == "approved":
        report.revisions.filter(status="approved").update(status="superseded")
    filled = {status: True} if status in ("submitted", "approved") else {"status": status}
    number = report.revisions.count() + 1
    revision = RevisionFactory(report=report, number=number, **filled)
    Reading.objects.bulk_create(_reading(revision, *answer, common) for answer in answers.items())
    return revision


def _reading(revision, allocation, answer, common) -> Reading:
    first, base = answer if isinstance(answer, tuple) else (answer, None)
    state = first if isinstance(first, ReadingState) else ReadingState.REPORTED
    value = {NOTHING_AROSE: 0, UNAVAILABLE: None}.get(state, first)
    if state == NOTHING_AROSE and base is None and allocation.target.needs_base:
        base = 0
    return Reading(
        revision=revision,
        allocation=allocation,
        state=state,
        value=None if value is None else Decimal(value),
        base=None if base is None else Decimal(base),
        note="chưa thống kê" if state == UNAVAILABLE else "",
        entered_by=revision.created_by,
        **common,
    )
