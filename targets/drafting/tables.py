"""Rows of tables, pasted with tabs or out of a DOCX: which column names, measures and plans."""

import re

from targets.drafting.lexicon import SHARE
from targets.drafting.naming import capital, tidied
from targets.drafting.quantities import quantities, same_length, unit_named

# Between the cells of a row, where it stands as a sentence.
CELL = " | "
LONGEST_ROW = 2_000
Row = tuple[str, str, str, str | None, str | None, str | None]

_NAMES = re.compile(r"chỉ tiêu|nội dung|tên|tiêu chí|nhiệm vụ", re.IGNORECASE)
_UNITS = re.compile(r"đvt|đơn vị|đv tính", re.IGNORECASE)
_PLANS = re.compile(r"kế hoạch|\bkh\b|mục tiêu|phấn đấu|chỉ tiêu|giao|năm \d{4}|mức", re.IGNORECASE)
_OTHERS = re.compile(
    r"thực hiện|ước|\bth\b|so sánh|ghi chú|cùng kỳ|lũy kế|đánh giá|phụ trách|chủ trì|%", re.IGNORECASE
)
_SIGN = re.compile(r"^\s*(?:[-+•*]|\d+(?:\.\d+)*[.)]?|[a-zđ][.)])\s+")
_FALLS = re.compile(r"\s*(?:mức )?giảm\b", re.IGNORECASE)


def row_text(cells: tuple[str, ...]) -> str:
    """The row as a sentence."""
    return CELL.join(cell for cell in cells if cell)[:LONGEST_ROW]


class Columns:
    """Remembers the head of the table that is being read."""

    def __init__(self) -> None:
        self.name: int | None = None
        self.unit: int | None = None
        self.plan: int | None = None
        self.parent = ""

    def row(self, cells: tuple[str, ...]) -> Row | None:
        """Text, name, comparator, value, upper and unit of a row that sets something."""
        if self._is_head(cells):
            return None
        name_at, unit, plan = self._cells(cells)
        if name_at is None:
            return None
        if not plan.strip():
            return None
        row = _read(cells[name_at], unit, plan)
        text = row_text(cells)
        return row and (text, *row[1:])

    def _is_head(self, cells: tuple[str, ...]) -> bool:
        units = [at for at, cell in enumerate(cells) if _UNITS.search(cell)]
        names = [at for at, cell in enumerate(cells) if _NAMES.search(cell)]
        plans = [at for at, cell in enumerate(cells) if _PLANS.search(cell) and not _OTHERS.search(cell)]
        if not names or any(len(cell.split()) > 12 for cell in cells):
            return False
        plans = [at for at in plans if at != names[0] and at not in units]
        if not units and not plans:
            return False
        if units and not plans and re.search(r"\d", "".join(cells)):
            return False
        self.name, self.unit = names[0], units[0] if units else None
        self.plan = plans[-1] if plans else None
        return True

    def _cells(self, cells: tuple[str, ...]) -> tuple[int | None, str, str]:
        if self.name is not None and self.plan is not None and max(self.name, self.plan) < len(cells):
            unit = cells[self.unit] if self.unit is not None and self.unit < len(cells) else ""
            return (self.name if _is_words(cells[self.name]) else None), unit, cells[self.plan]
        return _guessed(cells)


def _is_words(cell: str) -> bool:
    return len(re.findall(r"[^\W\d_]+", cell)) >= 2


def _guessed(cells: tuple[str, ...]) -> tuple[int | None, str, str]:
    """Without a head: the first cell of words, the cell that is a unit, the last one with a number."""
    names = [at for at, cell in enumerate(cells) if _is_words(cell) and unit_named(cell) is None]
    if not names:
        return None, "", ""
    rest = cells[names[0] + 1 :]
    unit = next((cell for cell in rest if unit_named(cell)), "")
    numbers = [cell for cell in rest if re.search(r"\d", cell) and len(cell) <= 40]
    return names[0], unit, numbers[-1] if numbers else ""


def _read(name: str, unit_cell: str, plan: str) -> Row | None:
    unit = unit_named(unit_cell) or (" ".join(unit_cell.split()).lower() or None)
    plan = re.sub(r"\s+", " ", same_length(plan)).strip()
    if (
        unit
        and "%" not in plan
        and not re.search(r"\d\s+[^\W\d_]{2,}", re.sub(r"\d\s+(?:trở|đến|tới)\b", "", plan))
    ):
        plan = re.sub(r"(?:(?<=\d))(?=\s*trở|\s*$)", f" {unit}", plan, count=1)
    found = quantities(plan)
    if not found or len(plan) > 60:
        return None
    quantity = found[0]
    name = capital(tidied(_SIGN.sub("", name)))
    kinds = set(quantity.said)
    percent = quantity.percent
    falls = "fall" in kinds or bool(_FALLS.match(name))
    unit = quantity.unit if quantity.known else unit or quantity.unit
    comparator = "gte"
    if quantity.of is not None:
        comparator = "maintain" if "keep" in kinds or re.search(r"duy trì", plan, re.I) else "gte"
    elif percent and falls:
        comparator = "dec_pp" if SHARE.search(name) else "dec_pct"
    elif percent and "rise" in kinds:
        comparator = "inc_pct"
    elif "less" in kinds:
        comparator = "lt"
    elif "at_most" in kinds or "down" in kinds or quantity.way == "xuống":
        comparator = "lte"
    elif quantity.upper is not None:
        comparator = "range"
    elif "more" in kinds:
        comparator = "gt"
    if comparator == "dec_pp" and unit == "%":
        unit = "điểm %"
    name = capital(_FALLS.sub("", name, count=1).strip()) if comparator.startswith("dec") else name
    upper = quantity.of if comparator == "maintain" else quantity.upper
    return f"{name}: {plan}", name, comparator, quantity.value, upper, unit
