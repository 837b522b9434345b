"""The boxes of a row's numbers: the text that is typed, and what settles it where it can be two."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from django import forms

from emulation.fields import NumberField
from emulation.numbers import format_number, read_number
from emulation.text import clean_text


def as_sent(value) -> str:
    """One spelling for what was rendered and what came back: browsers turn line ends round."""
    return "" if value in (None, "", False) else clean_text(str(value)).strip()


class CellField(NumberField):
    """The box of a number: its text, which the row reads by what is chosen beside it. `options` are the
    readings to choose from where it can be two."""

    options: tuple[Decimal, ...] = ()

    def to_python(self, value):
        text = "" if value is None else str(value)
        return text if text.strip() else None


@dataclass(frozen=True, slots=True)
class Kept:
    """A stored number and the text that stands for it in its box: for no other text does it settle what is
    meant, however the number may be spelled. On the page "3,269=3.269"."""

    number: Decimal
    text: str

    def __str__(self) -> str:
        return f"{format_number(self.number)}={self.text}"

    @classmethod
    def of(cls, sent: str) -> Self | None:
        """None where it is none: nothing is settled by it then."""
        number, _sign, text = sent.partition("=")
        value = read_number(number, allow_negative=True).value
        return None if value is None else cls(value, text)

    def stands_for(self, text: str) -> Decimal | None:
        return self.number if as_sent(text) == as_sent(self.text) else None


class KeptField(forms.Field):
    """Hidden; `shown` is the text beside it as the page is rendered. Cleans to Kept or None."""

    widget = forms.HiddenInput

    def __init__(self, shown: str) -> None:
        self.shown = shown
        super().__init__(required=False)

    def prepare_value(self, value):
        return str(Kept(value, self.shown)) if isinstance(value, Decimal) else value

    def to_python(self, value):
        return Kept.of(clean_text(str(value))) if value else None
