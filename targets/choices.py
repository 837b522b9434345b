"""The words in which a target is described (design: the algebra of readings and figures)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Measure(models.TextChoices):
    """How the figure comes out of the two summed numbers, value V and base B."""

    AMOUNT = "amount", _("amount")
    SHARE = "share", _("share")
    GROWTH = "growth", _("growth")
    CHANGE = "change", _("change of an index")
    POINTS = "points", _("percentage points")
    ALL_OF = "all_of", _("all of its children")

    @property
    def needs_base(self) -> bool:
        return self in {Measure.SHARE, Measure.GROWTH, Measure.CHANGE, Measure.POINTS}


class OverTime(models.TextChoices):
    """How the readings of one allocation join over the year."""

    SUM = "sum", _("sum of the periods")
    LATEST = "latest", _("latest reading")


class Direction(models.TextChoices):
    UP = "up", _("the higher the better")
    DOWN = "down", _("the lower the better")


class Pace(models.TextChoices):
    """What the plan expects in the course of the year."""

    HOLD = "hold", _("held all year")
    STEADY = "steady", _("in equal steps")
    PROFILE = "profile", _("by a profile")
    YEAR_END = "year_end", _("judged at the year's end")
    PUBLISHED = "published", _("published by others")


class Frequency(models.TextChoices):
    MONTH = "month", _("month")
    QUARTER = "quarter", _("quarter")
    YEAR = "year", _("year")


class Window(models.TextChoices):
    """Which days a reading covers: by decree 09/2019 from the 15th to the 14th, or calendar months."""

    ND09 = "nd09", _("15th to 14th")
    CALENDAR = "calendar", _("calendar months")


class Entry(models.TextChoices):
    """What a reading's numbers look like."""

    YES_NO = "yes_no", _("yes or no")
    INTEGER = "integer", _("whole number")
    DECIMAL = "decimal", _("decimal number")


class EnteredBy(models.TextChoices):
    UNIT = "unit", _("the unit itself")
    LEAD = "lead", _("the lead unit")


class PeriodKind(models.TextChoices):
    """A period of one of the three frequencies, or a date for documents only (no readings)."""

    MONTH = "month", _("month")
    QUARTER = "quarter", _("quarter")
    HALF = "half", _("six months")
    NINE = "nine", _("nine months")
    YEAR = "year", _("year")


class PlanField(models.TextChoices):
    """The numbers of a plan that only a decision changes once a figure has been accepted."""

    THRESHOLD = "threshold", _("threshold")
    CEILING = "ceiling", _("ceiling")
    MAXIMUM = "maximum", _("maximum")
    BASELINE = "baseline", _("baseline")
    QUOTA = "quota", _("quota")
    BASELINE_VALUE = "baseline_value", _("baseline value")
    BASELINE_BASE = "baseline_base", _("baseline base")

    @classmethod
    def of_target(cls) -> list["PlanField"]:
        return [cls.THRESHOLD, cls.CEILING, cls.MAXIMUM, cls.BASELINE]

    @classmethod
    def of_allocation(cls) -> list["PlanField"]:
        return [cls.QUOTA, cls.BASELINE_VALUE, cls.BASELINE_BASE]
