"""What is typed about a signed sheet: the code printed on it, who signed, when, under which number."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from emulation.dates import read_date, short_date, today
from emulation.fields import CleanCharField
from reports.evidence.attached import File
from reports.evidence.attaching import NUMBER_LENGTH, Signature
from reports.evidence.files import FileRefused, check_size, kind_of
from reports.evidence.sheet import read_code


class SignatureForm(forms.Form):
    """Who signed a sheet, when and under which number.

    `sheet` is the key of one that is attached already: its boxes are told from those of others beside it.
    """

    signed_by = CleanCharField(
        label=_("Signed by"), help_text=_("Position and name, as on the sheet."), max_length=200
    )
    signed_on = forms.CharField(
        label=_("Day of signature"),
        help_text=_("For example 18/6/2024."),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    document_number = CleanCharField(
        label=_("Number"),
        help_text=_("Of the registry, for example 125/BC-UBND. It can be added later."),
        max_length=NUMBER_LENGTH,
        required=False,
    )

    def clean_signed_on(self) -> Any:
        try:
            day = read_date(self.cleaned_data["signed_on"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error
        if day > today():
            raise forms.ValidationError(_("This day is yet to come. Enter the day on the sheet."))
        return day

    def __init__(self, *args: Any, sheet: int | None = None, **options: Any) -> None:
        self.sheet = sheet
        super().__init__(*args, **options, auto_id=f"id_{sheet}_%s" if sheet else "id_%s")

    @classmethod
    def of(cls, sheet: File) -> "SignatureForm":
        """With what is noted of it."""
        day = short_date(sheet.signed_on) if sheet.signed_on else ""
        noted = {
            "signed_by": sheet.signed_by,
            "signed_on": day,
            "document_number": sheet.document_number,
        }
        return cls(initial=noted, sheet=sheet.pk)

    def signature(self, code: str) -> Signature:
        """Of a sheet with this code."""
        return Signature(code, **{name: self.cleaned_data[name] for name in SignatureForm.base_fields})


class SheetForm(SignatureForm):
    """What is typed on the page of the signed sheet; `file` is one that can be attached."""

    field_order = ("file", "content_code")

    file = forms.FileField(
        label=_("Photo or scan of the signed sheet"), max_length=500, allow_empty_file=True
    )
    content_code = forms.CharField(
        label=_("Code on the sheet"),
        help_text=_("Ten letters and digits at the top right of the printed sheet, for example 7K3M9-Q2XTV."),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "size": 14}),
    )

    def clean_file(self) -> Any:
        """What is wrong with it is told together with all else."""
        upload = self.cleaned_data["file"]
        try:
            check_size(upload.size or 0)
            kind_of(upload.read())
        except FileRefused as refused:
            raise forms.ValidationError(str(refused)) from refused
        upload.seek(0)
        return upload

    def clean_content_code(self) -> str:
        try:
            return read_code(self.cleaned_data["content_code"])
        except ValueError as error:
            raise forms.ValidationError(
                _("This is not a code of a sheet: it has ten letters and digits. Look at the paper again.")
            ) from error
