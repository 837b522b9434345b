"""What happened: reports and their readings, and everything said about them on the way."""

from reports.models.asking import CorrectionRequest, Explanation, Inspection
from reports.models.chasing import Message, Reminder
from reports.models.evidence import Evidence
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

__all__ = [
    "NARRATIVE_LENGTH",
    "NOTE_LENGTH",
    "OPEN_STATUSES",
    "SOURCE_LENGTH",
    "Confirmation",
    "CorrectionRequest",
    "Evidence",
    "Explanation",
    "Inspection",
    "Message",
    "NumberNote",
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
