"""What a campaign's documents print and its offices choose, on one page: shown, checked and stored."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from targets.campaign_settings import CampaignSettings, read_settings
from targets.models import Campaign
from targets.permissions import may_set_up
from targets.settings_page.boxes import CalendarPart, FormPart, HeadingPart, PrintedPart
from targets.settings_page.checks import ChecksPart, formula
from targets.settings_page.parts import Part
from units.choices import Action
from units.log import record
from units.models import User

AnyPart = TypeVar("AnyPart", bound="Part | ChecksPart")
SETTINGS = "settings"
SAME_SYMBOL = _("There is a form of documents with this symbol already.")


@dataclass(frozen=True)
class SettingsPage:
    """`added` is a form of documents that is to be added; parts that were not touched show what is stored."""

    campaign: Campaign
    heading: HeadingPart
    printed: PrintedPart
    documents: list[FormPart]
    added: FormPart
    checks: ChecksPart
    calendar: CalendarPart

    @property
    def parts(self) -> list[Part | ChecksPart]:
        return [self.heading, self.printed, *self.documents, self.added, self.checks, self.calendar]

    @property
    def touched(self) -> list[Part | ChecksPart]:
        return [part for part in self.parts if part.is_touched]

    def is_valid(self) -> bool:
        """Every touched part is, and together they read as settings; what is wrong stands beside its box."""
        if [part for part in self.touched if not part.is_valid()]:
            return False
        if self.added.is_touched and self.added.new_code in self.campaign.options.forms:
            self.added.add_error("symbol", SAME_SYMBOL)
            return False
        try:
            read_settings(self.settings())
        except ValidationError as refused:
            for fault in refused.error_list:
                self._told(fault)
            return False
        return True

    @property
    def is_wrong(self) -> bool:
        """Something was refused; once it has been asked whether the page is valid."""
        return any(part.is_wrong for part in self.touched)

    def settings(self) -> dict[str, Any]:
        """What would be stored, of parts that are valid."""
        stored = dict(self.campaign.settings)
        if self.printed.is_touched:
            stored = {name: value for name, value in stored.items() if name not in self.printed.fields}
            stored |= self.printed.said()
        if self.checks.is_touched:
            stored["checks"] = self.checks.said()
        if self.calendar.is_touched:
            stored["calendar"] = self.calendar.said()
        stored["forms"] = dict(self._forms())
        return stored

    def _forms(self) -> Iterator[tuple[str, Any]]:
        for part in self.documents:
            if not part.is_touched:
                yield part.code, self.campaign.settings["forms"][part.code]
            elif not part.is_out:
                yield part.code, part.said()
        if self.added.is_touched:
            yield self.added.new_code, self.added.said()

    def _told(self, fault: ValidationError) -> None:
        params = fault.params or {}
        first, _point, rest = str(params["place"]).partition(".")
        message = capfirst(str(params["told"]))
        match first:
            case "forms":
                code, _point, name = rest.partition(".")
                self._document(code).told(name, message)
            case "checks":
                self.checks.told(rest, message)
            case "calendar":
                self.calendar.told(rest, message)
            case _:
                self.printed.told(first, message)

    def _document(self, code: str) -> FormPart:
        return next((part for part in self.documents if part.code == code), self.added)


def load(campaign: Campaign, data: Mapping[str, Any] | None = None) -> SettingsPage:
    """The page with what is stored, or what was typed; one query."""
    options = campaign.options
    targets = list(campaign.targets.order_by("order", "code"))

    def part(make: Callable[[Any], AnyPart]) -> AnyPart:
        typed = make(data)
        return typed if data is not None and typed.is_touched else make(None)

    return SettingsPage(
        campaign,
        part(lambda typed: HeadingPart.of(campaign, typed)),
        part(lambda typed: PrintedPart.of(options, typed)),
        [_document(part, code, options) for code in options.forms],
        part(lambda typed: FormPart.of("", None, typed)),
        part(lambda typed: ChecksPart(options.checks, targets, typed)),
        part(lambda typed: CalendarPart.of(options.calendar, typed)),
    )


def _document(part: Callable[[Any], FormPart], code: str, options: CampaignSettings) -> FormPart:
    return part(lambda typed: FormPart.of(code, options.forms[code], typed))


@transaction.atomic
def store(campaign: Campaign, data: Mapping[str, Any], actor: User) -> tuple[SettingsPage, bool]:
    """Write what was typed, all of it or nothing, with one Event of old and new; says whether there was any.

    Parts that came back as they were shown, or not at all, are left alone. Raises PermissionDenied.
    """
    if not may_set_up(actor, campaign.owner):
        raise PermissionDenied(_("Only Home Affairs sets up the campaign."))
    locked = Campaign.objects.select_for_update(of=("self",)).select_related("owner").get(pk=campaign.pk)
    page = load(locked, data)
    if not page.is_valid():
        return page, False
    facts = _facts(page)
    if facts:
        locked.settings = page.settings()
        for name, said in page.heading.cleaned_data.items() if page.heading.is_touched else ():
            setattr(locked, name, said)
        locked.save(update_fields=[*page.heading.fields, SETTINGS])
        record(actor, Action.CHANGED, locked, unit=locked.owner, data=facts)
    return page, bool(facts)


def _facts(page: SettingsPage) -> dict[str, list[Any]]:
    """Old and new of everything that a valid page changes, by its name; settings by their path."""
    old, new = page.campaign.options, read_settings(page.settings())
    before, after = _by_path(old), _by_path(new)
    paths = dict.fromkeys([*before, *after])
    facts = {f"{SETTINGS}.{path}": [before.get(path), after.get(path)] for path in paths}
    if page.heading.is_touched:
        said = page.heading.cleaned_data
        facts = {name: [getattr(page.campaign, name), said[name]] for name in said} | facts
    return {name: [was, now] for name, (was, now) in facts.items() if (was or "") != (now or "")}


def _by_path(settings: CampaignSettings) -> dict[str, Any]:
    forms = {
        f"forms.{code}.{name}": value
        for code, form in settings.forms.items()
        for name, value in vars(form).items()
    }
    rule = {f"calendar.{name}": value for name, value in vars(settings.calendar).items()}
    own = {name: getattr(settings, name) for name in ("place", "short_name", "legal_bases")}
    checks = "; ".join(formula(check) for check in settings.checks)
    return {path: _text(value) for path, value in {**own, **forms, "checks": checks, **rule}.items()}


def _text(value: Any) -> Any:
    if isinstance(value, frozenset):
        return ", ".join(sorted(value))
    return "; ".join(value) if isinstance(value, tuple) else value
