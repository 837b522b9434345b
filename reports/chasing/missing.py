"""Which lines of a report nobody has answered yet, by name: for reminders and for who telephones."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef

from reports.due import ReportLine
from reports.models import Reading
from targets.models import Allocation


@dataclass(frozen=True, slots=True)
class MissingLine:
    """`unit` names whom the line is about where that is another than who reports, else it is empty."""

    target: str
    name: str
    unit: str = ""


Key = tuple[int, int]


def key_of(line: ReportLine) -> Key:
    """The keys of reporter and period."""
    return line.reporter.pk, line.period.pk


def missing_lines(lines: Iterable[ReportLine]) -> dict[Key, list[MissingLine]]:
    """What each of these reports lacks, by reporter and period, in the targets' order. One query."""
    lines = list(lines)
    newest = [line.revision.pk for line in lines if line.revision]
    answered = Reading.objects.filter(
        allocation=OuterRef("pk"),
        revision__in=newest,
        revision__report__period=OuterRef("target__campaign__periods"),
    )
    owing = Allocation.objects.owed_in(*{line.period for line in lines}).annotate(answered=Exists(answered))
    unanswered = owing.filter(answered=False, reporter__in={line.reporter for line in lines})
    ordered = unanswered.order_by("target__order", "target__code", "unit__order", "unit__code")
    found: dict[Key, list[MissingLine]] = {key_of(line): [] for line in lines}
    for reporter, period, about, code, name, unit in ordered.values_list(
        "reporter", F("target__campaign__periods"), "unit", "target__code", "target__name", "unit__name"
    ):
        if (reporter, period) in found:
            row = MissingLine(code, name, "" if about == reporter else unit)
            found[reporter, period].append(row)
    return found
