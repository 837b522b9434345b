"""One report: what changed between two of its revisions, and its history."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from emulation.dates import short_date
from emulation.tables import Column, Kind, Table
from reports.correcting.changes import Changes, LineChange
from reports.history import Step
from reports.lists.heading import heading_now
from reports.models import ProgressReport


def changes(found: Changes) -> Table:
    """Every line of both revisions, so that what stayed can be seen to have stayed."""
    report = found.report
    numbers = {"earlier": found.earlier.number, "later": found.later.number}
    about = {"unit": report.reporter.name, "period": report.period.name, **numbers}
    name = _("From revision %(earlier)s to %(later)s, %(unit)s, %(period)s") % about
    return Table(name, _change_columns(), found.lines, heading_now(report.period.campaign, name), frozen=2)


def _change_columns() -> list[Column]:
    return [
        Column("target", _("Target"), lambda line: line.target.code, width=10),
        Column("name", _("Name of the target"), lambda line: line.target.name, width=44),
        Column("unit", _("Unit"), lambda line: line.allocation.unit.name, width=30),
        Column("unit_of_measure", _("Unit of measure"), lambda line: line.target.unit_of_measure),
        Column("changed", _("Changed"), lambda line: line.is_changed, Kind.YES_NO, 10),
        Column("before", pgettext("revision", "Before"), lambda line: line.old_text, width=24),
        _number("value_before", _("Value before"), "old", "value"),
        _number("base_before", _("Base before"), "old", "base"),
        Column("after", pgettext("revision", "After"), lambda line: line.new_text, width=24),
        _number("value_after", _("Value after"), "new", "value"),
        _number("base_after", _("Base after"), "new", "base"),
        Column("difference", _("Difference"), lambda line: line.difference, width=20),
        Column("note_before", _("Note before"), lambda line: _of(line.old, "note"), width=40),
        Column("note_after", _("Note after"), lambda line: _of(line.new, "note"), width=40),
        Column("others", _("Outlook and forecast"), _others, width=40),
        Column(
            "entered_by",
            pgettext("person", "Entered by"),
            lambda line: line.new and str(line.new.entered_by),
            width=24,
        ),
        Column("entered_at", _("Entered at"), lambda line: _of(line.new, "entered_at"), Kind.MOMENT, 18),
    ]


def _number(key: str, label: str, side: str, name: str) -> Column:
    def read(line: LineChange) -> Decimal | None:
        return _of(getattr(line, side), name)

    return Column(key, label, read, Kind.NUMBER, 16)


def _of(reading: Any, name: str) -> Any:
    return getattr(reading, name) if reading else None


def _others(line: LineChange) -> str:
    return "\n".join(f"{label}: {old} → {new}" for label, old, new in line.others)


def history(report: ProgressReport, steps: Iterable[Step]) -> Table:
    """As the page tells it, the newest first."""
    columns = [
        Column("at", _("Moment"), lambda step: step.at, Kind.MOMENT, 18),
        Column("who", pgettext("event", "Who"), lambda step: str(step.actor or _("the system")), width=26),
        Column("unit", _("Unit"), lambda step: step.on_behalf_of and step.on_behalf_of.name, width=30),
        Column("what", _("What"), lambda step: step.words, width=36),
        Column("lines", pgettext("answers", "Lines"), lambda step: step.lines or None, Kind.WHOLE, 10),
        Column("comment", _("Comment"), lambda step: step.comment, width=50),
        Column("facts", _("Line by line"), _facts, width=60),
        Column("file", _("File"), lambda step: step.file, width=36),
        Column("signed", pgettext("evidence", "Signed sheet"), _signed, width=40),
    ]
    name = _("History of the report %(period)s, %(unit)s")
    name %= {"period": report.period.name, "unit": report.reporter.name}
    return Table(name, columns, steps, heading_now(report.period.campaign, name))


def _facts(step: Step) -> str:
    return "\n".join(f"{place}: {said}" if place else said for place, said in step.facts)


def _signed(step: Step) -> str:
    signed = step.signed
    return ", ".join(filter(None, [signed.by, short_date(signed.on), signed.number])) if signed else ""
