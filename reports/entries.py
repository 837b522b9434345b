"""What a person typed about one allocation, and what of it cannot be. Pure: no database, no clock."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from emulation.numbers import format_number, unfit
from emulation.text import clean_text
from reports.choices import Outlook, ReadingState
from reports.models import NARRATIVE_LENGTH, NOTE_LENGTH
from targets.choices import Entry as EntryKind
from targets.choices import Measure, OverTime
from targets.models import Allocation, ReportingPeriod, Target

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    # Field, code and message of a problem.
    Finding = tuple[str, str, StrOrPromise]

ZERO = Decimal(0)
NARRATIVE_FIELDS = ("results", "difficulties", "proposals")
STORED_FIELDS = (
    "state", "value", "base", "is_estimate", "note", "year_forecast", "outlook", "outlook_reason",
)  # fmt: skip
# What stands beside an answer and can be mended after it, each with what waits together with it.
BESIDE = {
    "note": {"note"},
    "year_forecast": {"year_forecast"},
    "outlook": {"outlook", "outlook_reason"},
    "outlook_reason": {"outlook", "outlook_reason"},
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One answer as typed. Numbers are in the target's units; None where the box was left empty.

    `seen_version` is the version of the reading that the person had before them, None for an empty row.
    `typed` is what was typed where it says more than the numbers (`reports.typed.Typed.kept`). `unread` are
    boxes beside the answer (BESIDE) that hold what cannot be read.
    """

    allocation: Allocation
    state: ReadingState
    value: Decimal | None = None
    base: Decimal | None = None
    is_estimate: bool = False
    note: str = ""
    year_forecast: Decimal | None = None
    outlook: str = ""
    outlook_reason: str = ""
    seen_version: int | None = None
    typed: Mapping[str, str] | None = None
    unread: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Problem:
    """Why something is not accepted, at its place. `allocation` is None for the report as a whole.

    `field` names the box (an attribute of Entry, a narrative field, "allocation" or "source"), `code` the
    rule, `message` says in the reader's language what was wrong and what is accepted.
    """

    allocation: Allocation | None
    field: str
    code: str
    message: "StrOrPromise"


def check(entry: Entry, period: ReportingPeriod) -> list[Problem]:
    """Everything about the entry that cannot be, one problem for each box at most; empty when it is fine."""
    found: dict[str, Problem] = {}
    for field, code, message in _findings(entry, period):
        found.setdefault(field, Problem(entry.allocation, field, code, message))
    return list(found.values())


def answer_alone(
    entry: Entry, wrong: Collection[str], stored: Mapping[str, Any], period: ReportingPeriod
) -> Entry | None:
    """The answer as far as it is right, where only boxes beside it (BESIDE) are `wrong`: these stay as they
    are `stored`. None where the answer itself cannot be.
    """
    has_its_reason = entry.state != ReadingState.UNAVAILABLE or "note" not in wrong
    if not (has_its_reason and BESIDE.keys() >= set(wrong)):
        return None
    waiting = {name for field in wrong for name in BESIDE[field]}
    alone = replace(entry, unread=frozenset(), **{name: stored[name] for name in waiting})
    return None if check(alone, period) else alone


def _findings(entry: Entry, period: ReportingPeriod) -> Iterator["Finding"]:
    target = entry.allocation.target
    yield from _unfit_numbers(entry)
    match entry.state:
        case ReadingState.REPORTED:
            yield from _reported(entry, target)
        case ReadingState.NOTHING_AROSE:
            yield from _nothing_arose(entry, target)
        case ReadingState.UNAVAILABLE:
            yield from _unavailable(entry)
    yield from _forecast(entry, target, period)
    yield from _too_long(entry)


def _unfit_numbers(entry: Entry) -> Iterator["Finding"]:
    for field in ("value", "base", "year_forecast"):
        number = getattr(entry, field)
        if number is not None and (message := unfit(number)):
            yield field, "unfit", message


def _reported(entry: Entry, target: Target) -> Iterator["Finding"]:
    if entry.value is None:
        yield "value", "value_missing", _value_missing(target)
    if entry.base is None and target.needs_base:
        yield "base", "base_missing", _base_missing(target)
    yield from _kind_of_number(entry, target)
    yield from _bounds(entry, target)


def _value_missing(target: Target) -> "StrOrPromise":
    if target.entry == EntryKind.YES_NO:
        return _("Choose yes or no, or say that it is not yet available.")
    if target.over_time == OverTime.SUM:
        return _("Enter a number, or say that nothing arose or that it is not yet available.")
    return _("Enter a number, or say that it is not yet available.")


def _base_missing(target: Target) -> "StrOrPromise":
    return format_lazy(_("This target needs a second number: {meaning}."), meaning=target.base_label)


def _kind_of_number(entry: Entry, target: Target) -> Iterator["Finding"]:
    for field, number in _given(entry):
        if target.entry == EntryKind.YES_NO and field == "value":
            if number not in (0, 1):
                yield field, "not_yes_no", _("Choose yes (1) or no (0).")
        elif target.entry != EntryKind.DECIMAL and number != number.to_integral_value():
            yield field, "not_whole", _("Enter a whole number, without decimals.")
        if number < 0 and not target.allows_negative:
            yield field, "negative", _("Enter 0 or more: this number cannot be negative.")
    if entry.base is not None and not target.takes_base:
        yield "base", "base_not_taken", _("This target takes one number only. Leave the second one empty.")


