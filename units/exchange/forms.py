"""The box for a file, and the word that what it brings be taken."""

from django import forms
from django.utils.translation import gettext_lazy as _

from emulation.fields import CleanCharField
from units.exchange.outcome import Outcome

ENDINGS = ".csv,.tsv,.txt,.xlsx,.json"


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        widget=forms.FileInput({"accept": ENDINGS}),
        help_text=_(
            "CSV, XLSX or JSON of at most 20 MB; the first row names the columns. "
            "First it is shown what the file would change."
        ),
    )


MOST_REASON = 1000


class ConfirmForm(forms.Form):
    """`fonts` is asked where text of the file was written for an old font, `reason` where accepted figures
    are corrected, `sure` there and where numbers are wondered about."""

    token = forms.CharField(widget=forms.HiddenInput)
    fonts = forms.BooleanField(
        label=_("The converted text is right"),
        error_messages={"required": _("Look at the converted text and confirm that it is right.")},
    )

    sure = forms.BooleanField(
        label=_(
            "I have looked at what becomes of the reports and at the numbers marked above; all is meant so"
        ),
        error_messages={"required": _("Look at what is marked above, and confirm that it is meant.")},
    )
    reason = CleanCharField(
        label=_("Why accepted figures are corrected"),
        max_length=MOST_REASON,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Kept with each correction, and shown to the unit."),
        error_messages={"required": _("Say why accepted figures are corrected.")},
    )

    def __init__(self, *args, asks_fonts: bool, outcome: Outcome, **kwargs):
        super().__init__(*args, **kwargs)
        if not asks_fonts:
            del self.fields["fonts"]
        if not outcome.undoes:
            del self.fields["reason"]
            if not outcome.doubted:
                del self.fields["sure"]
