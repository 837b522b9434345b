"""The table of targets, of the city or of one unit, for people: the words of the page, in a workbook held as
numbers wherever they print one, with the exact numbers beside them.

`reports.export` writes the same rows for programs, under names that never change.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from emulation.numbers import round_clear_of
from emulation.tables import Cell, Column, Kind, Table
from emulation.worded import worded
from reports.export import PLACES, number_in, record
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
    """First what goes on paper, then what one reckons with. The last three are filled where a decision
    changed the plan; they are always there."""
    return [
        Column("target", _("Code"), lambda told: told.line.row.target.code, width=9),
        Column("name", _("Target"), lambda told: told.line.row.target.name, width=45),
        Column("unit_of_measure", _("Unit of measure"), lambda told: told.line.row.target.unit_of_measure),
        Column("plan", _("Plan"), _plan, width=19, right=True),
        Column("result", _("Result"), _result, width=19, right=True),
        Column("plan_percent", _("Against the plan"), _plan_percent, width=16, right=True),
        Column("growth", _("Against last year"), _growth, width=16, right=True),
        _said("status_label", _("Assessment"), 24),
        _count("reported", pgettext("units", "Reported")),
        _count("owed", pgettext("units", "Expected")),
        Column("lead", _("Lead unit"), lambda told: told.line.row.target.lead.name, width=25),
        Column("remarks", _("Remarks"), lambda told: ", ".join(told.line.marks), width=22),
        _number("figure", _("Result as a number"), 16),
        _number("value", _("Value"), 16),
        _number("base", _("Base")),
        _said("computed_label", _("Computed, where replaced"), 26),
        _said("original_plan", _("Plan at first"), 16),
        _said("original_percent", _("Against the plan at first"), 16),
        _said("plan_decision", _("Decision that changed the plan"), 28),
    ]


# Of the columns, those that a page of paper holds.
PRINTED = 12


def _result(told: Told) -> Cell:
    return worded(told.line.figure, told.number("figure"))


def _plan(told: Told) -> Cell:
    return worded(told.line.plan, told.line.row.rule.threshold)


def _plan_percent(told: Told) -> Cell:
    return worded(told.line.plan_percent, told.number("plan_percent"), in_hundredths=True)


def _growth(told: Told) -> Cell:
    growth = told.line.row.growth
    exact = None if growth is None else round_clear_of(growth, PLACES, [Decimal(0)])
    return worded(told.line.growth, exact, in_hundredths=True)


def _said(name: str, label: str, width: int = 14) -> Column:
    return Column(name, label, lambda told: getattr(told.line, name), width=width)


def _number(name: str, label: str, width: int = 14) -> Column:
    return Column(name, label, lambda told: told.number(name), Kind.NUMBER, width)


def _count(name: str, label: str) -> Column:
    return Column(name, label, lambda told: getattr(told.line.row, name), Kind.WHOLE, 12)


def targets(lines: Sequence[Line], name: str, title: Sequence[str]) -> Table:
    notes = [_("x: a comparison that says nothing for this target. –: no figure.")]
    return Table(name, columns(), map(Told.of, lines), title, frozen=2, notes=notes, printed=PRINTED)
