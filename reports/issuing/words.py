"""The words of a report before it is issued: each sentence with its source, and those of Home Affairs."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.db import transaction
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from emulation.dates import now
from emulation.differences import Piece, word_differences
from emulation.fields import CleanCharField
from emulation.text import clean_text, short_mark
from reports.documents.content import body
from reports.documents.parts import Part, Section, Sentence, sentences_of
from reports.documents.texts import texts_of
from reports.models import DocumentText
from reports.models.issuing import TEXT_LENGTH
from targets.models import ReportingPeriod
from targets.schedule import Schedule
from units.choices import Action
from units.log import record
from units.models import User

OVERTAKEN = _("Somebody else has changed this sentence meanwhile: “{text}”. Save yours again if it holds.")
LEFT_OUT = _("left out")


class SentenceForm(forms.Form):
    """One sentence. `computed` takes back what was written over it; `keeps` lets an edit stand as it is
    although the figures under it have changed."""

    text = CleanCharField(label=_("Text"), required=False, max_length=TEXT_LENGTH)
    computed = forms.BooleanField(label=_("Use the computed sentence again"), required=False)
    keeps = forms.BooleanField(label=_("The edited sentence holds with the new figures"), required=False)

    def __init__(
        self, sentence: Sentence, written: DocumentText | None, data: Mapping[str, Any] | None = None
    ) -> None:
        self.sentence, self.written = sentence, written
        super().__init__(data, prefix=f"s{short_mark(sentence.key)}", initial={"text": sentence.text})
        self.fields["text"].widget = forms.Textarea(attrs={"rows": self._rows, "maxlength": TEXT_LENGTH})
        if written is None or not sentence.computed:
            del self.fields["computed"]
        if not sentence.figures_changed:
            del self.fields["keeps"]
        self.fields["seen"] = forms.CharField(required=False, widget=forms.HiddenInput)
        self.initial["seen"] = short_mark(sentence.text)

    def fresh(self) -> "SentenceForm":
        """As it stands by now: what nobody typed into is never written back."""
        return SentenceForm(self.sentence, self.written)

    @property
    def _rows(self) -> int:
        return max(2, len(self.sentence.text) // 90 + self.sentence.text.count("\n") + 1)

    @property
    def anchor(self) -> str:
        return str(self.prefix)

    @property
    def source(self) -> str | Promise:
        """Where the sentence comes from; the target or the report has a link beside it."""
        if self.sentence.revision is not None:
            return _("the unit's own words")
        if not self.sentence.computed:
            return _("your own words")
        return _("computed from the accepted figures")

    @property
    def _sent(self) -> str:
        return clean_text(str(self.data.get(self.add_prefix("text"), ""))).strip()

    @property
    def is_posted(self) -> bool:
        return self.is_bound and self.add_prefix("seen") in self.data

    @property
    def is_touched(self) -> bool:
        """Written in or ticked; what came back as it had been shown says nothing."""
        if not self.is_posted:
            return False
        ticked = any(self.data.get(self.add_prefix(name)) for name in ("computed", "keeps"))
        return ticked or short_mark(self._sent) != self.data[self.add_prefix("seen")]

    @property
    def changes(self) -> list[Piece]:
        """From the computed sentence that was written over to the present one: "612" gone, "619" new."""
        return word_differences(self.sentence.stood_for, self.sentence.computed)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.data.get(self.add_prefix("seen")) != self.initial["seen"]:
            self.add_error(None, format_lazy(OVERTAKEN, text=self.sentence.text or LEFT_OUT))
        return cleaned


@dataclass(frozen=True)
class WordsPage:
    """All sentences of the report on a period, as they will be printed.

    `lost`: written over sentences that the report has no longer; `lost_typed`: the same, just typed and
    stored nowhere, because the figures took the sentence away meanwhile.
    """

    period: ReportingPeriod
    sections: tuple[Section, ...]
    forms: dict[str, SentenceForm]
    lost: list[DocumentText]
    lost_typed: list[str]

    def rows(self, part: Part) -> Iterator[tuple[str, SentenceForm]]:
        """Each sentence of the part, under the name of the unit that speaks."""
        named = {quote.sentence.key: quote.source for quote in part.quotes}
        for sentence in part.sentences:
            yield named.get(sentence.key, ""), self.forms[sentence.key]

    @property
    def outline(self) -> Iterator[tuple[Section, list[tuple[Part, list[tuple[str, SentenceForm]]]]]]:
        for section in self.sections:
            yield section, [(part, list(self.rows(part))) for part in section.parts]

    @cached_property
    def touched(self) -> list[SentenceForm]:
        return [form for form in self.forms.values() if form.is_bound]

    @property
    def is_wrong(self) -> bool:
        return any(form.errors for form in self.touched)

    @property
    def edited(self) -> int:
        return sum(1 for form in self.forms.values() if form.written)

    @property
    def changed(self) -> list[SentenceForm]:
        """Edits over figures that say something else by now."""
        return [form for form in self.forms.values() if form.sentence.figures_changed]


def load(schedule: Schedule, period: ReportingPeriod, data: Mapping[str, Any] | None = None) -> WordsPage:
    """The page; `data` is what was posted. Ten queries. Both forms of the report have the same words."""
    sections = body(schedule, period)
    texts = texts_of(period)
    made = {one.key: SentenceForm(one, texts.get(one.key), data) for one in sentences_of(sections)}
    lost = [text for key, text in texts.items() if key not in made and text.text]
    lost_typed = list(_lost_typed(made.values(), data or {}))
    shown = {key: form if form.is_touched else form.fresh() for key, form in made.items()}
    return WordsPage(period, sections, shown, lost, lost_typed)


def _lost_typed(made: Iterable[SentenceForm], data: Mapping[str, Any]) -> Iterator[str]:
    known = {f"{form.prefix}-text" for form in made}
    for name, text in data.items():
        prefix = name.removesuffix("-text")
        is_touched = short_mark(clean_text(text).strip()) != data.get(f"{prefix}-seen")
        if name.endswith("-text") and name not in known and is_touched:
            yield text


@transaction.atomic
def store(
    schedule: Schedule, period: ReportingPeriod, data: Mapping[str, Any], actor: User
) -> tuple[WordsPage, int]:
    """Keep what was written, all of it or nothing, one Event a sentence; gives the page and how many."""
    ReportingPeriod.objects.select_for_update(of=("self",)).get(pk=period.pk)
    page = load(schedule, period, data)
    if page.is_wrong:
        return page, 0
    for touched in page.touched:
        _write(period, touched, actor)
    return page, len(page.touched)


def _write(period: ReportingPeriod, form: SentenceForm, actor: User) -> None:
    sentence = form.sentence
    said = form.cleaned_data
    text = sentence.computed if said.get("computed") else said["text"].strip()
    row = form.written or DocumentText(period=period, key=sentence.key)
    facts = {"sentence": sentence.key, "text": [sentence.text, text]}
    if text == sentence.computed:
        if form.written is None:
            return
        record(actor, Action.WORDED, row, unit=period.campaign.owner, data=facts)
        row.delete()
        return
    row.text, row.stood_for = text, sentence.computed
    row.written_by, row.written_at = actor, now()
    row.save()
    record(actor, Action.WORDED, row, unit=period.campaign.owner, data=facts)
