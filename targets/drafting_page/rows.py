"""From the document's text to the rows that a person corrects: what was found, and what was passed over."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from emulation.numbers import format_number
from targets.drafting.quantities import WRITTEN, machine, quantities, same_length
from targets.drafting.reader import Found, found_in, found_once, sentences
from targets.drafting.tables import CELL

MOST_ROWS = 200
MOST_SKIPPED = 400
# An office's longest launching documents have a tenth of it.
LONGEST_DOCUMENT = 400_000


@dataclass(frozen=True, slots=True)
class Skipped:
    """A sentence in which nothing was found; `again` where it repeats what stands in another section."""

    number: int
    text: str
    section: str
    heading: str
    again: bool


def found_rows(text: str) -> list[dict[str, str]]:
    """What the reader found, as a row's form begins with it."""
    return [_row(found) for found in found_once(text)][:MOST_ROWS]


def _row(found: Found) -> dict[str, str]:
    indicator = found.indicator
    return {
        **_place(found.item.number, found.item.heading),
        "keep": "on",
        "text": indicator.text,
        "name": indicator.name,
        "comparator": indicator.comparator,
        "value": _typed(indicator.value),
        "upper": _typed(indicator.upper),
        "unit": indicator.unit or "",
    }


def taken_row(skipped: Skipped) -> dict[str, str]:
    """A row for a sentence that the reader passed over: its first number, and the rest to be typed."""
    first = next(iter(quantities(same_length(skipped.text))), None)
    return {
        **_place(skipped.section, skipped.heading),
        "keep": "on",
        "text": skipped.text,
        "name": "",
        "comparator": "gte",
        "value": _typed(first.value) if first else "",
        "upper": "",
        "unit": first.unit or "" if first else "",
    }


def _place(section: str, heading: str) -> dict[str, str]:
    return {"section": section[:20], "heading": heading[:200]}


def _typed(number: str | None) -> str:
    return format_number(Decimal(number)) if number else ""


def skipped_sentences(text: str, taken: Iterable[str]) -> list[Skipped]:
    """Sentences that may set something and of which there is no row, in the document's order."""
    known = set(taken)
    again = {found.indicator.text for found in found_in(text)}
    passed = (each for each in sentences(text) if each.text not in known and each.may_set)
    return [
        Skipped(number, each.text, each.item.number[:20], each.item.heading[:200], each.text in again)
        for number, each in zip(range(MOST_SKIPPED), passed, strict=False)
    ]


def marked(sentence: str, value: Decimal | None, upper: Decimal | None) -> list[tuple[str, bool]]:
    """The sentence in pieces; True for the number, or from the lower one to the upper, if it stands there.

    In a row of a table it is the last such number: the first columns count rows and tell last year's results.
    """
    if value is None:
        return [(sentence, False)]
    numbers = list(WRITTEN.finditer(same_length(sentence)))
    found = [match for match in numbers if _is(match[0], value)]
    if not found:
        return [(sentence, False)]
    first = found[-1 if CELL in sentence else 0]
    end = first.end()
    if upper is not None:
        end = next((m.end() for m in numbers if m.start() >= end and _is(m[0], upper)), end)
    pieces = (
        (sentence[: first.start()], False),
        (sentence[first.start() : end], True),
        (sentence[end:], False),
    )
    return [piece for piece in pieces if piece[0]]


def _is(written: str, number: Decimal) -> bool:
    return Decimal(machine(written)) == number
