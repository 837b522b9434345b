"""What a launching document sets: its indicators, each beside its sentence, in the document's order."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from emulation.text import nfc
from targets.drafting.clauses import BRACKET, Clause, Part, clauses, parts
from targets.drafting.layout import Item, items
from targets.drafting.lexicon import AGAINST, GOAL, MEASURE, NOT_COUNTED, PAST, SHARE, STRIVE, TASK_VERB
from targets.drafting.naming import capital, name_of, opened, shared, tidied, unit_in_brackets, verb_before
from targets.drafting.quantities import Quantity, quantities, same_length, unit_named
from targets.drafting.repeats import without_repeats
from targets.drafting.tables import Columns, row_text
from targets.drafting.wordings import wordings

LONGEST_TEXT = 2_000
_PLANNED = re.compile(r"\bnăm (20\d\d)\b|\b(20\d\d)\s*-\s*20\d\d\b", re.IGNORECASE)
_YEAR_FIRST = re.compile(r"\W*(?:trong |kết thúc |hết |đến cuối )?năm (20\d\d)\b", re.IGNORECASE)
_RESULTS = re.compile(
    r"\b(?:kết quả|thành tích|thành tựu)(?: đã)?(?: đạt được)?,?(?: của| trong)? năm (20\d\d)\b",
    re.IGNORECASE,
)
_SETTING = re.compile(r"\d|\b(?:đạt|giảm|tăng|nâng|duy trì|phấn đấu|chỉ số)\b", re.IGNORECASE)
_STRIVES = re.compile(rf"\b{STRIVE}\b", re.IGNORECASE)
_STRONG = {"at_least", "at_most", "less", "more"}
_CHAIN = _STRONG | {"link", "down", "up", "rise", "fall", "keep"}


@dataclass(frozen=True, slots=True)
class Indicator:
    """`comparator`: gte, gt, lte, lt, range, inc_pct, dec_pct, dec_pp, maintain, milestone, all_of, improve.

    `value` and `upper` are in machine form ("425000", "2.5"); `upper` ends a range, or is the n of "k/n".
    """

    text: str
    name: str
    comparator: str
    value: str | None = None
    upper: str | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """An indicator with the item of the document that sets it."""

    indicator: Indicator
    item: Item


@dataclass(frozen=True, slots=True)
class Sentence:
    """A part of the document as the reader takes it apart."""

    text: str
    item: Item

    @property
    def may_set(self) -> bool:
        """It has a number that counts something, or a word of goals."""
        counted = NOT_COUNTED.sub("", same_length(self.text))
        return len(re.findall(r"[^\W\d_]+", counted)) >= 3 and bool(_SETTING.search(counted))


def indicators(text: str) -> list[Indicator]:
    """Every indicator of the text once. Never raises; the time it takes grows with the text's length."""
    return [each.indicator for each in found_once(text)]


def found_once(text: str) -> list[Found]:
    """Every indicator of the text once, with its place; as `indicators`."""
    return without_repeats(list(found_in(text)))


def sentences(text: str) -> Iterator[Sentence]:
    """All that the reader looks at, whether it finds something there or not."""
    for item in items(text):
        if item.cells:
            yield Sentence(row_text(item.cells), item)
            continue
        for clause in clauses(same_length(item.text)):
            yield Sentence(_shown(item, clause), item)


def found_in(text: str) -> Iterator[Found]:
    """Every indicator each time that the text names it."""
    year: int | None = None
    columns = Columns()
    for item in items(text):
        if item.cells:
            indicator = columns.row(item.cells) if item.mode != "none" else None
            if indicator is not None:
                yield Found(Indicator(*indicator), item)
            continue
        columns = Columns()
        year = year or planned_year(text)
        if item.mode != "none":
            for indicator_found in _of_item(item, year):
                yield Found(indicator_found, item)


def planned_year(text: str) -> int:
    """The year that the title names, 0 where it names none."""
    for line in [same_length(line) for line in nfc(text[:4000]).split("\n")[:25]]:
        if re.search(r"\b(?:tháng|căn cứ|luật|số:)\b", line, re.IGNORECASE):
            continue
        if match := _PLANNED.search(line):
            return int(match[1] or match[2])
    return 0


