"""Rows about official documents for tests: whole, dull, and without any rule of the field."""

import factory
from factory import Sequence, SubFactory
from factory.django import DjangoModelFactory

from emulation.dates import now
from reports.choices import IssuedFileKind, JobKind
from reports.models import DocumentText, IssuedFile, IssuedReport, Job, PreparedDocument
from tests.factories import ReportingPeriodFactory, UserFactory


class DocumentTextFactory(DjangoModelFactory):
    class Meta:
        model = DocumentText

    period = SubFactory(ReportingPeriodFactory)
    key = Sequence(lambda number: f"II.T-{number:02}")
    text = "Đạt kế hoạch."
    stood_for = "Chậm tiến độ."
    written_by = SubFactory(UserFactory)


class IssuedReportFactory(DjangoModelFactory):
    class Meta:
        model = IssuedReport

    period = SubFactory(ReportingPeriodFactory)
    form = "pnv"
    number = 1
    title = "Kết quả thực hiện phong trào thi đua quý II năm 2024"
    symbol = "BC-PNV"
    code = Sequence(lambda number: f"0000-0000-0000-{number:04}")
    content = factory.LazyFunction(lambda: {"sections": [], "annexes": []})
    content_sha256 = "0" * 64
    rows = factory.LazyFunction(list)
    rows_sha256 = "0" * 64
    known_at = factory.LazyFunction(now)
    issued_by = SubFactory(UserFactory)


class IssuedFileFactory(DjangoModelFactory):
    class Meta:
        model = IssuedFile

    report = SubFactory(IssuedReportFactory)
    kind = IssuedFileKind.REPORT
    file = factory.django.FileField(filename="bao-cao.pdf", data=b"%PDF-1.7")
    name = "Báo cáo quý II-2024-PNV.pdf"
    size = 8
    sha256 = "0" * 64
    added_by = SubFactory(UserFactory)


class JobFactory(DjangoModelFactory):
    class Meta:
        model = Job

    kind = JobKind.SHEETS
    period = SubFactory(ReportingPeriodFactory)
    asked_by = SubFactory(UserFactory)


class PreparedDocumentFactory(DjangoModelFactory):
    class Meta:
        model = PreparedDocument

    period = SubFactory(ReportingPeriodFactory)
    name = "report-pnv"
    mark = "0" * 64
    file = factory.django.FileField(filename="bao-cao.pdf", data=b"%PDF-1.7")
