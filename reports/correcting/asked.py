"""The requests to correct a number, as they hang on the report in hand and come with its query."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.lookups import IsNull

from emulation.gathered import Gathered
from reports.answers import Numbers
from reports.choices import CorrectionState, ReadingState
from reports.correcting.requests import ASKABLE
from reports.models import CorrectionRequest, Reading, Revision


@dataclass(frozen=True, slots=True)
class AskedCorrection:
    """One request. `is_met`: the report in hand says so already. `can_be_granted`: it waits, and the report
    is not with the unit, which could change the number itself."""

    pk: int
    allocation: int
    state: str
    value: Decimal | None
    base: Decimal | None
    is_estimate: bool
    note: str
    reason: str
    asked_by: int
    asker: str
    asked_at: datetime
    outcome: str
    answer: str
    decider: str | None
    decided_at: datetime | None
    revision: int | None
    is_met: bool
    is_with_home_affairs: bool

    @property
    def numbers(self) -> Numbers:
        return Numbers(ReadingState(self.state), self.value, self.base)

    @property
    def is_open(self) -> bool:
        return self.outcome == CorrectionState.OPEN

    @property
    def can_be_granted(self) -> bool:
        return self.is_open and self.is_with_home_affairs and not self.is_met

    def was_granted_in(self, revision: int) -> bool:
        """Put into the revision with this key."""
        return self.outcome == CorrectionState.GRANTED and self.revision == revision

    @property
    def label(self) -> str:
        return str(CorrectionState(self.outcome).label)


def with_requests(revisions: QuerySet[Any]) -> QuerySet[Any]:
    """Adds `requests`, which `asked_in` reads: all about the revision's report, the oldest first."""
    return revisions.annotate(requests=_told_requests())


@cache
def _told_requests() -> Gathered:
    # The request stands between the reading and the revision, hence the two steps out.
    in_hand = Reading.objects.filter(revision=OuterRef(OuterRef("pk")), allocation=OuterRef("allocation"))
    says_so = in_hand.filter(
        _same("value") & _same("base"), state=OuterRef("state"), is_estimate=OuterRef("is_estimate")
    )
    requests = CorrectionRequest.objects.filter(report=OuterRef("report")).annotate(is_met=Exists(says_so))
    return Gathered(
        requests.order_by("asked_at", "pk"),
        pk="pk",
        allocation="allocation_id",
        state="state",
        value="value",
        base="base",
        is_estimate="is_estimate",
        note="note",
        reason="reason",
        asked_by="asked_by_id",
        asker="asked_by__full_name",
        asked_at="asked_at",
        outcome="outcome",
        answer="answer",
        decider="decided_by__full_name",
        decided_at="decided_at",
        revision="revision_id",
        is_met="is_met",
    )


def _same(name: str) -> Q:
    """Both numbers are the same, or both are missing."""
    both_missing = Q(IsNull(F(name), True)) & Q(IsNull(OuterRef(name), True))
    return Q(**{name: OuterRef(name)}) | both_missing


def asked_in(revision: Revision) -> list[AskedCorrection]:
    """The requests of a revision that comes from `with_requests`, the oldest first."""
    is_there = revision.status in ASKABLE
    found = getattr(revision, "requests", [])
    return [
        AskedCorrection(**{**asked, "is_met": bool(asked["is_met"])}, is_with_home_affairs=is_there)
        for asked in found
    ]


def granted_in(revision: Revision) -> datetime | None:
    """When Home Affairs last put an answer that the unit asked for into a revision from `with_requests`."""
    granted = [asked.decided_at for asked in asked_in(revision) if asked.was_granted_in(revision.pk)]
    return max((at for at in granted if at), default=None)


def last_asked(requests: Iterable[AskedCorrection]) -> dict[int, AskedCorrection]:
    """The newest request about each number, by the key of its allocation."""
    return {asked.allocation: asked for asked in requests}
