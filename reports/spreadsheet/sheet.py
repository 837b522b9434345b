"""What the workbook of an entry page holds: its columns, whose each row is, and the words of its choices.

Columns are found again by the machine names in a hidden row, rows by the natural key in a hidden column: so
people may rename the sheet, sort, insert, move. A row's mark says which version of the answer stood there
when the workbook was made, and what its cells held.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from emulation.numbers import plain, tidy
from emulation.quantities import scale_named
from emulation.text import clean_text, fold
from emulation.workbooks import Percent
from reports.choices import Outlook, ReadingState
from reports.entry.forms import STATES, YES_NO, ReadingForm
from reports.entry.page import EntryPage
from reports.entry.rows import EntryRow
from reports.intake import fingerprint
from reports.typed import Span, unit_of
from targets.choices import Entry as EntryKind

KEY, MARK = "key", "mark"
# The boxes of the form, in the order of the page; every one that the sheet has is filled by the person.
FILLED = (
    "value", "base", "unit", "span", "state", "is_estimate", "note", "year_forecast", "outlook",
    "outlook_reason",
)  # fmt: skip
# How the numbers of a line are typed, both of them.
HOW = ("unit", "span")
ESTIMATE, FINAL = "on", ""
_APART = "|"
# Of a part of an answer's words.
FEWEST_LETTERS = 3


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its machine name, its heading, its width in characters."""

    name: str
    heading: str
    width: int

    @property
    def is_filled(self) -> bool:
        return self.name in FILLED


def columns(page: EntryPage) -> list[Column]:
    """Those that this page needs: what no row of it takes is left out."""
    taken = {name for row in page.rows for name in FILLED if takes(row.form, name)}
    grids = any(row.form.is_compact for row in page.rows)
    bases = "base" in taken
    needed = [
        Column(KEY, KEY, 4),
        Column(MARK, MARK, 4),
        Column("code", _("Code"), 7),
        Column("name", _("Target"), 26),
        *([Column("about", _("Unit"), 16)] if grids else []),
        Column("period", _("Period"), 9),
        Column("meaning", _("What the number is"), 24),
        *([Column("base_meaning", _("What the second number is"), 20)] if bases else []),
        Column("measure", _("Unit of measure"), 8),
        Column("last", _("Last period"), 11),
        Column("to_date", _("Year to date so far"), 11),
        Column("plan", _("Plan"), 13),
    ]
    return needed + [column for column in _to_fill("span" in taken) if column.name in taken]


def _to_fill(is_chosen: bool) -> Iterator[Column]:
    """`is_chosen`: in some line the number can be that of the period or of the year to date."""
    covers = "\n" + _("(this period or year to date: see “The number covers”)") if is_chosen else ""
    yield Column("value", pgettext("spreadsheet", "NUMBER") + covers, 14 if is_chosen else 12)
    yield Column("base", pgettext("spreadsheet", "SECOND NUMBER") + covers, 14 if is_chosen else 12)
    yield Column("unit", _("Typed in"), 10)
    yield Column("span", _("The number covers"), 10)
    yield Column("state", _("Where there is no number"), 12)
    yield Column("is_estimate", _("Estimate or final"), 10)
    yield Column("note", _("Note; why there is no number yet, and when it will be"), 20)
    yield Column("year_forecast", _("Expected for the whole year"), 10)
    yield Column("outlook", _("By the end of the year the plan"), 10)
    yield Column("outlook_reason", _("Why, if it is hard to reach or will not be"), 16)


def takes(form: ReadingForm, name: str) -> bool:
    """The row has such a cell to fill."""
    if name == "state":
        return len(_choices(form, "state")) > 1
    return name in form.fields


def key_of(row: EntryRow) -> str:
    """Natural and stable: campaign, period, unit and target by their codes."""
    codes = (row.schedule.campaign.code, row.period.code, row.allocation.unit.code, row.target.code)
    return _APART.join(codes)