def _of_item(item: Item, year: int) -> Iterator[Indicator]:
    plain = same_length(item.text)
    strives = False
    past, parent, told = False, item.parent, False
    for clause in clauses(plain):
        stretch = plain[clause.start : clause.end]
        if match := _YEAR_FIRST.match(stretch):
            past = int(match[1]) < year
        strives = (strives and not clause.first) or bool(_STRIVES.search(stretch))
        told = (told and not clause.first) or bool(PAST.search(stretch)) or _tells_results(stretch, year)
        if past or told or PAST.search(stretch) or AGAINST.search(stretch):
            continue
        goal = replace(item, mode="targets") if strives and item.mode == "" else item
        found = _of_clause(goal, plain, clause, parent)
        yield from found
        if not item.parent:
            parent = _heading_of(stretch, found) or (parent if not clause.first else "")


def _tells_results(stretch: str, year: int) -> bool:
    """ "Building on the results of 2024": of a year before the plan's, up to the full stop."""
    return any(int(match[1]) < year for match in _RESULTS.finditer(stretch))


def _heading_of(stretch: str, found: list[Indicator]) -> str:
    """ "Economic structure: industry 44%; services 38%": the words before the colon go on to what follows."""
    head, colon, rest = stretch.partition(":")
    head = tidied(opened(head))
    if not colon or not found or not re.search(r"[^\W\d_]{2,}.*\d", rest):
        return ""
    if not MEASURE.match(head) or re.search(r"\d", head) or len(head.split()) > 14:
        return ""
    return head


def _shown(item: Item, clause: Clause) -> str:
    return item.text[clause.start : clause.end].strip(" .;,-+").strip()[:LONGEST_TEXT]


def _of_clause(item: Item, plain: str, clause: Clause, parent: str) -> list[Indicator]:
    start, end = clause.start, clause.end
    stretch = plain[start:end]
    brackets = [match for match in BRACKET.finditer(stretch) if re.search(r"\d", match[0])]
    hidden = stretch
    for match in brackets:
        hidden = hidden[: match.start()] + "\u0001" * len(match[0]) + hidden[match.end() :]
    text = _shown(item, clause)
    worded = [
        Indicator(text, name, kind, value, None, unit)
        for name, kind, value, unit in wordings(stretch, item.mode == "targets" or item.listed)
    ]
    if worded and worded[0].comparator == "all_of":
        return worded
    shown = hidden.replace("\u0001", " ")
    own = _heading_of(stretch, [Indicator("", "", "")]) or parent
    found = _quantified(shown, text, item, own if own != stretch else parent)
    for match in brackets:
        found += _in_brackets(match[0][1:-1], text, item, found)
    return found + worded


def _quantified(shown: str, text: str, item: Item, parent: str) -> list[Indicator]:
    found: list[Indicator] = []
    together = parts(shown, 0, len(shown), quantities(shown))
    for at, part in enumerate(together):
        indicator = _indicator(shown, text, part, item, shared(shown, together, at))
        if part.same and found:
            indicator = _level_reached(found[-1], part.quantity, shown)
        if indicator is None:
            continue
        if part.child and found:
            indicator = replace(indicator, name=f"{found[0].name}, trong đó {_small(indicator.name)}")
        elif parent and not indicator.name.casefold().startswith(parent.casefold()):
            indicator = replace(indicator, name=f"{capital(parent)}: {_small(indicator.name)}")
        found.append(indicator)
    return found


def _level_reached(rise: Indicator, quantity: Quantity, shown: str) -> Indicator:
    """ "Output rises by 12,5%, to 4.500 tỷ đồng": both are set, under one name."""
    comparator = _comparator(quantity, "", "", shown)
    return replace(
        rise, comparator=comparator, value=quantity.value, upper=quantity.upper, unit=quantity.unit
    )


def _small(name: str) -> str:
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def _in_brackets(inside: str, text: str, item: Item, main: list[Indicator]) -> list[Indicator]:
    """ "(in which 20% …)" and "(services rise by 8%; farming by 3%)"; other numbers in brackets explain."""
    child = re.match(r"\s*(?:trong đó|riêng)\b", inside, re.IGNORECASE)
    found: list[Indicator] = []
    for part in parts(inside, 0, len(inside), quantities(inside)):
        named = re.sub(r"\b(?:trong đó|riêng|để)\b|[\W\d_]", "", inside[part.start : part.quantity.lead])
        moves = named and {"rise", "fall", "link", "more", "less"} & set(part.quantity.said)
        if not part.quantity.percent or not (child or moves):
            continue
        indicator = _indicator(inside, text, part, item)
        if indicator is not None and main:
            joint = ", trong đó " if child else ": "
            indicator = replace(indicator, name=f"{main[0].name}{joint}{_small(indicator.name)}")
        if indicator is not None:
            found.append(indicator)
    return found


