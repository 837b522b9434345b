"""What Home Affairs wrote in place of sentences of a report, put where it belongs."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from reports.documents.parts import Part, Quote, Section, Sentence
from reports.models import DocumentText
from targets.models import ReportingPeriod

PROPOSALS_NONE, PROPOSALS_OWN = "V.none", "V.own"


def texts_of(period: ReportingPeriod) -> dict[str, DocumentText]:
    """By the sentences' keys; one query."""
    found = DocumentText.objects.filter(period=period).select_related("written_by")
    return {text.key: text for text in found}


def worded(sections: Iterable[Section], texts: Mapping[str, DocumentText]) -> tuple[Section, ...]:
    """The sections with these words in place of the computed ones.

    That nothing is proposed is no longer said where Home Affairs proposes something itself.
    """
    return tuple(
        replace(section, parts=tuple(_part(part, texts) for part in section.parts)) for section in sections
    )


def _part(part: Part, texts: Mapping[str, DocumentText]) -> Part:
    return replace(
        part,
        paragraphs=tuple(_sentence(one, texts) for one in part.paragraphs),
        items=tuple(_sentence(one, texts) for one in part.items),
        quotes=tuple(Quote(quote.source, _sentence(quote.sentence, texts)) for quote in part.quotes),
    )


def _sentence(sentence: Sentence, texts: Mapping[str, DocumentText]) -> Sentence:
    written = texts.get(sentence.key)
    if written is not None:
        return replace(sentence, edited=written.text, stood_for=written.stood_for)
    if sentence.key == PROPOSALS_NONE and PROPOSALS_OWN in texts:
        return replace(sentence, edited="", stood_for=sentence.computed)
    return sentence
