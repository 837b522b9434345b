"""Model fields for exact figures and clean text, and the form field in which numbers are typed."""

import re
from datetime import date
from decimal import Context, Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.expressions import Combinable, register_combinable_fields
from django.utils.translation import gettext_lazy as _

from emulation.dates import read_date, short_date
from emulation.numbers import MAX_DECIMALS, format_number, plain, read_number, tidy, unfit
from emulation.text import clean_text

_SCALE = 10**MAX_DECIMALS
_EXACT = Context(prec=60)
_MACHINE_NUMBER = re.compile(r"[+-]?[0-9]{1,40}(\.[0-9]{1,40})?([eE][+-]?[0-9]{1,2})?")


class CleanCharField(forms.CharField):
    """Text taken in as `clean_text` leaves it, before its length is judged."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(clean_text(value) if isinstance(value, str) else value)


class DayField(forms.Field):
    """A day as people here write it, whatever language the page is in: 15/7/2024. Gives a date or None."""

    def prepare_value(self, value: Any) -> Any:
        return short_date(value) if isinstance(value, date) else value

    def to_python(self, value: Any) -> Any:
        if value is None or isinstance(value, date):
            return value
        text = clean_text(str(value)).strip()
        try:
            return read_date(text) if text else None
        except ValueError as error:
            raise ValidationError(str(error), code="no_date") from error


class NumberField(forms.Field):
    """A number typed the Vietnamese way; cleans to Decimal or None.

    `integer`, `allow_negative` and `unit` are those of `emulation.numbers.read_number`. What was typed
    stays in the box when it cannot be read.
    """

    widget = forms.TextInput

    def __init__(
        self, *, integer: bool = False, allow_negative: bool = False, unit: str = "", **kwargs: Any
    ) -> None:
        self.integer = integer
        self.allow_negative = allow_negative
        self.unit = unit
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        # The decimal keypad of phones has no minus sign.
        return {"inputmode": "text" if self.allow_negative else "decimal", "autocomplete": "off"}

    def prepare_value(self, value: Any) -> Any:
        return format_number(value) if isinstance(value, (Decimal, int)) else value

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or not str(value).strip():
            return None
        text = format_number(value) if isinstance(value, (Decimal, int)) else str(value)
        reading = read_number(text, integer=self.integer, allow_negative=self.allow_negative, unit=self.unit)
        if reading.error:
            raise ValidationError(reading.error, code="invalid")
        return reading.value


def _kept_number(value: Any) -> Decimal | None:
    if value is None:
        return None
    if isinstance(value, (bool, float)):
        raise TypeError(f"A figure is a Decimal, an int or a string, never a {type(value).__name__}.")
    if isinstance(value, str):
        if not _MACHINE_NUMBER.fullmatch(value.strip()):
            raise ValidationError(
                _("“%(value)s” is not a number."), code="invalid", params={"value": value[:60]}
            )
        value = value.strip()
    number = Decimal(value)
    if error := unfit(number):
        raise ValidationError(error, code="invalid")
    return tidy(number)


class ScaledDecimalField(models.Field):
    """A Decimal of at most four decimals and |x| < 10¹², stored as a whole number scaled by 10⁴ (design 4).

    Sums in SQL are exact on every database and come back as Decimal. It is deliberately no IntegerField:
    mixing it with plain integers in an expression, such as F("value") + F("count") or
    Coalesce(Sum("value"), 0), raises FieldError where it would otherwise be wrong by 10⁴. Write
    Value(0, output_field=ScaledDecimalField()) there.
    Raises ValidationError for what cannot be kept, TypeError for a float.
    """

    description = _("Exact number with at most four decimals")

    def db_type(self, connection: Any) -> str:
        return "bigint"

    def to_python(self, value: Any) -> Decimal | None:
        return _kept_number(value)

    def get_prep_value(self, value: Any) -> Any:
        number = _kept_number(super().get_prep_value(value))
        return None if number is None else int(_EXACT.scaleb(number, MAX_DECIMALS))

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Decimal | None:
        """Decimal of a stored whole number; PostgreSQL gives sums as a numeric without decimals."""
        if value is None:
            return None
        if isinstance(value, float) or value != int(value):
            raise TypeError("Only whole stored numbers can be read back: averages are not taken in SQL.")
        whole, rest = divmod(int(value), _SCALE)
        return (
            Decimal(whole)
            if not rest
            else _EXACT.normalize(_EXACT.scaleb(Decimal(int(value)), -MAX_DECIMALS))
        )

    def value_to_string(self, obj: models.Model) -> str:
        number = _kept_number(self.value_from_object(obj))
        return "" if number is None else plain(number)

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        return super().formfield(**{"form_class": NumberField, "allow_negative": True, **kwargs})


for _operator in (Combinable.ADD, Combinable.SUB):
    register_combinable_fields(ScaledDecimalField, _operator, ScaledDecimalField, ScaledDecimalField)


class _CleanedText:
    """Normalises what is validated, saved or looked up, and leaves the clean text on the instance."""

    def tidied(self, text: str) -> str:
        return clean_text(text)

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return self.tidied(text) if isinstance(text, str) else text

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):
            value = self.tidied(value)
            setattr(model_instance, self.attname, value)
        return value

    def get_prep_value(self, value: Any) -> Any:
        prepared = super().get_prep_value(value)
        return clean_text(prepared) if isinstance(prepared, str) else prepared

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        return super().formfield(**{"form_class": CleanCharField, **kwargs})


class NFCCharField(_CleanedText, models.CharField):
    """One line of NFC text, without surrounding spaces; line breaks become spaces."""

    def tidied(self, text: str) -> str:
        return re.sub(r"[\n\t]+", " ", clean_text(text)).strip()


class NFCTextField(_CleanedText, models.TextField):
    """NFC text of any length, with "\\n" line ends."""
