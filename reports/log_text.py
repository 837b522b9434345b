"""The facts of a line of the log, in words: for people who look at it, whatever wrote it."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from emulation.dates import short_date
from emulation.fields import ScaledDecimalField
from emulation.numbers import format_number
from reports.choices import ReadingState, Status
from reports.entries import STORED_FIELDS
from reports.models import Reading, Revision
from reports.typed import Typed
from targets.settings_page.boxes import setting_name
from units.choices import Action
from units.models import Event

NOTHING = "–"
CORRECTIONS = {
    Action.CORRECTION_ASKED,
    Action.CORRECTION_GRANTED,
    Action.CORRECTION_DECLINED,
    Action.CORRECTION_WITHDRAWN,
}
Fact = tuple[str, str]
Names = Mapping[str, str]
NO_NAMES: Names = {}


def kind_of(event: Event) -> str:
    """What kind of thing it is about: "bản báo cáo"; the label itself where no such kind exists any more."""
    model = model_of(event)
    return str(model._meta.verbose_name) if model else event.object_type


def model_of(event: Event) -> type[models.Model] | None:
    try:
        return apps.get_model(event.object_type)
    except (LookupError, ValueError):
        return None


def deed_of(event: Event) -> str:
    """What was done, in words: to submit what lay before him is the head's agreement."""
    match Action(event.action):
        case Action.SUBMITTED if event.data.get("agreed"):
            return _("Agreed and submitted")
        case Action.APPROVED if event.data.get("from_file"):
            return _("Accepted from a file")
        case action:
            return str(action.label)


def facts_of(event: Event, compared: Collection[str] = (), names: Names = NO_NAMES) -> list[Fact]:
    """Each fact as its name and what is said of it: ("Họ và tên", "Cũ → Mới").

    What is about one figure stands under that figure: its codes are `target` and `unit` in the event's data;
    `names` are the units' by their codes. `compared` as in `number_change`.
    """
    match event.action:
        case Action.SAVED | Action.IMPORTED:
            return [*changes_of([event], compared, names), *texts_of([event])]
        case action if action in CORRECTIONS:
            return [
                (_place(row, names), number_change(row, compared)) for row in event.data.get("readings", [])
            ]
        case Action.RETURNED | Action.JUSTIFIED | Action.CONFIRMED | Action.OBJECTED:
            return _beside(event, names)
        case Action.REOPENED:
            revision = (_("Revision"), _change(event.data.get("from"), event.data.get("number")))
            return [revision, *_beside(event, names)]
        case Action.OVERRIDDEN:
            return list(_assessed(event.data))
        case Action.PLAN_CHANGED:
            return [*_decision(event.data), *_of_fields(event, event.data.get("changed", {}))]
        case _ if event.data.keys() >= PLACE:
            return [_about_a_figure(event, names)]
        case _:
            return list(_of_fields(event, event.data))


def mended_in(event: Event) -> list[Fact]:
    """Which of its facts it replaced, each as old and new."""
    return list(
        _of_fields(event, {name: said for name, said in event.data.items() if isinstance(said, list)})
    )


def _beside(event: Event, names: Names) -> list[Fact]:
    """What was said beside single figures."""
    return [(_place(row, names), row.get("comment", "")) for row in event.data.get("readings", [])]


PLACE = {"target", "unit"}


def _about_a_figure(event: Event, names: Names) -> Fact:
    others = {name: value for name, value in event.data.items() if name not in PLACE}
    return _place(event.data, names), "; ".join(": ".join(fact) for fact in _of_fields(event, others))


def _decision(data: dict[str, Any]) -> Iterator[Fact]:
    yield _("Number of the decision"), data.get("decision_number", NOTHING)
    if day := data.get("decided_on"):
        yield _("Date of the decision"), short_date(date.fromisoformat(day))


def _place(row: dict[str, Any], names: Names = NO_NAMES) -> str:
    unit = row.get("unit", "")
    return f"{row.get('target', '')} · {names.get(unit, unit)}"


def _change(old: Any, new: Any) -> str:
    return f"{NOTHING if old is None else old} → {NOTHING if new is None else new}"


def changes_of(
    events: Iterable[Event], compared: Collection[str] = (), names: Names = NO_NAMES
) -> list[Fact]:
    """Rows written by these, before the first and after the last of them: ("XH-08 · Mai Pha", "70 → 75").

    A row that was written back to what it said is left out.
    """
    written: dict[str, dict[str, Any]] = {}
    for row in (row for event in events for row in event.data.get("readings", [])):
        first = written.setdefault(_place(row), row)
        written[_place(row)] = {**row, "old": first.get("old"), "new": row.get("new")}
    return [
        (_place(row, names), number_change(row, compared))
        for row in written.values()
        if row["old"] != row["new"]
    ]


