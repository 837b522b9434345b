"""States of a reading, of a revision, and of a target's achievement: three axes that never mix."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ReadingState(models.TextChoices):
    """What a unit answered for one target and period."""

    REPORTED = "reported", _("reported")
    NOTHING_AROSE = "nothing_arose", _("nothing arose")
    UNAVAILABLE = "unavailable", _("not yet available")


class RevisionStatus(models.TextChoices):
    """Where a revision stands between the unit and Home Affairs."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    RETURNED = "returned", _("returned")
    APPROVED = "approved", _("accepted")
    SUPERSEDED = "superseded", _("superseded")


class ReportingState(models.TextChoices):
    """How far a report has come, for lists; "late" and "under correction" are flags beside it."""

    NOT_OPEN = "not_open", pgettext_lazy("report", "Not open yet")
    OPEN = "open", pgettext_lazy("report", "Not begun")
    DRAFT = "draft", pgettext_lazy("report", "Draft")
    SUBMITTED = "submitted", pgettext_lazy("report", "Submitted")
    RETURNED = "returned", pgettext_lazy("report", "Sent back for changes")
    APPROVED = "approved", pgettext_lazy("report", "Accepted")


class Outlook(models.TextChoices):
    """The unit's own forecast for the year's end."""

    WILL = "will", _("will be reached")
    HARD = "hard", _("hard to reach")
    WONT = "wont", _("will not be reached")


class Basis(models.TextChoices):
    """Official: accepted revisions. Provisional: the newest submitted or accepted ones."""

    OFFICIAL = "official", _("accepted figures")
    PROVISIONAL = "provisional", _("including figures awaiting acceptance")


class Status(models.TextChoices):
    """Where a target stands against its plan."""

    EXCEEDED = "exceeded", pgettext_lazy("status", "Exceeded")
    ACHIEVED = "achieved", pgettext_lazy("status", "Achieved")
    NEARLY = "nearly", pgettext_lazy("status", "Nearly achieved")
    MISSED = "missed", pgettext_lazy("status", "Missed")
    ON_TRACK = "on_track", pgettext_lazy("status", "On track")
    SLOW = "slow", pgettext_lazy("status", "Slow")
    AT_RISK = "at_risk", pgettext_lazy("status", "At risk")
    INCOMPLETE = "incomplete", pgettext_lazy("status", "Incomplete data")
    NO_DATA = "no_data", pgettext_lazy("status", "No data")
    NOT_DUE = "not_due", pgettext_lazy("status", "Not yet assessed")
    AWAITING = "awaiting", pgettext_lazy("status", "Awaiting result")
    NOT_APPLICABLE = "not_applicable", pgettext_lazy("status", "Nothing arose")


class EvidenceKind(models.TextChoices):
    """What a file is for."""

    FIGURES = "figures", pgettext_lazy("evidence", "Evidence")
    SIGNED_SHEET = "signed_sheet", pgettext_lazy("evidence", "Signed sheet")


class Verdict(models.TextChoices):
    """What a unit says of figures that others entered about it, and a lead of its units' figures."""

    RIGHT = "right", pgettext_lazy("confirmation", "Right")
    OBJECTS = "objects", pgettext_lazy("confirmation", "Objection")


class CorrectionState(models.TextChoices):
    """What became of a request to correct a number."""

    OPEN = "open", pgettext_lazy("correction", "Waits for Home Affairs")
    GRANTED = "granted", pgettext_lazy("correction", "Granted")
    DECLINED = "declined", pgettext_lazy("correction", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("correction", "Withdrawn")


class ExplanationState(models.TextChoices):
    """How far a request for an explanation has come; what is overdue the clock says."""

    WAITING = "waiting", pgettext_lazy("explanation", "Waits for the answer")
    OVERDUE = "overdue", pgettext_lazy("explanation", "Overdue")
    ANSWERED = "answered", pgettext_lazy("explanation", "Answered")
    ANSWERED_LATE = "answered_late", pgettext_lazy("explanation", "Answered late")
    WITHDRAWN = "withdrawn", pgettext_lazy("explanation", "Withdrawn")


class InspectionState(models.TextChoices):
    """How far what an inspection found has been mended; what is overdue the clock says."""

    OPEN = "open", pgettext_lazy("inspection", "To be mended")
    OVERDUE = "overdue", pgettext_lazy("inspection", "Overdue")
    CLOSED = "closed", pgettext_lazy("inspection", "Mended")


class Occasion(models.TextChoices):
    """Why a unit was reminded: a rung of the ladder (days to the due day), or somebody's hand."""

    BEFORE_7 = "before_7", pgettext_lazy("reminder", "7 days before")
    BEFORE_3 = "before_3", pgettext_lazy("reminder", "3 days before")
    BEFORE_1 = "before_1", pgettext_lazy("reminder", "1 day before")
    DUE_DAY = "due_day", pgettext_lazy("reminder", "On the due day")
    AFTER_1 = "after_1", pgettext_lazy("reminder", "1 day after")
    AFTER_3 = "after_3", pgettext_lazy("reminder", "3 days after")
    NOW = "now", pgettext_lazy("reminder", "Mail by hand")
    TEXT = "text", pgettext_lazy("reminder", "Text passed on")
    PHONE = "phone", pgettext_lazy("reminder", "Telephone")
    DISPATCH = "dispatch", pgettext_lazy("reminder", "Official dispatch")


# Each rung with the day, counted from the due day, from which it is due.
LADDER = {
    Occasion.BEFORE_7: -7,
    Occasion.BEFORE_3: -3,
    Occasion.BEFORE_1: -1,
    Occasion.DUE_DAY: 0,
    Occasion.AFTER_1: 1,
    Occasion.AFTER_3: 3,
}


class MessageState(models.TextChoices):
    """Where a mail stands."""

    PENDING = "pending", pgettext_lazy("message", "To be sent")
    SENDING = "sending", pgettext_lazy("message", "Being sent")
    SENT = "sent", pgettext_lazy("message", "Sent")
    FAILED = "failed", pgettext_lazy("message", "Not accepted")


class IssuedFileKind(models.TextChoices):
    """The files of an issued report."""

    REPORT = "report", pgettext_lazy("file", "Report")
    WORD = "word", pgettext_lazy("file", "Report for Word")
    TABLES = "tables", pgettext_lazy("file", "Tables for Excel")
    PAGE = "page", pgettext_lazy("file", "The chairman's page")
    SIGNED = "signed", pgettext_lazy("file", "Signed copy")


class JobKind(models.TextChoices):
    """What is made in the background because it takes longer than a page."""

    SHEETS = "sheets", pgettext_lazy("job", "Sheets of all units")
    DOCUMENT = "document", pgettext_lazy("job", "A document")


class JobState(models.TextChoices):
    """Where a job stands."""

    WAITING = "waiting", pgettext_lazy("job", "Waiting")
    RUNNING = "running", pgettext_lazy("job", "Being made")
    DONE = "done", pgettext_lazy("job", "Ready")
    FAILED = "failed", pgettext_lazy("job", "Failed")
    CANCELLED = "cancelled", pgettext_lazy("job", "Cancelled")
