"""The pages of a unit's notebook: all its numbers with their notes, and the boxes for one of them."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any, Self

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from reports.models import NumberNote
from reports.notebook.notes import TEXTS, Note, NoteOvertaken, notes_of, own_note, with_notes, write
from targets.models import Allocation, Campaign, Target
from units.models import Unit, User

LENGTH = 1000


class NoteForm(forms.Form):
    """The three parts of a note; `seen` is the version of the unit's own that the person had before them."""

    source = forms.CharField(
        label=_("Where the number comes from"),
        help_text=_("Which colleague, file, sheet and cell, or which office gives it."),
    )
    contact = forms.CharField(
        label=_("Whom to ask"), help_text=_("Name and telephone, also of the office that publishes it.")
    )
    caution = forms.CharField(
        label=_("What to beware of"), help_text=_("What is counted and what not; what went wrong last year.")
    )
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in TEXTS:
            field = self.fields[name]
            field.required, field.widget = False, forms.Textarea(attrs={"rows": 3, "maxlength": LENGTH})

    def clean(self) -> dict[str, Any] | None:
        for name in TEXTS:
            text = self.cleaned_data.get(name, "")
            if len(text) > LENGTH:
                message = _("At most %(most)s characters; this is %(count)s.")
                self.add_error(
                    name, forms.ValidationError(message, params={"most": LENGTH, "count": len(text)})
                )
        return self.cleaned_data


@dataclass(frozen=True, slots=True)
class NumberLine:
    """One number that the unit reports, for itself or for `units`, with the notes that hold for it.
    `version` is that of the unit's own, 0 where it has none."""

    target: Target
    units: tuple[Unit, ...]
    notes: list[Note]
    version: int


@dataclass(slots=True)
class Notebook:
    """The notebook of a unit in one campaign, in the order of its targets."""

    unit: Unit
    lines: list[NumberLine]

    @classmethod
    def of(cls, unit: Unit, campaign: Campaign) -> Self:
        allocations = _allocations(unit, campaign).order_by(
            "target__order", "target__code", "unit__order", "unit__code"
        )
        by_target = (list(own) for _key, own in groupby(allocations, lambda found: found.target_id))
        return cls(unit, [_line(own) for own in by_target])

    @property
    def written(self) -> int:
        """How many numbers have a note."""
        return sum(1 for line in self.lines if line.notes)


def _allocations(unit: Unit, campaign: Campaign) -> QuerySet[Any]:
    own = Allocation.objects.filter(reporter=unit, target__campaign=campaign)
    return with_notes(own).select_related("target", "unit")


def _line(allocations: list[Allocation]) -> NumberLine:
    first = allocations[0]
    is_own_alone = [found.unit_id for found in allocations] == [first.reporter_id]
    others = () if is_own_alone else tuple(found.unit for found in allocations)
    own = own_note(first)
    return NumberLine(first.target, others, notes_of(first), own.version if own else 0)


@dataclass(slots=True)
class NotePage:
    """One number's note: what is inherited beside the boxes, which begin with it where nothing is own."""

    unit: Unit
    line: NumberLine
    form: NoteForm
    theirs: NumberNote | None = None
    is_changed: bool = False

    @property
    def inherited(self) -> list[Note]:
        return [note for note in self.line.notes if not note.is_own]

    def store(self, user: User) -> bool:
        """Keep what was typed; False where somebody else wrote meanwhile: both stand on the page then, and
        the next time replaces theirs knowingly."""
        texts = {name: self.form.cleaned_data[name] for name in TEXTS}
        seen = self.form.cleaned_data["seen"]
        try:
            hides = bool(self.inherited)
            self.is_changed = write(self.unit, self.line.target, texts, seen, user, hides=hides)
        except NoteOvertaken as overtaken:
            self.theirs = overtaken.theirs
            self.form.data = {**self.form.data, **texts, "seen": self.theirs.version}
            return False
        return True


def load(unit: Unit, code: str, campaign: Campaign, data: Any = None) -> NotePage | None:
    """None where the unit reports no such number."""
    allocations = list(_allocations(unit, campaign).filter(target__code=code))
    if not allocations:
        return None
    line = _line(allocations)
    return NotePage(unit, line, NoteForm(data, initial=_initial(line)))


def _initial(line: NumberLine) -> dict[str, Any]:
    """What the boxes begin with; several inherited notes one below the other, each under its unit's name."""
    begun: dict[str, Any] = {"seen": line.version}
    for name in TEXTS:
        said = [(note.unit_name, getattr(note, name)) for note in line.notes if getattr(note, name)]
        begun[name] = "\n".join(text if len(line.notes) == 1 else f"{unit}: {text}" for unit, text in said)
    return begun
