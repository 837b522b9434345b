"""What of the drafted rows a person should look at first: the same indicator twice, a plan that changes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from emulation.quantities import scale_named
from emulation.text import fold
from targets.drafting.counting import Drafted, plan_text
from targets.drafting.repeats import same_indicator
from targets.drafting.twins import LEAST, Named, likeness
from targets.drafting_page.forms import drafted_in
from targets.drafting_page.renewal import NotTheSame, renewed
from targets.models import Target
from targets.printed_plan import measured

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Raw = dict[str, str]


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a row may be none of its own. `contradicts`: another row asks another number of the same thing;
    `row` is that one's place."""

    text: "StrOrPromise"
    contradicts: bool = False
    row: int | None = None


@dataclass(slots=True)
class Note:
    """`old` and `new`: the plan of the target that the row renews, as printed; both empty for a new target.
    `changes`: they, or the levels behind them, differ."""

    doubts: list[Doubt] = field(default_factory=list)
    old: str = ""
    new: str = ""
    changes: bool = False
    is_read: bool = False


def notes_of(rows: Sequence[Raw], targets: Sequence[Target]) -> list[Note]:
    """For each row, as it stands in the boxes; `targets` are those that a row can be."""
    drafted = [drafted_in(row) for row in rows]
    by_code = {target.code: target for target in targets}
    taken = {row["twin"]: place for place, row in enumerate(rows) if row.get("twin")}
    notes = []
    for place, row in enumerate(rows):
        note = Note(list(_against_rows(rows, drafted, place)))
        if (target := by_code.get(row.get("twin", ""))) is not None:
            _tell_change(note, target, drafted[place], row.get("section", ""))
        elif not note.doubts:
            note.doubts.extend(_against_targets(drafted, place, targets, taken))
        notes.append(note)
    return notes


def _against_rows(rows: Sequence[Raw], drafted: Sequence[Drafted], place: int) -> Iterator[Doubt]:
    """The first of the rows before it that another sentence brought for the same indicator."""
    own, row = drafted[place], rows[place]
    for before in range(place):
        if rows[before]["text"] == row["text"] or _are_two(rows[before], row):
            continue
        other = drafted[before]
        if _comparable(other, own) and same_indicator(other.name, own.name):
            yield _doubt(other, own, before)
            return


def _are_two(one: Raw, other: Raw) -> bool:
    """A person, or the names, say that they are different targets of the campaign."""
    return bool(one.get("twin") and other.get("twin") and one["twin"] != other["twin"])


def _doubt(other: Drafted, own: Drafted, before: int) -> Doubt:
    printed = measured(plan_text(other), other.unit)
    if _numbers(other, own) == _numbers(own, own):
        text = _("The same as another row it seems: “{name}” ({plan}).")
        return Doubt(format_lazy(text, name=other.name, plan=printed), row=before)
    text = _("Another row asks another number of the same thing: “{name}” ({plan}).")
    return Doubt(format_lazy(text, name=other.name, plan=printed), contradicts=True, row=before)


def _against_targets(
    drafted: Sequence[Drafted], place: int, targets: Sequence[Target], taken: dict[str, int]
) -> Iterator[Doubt]:
    """The target of the campaign that a row for a new target is much like."""
    own = drafted[place]
    for target in targets:
        is_same = same_indicator(target.name, own.name)
        if not (is_same or likeness(_named(own), _of_target(target)) >= LEAST):
            continue
        if ("%" in target.unit_of_measure) != own.is_percent:
            continue
        said = {"code": target.code, "name": target.name, "plan": target.measured_plan}
        row = taken.get(target.code)
        if is_same and row is not None and _comparable(drafted[row], own):
            found = _doubt(drafted[row], own, row)
            text = _("Much like {code} {name} ({plan}), which another row renews.")
            yield Doubt(format_lazy(text, **said), found.contradicts, row)
        else:
            text = _("Much like {code} {name} ({plan}), but taken for a new target.")
            yield Doubt(format_lazy(text, **said))
        return


def _named(drafted: Drafted) -> Named:
    return Named(drafted.name, drafted.sentence, drafted.unit)


def _of_target(target: Target) -> Named:
    return Named(target.name, target.text_original or target.name, target.unit_of_measure)


def _comparable(one: Drafted, other: Drafted) -> bool:
    """Their numbers can be held against each other."""
    if one.comparator.is_change != other.comparator.is_change or one.is_percent != other.is_percent:
        return False
    alike = fold(one.unit) == fold(other.unit) or (one.is_counted and other.is_counted)
    return one.is_percent or alike or scale_named(one.unit, other.unit) is not None


def _numbers(drafted: Drafted, beside: Drafted) -> list[Fraction | None]:
    """In the unit of the other."""
    scale = scale_named(drafted.unit, beside.unit)
    times = scale.times if scale is not None else Fraction(1)
    both = drafted.value, drafted.upper
    return [None if number is None else Fraction(number) * times for number in both]


def _tell_change(note: Note, target: Target, drafted: Drafted, section: str) -> None:
    """What the row makes of the target's plan; nothing where it asks for something else."""
    try:
        values = renewed(target, drafted, section)
    except NotTheSame:
        return
    levels = [name for name in ("threshold", "ceiling", "maximum", "strict") if name in values]
    note.is_read = True
    note.old, note.new = target.plan_text, values["plan_text"]
    note.changes = note.old != note.new or any(values[name] != getattr(target, name) for name in levels)
