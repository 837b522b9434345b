"""A unit's notebook, to be handed over: a row for each note, one for each number that has none."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from emulation.tables import Column, Kind, Table
from reports.lists.heading import heading_now
from reports.notebook.notes import Note
from reports.notebook.page import Notebook, NumberLine
from targets.models import Campaign


class Told(NamedTuple):
    line: NumberLine
    note: Note | None

    def said(self, name: str) -> Any:
        return getattr(self.note, name) if self.note else None


def notes(notebook: Notebook, campaign: Campaign) -> Table:
    columns = [
        Column("target", _("Target"), lambda told: told.line.target.code, width=10),
        Column("name", _("Name of the target"), lambda told: told.line.target.name, width=44),
        Column("units", _("About the units"), lambda told: ", ".join(map(str, told.line.units)), width=36),
        Column("source", _("Where the number comes from"), lambda told: told.said("source"), width=50),
        Column("contact", _("Whom to ask"), lambda told: told.said("contact"), width=40),
        Column("caution", _("What to beware of"), lambda told: told.said("caution"), width=50),
        Column("written_by", _("Written by"), lambda told: told.said("who"), width=26),
        Column("written_at", _("Written at"), lambda told: told.said("at"), Kind.MOMENT, 18),
        Column("written_for", _("Written for"), lambda told: told.said("campaign"), width=12),
    ]
    name = _("Notebook of %(unit)s") % {"unit": notebook.unit.name}
    return Table(name, columns, _each(notebook), heading_now(campaign, name), frozen=2)


def _each(notebook: Notebook) -> Iterator[Told]:
    for line in notebook.lines:
        told: list[Note | None] = [*line.notes] or [None]
        yield from (Told(line, note) for note in told)
