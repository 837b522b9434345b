from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reports.models import StatusOverride


class OverrideForm(forms.ModelForm):
    """Home Affairs' own assessment and its reason; `reports.overrides` writes it."""

    class Meta:
        model = StatusOverride
        fields = ["status", "reason"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 2})}
        labels = {"status": _("Assessment")}
        help_texts = {"reason": _("The document or conclusion it rests on. It is shown beside the status.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = True
