"""The pages of issuing a report and of an issued one."""

from dataclasses import dataclass
from functools import cached_property
from typing import Self

from reports.issuing.compared import Difference, differences
from reports.issuing.drafts import PAGE, Draft, draft_of
from reports.issuing.forms import RegistryForm
from reports.issuing.issue import changed_edits
from reports.issuing.kept import files_that_hold
from reports.models import IssuedFile, IssuedReport
from reports.permissions import may_read_issued, may_word_report
from targets.models import ReportingPeriod
from targets.schedule import Schedule
from units.models import User


@dataclass(frozen=True)
class IssuePage:
    """What would be frozen now. `number` is the issue that it would be, `before` the one that it replaces."""

    draft: Draft
    number: int
    before: IssuedReport | None

    @classmethod
    def of(cls, schedule: Schedule, period: ReportingPeriod, form: str) -> Self:
        before = IssuedReport.objects.filter(period=period, form=form).order_by("-number").first()
        return cls(draft_of(schedule, period, form), before.number + 1 if before else 1, before)

    @property
    def page_name(self) -> str:
        """The draft of the chairman's page, which is issued with the report."""
        return PAGE

    @property
    def changed_edits(self) -> int:
        return changed_edits(self.draft)

    @cached_property
    def since(self) -> list[Difference]:
        """What reads otherwise than in the issue before."""
        return differences(self.before.content, self.draft.content.as_data()) if self.before else []


@dataclass(frozen=True)
class IssuedPage:
    """An issued report: its files, what the registry gave, and what has been corrected since."""

    report: IssuedReport
    schedule: Schedule
    may_mend: bool
    files: list[IssuedFile]
    others: list[IssuedReport]

    @classmethod
    def of(cls, report: IssuedReport, schedule: Schedule, user: User) -> Self:
        same = IssuedReport.objects.filter(period=report.period, form=report.form).exclude(pk=report.pk)
        owner = report.period.campaign.owner
        files = [file for file in files_that_hold(report) if may_read_issued(user, owner, file.kind)]
        return cls(report, schedule, may_word_report(user, owner), files, list(same.order_by("number")))

    @property
    def newer(self) -> IssuedReport | None:
        return next((other for other in reversed(self.others) if other.number > self.report.number), None)

    @property
    def before(self) -> IssuedReport | None:
        return next((other for other in reversed(self.others) if other.number < self.report.number), None)

    @cached_property
    def from_before(self) -> list[Difference]:
        """What this issue changed."""
        return differences(self.before.content, self.report.content) if self.before else []

    @cached_property
    def since(self) -> list[Difference]:
        """What would read otherwise if the report were issued now; nothing of an issue that was replaced."""
        if self.newer:
            return []
        period = self.schedule.by_code(self.report.period.code)
        if period is None or self.report.form not in self.schedule.campaign.options.forms:
            return []
        now = draft_of(self.schedule, period, self.report.form)
        return differences(self.report.content, now.content.as_data())

    @property
    def registry_form(self) -> RegistryForm:
        given = {"document_number": self.report.document_number, "document_date": self.report.document_date}
        return RegistryForm(initial=given)
