"""Files of issued reports: kept byte by byte, found again by their SHA-256."""

from contextlib import ExitStack
from hashlib import sha256

from django.core.files.base import ContentFile

from reports.choices import IssuedFileKind
from reports.models import IssuedFile, IssuedReport
from units.models import User


def keep(
    report: IssuedReport, kind: IssuedFileKind, name: str, content: bytes, actor: User, stored: ExitStack
) -> IssuedFile:
    """In the storage first, then its row; `stored` takes it out again, unless its callbacks are dropped."""
    file = IssuedFile(
        report=report, kind=kind, name=name, size=len(content), sha256=digest(content), added_by=actor
    )
    file.file.save(name, ContentFile(content), save=False)
    stored.callback(file.file.storage.delete, str(file.file.name))
    file.save(force_insert=True)
    return file


def digest(content: bytes) -> str:
    return sha256(content).hexdigest()


def files_that_hold(report: IssuedReport) -> list[IssuedFile]:
    """One of each kind, in the order of kinds: of signed copies the last one."""
    newest = {file.kind: file for file in report.files.order_by("pk")}
    return [newest[kind] for kind in IssuedFileKind.values if kind in newest]


def same_file(report: IssuedReport, content: bytes) -> IssuedFile | None:
    """The file of the report that has exactly this content."""
    return report.files.filter(sha256=digest(content)).first()
