"""What a drafted indicator becomes as a target: proposals, each of which a person can change.

The first rule that fits decides how it is counted (`counting`):

| comparator | unit of measure, name | way | pace | frequency |
|---|---|---|---|---|
| milestone | | yes or no | year's end | quarter |
| all_of | | all of its parts | held | quarter |
| improve | | index against last year | published | year |
| inc_pct, dec_pct | | % against the same period | held | quarter |
| dec_pp | ‰ | index against last year | year's end | year |
| dec_pp | others | rate in points | year's end | year |
| maintain k/n | | yes or no, counted | held | quarter |
| others | %, name of a speed of growth | number, latest | held | quarter |
| others | %, name of a yearly rating | rate, latest | year's end | year |
| others | % | rate, latest | held | quarter |
| others | ‰, "…/…", length of time, an average | number, latest | year's end | year |
| maintain | others | number, latest | held | quarter |
| others | "tổng số", "tổng diện tích" and the like | number, latest | year's end | quarter |
| lte, lt | others | number, added up | year's end | quarter |
| others | places, schools: what is recognised | number, added up | year's end | quarter |
| others | others | number, added up | equal steps | quarter |

What is written into the target (labels, plan as printed) is in Vietnamese, as the document is. Pure.
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from emulation.numbers import format_number
from targets.choices import Direction, Entry, Frequency, Measure, OverTime, Pace
from targets.drafting.choices import Comparator, Way
from targets.drafting.lexicon import COUNTED, OR_MORE, PLACE, SCALE, TIME
from targets.drafting.quantities import WRITTEN, machine, same_length

HUNDRED = Decimal(100)
# Of a number that adds up over the year, in its label.
IN_PERIOD = " trong kỳ"
_SPEED = re.compile(r"\btốc độ\b|\btăng trưởng\b|\bchỉ số\b|\b(?:tăng|giảm) bình quân\b", re.IGNORECASE)
# Rated once, when the year is over.
_RATED = re.compile(
    r"\bhoàn thành (?:tốt |xuất sắc )?nhiệm vụ\b|\bvững mạnh\b|\bxếp loại\b|\bdanh hiệu\b"
    r"|\b(?:hộ|gia đình|thôn|bản|khối|phố|khu dân cư|cơ quan) văn h(?:óa|oá)\b",
    re.IGNORECASE,
)
_AVERAGE = re.compile(r"\bbình quân\b|\btuổi thọ\b|\bnăng suất\b|\bmật độ\b|\bthời gian\b", re.IGNORECASE)
_LEVEL = re.compile(
    r"\btổng (?:số|diện tích|đàn)\b|\bdân số\b|\bquy mô\b|\bđàn\b|\bdư nợ\b"
    r"|\bdiện tích\b.*\b(?:hiện có|duy trì)\b",
    re.IGNORECASE,
)
_RECOGNISED = re.compile(rf"(?:{PLACE}|trường|trạm|cơ sở|di tích|sản phẩm)\b.*", re.IGNORECASE)
_COUNTED = re.compile(rf"(?:{PLACE}|{COUNTED})\b(?!.*/).*", re.IGNORECASE)
_SCALED = re.compile(rf"{SCALE}\b", re.IGNORECASE)
_TIME = re.compile(rf"{TIME}\b", re.IGNORECASE)
# Their two numbers are weights, areas or money, seldom whole.
_BROKEN = re.compile(
    r"\b(?:chất thải|rác|nước|diện tích|che phủ|vốn|giải ngân|thu|chi|doanh thu|kim ngạch|giá trị|sản lượng"
    r"|tổng mức|cơ cấu|tỷ trọng|tỉ trọng|năng suất|thu nhập|dư nợ)\b",
    re.IGNORECASE,
)
_RATE = re.compile(r"t[ỷỉ] (?:lệ|trọng) ", re.IGNORECASE)
_OF_WHOM = re.compile(
    r"\s+(?:đạt|được|qua|có|tham gia|hoàn thành|thực hiện|sử dụng|đúng|hưởng|vững mạnh|trong)\b.*",
    re.IGNORECASE,
)
_COUNTABLE = re.compile(rf"(?!đô thị)(?P<whom>{PLACE}|{COUNTED})\b", re.IGNORECASE)
_IN_WHICH = re.compile(r",? trong đó (?:t[ỷỉ] lệ )?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Drafted:
    """An indicator as a person left it; `value` and `upper` as printed ("giảm 5%" has 5), in `unit`."""

    sentence: str
    name: str
    comparator: Comparator
    value: Decimal | None
    upper: Decimal | None
    unit: str

    @property
    def is_percent(self) -> bool:
        return "%" in self.unit

    @property
    def is_counted(self) -> bool:
        """Its unit is one by one: people, villages; not money, hectares or thousands."""
        return bool(_COUNTED.fullmatch(self.unit)) and not _SCALED.match(self.unit)


@dataclass(frozen=True, slots=True)
class Counting:
    way: Way
    pace: Pace
    frequency: Frequency


@dataclass(frozen=True, slots=True)
class Levels:
    """What has to be reached, as the target keeps it: a fall is below zero."""

    direction: str
    threshold: Decimal | None
    strict: bool = False
    ceiling: Decimal | None = None
    maximum: Decimal | None = None


_OF_COMPARATOR = {
    Comparator.MILESTONE: Counting(Way.YES_NO, Pace.YEAR_END, Frequency.QUARTER),
    Comparator.ALL_OF: Counting(Way.ALL_OF, Pace.HOLD, Frequency.QUARTER),
    Comparator.IMPROVE: Counting(Way.CHANGE, Pace.PUBLISHED, Frequency.YEAR),
    Comparator.INC_PCT: Counting(Way.GROWTH, Pace.HOLD, Frequency.QUARTER),
    Comparator.DEC_PCT: Counting(Way.GROWTH, Pace.HOLD, Frequency.QUARTER),
}


def counting(drafted: Drafted) -> Counting:
    """How the indicator is counted, as its comparator, unit and name suggest: the table above."""
    comparator, unit, name = drafted.comparator, drafted.unit, drafted.name
    if comparator in _OF_COMPARATOR:
        return _OF_COMPARATOR[comparator]
    if comparator == Comparator.DEC_PP:
        way = Way.CHANGE if "‰" in unit else Way.POINTS
        return Counting(way, Pace.YEAR_END, Frequency.YEAR)
    if comparator == Comparator.MAINTAIN and drafted.upper is not None:
        return Counting(Way.YES_NO, Pace.HOLD, Frequency.QUARTER)
    if drafted.is_percent and _SPEED.search(name):
        return Counting(Way.LATEST, Pace.HOLD, Frequency.QUARTER)
    if drafted.is_percent and _RATED.search(name):
        return Counting(Way.SHARE, Pace.YEAR_END, Frequency.YEAR)
    if drafted.is_percent:
        return Counting(Way.SHARE, Pace.HOLD, Frequency.QUARTER)
    if "‰" in unit or "/" in unit or _TIME.match(unit) or _AVERAGE.search(name):
        return Counting(Way.LATEST, Pace.YEAR_END, Frequency.YEAR)
    if comparator == Comparator.MAINTAIN:
        return Counting(Way.LATEST, Pace.HOLD, Frequency.QUARTER)
    if _LEVEL.search(name):
        return Counting(Way.LATEST, Pace.YEAR_END, Frequency.QUARTER)
    falls = comparator in {Comparator.LTE, Comparator.LT}
    at_the_end = falls or _RECOGNISED.fullmatch(unit)
    return Counting(Way.SUM, Pace.YEAR_END if at_the_end else Pace.STEADY, Frequency.QUARTER)


def in_its_unit(drafted: Drafted) -> Drafted:
    """A change without a unit is in per cent or points; numbers that the comparator has not are left out."""
    comparator = drafted.comparator
    own = "điểm %" if comparator == Comparator.DEC_PP else "%"
    changes = comparator.is_change and comparator.has_number
    has_two = comparator in {Comparator.RANGE, Comparator.MAINTAIN}
    return replace(
        drafted,
        value=drafted.value if comparator.has_number else None,
        upper=drafted.upper if has_two else None,
        unit=own if changes and drafted.unit in {"", "%"} else drafted.unit,
    )


def levels(drafted: Drafted, way: Way) -> Levels:
    """Direction and numbers of the target. Where a number is still missing it is 0."""
    comparator, value, upper = drafted.comparator, drafted.value, drafted.upper
    if way == Way.ALL_OF or comparator == Comparator.ALL_OF:
        return Levels("", None)
    if comparator == Comparator.MILESTONE:
        return Levels(Direction.UP, Decimal(1), maximum=Decimal(1))
    if comparator == Comparator.IMPROVE:
        return Levels(Direction.UP, Decimal(0), strict=True)
    value = value or Decimal(0)
    if comparator in {Comparator.DEC_PCT, Comparator.DEC_PP}:
        return Levels(Direction.DOWN, 0 - value)
    strict = comparator in {Comparator.GT, Comparator.LT}
    if comparator in {Comparator.LTE, Comparator.LT}:
        return Levels(Direction.DOWN, value, strict)
    whole = upper if comparator == Comparator.MAINTAIN else None
    if whole is None and way in {Way.SHARE, Way.SHARE_SUM} and max(value, upper or value) <= HUNDRED:
        whole = HUNDRED
    ceiling = upper if comparator == Comparator.RANGE else None
    return Levels(Direction.UP, value, strict, ceiling, whole)


def plan_text(drafted: Drafted) -> str:
    """The plan as tables print it, without the unit: "từ 95 trở lên", "trên 90", "8/8", "giảm 5"."""
    value = "" if drafted.value is None else format_number(drafted.value)
    upper = "" if drafted.upper is None else format_number(drafted.upper)
    kept = f"{value}/{upper}" if upper else value
    words = {
        Comparator.GTE: f"từ {value} trở lên" if _says_or_more(drafted) else value,
        Comparator.GT: f"trên {value}",
        Comparator.LTE: f"không quá {value}",
        Comparator.LT: f"dưới {value}",
        Comparator.RANGE: f"{value} - {upper}",
        Comparator.INC_PCT: f"tăng {value}",
        Comparator.DEC_PCT: f"giảm {value}",
        Comparator.DEC_PP: f"giảm {value} {drafted.unit}",
        Comparator.MAINTAIN: kept,
        Comparator.MILESTONE: "Đạt",
        Comparator.ALL_OF: f"giảm cả {value} tiêu chí",
        Comparator.IMPROVE: "cao hơn năm trước",
    }
    return words[drafted.comparator]


def _says_or_more(drafted: Drafted) -> bool:
    """ "90% trở lên", "130 đảng viên trở lên": at this number, not elsewhere in the sentence."""
    text = same_length(drafted.sentence)
    ends = [match.end() for match in WRITTEN.finditer(text) if Decimal(machine(match[0])) == drafted.value]
    return any(OR_MORE.match(re.sub(r"^\s*%", "", text[end:])) for end in ends)


def unit_of_measure(drafted: Drafted) -> str:
    """The unit that stands in the document, or what tables print where there is none."""
    instead = {
        Comparator.MILESTONE: "có/không",
        Comparator.ALL_OF: "tiêu chí",
        Comparator.IMPROVE: "điểm",
        Comparator.DEC_PP: "điểm %",
    }
    return drafted.unit or instead.get(drafted.comparator, "")


def labels(drafted: Drafted, chosen: Counting) -> tuple[str, str]:
    """The meanings of value and base; the base's is empty where none is asked for."""
    unit, way = unit_of_measure(drafted), chosen.way
    if way in {Way.SHARE, Way.SHARE_SUM, Way.POINTS}:
        return _of_rate(drafted.name)
    if way == Way.GROWTH:
        return f"{drafted.name}{IN_PERIOD}"[:200], "Cùng kỳ năm trước"
    if way == Way.CHANGE:
        return f"{drafted.name} năm nay"[:200], "Năm trước"
    if way == Way.SUM:
        base = f"Cùng kỳ năm trước ({unit})" if chosen.pace == Pace.STEADY else ""
        return f"{drafted.name}{IN_PERIOD} ({unit})"[:200], base
    if way == Way.ALL_OF:
        return "", ""
    return (drafted.name if way == Way.YES_NO else f"{drafted.name} đến cuối kỳ ({unit})")[:200], ""


