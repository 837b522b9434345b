"""What the units were given of a target against the owner's plan, and whether a reason for the difference
stands in the log. Pure but for `with_reason`."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from emulation.numbers import plain
from targets.choices import Measure
from targets.models import Target
from units.models import Event

SUM = "quota_sum"
LABEL = Target._meta.label_lower


@dataclass(frozen=True, slots=True)
class QuotaSum:
    """What the counting units were given together, and between what the plan lies (`least` to `most`).

    `without`: how many of them have no quota, which the sum takes for nothing.
    """

    total: Decimal
    least: Decimal
    most: Decimal
    without: int = 0

    @property
    def difference(self) -> Decimal:
        """Above the plan, below it (negative), or 0 where the sum is the plan or lies within its range."""
        if self.total > self.most:
            return self.total - self.most
        return min(self.total - self.least, Decimal(0))

    @property
    def short(self) -> Decimal:
        return -self.difference


def is_quantity(target: Target) -> bool:
    """Quotas of it can be added: amounts, percentages apart."""
    return target.measure == Measure.AMOUNT and not target.unit_of_measure.startswith("%")


def adds_up(target: Target) -> bool:
    """The units' quotas make the owner's plan together."""
    return is_quantity(target) and target.threshold is not None


def quota_sum(target: Target, quotas: Iterable[Decimal | None]) -> QuotaSum | None:
    """Of the counting units' quotas; None where nothing adds up, or nobody was given any."""
    given = list(quotas)
    known = [quota for quota in given if quota is not None]
    if not known or not adds_up(target) or target.threshold is None:
        return None
    most = target.threshold if target.ceiling is None else target.ceiling
    return QuotaSum(sum(known, Decimal(0)), target.threshold, most, len(given) - len(known))


def with_reason(targets: QuerySet[Any]) -> QuerySet[Any]:
    """Adds `sum_told` and `sum_reason`: the last sum that was stored, exact, and why it is not the plan."""
    told = Event.objects.filter(object_type=LABEL, object_id=OuterRef("pk"), data__has_key=SUM)
    last = told.order_by("-pk")
    return targets.annotate(
        sum_told=Subquery(last.values(f"data__{SUM}")[:1]), sum_reason=Subquery(last.values("comment")[:1])
    )


def reason_of(target: Any, found: QuotaSum) -> str:
    """Why this very sum is not the plan, as whoever stored it said; the target comes from `with_reason`."""
    return target.sum_reason or "" if target.sum_told == fact_of(found, target) else ""


def fact_of(found: QuotaSum, target: Target) -> str:
    """The sum and the plan that it was held against, for the log."""
    plan = plain(found.least) if found.least == found.most else f"{plain(found.least)}-{plain(found.most)}"
    return f"{plain(found.total)} / {plan}"
