"""The words in which a drafted target is corrected: what its number asks, and how it is counted."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from targets.choices import Measure, OverTime


class Comparator(models.TextChoices):
    """As the reader has them (`targets.drafting.reader.Indicator`)."""

    GTE = "gte", pgettext_lazy("comparator", "at least …")
    GT = "gt", pgettext_lazy("comparator", "more than …")
    LTE = "lte", pgettext_lazy("comparator", "at most …")
    LT = "lt", pgettext_lazy("comparator", "less than …")
    RANGE = "range", pgettext_lazy("comparator", "from … to …")
    INC_PCT = "inc_pct", pgettext_lazy("comparator", "rises by … %")
    DEC_PCT = "dec_pct", pgettext_lazy("comparator", "falls by … %")
    DEC_PP = "dec_pp", pgettext_lazy("comparator", "falls by … points")
    MAINTAIN = "maintain", pgettext_lazy("comparator", "kept at … (or k of n)")
    MILESTONE = "milestone", pgettext_lazy("comparator", "done: a milestone")
    ALL_OF = "all_of", pgettext_lazy("comparator", "falls in all … criteria")
    IMPROVE = "improve", pgettext_lazy("comparator", "better than last year")

    @property
    def has_number(self) -> bool:
        return self not in {Comparator.MILESTONE, Comparator.IMPROVE}

    @property
    def is_change(self) -> bool:
        """It speaks of a change against the year before, not of a level."""
        return self in {Comparator.INC_PCT, Comparator.DEC_PCT, Comparator.DEC_PP, Comparator.IMPROVE}


class Way(models.TextChoices):
    """Measure and joining over time in one, as people say it."""

    SUM = "sum", _("number, periods added up")
    LATEST = "latest", _("number, the latest counts")
    SHARE = "share", _("rate, the latest counts")
    SHARE_SUM = "share_sum", _("rate, periods added up")
    GROWTH = "growth", _("% against the same period of last year")
    POINTS = "points", _("rate, in points against last year")
    CHANGE = "change", _("index, against last year")
    YES_NO = "yes_no", _("yes or no, counted")
    ALL_OF = "all_of", _("all of its parts")

    @property
    def measure(self) -> Measure:
        return _MEASURES.get(self, Measure.AMOUNT)

    @property
    def over_time(self) -> str:
        """A value of OverTime; empty for what has no figure of its own."""
        if self == Way.ALL_OF:
            return ""
        return OverTime.SUM if self in {Way.SUM, Way.SHARE_SUM, Way.GROWTH} else OverTime.LATEST


_MEASURES = {
    Way.SHARE: Measure.SHARE,
    Way.SHARE_SUM: Measure.SHARE,
    Way.GROWTH: Measure.GROWTH,
    Way.POINTS: Measure.POINTS,
    Way.CHANGE: Measure.CHANGE,
    Way.ALL_OF: Measure.ALL_OF,
}
