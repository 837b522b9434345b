"""How far a period has come, by the clock alone: no job has to run for it. Pure functions."""

from datetime import date

from django.db import models
from django.utils.translation import pgettext_lazy

from targets.models import ReportingPeriod


class PeriodState(models.TextChoices):
    NOT_OPEN = "not_open", pgettext_lazy("period", "not open yet")
    OPEN = "open", pgettext_lazy("period", "open")
    PAST_DUE = "past_due", pgettext_lazy("period", "past due, still open")
    CLOSED = "closed", pgettext_lazy("period", "closed")


def period_state(period: ReportingPeriod, day: date) -> PeriodState:
    """The state on this local day, extensions apart; the due day and the last day count to their end."""
    if day < period.opens_on:
        return PeriodState.NOT_OPEN
    if not period.is_open(day):
        return PeriodState.CLOSED
    return PeriodState.PAST_DUE if day > period.due_on else PeriodState.OPEN
