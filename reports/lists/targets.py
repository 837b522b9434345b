"""The table of targets, of the city or of one unit, for people: the words of the page, with the exact numbers
beside them.

`reports.export` writes the same rows for programs, under names that never change.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from emulation.tables import Column, Kind, Table
from reports.export import number_in, record
from reports.lines import Line


class Told(NamedTuple):
    """A line with its record."""

    line: Line
    exact: dict[str, Any]

    @classmethod
    def of(cls, line: Line) -> "Told":
        return cls(line, record(line.row))

    def number(self, name: str) -> Decimal | None:
        return number_in(self.exact, name)


def columns() -> list[Column]:
    """The last three are filled where a decision changed the plan; they are always there."""
    return [
        Column("target", _("Code"), lambda told: told.line.row.target.code, width=9),
        Column("name", _("Target"), lambda told: told.line.row.target.name, width=52),
        Column("unit_of_measure", _("Unit of measure"), lambda told: told.line.row.target.unit_of_measure),
        _said("plan", _("Plan"), 16),
        Column("result", _("Result"), lambda told: told.line.figure, width=16),
        _number("figure", _("Result as a number"), 16),
        _number("value", _("Value"), 16),
        _number("base", _("Base")),
        _said("plan_percent", _("Against the plan")),
        _said("growth", _("Against last year")),
        _said("status_label", _("Assessment"), 26),
        _said("computed_label", _("Computed, where replaced"), 26),
        _count("reported", pgettext("units", "Reported")),
        _count("owed", pgettext("units", "Expected")),
        Column("lead", _("Lead unit"), lambda told: told.line.row.target.lead.name, width=30),
        Column("remarks", _("Remarks"), lambda told: ", ".join(told.line.marks), width=30),
        _said("original_plan", _("Plan at first"), 16),
        _said("original_percent", _("Against the plan at first"), 16),
        _said("plan_decision", _("Decision that changed the plan"), 28),
    ]


def _said(name: str, label: str, width: int = 14) -> Column:
    return Column(name, label, lambda told: getattr(told.line, name), width=width)


def _number(name: str, label: str, width: int = 14) -> Column:
    return Column(name, label, lambda told: told.number(name), Kind.NUMBER, width)


def _count(name: str, label: str) -> Column:
    return Column(name, label, lambda told: getattr(told.line.row, name), Kind.WHOLE, 12)


def targets(lines: Sequence[Line], name: str, title: Sequence[str]) -> Table:
    return Table(name, columns(), map(Told.of, lines), title, frozen=2)
