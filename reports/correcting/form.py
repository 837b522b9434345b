"""The boxes in which a unit asks to correct one number: those of entry for one row, and why."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from emulation.fields import CleanCharField
from reports.choices import ReadingState
from reports.entries import Problem
from reports.entry.forms import FORECAST, ReadingForm
from reports.intake import Entry
from reports.models import Reading
from reports.tallies import Part
from targets.models import Allocation, ReportingPeriod


class CorrectionForm(ReadingForm):
    """`official`: the official figure comes in place of an estimate, which is reason enough."""

    def __init__(
        self,
        allocation: Allocation,
        period: ReportingPeriod,
        before: Part,
        *,
        reading: Reading | None = None,
        official: bool = False,
        data=None,
    ):
        super().__init__(allocation, period, before, reading=reading, data=data)
        for name in FORECAST:
            self.fields.pop(name, None)
        self.fields["reason"] = CleanCharField(
            label=_("Why it is to be corrected"),
            help_text=_("Home Affairs reads this, and it stays in the report's history."),
            required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
        )
        if official:
            self.initial["is_estimate"] = False
            self.initial["reason"] = gettext("Official figure in place of the estimate.")

    def proposal(self) -> Entry:
        """What the row shall say; an empty box is told by the checks of entry. ValueError while invalid."""
        if self.errors:
            raise ValueError("A row with errors proposes nothing.")
        cleaned = self.cleaned_data
        state = ReadingState(cleaned["state"] or ReadingState.REPORTED)
        return Entry(
            self.allocation,
            state,
            value=None if self._has_stale_choice(state) else cleaned["value"],
            base=cleaned.get("base"),
            is_estimate=cleaned.get("is_estimate", False),
            note=cleaned["note"],
        )

    @property
    def reason(self) -> str:
        return self.cleaned_data.get("reason", "")

    def show(self, problems: list[Problem]) -> None:
        for problem in problems:
            error = forms.ValidationError(problem.message, code=problem.code)
            self.add_error(problem.field if problem.field in self.fields else None, error)
