"""Official prose as HTML: headings, paragraphs, lists, bold and italics of a marked text, all escaped."""

import re
from collections.abc import Iterator
from itertools import groupby

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
_ITALIC = re.compile(r"\*(?=\S)([^*]+?)(?<=\S)\*")
_HEADING = re.compile(r"#{1,6}\s+(.*)")
_ITEM = re.compile(r"[-•+]\s+(.*)")


def render(text: str) -> SafeString:
    """Blocks are parted by empty lines, items begin with "- ", headings with "#".

    A heading that is numbered 1, 2 … stands a level below the others: documents number more reliably than
    converters mark. A block that begins with a small letter goes on where a page broke the one before.
    """
    lists = (_group(kind, list(texts)) for kind, texts in groupby(_joined(text), key=lambda block: block[0]))
    return format_html_join("", "{}", ((part,) for part in lists))


def _group(kind: str, blocks: list[tuple[str, str]]) -> SafeString:
    if kind == "li":
        return format_html(
            "<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((_inline(t),) for _k, t in blocks))
        )
    tag = mark_safe(kind)  # one of the tags named in _block
    return format_html_join("\n", "<{}>{}</{}>", ((tag, _inline(text), tag) for _kind, text in blocks))


def _joined(text: str) -> Iterator[tuple[str, str]]:
    held: tuple[str, str] | None = None
    for kind, words in map(_block, _lines(text)):
        if held and kind == "p" and held[0] in {"p", "li"} and words[0].islower():
            held = (held[0], f"{held[1]} {words}")
            continue
        if held:
            yield held
        held = (kind, words)
    if held:
        yield held


def _lines(text: str) -> Iterator[str]:
    return (line.strip() for line in text.splitlines() if line.strip())


def _block(line: str) -> tuple[str, str]:
    if heading := _HEADING.fullmatch(line):
        words = heading[1].strip("* ")
        return ("h4" if words[:1].isdigit() else "h3"), words
    if item := _ITEM.fullmatch(line):
        return "li", item[1]
    return "p", line


def _inline(text: str) -> SafeString:
    escaped = conditional_escape(text)
    # Escaping leaves no mark-up but ours; asterisks are nothing to HTML.
    return mark_safe(_ITALIC.sub(r"<em>\1</em>", _BOLD.sub(r"<strong>\1</strong>", escaped)))