@dataclass(frozen=True, slots=True)
class Key:
    """What a key says, also one of another page."""

    campaign: str
    period: str
    unit: str
    target: str

    @classmethod
    def read(cls, text: str) -> "Key | None":
        parts = text.split(_APART)
        return cls(*parts) if len(parts) == len(cls.__slots__) and all(parts) else None


def mark_of(version: int | None, cells: Mapping[str, Any]) -> str:
    """The version that stood there ("0" for none), and the fingerprint of what the cells held."""
    return f"v{version or 0}-{held(cells)}"


def held(cells: Mapping[str, Any]) -> str:
    """The fingerprint of a row's filled cells, whatever program has saved them since."""
    return fingerprint("|".join(f"{name}={canonical(cells.get(name))}" for name in FILLED))


def canonical(cell: Any) -> str:
    """One spelling for a cell's content; a number and its text are two things."""
    if cell is None or isinstance(cell, str):
        return clean_text(cell or "").strip()
    if isinstance(cell, bool | Percent):
        return f"{type(cell).__name__}:{cell}"
    if isinstance(cell, int | float | Decimal):
        return f"number:{plain(number_in(cell))}"
    return f"{type(cell).__name__}:{cell.isoformat() if isinstance(cell, date | datetime) else cell}"


def number_in(cell: float | Decimal) -> Decimal:
    """To fifteen digits, which is what Excel keeps."""
    return tidy(Decimal(f"{cell:.15g}"))


def offered(form: ReadingForm, name: str) -> dict[str, str]:
    """What can be chosen in a cell, by what the form's box then holds; nothing where one types freely."""
    if name == "value":
        is_yes_no = form.allocation.target.entry == EntryKind.YES_NO
        return {key: str(label) for key, label in YES_NO} if is_yes_no else {}
    if name == "is_estimate":
        return {ESTIMATE: _("estimate"), FINAL: pgettext("figure", "final")}
    if name == "state":
        return {key: label for key, label in _choices(form, "state") if key != ReadingState.REPORTED}
    if name in {"unit", "span", "outlook"} and name in form.fields:
        return {key: label for key, label in _choices(form, name) if key or name == "unit"}
    return {}


def _choices(form: ReadingForm, name: str) -> list[tuple[str, str]]:
    field: Any = form.fields[name]
    return [(str(key), str(label)) for key, label in field.choices]


# What people also write, besides the words offered in either language.
_ALSO = {
    "value": {"1": "1", "x": "1", "co": "1", "true": "1", "dat": "1", "0": "0", "khong": "0", "false": "0"},
    "is_estimate": {**dict.fromkeys(("x", "uoc", "uoc tinh", "co"), ESTIMATE), "khong": FINAL},
    "state": {str(state): str(state) for state in STATES},
    "span": {str(span): str(span) for span in Span},
    "outlook": {str(outlook): str(outlook) for outlook in Outlook},
}


def chosen(form: ReadingForm, name: str, text: str) -> str | None:
    """What the box holds for the words in a cell, in whichever language of the site; None for no such.

    Some of the words are enough where only one answer has them: "lũy kế".
    """
    if name == "unit":
        return _unit(form, text)
    said = fold(text)
    other = _ALSO.get(name, {}).get(said)
    if other is not None and (other in offered(form, name) or other == ReadingState.REPORTED):
        return other
    for language, _language in settings.LANGUAGES:
        with translation.override(language):
            words = {fold(label): key for key, label in offered(form, name).items()}
        parts = [word for word in words if f" {said} " in f" {word} "]
        if said in words or (len(parts) == 1 and len(said) >= FEWEST_LETTERS):
            return words[said if said in words else parts[0]]
    return None


def _unit(form: ReadingForm, text: str) -> str | None:
    scale = scale_named(text, unit_of(form.allocation.target))
    key = None if scale is None else "" if scale.is_own else scale.name
    return key if key in offered(form, "unit") else None