def number_change(row: dict[str, Any], compared: Collection[str] = ()) -> str:
    """From what to what one number went, or shall go: "7 / 9 → 8 / 9".

    `compared` are the codes of targets whose second number is that of last year: "74 (cùng kỳ: 70)".
    """
    is_compared = row.get("target") in compared
    return _change(_answer(row.get("old"), is_compared), _answer(row.get("new"), is_compared))


def texts_of(events: Iterable[Event]) -> list[Fact]:
    """Which of the unit's own texts these replaced, in one fact; none where none."""
    names = dict.fromkeys(name for event in events for name in event.data.get("texts", []))
    texts = [str(Revision._meta.get_field(name).verbose_name) for name in names]
    return [(_("In the unit's own words"), ", ".join(texts))] if texts else []


def _answer(said: dict[str, Any] | None, is_compared: bool = False) -> str | None:
    """All that a reading says in one line: "7 / 9; ước thực hiện; ghi chú: …"."""
    if said is None:
        return None
    numbers = [_said(Reading._meta.get_field(name), said[name]) for name in ("value", "base") if name in said]
    state = said.get("state")
    words = [] if state == ReadingState.REPORTED and numbers else [str(ReadingState(state).label)]
    parts = [_together(numbers, is_compared), *words] if numbers else words
    for name in STORED_FIELDS:
        if name in said and name not in {"state", "value", "base"}:
            field = Reading._meta.get_field(name)
            label = str(field.verbose_name)
            parts.append(label if said[name] is True else f"{label}: {_said(field, said[name])}")
    if typed := Typed.of(said.get("typed", {})):
        parts.append(_("typed: %(text)s") % {"text": typed.text})
    return "; ".join(parts)


def _together(numbers: list[str], is_compared: bool) -> str:
    if is_compared and len(numbers) > 1:
        return _("%(value)s (same period of last year: %(base)s)") % {"value": numbers[0], "base": numbers[1]}
    return " / ".join(numbers)


def _assessed(data: dict[str, Any]) -> Iterator[Fact]:
    computed, given = data.get("computed_status"), data.get("status")
    yield _("Period"), data.get("period", NOTHING)
    yield _("Computed"), str(Status(computed).label) if computed else NOTHING
    yield _("Assessment"), str(Status(given).label) if given else pgettext("assessment", "taken back")


def _of_fields(event: Event, facts: dict[str, Any]) -> Iterator[Fact]:
    model = model_of(event)
    for name, value in facts.items():
        field = _field(model, name)
        label = capfirst(str(field.verbose_name)) if field else _name_of(name)
        is_change = isinstance(value, list) and len(value) == 2 and event.action not in _WITHOUT_OLD
        said = _change(*(_said(field, part) for part in value)) if is_change else _said(field, value)
        yield label, said


def _name_of(name: str) -> str:
    """Of what is no field of its own: a campaign's setting, or one of the names below."""
    setting = name.removeprefix("settings.")
    return str(_OTHERS.get(name, name)) if setting == name else setting_name(setting)


_WITHOUT_OLD = {Action.CREATED, Action.DELETED}
_OTHERS = {
    "name": gettext_lazy("Name"),
    "from_file": gettext_lazy("From a file"),
    "agreed": gettext_lazy("Agreed by the head"),
    "quota_sum": gettext_lazy("Sum of the quotas / plan"),
    "plan_stands": gettext_lazy("Meant so, though they differ: printed plan, threshold, ceiling"),
    "plan_confirmed": gettext_lazy("The plan is this year's"),
    "copied_from": gettext_lazy("Copied from"),
    "successors": gettext_lazy("Successors"),
    "taken_over": gettext_lazy("Taken over from last year"),
    "targets": gettext_lazy("Targets"),
    "allocations": gettext_lazy("Allocations"),
}


def _field(model: type[models.Model] | None, name: str) -> models.Field | None:
    try:
        field = model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None
    return field if isinstance(field, models.Field) else None


def _said(field: models.Field | None, value: Any) -> str:
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(_said(field, item) for item in value) or NOTHING
    choices = dict(field.flatchoices) if field is not None else {}
    if value in choices:
        return str(choices[value])
    return _typed(field, str(value))


def _typed(field: models.Field | None, text: str) -> str:
    """Dates and exact numbers as people write them; anything else, and what is neither, as it stands."""
    try:
        if isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField):
            return short_date(date.fromisoformat(text))
        if isinstance(field, ScaledDecimalField | models.DecimalField):
            return format_number(Decimal(text))
    except (ValueError, InvalidOperation):
        return text
    return text
