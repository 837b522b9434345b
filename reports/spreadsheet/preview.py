"""What would become of a workbook that came back: each line new, changed, as it is, refused, or in conflict.

It writes nothing and asks nothing of the database. The lines that are to be written stand in their rows as
typed, so that `reports.entry.posting` stores them like those of the page.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from emulation.numbers import format_number
from emulation.text import short_mark
from reports.entries import Entry, as_stored, check
from reports.entry.doubts import watch
from reports.entry.forms import NUMBERS, ReadingForm
from reports.entry.page import EntryPage
from reports.entry.rows import EntryRow
from reports.entry.sheet import Sheet
from reports.spreadsheet.filling import filled
from reports.spreadsheet.reading import Brought, Fault, Line
from reports.spreadsheet.refusals import complaints, fault_of
from reports.spreadsheet.shown import content
from reports.spreadsheet.terms import answer, beside, in_terms_of, of_reading
from reports.warnings.flags import Flag

MINE, THEIRS = "mine", "theirs"
# The choice for all lines that the same person wrote since.
FOR_OWN = "choice_own"


class Kind(StrEnum):
    """What would become of a line: names for the page and its style sheet."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"
    REFUSED = "refused"
    SILENT = "silent"


class Change(NamedTuple):
    """A word beside the answer, before and after."""

    label: str
    old: str
    new: str


class Question(NamedTuple):
    """Of two numbers that a text can be, which is meant; `name` is that of the choice on the page."""

    name: str
    box: str
    options: tuple[str, ...]
    chosen: str = ""


@dataclass
class Seen:
    """A line of the file beside the row of the page that it is about. `entry` is what it says, where it can
    be; `reader` the key of the person who hands it in; `choice`: in a conflict, which of the two answers
    is to stand."""

    row: EntryRow
    sheet: Sheet
    line: Line
    reader: int
    kind: Kind = Kind.SILENT
    form: ReadingForm | None = None
    entry: Entry | None = None
    faults: list[Fault] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    choice: str = ""

    @property
    def choice_name(self) -> str:
        return f"choice-{self.row.allocation.pk}"

    @property
    def is_written(self) -> bool:
        return self.kind in {Kind.NEW, Kind.CHANGED} or (self.kind == Kind.CONFLICT and self.choice == MINE)

    @property
    def is_open(self) -> bool:
        """Somebody has to say which answer is to stand."""
        return self.kind == Kind.CONFLICT and not self.choice

    @property
    def text(self) -> str:
        """What the file says, in one line."""
        return in_terms_of(self.form, self.row, as_stored(self.entry)) if self.form and self.entry else ""

    @property
    def stored_answer(self) -> str:
        return answer(self.row, of_reading(self.row.reading))

    @property
    def stored_text(self) -> str:
        """What stands there, in the terms of the file; empty where nothing does."""
        stored = of_reading(self.row.reading)
        return (
            in_terms_of(self.form, self.row, stored) if self.form and self.entry else answer(self.row, stored)
        )

    @property
    def words(self) -> list[Change]:
        """What would be said otherwise beside the answer."""
        old = dict(beside(self.row, of_reading(self.row.reading)))
        new = dict(beside(self.row, as_stored(self.entry) if self.entry else {}))
        return [Change(name, old.get(name, ""), new[name]) for name in new if old.get(name, "") != new[name]]

    @property
    def emptied(self) -> list[str]:
        """The addresses of empty cells where something is stored, which stays for all that."""
        if self.line.version != _version(self.row) or self.row.reading is None or self.entry is None:
            return []
        stored, said = of_reading(self.row.reading), as_stored(self.entry)
        told = [name for name in stored if name != "is_estimate" and content(self.row.form, name)]
        kept = [name for name in told if stored[name] == said[name] and not self.line.texts.get(name)]
        return [self.line.places[name] for name in kept if name in self.line.places]

    @property
    def is_own(self) -> bool:
        """What stands there was written by the person who hands the file in."""
        return self.row.reading is not None and self.row.reading.entered_by_id == self.reader

    @property
    def flags(self) -> list[Flag]:
        """What is unusual about it, to be mended or said a word about on the page of the report."""
        return self.row.doubts.unsettled if self.is_written and self.row.doubts else []


