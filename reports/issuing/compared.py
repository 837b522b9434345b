"""What reads otherwise in two issues of a report, or in the report as it would be issued now."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from emulation.differences import Piece, word_differences

Data = Mapping[str, Any]
NUMBERING = 0


@dataclass(frozen=True, slots=True)
class Difference:
    """`place` is a section's heading or an annex, `what` a row and column of it, or empty for a sentence."""

    place: str
    what: str
    old: str
    new: str

    @property
    def pieces(self) -> list[Piece]:
        return word_differences(self.old, self.new)


def differences(old: Data, new: Data) -> list[Difference]:
    """Of two reports as `ReportContent.as_data` has them: sentences first, then the cells of the annexes."""
    return [*_sentences(old, new), *_cells(old, new)]


def _sentences(old: Data, new: Data) -> Iterator[Difference]:
    before, after = _texts(old), _texts(new)
    for key in [*before, *(key for key in after if key not in before)]:
        place, was = before.get(key, ("", ""))
        place, now = after.get(key, (place, ""))
        if was != now:
            yield Difference(place, "", was, now)


def _texts(data: Data) -> dict[str, tuple[str, str]]:
    """By the sentences' keys: the section's heading and what is printed."""
    found = {}
    for section in (*data["sections"], *data.get("guidance", ())):
        heading = f"{section['numeral']}. {section['heading']}".removeprefix(". ")
        for part in section["parts"]:
            quoted = [quote["sentence"] for quote in part["quotes"]]
            for sentence in (*part["paragraphs"], *part["items"], *quoted):
                found[sentence["key"]] = (heading, _printed(sentence))
    return found


def _printed(sentence: Data) -> str:
    text: str = sentence["computed"] if sentence["edited"] is None else sentence["edited"]
    return text


def _cells(old: Data, new: Data) -> Iterator[Difference]:
    annexes = {annex["name"]: annex for annex in old["annexes"]}
    for annex in new["annexes"]:
        before = annexes.get(annex["name"])
        if before:
            yield from _lines(annex, _by_key(before), _by_key(annex))


def _by_key(annex: Data) -> dict[str, Sequence[str]]:
    return {line["key"]: line["cells"] for line in annex["lines"] if line["key"]}


def _lines(
    annex: Data, before: dict[str, Sequence[str]], after: dict[str, Sequence[str]]
) -> Iterator[Difference]:
    place = " ".join([_("Annex"), annex["numeral"]]).strip()
    headings = [column["heading"] for column in annex["columns"]]
    empty = [""] * len(headings)
    for key in [*before, *(key for key in after if key not in before)]:
        was, now = before.get(key, empty), after.get(key, empty)
        name = now[1] or was[1]
        for number, heading in enumerate(headings):
            if number != NUMBERING and was[number] != now[number]:
                yield Difference(place, f"{name}, {heading}", was[number], now[number])
