"""What happened: reports and their readings, and everything said about them on the way."""

from reports.models.asking import CorrectionRequest, Explanation, Inspection
from reports.models.chasing import Message, Reminder
from reports.models.evidence import Evidence
from reports.models.issuing import DocumentText, IssuedFile, IssuedReport
from reports.models.notebook import NumberNote
from reports.models.progress import (
    NARRATIVE_LENGTH,
    NOTE_LENGTH,
    OPEN_STATUSES,
    SOURCE_LENGTH,
    ProgressReport,
    ProgressReportQuerySet,
    Reading,
    ReadingQuerySet,
    Revision,
    RevisionQuerySet,
    StatusOverride,
    as_if_accepted,
    on_basis,
)
from reports.models.saying import Confirmation, WarningAnswer
from reports.models.work import Job, PreparedDocument

__all__ = [
    "NARRATIVE_LENGTH",
    "NOTE_LENGTH",
    "OPEN_STATUSES",
    "SOURCE_LENGTH",
    "Confirmation",
    "CorrectionRequest",
    "DocumentText",
    "Evidence",
    "Explanation",
    "Inspection",
    "IssuedFile",
    "IssuedReport",
    "Job",
    "Message",
    "NumberNote",
    "PreparedDocument",
    "ProgressReport",
    "ProgressReportQuerySet",
    "Reading",
    "ReadingQuerySet",
    "Reminder",
    "Revision",
    "RevisionQuerySet",
    "StatusOverride",
    "WarningAnswer",
    "as_if_accepted",
    "on_basis",
]
