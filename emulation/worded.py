"""A number with the words in which a page prints it: "tăng 3,1%", "từ 130 trở lên".

A workbook holds the number, under a format that shows the words; files without formats hold the words.
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from emulation.numbers import round_half_up

_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]{3})*(?:,([0-9]+))?")
_PERCENT = "%"


@dataclass(frozen=True, slots=True)
class Worded:
    """`text` prints the one number; `in_hundredths`: "98,5%" is 0.985, as a spreadsheet reckons per cent."""

    text: str
    number: Decimal
    in_hundredths: bool = False

    def __str__(self) -> str:
        return self.text

    def with_text(self, text: str) -> "Worded":
        return replace(self, text=text)

    @property
    def value(self) -> Decimal:
        return self.number / 100 if self.in_hundredths else self.number

    @property
    def look(self) -> str:
        """The format under which a spreadsheet shows the text for the number."""
        found = _NUMBER.search(self.text)
        if found is None:
            raise ValueError(f"There is no number in {self.text!r}.")
        before, behind = self.text[: found.start()], self.text[found.end() :]
        digits = f"#,##0.{'0' * len(found[1])}" if found[1] else "#,##0"
        if self.in_hundredths:
            digits, behind = digits + _PERCENT, behind.removeprefix(_PERCENT)
        shown = f"{_quoted(before)}{digits}{_quoted(behind)}"
        # The words tell the sign: "giảm 5%" is shown for -5.
        return f"{digits};{shown}" if self.number < 0 else shown


def worded(text: str, number: Decimal | None, *, in_hundredths: bool = False) -> Worded | str:
    """The text alone where it prints anything but this one number: a range, a yes, "2/3", a dash."""
    found = list(_NUMBER.finditer(text))
    if number is None or len(found) != 1 or '"' in text:
        return text
    if in_hundredths and not text[found[0].end() :].startswith(_PERCENT):
        return text
    printed = Decimal(found[0][0].replace(".", "").replace(",", "."))
    is_it = round_half_up(abs(number), len(found[0][1] or "")) == printed
    return Worded(text, number, in_hundredths) if is_it else text


def _quoted(words: str) -> str:
    return f'"{words}"' if words else ""
