"""The boxes in which a unit's staff type: a form for each row, for a report's texts."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from emulation.fields import CleanCharField, NumberField
from emulation.numbers import format_number
from emulation.text import clean_text
from reports.choices import Outlook, ReadingState
from reports.entries import BESIDE, NARRATIVE_FIELDS, Entry
from reports.entry.number_boxes import CellField, KeptField, as_sent
from reports.intake import Blank, fingerprint
from reports.models import Reading, Revision
from reports.same_period import same_period_of, with_base
from reports.tallies import Part
from reports.typed import Asked, Span, Taken, Typed, read_typed, spans_of, units_of
from targets.choices import Entry as EntryKind
from targets.choices import Measure, OverTime, Window
from targets.models import Allocation, ReportingPeriod

STATES = {
    ReadingState.REPORTED: pgettext_lazy("answer", "here is the number"),
    ReadingState.NOTHING_AROSE: ReadingState.NOTHING_AROSE.label,
    ReadingState.UNAVAILABLE: ReadingState.UNAVAILABLE.label,
}
YES_NO = [("1", pgettext_lazy("answer", "Yes")), ("0", pgettext_lazy("answer", "No"))]
NUMBERS = ("value", "base")
TYPED = (*NUMBERS, "note", "year_forecast", "outlook", "outlook_reason")
FORECAST = ("outlook", "year_forecast", "outlook_reason")
SAID = ("state", "span", "unit", "is_estimate", *TYPED)


class ReadingForm(forms.Form):
    """One allocation in one period, as typed. It reads numbers; what may be said is for `reports.entries`."""

    state = forms.ChoiceField(label=_("Answer"), required=False, widget=forms.RadioSelect)
    value = NumberField(required=False)
    base = NumberField(required=False)
    is_estimate = forms.BooleanField(label=_("estimate"), required=False)
    note = CleanCharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    outlook = forms.ChoiceField(label=_("By the end of the year the plan"), required=False)
    year_forecast = NumberField(label=_("Expected for the whole year"), required=False)
    outlook_reason = CleanCharField(
        label=_("Why, if it is hard to reach or will not be"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    seen_version = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        allocation: Allocation,
        period: ReportingPeriod,
        before: Part,
        *,
        reading: Reading | None = None,
        data=None,
    ):
        self.allocation = allocation
        self.before = before
        self.is_compact = is_for_another(allocation)
        self.taken: dict[str, Taken] = {}
        super().__init__(
            data, prefix=prefix_of(allocation), initial=_initial(allocation, before, reading), label_suffix=""
        )
        target = allocation.target
        self._ask_for_numbers(target)
        self._ask_for_how(target)
        self._ask_for_state(target)
        self._ask_for_forecast(target, period)
        self.initial["seen"] = fingerprint(
            "|".join(self._shown(name) for name in SAID if name in self.fields)
        )

    def _shown(self, name: str) -> str:
        """What the box holds as the page is rendered, in the letters in which it comes back untouched."""
        shown = self.fields[name].prepare_value(self.initial.get(name))
        return as_sent(shown)

    @property
    def as_shown(self) -> dict[str, str]:
        """Every box as it comes back untouched, by its name within the row."""
        return {name: self._shown(name) for name in self.fields}

    @property
    def sent_mark(self) -> str:
        """The fingerprint of the boxes as they came back: what they show from now on."""
        sent = (as_sent(self._sent(name)) for name in SAID if name in self.fields)
        return fingerprint("|".join(sent))

    @property
    def sent_texts(self) -> dict[str, str]:
        """What came back in the boxes of its numbers."""
        return {name: as_sent(self._sent(name)) for name in NUMBERS if name in self.fields}

    @property
    def is_untouched(self) -> bool:
        """The row came back as it was shown: it says nothing new, whatever others wrote since."""
        return self._sent("seen") == self.sent_mark

    @property
    def seen_by_sender(self) -> str:
        """The version of the reading that the person had before them; empty where there was none."""
        return as_sent(self._sent("seen_version"))

    @property
    def boxes(self) -> list[forms.BoundField]:
        """What can be wrong by itself, each with a place for the reason."""
        return [self[name] for name in self.fields if name in {"state", *TYPED}]

    def _sent(self, name: str):
        field = self.fields[name]
        return field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))

    def _ask_for_numbers(self, target) -> None:
        is_yes_no = target.entry == EntryKind.YES_NO
        self.fields["value"] = _yes_no() if is_yes_no else _cell("value", target)
        self.fields["value"].label = target.value_label or target.name
        if target.takes_base:
            self.fields["base"] = _cell("base", target)
            self.fields["base"].label = target.base_label
            if known := same_period_of(self.allocation):
                # What is taken where the box stays empty.
                self.fields["base"].widget.attrs["placeholder"] = format_number(known)
        else:
            del self.fields["base"]
        self.order_fields(["state", "value", "base"])
        if self.is_compact:
            for name in ("state", "value", "base", "is_estimate"):
                if name in self.fields:
                    self._say_whose(self.fields[name])

    def _say_whose(self, field: forms.Field) -> None:
        """In a grid the labels stand in the header, out of hearing."""
        field.widget.attrs["aria-label"] = f"{self.allocation.unit.name}, {field.label}"

    def _ask_for_how(self, target) -> None:
        """In which unit of measure the numbers are typed, and for which span, where there is a choice."""
        if target.entry == EntryKind.YES_NO:
            return
        choices = {
            "span": (_("covers"), [(span.value, span.label) for span in spans_of(self.before)]),
            "unit": (_("unit of measure"), [(_unit_key(scale), scale.name) for scale in units_of(target)]),
        }
        for name, (label, offered) in choices.items():
            if len(offered) > 1:
                self.fields[name] = forms.ChoiceField(label=label, choices=offered, required=False)
                self.fields[name].widget.attrs["data-how"] = name
        for name in NUMBERS:
            if name in self.fields:
                if "span" in self.fields:
                    # Its label follows the choice, which no attribute does.
                    self.fields[name].widget.attrs.pop("aria-label", None)
                # Of two readings of a text: the one that was chosen, and the one that is stored already.
                self.fields[f"{name}_meant"] = NumberField(
                    required=False, allow_negative=True, widget=forms.HiddenInput
                )
                self.fields[f"{name}_kept"] = KeptField(self._shown(name))

    def asked(self, number: str = "value") -> Asked:
        """What the box of this number is read as, by what is chosen beside it."""
        chosen = {name: self[name].value() if name in self.fields else "" for name in ("unit", "span")}
        span = Span(chosen["span"]) if chosen["span"] in Span.values else Span.PERIOD
        return Asked(self.allocation.target, self.before, number, chosen["unit"] or "", span)

    def clean(self):
        cleaned = super().clean()
        for name in NUMBERS:
            if isinstance(self.fields.get(name), CellField) and cleaned.get(name):
                self._take(name, cleaned[name])
        return cleaned

    def _take(self, name: str, text: str) -> None:
        """The text of a box as the number that it stands for, or what is wrong with it beside the box."""
        kept = self.cleaned_data.get(f"{name}_kept")
        meant = (self.cleaned_data.get(f"{name}_meant"), kept and kept.stands_for(text))
        taken = read_typed(text, self.asked(name), [number for number in meant if number is not None])
        self.taken[name] = taken
        self.fields[name].options = taken.options
        if taken.error:
            self.add_error(name, forms.ValidationError(taken.error, code=taken.code))
        else:
            self.cleaned_data[name] = taken.number

    @property
    def kept_boxes(self) -> list[forms.BoundField]:
        """Hidden: the stored numbers, each with the text that stands for it and can be two."""
        return [self[f"{name}_kept"] for name in NUMBERS if f"{name}_kept" in self.fields]

    @property
    def typed(self) -> Typed:
        """The boxes as they stand, for a row without errors."""
        asked = self.asked()
        texts = {name: clean_text(str(self[name].value() or "")) for name in NUMBERS if name in self.taken}
        return Typed(**texts, unit=asked.unit, span=asked.span)

    def _ask_for_state(self, target) -> None:
        offered = dict(STATES)
        if target.over_time != OverTime.SUM:
            del offered[ReadingState.NOTHING_AROSE]
        if target.entry == EntryKind.YES_NO:
            offered[ReadingState.REPORTED] = pgettext_lazy("answer", "yes or no")
            del self.fields["is_estimate"]
        if self.is_compact:
            self.fields["state"].widget = forms.Select(attrs=self.fields["state"].widget.attrs)
        self.fields["state"].choices = list(offered.items())

    def _ask_for_forecast(self, target, period: ReportingPeriod) -> None:
        if not period.asks_forecast:
            for name in FORECAST:
                del self.fields[name]
            return
        self.fields["outlook"].choices = [("", _("not said")), *Outlook.choices]
        if target.entry == EntryKind.YES_NO:
            del self.fields["year_forecast"]
            return
        is_amount = target.measure == Measure.AMOUNT
        self.fields["year_forecast"] = NumberField(
            label=_("Expected for the whole year"),
            required=False,
            integer=is_amount and target.entry == EntryKind.INTEGER,
            allow_negative=target.allows_negative or not is_amount,
            unit=target.unit_of_measure,
        )

    @property
    def is_blank(self) -> bool:
        """Nothing was typed, nor said in place of a number."""
        typed = any(as_sent(self._sent(name)) for name in TYPED if name in self.fields)
        return not typed and self._sent("state") in (None, "", ReadingState.REPORTED)

    @property
    def has_answer(self) -> bool:
        """What it says can be read, but perhaps for boxes beside the answer."""
        return self.errors.keys() <= BESIDE.keys()

    def answer(self) -> Entry | Blank | None:
        """What the row says; None where it says nothing and had said nothing. ValueError while invalid."""
        if not self.has_answer:
            raise ValueError("A row with errors has no answer.")
        cleaned = self.cleaned_data
        if self.is_blank:
            seen = cleaned["seen_version"]
            return None if seen is None else Blank(self.allocation, seen)
        state = ReadingState(cleaned["state"] or ReadingState.REPORTED)
        given = {name: cleaned[name] for name in ("base", *FORECAST) if name in cleaned}
        entry = Entry(
            self.allocation,
            state,
            value=None if self._has_stale_choice(state) else cleaned["value"],
            is_estimate=cleaned.get("is_estimate", False),
            note=cleaned.get("note", ""),
            seen_version=cleaned["seen_version"],
            typed=self.typed.kept() if any(taken.says_more for taken in self.taken.values()) else {},
            unread=frozenset(self.errors),
            **given,
        )
        return with_base(entry, self.allocation)

    def _has_stale_choice(self, state: ReadingState) -> bool:
        """A yes or no cannot be taken back by hand once it was chosen."""
        return self.allocation.target.entry == EntryKind.YES_NO and state != ReadingState.REPORTED


def is_for_another(allocation: Allocation) -> bool:
    """A lead enters it about another unit: a row of a grid, with less room."""
    return allocation.unit_id != allocation.reporter_id


def prefix_of(allocation: Allocation) -> str:
    return f"a{allocation.pk}"


def _unit_key(scale) -> str:
    """As forms send it: empty for the target's own unit."""
    return "" if scale.is_own else scale.name


