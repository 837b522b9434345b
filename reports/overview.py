"""The city's front page: how the campaign stands, what needs a decision, then every target."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from reports import wording
from reports.choices import Outlook, Status
from reports.lines import Line, lines_of
from reports.progress import Row
from reports.remarks import Remarks, UnitOutlook
from targets.models import Group

REACHED = (Status.EXCEEDED, Status.ACHIEVED)
URGENT = (Status.MISSED, Status.AT_RISK, Status.SLOW)
MAIN_SECTION, ADDITIONAL_SECTION = "II", "III"


@dataclass(frozen=True, slots=True)
class Tally:
    """Of `total` targets so many are reached, and so many on the way."""

    name: str
    reached: int
    on_track: int
    total: int

    @property
    def good(self) -> int:
        return self.reached + self.on_track


@dataclass(frozen=True, slots=True)
class Decision:
    """A target that needs one: its line, the facts in words, the units that doubt it."""

    line: Line
    facts: list[str]
    outlooks: list[UnitOutlook]

    @property
    def doubts(self) -> list[str]:
        """The units by what they say: "khó đạt: Phường A, Phường B"."""
        said: dict[Outlook, list[str]] = {}
        for outlook in self.outlooks:
            said.setdefault(outlook.outlook, []).append(outlook.unit)
        return [f"{outlook.label}: {', '.join(units)}" for outlook, units in said.items()]


@dataclass(frozen=True, slots=True)
class Overview:
    headline: str
    tallies: list[Tally]
    decisions: list[Decision]
    groups: list[tuple[Group, list[Line]]]

    @classmethod
    def of(cls, rows: Sequence[Row], remarks: Remarks) -> "Overview":
        lines = lines_of(rows, remarks.corrected, remarks.late)
        return cls(
            headline=headline(in_section(rows, MAIN_SECTION)),
            tallies=tallies(rows),
            decisions=decisions(lines, remarks),
            groups=by_group(lines),
        )


def in_section(rows: Iterable[Row], section: str) -> list[Row]:
    """The tallied targets of a section of the launching document ("II" holds II.1, II.2 …)."""
    return [row for row in rows if row.target.tallied and row.target.section.split(".")[0] == section]


def tallies(rows: Sequence[Row]) -> list[Tally]:
    """Main targets (section II), additional ones (section III), those of the People's Council."""
    council = [row for row in rows if row.target.tallied and row.target.is_hdnd]
    found = [
        _tally(_("main targets (section II)"), in_section(rows, MAIN_SECTION)),
        _tally(_("additional targets (section III)"), in_section(rows, ADDITIONAL_SECTION)),
        _tally(_("targets set by the People's Council"), council),
    ]
    return [tally for tally in found if tally.total]


def _tally(name: str, rows: Sequence[Row]) -> Tally:
    statuses = Counter(row.status for row in rows)
    reached = sum(statuses[status] for status in REACHED)
    return Tally(name, reached, statuses[Status.ON_TRACK], len(rows))


def headline(rows: Sequence[Row]) -> str:
    """How the main targets stand, in one line: "31 chỉ tiêu: 9 đạt tiến độ, 3 nguy cơ không đạt"."""
    statuses = Counter(row.status for row in rows)
    counts = [
        (sum(statuses[status] for status in REACHED), pgettext("tally", "%(count)s reached")),
        (statuses[Status.ON_TRACK], pgettext("tally", "%(count)s on track")),
        (statuses[Status.NEARLY], pgettext("tally", "%(count)s nearly achieved")),
        (statuses[Status.SLOW], pgettext("tally", "%(count)s slow")),
        (statuses[Status.AT_RISK], pgettext("tally", "%(count)s at risk")),
        (statuses[Status.MISSED], pgettext("tally", "%(count)s missed")),
    ]
    said = [words % {"count": count} for count, words in counts if count]
    if judged := sum(count for count, _words in counts):
        open_still = pgettext("tally", "%(count)s not yet assessed") % {"count": len(rows) - judged}
        said += [open_still] if len(rows) > judged else []
    else:
        said = [pgettext("tally", "none assessed yet")]
    targets = ngettext("%(count)s main target", "%(count)s main targets", len(rows)) % {"count": len(rows)}
    return f"{targets}: {', '.join(said)}"


def decisions(lines: Sequence[Line], remarks: Remarks) -> list[Decision]:
    """Missed, at risk, slow, in this order; then what stands well although its units doubt the year."""
    children = {child.target.pk for line in lines for child in line.row.children}
    found = [
        Decision(line, facts(line), remarks.outlooks.get(line.row.target.pk, []))
        for line in lines
        if line.row.target.pk not in children
    ]
    urgent = [decision for decision in found if decision.line.status in URGENT]
    doubted = [d for d in found if d.outlooks and d.line.status not in (*URGENT, *REACHED)]
    return sorted(urgent, key=lambda decision: URGENT.index(decision.line.status)) + doubted


def facts(line: Line) -> list[str]:
    """The figure against its plan, what was due by now, last year, what is still needed."""
    row = line.row
    said = [line.measured]
    if failing := failing_parts(row):
        said.append(_("not met: %(parts)s") % {"parts": ", ".join(failing)})
    if wording.prints_percent(row) and row.plan_percent is not None:
        of_plan = _("%(percent)s of the plan of %(plan)s")
        said.append(of_plan % {"percent": line.plan_percent, "plan": line.measured_plan})
    else:
        said.append(_("plan: %(plan)s") % {"plan": line.measured_plan})
    if line.against_original:
        said.append(line.against_original)
    if row.expected is not None and row.expected != row.rule.threshold:
        said.append(_("expected by now: %(expected)s") % {"expected": line.expected})
    if row.growth is not None and row.target.measure == "amount":
        said.append(_("%(change)s against the same period last year") % {"change": line.growth})
    needed = wording.needed_text(row)
    return [*said, needed] if needed else said


def failing_parts(row: Row) -> list[str]:
    """Of a composite target, the parts that keep it from being met: "Số người chết không đổi (3/3)"."""
    failing = [child for child in row.children if child.status in URGENT]
    return [f"{child.target.name} {wording.measured_with_sums(child)}" for child in failing]


def by_group(lines: Sequence[Line]) -> list[tuple[Group, list[Line]]]:
    """In the groups' order; within one, in the targets' own."""
    ordered = sorted(lines, key=lambda line: (line.row.target.group.order, line.row.target.group.code))
    return [(group, list(members)) for group, members in groupby(ordered, lambda line: line.row.target.group)]
