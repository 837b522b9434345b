"""The columns of a file of things: how each is read from a cell, written into one, and shown to a person.

`read` raises ValueError with what is wrong and what is accepted.
"""

import json
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override
from import_export.fields import Field

from emulation import tables
from emulation.dates import short_date
from emulation.numbers import format_number
from emulation.table_files import Line, no_number
from emulation.text import fold, login_name

# Under which a row of the library's data set carries its line of the file.
LINE = "\n"
NOTHING = "–"


class Column(Field):
    """One line of text. `attribute` is that of the model; the column bears the same name, or its own.

    `derived`: it only says which thing is meant, and is never set by itself.
    """

    kind = tables.Kind.TEXT
    # As people read it in a file.
    spoken_kind: tables.Kind | None = None
    width = 18

    def __init__(self, attribute: str, *, name: str = "", derived: bool = False) -> None:
        super().__init__(attribute=attribute, column_name=name or attribute, readonly=derived)

    def clean(self, row: Mapping[str, Any], **kwargs: Any) -> Any:
        return self.read(row[LINE])

    def read(self, line: Line) -> Any:
        return re.sub(r"[\n\t]+", " ", line.words(self.column_name)).strip()

    def cell(self, value: Any) -> tables.Cell:
        return value

    def spoken(self, value: Any) -> tables.Cell:
        """The cell in a file for people."""
        return self.cell(value)

    def shown(self, value: Any) -> str:
        return NOTHING if value in (None, "") else str(self.cell(value))

    def label(self, model: type[models.Model]) -> str:
        """What the model calls it, in the reader's language."""
        return capfirst(str(self.lazy_label(model)))

    def lazy_label(self, model: type[models.Model]) -> Any:
        for step in self.attribute.split("__"):
            field = model._meta.get_field(step)
            model = field.related_model or model
        return field.verbose_name

    def accepts(self) -> str:
        """What may stand in its cells, in a few words."""
        return _("text")

    def of_table(self) -> tables.Column:
        """For programs, the same in every language."""
        name = self.column_name
        return tables.Column(name, name, lambda thing: self.cell(self.get_value(thing)), self.kind)

    def of_spoken_table(self, model: type[models.Model]) -> tables.Column:
        """For people, in their language."""
        return tables.Column(
            self.column_name,
            self.label(model),
            lambda thing: self.spoken(self.get_value(thing)),
            self.spoken_kind or self.kind,
            self.width,
        )


class Code(Column):
    """Capital letters, digits and hyphens, however they are typed."""

    width = 12

    def read(self, line: Line) -> str:
        return line.code(self.column_name)


class LoginName(Column):
    def read(self, line: Line) -> str:
        return login_name(line.text(self.column_name))


class Prose(Column):
    """Text of any length, as it stands."""

    width = 50

    def read(self, line: Line) -> str:
        return line.words(self.column_name)


class Number(Column):
    kind = tables.Kind.NUMBER

    def accepts(self) -> str:
        return _("a number: 1234,5")

    def read(self, line: Line) -> Decimal | None:
        value, wrong = line.number_in(self.column_name)
        if wrong:
            raise ValueError(wrong)
        return value

    def shown(self, value: Decimal | None) -> str:
        return NOTHING if value is None else format_number(value)


class Whole(Number):
    kind = tables.Kind.WHOLE

    def accepts(self) -> str:
        return _("a whole number")

    def read(self, line: Line) -> int | None:
        value = super().read(line)
        if value is not None and value != int(value):
            raise ValueError(_("Enter a whole number, without decimals."))
        return None if value is None else int(value)


class Flag(Column):
    kind = tables.Kind.FLAG
    spoken_kind = tables.Kind.YES_NO
    width = 12

    def accepts(self) -> str:
        return _("yes or no; also 1 or 0")

    def read(self, line: Line) -> bool:
        value = line.flag(self.column_name)
        if value is None:
            raise ValueError(_("Write yes or no (1 or 0)."))
        return value

    def shown(self, value: bool) -> str:
        return _("Yes") if value else _("No")