def _of_rate(name: str) -> tuple[str, str]:
    """ "Tỷ lệ lao động qua đào tạo" is made of "Số lao động qua đào tạo" and "Tổng số lao động"."""
    rest = _RATE.sub("", name, count=1) if _RATE.match(name) else ""
    first, inner = _split(rest)
    whom = _OF_WHOM.sub("", first)
    if whom == first:
        countable = _COUNTABLE.match(first)
        whom = countable["whom"] if countable else ""
    if not whom:
        return "Số đạt", "Tổng số"
    met = f"{whom} {inner}" if inner else first
    return f"Số {_small(met)}"[:200], f"Tổng số {_small(whom)}"[:200]


def _split(name: str) -> tuple[str, str]:
    found = _IN_WHICH.search(name)
    return (name[: found.start()], name[found.end() :]) if found else (name, "")


def _small(name: str) -> str:
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def entry(drafted: Drafted, way: Way) -> Entry:
    """What the numbers that units enter look like."""
    if way == Way.YES_NO:
        return Entry.YES_NO
    if way in {Way.SUM, Way.LATEST}:
        return Entry.INTEGER if drafted.is_counted else Entry.DECIMAL
    if way == Way.CHANGE or _BROKEN.search(drafted.name):
        return Entry.DECIMAL
    return Entry.INTEGER


