"""The boxes in which a unit's staff type: a form for each row, for a report's texts, for the source."""

from collections.abc import Iterable
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from emulation.fields import CleanCharField, NumberField
from emulation.numbers import stands_for_none
from emulation.text import clean_text
from reports.choices import Outlook, ReadingState
from reports.entries import NARRATIVE_FIELDS, Entry
from reports.intake import Blank, fingerprint
from reports.models import Reading, Revision
from targets.choices import Entry as EntryKind
from targets.choices import Measure, OverTime, Window
from targets.models import Allocation, ReportingPeriod

STATES = {
    ReadingState.REPORTED: pgettext_lazy("answer", "here is the number"),
    ReadingState.NOTHING_AROSE: ReadingState.NOTHING_AROSE.label,
    ReadingState.UNAVAILABLE: ReadingState.UNAVAILABLE.label,
}
YES_NO = [("1", pgettext_lazy("answer", "Yes")), ("0", pgettext_lazy("answer", "No"))]
TYPED = ("value", "base", "note", "year_forecast", "outlook", "outlook_reason")
FORECAST = ("outlook", "year_forecast", "outlook_reason")
SAID = ("state", "is_estimate", *TYPED)


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
        self, allocation: Allocation, period: ReportingPeriod, *, reading: Reading | None = None, data=None
    ):
        self.allocation = allocation
        self.is_compact = is_for_another(allocation)
        super().__init__(
            data, prefix=prefix_of(allocation), initial=_initial(allocation, reading), label_suffix=""
        )
        target = allocation.target
        self._ask_for_numbers(target)
        self._ask_for_state(target)
        self._ask_for_forecast(target, period)
        self.initial["seen"] = fingerprint(
            "|".join(self._shown(name) for name in SAID if name in self.fields)
        )

    def _shown(self, name: str) -> str:
        """What the box holds as the page is rendered, in the letters in which it comes back untouched."""
        shown = self.fields[name].prepare_value(self.initial.get(name))
        return _as_sent(shown)

    @property
    def sent_mark(self) -> str:
        """The fingerprint of the boxes as they came back: what they show from now on."""
        sent = (_as_sent(self._sent(name)) for name in SAID if name in self.fields)
        return fingerprint("|".join(sent))

    @property
    def is_untouched(self) -> bool:
        """The row came back as it was shown: it says nothing new, whatever others wrote since."""
        return self._sent("seen") == self.sent_mark

    @property
    def seen_by_sender(self) -> str:
        """The version of the reading that the person had before them; empty where there was none."""
        return _as_sent(self._sent("seen_version"))

    @property
    def boxes(self) -> list[forms.BoundField]:
        """What can be wrong by itself, each with a place for the reason."""
        return [self[name] for name in self.fields if name in {"state", *TYPED}]

    def _sent(self, name: str):
        field = self.fields[name]
        return field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))

    def _ask_for_numbers(self, target) -> None:
        number = {"integer": target.entry != EntryKind.DECIMAL, "allow_negative": target.allows_negative}
        self.fields["value"] = (
            _yes_no()
            if target.entry == EntryKind.YES_NO
            else _cell("value", unit=suffix_of(target), **number)
        )
        self.fields["value"].label = target.value_label or target.name
        if target.takes_base:
            self.fields["base"] = _cell("base", **number)
            self.fields["base"].label = target.base_label
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
        typed = any(_as_sent(self._sent(name)) for name in TYPED if name in self.fields)
        return not typed and self._sent("state") in (None, "", ReadingState.REPORTED)

    def answer(self) -> Entry | Blank | None:
        """What the row says; None where it says nothing and had said nothing. ValueError while invalid."""
        if self.errors:
            raise ValueError("A row with errors has no answer.")
        cleaned = self.cleaned_data
        if self.is_blank:
            seen = cleaned["seen_version"]
            return None if seen is None else Blank(self.allocation, seen)
        state = ReadingState(cleaned["state"] or ReadingState.REPORTED)
        given = {name: cleaned[name] for name in ("base", *FORECAST) if name in cleaned}
        return Entry(
            self.allocation,
            state,
            value=None if self._has_stale_choice(state) else cleaned["value"],
            is_estimate=cleaned.get("is_estimate", False),
            note=cleaned["note"],
            seen_version=cleaned["seen_version"],
            **given,
        )

    def _has_stale_choice(self, state: ReadingState) -> bool:
        """A yes or no cannot be taken back by hand once it was chosen."""
        return self.allocation.target.entry == EntryKind.YES_NO and state != ReadingState.REPORTED


def _as_sent(value) -> str:
    """One spelling for what was rendered and what came back: browsers turn line ends round."""
    return "" if value in (None, "", False) else clean_text(str(value)).strip()


def is_for_another(allocation: Allocation) -> bool:
    """A lead enters it about another unit: a row of a grid, with less room."""
    return allocation.unit_id != allocation.reporter_id


def prefix_of(allocation: Allocation) -> str:
    return f"a{allocation.pk}"


def suffix_of(target) -> str:
    """The unit of the typed value: that of the figure where the figure is the sum of the values."""
    return target.unit_of_measure if target.measure == Measure.AMOUNT else ""


def _initial(allocation: Allocation, reading: Reading | None) -> dict:
    if reading is None:
        is_estimate = allocation.target.window == Window.CALENDAR
        return {"state": ReadingState.REPORTED, "is_estimate": is_estimate}
    stored = {name: getattr(reading, name) for name in ("state", "is_estimate", "base", *TYPED)}
    if reading.state == ReadingState.NOTHING_AROSE:
        stored["value"] = None
        stored["base"] = reading.base or None
    elif allocation.target.entry == EntryKind.YES_NO and reading.value is not None:
        stored["value"] = str(int(reading.value))
    return {**stored, "seen_version": reading.version}


class CellField(NumberField):
    """A number of a row. Words that stand for no number are led to where that is said."""

    def to_python(self, value):
        if isinstance(value, str) and stands_for_none(value):
            raise forms.ValidationError(
                _(
                    "This is not a number. Zero is 0; where there is no figure, leave the box empty and "
                    "choose the answer that applies."
                ),
                code="no_number",
            )
        return super().to_python(value)


def _cell(column: str, **reading) -> NumberField:
    field = CellField(required=False, **reading)
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

    @property
    def boxes(self) -> list[forms.BoundField]:
        return [self[name] for name in NARRATIVE_FIELDS]


class SourceForm(forms.Form):
    """Where figures come from that Home Affairs enters for a unit (nhập thay)."""

    source = CleanCharField(
        label=_("Source of the figures"),
        help_text=_("Who gave them, when and how: “Ward office, by telephone, 9:15 on 17/6”."),
        required=False,
        max_length=300,
    )

    def __init__(self, revisions: Iterable[Revision], *, data=None):
        known = next((revision.source for revision in revisions if revision.source), "")
        super().__init__(data, initial={"source": known}, label_suffix="")
