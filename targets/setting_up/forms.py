"""The boxes of setting up: a new campaign's heading, and a row of a target's table of units."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from emulation.fields import CleanCharField, DayField, NumberField
from targets.choices import Entry, Measure
from targets.models import Target
from targets.setting_up.allocating import Given
from targets.setting_up.copy_plan import Heading
from units.models import Unit, code_format


class HeadingForm(forms.Form):
    """What is asked anew for a campaign that is copied from last year's."""

    code = forms.CharField(label=_("Code"), max_length=20, validators=[code_format])
    name = CleanCharField(label=_("Name"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    short_name = CleanCharField(label=_("Short name, for headings"), max_length=60)
    theme = CleanCharField(
        label=_("Theme"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    launched_on = DayField(label=_("Launched on"), help_text=_("For example 5/1/2025."))
    ends_on = DayField(label=_("Ends on"))
    document_number = CleanCharField(label=_("Document number"), max_length=60, required=False)
    document_title = CleanCharField(label=_("Document title"), max_length=300, required=False)
    document_signer = CleanCharField(label=_("Signed by"), max_length=150, required=False)

    def heading(self) -> Heading:
        return Heading(**self.cleaned_data)


def heading_data(heading: Heading) -> dict[str, Any]:
    return {name: getattr(heading, name) for name in HeadingForm.base_fields}


ENTERED_BY = [
    ("unit", pgettext_lazy("entered by", "the unit itself")),
    ("lead", pgettext_lazy("entered by", "the lead unit")),
]


class GivenForm(forms.Form):
    """One unit in a target's table. `weight` only helps to share out; it is not stored."""

    entered_by = forms.ChoiceField(label=_("Entered by"), choices=ENTERED_BY)
    counts = forms.BooleanField(label=_("counts"), required=False)
    quota = NumberField(label=_("Quota"), required=False)
    weight = NumberField(label=_("Weight"), required=False)
    baseline_value = NumberField(required=False)
    baseline_base = NumberField(required=False)
    out = forms.BooleanField(label=_("take out"), required=False)

    def __init__(
        self, target: Target, unit: Unit, given: Given | None, data: Mapping[str, Any] | None = None
    ):
        self.unit = unit
        super().__init__(data, prefix=unit.code, initial=_initial(target, given), label_suffix="")
        if target.measure == Measure.AMOUNT:
            self.fields["quota"] = NumberField(
                label=_("Quota"),
                required=False,
                integer=target.entry != Entry.DECIMAL,
                allow_negative=target.allows_negative,
                unit=target.unit_of_measure,
            )
        else:
            self.fields["quota"] = NumberField(label=_("Quota"), required=False, allow_negative=True)
        if target.lead_id == unit.pk:
            del self.fields["entered_by"]
        if target.measure != Measure.POINTS and (given is None or given.baseline_base is None):
            del self.fields["baseline_value"], self.fields["baseline_base"]
        for name, label in self._spoken(target):
            if name in self.fields:
                self.fields[name].label = label
        for name in self.fields:
            self.fields[name].widget.attrs["aria-label"] = f"{self.fields[name].label}, {unit.name}"

    @staticmethod
    def _spoken(target: Target) -> list[tuple[str, Any]]:
        return [
            ("baseline_value", target.value_label or _("baseline value")),
            ("baseline_base", target.base_label or _("baseline base")),
        ]

    @property
    def is_out(self) -> bool:
        """Ticked to be taken out of the table."""
        return bool(self.is_bound and self.data.get(self.add_prefix("out")))

    @property
    def is_counting(self) -> bool:
        """By what is typed, else by what is stored."""
        shown = self.data.get(self.add_prefix("counts")) if self.is_bound else self.initial["counts"]
        return bool(shown) and not self.is_out

    def number(self, name: str) -> Decimal | None:
        """What stands in the box, as far as it is a number."""
        if not self.is_bound:
            return self.initial.get(name)
        return None if name in self.errors else self.cleaned_data.get(name)

    def given(self) -> Given:
        """What a valid form says."""
        said = self.cleaned_data
        return Given(
            self.unit,
            by_lead=said.get("entered_by") == "lead",
            counts=said["counts"],
            quota=said["quota"],
            baseline_value=said.get("baseline_value"),
            baseline_base=said.get("baseline_base"),
        )


def _initial(target: Target, given: Given | None) -> dict[str, Any]:
    if given is None:
        return {"entered_by": target.entered_by, "counts": True}
    numbers = {name: getattr(given, name) for name in ("quota", "baseline_value", "baseline_base")}
    return {"entered_by": "lead" if given.by_lead else "unit", "counts": given.counts, **numbers}