def target_fields(drafted: Drafted, chosen: Counting, value_label: str, base_label: str) -> dict[str, Any]:
    """All that the target needs beside its place in the campaign; an empty label is as proposed."""
    way, found = chosen.way, levels(drafted, chosen.way)
    proposed_value, proposed_base = labels(drafted, chosen)
    kept = drafted.comparator == Comparator.MAINTAIN
    steady = way == Way.SUM and chosen.pace == Pace.STEADY
    return {
        "name": drafted.name,
        "text_original": drafted.sentence,
        "plan_text": plan_text(drafted),
        "unit_of_measure": unit_of_measure(drafted),
        "value_label": value_label or proposed_value,
        "base_label": base_label or proposed_base,
        "entry": entry(drafted, way),
        "allows_negative": way == Way.LATEST and (drafted.is_percent or (found.threshold or 0) < 0),
        "measure": way.measure,
        "over_time": way.over_time,
        "direction": found.direction,
        "threshold": found.threshold,
        "strict": found.strict,
        "ceiling": found.ceiling,
        "maximum": found.maximum,
        "irreversible": drafted.comparator == Comparator.MILESTONE
        or (way == Way.SUM and found.direction == "up"),
        "pace": chosen.pace,
        "frequency": chosen.frequency,
        "slow_from": HUNDRED if kept else Decimal(80),
        "nearly_from": Decimal(95) if steady else None,
        "decimals": _decimals(drafted, way),
    }


