"""Boxes of the pages about issued reports."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from emulation.dates import today
from emulation.fields import CleanCharField, DayField
from reports.evidence.sheet import ALPHABET
from reports.issuing.issue import GROUP, LETTERS
from reports.models.progress import NOTE_LENGTH


class IssueForm(forms.Form):
    """`seen` is the mark of the draft that the person looked at; a further issue takes a reason."""

    reason = CleanCharField(
        label=_("Why the report is issued again"),
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why the report is issued again.")},
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, number: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if number == 1:
            del self.fields["reason"]


class RegistryForm(forms.Form):
    """What the registry has given: "12/BC-PNV", 20/6/2024."""

    document_number = CleanCharField(
        label=_("Number of the document"), max_length=60, help_text=_("As the registry gave it: 12/BC-PNV.")
    )
    document_date = DayField(label=_("Day of the document"), help_text=_("For instance 20/6/2024."))

    def clean_document_date(self) -> date:
        day: date = self.cleaned_data["document_date"]
        if day > today():
            raise ValidationError(_("This day has not come yet."))
        return day


class CodeForm(forms.Form):
    """The code of a document, as somebody types it from paper."""

    code = CleanCharField(label=_("Code on the document"), max_length=40)

    def clean_code(self) -> str:
        return read_code(self.cleaned_data["code"])


class UploadForm(forms.Form):
    file = forms.FileField(label=_("File"), allow_empty_file=True)


_READ_AS = str.maketrans("OIL", "011")


def read_code(text: str) -> str:
    """In the one spelling; ValidationError where it cannot be one."""
    letters = "".join(text.upper().translate(_READ_AS).replace("-", " ").split())
    if len(letters) != LETTERS or set(letters) - set(ALPHABET):
        raise ValidationError(_("A code has sixteen letters and digits in groups of four: 7K3M-9Q2X-…"))
    return "-".join(letters[start : start + GROUP] for start in range(0, LETTERS, GROUP))
