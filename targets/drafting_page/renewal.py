"""The new numbers of a target that is there already: last year's, in a campaign that was copied."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from emulation.numbers import as_decimal, format_number, unfit
from emulation.quantities import scale_named
from emulation.text import fold
from targets.choices import Entry, Measure, OverTime
from targets.drafting.choices import Comparator, Way
from targets.drafting.counting import Drafted, levels, plan_text
from targets.models import Target

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_WAYS = {
    (Measure.SHARE, OverTime.LATEST): Way.SHARE,
    (Measure.SHARE, OverTime.SUM): Way.SHARE_SUM,
    (Measure.AMOUNT, OverTime.SUM): Way.SUM,
    (Measure.AMOUNT, OverTime.LATEST): Way.LATEST,
    (Measure.ALL_OF, ""): Way.ALL_OF,
}
_OF_MEASURE = {Measure.GROWTH: Way.GROWTH, Measure.POINTS: Way.POINTS, Measure.CHANGE: Way.CHANGE}


# What each comparator can ask of a target that is counted so.
_WAYS_ASKED = {
    Comparator.ALL_OF: {Way.ALL_OF},
    Comparator.MILESTONE: {Way.YES_NO},
    Comparator.IMPROVE: {Way.CHANGE},
    Comparator.DEC_PP: {Way.POINTS, Way.CHANGE},
    Comparator.INC_PCT: {Way.GROWTH, Way.LATEST},
    Comparator.DEC_PCT: {Way.GROWTH, Way.LATEST},
}
_LEVELS = {Way.SUM, Way.LATEST, Way.SHARE, Way.SHARE_SUM, Way.YES_NO, Way.GROWTH, Way.CHANGE}


class NotTheSame(Exception):
    """The row asks for something else than the target; `box` is where, the message why."""

    def __init__(self, box: str, message: "StrOrPromise") -> None:
        super().__init__(message)
        self.box = box


def renewed(target: Target, drafted: Drafted, section: str) -> dict[str, Any]:
    """The target's fields with what the row asks now; how it is counted stays. Raises NotTheSame."""
    way = way_of(target)
    said = {"text_original": drafted.sentence, "section": section or target.section}
    is_of_several = drafted.comparator == Comparator.MILESTONE and target.maximum not in {None, 1}
    if is_of_several or way not in _WAYS_ASKED.get(drafted.comparator, _LEVELS):
        raise NotTheSame("twin", _other_kind(target))
    if way == Way.ALL_OF:
        return said | {"plan_text": plan_text(drafted)}
    own = _in_the_targets_unit(target, drafted)
    found = levels(own, way)
    if found.direction != target.direction:
        raise NotTheSame("twin", _other_kind(target))
    maximum = found.maximum if drafted.upper is not None and found.maximum is not None else target.maximum
    if maximum is not None and found.threshold is not None and found.threshold > maximum:
        most = {"code": target.code, "most": format_number(maximum)}
        raise NotTheSame("value", _("%(code)s can be %(most)s at most.") % most)
    return said | {
        "plan_text": plan_text(own),
        "threshold": found.threshold,
        "strict": found.strict,
        "ceiling": found.ceiling,
        "maximum": maximum,
    }


def may_renew(target: Target, drafted: Drafted) -> bool:
    """What is drafted can be what the target asks this year."""
    try:
        renewed(target, drafted, "")
    except NotTheSame:
        return False
    return True


def way_of(target: Target) -> Way:
    """How the target is counted."""
    if target.entry == Entry.YES_NO:
        return Way.YES_NO
    measure = Measure(target.measure)
    return _OF_MEASURE.get(measure) or _WAYS[measure, target.over_time]


def _other_kind(target: Target) -> str:
    words = _("%(code)s is counted otherwise: %(way)s. Choose what is asked anew, or “a new target”.")
    return words % {"code": target.code, "way": way_of(target).label}


def _in_the_targets_unit(target: Target, drafted: Drafted) -> Drafted:
    """425 tỷ đồng for a target kept in triệu đồng is 425.000."""
    own = target.unit_of_measure
    if not drafted.comparator.has_number or fold(drafted.unit) == fold(own):
        return drafted
    scale = scale_named(drafted.unit, own)
    both_counted = drafted.is_counted and replace(drafted, unit=own).is_counted
    if scale is None and not both_counted:
        raise NotTheSame("unit", _("%(code)s is kept in %(unit)s.") % {"code": target.code, "unit": own})
    times = scale.times if scale is not None else Fraction(1)
    value, upper = (_scaled(number, times) for number in (drafted.value, drafted.upper))
    return replace(drafted, value=value, upper=upper, unit=own)


def _scaled(number: Decimal | None, times: Fraction) -> Decimal | None:
    if number is None:
        return None
    figure = Fraction(number) * times
    if wrong := unfit(figure):
        raise NotTheSame("value", wrong)
    return as_decimal(figure)
