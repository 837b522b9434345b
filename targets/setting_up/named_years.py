"""Years that words name, the numbers and days of decrees and laws apart. Pure."""

import re

from emulation.text import fold

# Of folded text.
_DAY = r" (?:ngay )?\d{1,2}(?:/| thang )\d{1,2}(?:/| nam )(?:19|20)\d\d"
# The number and day of a decree, of a decision, of a law.
_REFERENCE = re.compile(
    r"(?:\d+/(?:19|20)\d\d/[\w-]+|(?:so|dinh|thong tu|chi thi|luat) \d+/(?:19|20)\d\d(?:/[\w-]+)?"
    rf"|\b(?:bo )?luat\b[^;.\d]{{0,120}}?(?= ngay \d))(?:{_DAY})?"
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def years_in(text: str) -> list[str]:
    """In their order: ["2023"] for "so với cuối năm 2023", none for "Nghị định 98/2023/NĐ-CP"."""
    return _YEAR.findall(_REFERENCE.sub("", fold(text)))
