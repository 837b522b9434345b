"""What a line of a workbook says and what is stored for it, in one line each and in the same terms: where the
file holds the number of the year to date, or another unit of measure, both are said so, with the period's
number behind.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from emulation.numbers import format_number
from reports.choices import Outlook, ReadingState
from reports.entries import STORED_FIELDS
from reports.entry.forms import NUMBERS, ReadingForm
from reports.entry.rows import EntryRow
from reports.models import Reading
from reports.past import answer_text
from reports.typed import Typed
from reports.wording import with_unit

# Of a number in a larger unit of measure than its own.
MOST_DECIMALS = 10


def of_reading(reading: Reading | None) -> dict[str, Any]:
    """What is stored, by STORED_FIELDS; nothing where nothing is."""
    return {name: getattr(reading, name) for name in STORED_FIELDS} if reading else {}


def answer(row: EntryRow, said: Mapping[str, Any]) -> str:
    """What is said (STORED_FIELDS) as the period's answer; empty for nothing."""
    if not said:
        return ""
    numbers = Reading(state=said["state"], value=said["value"], base=said["base"])
    text = answer_text(numbers, row.target)
    has_base = said["base"] is not None and row.target.takes_base and not row.target.needs_base
    if has_base:
        text = f"{text}; {row.target.base_label}: {format_number(said['base'])}"
    return f"{text} ({_('estimate')})" if said["is_estimate"] else text


def in_terms_of(form: ReadingForm, row: EntryRow, said: Mapping[str, Any]) -> str:
    """The same as the boxes of a valid form have their numbers: "lũy kế từ đầu năm 0,13 nghìn người (trong
    kỳ: 62 người)"; the period's answer alone where that is how they are typed."""
    text = answer(row, said)
    taken = form.taken.get("value")
    is_number = bool(said) and said["state"] == ReadingState.REPORTED and said["value"] is not None
    if taken is None or not taken.says_more or not is_number:
        return text
    asked = form.asked()
    names = NUMBERS if row.target.needs_base else ("value",)
    numbers = {name: _covered(form, name, said[name]) for name in names}
    typed = Typed(**numbers, unit=taken.quantity.scale.name.removeprefix("%"), span=asked.span).text
    if asked.is_to_date:
        return _("%(typed)s (this period: %(text)s)") % {"typed": typed, "text": text}
    return f"{typed} (= {text})"


def _covered(form: ReadingForm, name: str, number: Decimal | None) -> str:
    """The number of the period as the box has it; empty for none."""
    covered = form.asked(name).covered(number)
    if covered is None:
        return ""
    times = form.taken[name].quantity.scale.times if name in form.taken else 1
    return format_number(Fraction(covered) / times, MOST_DECIMALS)


def beside(row: EntryRow, said: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What an answer says beside its numbers, each with its label; nothing where there is none."""
    if not said:
        return
    yield _("Note"), said["note"]
    forecast = said["year_forecast"]
    yield (
        _("Expected for the whole year"),
        "" if forecast is None else with_unit(format_number(forecast), row.target.unit_of_measure),
    )
    yield _("By the end of the year the plan"), str(Outlook(said["outlook"]).label) if said["outlook"] else ""
    yield _("Why, if it is hard to reach or will not be"), said["outlook_reason"]
