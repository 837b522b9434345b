"""Lists that a query brings beside its rows, alike on every database."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import OuterRef, Subquery, Value
from django.test.utils import CaptureQueriesContext

from emulation.dates import now
from emulation.gathered import Gathered
from reports.models import Reading, Revision
from targets.models import Extension
from tests.factories import ExtensionFactory, ReadingFactory, RevisionFactory
from units.models import Unit

pytestmark = pytest.mark.django_db

READINGS = Reading.objects.filter(revision=OuterRef("pk"))


def test_each_row_brings_its_own_list_in_one_query():
    # Asked once a process, before the first list.
    assert connection.features.supports_json_field
    first, second = RevisionFactory.create_batch(2)
    notes = [ReadingFactory(revision=each, note=note).note for each, note in [(first, "a"), (second, "b")]]
    with CaptureQueriesContext(connection) as asked:
        found = Revision.objects.annotate(said=Gathered(READINGS, note="note")).order_by("pk")
        assert [revision.said for revision in found] == [[{"note": note}] for note in notes]
    assert len(asked) == 1


def test_row_without_any_brings_an_empty_list():
    RevisionFactory()
    assert Revision.objects.annotate(said=Gathered(READINGS, note="note")).get().said == []


def test_list_keeps_the_order_of_its_query():
    revision = RevisionFactory()
    for value in (3, 1, 2):
        ReadingFactory(revision=revision, value=value)
    found = Revision.objects.annotate(said=Gathered(READINGS.order_by("-value"), value="value")).get()
    assert [row["value"] for row in found.said] == [3, 2, 1]


def test_values_come_as_their_fields_hold_them():
    reading = ReadingFactory(value=Decimal("1634.5"), base=None, is_estimate=True, entered_at=now())
    gathered = Gathered(
        READINGS,
        value="value",
        base="base",
        is_estimate="is_estimate",
        at="entered_at",
        by="entered_by__full_name",
        word=Value("một lời"),
    )
    (said,) = Revision.objects.annotate(said=gathered).get().said
    assert said == {
        "value": Decimal("1634.5"),
        "base": None,
        "is_estimate": True,
        "at": reading.entered_at,
        "by": reading.entered_by.full_name,
        "word": "một lời",
    }


def test_what_was_annotated_comes_as_its_field_holds_it():
    reading = ReadingFactory(value=Decimal("1634.5"), entered_at=now())
    same = Reading.objects.filter(pk=OuterRef("pk"))
    annotated = READINGS.annotate(
        at=Subquery(same.values("entered_at")), number=Subquery(same.values("value"))
    )
    (said,) = Revision.objects.annotate(said=Gathered(annotated, at="at", number="number")).get().said
    assert said == {"at": reading.entered_at, "number": Decimal("1634.5")}


def test_days_come_as_days():
    extension = ExtensionFactory(until=date(2024, 6, 30))
    granted = Extension.objects.filter(unit=OuterRef("pk"))
    (found,) = Unit.objects.annotate(more=Gathered(granted, until="until")).get(pk=extension.unit_id).more
    assert found == {"until": date(2024, 6, 30)}


def test_what_can_have_no_rows_is_an_empty_list():
    RevisionFactory()
    (found,) = Revision.objects.annotate(said=Gathered(READINGS.filter(pk__in=[]), value="value"))
    assert found.said == []
