"""The warnings on the demonstration's year: quiet about what is ordinary, awake to a slip of the hand."""

from decimal import Decimal

import pytest

from reports.models import Reading, Revision
from reports.warnings import flags_of
from targets.models import Campaign

pytestmark = pytest.mark.django_db


@pytest.fixture
def year(whole_year) -> Campaign:
    return Campaign.objects.get(code="2024")


def test_ordinary_year_raises_no_warning(year):
    """Corrections, late reports and estimates included."""
    found = flags_of(Revision.objects.select_related("report__period"))
    assert len(found) > 100
    assert [flag.message for flags in found.values() for flag in flags] == []


@pytest.mark.parametrize(
    ("code", "cut_off", "value", "raised"),
    [
        ("KT-03", "2024-06-14", "2264", {("KT-03", "magnitude"), ("KT-04", "band")}),
        ("KT-04", "2024-06-14", "14.87", {("KT-04", "magnitude"), ("KT-04", "band")}),
        ("MT-05", "2024-06-14", "0", {("MT-06", "same")}),
        ("BS-01", "2024-06-14", "25", {("BS-01", "falling"), ("BS-01", "sum")}),
        ("XH-04", "2024-09-14", "2", {("BS-01", "sum")}),
        ("XH-10", "2024-06-14", "6000", {("XH-10", "moved")}),
        ("XD-03", "2024-12-14", "40", {("XD-03", "cap")}),
    ],
)
def test_slip_is_noticed_beside_the_lines_that_it_touches(year, code, cut_off, value, raised):
    about = {"allocation__target__code": code, "revision__report__period__cut_off": cut_off}
    slip = Reading.objects.filter(value__gt=0, **about).last()
    Reading.objects.filter(pk=slip.pk).update(value=Decimal(value))
    revision = Revision.objects.select_related("report__period").get(pk=slip.revision_id)

    assert {(flag.allocation.target.code, flag.code) for flag in flags_of([revision])[revision.pk]} == raised


def test_every_check_names_targets_that_are_there(year):
    named = {operand.code for check in year.options.checks for operand in (check.of, *check.to)}
    assert len(year.options.checks) == 5
    assert named <= set(year.targets.values_list("code", flat=True))
