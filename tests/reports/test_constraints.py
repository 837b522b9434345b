"""What the database itself refuses about reports, revisions and readings, past every form."""

from decimal import Decimal

import pytest

from emulation.dates import now
from reports.choices import Outlook, ReadingState, RevisionStatus
from reports.models import Reading, Revision, StatusOverride
from tests.constraints import refused_by
from tests.factories import (
    ProgressReportFactory,
    ReadingFactory,
    RevisionFactory,
    StatusOverrideFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def test_report_once_a_period():
    report = ProgressReportFactory()
    ProgressReportFactory(reporter=report.reporter)
    ProgressReportFactory(period=report.period)

    with refused_by("report_once_a_period"):
        ProgressReportFactory(reporter=report.reporter, period=report.period)


def test_revision_number_unique():
    revision = RevisionFactory(approved=True)

    with refused_by("revision_number_unique"):
        RevisionFactory(report=revision.report, number=revision.number)


def test_revision_one_approved():
    revision = RevisionFactory(superseded=True)
    RevisionFactory(report=revision.report, number=2, approved=True)

    with refused_by("revision_one_approved"):
        RevisionFactory(report=revision.report, number=3, approved=True)


@pytest.mark.parametrize("first", [RevisionStatus.DRAFT, RevisionStatus.RETURNED, RevisionStatus.SUBMITTED])
@pytest.mark.parametrize("second", [{}, {"status": RevisionStatus.RETURNED}, {"submitted": True}])
def test_revision_one_open(first, second):
    approved = RevisionFactory(approved=True)
    RevisionFactory(
        report=approved.report,
        number=2,
        submitted=True,
        status=first,
    )

    with refused_by("revision_one_open"):
        RevisionFactory(report=approved.report, number=3, **second)


@pytest.mark.parametrize("status", [RevisionStatus.APPROVED, RevisionStatus.SUPERSEDED])
@pytest.mark.parametrize("missing", ["decided_by", "decided_at"])
def test_revision_approved_by_someone(status, missing):
    RevisionFactory()
    decision = {"decided_by": UserFactory(), "decided_at": now(), missing: None}

    with refused_by("revision_approved_by_someone"):
        Revision.objects.update(status=status, **decision)


@pytest.mark.parametrize(
    "values",
    [
        {"submitted_by": None},
        {"submitted_at": None},
        {"status_before": ""},
        {"status_before": RevisionStatus.SUBMITTED},
        {"status_before": RevisionStatus.APPROVED},
    ],
)
def test_revision_submitted_by_someone(values):
    RevisionFactory(submitted=True)

    with refused_by("revision_submitted_by_someone"):
        Revision.objects.update(**values)


def test_revision_source_when_entered_for():
    RevisionFactory(entered_for_unit=True, source="Điện thoại ngày 17/6")

    with refused_by("revision_source_when_entered_for"):
        Revision.objects.update(source="")


def test_reading_once():
    reading = ReadingFactory()
    later = RevisionFactory(report=reading.revision.report, number=2, approved=True)
    ReadingFactory(revision=later, allocation=reading.allocation)

    with refused_by("reading_once"):
        ReadingFactory(revision=reading.revision, allocation=reading.allocation)


def test_reading_reported_has_value():
    ReadingFactory(state=ReadingState.REPORTED, value=0)

    with refused_by("reading_reported_has_value"):
        Reading.objects.update(value=None)


@pytest.mark.parametrize("value", [Decimal("0.0001"), Decimal(-1), None])
def test_reading_nothing_arose_is_zero(value):
    ReadingFactory(state=ReadingState.NOTHING_AROSE, value=0, base=0)

    with refused_by("reading_nothing_arose_is_zero"):
        Reading.objects.update(value=value)


@pytest.mark.parametrize("values", [{"value": 0}, {"base": 0}, {"note": ""}])
def test_reading_unavailable_has_reason(values):
    ReadingFactory(state=ReadingState.UNAVAILABLE, value=None, note="Chờ số liệu của Chi cục Thống kê")

    with refused_by("reading_unavailable_has_reason"):
        Reading.objects.update(**values)


@pytest.mark.parametrize("outlook", [Outlook.HARD, Outlook.WONT])
def test_reading_poor_outlook_has_reason(outlook):
    ReadingFactory(outlook=Outlook.WILL)

    with refused_by("reading_poor_outlook_has_reason"):
        Reading.objects.update(outlook=outlook)


def test_override_once():
    override = StatusOverrideFactory()
    StatusOverrideFactory(period=override.period)

    with refused_by("override_once"):
        StatusOverrideFactory(period=override.period, target=override.target)


def test_override_has_reason():
    StatusOverrideFactory()

    with refused_by("override_has_reason"):
        StatusOverride.objects.update(reason="")
