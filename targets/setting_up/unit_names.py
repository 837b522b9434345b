"""Which unit an office means: by code or name, without its kind or with the usual short forms of it. Pure."""

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from emulation.text import fold
from units.models import Unit

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SHORT = {"p": "phuong", "x": "xa", "tt": "thi tran"}
KINDS = ("phuong", "xa", "thi tran", "phong")
OFFICES = ("ubnd", "uy ban nhan dan")
_OFFICES = re.compile(rf"^(?:(?:{'|'.join(OFFICES)})\s+)+")
_KIND = re.compile(rf"^(?:{'|'.join(KINDS)})\s+(?=\S)")


class UnitNames:
    """Looks a name up among some units; the surer way that finds any decides."""

    def __init__(self, units: Sequence[Unit]) -> None:
        names = [(name, unit) for unit in units for name in (unit.name, unit.official_name) if name]
        self._ways = (
            _by_key((fold(unit.code), unit) for unit in units),
            _by_key((fold(name), unit) for name, unit in names),
            _by_key((_spoken(name), unit) for name, unit in names),
        )
        self._bare = _by_key((_KIND.sub("", _spoken(name)), unit) for name, unit in names)

    def find(self, name: str) -> "Unit | StrOrPromise":
        """The one unit that the name means; else what is wrong with it."""
        spoken = _spoken(name)
        keys = (fold(name), fold(name), spoken)
        ways = [(way, key) for way, key in zip(self._ways, keys, strict=True)]
        # "Xã Vĩnh Trại" is not Phường Vĩnh Trại.
        if not _KIND.match(spoken):
            ways.append((self._bare, spoken))
        found = next((units for way, key in ways if (units := way.get(key))), [])
        if len(found) == 1:
            return found[0]
        if found:
            text = _("“{name}” can be {units}: write which one")
            return format_lazy(text, name=name[:60], units=", ".join(unit.name for unit in found))
        return format_lazy(_("there is no unit “{name}” here"), name=name[:60])

    def ways(self, unit: Unit) -> list[str]:
        """How the unit can be written: its code, its name, then whatever else means it and no other."""
        spoken = list(dict.fromkeys(_spoken(name) for name in (unit.name, unit.official_name) if name))
        offices = [f"{office} {name}" for name in spoken for office in OFFICES]
        others = (*spoken, *offices, *map(_shortened, spoken), *(_KIND.sub("", name) for name in spoken))
        sure = [name for name in others if self.find(name) == unit]
        return list(dict.fromkeys([unit.code, unit.name, *sure]))


def _shortened(spoken: str) -> str:
    """ "phuong vinh trai" as "p vinh trai"; a name without a kind as it is."""
    for letters, kind in SHORT.items():
        if spoken.startswith(f"{kind} "):
            return f"{letters} {spoken.removeprefix(kind).strip()}"
    return spoken


def _by_key(pairs: Iterable[tuple[str, Unit]]) -> dict[str, list[Unit]]:
    found: dict[str, list[Unit]] = {}
    for key, unit in pairs:
        if key and unit not in found.setdefault(key, []):
            found[key].append(unit)
    return found


def _spoken(name: str) -> str:
    """Folded, without "UBND", the short kinds in full: "P. Vĩnh Trại" is "phuong vinh trai"."""
    words = _OFFICES.sub("", " ".join(re.findall(r"\w+", fold(name)))).split()
    if len(words) > 1 and words[0] in SHORT:
        words[0] = SHORT[words[0]]
    return " ".join(words)
