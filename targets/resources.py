"""What is expected, as rows of files: campaigns, groups, targets, allocations, periods."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from targets.choices import (
    Direction,
    EnteredBy,
    Entry,
    Frequency,
    Measure,
    OverTime,
    Pace,
    PeriodKind,
    Window,
)
from targets.models import Allocation, Campaign, Group, ReportingPeriod, Target
from targets.plan import PLAN_FIELDS, Decision, decision_faults, plan_changes
from targets.printed_plan import printed_faults
from units.exchange.columns import Choice, Code, Column, Day, Flag, Json, Number, Prose, Reference, Whole
from units.exchange.resource import ExchangeResource
from units.models import Unit

OF_CAMPAIGN = "campaign__owner"


class CampaignResource(ExchangeResource):
    unit_lookup = "owner"
    related = ("owner",)

    owner = Reference("owner", Unit)
    code = Code("code")
    name = Column("name")
    theme = Prose("theme")
    document_number = Column("document_number")
    document_title = Column("document_title")
    document_signer = Column("document_signer")
    document_text = Prose("document_text")
    launched_on = Day("launched_on")
    ends_on = Day("ends_on")
    is_demonstration = Flag("is_demonstration")
    in_preparation = Flag("in_preparation")
    settings = Json("settings")

    class Meta:
        model = Campaign
        import_id_fields = ("owner", "code")

    def refuse(self, thing, original):
        if not original._state.adding and thing.in_preparation != original.in_preparation:
            message = _("A campaign is opened on its own page, not by a file.")
            raise ValidationError({"in_preparation": message})


class GroupResource(ExchangeResource):
    unit_lookup = OF_CAMPAIGN
    related = (OF_CAMPAIGN,)

    campaign = Reference("campaign", Campaign, unit="owner", example="TPLS/2024")
    code = Column("code")
    name = Column("name")
    order = Whole("order")

    class Meta:
        model = Group
        import_id_fields = ("campaign", "code")


class PlanResource(ExchangeResource):
    """Once figures have been accepted a plan changes by a decision, which no file brings."""

    def plan_changes(self, thing, original):
        if original._state.adding:
            return {}
        return plan_changes(original, {name: getattr(thing, name) for name in PLAN_FIELDS[self.model]})

    def refuse(self, thing, original):
        changes = self.plan_changes(thing, original)
        if decision_faults(original, changes, Decision()):
            message = _(
                "Figures have been accepted: the plan changes by a decision only. Change it on its own page."
            )
            raise ValidationError(dict.fromkeys(changes, message))


class TargetResource(PlanResource):
    unit_lookup = OF_CAMPAIGN
    related = (OF_CAMPAIGN, "group__campaign__owner", "parent", "lead", "previous__campaign__owner")

    campaign = Reference("campaign", Campaign, unit="owner", example="TPLS/2024")
    code = Column("code")
    group = Reference("group", Group, within="campaign", unit=OF_CAMPAIGN, example="KT")
    parent = Reference("parent", Target, within="campaign", unit=OF_CAMPAIGN, example="KT-01")
    order = Whole("order")
    section = Column("section")
    name = Column("name")
    text_original = Prose("text_original")
    plan_text = Column("plan_text")
    note = Prose("note")
    lead = Reference("lead", Unit)
    entered_by = Choice("entered_by", EnteredBy)
    tallied = Flag("tallied")
    is_hdnd = Flag("is_hdnd")
    unit_of_measure = Column("unit_of_measure")
    entry = Choice("entry", Entry)
    allows_negative = Flag("allows_negative")
    value_label = Column("value_label")
    base_label = Column("base_label")
    frequency = Choice("frequency", Frequency)
    window = Choice("window", Window)
    decimals = Whole("decimals")
    measure = Choice("measure", Measure)
    over_time = Choice("over_time", OverTime)
    direction = Choice("direction", Direction)
    threshold = Number("threshold")
    strict = Flag("strict")
    ceiling = Number("ceiling")
    maximum = Number("maximum")
    baseline = Number("baseline")
    pace = Choice("pace", Pace)
    profile = Column("profile")
    slow_from = Number("slow_from")
    nearly_from = Number("nearly_from")
    irreversible = Flag("irreversible")
    result_due = Day("result_due")
    previous = Reference("previous", Target, unit=OF_CAMPAIGN, example="TPLS/2023/KT-01")
    previous_result = Number("previous_result")

    class Meta:
        model = Target
        import_id_fields = ("campaign", "code")

    def refuse(self, thing, original):
        super().refuse(thing, original)
        names = ("threshold", "ceiling")
        now, before = ({name: getattr(each, name) for name in names} for each in (thing, original))
        if (thing.plan_text, now) == (original.plan_text, before):
            return
        was = None if original._state.adding else (original.plan_text, before)
        if faults := printed_faults(thing, thing.plan_text, now, before=was):
            raise ValidationError(faults)


class AllocationResource(PlanResource):
    unit_lookup = "unit"
    related = ("target__campaign__owner", "unit", "reporter")

    campaign = Reference("target__campaign", Campaign, name="campaign", derived=True, example="TPLS/2024")
    target = Reference("target", Target, within="campaign", unit=OF_CAMPAIGN, example="KT-01")
    unit = Reference("unit", Unit)
    reporter = Reference("reporter", Unit)
    counts = Flag("counts")
    quota = Number("quota")
    baseline_value = Number("baseline_value")
    baseline_base = Number("baseline_base")

    class Meta:
        model = Allocation
        import_id_fields = ("campaign", "target", "unit")

    def in_order(self, lines):
        """Who counts no longer comes before who counts now: nobody counts twice in between."""
        return sorted(lines, key=lambda line: line.flag("counts") is not False)


class PeriodResource(ExchangeResource):
    unit_lookup = OF_CAMPAIGN
    related = (OF_CAMPAIGN,)

    campaign = Reference("campaign", Campaign, unit="owner", example="TPLS/2024")
    code = Column("code")
    kind = Choice("kind", PeriodKind)
    number = Whole("number")
    order = Whole("order")
    starts_on = Day("starts_on")
    cut_off = Day("cut_off")
    calendar_from = Day("calendar_from")
    calendar_to = Day("calendar_to")
    opens_on = Day("opens_on")
    due_on = Day("due_on")
    confirm_by = Day("confirm_by")
    report_on = Day("report_on")
    closes_on = Day("closes_on")
    asks_forecast = Flag("asks_forecast")

    class Meta:
        model = ReportingPeriod
        import_id_fields = ("campaign", "code")

    def refuse(self, thing, original):
        if original._state.adding:
            return
        changed = [name for name in ("kind", "number") if getattr(thing, name) != getattr(original, name)]
        if changed and thing.progress_reports.exists():
            message = _("Units have already reported for this period, so this can no longer change.")
            raise ValidationError(dict.fromkeys(changed, message))
