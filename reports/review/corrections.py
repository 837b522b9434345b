"""Reports whose numbers units ask to correct, or object to, as they stand on the desk of Home Affairs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from reports.choices import CorrectionState, RevisionStatus, Verdict
from reports.confirming.words import with_verdict
from reports.correcting.asked import AskedCorrection, asked_in
from reports.models import CorrectionRequest, ProgressReport, Reading, Revision
from units.models import Unit


def asking(units: QuerySet[Unit]) -> QuerySet[Revision]:
    """Accepted reports of these units, in hand as they are, with a request to correct a number that waits."""
    waits = CorrectionRequest.objects.filter(report=OuterRef("report"), outcome=CorrectionState.OPEN)
    accepted = Revision.objects.newest().filter(status=RevisionStatus.APPROVED)
    return accepted.filter(Exists(waits), report__reporter__in=units)


def objected(units: QuerySet[Unit]) -> QuerySet[Revision]:
    """Accepted reports of these units, in hand as they are, with a figure to which an objection stands."""
    figures = with_verdict(Reading.objects.filter(revision=OuterRef("pk")))
    accepted = Revision.objects.newest().filter(status=RevisionStatus.APPROVED)
    return accepted.filter(Exists(figures.filter(verdict=Verdict.OBJECTS)), report__reporter__in=units)


@dataclass(frozen=True, slots=True)
class Asking:
    """A report, submitted or accepted, of which the unit asks to correct numbers."""

    revision: Any
    requests: tuple[AskedCorrection, ...]

    @property
    def report(self) -> ProgressReport:
        return self.revision.report

    @property
    def since(self) -> datetime:
        return min(asked.asked_at for asked in self.requests)

    @property
    def askers(self) -> str:
        return ", ".join(dict.fromkeys(asked.asker for asked in self.requests))


def asking_lines(revisions: Iterable[Any]) -> list[Asking]:
    """Those of the revisions, with `requests`, of which one can be granted; whoever waited longest first."""
    told = ((revision, tuple(a for a in asked_in(revision) if a.can_be_granted)) for revision in revisions)
    return sorted((Asking(revision, asked) for revision, asked in told if asked), key=lambda one: one.since)
