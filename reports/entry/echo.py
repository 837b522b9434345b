"""What a typed answer is understood as: the number in words, and where it takes the year's figure.

Figures come from `reports.progress`, words from `reports.wording`; nothing is computed here.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from emulation.numbers import ReadNumber, format_number, read_number, spell_number
from reports import wording
from reports.choices import ReadingState
from reports.entries import Entry, as_stored, check
from reports.entry.forms import ReadingForm
from reports.intake import Blank
from reports.plan_view import of_plan_texts
from reports.progress import Row, own_row
from reports.tallies import Part
from targets.choices import Entry as EntryKind
from targets.choices import Measure, OverTime
from targets.models import ReportingPeriod
from targets.schedule import Schedule

# While a person is still typing, what is not there yet is no mistake.
NOT_YET_TYPED = {"value_missing", "base_missing", "reason_missing", "outlook_reason_missing"}


@dataclass(frozen=True, slots=True)
class EchoedNumber:
    """One number as read: "1.634,5" and "một nghìn sáu trăm ba mươi tư phẩy năm"; `other` where the
    typed text allows a second reading that was not taken."""

    text: str
    words: str
    other: str = ""


@dataclass(frozen=True, slots=True)
class Echo:
    numbers: tuple[EchoedNumber, ...] = ()
    consequences: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


def echo_of(form: ReadingForm, part: Part, period: ReportingPeriod, schedule: Schedule) -> Echo:
    """Of a row as it stands in its boxes, typed or stored. `part` is the allocation before this period."""
    read = {name: _read(form, name) for name in ("value", "base") if name in form.fields}
    numbers = tuple(_echoed(number) for number in read.values() if number and number.value is not None)
    if form.is_bound and not form.is_valid():
        wrong = [str(error) for name in read for error in form.errors.get(name, [])]
        return Echo(numbers, problems=tuple(wrong))
    entry = _entry(form, read)
    if entry is None:
        return Echo()
    problems = [problem for problem in check(entry, period) if problem.code not in NOT_YET_TYPED]
    if problems:
        return Echo(numbers, problems=tuple(str(problem.message) for problem in problems))
    return Echo(numbers, tuple(_consequences(entry, part, period, schedule)))


def _read(form: ReadingForm, name: str) -> ReadNumber | None:
    text = str(form[name].value() or "")
    if not text or (name == "value" and form.allocation.target.entry == EntryKind.YES_NO):
        return None
    field = form.fields[name]
    return read_number(text, integer=field.integer, allow_negative=field.allow_negative, unit=field.unit)


def _echoed(number: ReadNumber) -> EchoedNumber:
    other = "" if number.other is None else format_number(number.other)
    return EchoedNumber(format_number(number.value), spell_number(number.value), other)


def _entry(form: ReadingForm, read: dict[str, ReadNumber | None]) -> Entry | None:
    if form.is_bound:
        answer = form.answer()
        return None if isinstance(answer, Blank) else answer
    if form.initial.get("seen_version") is None:
        return None
    values = {name: number.value if number else None for name, number in read.items()}
    if form.allocation.target.entry == EntryKind.YES_NO and form.initial["value"]:
        values["value"] = Decimal(form.initial["value"])
    return Entry(form.allocation, ReadingState(form.initial["state"]), note=form.initial["note"], **values)


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
