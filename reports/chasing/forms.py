"""What Home Affairs types while it chases: the text it passed on, a telephone call, a dispatch's number."""

from django import forms
from django.utils.translation import gettext_lazy as _

from emulation.dates import read_date
from emulation.fields import CleanCharField


class PassedOnForm(forms.Form):
    """The text as it was copied, after any change to it."""

    text = CleanCharField(
        label=_("You may change the text before you copy it"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 14}),
        error_messages={"required": _("There is no text to pass on.")},
    )


class CallForm(forms.Form):
    word = CleanCharField(
        label=_("With whom, and what was said"),
        max_length=500,
        error_messages={"required": _("Say with whom you spoke and what was said.")},
    )


class SentDispatchForm(forms.Form):
    number = CleanCharField(
        label=_("Number and date of the dispatch"),
        max_length=100,
        help_text=_("As on the signed dispatch, for example 123/PNV of 20/6/2024."),
        error_messages={"required": _("Give the number and date under which the dispatch went out.")},
    )


class DispatchForm(forms.Form):
    """What the draft of a dispatch has to know; `by` stays open where it is empty."""

    by = forms.CharField(
        label=_("To be sent by"),
        required=False,
        help_text=_("A day such as 20/6/2024. Left empty, room stays open for it."),
    )

    def clean_by(self):
        typed = self.cleaned_data["by"].strip()
        try:
            return read_date(typed) if typed else None
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error