def _initial(allocation: Allocation, before: Part, reading: Reading | None) -> dict:
    how = {"span": Span.PERIOD.value, "unit": ""}
    if reading is None:
        is_estimate = allocation.target.window == Window.CALENDAR
        last = Typed.of(getattr(allocation, "last_typed", None) or {})
        how |= {"span": last.span.value, "unit": last.unit} if last else {}
        return {"state": ReadingState.REPORTED, "is_estimate": is_estimate, **how}
    stored = {name: getattr(reading, name) for name in ("state", "is_estimate", "base", *TYPED)} | how
    stored |= {f"{name}_kept": getattr(reading, name) for name in NUMBERS}
    if reading.state == ReadingState.NOTHING_AROSE:
        stored["value"] = None
        stored["base"] = reading.base or None
    elif allocation.target.entry == EntryKind.YES_NO and reading.value is not None:
        stored["value"] = str(int(reading.value))
    return {**stored, **_as_typed(allocation, before, reading), "seen_version": reading.version}


def _as_typed(allocation: Allocation, before: Part, reading: Reading) -> dict:
    """The boxes as they were typed, as long as that still makes the numbers that are kept."""
    typed = Typed.of(reading.typed)
    if typed is None:
        return {}
    boxes: dict = {"unit": typed.unit, "span": typed.span.value}
    for name in NUMBERS:
        text, number = getattr(typed, name), getattr(reading, name)
        asked = Asked(allocation.target, before, name, typed.unit, typed.span)
        covered = asked.covered(number)
        if text and read_typed(text, asked, [covered] if covered is not None else []).number != number:
            return {}
        boxes |= {name: text or None, f"{name}_kept": covered}
    return boxes


