"""How one text became another, word by word. Pure; whatever the language."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum

WORDS = re.compile(r"\s+|\S+")


class Fate(Enum):
    """What became of a piece of text."""

    KEPT = "kept"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    fate: Fate

    @property
    def is_gone(self) -> bool:
        return self.fate is Fate.GONE

    @property
    def is_new(self) -> bool:
        return self.fate is Fate.NEW


def word_differences(old: str, new: str) -> list[Piece]:
    """The two texts laid into one, in order: kept and gone pieces make the old, kept and new ones the new."""
    return list(_pieces(WORDS.findall(old), WORDS.findall(new)))


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece("".join(old[i1:i2]), Fate.KEPT)
            continue
        if i1 < i2:
            yield Piece("".join(old[i1:i2]), Fate.GONE)
        if j1 < j2:
            yield Piece("".join(new[j1:j2]), Fate.NEW)
