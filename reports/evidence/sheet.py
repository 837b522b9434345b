"""The code of what a report says: printed on the sheet that the head signs, it tells whether paper and system
agree. Pure functions: no database, no clock.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass
from decimal import Decimal
from hashlib import sha256
from typing import Any

from emulation.numbers import plain

# No I, L, O and U: nothing that is taken for another when it is read from paper (Crockford's base 32).
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH, GROUP = 10, 5
_BITS = 5
_READ_AS = str.maketrans("OIL", "011")


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One answer, by the codes of its target and of the unit that it is about; the rest as in Reading."""

    target: str
    unit: str
    state: str
    value: Decimal | None = None
    base: Decimal | None = None
    is_estimate: bool = False
    note: str = ""
    year_forecast: Decimal | None = None
    outlook: str = ""
    outlook_reason: str = ""


def content_code(
    reporter: str, period: str, lines: Iterable[SheetLine], texts: Mapping[str, str] | None = None
) -> str:
    """The code of exactly these answers and texts, in whatever order: "7K3M9-Q2XTV".

    `reporter` and `period` by their codes; empty texts are as good as none. Numbers count by their value:
    10 and 10,0 are the same.
    """
    said = {
        "reporter": reporter,
        "period": period,
        "lines": sorted(json.dumps([_said(part) for part in astuple(line)]) for line in lines),
        "texts": {name: text for name, text in (texts or {}).items() if text},
    }
    digest = sha256(json.dumps(said, sort_keys=True).encode()).digest()
    return _grouped(int.from_bytes(digest[:8], "big"))


def _said(part: Any) -> Any:
    return plain(part) if isinstance(part, Decimal) else part


def _grouped(number: int) -> str:
    letters = [ALPHABET[number >> _BITS * place & 31] for place in range(LENGTH)]
    return "-".join("".join(letters[start : start + GROUP]) for start in range(0, LENGTH, GROUP))


def read_code(text: str) -> str:
    """A code as somebody typed it from paper, in the one spelling; ValueError where it cannot be one."""
    letters = re.sub(r"[\s.-]", "", text).upper().translate(_READ_AS)
    if len(letters) != LENGTH or set(letters) - set(ALPHABET):
        raise ValueError(f"{text!r} is no code of a sheet.")
    return f"{letters[:GROUP]}-{letters[GROUP:]}"