def _bounds(entry: Entry, target: Target) -> Iterator["Finding"]:
    given = dict(_given(entry))
    value, base = given.get("value"), given.get("base")
    if target.measure == Measure.SHARE and value is not None and base is not None and value > base:
        yield "value", "above_base", _above_base(target, base)
    maximum = target.maximum if target.measure == Measure.AMOUNT else None
    if maximum is not None and value is not None and value > maximum:
        message = format_lazy(_("Enter {most} at most."), most=format_number(maximum))
        yield "value", "above_maximum", message


def _above_base(target: Target, base: Decimal) -> "StrOrPromise":
    return format_lazy(
        _("This is a part of “{whole}” and cannot be more: enter {most} at most, or mend the second number."),
        whole=target.base_label,
        most=format_number(base),
    )


def _given(entry: Entry) -> list[tuple[str, Decimal]]:
    """The two numbers, as far as they were given and can be kept."""
    numbers = (("value", entry.value), ("base", entry.base))
    return [(field, number) for field, number in numbers if number is not None and not unfit(number)]


def _nothing_arose(entry: Entry, target: Target) -> Iterator["Finding"]:
    if target.over_time != OverTime.SUM:
        yield (
            "state",
            "nothing_arose_on_latest",
            _("“Nothing arose” is for numbers that add up over the year. Enter the present number instead."),
        )
        return
    if entry.value:
        yield "value", "nothing_arose_with_value", _("Nothing arose means 0. Clear this number or report it.")
    if target.measure == Measure.GROWTH and entry.base is None:
        yield "base", "base_missing", _base_missing(target)
    elif entry.base and _base_is_zero(target):
        yield (
            "base",
            "nothing_arose_with_base",
            _("Nothing arose means 0 of 0. Clear this number or report it."),
        )
    yield from _kind_of_number(entry, target)


def _base_is_zero(target: Target) -> bool:
    """Where nothing arose there is no whole to take a part of; what was there last year stays."""
    return target.needs_base and target.measure != Measure.GROWTH


def _unavailable(entry: Entry) -> Iterator["Finding"]:
    for field in ("value", "base"):
        if getattr(entry, field) is not None:
            yield field, "unavailable_with_number", _("Clear this number, or report it as an estimate.")
    if not clean_text(entry.note).strip():
        yield "note", "reason_missing", _("Say why the number is not yet available and when it will be.")


def _forecast(entry: Entry, target: Target, period: ReportingPeriod) -> Iterator["Finding"]:
    if not period.asks_forecast:
        for field in ("year_forecast", "outlook", "outlook_reason"):
            if getattr(entry, field) not in (None, ""):
                yield field, "forecast_not_asked", _("The year's outlook is not asked for in this period.")
        return
    if entry.outlook and entry.outlook not in Outlook.values:
        yield "outlook", "outlook_unknown", _("Choose one of the outlooks offered.")
    if entry.outlook in {Outlook.HARD, Outlook.WONT} and not clean_text(entry.outlook_reason).strip():
        yield "outlook_reason", "outlook_reason_missing", _("Say why the target is hard to reach.")
    if _is_negative_amount(entry.year_forecast, target):
        yield "year_forecast", "negative", _("Enter 0 or more: this number cannot be negative.")


def _is_negative_amount(forecast: Decimal | None, target: Target) -> bool:
    if forecast is None or unfit(forecast) or target.measure != Measure.AMOUNT:
        return False
    return forecast < 0 and not target.allows_negative


def _too_long(entry: Entry) -> Iterator["Finding"]:
    for field in ("note", "outlook_reason"):
        if message := over_length(getattr(entry, field), NOTE_LENGTH):
            yield field, "too_long", message


def over_length(text: str, most: int) -> "StrOrPromise":
    """What to say of a text longer than `most` characters; empty when it fits."""
    length = len(clean_text(text))
    if length <= most:
        return ""
    return format_lazy(
        _("At most {most} characters are kept; these are {length}. Please shorten the text."),
        most=format_number(most),
        length=format_number(length),
    )


def check_narrative(narrative: dict[str, str]) -> list[Problem]:
    """Texts of the report that are too long. ValueError for a field that a report does not have."""
    if unknown := set(narrative) - set(NARRATIVE_FIELDS):
        raise ValueError(f"A report has no text called {', '.join(sorted(unknown))}.")
    found = ((field, over_length(text, NARRATIVE_LENGTH)) for field, text in narrative.items())
    return [Problem(None, field, "too_long", message) for field, message in found if message]


def as_stored(entry: Entry) -> dict[str, Any]:
    """The fields of a reading that a checked entry becomes (STORED_FIELDS)."""
    target = entry.allocation.target
    value, base, is_estimate = entry.value, entry.base, entry.is_estimate
    if entry.state == ReadingState.NOTHING_AROSE:
        value, base = ZERO, ZERO if _base_is_zero(target) else entry.base
    if entry.state == ReadingState.UNAVAILABLE:
        is_estimate = False
    return {
        "state": entry.state,
        "value": value,
        "base": base,
        "is_estimate": is_estimate,
        "note": clean_text(entry.note),
        "year_forecast": entry.year_forecast,
        "outlook": entry.outlook,
        "outlook_reason": clean_text(entry.outlook_reason),
    }


def kept_as_typed(entry: Entry) -> dict[str, str]:
    """What stays of the typing beside the numbers; nothing where the answer has none."""
    return dict(entry.typed or {}) if entry.state == ReadingState.REPORTED else {}
