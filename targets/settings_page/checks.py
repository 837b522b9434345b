"""The checks between targets as rows: what is held together, the numbers on both sides, the limits."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from itertools import count
from typing import Any

from django import forms
from django.utils.text import Truncator, format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from emulation.fields import NumberField
from emulation.numbers import plain
from targets.campaign_settings import Check, CheckKind
from targets.choices import Measure, OverTime
from targets.models import Target
from targets.settings_page.parts import OVERTAKEN, SEEN, Boxes, mark_of, text_field

Choices = list[tuple[str, str]]
PREFIX = "checks"
MOST_ROWS = 200
MOST_TERMS = 20
NAME_LENGTH = 60
LIMITS = ("plus", "least", "most", "name", "unit")
KINDS = [
    ("", "–"),
    (CheckKind.SAME, pgettext_lazy("check", "is the same number as")),
    (CheckKind.SUM, pgettext_lazy("check", "is the sum of")),
    (CheckKind.CAP, pgettext_lazy("check", "is a share of its own base, at most … %")),
    (CheckKind.BAND, pgettext_lazy("check", "divided by the other lies from … to …")),
]


def choices_of(targets: Iterable[Target]) -> Choices:
    """Every number of a line that a check can name: ("MT-05.value", "MT-05 meaning (target)")."""
    return [("", "–"), *(choice for target in targets for choice in _numbers_of(target))]


def _numbers_of(target: Target) -> Iterator[tuple[str, str]]:
    if target.measure == Measure.ALL_OF:
        return
    names = {"value": target.value_label or _("number of the period")}
    if target.takes_base:
        names["base"] = target.base_label
    if target.over_time == OverTime.SUM:
        names["year"] = _("from the beginning of the year")
    for number, name in names.items():
        told = f"{Truncator(name).chars(NAME_LENGTH)} ({Truncator(target.name).chars(NAME_LENGTH)})"
        yield f"{target.code}.{number}", f"{target.code} {told}"


class CheckRow(Boxes):
    """One check. A row in which nothing is chosen says nothing."""

    of = forms.ChoiceField(label=gettext_lazy("This number"), required=False)
    kind = forms.ChoiceField(label=pgettext_lazy("check", "How it is held"), choices=KINDS, required=False)
    plus = NumberField(
        label=pgettext_lazy("check", "With this number added"), required=False, allow_negative=True
    )
    least = NumberField(label=pgettext_lazy("check", "At least"), required=False, allow_negative=True)
    most = NumberField(label=pgettext_lazy("check", "At most"), required=False, allow_negative=True)
    name = text_field(gettext_lazy("What the quotient is called"), max_length=100)
    unit = text_field(gettext_lazy("Its unit of measure"), max_length=40)
    out = forms.BooleanField(label=gettext_lazy("Take out this check"), required=False)

    def __init__(self, number: int, check: Check | None, choices: Choices, data: Any = None) -> None:
        stored = _stored(check) if check else {}
        super().__init__(f"{PREFIX}-{number}", stored, data)
        self.number = number + 1
        self.terms = [f"to_{place}" for place in range(self._terms(check))]
        offered = choices + _unknown(check, choices)
        for name in self.terms:
            self.fields[name] = forms.ChoiceField(
                label=gettext_lazy("The other number"), required=False, choices=offered
            )
        self.fields["of"].choices = offered  # type: ignore[attr-defined]

    def _terms(self, check: Check | None) -> int:
        """How many boxes there are for the other side."""
        if self.is_bound:
            sent = (f"{self.prefix}-to_{place}" in self.data for place in range(MOST_TERMS))
            return sum(sent)
        if check is None:
            return 2
        return min(len(check.to) + 1 if check.kind == CheckKind.SUM else max(len(check.to), 1), MOST_TERMS)

    @property
    def heading(self) -> str:
        return _("Check %(number)s") % {"number": self.number} if self.initial else _("One more check")

    @property
    def shows_limits(self) -> bool:
        """What only some kinds have stands open where it says something, or is wanting."""
        texts = self.sent() if self.is_bound else self.shown()
        return any(texts[name] for name in LIMITS) or bool(self.is_bound and self.errors)

    @property
    def others(self) -> list[Any]:
        return [self[name] for name in self.terms]

    @property
    def is_empty(self) -> bool:
        return not any(self.sent().values()) or bool(self.sent()["out"])

    def said(self) -> dict[str, Any]:
        given = super().said()
        texts: dict[str, Any] = {
            name: given[name] for name in ("kind", "of", "name", "unit") if name in given
        }
        numbers: dict[str, Any] = {
            name: plain(given[name]) for name in ("plus", "least", "most") if name in given
        }
        to = [given[name] for name in self.terms if name in given]
        return {**texts, **numbers, **({"to": to} if to else {})}

    def told(self, place: str, message: str) -> None:
        super().told("to_0" if place.split(".")[0] == "to" else place, message)


def _stored(check: Check) -> dict[str, Any]:
    own: dict[str, Any] = {
        "of": ".".join(check.of),
        "kind": check.kind.value,
        "name": check.name,
        "unit": check.unit,
    }
    numbers: dict[str, Any] = {"plus": check.plus or None, "least": check.least, "most": check.most}
    return own | numbers | {f"to_{place}": ".".join(operand) for place, operand in enumerate(check.to)}


def _unknown(check: Check | None, choices: Choices) -> Choices:
    """Numbers of targets that the campaign has no more, so that they are seen and not lost."""
    known = {value for value, _label in choices}
    named = [".".join(operand) for operand in (check.of, *check.to)] if check else []
    return [(name, _("%(code)s (no such number)") % {"code": name}) for name in named if name not in known]


class ChecksPart:
    """All checks, stored together; `errors` are about all of them."""

    def __init__(self, checks: Sequence[Check], targets: Iterable[Target], data: Any = None) -> None:
        self.checks = checks
        self.choices = choices_of(targets)
        self.data = data if data is not None and self.seen_name in data else None
        self.errors: list[Any] = []
        self.rows = [
            CheckRow(number, check, self.choices, self.data)
            for number, check in zip(range(self._count()), [*checks, *[None] * MOST_ROWS], strict=False)
        ]

    def _count(self) -> int:
        if self.data is None:
            return min(len(self.checks) + 1, MOST_ROWS)
        return next(
            number for number in count() if f"{PREFIX}-{number}-kind" not in self.data or number == MOST_ROWS
        )

    @property
    def seen_name(self) -> str:
        return f"{PREFIX}-{SEEN}"

    @cached_property
    def mark(self) -> str:
        """Of what is stored; handed back as what the person had seen."""
        shown = (CheckRow(number, check, self.choices).shown() for number, check in enumerate(self.checks))
        return _mark(shown)

    @property
    def is_touched(self) -> bool:
        if self.data is None:
            return False
        return _mark(row.sent() for row in self.rows) != self.data[self.seen_name]

    @property
    def is_wrong(self) -> bool:
        return bool(self.errors) or any(row.errors for row in self.kept)

    @property
    def kept(self) -> list[CheckRow]:
        return [row for row in self.rows if not row.is_empty]

    def is_valid(self) -> bool:
        if self.data is not None and self.data[self.seen_name] != self.mark:
            now = "; ".join(formula(check) for check in self.checks) or "–"
            self.errors.append(format_lazy(OVERTAKEN, now=now))
        wrong = [row for row in self.kept if not row.is_valid()]
        return not (wrong or self.errors)

    def said(self) -> list[dict[str, Any]]:
        return [row.said() for row in self.kept]

    def told(self, place: str, message: str) -> None:
        """`place`: "2.to.0", by the order of the rows that say something."""
        number, _point, rest = place.partition(".")
        self.kept[int(number)].told(rest, message)


def _mark(rows: Iterable[Mapping[str, str]]) -> str:
    """Of the rows in which something stands."""
    return mark_of(filter(None, ("|".join(filter(None, row.values())) for row in rows)))


def formula(check: Check) -> str:
    """What a check holds, in a line that speaks no language: "BS-01.value = 26 + XH-04.year"."""
    of, to = ".".join(check.of), [".".join(operand) for operand in check.to]
    least, most = (plain(limit) if isinstance(limit, Decimal) else "" for limit in (check.least, check.most))
    match check.kind:
        case CheckKind.SAME:
            return f"{of} = {to[0]}"
        case CheckKind.SUM:
            return f"{of} = {' + '.join([*([plain(check.plus)] if check.plus else []), *to])}"
        case CheckKind.CAP:
            return f"{of} ≤ {most} %"
        case CheckKind.BAND:
            return f"{least} ≤ {of} / {to[0]} ≤ {most} ({check.name}, {check.unit})"
