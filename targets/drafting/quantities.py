"""The quantities of a clause: number or range, unit of measure, and the words around that say how."""

import re
from dataclasses import dataclass
from decimal import Decimal

from emulation.numbers import plain
from targets.drafting.lexicon import (
    BEFORE,
    LASTING,
    NO_NOUN,
    NOT_COUNTED,
    NUMBER,
    OR_MORE,
    OTHER_NOUN,
    QUOTED,
    UNIT,
)

# One character for one, so that places in the text stay what they are.
_ALIKE: dict[str | int, str] = {
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u00ad", "-"),
    **dict.fromkeys("\u00a0\u2007\u2009\u202f\u3000\t\n", " "),
    **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
}  # fmt: skip
_SAME = str.maketrans(_ALIKE)
_DURATION = re.compile(r"\bthời gian\b", re.IGNORECASE)
_WINDOW = 60
_LONGEST = 18
_NUMERIC = re.compile(
    rf"(?<![\w./,-])(?P<a>{NUMBER})(?P<ua>\s*[%‰]|\s+(?:triệu|tỷ|tỉ|nghìn)?\s?(?:đồng|ha|tấn|người)\b)?"
    rf"(?:(?P<of>\s?/\s?)|\s*(?:-|đến|tới)\s*(?:dưới |trên )?)(?P<b>{NUMBER})(?![\d/])"
    rf"|(?<![\w./,])(?P<one>{NUMBER})(?![\d/])"
)
# A number as it stands in a text, whatever it counts.
WRITTEN = re.compile(rf"(?<![\w.,]){NUMBER}")
_TRILLION = re.compile(r"tỉ\b", re.IGNORECASE)
_SHORT_MILLION = re.compile(r"tr\.?\s?đ(?:ồng)?|trđ", re.IGNORECASE)


def same_length(text: str) -> str:
    """The text with one kind of dash, blank and digit, every character at its place."""
    return text.translate(_SAME)


def machine(number: str) -> str:
    """ "3.269" is three thousand and more, "2,5" and "2.5" two and a half."""
    if re.fullmatch(r"[1-9]\d{0,2}(\.\d{3})+(,\d+)?", number):
        number = number.replace(".", "")
    return plain(Decimal(number.replace(",", ".")))


@dataclass(slots=True)
class Quantity:
    """`lead` is where the words before the number begin, `said` what kinds they are, nearest first."""

    lead: int
    start: int
    end: int
    value: str
    upper: str | None
    of: str | None
    unit: str | None
    known: bool
    said: list[str]
    way: str = ""

    @property
    def percent(self) -> bool:
        return self.unit is not None and ("%" in self.unit or "‰" in self.unit)


def quantities(text: str) -> list[Quantity]:
    """Of one clause, as `same_length` gives it, in order; what counts nothing is left out."""
    patterns = (QUOTED, NOT_COUNTED) if _DURATION.search(text) else (QUOTED, NOT_COUNTED, LASTING)
    barred = [match.span() for pattern in patterns for match in pattern.finditer(text)]
    found: list[Quantity] = []
    for match in _NUMERIC.finditer(text):
        start, end = match.span()
        if any(left < end and start < right for left, right in barred) or end - start > 4 * _LONGEST:
            continue
        if _is_year(match["one"] or "") and not UNIT.match(text, end):
            continue
        quantity = _quantity(text, match)
        if quantity is not None:
            found.append(quantity)
    return _joined(text, found)


def _is_year(number: str) -> bool:
    return bool(re.fullmatch(r"(19|20)\d\d", number))


def _quantity(text: str, match: re.Match[str]) -> Quantity | None:
    first = match["a"] or match["one"]
    second = match["b"]
    if max(len(first), len(second or "")) > _LONGEST:
        return None
    value, upper = machine(first), machine(second) if second else None
    unit, end, known = _unit(text, match.end())
    if match["of"]:
        if not known or upper is None or Decimal(upper) < Decimal(value):
            return None
        of, upper = upper, None
    else:
        of = None
    lead, said = _before(text, match.start())
    tail = OR_MORE.match(text, end)
    way = tail["way"].lower() if tail else ""
    return Quantity(lead, match.start(), end, value, upper, of, unit, known, said, way)


def _unit(text: str, end: int) -> tuple[str | None, int, bool]:
    if match := UNIT.match(text, end):
        return _written(match["unit"]), match.end(), True
    if (match := OTHER_NOUN.match(text, end)) and match["unit"].lower() not in NO_NOUN:
        return match["unit"].lower(), match.end(), False
    return None, end, False


def _written(unit: str) -> str:
    unit = " ".join(unit.split())
    if _SHORT_MILLION.fullmatch(unit):
        return "triệu đồng"
    if unit.lower() in ("điểm phần trăm", "điểm %"):
        return "điểm %"
    return _TRILLION.sub("tỷ", unit).replace("phần trăm", "%").replace("ngàn", "nghìn")


def unit_named(text: str) -> str | None:
    """The whole text as a unit: "tỷ đồng", "Tấn", "%"; None where it is none."""
    stripped = " ".join(text.split())
    match = UNIT.match(stripped)
    if not match or match.end() != len(stripped):
        return None
    unit = _written(match["unit"])
    return unit if unit.isupper() else unit[0].lower() + unit[1:]


def _before(text: str, start: int) -> tuple[int, list[str]]:
    said: list[str] = []
    lead = start
    kept = start, 0
    while len(said) < 6:
        window = text[max(0, lead - _WINDOW) : lead]
        match = BEFORE.search(window)
        if match is None or match.lastgroup is None:
            break
        said.append(match.lastgroup)
        lead = lead - len(window) + match.start()
        if match.lastgroup != "soft":
            kept = lead, len(said)
    return kept[0], said[: kept[1]]


def _joined(text: str, found: list[Quantity]) -> list[Quantity]:
    """ "from 15 days down to 10 days" is one quantity, the last."""
    kept: list[Quantity] = []
    for quantity in found:
        if (
            kept
            and not text[kept[-1].end : quantity.lead].strip()
            and {"down", "up"} & set(quantity.said)
            and quantity.unit == kept[-1].unit
        ):
            quantity.lead = kept.pop().lead
        kept.append(quantity)
    return kept
