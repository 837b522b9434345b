"""What is wondered about several lines of one unit together, as the campaign's settings name them.

Each kind is a pure function of a check and the numbers of its lines, registered as `reports.warnings.rules`
are. A check whose lines have no number says nothing.
"""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from emulation.numbers import format_number, format_whole, plain, round_clear_of
from reports.warnings.facts import Facts, Finding
from reports.warnings.rules import FULL, Rule, named
from targets.campaign_settings import Check, CheckKind, Operand

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# The lines of one unit by the targets' codes.
Lines = dict[str, Facts]
Finder = Callable[[Check, Decimal, list[Decimal], Facts], Finding | None]

DECIMALS = 2
KINDS: dict[CheckKind, Finder] = {}
REASONS: dict[str, tuple["StrOrPromise", ...]] = {}


def kind(of: CheckKind, *reasons: "StrOrPromise") -> Callable[[Finder], Finder]:
    def registered(find: Finder) -> Finder:
        KINDS[of] = find
        REASONS[of] = reasons
        return find

    return registered


def rules_of(checks: tuple[Check, ...], code: str, lines: Lines) -> list[Rule]:
    """The checks that stand beside the lines of this target, as rules of its answer."""
    return [
        Rule(check.kind, _bound(check, lines), REASONS[check.kind])
        for check in checks
        if check.of.code == code
    ]


def _bound(check: Check, lines: Lines) -> Callable[[Facts], Finding | None]:
    def find(facts: Facts) -> Finding | None:
        of = number_of(check.of, {check.of.code: facts})
        to = [number for operand in check.to if (number := number_of(operand, lines)) is not None]
        if of is None or len(to) < len(check.to):
            return None
        return KINDS[check.kind](check, of, to, facts)

    return find


def number_of(operand: Operand, lines: Lines) -> Decimal | None:
    facts = lines.get(operand.code)
    if facts is None:
        return None
    numbers = {"value": facts.now.value, "base": facts.now.base, "year": facts.year}
    return numbers[operand.number]


def _finding(check: Check, numbers: list[Decimal], facts: Facts, message: "StrOrPromise") -> Finding:
    return Finding(_saw(check, numbers), named(facts.target, check.of.number, message))


def _saw(check: Check, numbers: list[Decimal]) -> str:
    names = [f"{operand.code}.{operand.number}" for operand in (check.of, *check.to)]
    return ", ".join(f"{name} {plain(number)}" for name, number in zip(names, numbers, strict=True))


@kind(
    CheckKind.SAME,
    pgettext_lazy("reason", "The other line is the one to be mended"),
    pgettext_lazy("reason", "The two were counted on different days"),
)
def same(check: Check, of: Decimal, to: list[Decimal], facts: Facts) -> Finding | None:
    if of == to[0]:
        return None
    message = format_lazy(
        _("line {code} says {other}, the same number: entered {now}"),
        code=check.to[0].code,
        other=format_number(to[0]),
        now=format_number(of),
    )
    return _finding(check, [of, *to], facts, message)


@kind(
    CheckKind.SUM,
    pgettext_lazy("reason", "Some lost the recognition, or had it renewed"),
    pgettext_lazy("reason", "The decision has been signed and is not counted yet"),
)
def adds_up(check: Check, of: Decimal, to: list[Decimal], facts: Facts) -> Finding | None:
    total = check.plus + sum(to)
    if of == total:
        return None
    terms = [format_number(check.plus)] if check.plus else []
    terms += [f"{format_number(part)} ({operand.code})" for operand, part in zip(check.to, to, strict=True)]
    message = format_lazy(
        _("{sum} is {total}: entered {now}"),
        sum=" + ".join(terms),
        total=format_number(total),
        now=format_number(of),
    )
    return _finding(check, [of, *to], facts, message)


@kind(
    CheckKind.CAP,
    pgettext_lazy("reason", "The authority above has allowed more"),
    pgettext_lazy("reason", "The list is not final yet"),
)
def capped(check: Check, of: Decimal, _to: list[Decimal], facts: Facts) -> Finding | None:
    base = facts.now.base
    if check.most is None or not base or FULL * of <= check.most * base:
        return None
    share = Fraction(FULL * of) / Fraction(base)
    shown = _clear_of(share, check.most)
    message = format_lazy(
        _("{share}% is above the {most}% allowed ({value} of {base})"),
        share=shown,
        most=format_number(check.most),
        value=format_number(of),
        base=format_number(base),
    )
    saw = f"{check.of.code} {plain(of)} / {plain(base)}"
    return Finding(saw, message)


@kind(
    CheckKind.BAND,
    pgettext_lazy("reason", "Both figures were checked with the source"),
    pgettext_lazy("reason", "A part of one figure is counted in another period"),
)
def within_band(check: Check, of: Decimal, to: list[Decimal], facts: Facts) -> Finding | None:
    if not to[0]:
        return None
    ratio = Fraction(of) / Fraction(to[0])
    is_low = check.least is not None and ratio < check.least
    is_high = check.most is not None and ratio > check.most
    limit = check.least if is_low else check.most if is_high else None
    if limit is None:
        return None
    form = (
        _("{name} {ratio} {unit}, less than {limit} (line {code}: {other})")
        if is_low
        else _("{name} {ratio} {unit}, more than {limit} (line {code}: {other})")
    )
    message = format_lazy(
        form,
        name=check.name,
        ratio=_clear_of(ratio, limit),
        unit=check.unit,
        limit=format_number(limit),
        code=check.to[0].code,
        other=format_number(to[0]),
    )
    return Finding(_saw(check, [of, *to]), message)


def _clear_of(number: Fraction, limit: Decimal) -> str:
    """Rounded, never so that it would show as the limit that it is beyond."""
    shown = round_clear_of(number, DECIMALS, [limit, Decimal(0)])
    return format_whole(shown)
