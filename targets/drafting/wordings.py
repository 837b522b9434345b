"""Goals without a number: a thing to be recognised, all criteria to fall, an index to improve."""

import re
from collections.abc import Iterator

from targets.drafting.lexicon import STRIVE
from targets.drafting.naming import capital, opened, tidied

_COUNTS = {"ba": "3", "hai": "2", "bốn": "4"}
_ALL_OF = re.compile(
    r"\bgiảm\b(?P<what>[^.;%]{0,120}?)\b(?:trên|ở|về|với)?\s*(?:cả|tất cả)\s+(?P<count>0?\d|ba|hai"
    r"|bốn)\s*(?:\([^)]*\)\s*)?"
    r"tiêu chí(?P<after>[^.;%]{0,160})",
    re.IGNORECASE,
)
_THING = (
    r"(?:xã|phường|thị trấn|thị xã|huyện|quận|thành phố|tỉnh|thôn|bản|khu dân cư|trường|trạm y tế"
    r"|đảng bộ|chi bộ"
    r"|di tích|khu phố|tổ dân phố|cơ quan|đơn vị|ubnd|làng)"
)
_STATUS = (
    r"(?:đạt chuẩn|đạt tiêu chuẩn|đạt tiêu chí|đạt danh hiệu|đạt loại|đạt đô thị|được công nhận"
    r"|đạt (?=[A-ZĐ]{2,}\b)|hoàn thành (?:tốt|xuất sắc) nhiệm vụ)"
)
_MILESTONE = re.compile(
    rf"(?:(?:xây dựng|đưa|hoàn thành xây dựng)\s+)?{_THING}\b(?P<name>[^,;:]{{0,80}}?)\b{_STATUS}",
    re.IGNORECASE,
)
_IMPROVE = re.compile(
    r"\b(?:nâng cao|cải thiện|nâng|tăng|duy trì và cải thiện)\b[^.;:]{0,60}?\b(?=(?:các )?chỉ số\b)",
    re.IGNORECASE,
)
_INDEX = re.compile(
    r"(?:các )?chỉ số\b(?P<words>[^().;]{0,160}?)(?P<short>\([A-ZĐ][\w \-]{1,20}\))"
    r"|(?:các )?chỉ số\b[\s:]*(?P<list>[A-ZĐ]{2,}(?:[ -][A-Z]{2,})*(?:(?:,| và"
    r"|, và) ?[A-ZĐ]{2,}(?:[ -][A-Z]{2,})*)*)"
    r"|chỉ số\b(?P<plain>[^().,;]{3,80})",
)  # fmt: skip


def wordings(clause: str, listed: bool) -> Iterator[tuple[str, str, str | None, str | None]]:
    """Name, comparator, value and unit of each."""
    if (match := _ALL_OF.search(clause)) and "%" not in clause[match.start() : match.end() + 1]:
        count = match["count"].lower().lstrip("0")
        what = tidied(match["what"]) or tidied(re.sub(r"^\s*(?:về|của)\s+", "", match["after"]))
        yield capital(what) or "Tiêu chí", "all_of", _COUNTS.get(count, count), "tiêu chí"
        return
    body = opened(clause)
    if (match := _MILESTONE.match(body)) and not re.search(r"\d", match[0]) and _is_one(match, body, listed):
        yield capital(tidied(re.sub(r"\s*trở lên\s*$", " trở lên", body))), "milestone", None, None
    if match := _IMPROVE.search(clause):
        for name in _indices(clause[match.end() :]):
            yield name, "improve", None, None


def _is_one(match: re.Match[str], body: str, listed: bool) -> bool:
    """One thing by name, or any in a list of targets; the name may not begin as that of a whole kind."""
    named = bool(re.match(r"\s+[A-ZĐÂĂÊÔƠƯÁÀẢẠÃ]", match["name"]))
    return named or listed or bool(re.match(rf"xây dựng|{STRIVE}", body, re.IGNORECASE) and named)


def _indices(text: str) -> Iterator[str]:
    place = 0
    while match := _INDEX.match(text, place):
        if match["list"]:
            for short in re.split(r",\s*(?:và )?| và ", match["list"]):
                yield f"Chỉ số {short.strip()}"
        else:
            yield capital(tidied(match[0]))
        follows = re.compile(r"[\s,]*(?:và\s+)?(?=(?:các )?chỉ số\b)").match(text, match.end())
        if follows is None:
            return
        place = follows.end()
