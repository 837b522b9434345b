"""Forms in which a plan changes: the decision is asked beside the figures, once for a page."""

from types import SimpleNamespace

from django import forms
from django.forms.models import BaseInlineFormSet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from emulation.dates import read_date
from emulation.fields import CleanCharField, DayField
from targets.models import Allocation, Target
from targets.plan import Decision, PlanChanges, decision_faults, plan_changes
from targets.printed_plan import printed_faults, stands_fact
from units.administration import AdministeredForm

DECISION_FIELDS = ["decision_number", "decision_on", "decision_reason"]


class PlanForm(AdministeredForm):
    """After it is valid, `plan_changes` says what changes of the plan, and `decision` by which document."""

    plan_changes: PlanChanges
    decision: Decision

    def clean(self):
        cleaned = super().clean()
        self.decision = self.given_decision()
        self.plan_changes = plan_changes(self.instance, cleaned)
        faults = decision_faults(self.instance, self.plan_changes, self.decision)
        for field, message in faults.items():
            if field not in self.errors:
                self.add_error(*self.place(field, message))
        return cleaned

    def given_decision(self) -> Decision:
        given = self.cleaned_data
        return Decision(
            given.get("decision_number", ""), given.get("decision_reason", ""), given.get("decision_on")
        )

    def place(self, field, message):
        return field, message


class DecidedPlanForm(PlanForm):
    decision_number = CleanCharField(
        label=_("Number of the decision"),
        max_length=60,
        required=False,
        help_text=_("Needed for a change of the plan once figures have been accepted."),
    )
    decision_on = DayField(label=_("Date of the decision"), required=False)
    decision_reason = CleanCharField(
        label=_("Reason for the change"), max_length=1000, required=False, widget=forms.Textarea({"rows": 2})
    )


class TargetForm(DecidedPlanForm):
    """`stands`: text and levels that are meant so though they differ, as the log keeps it; else empty."""

    plan_stands = forms.BooleanField(
        label=_("Meant so"),
        required=False,
        help_text=_("Tick it where the printed plan and the numbers differ and are meant so."),
    )
    stands = ""

    class Meta:
        model = Target
        fields = "__all__"

    def clean(self):
        cleaned = super().clean()
        was, now = ((each.get("plan_text", ""), self._levels(each)) for each in (self.initial, cleaned))
        faults = {}
        if was != now:
            before = None if self.instance._state.adding else was
            faults = printed_faults(self._counted(cleaned), *now, before=before)
        if faults and cleaned.get("plan_stands"):
            self.stands = stands_fact(*now)
            return cleaned
        for name, message in faults.items():
            self.add_error(name, message)
        return cleaned

    def _counted(self, cleaned):
        """The target as the boxes have it, in what decides how its numbers are read."""
        names = ("entry", "maximum", "measure", "direction", "unit_of_measure")
        return SimpleNamespace(**{name: cleaned.get(name, getattr(self.instance, name)) for name in names})

    @staticmethod
    def _levels(values):
        return {name: values.get(name) for name in ("threshold", "ceiling")}


class AllocationForm(DecidedPlanForm):
    class Meta:
        model = Allocation
        fields = "__all__"


class AllocationRowForm(PlanForm):
    """An allocation on its target's page, where one decision stands for the whole page."""

    def __init__(self, *args, page_decision: Decision = Decision(), **kwargs):  # noqa: B008 - it is immutable
        super().__init__(*args, **kwargs)
        self.page_decision = page_decision

    def given_decision(self):
        return self.page_decision

    def place(self, field, message):
        return next(iter(self.plan_changes)), message


class AllocationRows(BaseInlineFormSet):
    def get_form_kwargs(self, index):
        return {**super().get_form_kwargs(index), "page_decision": self._page_decision}

    @cached_property
    def _page_decision(self):
        number, on, reason = (self.data.get(field, "").strip() for field in DECISION_FIELDS)
        try:
            day = read_date(on) if on else None
        except ValueError:
            day = None
        return Decision(number, reason, day)

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.instance.target = self.instance
        lead = getattr(self.instance, "lead", None)
        if form.instance.pk and lead and "reporter" in form.fields:
            choices = {unit.pk: unit.name for unit in (form.instance.unit, lead, form.instance.reporter)}
            form.fields["reporter"].widget.choices = list(choices.items())

    def clean(self):
        super().clean()
        counting = [row for row in self.forms if row.cleaned_data.get("counts") and row.instance.unit_id]
        for row in counting:
            above = [other for other in counting if other is not row and _is_under(row, other)]
            if above:
                row.add_error(
                    "counts", _("A unit above already counts for this target; nobody counts twice.")
                )


def _is_under(row: AllocationRowForm, other: AllocationRowForm) -> bool:
    return row.instance.unit_id != other.instance.unit_id and row.instance.unit.is_under(other.instance.unit)
