"""What was issued is kept by the database itself: nobody changes it, nobody deletes it."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from emulation.dates import now
from reports.models import IssuedFile, IssuedReport
from reports.triggers import FROZEN, REFUSAL
from tests.document_factories import IssuedFileFactory, IssuedReportFactory
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
REGISTRY = {"document_number", "document_date", "registered_by_id", "registered_at"}


def refused():
    return pytest.raises(IntegrityError, match=REFUSAL)


def test_everything_but_what_the_registry_gives_is_frozen():
    columns = {field.column for field in IssuedReport._meta.concrete_fields}
    assert set(FROZEN) == columns - REGISTRY


@pytest.mark.parametrize("column", ["title", "content", "rows_sha256", "number", "known_at"])
def test_an_issued_report_never_changes(column):
    report = IssuedReportFactory()
    value = {"number": 2, "known_at": now(), "content": {"title": "Khác"}}.get(column, "khác")

    with refused(), transaction.atomic():
        IssuedReport.objects.filter(pk=report.pk).update(**{column: value})


def test_an_issued_report_is_never_deleted():
    report = IssuedReportFactory()

    with refused(), transaction.atomic():
        IssuedReport.objects.filter(pk=report.pk).delete()


def test_what_the_registry_gives_is_entered_afterwards():
    report = IssuedReportFactory()
    given = {
        "document_number": "12/BC-PNV",
        "document_date": date(2024, 6, 20),
        "registered_by": UserFactory(),
        "registered_at": now(),
    }

    assert IssuedReport.objects.filter(pk=report.pk).update(**given) == 1


def test_an_issued_file_never_changes():
    file = IssuedFileFactory()

    with refused(), transaction.atomic():
        IssuedFile.objects.filter(pk=file.pk).update(sha256="1" * 64)
    with refused(), transaction.atomic():
        IssuedFile.objects.filter(pk=file.pk).delete()
