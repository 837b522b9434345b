"""What a campaign's documents print and its offices choose: a typed, checked reading of Campaign.settings.

    {"place": "TP. Lạng Sơn", "short_name": "Thi đua 2024", "legal_bases": ["Căn cứ …"],
     "forms": {"pnv": {"superior": …, "agency": […], "symbol": "BC-PNV", "addressees": […], …}},
     "checks": [{"kind": "same", "of": "MT-06.base", "to": ["MT-05.value"]}, …],
     "calendar": {"cut_off_day": 14, "opens_before": 7, "due_after": 2, …}}

The calendar's names are those of `targets.calendar.CalendarRule`; what is left out is as the decree has it.
The header and the foot of a form follow NĐ 30/2020/NĐ-CP, Phụ lục I.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from itertools import pairwise
from types import MappingProxyType
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from emulation.text import nfc
from targets.calendar import DECREE_RULE, CalendarRule, short_codes

MOST_DAYS = 366
# The form under which Home Affairs reports and reminds.
HOME_AFFAIRS = "pnv"


@dataclass(frozen=True)
class DocumentForm:
    """Header and foot of an official document.

    `name` is the agency as running text has it ("Phòng Nội vụ"); `superior` is empty where there is
    none to print; `authority` holds the lines above the signer's title (TM., KT. …); `signer` is
    empty where room is left for the name; `recipients` are the lines of "Nơi nhận" between
    "Như trên" and `archive`.
    """

    agency: tuple[str, ...]
    symbol: str
    signer_title: str
    archive: str
    name: str = ""
    superior: str = ""
    addressees: tuple[str, ...] = ()
    authority: tuple[str, ...] = ()
    signer: str = ""
    recipients: tuple[str, ...] = ()


class CheckKind(StrEnum):
    SAME = "same"
    SUM = "sum"
    CAP = "cap"
    BAND = "band"


class Operand(NamedTuple):
    """One number of a target's lines, written "MT-05.value": of the period the `value` or the `base`, or the
    value of the `year` to date."""

    code: str
    number: str


@dataclass(frozen=True)
class Check:
    """What holds lines of one unit together; what breaks it is wondered about, never refused.

    same: `of` is the number in `to`. sum: `of` is `plus` and all of `to`. cap: the share `of` stays at or
    below `most`, in per cent. band: `of` divided by `to` lies from `least` to `most`, in `unit`, and is
    called `name`.
    """

    kind: CheckKind
    of: Operand
    to: tuple[Operand, ...] = ()
    plus: Decimal = Decimal(0)
    least: Decimal | None = None
    most: Decimal | None = None
    name: str = ""
    unit: str = ""


@dataclass(frozen=True)
class CampaignSettings:
    """`place` stands before the date of a document; `legal_bases` are its lines "Căn cứ …"; `checks` hold
    lines together (`reports.warnings.checks`); the dates of new periods follow from `calendar`."""

    place: str = ""
    short_name: str = ""
    legal_bases: tuple[str, ...] = ()
    forms: Mapping[str, DocumentForm] = field(default_factory=lambda: MappingProxyType({}))
    checks: tuple[Check, ...] = ()
    calendar: CalendarRule = DECREE_RULE

    def form(self, name: str) -> DocumentForm:
        """The form of that name; ValidationError naming the known ones where there is none."""
        if name not in self.forms:
            message = _("The campaign has no document form “%(name)s”. It has: %(known)s.")
            known = ", ".join(self.forms) or "–"
            raise ValidationError(message, code="unknown_form", params={"name": name, "known": known})
        return self.forms[name]


def read_settings(data: Any) -> CampaignSettings:
    """Read a campaign's settings; ValidationError with one message for each fault, naming its place."""
    faults: list[ValidationError] = []
    values = _read(data, CampaignSettings, "", faults)
    forms = values.get("forms", {})
    read = {name: _read(form, DocumentForm, f"forms.{name}.", faults) for name, form in forms.items()}
    if "calendar" in values:
        values["calendar"] = _rule(values["calendar"], faults)
    if faults:
        raise ValidationError(faults)
    values["forms"] = MappingProxyType({name: DocumentForm(**form) for name, form in read.items()})
    return CampaignSettings(**values)


def _read(data: Any, shape: type, place: str, faults: list[ValidationError]) -> dict[str, Any]:
    """The values of a dataclass's fields by name; what is wrong goes to `faults`."""
    if not isinstance(data, dict):
        where = place.rstrip(".") or "settings"
        faults.append(_fault(_("names with values are expected."), where))
        return {}
    known = {item.name: item for item in fields(shape)}
    faults += [_fault(_("unknown name."), f"{place}{name}") for name in data if name not in known]
    faults += [
        _fault(_("this is missing."), f"{place}{name}")
        for name, item in known.items()
        if name not in data and item.default is MISSING and item.default_factory is MISSING
    ]
    readers = {name: _READERS[item.type] for name, item in known.items()}
    return {
        name: readers[name](value, f"{place}{name}", faults) for name, value in data.items() if name in known
    }


def _text(value: Any, place: str, faults: list[ValidationError]) -> str:
    if isinstance(value, str):
        return nfc(value).strip()
    faults.append(_fault(_("text is expected."), place))
    return ""


def _lines(value: Any, place: str, faults: list[ValidationError]) -> tuple[str, ...]:
    if isinstance(value, list) and all(isinstance(line, str) and line.strip() for line in value):
        return tuple(nfc(line).strip() for line in value)
    faults.append(_fault(_("a list of lines of text is expected."), place))
    return ()


def _mapping(value: Any, place: str, faults: list[ValidationError]) -> dict[str, Any]:
    if isinstance(value, dict):
        return dict(value)
    faults.append(_fault(_("names with values are expected."), place))
    return {}


