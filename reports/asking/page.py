"""Explanations and inspections of the campaign in one place, by state; two queries."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from reports.asking.asked import Asked, Found, asked_in, found_in
from reports.choices import ExplanationState, InspectionState
from reports.models import Explanation, Inspection
from reports.review.lists import Choice
from targets.models import Campaign
from units.models import User


@dataclass(frozen=True)
class AskingPage:
    """`state` and `mending` are the filters asked for, of questions and of inspections; "" for all."""

    explanations: list[Asked]
    inspections: list[Found]
    state: str = ""
    mending: str = ""

    @classmethod
    def of(cls, user: User, campaign: Campaign, state: str = "", mending: str = "") -> "AskingPage":
        explanations = Explanation.objects.visible_to(user).filter(target__campaign=campaign)
        inspections = Inspection.objects.visible_to(user).filter(campaign=campaign)
        return cls(asked_in(explanations), found_in(inspections), state, mending)

    @property
    def shown_explanations(self) -> list[Asked]:
        return [asked for asked in self.explanations if self.state in ("", asked.state)]

    @property
    def shown_inspections(self) -> list[Found]:
        return [found for found in self.inspections if self.mending in ("", found.state)]

    @property
    def waiting(self) -> int:
        return sum(asked.is_open for asked in self.explanations)

    @property
    def overdue(self) -> int:
        return sum(asked.state == ExplanationState.OVERDUE for asked in self.explanations)

    @property
    def unmended(self) -> int:
        return sum(found.is_open for found in self.inspections)

    @property
    def states(self) -> list[Choice]:
        """Each count is the length of the list behind it."""
        return _choices(ExplanationState, [asked.state for asked in self.explanations], self.state)

    @property
    def mendings(self) -> list[Choice]:
        return _choices(InspectionState, [found.state for found in self.inspections], self.mending)


def _choices(
    states: type[ExplanationState] | type[InspectionState], found: Sequence[str], chosen: str
) -> list[Choice]:
    every = Choice("", pgettext_lazy("filter", "All"), len(found), not chosen)
    counted = [Choice(state, state.label, found.count(state), state == chosen) for state in states]
    return [every, *(choice for choice in counted if choice.count or choice.is_chosen)]
