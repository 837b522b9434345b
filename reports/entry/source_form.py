"""The box for where figures come from that are entered for a unit."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from emulation.fields import CleanCharField
from reports.models import Revision


class SourceForm(forms.Form):
    """Where figures come from that Home Affairs enters for a unit (nhập thay)."""

    source = CleanCharField(
        label=_("Source of the figures"),
        help_text=_("Who gave them, when and how: “Ward office, by telephone, 9:15 on 17/6”."),
        required=False,
        max_length=300,
    )

    def __init__(self, revisions: Iterable[Revision], *, data=None):
        known = next((revision.source for revision in revisions if revision.source), "")
        super().__init__(data, initial={"source": known}, label_suffix="")
