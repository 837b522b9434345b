"""A document as its items: paragraphs, points of lists, rows of tables, each with what its headings say."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from emulation.text import clean_text
from targets.drafting.lexicon import MEASURE, NO_TARGETS, TARGETS, TASKS, UNIT
from targets.drafting.quantities import same_length

MOST_IN_ITEM = 6_000
_MARKS = re.compile(r"^[#>\s]+|\*+|_{2,}")
_BULLET = re.compile(r"(?P<sign>[-+•●▪◦*✓o](?=\s)|[-+•●▪](?=\w))\s*")
_LEVELS = (
    (1, re.compile(r"(?:[IVX]{1,6}|[A-HĐ])\s?[.\-/)]\s*(?=\D)|(?:Điều|ĐIỀU|Phần|PHẦN"
    r"|Chương)\s+[\dIVX]+\s*[.:]?\s*")),
    (3, re.compile(r"\d{1,2}(?:\.\d{1,2})+\.?\s+")),
    (2, re.compile(r"\(?\d{1,2}\s?[.)/]\s+|\(\d{1,2}\)\s*|\d{1,2}\s?-\s+(?=[^\W\d])|\d{1,2}-\s")),
    (3, re.compile(r"[a-zđ]\s?[.)]\s+")),
)  # fmt: skip
_ENDS = re.compile(r"[.;:!?]\s*$|\./\.$")
_LONG_LINE = 60
# "Trồng mới 30" and in the next line "ha rừng": no line ends between a number and its unit.
_NUMBER_AT_END = re.compile(r"[^\W\d]\D*\s\d[\d.,]*$")
_SKIPPED = re.compile(
    r"(?:căn cứ|số:|kính gửi|nơi nhận|thực hiện (?:nghị quyết|quyết định|kế hoạch|công văn))", re.I
)


@dataclass(frozen=True, slots=True)
class Item:
    """`mode`: "targets", "tasks", "none" (nothing is sought) or "" where no heading says.

    `section` counts the main headings; `cells` are those of a table's row. `number` and `heading` are those
    of the innermost heading above: "II.2", "Các chỉ tiêu xã hội".
    """

    text: str
    mode: str
    section: int
    listed: bool
    parent: str = ""
    cells: tuple[str, ...] = ()
    number: str = ""
    heading: str = ""


class _Outline:
    """The numbers and titles of the headings above, as they are passed by; `depth` 1 and 2 are told."""

    def __init__(self) -> None:
        self._numbers = {1: "", 2: ""}
        self._titles = {0: "", 1: "", 2: ""}

    def passes(self, line: str, level: int, body: str, *, heading: bool) -> None:
        if level > 2 or not (level or heading):
            return
        for depth in range(level, 3):
            self._titles[depth] = ""
            if depth:
                self._numbers[depth] = ""
        if level:
            self._numbers[level] = line[: len(line) - len(body)].strip(" .)(/-")
        if heading:
            title = body.strip(" :.-")
            self._titles[level] = title.capitalize() if title.isupper() else title

    @property
    def number(self) -> str:
        return ".".join(filter(None, self._numbers.values()))

    @property
    def heading(self) -> str:
        return self._titles[2] or self._titles[1] or self._titles[0]


@dataclass(slots=True)
class _Line:
    text: str
    level: int
    blank_before: bool


def items(text: str) -> Iterator[Item]:
    """The items in order; headings themselves give none."""
    modes = {0: "", 1: "", 2: "", 3: ""}
    section, parent, parent_sign, recipients = 0, "", "", False
    outline = _Outline()
    for line in _paragraphs(clean_text(text)):
        if "\t" in line.text:
            cells = tuple(cell.strip() for cell in line.text.split("\t"))
            above = outline.number, outline.heading
            yield Item(line.text.strip(), _mode(modes), section, True, "", cells, *above)
            continue
        recipients = _among_recipients(line.text, recipients)
        if recipients or _SKIPPED.match(line.text):
            continue
        level, sign, body = _marked(line.text)
        heading = _is_heading(level, body)
        outline.passes(line.text, level, body, heading=heading)
        if level == 1 or heading:
            modes = (
                {depth: mode if depth < level else "" for depth, mode in modes.items()} if level else modes
            )
            modes[level] = _said_by(body[:160]) if level or body.isupper() else modes[0]
            section += level == 1
            parent = ""
        if heading:
            continue
        if not sign and body.endswith(":") and TARGETS.search(body):
            modes[0] = "targets"
        label = body.partition(":")[0] if ":" in body else ""
        if body.rstrip().endswith(":") and len(body.split()) <= 14 and MEASURE.match(body):
            parent, parent_sign = body.rstrip(" :"), sign
            continue
        if sign == parent_sign:
            parent = ""
        mode = _mode(modes)
        if (
            level
            and label
            and len(label.split()) <= 6
            and NO_TARGETS.search(label)
            and not TARGETS.search(label)
        ):
            mode = "none"
        above = outline.number, outline.heading
        yield Item(body[:MOST_IN_ITEM], mode, section, bool(sign), parent, (), *above)


def _among_recipients(text: str, before: bool) -> bool:
    """From "Nơi nhận" to the heading of an appendix, or of the next document."""
    if text.casefold().startswith("nơi nhận"):
        return True
    return before and not (
        text.isupper() and (_LEVELS[0][1].match(text) or text.startswith(("PHỤ LỤC", "BIỂU")))
    )


def _mode(modes: dict[int, str]) -> str:
    return next((modes[depth] for depth in (3, 2, 1, 0) if modes[depth]), "")


def _said_by(heading: str) -> str:
    if NO_TARGETS.search(heading):
        return "none"
    if TARGETS.search(heading):
        return "targets"
    return "tasks" if TASKS.search(heading) else ""


def _marked(text: str) -> tuple[int, str, str]:
    """The level of the item's number (0: none), its sign, and the rest."""
    for level, pattern in _LEVELS:
        if match := pattern.match(text):
            return level, f"#{level}", text[match.end() :].strip()
    if match := _BULLET.match(text):
        return 0, match["sign"], text[match.end() :].strip()
    return 0, "", text