@dataclass
class Preview:
    """All that the file says, held against the page. `mark` is the same as long as the file and what is
    stored are; `error` says why nothing was written."""

    page: EntryPage
    brought: Brought
    lines: list[Seen]
    mark: str
    error: str = ""

    def of_kind(self, kind: Kind) -> list[Seen]:
        return [seen for seen in self.lines if seen.kind == kind]

    @cached_property
    def written(self) -> list[Seen]:
        return [seen for seen in self.lines if seen.is_written]

    @property
    def new(self) -> list[Seen]:
        return self.of_kind(Kind.NEW)

    @property
    def changed(self) -> list[Seen]:
        return self.of_kind(Kind.CHANGED)

    @property
    def conflicts(self) -> list[Seen]:
        return self.of_kind(Kind.CONFLICT)

    @property
    def own_conflicts(self) -> list[Seen]:
        """With what the same person wrote since the sheet was downloaded: typed, or by an earlier file."""
        return [seen for seen in self.conflicts if seen.is_own]

    @property
    def other_conflicts(self) -> list[Seen]:
        return [seen for seen in self.conflicts if not seen.is_own]

    @property
    def refused(self) -> list[Seen]:
        return self.of_kind(Kind.REFUSED)

    @property
    def refusals(self) -> int:
        return len(self.refused) + len(self.brought.strays)

    @property
    def left_out(self) -> list[str]:
        """What is not taken, by target and cell: "XH-05 (L9)"."""
        cells = (", ".join(fault.place for fault in seen.faults) for seen in self.refused)
        lines = [f"{seen.row.target.code} ({where})" for seen, where in zip(self.refused, cells, strict=True)]
        return lines + [_("row %(row)s") % {"row": fault.place} for fault in self.brought.strays]

    @property
    def unchanged(self) -> int:
        """Lines that say what stands there already, or that nobody touched."""
        return len(self.of_kind(Kind.UNCHANGED)) + len(self.brought.untouched)

    @property
    def kept(self) -> list[EntryRow]:
        """The lines that stay as they are, in the order of the page."""
        same = {
            seen.row.allocation.pk for seen in self.of_kind(Kind.UNCHANGED)
        } | self.brought.untouched.keys()
        return [row for row in self.page.rows if row.allocation.pk in same]

    @property
    def emptied(self) -> list[Seen]:
        return [seen for seen in self.lines if seen.emptied]

    @property
    def says_nothing(self) -> bool:
        """The file is as it was handed out."""
        return not self.lines and not self.brought.strays

    @property
    def silent(self) -> int:
        return len(self.of_kind(Kind.SILENT))

    @property
    def overtaken(self) -> list[EntryRow]:
        """Lines that nobody touched in the file and somebody wrote since: what was written stays."""
        seen = self.brought.untouched
        rows = (row for row in self.page.rows if row.allocation.pk in seen)
        return [row for row in rows if seen[row.allocation.pk] != _version(row)]

    @property
    def may_write(self) -> bool:
        """There is something to write, now or once a choice is made."""
        asked = any(seen.questions for seen in self.refused)
        return bool(self.new or self.changed or self.conflicts or asked)


def preview(page: EntryPage, brought: Brought, posted: Mapping[str, str] | None = None) -> Preview:
    """The file held against the page; `posted` are the choices that were made since it was first shown.

    The page is changed: its rows hold what is to be written.
    """
    rows = {row.allocation.pk: (row, sheet) for sheet in page.sheets for row in sheet.rows}
    lines = [
        _seen(*rows[line.allocation], line, page.user.pk) for line in brought.lines if line.allocation in rows
    ]
    mark = _mark(lines)
    for seen in lines:
        _settle(seen, posted or {})
        if seen.is_written and seen.form is not None:
            seen.row.form = seen.form
    watch(page.sheets)
    return Preview(page, brought, lines, mark)


def _seen(
    row: EntryRow, sheet: Sheet, line: Line, reader: int, more: Mapping[str, str] | None = None
) -> Seen:
    seen = Seen(row, sheet, line, reader, faults=list(line.faults))
    seen.form = filled(row, line, more)
    if seen.faults:
        seen.kind = Kind.REFUSED
    elif not seen.form.is_valid():
        seen.kind = Kind.REFUSED
        seen.faults = list(complaints(seen.form, line))
        seen.questions = list(_questions(seen.form))
    else:
        said = seen.form.answer()
        # A workbook empties no line.
        if isinstance(said, Entry):
            _judge(seen, seen.form, said)
    return seen


def _judge(seen: Seen, form: ReadingForm, entry: Entry) -> None:
    row, line = seen.row, seen.line
    if problems := check(entry, row.period):
        seen.kind = Kind.REFUSED
        seen.faults = [fault_of(form, line, each.field, each.code, each.message) for each in problems]
        return
    seen.entry = entry
    if as_stored(entry) == of_reading(row.reading):
        seen.kind = Kind.UNCHANGED
    elif seen.sheet.refusal is not None:
        seen.kind = Kind.REFUSED
        seen.faults = [Fault(str(line.number), seen.sheet.refusal_text)]
    elif line.version != _version(row):
        seen.kind = Kind.CONFLICT
    else:
        seen.kind = Kind.CHANGED if row.reading else Kind.NEW


def _version(row: EntryRow) -> str:
    return str(row.reading.version) if row.reading else ""


def _questions(form: ReadingForm) -> Iterator[Question]:
    """Where all that is wrong is that a text can be two numbers."""
    codes = {error.code for found in form.errors.as_data().values() for error in found}
    if codes == {"ambiguous"}:
        for box in NUMBERS:
            if box in form.errors:
                field: Any = form.fields[box]
                options = tuple(map(format_number, field.options))
                yield Question(form.add_prefix(f"{box}_meant"), box, options)


def _settle(seen: Seen, posted: Mapping[str, str]) -> None:
    """What was chosen on the page of the preview."""
    meant = {
        f"{question.box}_meant": posted[question.name]
        for question in seen.questions
        if posted.get(question.name) in question.options
    }
    if meant:
        settled = _seen(seen.row, seen.sheet, seen.line, seen.reader, meant)
        seen.kind, seen.form, seen.entry = settled.kind, settled.form, settled.entry
        seen.faults = settled.faults
        seen.questions = [
            question._replace(chosen=posted.get(question.name, "")) for question in seen.questions
        ]
    choice = posted.get(seen.choice_name) or (posted.get(FOR_OWN, "") if seen.is_own else "")
    if seen.kind == Kind.CONFLICT and choice in {MINE, THEIRS}:
        seen.choice = choice
        knowing = meant | {"seen_version": _version(seen.row)}
        seen.form = filled(seen.row, seen.line, knowing)
        seen.form.is_valid()


def _mark(lines: list[Seen]) -> str:
    shown = [
        [
            seen.row.allocation.pk,
            seen.kind,
            _version(seen.row),
            as_stored(seen.entry) if seen.entry else None,
            [fault.place for fault in seen.faults],
        ]
        for seen in lines
    ]
    return short_mark(json.dumps(shown, cls=DjangoJSONEncoder))
