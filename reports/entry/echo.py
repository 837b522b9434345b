"""What a typed answer is understood as: the number in words, and where it takes the year's figure.

Figures come from `reports.progress`, words from `reports.wording`; nothing is computed here.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from emulation.numbers import format_number, spell_number
from reports import wording
from reports.choices import ReadingState
from reports.entries import Entry, as_stored, check
from reports.entry.forms import NUMBERS, ReadingForm
from reports.plan_view import of_plan_texts
from reports.progress import Row, own_row
from reports.same_period import with_base
from reports.tallies import Part
from reports.typed import Taken, read_typed
from reports.wording import with_unit
from targets.choices import Entry as EntryKind
from targets.choices import Measure, OverTime
from targets.models import ReportingPeriod
from targets.schedule import Schedule

# While a person is still typing, what is not there yet is no mistake.
# From here on a number is also said in words.
SPELLED_FROM = 1000
NOT_YET_TYPED = {"value_missing", "base_missing", "reason_missing", "outlook_reason_missing"}


@dataclass(frozen=True, slots=True)
class EchoedNumber:
    """One number as read: "1.634,5" and, from a thousand on, "một nghìn sáu trăm ba mươi tư phẩy năm";
    `other` where the typed text allows a second reading that was not taken, and how that one is `spelled`."""

    text: str
    words: str
    other: str = ""
    spelled: str = ""


@dataclass(frozen=True, slots=True)
class Echo:
    numbers: tuple[EchoedNumber, ...] = ()
    consequences: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


def echo_of(form: ReadingForm, part: Part, period: ReportingPeriod, schedule: Schedule) -> Echo:
    """Of a row as it stands in its boxes, typed or stored. `part` is the allocation before this period."""
    is_wrong = form.is_bound and not form.is_valid()
    read = {name: _read(form, name) for name in NUMBERS if name in form.fields}
    echoed = (_echoed(taken, form.asked(name).own_unit) for name, taken in read.items() if taken)
    numbers = tuple(number for number in echoed if number)
    if is_wrong:
        wrong = [str(error) for name in read for error in form.errors.get(name, [])]
        return Echo(numbers, problems=tuple(wrong))
    entry = _entry(form, read)
    if entry is None:
        return Echo()
    problems = [problem for problem in check(entry, period) if problem.code not in NOT_YET_TYPED]
    if problems:
        return Echo(numbers, problems=tuple(str(problem.message) for problem in problems))
    said = [*_of_this_period(read), *_consequences(entry, part, period, schedule)]
    return Echo(numbers, tuple(said))


def _read(form: ReadingForm, name: str) -> Taken | None:
    if form.is_bound:
        return form.taken.get(name)
    text = str(form[name].value() or "")
    if not text or (name == "value" and form.allocation.target.entry == EntryKind.YES_NO):
        return None
    kept = form.initial.get(f"{name}_kept")
    return read_typed(text, form.asked(name), [] if kept is None else [kept])


def _echoed(taken: Taken, unit: str) -> EchoedNumber | None:
    """None where the box says it all: a small number in the target's own unit."""
    covered, scale = taken.covered, taken.quantity.scale
    if covered is None:
        return None
    text = format_number(covered)
    if not scale.is_own and taken.quantity.typed.value is not None:
        text = f"{format_number(taken.quantity.typed.value, 16)} {scale.name} = {with_unit(text, unit)}"
    words = spell_number(covered) if abs(covered) >= SPELLED_FROM else ""
    other, spelled = _other(taken)
    return EchoedNumber(text, words, other, spelled) if words or other or not scale.is_own else None


def _other(taken: Taken) -> tuple[str, str]:
    """The reading that was not taken, in the unit that was typed, and letters that can mean nothing else."""
    if len(taken.options) < 2:
        return "", ""
    typed, scale = taken.quantity.typed, taken.quantity.scale
    number = typed.other if taken.covered == taken.options[0] else typed.value
    if number is None:
        return "", ""
    texts = (format_number(number, 16, grouped=grouped) for grouped in (True, False))
    shown, spelled = (text if scale.is_own else with_unit(text, scale.name) for text in texts)
    return shown, spelled


def _of_this_period(read: dict[str, Taken | None]) -> list[str]:
    """What is left for the period of a year to date that was typed."""
    return [
        _("this period %(number)s = %(covered)s − %(earlier)s")
        % {
            "number": format_number(taken.number),
            "covered": format_number(taken.covered),
            "earlier": format_number(taken.covered - taken.number),
        }
        for taken in read.values()
        if taken and taken.number is not None and taken.number != taken.covered
    ]


def _entry(form: ReadingForm, read: dict[str, Taken | None]) -> Entry | None:
    if form.is_bound:
        answer = form.answer()
        return answer if isinstance(answer, Entry) else None
    if form.initial.get("seen_version") is None:
        return None
    values = {name: taken.number if taken else None for name, taken in read.items()}
    if form.allocation.target.entry == EntryKind.YES_NO and form.initial["value"]:
        values["value"] = Decimal(form.initial["value"])
    entry = Entry(form.allocation, ReadingState(form.initial["state"]), note=form.initial["note"], **values)
    return with_base(entry, form.allocation)


def _consequences(entry: Entry, part: Part, period: ReportingPeriod, schedule: Schedule) -> list[str]:
    if entry.state == ReadingState.UNAVAILABLE:
        return [_("An answer without a number: the figure waits for it.")]
    stored = as_stored(entry)
    if stored["value"] is None or (entry.allocation.target.needs_base and stored["base"] is None):
        return []
    after = part.with_answer(period, stored["value"], stored["base"])
    said = [_("counted as 0")] if entry.state == ReadingState.NOTHING_AROSE else []
    return said + _standing(own_row(after, schedule, period.cut_off))


def _standing(row: Row) -> list[str]:
    """Where the year stands with it, in the order in which an official reads it."""
    if row.target.entry == EntryKind.YES_NO or row.figure is None:
        return []
    said = []
    if row.target.over_time == OverTime.SUM:
        said.append(_("year to date %(figure)s") % {"figure": wording.measured_text(row)})
    elif row.target.measure != Measure.AMOUNT:
        said.append(wording.measured_text(row))
    if row.growth is not None and row.target.measure == Measure.AMOUNT:
        said.append(_("%(change)s on last year") % {"change": wording.growth_text(row)})
    return said + _against_plan(row)


def _against_plan(row: Row) -> list[str]:
    said, needed = of_plan_texts(row), wording.needed_text(row)
    return [*said, needed] if needed and wording.prints_percent(row) else said
