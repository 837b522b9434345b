"""The year's plans typed on one page: what is printed, threshold and ceiling of each target, all or none."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from emulation.fields import CleanCharField, NumberField
from emulation.text import clean_text, short_mark
from targets.choices import Direction, Measure
from targets.models import Campaign
from targets.printed_plan import STANDS, printed_faults, stands_fact
from targets.setting_up.opening import locked_for_setup
from targets.setting_up.page import checked_targets
from units.administration import fact
from units.choices import Action
from units.log import record
from units.models import User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LEVELS = ("threshold", "ceiling")
TYPED = ("plan_text", *LEVELS)
ALL = "all-as-last-year"
OVERTAKEN = _("Somebody else has stored another plan meanwhile: {plan}. Store yours again if it holds.")


class PlanForm(forms.Form):
    """One target's plan. `confirmed`: last year's stands as it is; asked where nobody has said so yet.
    `stands`: text and levels are meant so though they differ; asked where they do."""

    plan_text = CleanCharField(label=_("Plan as printed"), max_length=100, required=False)
    threshold = NumberField(label=_("Threshold"), required=False, allow_negative=True)
    ceiling = NumberField(label=_("Ceiling"), required=False, allow_negative=True)
    confirmed = forms.BooleanField(label=_("as last year"), required=False)
    stands = forms.BooleanField(label=_("It is meant so"), required=False)

    differs: "Mapping[str, StrOrPromise]" = MappingProxyType({})

    def __init__(self, target: Any, data: Mapping[str, Any] | None = None) -> None:
        self.target = target
        initial = {name: getattr(target, name) for name in TYPED}
        super().__init__(data, prefix=target.code, initial=initial, label_suffix="")
        if target.measure == Measure.ALL_OF or not target.direction:
            del self.fields["threshold"]
        if target.measure == Measure.ALL_OF or target.direction != Direction.UP:
            del self.fields["ceiling"]
        if not target.is_unconfirmed:
            del self.fields["confirmed"]
        for box in self.fields.values():
            box.widget.attrs["aria-label"] = f"{box.label}, {target.code}"
        self.fields["seen"] = forms.CharField(required=False, widget=forms.HiddenInput)
        self.initial["seen"] = self._mark(lambda name: self.fields[name].prepare_value(self.initial[name]))
        if data is None:
            self.differs = self._differs(self._said(self.initial))

    def _mark(self, shown: Callable[[str], Any]) -> str:
        """Of what the boxes hold, as it stands in them."""
        texts = [clean_text(str(shown(name) or "")).strip() for name in TYPED if name in self.fields]
        return short_mark("|".join(texts))

    @property
    def is_touched(self) -> bool:
        """Something was typed or ticked; what came back as it had been shown says nothing."""
        sent = self._mark(lambda name: self.data.get(self.add_prefix(name)))
        ticked = (self.data.get(self.add_prefix(name)) for name in ("confirmed", "stands"))
        return sent != self._seen or any(ticked)

    @property
    def _seen(self) -> str:
        return str(self.data.get(self.add_prefix("seen"), ""))

    @property
    def changes(self) -> dict[str, tuple[Any, Any]]:
        """What a valid form changes: old and new by the field's name."""
        said = {name: self.cleaned_data[name] for name in TYPED if name in self.fields}
        pairs = {name: (getattr(self.target, name), value) for name, value in said.items()}
        return {name: (old, new) for name, (old, new) in pairs.items() if old != new}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self._seen != self.initial["seen"]:
            self.add_error(None, format_lazy(OVERTAKEN, plan=self.target.plan_text or "–"))
        if self.errors:
            return cleaned
        self.differs = self._differs(self._said(cleaned))
        if self.differs and not cleaned["stands"]:
            for name, fault in self.differs.items():
                self.add_error(name, fault)
        elif self.changes:
            self._check(self.changes)
        return cleaned

    def _said(self, values: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        """Text and levels, of those that are asked here."""
        return values["plan_text"], {name: values.get(name) for name in LEVELS if name in self.fields}

    def _differs(self, now: tuple[str, dict[str, Any]]) -> "dict[str, StrOrPromise]":
        """Where the printed plan and the levels cannot both be meant, unless that has been said of them."""
        if stands_fact(*now) == self.target.stands_told:
            return {}
        return printed_faults(self.target, *now, before=self._said(self.initial))

    @property
    def stands_fact(self) -> str:
        """What a valid form says to be meant so, for the log; empty where nothing differs."""
        return stands_fact(*self._said(self.cleaned_data)) if self.differs else ""

    def _check(self, changes: Mapping[str, tuple[Any, Any]]) -> None:
        for name, (_old, new) in changes.items():
            setattr(self.target, name, new)
        try:
            self.target.full_clean(exclude=["campaign", "group", "lead", "parent", "previous"])
        except ValidationError as error:
            self.add_error(None, error.messages)
        finally:
            for name, (old, _new) in changes.items():
                setattr(self.target, name, old)

    @property
    def says_something(self) -> bool:
        return bool(self.changes or self.cleaned_data.get("confirmed") or self.differs)


@dataclass
class PlansPage:
    campaign: Campaign
    forms: list[PlanForm]

    @property
    def is_wrong(self) -> bool:
        return any(form.errors for form in self.touched)

    @property
    def has_unconfirmed(self) -> bool:
        return any("confirmed" in form.fields for form in self.forms)

    @property
    def all_box(self) -> str:
        return ALL

    @cached_property
    def touched(self) -> list[PlanForm]:
        """The rows that came back with something new."""
        return [form for form in self.forms if form.is_bound]


def load(campaign: Campaign, data: Mapping[str, Any] | None = None) -> PlansPage:
    """The plans of all targets, in their order; one query.

    `ALL` in the data ticks what is still last year's.
    """
    targets = list(checked_targets(campaign))
    for target in targets:
        target.campaign = campaign
    if data is not None and data.get(ALL):
        ticked = {f"{target.code}-confirmed": "on" for target in targets if target.is_unconfirmed}
        data = {**{name: data[name] for name in data}, **ticked}
    return PlansPage(campaign, [_shown(PlanForm(target, data)) for target in targets])


def _shown(form: PlanForm) -> PlanForm:
    """A row that nobody typed into shows what stands there by now, so that it is never written back."""
    is_typed = form.add_prefix("seen") in form.data and form.is_touched
    return form if is_typed else PlanForm(form.target)


@transaction.atomic
def store(campaign: Campaign, data: Mapping[str, Any], actor: User) -> tuple[PlansPage, int]:
    """Write what was typed, all of it or nothing, one Event a target; gives the page and how many those were.

    A row that came back as it was shown, or not at all, is left alone. Raises PermissionDenied, and
    OpeningRefused once the campaign runs.
    """
    page = load(locked_for_setup(campaign, actor), data)
    if page.is_wrong:
        return page, 0
    said = [form for form in page.touched if form.says_something]
    for form in said:
        _write(form, actor)
    return page, len(said)


def _write(form: PlanForm, actor: User) -> None:
    target, changes = form.target, form.changes
    for name, (_old, new) in changes.items():
        setattr(target, name, new)
    if changes:
        target.save(update_fields=[*changes])
    facts: dict[str, Any] = {name: [fact(old), fact(new)] for name, (old, new) in changes.items()}
    if form.stands_fact:
        facts[STANDS] = form.stands_fact
    owner = target.campaign.owner
    record(actor, Action.CHANGED, target, unit=owner, data=facts | {"plan_confirmed": True})
