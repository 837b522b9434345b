"""The rows of an entry page held against the registry of warnings, and the words typed beside them.

It asks nothing of the database but to keep a word: `reports.entry.loading` has brought the rows with all that
the rules need.
"""

from collections.abc import Iterable, Sequence

from reports.entries import BESIDE, Entry, as_stored, check
from reports.entry.page import EntryPage
from reports.entry.rows import EntryRow
from reports.entry.sheet import Sheet
from reports.entry_refusals import EntryRefused
from reports.warnings.boxes import Doubts, WordForm
from reports.warnings.facts import Pair
from reports.warnings.flags import Line, flags_on
from reports.warnings.words import settle
from reports.workflow import open_report
from units.models import User


def watch(sheets: Iterable[Sheet], data=None) -> None:
    """Give each row of reports with one cut-off what is wondered about it as it stands, typed or stored.

    `data` is what was posted; rows that were watched before keep what was typed beside them.
    """
    lines = [(row, _line(row, sheet)) for sheet in sheets for row in sheet.rows]
    watch_rows(lines, [], data)


def _line(row: EntryRow, sheet: Sheet) -> Line:
    number = sheet.revision.number if sheet.revision else None
    return Line(row.allocation, row.period.cut_off, number, now_of(row))


def watch_rows(rows: Sequence[tuple[EntryRow, Line]], others: Sequence[Line], data=None) -> None:
    """The same of some rows; `others` are lines that checks hold them together with."""
    checks = rows[0][0].schedule.campaign.options.checks if rows else ()
    flagged = flags_on([line for _row, line in rows] + list(others), checks)
    for row, _own in rows:
        flags = flagged.get(row.allocation.pk, [])
        typed = row.doubts.form.data if row.doubts and row.doubts.form.is_bound else data
        row.doubts = Doubts(flags, WordForm(row.form.prefix, flags, typed))


def now_of(row: EntryRow) -> Pair | None:
    """The numbers of the row as it stands in its boxes; None where it has none that could be stored."""
    stored = row.reading and (row.reading.value, row.reading.base, row.reading.year_forecast)
    numbers = _typed(row) if row.form.is_bound and not row.is_partly_stored else stored
    return Pair(*numbers) if numbers and numbers[0] is not None else None


def _typed(row: EntryRow) -> tuple | None:
    answer = row.form.answer() if row.form.is_valid() else None
    if not isinstance(answer, Entry) or any(p.field not in BESIDE for p in check(answer, row.period)):
        return None
    stored = as_stored(answer)
    return stored["value"], stored["base"], stored["year_forecast"]


def keep_words(page: EntryPage) -> bool:
    """Keep the words typed on the page, beside what they were about; True when none is left over."""
    for sheet in page.sheets:
        said = [row.doubts.said for row in sheet.rows if row.doubts.said]
        if said and sheet.revision:
            _settle(sheet.rows, sheet.revision, said, page.user)
    return not any(row.doubts.is_untaken for row in page.rows)


def keep_word(row: EntryRow, unit, user: User) -> None:
    """Keep the word typed beside one row, whether or not its number is stored yet."""
    if row.doubts.said:
        try:
            revision = open_report(unit, row.period, user)
        except EntryRefused as refused:
            row.doubts.refusal = str(refused)
            return
        _settle([row], revision, [row.doubts.said], user)


def _settle(rows: Sequence[EntryRow], revision, said, user: User) -> None:
    try:
        answers = settle(revision, said, user)
    except EntryRefused as refused:
        for row in rows:
            row.doubts.refusal = str(refused) if row.doubts.said else ""
        return
    for row in rows:
        if row.doubts.said:
            row.doubts.settle(answers)
            row.doubts.form = WordForm(row.form.prefix, row.doubts.flags)


def ask_for_words(page: EntryPage) -> list:
    """Point out every figure without a word in what would be handed on; their allocations."""
    rows = [row for sheet in page.to_hand_on for row in sheet.rows if row.doubts.unsettled]
    for row in rows:
        row.doubts.is_asked = True
    return [row.allocation for row in rows]


def touched(page: EntryPage) -> list[EntryRow]:
    """Rows that came back, and those that checks hold to them: what is wondered about may be another thing
    now."""
    checks = page.rows[0].schedule.campaign.options.checks if page.rows else ()
    sent = {(row.target.code, row.allocation.unit_id) for row in page.rows if row.was_sent}
    held = {
        (check.of.code, unit)
        for check in checks
        for operand in check.to
        for code, unit in sent
        if operand.code == code
    }
    return [row for row in page.rows if (row.target.code, row.allocation.unit_id) in sent | held]
