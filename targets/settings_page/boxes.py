"""The parts of the settings page: the launching document, what documents print, their forms, the calendar."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from emulation.fields import CleanCharField
from emulation.text import ascii_filename
from targets.calendar import DECREE_RULE, CalendarRule, HolidayTable, draft_periods
from targets.campaign_settings import HOME_AFFAIRS, CampaignSettings, DocumentForm
from targets.models import Campaign
from targets.period_names import short_period_name
from targets.settings_page.parts import LinesField, Part, text_field

TWO_ROWS = {"rows": 2}


class HeadingPart(Part):
    """Fields of the campaign itself."""

    title = _("Launching document")

    name = CleanCharField(label=_("Name"), max_length=300, widget=forms.Textarea(attrs=TWO_ROWS))
    theme = CleanCharField(
        label=_("Theme"), max_length=1000, required=False, widget=forms.Textarea(attrs=TWO_ROWS)
    )
    document_number = text_field(_("Document number"), max_length=60)
    document_title = text_field(_("Document title"), max_length=300)
    document_signer = text_field(_("Signed by"), max_length=150)

    @classmethod
    def of(cls, campaign: Campaign, data: Any) -> "HeadingPart":
        return cls("heading", {name: getattr(campaign, name) for name in cls.base_fields}, data)


class PrintedPart(Part):
    title = _("In all documents")

    short_name = text_field(_("Short name, for headings"), max_length=60)
    place = text_field(_("Place before the date"), help_text=_("As it stands before the date."))
    legal_bases = LinesField(label=_("Legal bases"), rows=8, help_text=_("One a line, with its first word."))

    @classmethod
    def of(cls, settings: CampaignSettings, data: Any) -> "PrintedPart":
        return cls("printed", {name: getattr(settings, name) for name in cls.base_fields}, data)


class FormPart(Part):
    """Head and foot of one kind of document. `code` is empty for one that is to be added."""

    name = text_field(_("Agency, as running text has it"), help_text=_("For example: Home Affairs"))
    superior = text_field(_("Superior agency, above the agency"), help_text=_("Empty where none is printed."))
    agency = LinesField(
        label=_("Agency, as the head prints it"), rows=2, help_text=_("One line of print a line.")
    )
    symbol = text_field(_("Symbol of the document"), help_text=_("After the number, for example: BC-PNV"))
    addressees = LinesField(label=_("Addressees of the document"), help_text=_("One a line."))
    recipients = LinesField(
        label=_("Recipients of the document"),
        rows=5,
        help_text=_("One a line. The addressees and the archive are added by themselves."),
    )
    archive = text_field(_("Archive"), help_text=_("The last of the recipients, with its first word."))
    authority = LinesField(
        label=_("On whose authority it is signed"),
        rows=2,
        help_text=_("As it stands above the title, one line of print a line."),
    )
    signer_title = text_field(_("Title of the signer"))
    signer = text_field(_("Name of the signer"), help_text=_("Empty to leave room for it."))

    out = forms.BooleanField(label=_("Take out this form of documents"), required=False)

    def __init__(self, code: str, stored: Mapping[str, Any], data: Any = None) -> None:
        self.code = code
        super().__init__(f"form-{code}" if code else "added", stored, data)
        if code in ("", HOME_AFFAIRS):
            del self.fields["out"]

    @classmethod
    def of(cls, code: str, form: DocumentForm | None, data: Any) -> "FormPart":
        return cls(code, {**asdict(form)} if form else {}, data)

    @property
    def is_out(self) -> bool:
        return bool(self.is_bound and self.cleaned_data.get("out"))

    @property
    def new_code(self) -> str:
        """What one that is added is kept under: "BC-PNV" gives "pnv"."""
        symbol = str(self.cleaned_data.get("symbol", ""))
        return ascii_filename(symbol.removeprefix("BC-")).lower() or "form"

    @property
    def heading(self) -> str:
        """Empty for one that is to be added."""
        return str(self.initial.get("name") or self.initial.get("symbol") or self.code)

    def document(self) -> DocumentForm:
        """What stands in the boxes, as far as it can be read."""
        said = self.cleaned_data if self.is_bound and self.is_valid() else self.initial
        texts: dict[str, Any] = {
            name: tuple(said.get(name) or ()) if isinstance(box, LinesField) else said.get(name) or ""
            for name, box in self.fields.items()
            if name != "out"
        }
        return DocumentForm(**texts)


def _period_choices() -> list[tuple[str, Any]]:
    drafts = draft_periods(2000, HolidayTable())
    return [
        (draft.code.partition("-")[2], capfirst(short_period_name(draft.kind, draft.number)))
        for draft in drafts
    ]


def _days(label: Any, **kwargs: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, required=False, widget=forms.TextInput(attrs={"inputmode": "numeric"}), **kwargs
    )


class CalendarPart(Part):
    """The rule for the dates of periods that are still to be set."""

    title = _("Rule of the calendar")
    help_text = _(
        "What is left empty is as decree 09/2019 has it. Dates already set stay until they are set anew."
    )

    cut_off_day = _days(_("Figures are cut off on day … of the period's last month"))
    opens_before = _days(_("Entry opens so many days before the cut-off"))
    due_after = _days(_("Units submit: working days after the cut-off"))
    confirm_after = _days(_("Lead units confirm: working days after the cut-off"))
    report_after = _days(_("Report to the chairman: working days after the cut-off"))
    closes_after = _days(
        _("Entry closes: working days after the cut-off"), help_text=_("Empty where it never closes.")
    )
    forecast_in = forms.MultipleChoiceField(
        label=pgettext_lazy("calendar rule", "The outlook of the year is asked for in"),
        choices=_period_choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    @classmethod
    def of(cls, rule: CalendarRule, data: Any) -> "CalendarPart":
        return cls("calendar", asdict(rule) | {"forecast_in": sorted(rule.forecast_in)}, data)

    def said(self) -> dict[str, Any]:
        """What differs from the decree's rule."""
        given = {name: value for name, value in self.cleaned_data.items() if value is not None}
        decree = asdict(DECREE_RULE) | {"forecast_in": sorted(DECREE_RULE.forecast_in)}
        given["forecast_in"] = sorted(given.get("forecast_in", []))
        return {name: value for name, value in given.items() if value != decree[name]}


_PARTS: dict[str, type[Part]] = {"forms": FormPart, "calendar": CalendarPart}
_OTHERS = {"checks": _("Checks between targets"), "forms": _("Forms of documents")}


def setting_name(path: str) -> str:
    """What a setting of that path is called: "forms.pnv.symbol" gives "Forms of documents pnv: Symbol"."""
    first, *between, last = path.split(".") if "." in path else ("", path)
    box = _PARTS.get(first, PrintedPart).base_fields.get(last)
    label = str(box.label) if box else str(_OTHERS.get(last, last))
    if first != "forms":
        return label
    return f"{_OTHERS['forms']} {between[0] if between else last}" + (f": {label}" if between else "")
