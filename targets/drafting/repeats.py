"""The same indicator said again in another section is one: documents name chief targets several times."""

import re
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from targets.drafting.reader import Found, Indicator

_SCALES = {"nghìn": 3, "triệu": 6, "tỷ": 9, "vạn": 4}
_EMPTY = frozenset(
    [
        "tỷ",
        "tỉ",
        "lệ",
        "số",
        "tổng",
        "các",
        "của",
        "có",
        "được",
        "đạt",
        "trên",
        "ở",
        "và",
        "về",
        "là",
        "chuẩn",
        "mới",
        "xây",
        "dựng",
        "duy",
        "trì",
        "thêm",
        "cho",
        "từ",
    ]
)
_PLAIN = {"maintain": "gte"}
_LIKE = 0.6
_APART = tuple(
    re.compile(words, re.IGNORECASE)
    for words in (r"\btrong đó\b", r"\btổng\b", r"\btăng thêm\b|\bmới\b", r"\btốc độ\b|\btăng trưởng\b")
)
_SHORT = re.compile(r"[A-ZĐ]{3,}")


def without_repeats(found: "list[Found]") -> "list[Found]":
    """Of each group the first that stands in a list, else the first; in the document's order."""
    groups: dict[tuple[str, str, str, str], list[list[int]]] = {}
    taken: list[list[int]] = []
    for place, each in enumerate(found):
        same = groups.setdefault(_measure(each.indicator), [])
        for group in same[:50]:
            first = found[group[0]]
            if first.item.section != each.item.section and _same_name(
                first.indicator.name, each.indicator.name
            ):
                group.append(place)
                break
        else:
            group = [place]
            same.append(group)
            taken.append(group)
    chosen = [next((at for at in group if found[at].item.listed), group[0]) for group in taken]
    return [found[at] for at in sorted(chosen)]


def _measure(indicator: "Indicator") -> tuple[str, str, str, str]:
    """Comparator, value, upper and unit, amounts of money in one unit."""
    unit, value = indicator.unit or "", indicator.value or ""
    words = unit.split()
    power = 0
    while words and words[0] in _SCALES:
        power += _SCALES[words.pop(0)]
    if value and power:
        value = str((Decimal(value).scaleb(power)).normalize())
    elif value:
        value = str(Decimal(value).normalize())
    kind = _PLAIN.get(indicator.comparator, indicator.comparator)
    counted = "" if kind == "gte" and "%" not in unit and not power else " ".join(words)
    return kind, value, indicator.upper or "", counted


def _same_name(one: str, other: str) -> bool:
    """All that one says is in the other too; "NTM" stands for words that begin so."""
    left, right = _words(one, other), _words(other, one)
    less, more = sorted((left, right), key=len)
    return bool(less) and less <= more and 2 * len(less) >= len(more)


def same_indicator(one: str, other: str) -> bool:
    """Both names are those of one indicator: so the words say, or a short form in one that stands for words
    of the other ("BHYT"); not where one of them is a part of the other, or its growth."""
    if any(bool(pattern.search(one)) != bool(pattern.search(other)) for pattern in _APART):
        return False
    left, right = _words(one, other), _words(other, one)
    if left and right and (spelled_out(one, other), spelled_out(other, one)) != (one, other):
        return 2 * len(left & right) >= _LIKE * (len(left) + len(right))
    return _same_name(one, other)


def _words(name: str, beside: str) -> set[str]:
    return set(re.findall(r"\w+", spelled_out(name, beside).casefold())) - _EMPTY


def spelled_out(name: str, beside: str) -> str:
    """The name with the words of the other for which its short forms stand."""
    shorts = _SHORT.findall(name)
    if not shorts:
        return name
    full = beside.casefold().split()
    initials = "".join(word[0] for word in full)
    for short in shorts:
        at = initials.find(short.casefold())
        if at >= 0:
            name = name.replace(short, " ".join(full[at : at + len(short)]))
    return name
