from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from emulation.dates import today
from reports.models import NARRATIVE_LENGTH, Explanation, Inspection
from targets.models import Campaign
from units.models import Unit

LONG = {"rows": 4}


class DayInput(forms.DateInput):
    """A day as officials write it, whatever the browser's language: 18/06/2024."""

    def __init__(self) -> None:
        super().__init__(format="%d/%m/%Y", attrs={"placeholder": "18/6/2024"})


class ExplanationForm(forms.ModelForm):
    """A question to a unit about a target; `reports.asking.questions` puts it."""

    class Meta:
        model = Explanation
        fields = ["target", "unit", "period", "question", "answer_by"]
        widgets = {"question": forms.Textarea(attrs=LONG), "answer_by": DayInput}
        help_texts = {"period": _("Where the question is about one.")}

    def __init__(self, campaign: Campaign, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["target"].queryset = campaign.targets.in_order()
        self.fields["unit"].queryset = _units(campaign)
        self.fields["period"].queryset = campaign.periods.holding_readings()

    def clean_answer_by(self) -> date:
        day = self.cleaned_data["answer_by"]
        if day < today():
            raise ValidationError(_("This day is over. Give the unit until today at least."))
        return day


class AnswerForm(forms.Form):
    """The unit's answer; `reports.asking.questions` takes it."""

    answer = forms.CharField(
        label=pgettext_lazy("explanation", "Answer"),
        max_length=NARRATIVE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class InspectionForm(forms.ModelForm):
    """What was found at a unit; `reports.asking.questions` records it."""

    class Meta:
        model = Inspection
        fields = ["unit", "target", "on", "findings", "mend_by"]
        widgets = {"on": DayInput, "findings": forms.Textarea(attrs=LONG), "mend_by": DayInput}

    def __init__(self, campaign: Campaign, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.campaign = campaign
        self.fields["unit"].queryset = _units(campaign)
        self.fields["target"].queryset = campaign.targets.in_order()

    def clean_on(self) -> date:
        return _not_to_come(self.cleaned_data["on"])


class ClosingForm(forms.ModelForm):
    """What was mended after an inspection, and when; `reports.asking.questions` closes it."""

    class Meta:
        model = Inspection
        fields = ["mended_on", "mended"]
        widgets = {"mended_on": DayInput, "mended": forms.Textarea(attrs=LONG)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.fields:
            self.fields[name].required = True

    def clean_mended_on(self) -> date:
        day = _not_to_come(self.cleaned_data["mended_on"])
        if day < self.instance.on:
            raise ValidationError(_("It cannot have been mended before the inspection."))
        return day


def _units(campaign: Campaign) -> Any:
    return Unit.objects.under(campaign.owner).exclude(pk=campaign.owner_id).order_by("order", "code")


def _not_to_come(day: date) -> date:
    if day > today():
        raise ValidationError(_("This day has not come yet."))
    return day