def _is_heading(level: int, body: str) -> bool:
    if not body:
        return True
    words = body.split()
    if body.isupper() and len(words) <= 30 and not body.endswith((".", ";")):
        return True
    bare = re.sub(r"\(\d+ [^()]*\)|\b(?:19|20)\d\d\b", "", body)
    ended = body.rstrip().endswith((".", ";"))
    return level > 0 and len(words) <= 16 and not re.search(r"\d", bare) and not ended and _is_title(body)


def _is_title(body: str) -> bool:
    """A short line that sets nothing itself."""
    named = TARGETS.search(body) or TASKS.search(body) or NO_TARGETS.search(body)
    sets = re.search(r"\b(?:đạt|giảm|tăng|nâng|cải thiện)\b", body, re.I)
    return body.rstrip().endswith(":") or not sets or bool(named and not re.search(r"\bđạt\b", body, re.I))


def _paragraphs(text: str) -> Iterator[_Line]:
    """Lines, with those that a page's or a window's end broke put together."""
    held: _Line | None = None
    blank = False
    for raw in text.split("\n"):
        stripped = raw if raw.count("\t") or raw.strip().startswith("|") else raw.strip()
        if not stripped.strip():
            blank = True
            continue
        line = _Line(_cleaned(stripped), 0, blank)
        blank = False
        if not line.text.strip():
            continue
        if held is not None and _goes_on(held, line):
            held.text = f"{held.text} {line.text}"
            continue
        if held is not None:
            yield held
        held = line
    if held is not None:
        yield held


def _cleaned(line: str) -> str:
    if line.strip().startswith("|"):
        line = "\t".join(line.strip().strip("|").split("|"))
    if "\t" in line.strip():
        return line.rstrip("\n")
    return (
        same_length(_MARKS.sub("", line.strip())).strip()
        if _needs_dash(line)
        else _MARKS.sub("", line.strip()).strip()
    )


def _needs_dash(line: str) -> bool:
    """Only where a dash stands at the beginning as a sign, so that the text stays as it is elsewhere."""
    return bool(re.match(r"\W*\d{0,2}\s?[\u2010-\u2015\u2212]\s", line))


def _goes_on(held: _Line, line: _Line) -> bool:
    if (
        "\t" in line.text
        or "\t" in held.text
        or len(held.text) > MOST_IN_ITEM
        or _ENDS.search(held.text[-8:])
    ):
        return False
    level, sign, _body = _marked(line.text)
    if level or sign or _SKIPPED.match(line.text):
        return False
    first = line.text[0]
    if held.text.isupper():
        return False
    if _NUMBER_AT_END.search(held.text) and UNIT.match(line.text) and not line.blank_before:
        return True
    if first.islower() or first.isdigit() or first in "(%":
        return len(held.text) >= 25
    return not line.blank_before and len(held.text.rpartition("\n")[2]) >= _LONG_LINE
