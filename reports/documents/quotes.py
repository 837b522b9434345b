"""What units say in their own words, as the report quotes it."""

import re
from collections.abc import Iterable

from reports.documents import sentences
from reports.documents.parts import Quote, Sentence
from reports.due import ReportLine
from targets.models import ReportingPeriod
from units.models import Unit

_MARK = re.compile(r"[-–—+•*·](?:\s+|(?!\d))")


def quotes_of(
    section: str, lines: Iterable[ReportLine], field: str, period: ReportingPeriod, unit: Unit | None = None
) -> tuple[Quote, ...]:
    """What units wrote in this field of their accepted reports, in the units' order; named by section.

    In a unit's own report (`unit`) it does not name itself, only a period other than the report's.
    """
    ordered = sorted(lines, key=lambda line: (line.reporter.order, line.reporter.code, line.period.cut_off))
    found = []
    for line in ordered:
        if line.accepted is None:
            continue
        if told := "\n".join(filter(None, map(unmarked, getattr(line.accepted, field).splitlines()))):
            key = f"{section}.quote.{line.reporter.code}.{line.period.code}"
            sentence = Sentence(key, told, revision=line.accepted.pk)
            found.append(Quote(_source(line, period, unit), sentence))
    return tuple(found)


def unmarked(told: str) -> str:
    """Without a bullet before it; "-5%" has none."""
    return _MARK.sub("", told.strip())


def _source(line: ReportLine, period: ReportingPeriod, unit: Unit | None) -> str:
    short = sentences.short_period_words(line.period)
    is_same = line.period.pk == period.pk
    if unit:
        return "" if is_same else sentences.upper_first(short)
    name = sentences.agency_words(line.reporter)
    return name if is_same else f"{name} ({short})"
