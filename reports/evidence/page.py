"""The files beside one figure or one report, on a page of their own or within the entry page.

Five queries at most.
"""

from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse

from reports.entry_refusals import Refusal
from reports.evidence.attached import File, Files, codes_of, files_of, shows_nothing, with_files
from reports.evidence.attaching import attach_refusal, may_take_away
from reports.evidence.files import KINDS, MOST_BYTES
from reports.evidence.forms import SignatureForm
from reports.models import ProgressReport, Revision
from reports.permissions import may_enter, may_review
from targets.models import Allocation, ReportingPeriod
from units.models import Unit, User


@dataclass(frozen=True, slots=True)
class SignedSheet:
    """One signed sheet. `agrees`: it shows what the report says now; `is_wrong`: what no revision said since
    it was added; `form` corrects who signed it and when, None for who may not."""

    file: File
    agrees: bool
    is_wrong: bool
    removable: bool
    form: SignatureForm | None


@dataclass(frozen=True)
class EvidencePage:
    """`allocation` is None for the files of the whole report; `revision` is the newest, None where
    nothing has been begun.

    `error` says why a file was not taken; `mended` is what was typed about one sheet and not taken.
    """

    reporter: Unit
    period: ReportingPeriod
    user: User
    revision: Revision | None
    allocation: Allocation | None = None
    error: str = ""
    mended: SignatureForm | None = None

    @classmethod
    def load(
        cls,
        user: User,
        reporter: Unit,
        period: ReportingPeriod,
        allocation: Allocation | None = None,
        error: str = "",
        mended: SignatureForm | None = None,
    ) -> "EvidencePage":
        newest = Revision.objects.newest().filter(report__reporter=reporter, report__period=period)
        revision = with_files(newest).select_related("report").first()
        if revision:
            revision.report.reporter, revision.report.period = reporter, period
        return cls(reporter, period, user, revision, allocation, error, mended)

    @property
    def url(self) -> str:
        address = [self.reporter.code, self.period.code]
        if self.allocation is None:
            return reverse("evidence", args=address)
        return reverse("evidence_of_line", args=[*address, self.allocation.pk])

    @property
    def anchor(self) -> str:
        """As on the entry page (`Sheet.files_key`), so that the part is found there again."""
        about = self.allocation.pk if self.allocation else f"report-{self.period.pk}"
        return f"files-{about}"

    @cached_property
    def all_files(self) -> Files:
        return files_of(self.revision) if self.revision else Files()

    @property
    def files(self) -> list[File]:
        return self.all_files.of_line(self.allocation.pk if self.allocation else None)

    @property
    def sheets(self) -> list[File]:
        return self.all_files.sheets

    @property
    def signed(self) -> list["SignedSheet"]:
        """The signed sheets, the newest first."""
        return [
            SignedSheet(
                sheet,
                agrees=sheet.content_code == self.content_code,
                is_wrong=sheet.pk in self._wrong,
                removable=sheet.pk in self.removable,
                form=self._form_of(sheet),
            )
            for sheet in self.sheets
        ]

    def _form_of(self, sheet: File) -> SignatureForm | None:
        if sheet.pk not in self.mendable:
            return None
        return self.mended if self.mended and self.mended.sheet == sheet.pk else SignatureForm.of(sheet)

    @cached_property
    def refusal(self) -> Refusal | None:
        report = (
            self.revision.report
            if self.revision
            else ProgressReport(reporter=self.reporter, period=self.period)
        )
        return attach_refusal(report, self.revision, self.user)

    @property
    def may_add(self) -> bool:
        return self.refusal is None

    @property
    def may_enter(self) -> bool:
        return may_enter(self.user, self.reporter)

    @cached_property
    def removable(self) -> set[int]:
        """The keys of the files that the person may take away now."""
        if not self.may_enter:
            return set()
        return {file.pk for file in self._changeable} | self._wrong

    @cached_property
    def _wrong(self) -> set[int]:
        """The keys of the signed sheets that went with nothing."""
        return {sheet.pk for sheet in self.sheets if shows_nothing(sheet, sheet.revision, self._codes)}

    @cached_property
    def mendable(self) -> set[int]:
        """The keys of the signed sheets of which the person may correct who signed and when."""
        sheets = self.sheets if may_review(self.user, self.reporter) else self._changeable
        return {file.pk for file in sheets if file.is_sheet}

    @cached_property
    def _changeable(self) -> list[File]:
        """Those that were added to the revision in hand, while it may be changed."""
        if self.revision is None or not may_take_away(self.user, self.revision):
            return []
        return [file for file in self.all_files.every if file.revision == self.revision.pk]

    @cached_property
    def _codes(self) -> dict[int, str]:
        return codes_of(self.revision.report) if self.revision else {}

    @property
    def content_code(self) -> str:
        """The code of what the report says now; empty until it is begun."""
        return self._codes[self.revision.pk] if self.revision else ""

    @property
    def accept(self) -> str:
        """What the browser offers to choose from; a telephone then offers its camera too."""
        return ",".join(offered for kind in KINDS for offered in (kind.media_type, f".{kind.ending}"))

    @property
    def most_bytes(self) -> int:
        return MOST_BYTES
