"""A part of the settings page: its boxes, whether anything was typed, whether somebody else was first."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from emulation.fields import CleanCharField
from emulation.text import clean_text, short_mark

SEEN = "seen"
LONGEST = 500
OVERTAKEN = _("Somebody else has stored this meanwhile: {now}. Store yours again if it holds.")
NOTHING = "–"


class LinesField(CleanCharField):
    """Lines of text, one a line; cleans to a list of those that say something."""

    def __init__(self, *, rows: int = 3, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows})
        super().__init__(widget=widget, required=False, max_length=20 * LONGEST, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> Any:
        lines = (" ".join(line.split()) for line in str(super().clean(value)).split("\n"))
        return [line for line in lines if line]


def text_field(label: Any, **kwargs: Any) -> CleanCharField:
    return CleanCharField(label=label, required=False, max_length=kwargs.pop("max_length", LONGEST), **kwargs)


class Boxes(forms.Form):
    """Boxes with what is stored in them, or what was typed."""

    def __init__(self, prefix: str, stored: Mapping[str, Any], data: Any = None) -> None:
        super().__init__(data, prefix=prefix, initial=dict(stored), label_suffix="")

    def shown(self) -> dict[str, str]:
        """What the boxes show by what is stored, as text."""
        return {name: _plain(box.prepare_value(self.initial.get(name))) for name, box in self.fields.items()}

    def sent(self) -> dict[str, str]:
        """What came back in them, as text."""
        return {
            name: _plain(box.widget.value_from_datadict(self.data, cast("Any", {}), self.add_prefix(name)))
            for name, box in self.fields.items()
        }

    def said(self) -> dict[str, Any]:
        """What a valid form says; what was left empty is left out."""
        return {name: value for name, value in self.cleaned_data.items() if value not in ("", None, [])}

    def told(self, place: str, message: str) -> None:
        """A fault of the settings, beside its box."""
        name = place.split(".")[0]
        self.add_error(name if name in self.fields else None, message)


def _plain(value: Any) -> str:
    if value is None or value is False:
        return ""
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(sorted(str(item) for item in value))
    return "\n".join(line.strip() for line in clean_text(str(value)).strip().split("\n"))


def mark_of(texts: Iterable[str]) -> str:
    return short_mark("|".join(texts))


class Part(Boxes):
    """Boxes that are stored together or not at all. What came back as it had been shown is left alone."""

    title: Any = ""
    help_text: Any = ""

    @property
    def is_wrong(self) -> bool:
        return bool(self.errors)

    @property
    def seen_name(self) -> str:
        return self.add_prefix(SEEN)

    @property
    def mark(self) -> str:
        """Of what is stored; handed back as what the person had seen."""
        return mark_of(self.shown().values())

    @property
    def is_touched(self) -> bool:
        came = self.seen_name in self.data
        return came and mark_of(self.sent().values()) != self.data.get(self.seen_name)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.data.get(self.seen_name) != self.mark:
            self.add_error(None, format_lazy(OVERTAKEN, now=self._stored_otherwise()))
        return cleaned

    def _stored_otherwise(self) -> str:
        sent = self.sent()
        differing = {name: text for name, text in self.shown().items() if text != sent[name]}
        told = [f"{self.fields[name].label}: {text or NOTHING}" for name, text in differing.items()]
        return "; ".join(told) or NOTHING
