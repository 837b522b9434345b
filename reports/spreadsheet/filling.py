"""The lines of a workbook put into the boxes of the page, as if a person had typed them there.

An empty cell says nothing: the stored answer stays in its box. From there on the page's own form decides.
"""

from collections.abc import Mapping

from django.http import QueryDict

from reports.choices import ReadingState
from reports.entry.forms import NUMBERS, ReadingForm
from reports.entry.rows import EntryRow
from reports.spreadsheet.cells import excludes_numbers, text_of
from reports.spreadsheet.reading import Line
from reports.spreadsheet.sheet import HOW
from reports.typed import Asked, Span


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
    left = [name for name in NUMBERS if name in sent and name not in said]
    if excludes_numbers(sent["state"]) and sent["state"] != stored["state"]:
        return sent | dict.fromkeys(left, "")
    if any(sent.get(name) != stored.get(name) for name in HOW):
        return sent | {name: _carried(row, name, sent) for name in left}
    return sent


def _state(stored: Mapping[str, str], said: Mapping[str, str]) -> str:
    """A number without a word beside it is the answer."""
    return said.get("state") or (ReadingState.REPORTED.value if "value" in said else stored["state"])


def _carried(row: EntryRow, name: str, sent: Mapping[str, str]) -> str:
    """A stored number that the line does not change, where the other one is typed in another unit of measure
    or for another span: the same number as it is said there."""
    number = getattr(row.reading, name, None)
    asked = Asked(row.target, row.before, name, sent.get("unit", ""), Span(sent.get("span") or Span.PERIOD))
    covered = asked.covered(number)
    if covered is None:
        return ""
    text = text_of(covered, padded=True)
    return f"{text} {asked.own_unit}".strip() if asked.unit else text
