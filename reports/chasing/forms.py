"""What Home Affairs types while it chases: the text it passed on, a telephone call, a dispatch's number."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from emulation.dates import read_date, today
from emulation.fields import CleanCharField
from reports.documents.dispatch import named


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
    """As on the signed paper: number and date, and until when the units are asked to report."""

    number = CleanCharField(
        label=_("Number of the dispatch"),
        max_length=100,
        help_text=_("As on the signed dispatch, for example 123/PNV."),
        error_messages={"required": _("Give the number and date under which the dispatch went out.")},
    )
    on = forms.CharField(
        label=_("Date of the dispatch"),
        help_text=_("For example 18/6/2024."),
        error_messages={"required": _("Give the number and date under which the dispatch went out.")},
    )
    by = forms.CharField(label=_("Deadline in the dispatch"), required=False)

    def clean_on(self) -> date | None:
        day = _day(self.cleaned_data["on"])
        if day and day > today():
            raise forms.ValidationError(_("This day has not come yet."))
        return day

    def clean_by(self) -> date | None:
        return _day(self.cleaned_data["by"])

    @property
    def text(self) -> str:
        """As the ledger has it."""
        return named(self.cleaned_data["number"], self.cleaned_data["on"], self.cleaned_data["by"])


class DispatchForm(forms.Form):
    """What the draft of a dispatch has to know; `by` stays open where it is empty."""

    by = forms.CharField(
        label=_("To be sent by"),
        required=False,
        help_text=_("A day such as 20/6/2024. Left empty, room stays open for it."),
    )

    def clean_by(self) -> date | None:
        day = _day(self.cleaned_data["by"])
        if day and day < today():
            raise forms.ValidationError(_("This day is over. Give the units until today at least."))
        return day


def _day(typed: str) -> date | None:
    try:
        return read_date(typed.strip()) if typed.strip() else None
    except ValueError as error:
        raise forms.ValidationError(str(error)) from error
