"""What the body of a report is made of: sections, their parts, and sentences that keep their names.

A sentence is computed anew for every draft and knows by its `key` which one it is, so that what Home Affairs
wrote in its place finds it again, whatever the figures say by then.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from reports.charts import Chart


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence or a paragraph. `key` is made of names that stay ("II.KT-03", "III.worry.MT-01").

    It comes from the figures of the target of this code, or was quoted from the revision of this key.
    `edited` stands in place of `computed` where it is not None; empty, it leaves the sentence out. It was
    written when the figures said `stood_for`.
    """

    key: str
    computed: str
    target: str = ""
    revision: int | None = None
    edited: str | None = None
    stood_for: str = ""

    @property
    def text(self) -> str:
        return self.computed if self.edited is None else self.edited

    @property
    def lines(self) -> tuple[str, ...]:
        return tuple(line for line in self.text.splitlines() if line)

    @property
    def figures_changed(self) -> bool:
        """Somebody wrote it over, and what it was written over reads otherwise by now."""
        return self.edited is not None and self.stood_for != self.computed


@dataclass(frozen=True, slots=True)
class Quote:
    """A unit's own words, from an accepted report; `source` names the unit and, if it differs, the period.

    The lines of the sentence stand without the marks that were before them: the report sets its own.
    """

    source: str
    sentence: Sentence

    @property
    def heading(self) -> str:
        """Who speaks, over several lines that all belong to it: none may read as the report's own."""
        return f"{self.source}:" if self.source and len(self.sentence.lines) > 1 else ""

    @property
    def lines(self) -> tuple[str, ...]:
        if self.heading:
            return tuple(f"+ {told}" for told in self.sentence.lines)
        named = f"{self.source}: " if self.source else ""
        return tuple(f"- {named}{told}" for told in self.sentence.lines)


@dataclass(frozen=True, slots=True)
class Part:
    """A numbered heading of a section; `paragraphs`, then dashed `items`, then `quotes`, then `charts`."""

    heading: str = ""
    paragraphs: tuple[Sentence, ...] = ()
    items: tuple[Sentence, ...] = ()
    quotes: tuple[Quote, ...] = ()
    charts: tuple[Chart, ...] = ()

    @property
    def sentences(self) -> Iterator[Sentence]:
        """In the order of print."""
        yield from self.paragraphs
        yield from self.items
        yield from (quote.sentence for quote in self.quotes)

    @property
    def is_empty(self) -> bool:
        return not self.charts and not any(sentence.lines for sentence in self.sentences)


@dataclass(frozen=True, slots=True)
class Section:
    numeral: str
    heading: str
    parts: tuple[Part, ...]

    @property
    def printed(self) -> list[Part]:
        """Without parts of which nothing is left: a heading never stands over nothing."""
        return [part for part in self.parts if not part.is_empty]


def sentences_of(sections: Iterable[Section]) -> Iterator[Sentence]:
    """All of them, in the order of print."""
    for section in sections:
        for part in section.parts:
            yield from part.sentences
