"""Who reads the pages of figures in tests, and reports with an answer for everything."""

from datetime import date
from decimal import Decimal

from django.test import Client

from reports.choices import Basis
from reports.models import Revision
from reports.progress import rows
from targets.models import Allocation, Campaign, ReportingPeriod
from tests.factories import (
    MembershipFactory,
    ProgressReportFactory,
    ReadingFactory,
    RevisionFactory,
    UserFactory,
)
from units.choices import Role
from units.models import Unit

Q2_CUT_OFF = date(2024, 6, 14)


def signed_in(role: Role, unit: Unit) -> Client:
    client = Client()
    client.force_login(MembershipFactory(role=role, unit=unit).user)
    return client


def answer(reporter: Unit, period: ReportingPeriod, **state) -> Revision:
    """A report with an answer for everything that it owes; accepted unless told otherwise."""
    state = state or {"approved": True}
    report = ProgressReportFactory(reporter=reporter, period=period)
    revision = RevisionFactory(report=report, submitted_by=UserFactory(), **state)
    for allocation in Allocation.objects.owed_by(reporter, period).select_related("target"):
        base = Decimal(40) if allocation.target.takes_base else None
        ReadingFactory(revision=revision, allocation=allocation, value=Decimal(30), base=base)
    return revision


def answer_all(period: ReportingPeriod, *, but: Unit) -> None:
    owing = Allocation.objects.owed_in(period).values("reporter")
    for reporter in Unit.objects.filter(pk__in=owing).exclude(pk=but.pk):
        answer(reporter, period)


def city_rows(campaign: Campaign, basis: Basis = Basis.OFFICIAL):
    return {row.target.code: row for row in rows(campaign, campaign.owner, Q2_CUT_OFF, basis)}
