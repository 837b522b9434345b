"""An item's text in clauses, and a clause's quantities each with the part of the clause that names it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from targets.drafting.lexicon import GOAL, MEASURE
from targets.drafting.quantities import Quantity

_ABBREVIATED = re.compile(r"(?:^|[\s(])(?:[A-ZĐ]{1,2}|TP|Tp|TX|TT|ThS|TS|PGS|GS|tr)$")
_DEEPEST = 400
_BOUND = re.compile(r",|;|\bvà\b|\btrong đó\b|\briêng\b| \+ ", re.IGNORECASE)
_CHILD = re.compile(r"\btrong đó\b|\briêng\b", re.IGNORECASE)
BRACKET = re.compile(r"\([^()]{0,400}\)")
_LEVELS = {"link", "at_least", "at_most", "more", "less", "down", "up"}
_COMMENTS = {"rise", "fall", "more", "link", "soft", "down", "up"}


@dataclass(frozen=True, slots=True)
class Clause:
    start: int
    end: int
    first: bool


@dataclass(slots=True)
class Part:
    """`start` to `end` is the stretch of the clause that belongs to the quantity.

    `child`: a part of the one before; `same`: the level that the rise or fall before it leads to.
    """

    quantity: Quantity
    start: int
    end: int
    child: bool = False
    same: bool = False


def clauses(text: str) -> Iterator[Clause]:
    """Split at full stops and semicolons outside of brackets; `first` in its sentence."""
    start, depth, opened, first = 0, 0, 0, True
    for place, sign in enumerate(text):
        if sign == "(":
            depth, opened = depth + 1, place
        elif sign == ")":
            depth = max(0, depth - 1)
        elif sign in ".;":
            if depth and place - opened < _DEEPEST:
                continue
            if sign == "." and not _ends_sentence(text, place):
                continue
            depth = 0
            yield Clause(start, place, first)
            start, first = place + 1, sign == "."
    yield Clause(start, len(text), first)


def _ends_sentence(text: str, place: int) -> bool:
    after = text[place + 1 : place + 2]
    return (not after or after.isspace() or after in '/”"') and not _ABBREVIATED.search(
        text[max(0, place - 6) : place]
    )


def parts(text: str, start: int, end: int, found: list[Quantity]) -> list[Part]:
    """The quantities that name something, with their stretches; comments on the one before are left out."""
    kept: list[Part] = []
    for quantity in found:
        if not kept:
            kept.append(Part(quantity, start, end))
            continue
        last = kept[-1]
        if _is_level_of(text, last.quantity, quantity):
            last.end = quantity.lead
            kept.append(Part(quantity, quantity.lead, end, same=True))
            continue
        split = _split(text, last, quantity)
        if split is None:
            continue
        place, child = split
        last.end = place
        kept.append(Part(quantity, place, end, child))
    return kept


def _is_level_of(text: str, change: Quantity, quantity: Quantity) -> bool:
    """ "rises by 12,5%, to 4.500 tỷ đồng": nothing but the words at the second number stands between."""
    if re.sub(r"[\W_]|\bvà\b", "", text[change.end : quantity.lead]) or not quantity.known:
        return False
    moves = change.percent and {"rise", "fall"} & set(change.said)
    return bool(moves and not quantity.percent and _LEVELS & set(quantity.said))


def _split(text: str, last: Part, quantity: Quantity) -> tuple[int, bool] | None:
    between = text[last.quantity.end : quantity.lead]
    bounds = list(_BOUND.finditer(between))
    if not bounds:
        return None
    said = set(quantity.said)
    if (
        not re.sub(r"[\W_]|\bvà\b", "", between)
        and said & _COMMENTS
        and (last.quantity.percent or quantity.percent)
    ):
        return None
    if children := [match for match in bounds if _CHILD.match(match[0])]:
        return last.quantity.end + children[-1].start(), True
    chosen = bounds[0] if named_before(text, last) else _start_of_new(between, bounds)
    return last.quantity.end + chosen.start(), False


def _start_of_new(between: str, bounds: list[re.Match[str]]) -> re.Match[str]:
    for match in bounds:
        rest = between[match.end() :].lstrip()
        if MEASURE.match(rest) or GOAL.match(rest):
            return match
    return bounds[-1]


def named_before(text: str, part: Part) -> bool:
    """The name stands before the number, and what follows only explains."""
    before = _CHILD.sub("", text[part.start : part.quantity.lead]).strip(" ,:-")
    if len(re.findall(r"[^\W\d_]+", before)) < 2:
        return False
    return bool({"link", "down", "up", "at_most", "less", "keep"} & set(part.quantity.said)) or bool(
        MEASURE.match(re.sub(r"^(?:\W|và\b|trong đó\b)+", "", before))
    )