NUMBERS_OF_A_LINE = ("value", "base", "year")
# How many operands `to` has, fewest and most; whether limits are given.
_SHAPES = {
    CheckKind.SAME: (1, 1, False),
    CheckKind.SUM: (1, None, False),
    CheckKind.CAP: (0, 0, True),
    CheckKind.BAND: (1, 1, True),
}


def _checks(value: Any, place: str, faults: list[ValidationError]) -> tuple[Check, ...]:
    if not isinstance(value, list):
        faults.append(_fault(_("a list of checks is expected."), place))
        return ()
    found = (_check(item, f"{place}.{number}", faults) for number, item in enumerate(value))
    return tuple(check for check in found if check)


def _check(data: Any, place: str, faults: list[ValidationError]) -> Check | None:
    own: list[ValidationError] = []
    values = _read(data, Check, f"{place}.", own)
    check = None if own else Check(**values)
    if check:
        own += _misshapen(check, place)
    faults += own
    return None if own else check


def _misshapen(check: Check, place: str) -> list[ValidationError]:
    """What a check of this kind lacks, or has too much of."""
    fewest, most, has_limits = _SHAPES[check.kind]
    found = []
    if not fewest <= len(check.to) <= (len(check.to) if most is None else most):
        counts = {
            0: _("this kind holds one line alone."),
            1: _("one is expected."),
        }
        found.append(_fault(counts[fewest], f"{place}.to"))
    limits = [limit for limit in (check.least, check.most) if limit is not None]
    if has_limits != bool(limits) or (check.kind == CheckKind.CAP and check.most is None):
        needed = _("limits are missing.") if has_limits else _("this kind has no limits.")
        found.append(_fault(needed, f"{place}.{_limit_at_fault(check)}"))
    if limits != sorted(limits):
        found.append(_fault(_("the least is above the most."), f"{place}.least"))
    return found


def _limit_at_fault(check: Check) -> str:
    """The limit that is wanting, or the one that is given and should not be."""
    if _SHAPES[check.kind][2]:
        return "most" if check.kind == CheckKind.CAP else "least"
    return "least" if check.most is None else "most"


def _kind(value: Any, place: str, faults: list[ValidationError]) -> CheckKind:
    try:
        return CheckKind(value)
    except ValueError:
        known = ", ".join(CheckKind)
        faults.append(_fault(_("one of these is expected: %(known)s."), place, known=known))
        return CheckKind.SAME


def _operand(value: Any, place: str, faults: list[ValidationError]) -> Operand:
    code, _point, number = value.rpartition(".") if isinstance(value, str) else ("", "", "")
    if not code or number not in NUMBERS_OF_A_LINE:
        message = _("a target's code and one of its numbers are expected: %(known)s.")
        known = ", ".join(f"MT-05.{name}" for name in NUMBERS_OF_A_LINE)
        faults.append(_fault(message, place, known=known))
    return Operand(code, number)


def _operands(value: Any, place: str, faults: list[ValidationError]) -> tuple[Operand, ...]:
    if isinstance(value, list):
        return tuple(_operand(item, f"{place}.{number}", faults) for number, item in enumerate(value))
    faults.append(_fault(_("a list of numbers of lines is expected."), place))
    return ()


def _number(value: Any, place: str, faults: list[ValidationError]) -> Decimal:
    """Written as text, which keeps it exact."""
    try:
        number = Decimal(value) if isinstance(value, str) else Decimal("NaN")
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        faults.append(_fault(_("a number in quotation marks is expected: “0.5”."), place))
    return number


def _rule(data: dict[str, Any], faults: list[ValidationError]) -> CalendarRule:
    rule = CalendarRule(**_read(data, CalendarRule, "calendar.", faults))
    if not 1 <= rule.cut_off_day <= 31:
        faults.append(_fault(_("a day from 1 to 31 is expected."), "calendar.cut_off_day"))
    for before, after in pairwise(("due_after", "confirm_after", "report_after")):
        if getattr(rule, after) < getattr(rule, before):
            faults.append(_fault(_("each date follows the one before."), f"calendar.{after}"))
    if rule.closes_after is not None and rule.closes_after < rule.due_after:
        faults.append(_fault(_("entry cannot close before it is due."), "calendar.closes_after"))
    if unknown := rule.forecast_in - short_codes():
        told = ", ".join(sorted(unknown))
        message = _("there is no such period: %(unknown)s.")
        faults.append(_fault(message, "calendar.forecast_in", unknown=told))
    return rule


def _days(value: Any, place: str, faults: list[ValidationError]) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_DAYS:
        return value
    faults.append(_fault(_("a whole number of days is expected."), place))
    return 0


def _days_or_none(value: Any, place: str, faults: list[ValidationError]) -> int | None:
    return None if value is None else _days(value, place, faults)


def _names(value: Any, place: str, faults: list[ValidationError]) -> frozenset[str]:
    return frozenset(_lines(value, place, faults))


_READERS: dict[Any, Callable[[Any, str, list[ValidationError]], Any]] = {
    str: _text,
    tuple[str, ...]: _lines,
    Mapping[str, DocumentForm]: _mapping,
    tuple[Check, ...]: _checks,
    CheckKind: _kind,
    Operand: _operand,
    tuple[Operand, ...]: _operands,
    Decimal: _number,
    Decimal | None: _number,
    CalendarRule: _mapping,
    int: _days,
    int | None: _days_or_none,
    frozenset[str]: _names,
}


def _fault(message: str, place: str, **params: str) -> ValidationError:
    """Its text begins with the place; `params` keep `place`, and `told`, which is the text without it."""
    told = message % params
    return ValidationError("%(place)s: %(told)s", code="settings", params={"place": place, "told": told})
