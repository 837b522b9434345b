"""Official documents: the words that Home Affairs put into them, and what was issued, which never changes."""

from pathlib import PurePath
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from emulation.dates import now
from emulation.fields import NFCCharField, NFCTextField
from reports.choices import IssuedFileKind
from reports.models.progress import NOTE_LENGTH
from targets.models import ReportingPeriod
from units.models import User

KEY_LENGTH = 160
TEXT_LENGTH = 4000
CODE_LENGTH = 19


class DocumentText(models.Model):
    """What Home Affairs wrote in place of a sentence of the report on a period; empty leaves it out.

    `key` is the sentence's (`reports.documents.parts`), `stood_for` what was computed when it was written.
    """

    period = models.ForeignKey(
        ReportingPeriod, models.PROTECT, related_name="document_texts", verbose_name=_("period")
    )
    key = models.CharField(_("sentence"), max_length=KEY_LENGTH)
    text = NFCTextField(_("text"), blank=True, max_length=TEXT_LENGTH)
    stood_for = NFCTextField(_("computed at the time"), blank=True)
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("written by"))
    written_at = models.DateTimeField(_("written at"), default=now)

    class Meta:
        verbose_name = _("text of a document")
        verbose_name_plural = _("texts of documents")
        ordering = ["period", "key"]
        constraints = [
            models.UniqueConstraint(fields=["period", "key"], name="document_text_one_a_sentence"),
            models.CheckConstraint(condition=~Q(key=""), name="document_text_has_key"),
        ]

    def __str__(self):
        return f"{self.period} · {self.key}"


class IssuedReport(models.Model):
    """A report as it was issued ("bản chốt số liệu"): what it says, from which rows, as known when.

    Frozen for good, in the database too; `number` counts the revisions of one period in one form, each after
    the first with its reason. What the registry gives afterwards stands beside it and changes nothing of it:
    number, day and the signed paper. Who holds the document finds it by its `code`.

    `content` is the whole report as data, `rows` are the figures as `reports.export.record` has them; both
    with their SHA-256, of the JSON with sorted keys. `until` is the last event that was known.
    """

    period = models.ForeignKey(
        ReportingPeriod, models.PROTECT, related_name="issued_reports", verbose_name=_("period")
    )
    form = models.CharField(_("form"), max_length=30)
    number = models.PositiveSmallIntegerField(_("revision"))
    title = NFCCharField(_("title"), max_length=300)
    symbol = NFCCharField(_("symbol"), max_length=60)
    code = models.CharField(_("code"), max_length=CODE_LENGTH, unique=True)
    reason = NFCTextField(_("reason"), blank=True, max_length=NOTE_LENGTH)
    content = models.JSONField(_("content"))
    content_sha256 = models.CharField(max_length=64)
    rows = models.JSONField(_("rows"))
    rows_sha256 = models.CharField(max_length=64)
    known_at = models.DateTimeField(_("figures accepted until"))
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("issued by"))
    issued_at = models.DateTimeField(_("issued at"), default=now)

    document_number = NFCCharField(_("number"), max_length=60, blank=True)
    document_date = models.DateField(_("day of the document"), null=True, blank=True)
    registered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("registered by")
    )
    registered_at = models.DateTimeField(_("registered at"), null=True, blank=True)

    class Meta:
        verbose_name = _("issued report")
        verbose_name_plural = _("issued reports")
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["period", "form", "number"], name="issued_report_one_a_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="issued_report_number_from_1"),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(reason=""), name="issued_report_again_with_reason"
            ),
            models.CheckConstraint(
                condition=Q(
                    document_number="",
                    document_date__isnull=True,
                    registered_by__isnull=True,
                    registered_at__isnull=True,
                )
                | ~Q(document_number="")
                & Q(
                    document_date__isnull=False,
                    registered_by__isnull=False,
                    registered_at__isnull=False,
                ),
                name="issued_report_registered_whole",
            ),
        ]

    def __str__(self):
        return f"{self.title} ({self.number})"


def issued_name(file: "IssuedFile", filename: str) -> str:
    """Where a file is kept: a name that tells nothing and cannot be guessed, and its kind's ending."""
    return f"issued/{file.report.issued_at:%Y}/{uuid4().hex}{PurePath(filename).suffix}"


class IssuedFile(models.Model):
    """A file of an issued report: what was made when it was issued, and what came back signed.

    Downloads give exactly these bytes. A row is never changed; a better scan is a further row, and the last
    one holds.
    """

    report = models.ForeignKey(
        IssuedReport, models.PROTECT, related_name="files", verbose_name=_("issued report")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=IssuedFileKind)
    file = models.FileField(_("file"), upload_to=issued_name, unique=True)
    name = NFCCharField(_("name"), max_length=200)
    size = models.PositiveIntegerField(_("size"), help_text=_("In bytes."))
    sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("added by"))
    added_at = models.DateTimeField(_("added at"), default=now)

    class Meta:
        verbose_name = _("issued file")
        verbose_name_plural = _("issued files")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "kind"],
                condition=~Q(kind=IssuedFileKind.SIGNED),
                name="issued_file_one_of_a_kind",
            ),
            models.CheckConstraint(condition=Q(size__gt=0), name="issued_file_not_empty"),
        ]

    def __str__(self):
        return self.name