class Day(Column):
    kind = tables.Kind.DATE

    def accepts(self) -> str:
        return _("a day: 18/6/2024")

    def read(self, line: Line) -> date | None:
        return line.day(self.column_name)

    def shown(self, value: date | None) -> str:
        return NOTHING if value is None else short_date(value)


class Choice(Column):
    """One of a list: its own word, or what it is called in any of the languages."""

    def __init__(self, attribute: str, choices: type[models.TextChoices]) -> None:
        super().__init__(attribute)
        self.choices = choices

    def accepts(self) -> str:
        return ", ".join(str(choice.label) for choice in self.choices)

    @cached_property
    def words(self) -> dict[str, str]:
        own = {fold(choice.value): choice.value for choice in self.choices}
        return {fold(s): each.value for each in self.choices for s in in_every_language(each.label)} | own

    def read(self, line: Line) -> str:
        word = fold(line.text(self.column_name))
        if word and word not in self.words:
            raise ValueError(_("Write one of: %(known)s.") % {"known": self.accepts()})
        return self.words[word] if word else ""

    def spoken(self, value: str) -> str:
        return self.shown(value) if value else ""

    def shown(self, value: str) -> str:
        return str(self.choices(value).label) if value else NOTHING


class Json(Column):
    """Settings and the like: JSON as text, or as itself in a JSON file."""

    def read(self, line: Line) -> Any:
        value = line.cells.get(self.column_name)
        text = line.text(self.column_name)
        if not text:
            return {}
        try:
            text = json.dumps(value, default=float) if isinstance(value, dict | list) else text
            return json.loads(text, parse_constant=no_number)
        except (ValueError, RecursionError) as error:
            raise ValueError(_("This is no JSON, or a broken one.")) from error

    def cell(self, value: Any) -> str:
        return json.dumps(value, ensure_ascii=False, sort_keys=True) if value else ""


class Reference(Column):
    """Another thing by its natural key ("P-CL", "TPLS/2024"); short where it is `within` another column's.

    `unit` leads from that thing to the unit whose reach decides, None where everybody may name any.
    """

    def __init__(
        self,
        attribute: str,
        model: type[models.Model],
        *,
        name: str = "",
        within: str = "",
        unit: str | None = "",
        derived: bool = False,
        example: str = "P-CL",
    ) -> None:
        super().__init__(attribute, name=name, derived=derived)
        self.example = example
        self.model = model
        self.within = within
        self.unit = unit
        self.known: dict[str, models.Model] = {}

    def accepts(self) -> str:
        return _("a code: %(example)s") % {"example": self.example}

    def spellings(self, line: Line) -> list[str]:
        """The natural key that the line names, as it stands and as it may be meant; none where empty."""
        text = line.text(self.column_name)
        key = f"{line.text(self.within)}/{text}" if self.within else text
        return list(dict.fromkeys((key, key.upper(), login_name(key)))) if text else []

    def read(self, line: Line) -> models.Model | None:
        spellings = self.spellings(line)
        found = next((self.known[key] for key in spellings if key in self.known), None)
        if spellings and found is None:
            raise ValueError(unknown(spellings[0]))
        return found

    def cell(self, value: models.Model | None) -> str:
        if value is None:
            return ""
        key = value.natural_key()
        return str(key[-1]) if self.within else natural(value)


def in_every_language(text: Any) -> list[str]:
    """What a lazy text says in each: a file may have been written by somebody who reads another."""
    said = []
    for language, _name in settings.LANGUAGES:
        with override(language):
            said.append(str(text))
    return said


def natural(thing: models.Model) -> str:
    return "/".join(map(str, thing.natural_key()))


def unknown(key: str) -> str:
    return _("There is no “%(name)s” among what you administer.") % {"name": key}
