"""Years that words name, the numbers and days of decrees and laws apart. Pure."""

import re

_DAY = r"\s+(?:ngày\s+)?\d{1,2}(?:/|\s+tháng\s+)\d{1,2}(?:/|\s+năm\s+)(?:19|20)\d\d"
# "98/2023/NĐ-CP ngày 31 tháng 12 năm 2023", "Nghị định 98/2023", "Luật Thi đua, khen thưởng ngày 15/6/2022".
_REFERENCE = re.compile(
    rf"(?:\d+/(?:19|20)\d\d/[\w-]+|(?:số|định|thông tư|chỉ thị|luật)\s+\d+/(?:19|20)\d\d(?:/[\w-]+)?"
    rf"|\b(?:bộ )?luật\b[^;.\d]{{0,120}}?(?=\s+ngày\s+\d))(?:{_DAY})?",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def years_in(text: str) -> list[str]:
    """In their order: ["2023"] for "so với cuối năm 2023", none for "Nghị định 98/2023/NĐ-CP"."""
    return _YEAR.findall(_REFERENCE.sub("", text))