def _indicator(shown: str, text: str, part: Part, item: Item, common: str = "") -> Indicator | None:
    quantity = part.quantity
    verb, before = verb_before(shown, part)
    if not quantity.known:
        _take_bracketed_unit(shown, part)
    if not _is_set(shown, part, item, verb, before):
        return None
    comparator = _comparator(quantity, verb, before, shown)
    name = name_of(shown, part, before, common, is_change=comparator in ("inc_pct", "dec_pct"))
    if not re.search(r"[^\W\d_]{2}", name):
        return None
    if verb in ("fall", "rise") and comparator not in ("dec_pct", "dec_pp", "inc_pct", "lt", "lte"):
        name = capital(f"{'giảm' if verb == 'fall' else 'tăng'} {_small(name)}")
    unit = "điểm %" if comparator == "dec_pp" and quantity.unit == "%" else quantity.unit
    upper = quantity.of if comparator == "maintain" else quantity.upper
    return Indicator(text, name, comparator, quantity.value, upper, unit)


def _take_bracketed_unit(shown: str, part: Part) -> None:
    """ "Thu ngân sách (tỷ đồng): 45,8": the word after the number, if any, is no unit then."""
    unit = unit_named(unit_in_brackets(shown, part) or "-")
    if unit is not None:
        quantity = part.quantity
        quantity.end = quantity.end if quantity.unit is None else quantity.start
        quantity.unit, quantity.known = unit, True


def _is_set(shown: str, part: Part, item: Item, verb: str, before: str) -> bool:
    """Whether the number is a goal: by the words at it, its unit, the name and the heading."""
    quantity = part.quantity
    said = set(quantity.said)
    strong = bool(said & _STRONG or quantity.way)
    chained = bool(said & _CHAIN or quantity.way)
    stretch = shown[part.start : part.end]
    if quantity.unit is None:
        return False
    goal = bool(GOAL.search(shown[: part.end])) or item.mode == "targets"
    if item.mode == "tasks":
        strive = bool(re.search(rf"{STRIVE}", stretch, re.IGNORECASE))
        return (
            (strong and (quantity.known or bool(quantity.said)))
            or (quantity.known and strive)
            or (quantity.percent and chained)
        )
    measured = bool(MEASURE.match(before)) or bool(verb)
    if TASK_VERB.match(before) and not strong:
        return False
    if quantity.percent:
        return chained or goal or measured or item.listed
    if quantity.known:
        return (chained and (goal or measured or strong or item.listed)) or goal or (measured and item.listed)
    return goal and (strong or "link" in said or bool(GOAL.match(before)) or item.listed)


def _comparator(quantity: Quantity, verb: str, before: str, shown: str) -> str:
    said = quantity.said
    kinds = set(said)
    levelled = bool({"down", "up"} & kinds)
    falling = "fall" in kinds or verb == "fall"
    rising = "rise" in kinds or verb == "rise"
    kept = "keep" in kinds or verb == "keep" or _kept_after(quantity, shown)
    if quantity.of is not None and kept:
        return "maintain"
    if quantity.percent and not levelled and (falling or rising):
        if falling:
            points = quantity.unit in ("điểm %", "‰") or SHARE.search(
                f"{before} {shown[quantity.end : quantity.end + 40]}"
            )
            return "dec_pp" if points else "dec_pct"
        if "rise" in kinds or verb == "rise":
            return "inc_pct"
    if quantity.way == "xuống" or "at_most" in kinds:
        return "lte"
    if "less" in kinds:
        return "lt"
    if quantity.upper is not None:
        return "range"
    if quantity.way == "lên" or "at_least" in kinds:
        return "gte"
    if "more" in kinds:
        return "gt"
    if (kept and quantity.of is None and quantity.percent) or (kept and "keep" in kinds):
        return "maintain"
    return "lte" if "down" in kinds else "gte"


def _kept_after(quantity: Quantity, shown: str) -> bool:
    after = shown[quantity.end : quantity.end + 40]
    return quantity.of is not None and bool(re.match(r"\s*(?:duy trì|giữ vững)\b", after, re.IGNORECASE))
