"""How far reports are: of all units (queue and matrix of Home Affairs) and of one (My reports)."""

from collections.abc import Callable, Iterable
from functools import partial

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from emulation.tables import Cell, Column, Kind, Table
from reports.due import ReportLine
from reports.lists.heading import heading_now
from reports.lists.units import cluster_name
from reports.review.cells import told
from reports.review.matrix import ROW_TOTALS, Matrix, MatrixRow
from reports.review.queue import Queue
from targets.models import Campaign
from units.models import Unit


def queue_reports(queue: Queue, campaign: Campaign) -> Table:
    """The list of the desk, by its filters."""
    name = _("How far the reports of %(period)s are") % {"period": queue.title}
    return Table(name, [*_unit_columns(), *_columns()], queue.shown, heading_now(campaign, name), frozen=2)


def unit_reports(lines: Iterable[ReportLine], unit: Unit, campaign: Campaign) -> Table:
    name = _("How far the reports of %(unit)s are") % {"unit": unit.name}
    return Table(name, _columns(), lines, heading_now(campaign, name))


def _unit_columns() -> list[Column]:
    return [
        Column("code", _("Code"), lambda line: line.reporter.code, width=10),
        Column("unit", _("Unit"), lambda line: line.reporter.name, width=32),
        Column("cluster", _("Cluster"), lambda line: cluster_name(line.reporter), width=26),
    ]


def _columns() -> list[Column]:
    return [
        Column("period", _("Period"), lambda line: line.period.name, width=18),
        Column("cut_off", _("Cut-off"), lambda line: line.period.cut_off, Kind.DATE, 12),
        Column("due_on", _("Due"), lambda line: line.period.due_on, Kind.DATE, 12),
        Column("extended_until", _("Extended to"), lambda line: line.extended_until, Kind.DATE, 12),
        Column("state", pgettext("report", "State"), lambda line: line.state_text, width=26),
        Column("late", pgettext("report", "Late"), lambda line: line.is_late, Kind.YES_NO, 9),
        Column("overdue", pgettext("report", "Overdue"), lambda line: line.is_overdue, Kind.YES_NO, 9),
        Column(
            "under_correction",
            pgettext("report", "Under correction"),
            lambda line: line.under_correction,
            Kind.YES_NO,
            12,
        ),
        Column("answered", _("Answered"), lambda line: line.answered, Kind.WHOLE, 10),
        Column("owed", pgettext("answers", "Owed"), lambda line: line.owed, Kind.WHOLE, 10),
        Column("first_submitted_at", _("First submitted"), _first_submitted_at, Kind.MOMENT, 18),
        Column(
            "accepted_at",
            pgettext("event", "Accepted"),
            lambda line: line.accepted.decided_at if line.accepted else None,
            Kind.MOMENT,
            18,
        ),
    ]


def _first_submitted_at(line: ReportLine) -> Cell:
    return line.report.first_submitted_at if line.report else None


def matrix_reports(matrix: Matrix) -> Table:
    """A row for each unit, a column for each period, by its code in JSON."""
    columns = [
        Column("code", _("Code"), lambda row: row.unit.code, width=10),
        Column("unit", _("Unit"), lambda row: row.unit.name, width=36),
        Column("cluster", _("Cluster"), lambda row: cluster_name(row.unit), width=30),
    ]
    for place, period in enumerate(matrix.periods):
        columns.append(Column(period.code, capfirst(period.short_name), partial(_told_at, place), width=18))
    for place, (state, label) in enumerate(ROW_TOTALS.items()):
        columns.append(Column(state or "all", str(label), _total_at(place), Kind.WHOLE, 10))
    campaign = matrix.schedule.campaign
    name = _("Reports of all units in %(campaign)s") % {"campaign": campaign.code}
    return Table(name, columns, matrix.rows, heading_now(campaign, name), frozen=2)


def _told_at(place: int, row: MatrixRow) -> str:
    line = row.lines[place]
    return told(line) if line else ""


def _total_at(place: int) -> Callable[[MatrixRow], int]:
    return lambda row: row.totals[place].count
