"""A document found by its code: that it was issued, and whether it holds; no more than it says itself."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError

from reports.issuing.forms import read_code
from reports.models import IssuedReport


@dataclass(frozen=True, slots=True)
class Checked:
    """`newer` is the last issue of the same report where this is not it."""

    report: IssuedReport
    newer: IssuedReport | None


def find(code: str) -> Checked | None:
    """None where no document has this code; two queries."""
    try:
        spelt = read_code(code)
    except ValidationError:
        return None
    rows = IssuedReport.objects.select_related("period__campaign__owner")
    report = rows.filter(code=spelt).first()
    if report is None:
        return None
    same = IssuedReport.objects.filter(period=report.period, form=report.form, number__gt=report.number)
    return Checked(report, same.order_by("-number").first())