def _cell(column: str, target) -> NumberField:
    field = CellField(required=False, allow_negative=target.allows_negative)
    field.widget.attrs["data-cell"] = column
    return field


def _yes_no() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        choices=YES_NO, coerce=Decimal, empty_value=None, required=False, widget=forms.RadioSelect
    )


NARRATIVE_LABELS = {
    "results": _("Results"),
    "difficulties": _("Difficulties and their causes"),
    "proposals": _("Proposals"),
}
NARRATIVE_HELP = {
    "results": _("Two or three sentences on what was done and why the figures moved."),
    "difficulties": _("One or two sentences for each; leave it empty where there are none."),
    "proposals": _("What the city or a department should do, one sentence each."),
}


class NarrativeForm(forms.Form):
    """The three texts of one report, each with the fingerprint of what the person had before them."""

    def __init__(self, period: ReportingPeriod, *, revision: Revision | None = None, data=None):
        texts = {name: getattr(revision, name, "") for name in NARRATIVE_FIELDS}
        seen = {f"{name}_seen": fingerprint(text) for name, text in texts.items()}
        super().__init__(data, prefix=f"p{period.pk}", initial={**texts, **seen}, label_suffix="")
        for name in NARRATIVE_FIELDS:
            self.fields[name] = CleanCharField(
                label=NARRATIVE_LABELS[name],
                help_text=NARRATIVE_HELP[name],
                required=False,
                widget=forms.Textarea(attrs={"rows": 4}),
            )
            self.fields[f"{name}_seen"] = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def texts(self) -> dict[str, str]:
        """The texts that were changed, by field; one that was not sent stays as it is."""
        sent = {n: self.cleaned_data[n] for n in NARRATIVE_FIELDS if self.add_prefix(n) in self.data}
        return {name: text for name, text in sent.items() if fingerprint(text) != self.seen[name]}

    @property
    def seen(self) -> dict[str, str]:
        return {name: self.cleaned_data[f"{name}_seen"] for name in NARRATIVE_FIELDS}

    def overtaken(self, present: "NarrativeForm") -> set[str]:
        """Texts that came back as they had been shown, or not at all, and say something else by now."""
        shown = {name: self.data.get(self.add_prefix(f"{name}_seen")) for name in NARRATIVE_FIELDS}
        typed = {name: self.data.get(self.add_prefix(name)) for name in NARRATIVE_FIELDS}
        return {
            name
            for name, seen in shown.items()
            if seen and seen != present.initial[f"{name}_seen"]
            if typed[name] is None or fingerprint(typed[name]) == seen
        }

    @property
    def boxes(self) -> list[forms.BoundField]:
        return [self[name] for name in NARRATIVE_FIELDS]
