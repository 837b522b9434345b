"""The files that hang on a report, as its pages show them, and the signed sheet among them that still holds.

They come with the query of the revision (`with_files`), or are asked for once.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf

from emulation.gathered import Gathered
from reports.choices import EvidenceKind
from reports.entries import NARRATIVE_FIELDS, STORED_FIELDS
from reports.evidence.files import size_text
from reports.evidence.sheet import SheetLine, content_code
from reports.models import Evidence, ProgressReport, Reading, Revision
from targets.models import Allocation

FILE_FIELDS = (
    "pk", "allocation", "kind", "name", "size", "sha256", "added_at",
    "document_number", "signed_on", "signed_by", "content_code",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class File:
    """One file that stands. `allocation` is the key of the figure it is about, None for the whole report;
    `revision` that of the revision it was added to; `added_by` is a name. The rest as in Evidence."""

    pk: int
    revision: int
    allocation: int | None
    kind: str
    name: str
    size: int
    sha256: str
    added_by: str
    added_at: datetime
    document_number: str
    signed_on: date | None
    signed_by: str
    content_code: str

    @property
    def is_sheet(self) -> bool:
        return self.kind == EvidenceKind.SIGNED_SHEET

    @property
    def size_text(self) -> str:
        return size_text(self.size)


@dataclass(frozen=True, slots=True)
class Files:
    """All files that stand beside one report, the oldest first, whichever revision they were added to."""

    every: tuple[File, ...] = ()

    def of_line(self, allocation: int | None) -> list[File]:
        """Of one figure, by its allocation's key; None: of the whole report, signed sheets apart."""
        return [file for file in self.every if file.allocation == allocation and not file.is_sheet]

    @property
    def of_report(self) -> list[File]:
        return self.of_line(None)

    @property
    def sheets(self) -> list[File]:
        """The newest first."""
        return [file for file in self.every if file.is_sheet][::-1]

    def signed(self, code: str) -> File | None:
        """The newest signed sheet of exactly the figures with this code."""
        return next((file for file in self.sheets if file.content_code == code), None)

    def signed_otherwise(self, code: str) -> File | None:
        """The newest signed sheet, where it shows other figures and none shows these."""
        return None if self.signed(code) else next(iter(self.sheets), None)


def with_files(revisions: QuerySet[Any]) -> QuerySet[Any]:
    """Adds `files`, what stands beside the revision's report: no further query."""
    return revisions.annotate(files=_told_files())


@cache
def _told_files() -> Gathered:
    rows = Evidence.objects.standing().filter(revision__report=OuterRef("report"))
    who = Coalesce(NullIf("added_by__full_name", Value("")), F("added_by__username"))
    fields = {name: name for name in FILE_FIELDS}
    return Gathered(rows, revision="revision", added_by=who, **fields)


def files_of(revision: Revision) -> Files:
    """What stands beside the revision's report; one query where it was not loaded `with_files`."""
    if revision.pk is None:
        return Files()
    known = vars(revision).get("files")
    if known is None:
        known = with_files(Revision.objects.filter(pk=revision.pk)).get().files
    return Files(tuple(File(**facts) for facts in known))


def sheet_line(reading: Reading, allocation: Allocation) -> SheetLine:
    """What the reading says; the allocation brings its target and unit."""
    said = {name: getattr(reading, name) for name in STORED_FIELDS}
    return SheetLine(allocation.target.code, allocation.unit.code, **said)


def code_of(revision: Revision, lines: Iterable[SheetLine]) -> str:
    """The code of the revision with these lines; it brings its report with reporter and period."""
    texts = {name: getattr(revision, name) for name in NARRATIVE_FIELDS}
    return content_code(revision.report.reporter.code, revision.report.period.code, lines, texts)


def present_code(revision: Revision) -> str:
    """The code of what the revision says now: one query."""
    readings = Reading.objects.filter(revision=revision).select_related(
        "allocation__target", "allocation__unit"
    )
    return code_of(revision, [sheet_line(reading, reading.allocation) for reading in readings])


def codes_of(report: ProgressReport) -> dict[int, str]:
    """The code of what each revision of the report says, by its key, the oldest first: two queries."""
    revisions = list(
        Revision.objects.filter(report=report)
        .select_related("report__reporter", "report__period")
        .order_by("number")
    )
    readings = Reading.objects.filter(revision__in=revisions).select_related(
        "allocation__target", "allocation__unit"
    )
    lines: dict[int, list[SheetLine]] = defaultdict(list)
    for reading in readings:
        lines[reading.revision_id].append(sheet_line(reading, reading.allocation))
    return {revision.pk: code_of(revision, lines[revision.pk]) for revision in revisions}


def shows_nothing(sheet: File | Evidence, revision: int, codes: dict[int, str]) -> bool:
    """Whether a signed sheet shows the figures of no revision from that on that it was added to."""
    since = [code for key, code in codes.items() if key >= revision]
    return sheet.content_code not in since


def signed_sheet(revision: Revision) -> File | None:
    """The newest standing sheet that shows exactly what the revision says now; None where there is none.

    Asked anew each time: one query where no sheet was attached, else two. `files` and `content_code` that the
    revision was given by its page are believed.
    """
    files = files_of(revision)
    if not files.sheets:
        return None
    known: Any = vars(revision).get("content_code")
    return files.signed(known or present_code(revision))
