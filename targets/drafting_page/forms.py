"""What is typed about drafted targets: one form a target, one a new group, and what goes for all of them."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple, cast

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from emulation.fields import CleanCharField, NumberField
from emulation.files import MOST_BYTES, FileRefused
from emulation.text import clean_text
from targets.choices import Frequency, Pace
from targets.drafting.choices import Comparator, Way
from targets.drafting.counting import Counting, Drafted, counting, in_its_unit, labels, levels, parts_of
from targets.drafting.files import text_of
from targets.drafting_page.rows import LONGEST_DOCUMENT, MOST_ROWS, marked
from units.models import code_format

AS_PROPOSED = ("", _("as proposed"))
target_code = RegexValidator(
    r"^[A-Z0-9]+([-.][A-Z0-9]+)*$",
    _("A code has capital letters, digits, single hyphens and full stops only."),
)


FOLDED = {"way", "pace", "frequency", "value_label", "base_label", "code"}


class Choices(NamedTuple):
    """What the rows' boxes offer, each a list of (value, label)."""

    groups: list[tuple[str, Any]]
    leads: list[tuple[str, Any]]
    twins: list[tuple[str, Any]]


class RowForm(forms.Form):
    """One drafted target beside its sentence. Of a row that is not kept nothing is asked.

    After it is valid, `drafted` and `chosen` say what it is and how it is counted. `note` is its
    `doubts.Note`.
    """

    keep = forms.BooleanField(label=_("Take"), required=False)
    text = CleanCharField(max_length=2_000, required=False, widget=forms.HiddenInput)
    section = CleanCharField(max_length=20, required=False, widget=forms.HiddenInput)
    heading = CleanCharField(max_length=200, required=False, widget=forms.HiddenInput)
    name = CleanCharField(
        label=_("Name of the target"), max_length=250, required=False, widget=forms.Textarea({"rows": 1})
    )
    comparator = forms.ChoiceField(label=_("What is asked"), choices=Comparator.choices)
    value = NumberField(label=pgettext_lazy("target", "Number"), required=False)
    upper = NumberField(label=pgettext_lazy("target", "To, or of"), required=False)
    unit = CleanCharField(label=_("Unit of measure"), max_length=40, required=False)
    group = forms.ChoiceField(label=_("Group"))
    lead = forms.ChoiceField(label=_("Lead unit"), required=False)
    twin = forms.ChoiceField(label=_("The same as"), required=False)
    way = forms.ChoiceField(label=_("How it is counted"), choices=[AS_PROPOSED, *Way.choices], required=False)
    pace = forms.ChoiceField(
        label=_("In the course of the year"),
        # A profile has percentages for each period: it is set in the administration.
        choices=[AS_PROPOSED, *(pair for pair in Pace.choices if pair[0] != Pace.PROFILE)],
        required=False,
    )
    frequency = forms.ChoiceField(
        label=_("Reported every"), choices=[AS_PROPOSED, *Frequency.choices], required=False
    )
    code = CleanCharField(label=_("Code"), max_length=20, required=False, validators=[target_code])
    value_label = CleanCharField(label=_("Meaning of the value"), max_length=200, required=False)
    base_label = CleanCharField(label=_("Meaning of the base"), max_length=200, required=False)
    parts = CleanCharField(
        label=_("Its parts, one a line"), max_length=2_000, required=False, widget=forms.Textarea({"rows": 3})
    )

    drafted: Drafted
    chosen: Counting
    note: Any = None

    def __init__(self, *args: Any, choices: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        offered = {"group": choices.groups, "lead": choices.leads, "twin": choices.twins}
        for name, pairs in offered.items():
            cast(forms.ChoiceField, self.fields[name]).choices = pairs

    @property
    def keeps(self) -> bool:
        return bool(self["keep"].value())

    @property
    def is_twin(self) -> bool:
        return bool(self["twin"].value())

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound and not self.keeps:
            self._errors = forms.utils.ErrorDict()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not (cleaned.get("name") or cleaned.get("twin") or "name" in self.errors):
            self.add_error("name", _("Enter the name of the target."))
        if self.keeps and not self.errors:
            self.drafted = Drafted(
                cleaned["text"],
                cleaned["name"],
                Comparator(cleaned["comparator"]),
                cleaned["value"],
                cleaned["upper"],
                cleaned["unit"],
            )
            for field, message in _faults(self.drafted):
                self.add_error(field, message)
            self.drafted = in_its_unit(self.drafted)
            self.chosen = _chosen(self.drafted, cleaned)
        return cleaned

    @property
    def in_hand(self) -> Drafted:
        """What stands in the boxes, as far as it can be read; for what the page says beside them."""
        return drafted_in({name: self[name].value() for name in self.fields})

    @property
    def number(self) -> str:
        """Of the row, as its boxes' names have it."""
        return str(self.prefix).rpartition("-")[2]

    @property
    def how_is_refused(self) -> bool:
        """Something is wrong in the boxes that are folded away."""
        return bool(FOLDED & self.errors.keys())

    @property
    def pieces(self) -> list[tuple[str, bool]]:
        """The sentence, the number marked in it."""
        drafted = self.in_hand
        return marked(drafted.sentence, drafted.value, drafted.upper)

    @property
    def number_is_elsewhere(self) -> bool:
        """What stands in the box stands nowhere in the sentence."""
        return self.in_hand.value is not None and not any(is_number for _text, is_number in self.pieces)

    @property
    def how(self) -> str:
        """How the target is counted, in words."""
        return _how({name: self[name].value() for name in self.fields})

    @property
    def proposed_labels(self) -> tuple[str, str]:
        drafted = self.in_hand
        return labels(drafted, counting(drafted))

    @property
    def proposed_parts(self) -> str:
        drafted = self.in_hand
        return "\n".join(parts_of(drafted)) if drafted.comparator == Comparator.ALL_OF else ""

    @property
    def named_parts(self) -> list[str]:
        typed = self.cleaned_data["parts"] or self.proposed_parts
        return [" ".join(line.split()) for line in typed.split("\n") if line.strip()]


def _faults(drafted: Drafted) -> Iterable[tuple[str, Any]]:
    """What the comparator needs and has not, field by field."""
    comparator, value, upper = drafted.comparator, drafted.value, drafted.upper
    if not comparator.has_number:
        return
    if value is None:
        yield "value", _("Enter the number of the document.")
    if not drafted.unit and not comparator.is_change and comparator != Comparator.ALL_OF:
        yield "unit", _("Enter the unit of measure, for example % or ha.")
    if comparator.is_change and drafted.unit and not ("%" in drafted.unit or "‰" in drafted.unit):
        yield "unit", _("A rise or fall of so much per cent is in %. Choose what is asked anew, or write %.")
    if comparator == Comparator.RANGE:
        if upper is None:
            yield "upper", _("Enter where the range ends.")
        elif value is not None and upper <= value:
            yield "upper", _("The range ends above where it begins.")
    if comparator == Comparator.MAINTAIN and upper is not None and value is not None and upper < value:
        yield "upper", _("This is of how many; it is not less than the number.")


def _chosen(drafted: Drafted, picked: Mapping[str, Any]) -> Counting:
    proposed = counting(drafted)
    way, pace, frequency = (picked.get(name) or "" for name in ("way", "pace", "frequency"))
    return Counting(
        Way(way) if way in Way.values else proposed.way,
        Pace(pace) if pace in Pace.values else proposed.pace,
        Frequency(frequency) if frequency in Frequency.values else proposed.frequency,
    )


def drafted_in(said: Mapping[str, Any]) -> Drafted:
    """What the boxes say, by their names, as far as it can be read."""
    asked = said.get("comparator")
    comparator = Comparator(asked) if asked in Comparator.values else Comparator.GTE
    value, upper = (_number(said.get(name)) for name in ("value", "upper"))
    text, name, unit = (str(said.get(name) or "") for name in ("text", "name", "unit"))
    return in_its_unit(Drafted(text, name, comparator, value, upper, unit))


def _number(typed: Any) -> Decimal | None:
    try:
        return NumberField().to_python(typed)
    except forms.ValidationError:
        return None


def _how(said: Mapping[str, Any]) -> str:
    drafted = drafted_in(said)
    return in_words(drafted, _chosen(drafted, said))


def how_of(posted: Mapping[str, Any], prefix: str) -> str:
    """As `RowForm.how`, of a posted row; never raises."""
    return _how({name: posted.get(f"{prefix}{name}", "") for name in RowForm.base_fields})


def in_words(drafted: Drafted, chosen: Counting) -> str:
    """ "rate, the latest counts · the higher the better · held all year · every quarter"."""
    found = levels(drafted, chosen.way)
    direction = {"up": _("the higher the better"), "down": _("the lower the better")}.get(found.direction)
    every = {
        Frequency.MONTH: _("every month"),
        Frequency.QUARTER: _("every quarter"),
        Frequency.YEAR: _("once a year"),
    }[chosen.frequency]
    words = [chosen.way.label, direction, chosen.pace.label, every]
    return " · ".join(str(word) for word in words if word)


class GroupForm(forms.Form):
    """A group that the document has and the campaign has not; made where a target of it is taken."""

    heading = CleanCharField(max_length=200, required=False, widget=forms.HiddenInput)
    code = CleanCharField(label=_("Code"), max_length=20, validators=[code_format])
    name = CleanCharField(label=_("Name of the group"), max_length=200)


class ForAllForm(forms.Form):
    """What goes for all rows, and the document that they were read from."""

    text = CleanCharField(required=False, widget=forms.Textarea)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    lead = forms.ChoiceField(
        label=_("Lead unit of the rows that name none"),
        required=False,
        help_text=_("Who answers for a target; it can be another one in each row."),
    )
    keep_text = forms.BooleanField(
        label=_("Keep this text as the campaign's launching document"), required=False
    )

    def __init__(self, *args: Any, leads: list[tuple[str, Any]], **options: Any) -> None:
        super().__init__(*args, **options)
        cast(forms.ChoiceField, self.fields["lead"]).choices = leads


RowFormSet = forms.formset_factory(
    RowForm, extra=0, max_num=MOST_ROWS, absolute_max=MOST_ROWS, validate_max=True
)
GroupFormSet = forms.formset_factory(GroupForm, extra=0, max_num=60, absolute_max=60)


class DocumentForm(forms.Form):
    """The launching document, pasted or as a file; a file goes before what stands in the box.

    After it is valid, `document` is the text.
    """

    text = CleanCharField(
        label=_("Text of the launching document"),
        required=False,
        widget=forms.Textarea({"rows": 14}),
        help_text=_("Copy the whole document, headings and all, and paste it here."),
    )
    file = forms.FileField(
        label=_("Or its file"),
        required=False,
        allow_empty_file=True,
        max_length=500,
        help_text=_("DOCX or TXT, at most 20 MB."),
        widget=forms.FileInput({"accept": ".docx,.txt"}),
    )

    def clean_file(self) -> str:
        """The text of the file; "" where none was chosen."""
        upload = self.cleaned_data["file"]
        if upload is None:
            return ""
        try:
            return clean_text(text_of(upload.read(MOST_BYTES + 1))).strip()
        except FileRefused as refused:
            raise forms.ValidationError(str(refused)) from refused

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        box = "file" if cleaned.get("file") else "text"
        document = cleaned.get(box) or ""
        if self.errors:
            return cleaned
        if not document:
            self.add_error("text", _("Paste the document here, or choose its file."))
        elif len(document) > LONGEST_DOCUMENT:
            self.add_error(
                box, _("This is too long for a launching document. Paste the part with the targets.")
            )
        return cleaned | {"document": document}
