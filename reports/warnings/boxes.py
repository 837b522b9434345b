"""Beside a figure that is wondered about: what is wondered, and the boxes for a word about it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from emulation.fields import CleanCharField
from reports.models import NOTE_LENGTH, WarningAnswer
from reports.warnings.flags import Flag, Settled
from reports.warnings.words import Said


class WordForm(forms.Form):
    """A usual reason, a word of one's own, or both. `shown`: the marks of what the person had before them."""

    reason = forms.ChoiceField(required=False, widget=forms.RadioSelect, label=_("The figure is right:"))
    word = CleanCharField(
        required=False,
        max_length=NOTE_LENGTH,
        label=_("The figure is right, because"),
        widget=forms.Textarea(attrs={"rows": 1}),
    )

    def __init__(self, prefix: str, flags: Sequence[Flag], data: QueryDict | None = None):
        super().__init__(data, prefix=prefix, label_suffix="")
        reasons = dict.fromkeys(str(reason) for flag in flags for reason in flag.reasons)
        self.fields["reason"].choices = [(reason, reason) for reason in reasons]
        self.shown = set(data.getlist(self.add_prefix("word_for")) if data is not None else ())

    @property
    def text(self) -> str:
        """What was said; empty while nothing was, or while it cannot be kept."""
        if not self.is_bound or not self.is_valid():
            return ""
        parts = (self.cleaned_data["reason"], self.cleaned_data["word"].strip())
        return ": ".join(part for part in parts if part)

    @property
    def names(self) -> list[str]:
        """What a request about this row alone sends of it."""
        return [self.add_prefix(name) for name in ("reason", "word", "word_for")]


@dataclass
class Doubts:
    """What is wondered about beside one row. `is_asked`: the report was not handed in for want of a word;
    `refusal`: why a word was not taken."""

    flags: list[Flag]
    form: WordForm
    is_asked: bool = False
    refusal: str = field(default="")

    @property
    def unsettled(self) -> list[Flag]:
        return [flag for flag in self.flags if flag.settled is None]

    @property
    def words(self) -> list[Settled]:
        """What was said about it, each word once."""
        return list(dict.fromkeys(flag.settled for flag in self.flags if flag.settled))

    @property
    def is_wanting(self) -> bool:
        return self.is_asked and bool(self.unsettled)

    @property
    def is_untaken(self) -> bool:
        """A word was typed that could not be kept: too long, or the numbers have changed since."""
        return bool(self.flags) and self.form.is_bound and (not self.form.is_valid() or bool(self.form.text))

    @property
    def is_news(self) -> bool:
        """The page that asks shows something else."""
        return {flag.mark for flag in self.flags} != self.form.shown

    @property
    def said(self) -> Said | None:
        """The word as typed, about what the person had in sight; None where there is none."""
        seen = [flag for flag in self.flags if flag.mark in self.form.shown]
        return Said(seen, self.form.text) if seen and self.form.text else None

    def settle(self, answers: Sequence[WarningAnswer]) -> None:
        """As it stands with these words."""
        found = {(a.allocation_id, a.code, a.about): a for a in answers}
        for place, flag in enumerate(self.flags):
            if answer := found.get((flag.allocation.pk, flag.code, flag.about)):
                by = str(answer.given_by)
                self.flags[place] = replace(flag, settled=Settled(answer.word, by, answer.given_at))
