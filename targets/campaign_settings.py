"""What a campaign's documents print and its offices choose: a typed, checked reading of Campaign.settings.

    {"place": "TP. Lạng Sơn", "short_name": "Thi đua 2024", "legal_bases": ["Căn cứ …"],
     "forms": {"pnv": {"superior": …, "agency": […], "symbol": "BC-PNV", "addressees": […], …}}}

The header and the foot of a form follow NĐ 30/2020/NĐ-CP, Phụ lục I.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from types import MappingProxyType
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from emulation.text import nfc


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


@dataclass(frozen=True)
class CampaignSettings:
    """`place` stands before the date of a document; `legal_bases` are its lines "Căn cứ …"."""

    place: str = ""
    short_name: str = ""
    legal_bases: tuple[str, ...] = ()
    forms: Mapping[str, DocumentForm] = field(default_factory=lambda: MappingProxyType({}))

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
    if faults:
        raise ValidationError(faults)
    read = {name: _read(form, DocumentForm, f"forms.{name}.", faults) for name, form in forms.items()}
    if faults:
        raise ValidationError(faults)
    values["forms"] = MappingProxyType({name: DocumentForm(**form) for name, form in read.items()})
    return CampaignSettings(**values)


def _read(data: Any, shape: type, place: str, faults: list[ValidationError]) -> dict[str, Any]:
    """The values of a dataclass's fields by name; what is wrong goes to `faults`."""
    if not isinstance(data, dict):
        where = place.rstrip(".") or "settings"
        faults.append(_fault(_("%(place)s: names with values are expected."), where))
        return {}
    known = {item.name: item for item in fields(shape)}
    faults += [_fault(_("%(place)s: unknown name."), f"{place}{name}") for name in data if name not in known]
    faults += [
        _fault(_("%(place)s: missing."), f"{place}{name}")
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
    faults.append(_fault(_("%(place)s: text is expected."), place))
    return ""


def _lines(value: Any, place: str, faults: list[ValidationError]) -> tuple[str, ...]:
    if isinstance(value, list) and all(isinstance(line, str) and line.strip() for line in value):
        return tuple(nfc(line).strip() for line in value)
    faults.append(_fault(_("%(place)s: a list of lines of text is expected."), place))
    return ()


def _mapping(value: Any, place: str, faults: list[ValidationError]) -> dict[str, Any]:
    if isinstance(value, dict):
        return dict(value)
    faults.append(_fault(_("%(place)s: names with values are expected."), place))
    return {}


_READERS: dict[Any, Callable[[Any, str, list[ValidationError]], Any]] = {
    str: _text,
    tuple[str, ...]: _lines,
    Mapping[str, DocumentForm]: _mapping,
}


def _fault(message: str, place: str) -> ValidationError:
    return ValidationError(message, code="settings", params={"place": place})
