"""Lists of units, and what one unit has to do with the campaign."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject

from emulation.aggregates import JSONList
from reports.asking.asked import Asks, with_asks
from reports.asking.questions import request_name
from reports.due import ReportLine, report_lines
from reports.lines import Line, lines_of
from reports.plan_view import PlanChangeLine, plan_changes_of_all
from reports.progress import Row
from targets.models import Allocation, Campaign, Movement, Responsibility
from targets.schedule import Schedule
from units.models import Cluster, Unit


def taking_part(campaign: Campaign) -> QuerySet[Any]:
    """The units below the campaign's owner, by cluster and protocol order.

    Adds `target_count`, how many targets are given to the unit, and `lead_count`, how many it leads; a
    composite target counts once. And `entered_count`, for how many other units it enters figures.
    """
    target = Coalesce("allocations__target__parent", "allocations__target")
    of_campaign = Q(allocations__target__campaign=campaign)
    led = Q(led_targets__campaign=campaign, led_targets__parent=None)
    others = Q(reporting_allocations__target__campaign=campaign) & ~Q(
        reporting_allocations__unit=F("reporting_allocations__reporter")
    )
    units = Unit.objects.under(campaign.owner).exclude(pk=campaign.owner_id).select_related("cluster")
    counted = units.annotate(
        target_count=Count(target, filter=of_campaign, distinct=True),
        lead_count=Count("led_targets", filter=led, distinct=True),
        entered_count=Count("reporting_allocations__unit", filter=others, distinct=True),
    )
    return counted.order_by("cluster__order", "cluster__code", "order", "code")


def by_cluster(units) -> list[tuple[Cluster | None, list[Unit]]]:
    return [(cluster, list(members)) for cluster, members in groupby(units, lambda unit: unit.cluster)]


def with_duties(units: QuerySet[Any], campaign: Campaign) -> QuerySet[Any]:
    """Adds `duties`, those of section V that name the unit or nobody: a list of {code, text, order}.

    And `has_targets`: a reading about the unit, or to be entered by it, is expected.
    And what `Asks.of` takes.
    """
    named = Responsibility.units.through.objects.filter(responsibility=OuterRef("pk"))
    names_unit = Exists(named.filter(unit=OuterRef(OuterRef("pk"))))
    duties = Responsibility.objects.filter(~Exists(named) | names_unit, campaign=campaign)
    listed = (
        duties.order_by()
        .values("campaign")
        .annotate(listed=JSONList(JSONObject(code="code", text="text", order="order")))
        .values("listed")
    )
    allocated = Allocation.objects.filter(target__campaign=campaign).filter(
        Q(unit=OuterRef("pk")) | Q(reporter=OuterRef("pk"))
    )
    return with_asks(units.annotate(duties=Subquery(listed), has_targets=Exists(allocated)), campaign)


@dataclass(frozen=True, slots=True)
class UnitPage:
    """`lines` are the unit's own targets; `movements` is filled for units that have none to report on; `asks`
    is what it is asked for beside its reports."""

    unit: Any
    lines: list[Line]
    reports: list[ReportLine]
    movements: list[Movement]
    asks: Asks

    @classmethod
    def of(cls, unit: Any, rows: list[Row], schedule: Schedule) -> "UnitPage":
        periods = [period for period in schedule.periods if period.holds_readings]
        return cls(
            unit=unit,
            lines=lines_of(rows),
            reports=report_lines(periods, [unit]) if unit.has_targets else [],
            movements=[] if unit.has_targets else list(schedule.campaign.movements.all()),
            asks=Asks.of(unit, schedule),
        )

    @property
    def request_name(self) -> str:
        """What a question to this unit is called."""
        return request_name(self.unit.kind)

    @property
    def plan_changes(self) -> list[PlanChangeLine]:
        return plan_changes_of_all(line.row for line in self.lines)

    @property
    def in_hand(self) -> ReportLine | None:
        """The first report that it is the unit's turn to work on."""
        begun = (line for line in self.reports if line.waits_for_unit)
        return next(begun, None)

    @property
    def duties(self) -> list[dict]:
        return sorted(self.unit.duties or [], key=lambda duty: (duty["order"], duty["code"]))
