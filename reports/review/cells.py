"""A row of the matrix as HTML: for each report a shape, a word, its marks and the way to it.

Nine hundred cells are built here and escaped once; a template takes ten times as long.
"""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import pgettext, pgettext_lazy

from reports.choices import ReportingState
from reports.due import ReportLine
from reports.review.lists import MARKS, is_in

WORDS: dict[str, Promise | str] = {
    ReportingState.NOT_OPEN: pgettext_lazy("cell", "not open"),
    ReportingState.OPEN: pgettext_lazy("cell", "not begun"),
    ReportingState.DRAFT: pgettext_lazy("cell", "draft"),
    ReportingState.SUBMITTED: pgettext_lazy("cell", "submitted"),
    ReportingState.RETURNED: pgettext_lazy("cell", "sent back"),
    ReportingState.APPROVED: pgettext_lazy("cell", "accepted"),
}


def cells(lines: Iterable[ReportLine | None], *, may_enter: bool) -> SafeString:
    """One cell for each; empty where nothing is owed. `may_enter`: leads there for who has not begun."""
    return mark_safe("".join(_cell(line, may_enter) if line else "<td></td>" for line in lines))


def _cell(line: ReportLine, may_enter: bool) -> str:
    state = line.state
    about = f"{line.reporter.name}, {line.period.name}"
    title = escape(f"{about}: {told(line)} ({line.answered}/{line.owed})")
    shown = f'class="state state--{state.value}" title="{title}"'
    word = escape(_word(line))
    address = _address(line, may_enter)
    said = f'<a {shown} href="{escape(address)}">{word}</a>' if address else f"<span {shown}>{word}</span>"
    flags = "".join(f' <span class="state__mark">{escape(mark)}</span>' for mark in _short(line))
    return f'<td data-label="{escape(line.period.short_name)}">{said}{flags}</td>'


def _word(line: ReportLine) -> str:
    """`state_text` in as few letters as a cell has."""
    if _is_draft_with_head(line):
        return pgettext("cell", "with the head")
    return pgettext("cell", "recalled") if line.is_recalled else str(WORDS[line.state])


def _is_draft_with_head(line: ReportLine) -> bool:
    return line.is_before_the_head and line.state == ReportingState.DRAFT


def told(line: ReportLine) -> str:
    """State and marks in full: "đã gửi, gửi muộn"."""
    return ", ".join([line.state_text, *(str(MARKS[mark]) for mark in MARKS if is_in(mark, line))])


def _short(line: ReportLine) -> list[str]:
    marks = [
        (line.is_before_the_head and not _is_draft_with_head(line), pgettext("cell", "with the head")),
        (line.is_overdue, pgettext("cell", "overdue")),
        (line.is_late and not line.is_overdue, pgettext("cell", "late")),
        (line.under_correction, pgettext("cell", "correction")),
    ]
    return [word for is_so, word in marks if is_so]


def _address(line: ReportLine, may_enter: bool) -> str:
    """The report before its reviewer; where none is begun, entry for the unit once it has opened."""
    if line.report:
        return reverse("review", args=[line.report.pk])
    if may_enter and line.waits_for_unit:
        return reverse("entry", args=[line.reporter.code, line.period.cut_off.isoformat()])
    return ""
