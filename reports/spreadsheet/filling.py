"""The lines of a workbook put into the boxes of the page, as if a person had typed them there.

An empty cell says nothing: the stored answer stays in its box. From there on the page's own form decides.
"""

from collections.abc import Mapping

from django.http import QueryDict

from reports.choices import ReadingState
from reports.entry.forms import NUMBERS, ReadingForm
from reports.entry.rows import EntryRow
from reports.spreadsheet.cells import excludes_numbers
from reports.spreadsheet.reading import Line

HOW = ("unit", "span")


def filled(row: EntryRow, line: Line, more: Mapping[str, str] | None = None) -> ReadingForm:
    """The row's form with what the line says; `more` are boxes besides, by name: what was chosen since."""
    data = QueryDict(mutable=True)
    for name, text in {**boxes(row, line), **(more or {})}.items():
        data[row.form.add_prefix(name)] = text
    return ReadingForm(row.allocation, row.period, row.before, reading=row.reading, data=data)


def boxes(row: EntryRow, line: Line) -> dict[str, str]:
    """What would be sent of the row: what is stored, with what the line says in its place."""
    stored, said = row.form.as_shown, dict(line.boxes)
    if not said.keys() & set(NUMBERS):
        said = {name: text for name, text in said.items() if name not in HOW}
    sent = {**stored, **said, "state": _state(stored, said), "seen": "", "seen_version": line.version}
    for name in set(NUMBERS) - said.keys() & sent.keys():
        if _does_not_hold(stored, sent):
            sent[name] = ""
    return sent


def _state(stored: Mapping[str, str], said: Mapping[str, str]) -> str:
    """A number without a word beside it is the answer."""
    return said.get("state") or (ReadingState.REPORTED.value if "value" in said else stored["state"])


def _does_not_hold(stored: Mapping[str, str], sent: Mapping[str, str]) -> bool:
    """A stored number that the line does not repeat: it falls with another answer in its place, and is no
    longer what it was in another unit of measure or for another span."""
    is_another = excludes_numbers(sent["state"]) and sent["state"] != stored["state"]
    return is_another or any(sent.get(name) != stored.get(name) for name in HOW)
