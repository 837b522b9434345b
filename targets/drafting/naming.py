"""The name of an indicator: what its stretch of the document says, without number, comparator and goal."""

import re

from targets.drafting.clauses import BRACKET, Part, named_before
from targets.drafting.lexicon import COMPARED, COUNT_UNIT, DATED, GOAL, OPENING, PERCENT, SHARE

LONGEST_NAME = 400
_UNIT_IN_BRACKETS = re.compile(r"\(\s*([^()\d]{1,30})\s*\)\s*$")
_FALLING = re.compile(
    r"(?:(?:kiềm chế|đẩy lùi|ngăn chặn)[ ,]+(?:và )?)?(?:mức )?(?:(?:kéo|kìm|kiềm"
    r"|cắt) )?giảm(?: thiểu)?\s+(?!nghèo\b)",
    re.IGNORECASE,
)
_RISING = re.compile(r"tăng(?: thêm)?\s+(?!trưởng|cường|gia\b)", re.IGNORECASE)
_NEW = re.compile(r",\s+(?:và )?(?=t[ỷỉ] lệ\b|tổng số\b)", re.IGNORECASE)
_KEEPING = re.compile(r"(?:tiếp tục )?(?:duy trì|giữ vững)\s+", re.IGNORECASE)
_TAIL = re.compile(r"(?:[\s,:;.\-+]|\b(?:và|trong đó|trong đó:|để|cho|tại|ở|với|riêng)\s*$)+$", re.IGNORECASE)


def opened(text: str) -> str:
    """Without the words of goal and time at its beginning."""
    text = text.strip()
    while match := OPENING.match(text):
        if not match.end() or (match[0].strip().casefold() == "đạt" and not text[match.end() :].strip()):
            break
        text = text[match.end() :].strip()
    return text


def verb_before(text: str, part: Part) -> tuple[str, str]:
    """ "rise", "fall", "keep" or "", as the first verb says, and what stands before the number without it."""
    before = _last_piece(opened(_headless(text[part.start : part.quantity.lead])))
    for verb, pattern in (("fall", _FALLING), ("rise", _RISING), ("keep", _KEEPING)):
        if match := pattern.match(before + " "):
            return verb, before[match.end() :].strip()
    return "", before


def _last_piece(before: str) -> str:
    """Of a long sentence before a number only what speaks of it."""
    cuts = [match.end() for match in _NEW.finditer(before)]
    if cuts and not SHARE.match(before):
        before = before[cuts[-1] :]
    piece = before.rpartition(", ")[2]
    if len(before.split()) > 12 and len(piece.split()) <= 3 and GOAL.match(piece):
        return piece
    return before


def _headless(before: str) -> str:
    """Without a heading in front: what stands before a colon that is not the number's own."""
    _head, colon, rest = before.rpartition(": ")
    return rest if colon and rest.strip(" -+") else before


def unit_in_brackets(text: str, part: Part) -> str | None:
    match = _UNIT_IN_BRACKETS.search(text[part.start : part.quantity.lead])
    return match[1].strip() if match else None


def shared(text: str, together: list[Part], at: int) -> str:
    """ "2 villages and 4 quarters that are models": what follows the last of several counts goes for each."""
    while at + 1 < len(together):
        part, after = together[at], together[at + 1]
        if re.search(r"\w", text[part.quantity.end : part.end]) or after.child:
            return ""
        if re.sub(r"[\W_]|\bvà\b", "", text[after.start : after.quantity.start]):
            return ""
        at += 1
        rest = text[together[at].quantity.end : together[at].end]
        if re.search(r"\w", rest):
            return rest
    return ""


def name_of(text: str, part: Part, before: str, common: str = "", *, is_change: bool = False) -> str:
    quantity = part.quantity
    after = text[quantity.end : part.end] + common
    after = re.sub(r"^\s*(?:trở (?:lên|xuống))", "", after)
    if quantity.way:
        after = re.sub(r"\s*trở (?:lên|xuống)", "", after, count=1)
    before = _UNIT_IN_BRACKETS.sub("", before) if quantity.unit else before
    noun = ""
    if quantity.unit and not quantity.percent:
        match = COUNT_UNIT.fullmatch(quantity.unit)
        noun = match["noun"] if match else ("" if quantity.known else quantity.unit)
    if named_before(text, part):
        noun = after = ""
    name = " ".join(tidied(piece) for piece in (before, noun, after) if tidied(piece))
    if quantity.percent and not (is_change or before or SHARE.match(name)):
        name = f"Tỷ lệ {name}" if name else ""
    return capital(name)[:LONGEST_NAME]


def tidied(piece: str) -> str:
    piece = BRACKET.sub(lambda match: "" if re.search(r"\d", match[0]) else match[0], piece)
    piece = DATED.sub("", COMPARED.sub("", piece))
    piece = re.sub(rf"\({PERCENT}\)", "", piece)
    piece = re.sub(r"^[\s,:;.\-+•]+", "", piece)
    return " ".join(_TAIL.sub("", piece).replace("(", " (").split()).replace(" ,", ",")


def capital(name: str) -> str:
    return name[:1].upper() + name[1:]