def _decimals(drafted: Drafted, way: Way) -> int:
    if way == Way.CHANGE:
        return 3
    is_figure = way.measure == Measure.AMOUNT and entry(drafted, way) != Entry.DECIMAL
    return 0 if is_figure or way == Way.ALL_OF else 2


def part_fields(name: str, sentence: str, frequency: Frequency) -> dict[str, Any]:
    """A part of a target that needs all of its parts: each has to fall below the same period of last year."""
    return {
        "name": name,
        "text_original": sentence,
        "plan_text": "giảm",
        "unit_of_measure": "%",
        "value_label": f"{name}{IN_PERIOD}"[:200],
        "base_label": "Cùng kỳ năm trước",
        "entry": Entry.INTEGER,
        "measure": Measure.GROWTH,
        "over_time": OverTime.SUM,
        "direction": Direction.DOWN,
        "threshold": Decimal(0),
        "strict": True,
        "tallied": False,
        "pace": Pace.HOLD,
        "frequency": frequency,
        "decimals": 2,
    }


def parts_of(drafted: Drafted) -> list[str]:
    """The names of the parts, as the count says; of road accidents those that statistics have."""
    count = int(drafted.value) if drafted.value is not None and 0 < drafted.value <= 9 else 0
    if count == 3 and re.search(r"\btai nạn giao thông\b", drafted.name, re.IGNORECASE):
        what = "tai nạn giao thông"
        return [f"Số vụ {what}", f"Số người chết do {what}", f"Số người bị thương do {what}"]
    return [f"{drafted.name}: tiêu chí {number}" for number in range(1, count + 1)]
