"""What the database itself refuses about official documents, past every form."""

from datetime import date

import pytest

from emulation.dates import now
from reports.choices import IssuedFileKind, JobState
from tests.constraints import refused_by
from tests.document_factories import (
    DocumentTextFactory,
    IssuedFileFactory,
    IssuedReportFactory,
    JobFactory,
    PreparedDocumentFactory,
)
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


# Words of documents


def test_document_text_one_a_sentence():
    first = DocumentTextFactory()
    DocumentTextFactory(period=first.period)

    with refused_by("document_text_one_a_sentence"):
        DocumentTextFactory(period=first.period, key=first.key)


def test_document_text_has_key():
    with refused_by("document_text_has_key"):
        DocumentTextFactory(key="")


# Issued reports


def test_issued_report_one_a_number():
    first = IssuedReportFactory()
    IssuedReportFactory(period=first.period, form="ubnd")

    with refused_by("issued_report_one_a_number"):
        IssuedReportFactory(period=first.period)


def test_issued_report_number_from_1():
    with refused_by("issued_report_number_from_1"):
        IssuedReportFactory(number=0, reason="Không có bản nào.")


def test_issued_report_again_with_reason():
    first = IssuedReportFactory()
    IssuedReportFactory(period=first.period, number=2, reason="Đính chính số liệu BHYT.")

    with refused_by("issued_report_again_with_reason"):
        IssuedReportFactory(period=first.period, number=3)


def test_issued_report_registered_whole():
    IssuedReportFactory(
        document_number="12/BC-PNV",
        document_date=date(2024, 6, 20),
        registered_by=UserFactory(),
        registered_at=now(),
    )

    with refused_by("issued_report_registered_whole"):
        IssuedReportFactory(document_number="12/BC-PNV")
    with refused_by("issued_report_registered_whole"):
        IssuedReportFactory(registered_by=UserFactory(), registered_at=now())


# Issued files


def test_issued_file_one_of_a_kind():
    first = IssuedFileFactory()
    for _scan in range(2):
        IssuedFileFactory(report=first.report, kind=IssuedFileKind.SIGNED)

    with refused_by("issued_file_one_of_a_kind"):
        IssuedFileFactory(report=first.report)


def test_issued_file_not_empty():
    with refused_by("issued_file_not_empty"):
        IssuedFileFactory(size=0)


# Work in the background


def test_job_one_unfinished():
    first = JobFactory(state=JobState.FAILED, ended_at=now())
    same = {"kind": first.kind, "period": first.period, "asked_by": first.asked_by}
    JobFactory(**same)

    with refused_by("job_one_unfinished"):
        JobFactory(**same, state=JobState.RUNNING)


def test_job_done_of_total():
    JobFactory(done=52, total=52)

    with refused_by("job_done_of_total"):
        JobFactory(done=53, total=52)


def test_job_ended_when_finished():
    with refused_by("job_ended_when_finished"):
        JobFactory(state=JobState.DONE)
    with refused_by("job_ended_when_finished"):
        JobFactory(ended_at=now())


def test_job_file_when_done():
    JobFactory(file="made/a.zip", state=JobState.DONE, ended_at=now(), kept_until=now())

    with refused_by("job_file_when_done"):
        JobFactory(file="made/b.zip")
    with refused_by("job_file_when_done"):
        JobFactory(file="made/b.zip", state=JobState.DONE, ended_at=now())


def test_prepared_document_one_a_name():
    first = PreparedDocumentFactory()

    with refused_by("prepared_document_one_a_name"):
        PreparedDocumentFactory(period=first.period)
