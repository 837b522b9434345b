"""What colleagues have written since a page was opened: the page names what it has, and is told what differs.

The names are those of the page's hidden boxes: the version of each report, the version of each row, the
fingerprint of each text.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from reports.entries import NARRATIVE_FIELDS
from reports.entry.forms import prefix_of
from reports.entry.page import EntryPage
from reports.entry.rows import EntryRow
from reports.entry.sheet import Sheet, Text
from reports.intake import fingerprint
from reports.models import Reading, Revision
from targets.schedule import Schedule
from units.models import Unit

NOTHING_THERE = ""
ROW = re.compile(r"a(\d+)-seen_version")
TEXT = re.compile(rf"p(\d+)-({'|'.join(NARRATIVE_FIELDS)})_seen")
REPORT = re.compile(r"version-(\d+)")


def has_news(unit: Unit, cut_off: date, schedule: Schedule, seen: Mapping[str, str]) -> bool:
    """Whether anything that the page names differs from what is stored. Two queries."""
    periods = [period for period in schedule.periods if period.cut_off == cut_off]
    revisions = list(
        Revision.objects.newest()
        .filter(report__reporter=unit, report__period__in=periods)
        .values_list("pk", "report__period", "version", *NARRATIVE_FIELDS)
    )
    stored = {f"version-{period}": str(version) for _pk, period, version, *_texts in revisions}
    for _pk, period, _version, *texts in revisions:
        names = (f"p{period}-{name}_seen" for name in NARRATIVE_FIELDS)
        stored |= dict(zip(names, map(fingerprint, texts), strict=True))
    readings = Reading.objects.filter(revision__in=[revision[0] for revision in revisions])
    for allocation, version in readings.values_list("allocation", "version"):
        stored[f"a{allocation}-seen_version"] = str(version)
    return any(stored.get(name, _unwritten(name)) != value for name, value in seen.items() if _is_known(name))


def _is_known(name: str) -> bool:
    return any(kind.fullmatch(name) for kind in (ROW, TEXT, REPORT))


def _unwritten(name: str) -> str:
    return fingerprint("") if TEXT.fullmatch(name) else NOTHING_THERE


@dataclass(frozen=True, slots=True)
class SheetChanges:
    """Of one report: rows and texts that others wrote, and whether it `moved` on its way meanwhile."""

    sheet: Sheet
    rows: list[EntryRow]
    texts: list[Text]
    moved: bool
    has_begun: bool


def changes(page: EntryPage, seen: Mapping[str, str]) -> list[SheetChanges]:
    """By report, in the page's order. What can no longer be changed is told, not replaced: `moved`."""
    return [_of_sheet(sheet, seen) for sheet in page.sheets]


def _of_sheet(sheet: Sheet, seen: Mapping[str, str]) -> SheetChanges:
    version = str(sheet.revision.version) if sheet.revision else NOTHING_THERE
    known = seen.get(sheet.version_name, version)
    moved = known != version and (known != NOTHING_THERE or not sheet.can_edit)
    has_begun = known == NOTHING_THERE != version and sheet.can_edit
    if moved or not sheet.can_edit:
        return SheetChanges(sheet, [], [], moved, has_begun)
    rows = [row for row in sheet.rows if _differs(row, seen)]
    texts = [
        text for text in sheet.texts if seen.get(text.seen.html_name, text.seen.value()) != text.seen.value()
    ]
    return SheetChanges(sheet, rows, texts, moved, has_begun)


def _differs(row: EntryRow, seen: Mapping[str, str]) -> bool:
    version = str(row.reading.version) if row.reading else NOTHING_THERE
    return seen.get(f"{prefix_of(row.allocation)}-seen_version", version) != version


def _is_another(text: Text, seen: Mapping[str, str]) -> bool:
    mark = text.seen.value()
    return seen.get(text.seen.html_name, mark) != mark
