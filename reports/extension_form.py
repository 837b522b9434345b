from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from emulation.dates import read_date
from emulation.fields import CleanCharField


class ExtensionForm(forms.Form):
    """More time for one unit; `targets.extensions` judges and writes it."""

    until = forms.CharField(
        label=_("Until the end of"),
        help_text=_("For example 18/6/2024."),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    reason = CleanCharField(
        label=_("Reason"),
        help_text=_("The unit reads it."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean_until(self) -> Any:
        try:
            return read_date(self.cleaned_data["until"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error
