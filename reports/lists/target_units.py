"""A target unit by unit: what each gave, and, where the reader may see them, the people behind it."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from emulation.tables import Cell, Column, Kind, Table
from emulation.worded import worded
from reports.choices import RevisionStatus
from reports.export import number_in, record
from reports.target_page import TargetPage, UnitLine

WHEN = (Kind.MOMENT, 18)


def units_of_target(page: TargetPage, name: str, title: list[str]) -> Table:
    people = _people() if page.shows_people else []
    return Table(name, [*_columns(page), *people], page.units, title, frozen=2)


def _columns(page: TargetPage) -> list[Column]:
    value = _("Year to date") if page.adds_up else pgettext("reading", "Value")
    base = _("Same period last year") if page.adds_up else pgettext("reading", "Base")
    return [
        Column("code", _("Code"), lambda each: each.unit.code, width=10),
        Column("unit", _("Unit"), lambda each: each.unit.name, width=36),
        Column("counts", _("Counts for the city"), lambda each: each.part.allocation.counts, Kind.YES_NO, 12),
        _number("quota", pgettext("quota", "Given"), lambda each: each.part.allocation.quota),
        _number("value", value, lambda each: each.part.tally.value_sum),
        _number("base", base, lambda each: each.part.tally.base_sum),
        Column(
            *("result", _("Own figure"), lambda each: worded(each.line.figure, _figure(each))),
            width=22,
            right=True,
        ),
        _number("figure", _("Own figure as a number"), _figure),
        Column("plan_percent", _("Against the plan"), _plan_percent, Kind.PERCENT, decimals=2),
        Column("assessment", _("Assessment"), lambda each: each.line.status_label, width=24),
        Column("answer", _("Answer"), lambda each: each.answer, width=36),
        Column("period", _("Period"), _period, width=18),
        Column("estimate", _("Estimate"), lambda each: _of(each.reading, "is_estimate"), Kind.YES_NO, 10),
        Column("corrected_late", _("Corrected late"), lambda each: each.late, width=36),
    ]


def _number(key: str, label: str, read: Any) -> Column:
    return Column(key, label, read, Kind.NUMBER, 16)


def _people() -> list[Column]:
    return [
        Column("note", _("Note"), lambda each: _shown(each, "note"), width=40),
        Column(
            "entered_by", pgettext("person", "Entered by"), lambda each: _shown(each, "entered_by"), width=24
        ),
        Column("entered_at", _("Entered at"), lambda each: _shown(each, "entered_at"), *WHEN),
        Column("submitted_by", _("Submitted by"), lambda each: _handed(each, "submitted_by"), width=24),
        Column("submitted_at", _("Submitted at"), lambda each: _handed(each, "submitted_at"), *WHEN),
        Column("accepted_by", _("Accepted by"), lambda each: _decided(each, "decided_by"), width=24),
        Column("accepted_at", _("Accepted at"), lambda each: _decided(each, "decided_at"), *WHEN),
    ]


def _figure(each: UnitLine) -> Decimal | None:
    return number_in(record(each.line.row), "figure")


def _plan_percent(each: UnitLine) -> Cell:
    return number_in(record(each.line.row), "plan_percent")


def _period(each: UnitLine) -> Cell:
    """Of the reading that speaks."""
    return each.reading.revision.report.period.name if each.reading else None


def _of(thing: Any, name: str) -> Any:
    return getattr(thing, name) if thing else None


def _shown(each: UnitLine, name: str) -> Any:
    return _of(each.reading, name) if each.is_open_to_reader else None


def _handed(each: UnitLine, name: str) -> Any:
    revision = _shown(each, "revision")
    return _of(revision, name)


def _decided(each: UnitLine, name: str) -> Any:
    revision = _shown(each, "revision")
    return _of(revision, name) if revision and revision.status == RevisionStatus.APPROVED else None
