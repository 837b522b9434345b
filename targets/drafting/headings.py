"""What a heading gives the group of targets below it: name and code; and whose name a sentence has."""

import re
from collections.abc import Iterator, Sequence

from emulation.text import fold

_LEADING = re.compile(r"^(?:các|những|một số)\s+", re.IGNORECASE)
_NO_SUBJECT = re.compile(
    r"^(?:(?:chỉ tiêu|mục tiêu|nhiệm vụ|nhóm|các|về|lĩnh vực|phát triển)\s+)+", re.IGNORECASE
)
_SMALL_WORDS = {"va", "ve", "cac", "cua", "nam"}


def group_name(heading: str) -> str:
    """ "Các chỉ tiêu kinh tế" is the group "Chỉ tiêu kinh tế"."""
    name = _LEADING.sub("", heading.strip())
    return (name[:1].upper() + name[1:]) or "Chỉ tiêu"


def group_code(heading: str, taken: Sequence[str]) -> str:
    """The initials of its first words of weight: "Chỉ tiêu kinh tế" gives KT; more where that is taken."""
    subject = fold(_NO_SUBJECT.sub("", heading.strip()) or heading or "Chỉ tiêu")
    words = [word for word in re.findall(r"[a-z]+", subject) if word not in _SMALL_WORDS] or ["chi", "tieu"]
    return next(code for code in _codes(words) if code not in taken)


def _codes(words: list[str]) -> Iterator[str]:
    initials = "".join(word[0] for word in words).upper()
    for length in (2, 3, 4):
        if len(initials) >= length:
            yield initials[:length]
    stem = initials[:2]
    yield from (f"{stem}{number}" for number in range(2, 10_000))


def lead_named(sentence: str, names: Sequence[tuple[str, str]]) -> str:
    """The code of the unit whose name (folded) stands in the sentence, the longest one; "" for none."""
    said = f" {' '.join(re.findall(r'[a-z0-9]+', fold(sentence)))} "
    named = [(len(name), code) for name, code in names if name and f" {name} " in said]
    return max(named)[1] if named else ""
