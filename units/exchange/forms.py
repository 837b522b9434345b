"""The box for a file, and the word that what it brings be taken."""

from django import forms
from django.utils.translation import gettext_lazy as _

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


class ConfirmForm(forms.Form):
    """`fonts` is asked where text of the file was written for an old font."""

    token = forms.CharField(widget=forms.HiddenInput)
    fonts = forms.BooleanField(
        label=_("The converted text is right"),
        error_messages={"required": _("Look at the converted text and confirm that it is right.")},
    )

    def __init__(self, *args, asks_fonts: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not asks_fonts:
            del self.fields["fonts"]
