"""Kinds of units, roles of people, ways a unit gives way to another."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class UnitKind(models.TextChoices):
    CITY = "city", _("city")
    WARD = "ward", _("ward")
    COMMUNE = "commune", _("commune")
    DEPARTMENT = "department", _("department")
    PARTY_UNION = "party_union", _("Party body, Fatherland Front or union")
    JUSTICE_FORCES = "justice_forces", _("justice or armed forces")
    SECTOR_AGENCY = "sector_agency", _("vertical agency")
    SERVICE_UNIT = "service_unit", _("public service unit")


class Role(models.TextChoices):
    """What a membership lets a person do, over the unit and everything below it."""

    STAFF = "staff", pgettext_lazy("role", "Staff")
    HEAD = "head", pgettext_lazy("role", "Head of unit")
    HOME_AFFAIRS = "home_affairs", pgettext_lazy("role", "Home Affairs")
    LEADERSHIP = "leadership", pgettext_lazy("role", "Leadership")


class SuccessionKind(models.TextChoices):
    RENAMED = "renamed", _("renamed")
    MOVED = "moved", _("moved")
    MERGED = "merged", _("merged")
    SPLIT = "split", _("split")


class Action(models.TextChoices):
    """Everything that the log can say happened."""

    CREATED = "created", pgettext_lazy("event", "Created")
    CHANGED = "changed", pgettext_lazy("event", "Changed")
    DELETED = "deleted", pgettext_lazy("event", "Deleted")
    SAVED = "saved", pgettext_lazy("event", "Saved figures")
    SUBMITTED = "submitted", pgettext_lazy("event", "Submitted")
    RECALLED = "recalled", pgettext_lazy("event", "Recalled")
    RETURNED = "returned", pgettext_lazy("event", "Sent back for changes")
    APPROVED = "approved", pgettext_lazy("event", "Accepted")
    REOPENED = "reopened", pgettext_lazy("event", "Reopened for correction")
    IMPORTED = "imported", pgettext_lazy("event", "Imported")
    OVERRIDDEN = "overridden", pgettext_lazy("event", "Changed the assessment")
    EXTENDED = "extended", pgettext_lazy("event", "Extended the time")
    PLAN_CHANGED = "plan_changed", pgettext_lazy("event", "Changed the plan")
    EXPORTED = "exported", pgettext_lazy("event", "Exported")
    PRESENTED = "presented", pgettext_lazy("event", "Presented to the head")
    WITHDRAWN = "withdrawn", pgettext_lazy("event", "Taken back from the head")
    DECLINED = "declined", pgettext_lazy("event", "Handed back by the head")
    ATTACHED = "attached", pgettext_lazy("event", "Attached a file")
    DETACHED = "detached", pgettext_lazy("event", "Took a file away")
    CONFIRMED = "confirmed", pgettext_lazy("event", "Confirmed figures")
    OBJECTED = "objected", pgettext_lazy("event", "Objected to figures")
    JUSTIFIED = "justified", pgettext_lazy("event", "Let an unusual figure stand")
    REMINDED = "reminded", pgettext_lazy("event", "Reminded")
    CORRECTION_ASKED = "correction_asked", pgettext_lazy("event", "Asked to correct a number")
    CORRECTION_GRANTED = "correction_granted", pgettext_lazy("event", "Agreed to correct a number")
    CORRECTION_DECLINED = "correction_declined", pgettext_lazy("event", "Declined to correct a number")
    CORRECTION_WITHDRAWN = (
        "correction_withdrawn",
        pgettext_lazy("event", "Withdrew a request to correct"),
    )
    EXPLANATION_ASKED = "explanation_asked", pgettext_lazy("event", "Asked for an explanation")
    EXPLANATION_ANSWERED = "explanation_answered", pgettext_lazy("event", "Explained")
    EXPLANATION_WITHDRAWN = "explanation_withdraw", pgettext_lazy("event", "Withdrew the question")
    INSPECTED = "inspected", pgettext_lazy("event", "Recorded an inspection")
    MENDED = "mended", pgettext_lazy("event", "Closed an inspection")
    WORDED = "worded", pgettext_lazy("event", "Changed the words of a document")
    ISSUED = "issued", pgettext_lazy("event", "Issued a document")
    REGISTERED = "registered", pgettext_lazy("event", "Entered a document's number")


class ContactKind(models.TextChoices):
    """Whom to call at a unit."""

    HEAD = "head", pgettext_lazy("contact", "Head")
    CLERK = "clerk", pgettext_lazy("contact", "In charge of reports")
    OTHER = "other", pgettext_lazy("contact", "Other")
