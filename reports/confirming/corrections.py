"""What is under way about a figure that takes a unit's word: a request to correct it, a correction, the way
to where it stands. Nothing is asked of the database here."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet
from django.urls import reverse

from emulation.dates import today
from emulation.gathered import Gathered
from reports.choices import Basis, ReportingState, RevisionStatus
from reports.correcting.asked import AskedCorrection, asked_in, granted_in, last_asked, with_requests
from reports.models import OPEN_STATUSES, Reading
from reports.past import answer_text
from reports.state_text import state_text
from targets.models import Allocation, ReportingPeriod
from units.models import User
from units.permissions import sees_unit


def with_corrections(revisions: QuerySet[Any]) -> QuerySet[Any]:
    """Adds what `Correcting.of` takes beside `with_correction`, in the revisions' own query."""
    commented = Reading.objects.filter(revision=OuterRef("pk")).exclude(review_comment="")
    comments = Gathered(commented, allocation="allocation_id", comment="review_comment")
    return with_requests(revisions).annotate(comments=comments)


@dataclass(frozen=True, slots=True)
class Correcting:
    """One figure in the report in hand, whose `revision` comes from `with_corrections`.

    `asked`: the newest request of the reporter to correct it. `comment`: what Home Affairs asks about it.
    """

    allocation: Allocation
    revision: Any
    asked: AskedCorrection | None
    comment: str

    @classmethod
    def of(cls, allocation: Allocation, revision: Any) -> "Correcting":
        comments = {told["allocation"]: told["comment"] for told in revision.comments}
        is_back = revision.status == RevisionStatus.RETURNED
        return cls(
            allocation,
            revision,
            last_asked(asked_in(revision)).get(allocation.pk),
            comments.get(allocation.pk, "") if is_back else "",
        )

    @property
    def request(self) -> AskedCorrection | None:
        """The one that waits for an answer."""
        asked = self.asked
        return asked if asked and asked.is_open and not asked.is_met else None

    @property
    def agreement(self) -> AskedCorrection | None:
        """The one that Home Affairs put into this revision, which is not accepted yet."""
        is_open = self.revision.status in OPEN_STATUSES
        return self.asked if self.asked and is_open and self.asked.was_granted_in(self.revision.pk) else None

    @property
    def asked_text(self) -> str:
        """What the number is to say."""
        return answer_text(self.asked.numbers, self.allocation.target) if self.asked else ""

    @property
    def state(self) -> ReportingState:
        return ReportingState(self.revision.status)

    @property
    def state_text(self) -> str:
        """Where the report is, while it is back with its unit; empty else, and before it was ever sent."""
        if self.revision.status != RevisionStatus.RETURNED and not self.revision.is_recalled:
            return ""
        return state_text(self.state, self.revision, self.allocation.reporter, granted_in(self.revision))


def in_hand(revisions: Iterable[Any]) -> dict[tuple[int, int], Any]:
    """The newest of each report, by the keys of reporter and period."""
    ordered = sorted(revisions, key=lambda revision: revision.number)
    return {(one.report.reporter_id, one.report.period_id): one for one in ordered}


def address_of(reading: Reading, allocation: Allocation, period: ReportingPeriod, user: User) -> str:
    """Where the person reads more about the figure: its row, with the report's history, for who sees the
    reporter; else the target's page, once it tells this figure. Empty where neither does."""
    if sees_unit(user, allocation.reporter):
        entry = reverse("entry", args=[allocation.reporter.code, period.cut_off.isoformat()])
        return f"{entry}#row-{allocation.pk}"
    sees_all = sees_unit(user, allocation.target.lead)
    if period.cut_off > today() or not (sees_all or reading.revision.status == RevisionStatus.APPROVED):
        return ""
    basis = Basis.PROVISIONAL if sees_all else Basis.OFFICIAL
    page = reverse("target", args=[allocation.target.code])
    return f"{page}?as_of={period.cut_off.isoformat()}&basis={basis.value}"
