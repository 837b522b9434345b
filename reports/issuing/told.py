"""What the last issued report on a period says of a target, beside what stands there now."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef

from emulation.gathered import Gathered
from reports import wording
from reports.models import IssuedReport
from reports.progress import Row

# In the table of indicators: what the year had come to.
TO_DATE = 6


@dataclass(frozen=True, slots=True)
class ToldInReport:
    """`then` is what the issued report prints, `now` what a page prints by now."""

    pk: int
    number: int
    issued_at: datetime
    then: str
    now: str

    @property
    def has_changed(self) -> bool:
        return self.then != self.now


def gathered_issues(as_of: date) -> Gathered:
    """Of a target's campaign the reports issued on the period that ends on this day, the last one last."""
    issued = IssuedReport.objects.filter(period__campaign=OuterRef("campaign"), period__cut_off=as_of)
    return Gathered(
        issued.order_by("issued_at", "pk"), pk="pk", number="number", issued_at="issued_at", content="content"
    )


def told_in_report(row: Row, issues: list[dict[str, Any]]) -> ToldInReport | None:
    """Of the last of `gathered_issues`; None where there is none, or it does not tell the target."""
    if not issues:
        return None
    last = issues[-1]
    content = last["content"]
    told = json.loads(content) if isinstance(content, str) else content
    tables = [annex for annex in told["annexes"] if annex["name"] == "indicators"]
    lines = [line for table in tables for line in table["lines"] if line["key"] == row.target.code]
    if not lines:
        return None
    then = lines[0]["cells"][TO_DATE]
    return ToldInReport(last["pk"], last["number"], last["issued_at"], then, wording.figure_text(row))
