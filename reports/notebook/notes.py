"""Notes on numbers: which hold for whom, and writing one.

A note holds for the unit and the target that it was written on; for that target's twin in the next year's
campaign, and the year's after; for the unit that took the place of the one that wrote it. What the unit
itself wrote for the target goes before everything inherited.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet

from emulation.dates import now
from emulation.gathered import Gathered
from emulation.text import clean_text
from reports.models import NumberNote
from targets.models import Target
from units.choices import Action
from units.log import record
from units.models import Unit, User

TEXTS = ("source", "contact", "caution")


@dataclass(frozen=True, slots=True)
class Note:
    """One note as it is read. `is_own`: of this unit on this very target; else `campaign` and `unit_name` say
    where it was written. `version` is that of its row."""

    target: int
    unit: int
    unit_name: str
    campaign: str
    source: str
    contact: str
    caution: str
    version: int
    who: str
    at: datetime
    is_own: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.source or self.contact or self.caution)


def with_notes(allocations: QuerySet[Any]) -> QuerySet[Any]:
    """Adds `notes_known`, every note that may hold for the reporter and the target, for `notes_of`."""
    return allocations.annotate(notes_known=_told_notes())


@cache
def _told_notes() -> Gathered:
    unit = Q(unit=OuterRef("reporter"))
    before = Q(unit__successions__successor=OuterRef("reporter"))
    long_before = Q(unit__successions__successor__successions__successor=OuterRef("reporter"))
    target = Q(target=OuterRef("target"))
    last_year = Q(target=OuterRef("target__previous"))
    earlier = Q(target=OuterRef("target__previous__previous"))
    notes = NumberNote.objects.filter(unit | before | long_before, target | last_year | earlier)
    newest_first = notes.order_by("-target__campaign__launched_on", "-written_at").distinct()
    told = {name: name for name in (*TEXTS, "version", "target", "unit")}
    return Gathered(
        newest_first,
        **told,
        unit_name="unit__name",
        campaign="target__campaign__code",
        who="written_by__full_name",
        at="written_at",
    )


def notes_of(allocation: Any) -> list[Note]:
    """What holds for an allocation `with_notes`: its own note, or the newest of each unit that it inherits
    from. Empty ones say nothing and are left out."""
    if own := own_note(allocation):
        return [] if own.is_empty else [own]
    newest = {note.unit: note for note in reversed(_known(allocation))}
    if allocation.reporter_id in newest:
        newest = {allocation.reporter_id: newest[allocation.reporter_id]}
    return [note for note in newest.values() if not note.is_empty]


def own_note(allocation: Any) -> Note | None:
    """What the reporter itself wrote for this very target, empty or not."""
    own = (allocation.reporter_id, allocation.target_id)
    found = next((note for note in _known(allocation) if (note.unit, note.target) == own), None)
    return replace(found, is_own=True) if found else None


def _known(allocation: Any) -> list[Note]:
    return [Note(**told) for told in allocation.notes_known]


class NoteOvertaken(Exception):
    """Somebody else wrote the same note in the meantime; `theirs` stays."""

    def __init__(self, theirs: NumberNote) -> None:
        self.theirs = theirs
        super().__init__()


@transaction.atomic
def write(
    unit: Unit, target: Target, texts: dict[str, str], seen: int, actor: User, *, hides: bool = False
) -> bool:
    """Keep the unit's note on the target; False where nothing changes by that. `hides`: what is inherited
    no longer holds, also where nothing is said in its place.

    `texts` by TEXTS; `seen` is the version that the person had before them, 0 where the unit had none of its
    own. Raises NoteOvertaken. The log names what was changed and keeps no words: they may name people.
    """
    Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    cleaned = {name: clean_text(texts[name]).strip() for name in TEXTS}
    note = NumberNote.objects.select_related("written_by").filter(unit=unit, target=target).first()
    is_the_same = all(getattr(note, name, "") == cleaned[name] for name in TEXTS)
    if is_the_same and (note is not None or not hides):
        return False
    if (note.version if note else 0) != seen:
        raise NoteOvertaken(note or NumberNote(unit=unit, target=target, version=0))
    changed = [name for name in TEXTS if cleaned[name] != getattr(note, name, "")]
    written = {**cleaned, "version": seen + 1, "written_by": actor, "written_at": now()}
    note, is_new = NumberNote.objects.update_or_create(unit=unit, target=target, defaults=written)
    action = Action.CREATED if is_new else Action.CHANGED
    record(actor, action, note, unit=unit, data={"target": target.code, "fields": changed})
    return True
