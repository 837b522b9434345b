"""Administration of what is expected: campaign, targets and their allocations, the calendar."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from emulation.dates import now
from emulation.text import fold
from targets.admin_forms import DECISION_FIELDS, AllocationForm, AllocationRowForm, AllocationRows, TargetForm
from targets.models import (
    Allocation,
    Campaign,
    Extension,
    Group,
    Holiday,
    Movement,
    Recipient,
    ReportingPeriod,
    Responsibility,
    Target,
)
from targets.models.target import FROZEN_WITH_READINGS
from targets.permissions import may_extend
from targets.plan import record_plan_change
from targets.printed_plan import STANDS
from targets.resources import (
    AllocationResource,
    CampaignResource,
    GroupResource,
    PeriodResource,
    TargetResource,
)
from units.administration import AdministeredAdmin, NewInline, StandingInline, number_column
from units.choices import Action, Role
from units.exchange.admin import Exchanged
from units.permissions import holds_anywhere


@admin.register(Campaign)
class CampaignAdmin(Exchanged, AdministeredAdmin):
    resource_class = CampaignResource
    files = "campaigns"
    unit_lookup = "owner"
    list_display = ["name", "code", "owner", "launched_on", "ends_on", "size", "in_preparation"]
    list_select_related = ["owner"]
    search_fields = ["code", "name", "document_number", "owner__name_search"]
    folded_search = False
    autocomplete_fields = ["owner"]
    fieldsets = [
        (None, {"fields": ["owner", "code", "name", "theme", "launched_on", "ends_on"]}),
        (None, {"fields": ["is_demonstration", "in_preparation"]}),
        (
            _("Launching document"),
            {"fields": ["document_number", "document_title", "document_signer", "document_text"]},
        ),
        (_("Documents and offices"), {"fields": ["settings"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(size=Count("targets"))

    @admin.display(description=_("targets"), ordering="size")
    def size(self, campaign):
        return campaign.size

    def get_readonly_fields(self, request, obj=None):
        """A campaign is opened on its own page, which says what is wanting (`targets.setting_up`)."""
        return ["owner", "code", "in_preparation"] if obj else []

    def get_fieldsets(self, request, obj=None):
        """The settings as they are stored are for administrators; offices have `targets.settings_page`."""
        shown = super().get_fieldsets(request, obj)
        return shown if request.user.is_superuser else shown[:-1]


class CampaignPartAdmin(AdministeredAdmin):
    """What belongs to one campaign and stays in it."""

    unit_lookup = "campaign__owner"
    may_delete = True
    folded_search = False
    list_filter = ["campaign"]
    list_select_related = ["campaign"]
    autocomplete_fields = ["campaign"]

    def get_readonly_fields(self, request, obj=None):
        return ["campaign"] if obj else []


@admin.register(Group)
class GroupAdmin(Exchanged, CampaignPartAdmin):
    resource_class = GroupResource
    files = "groups"
    list_display = ["name", "code", "campaign", "size"]
    search_fields = ["name", "code"]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(size=Count("targets"))

    @admin.display(description=_("targets"), ordering="size")
    def size(self, group):
        return group.size


class StandingAllocationInline(StandingInline):
    model = Allocation
    form = AllocationRowForm
    formset = AllocationRows
    fields = ["unit", "reporter", "counts", "quota", "baseline_value", "baseline_base"]
    readonly_fields = ["unit"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("unit", "reporter", "target")


class NewAllocationInline(NewInline):
    model = Allocation
    form = AllocationRowForm
    formset = AllocationRows
    verbose_name_plural = _("new allocations")
    fields = ["unit", "reporter", "counts", "quota", "baseline_value", "baseline_base"]
    autocomplete_fields = ["unit", "reporter"]


class PlanAdmin(AdministeredAdmin):
    """A change of the plan is recorded with its decision, apart from whatever else changed."""

    def log_form(self, request, form, *, adding):
        if not adding and record_plan_change(request.user, form.instance, form.plan_changes, form.decision):
            form.changed_data = [name for name in form.changed_data if name not in form.plan_changes]
        super().log_form(request, form, adding=adding)


@admin.register(Target)
class TargetAdmin(Exchanged, PlanAdmin, CampaignPartAdmin):
    resource_class = TargetResource
    files = "targets"
    form = TargetForm
    folded_search = True
    list_display = ["code", "name", "level", "measure", "frequency", "lead", "allocated"]
    list_filter = ["campaign", "group", "measure", "frequency", "pace", "tallied", "is_hdnd"]
    list_select_related = ["lead"]
    search_fields = ["name_search", "lead__name_search"]
    autocomplete_fields = ["campaign", "group", "parent", "lead", "previous"]
    inlines = [StandingAllocationInline, NewAllocationInline]
    level = number_column("threshold", _("threshold"))
    fieldsets = [
        (None, {"fields": ["campaign", "group", "code", "order", "parent", "section", "name"]}),
        (_("As the document has it"), {"fields": ["text_original", "plan_text", "note"]}),
        (_("Who"), {"fields": ["lead", "entered_by", "tallied", "is_hdnd"]}),
        (
            _("What is entered"),
            {
                "fields": [
                    *("unit_of_measure", "entry", "allows_negative", "value_label", "base_label"),
                    *("frequency", "window", "decimals"),
                ]
            },
        ),
        (_("How it is counted"), {"fields": ["measure", "over_time", "direction"]}),
        (
            _("Plan"),
            {
                "fields": [
                    *("threshold", "strict", "ceiling", "plan_stands", "maximum", "baseline"),
                    *DECISION_FIELDS,
                ]
            },
        ),
        (
            _("How it is assessed"),
            {"fields": ["pace", "profile", "slow_from", "nearly_from", "irreversible", "result_due"]},
        ),
        (_("Last year"), {"fields": ["previous", "previous_result"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(allocated=Count("allocations"))

    def log_form(self, request, form, *, adding):
        super().log_form(request, form, adding=adding)
        if form.stands:
            self.log(request, form.instance, Action.CHANGED, {STANDS: form.stands})

    @admin.display(description=_("allocations"), ordering="allocated")
    def allocated(self, target):
        return target.allocated

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        reported = obj and obj.allocations.filter(readings__isnull=False).exists()
        return [*fields, *FROZEN_WITH_READINGS] if reported else fields


@admin.register(Allocation)
class AllocationAdmin(Exchanged, PlanAdmin):
    resource_class = AllocationResource
    files = "allocations"
    form = AllocationForm
    unit_lookup = "unit"
    may_delete = True
    list_display = ["target", "unit", "reporter", "counts", "level"]
    list_filter = ["target__campaign", "counts", "target__group"]
    list_select_related = ["target", "unit", "reporter"]
    search_fields = ["target__name_search", "unit__name_search"]
    autocomplete_fields = ["target", "unit", "reporter"]
    level = number_column("quota", _("quota"))
    fieldsets = [
        (None, {"fields": ["target", "unit", "reporter", "counts"]}),
        (_("Plan"), {"fields": ["quota", "baseline_value", "baseline_base", *DECISION_FIELDS]}),
    ]

    def get_readonly_fields(self, request, obj=None):
        return ["target", "unit"] if obj else []


class ByHomeAffairs:
    """More time is given by Home Affairs alone; administrators look."""

    def has_add_permission(self, request, obj=None):
        return super().has_add_permission(request, obj) and holds_anywhere(request.user, Role.HOME_AFFAIRS)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and holds_anywhere(request.user, Role.HOME_AFFAIRS)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and holds_anywhere(request.user, Role.HOME_AFFAIRS)


class StandingExtensionInline(ByHomeAffairs, StandingInline):
    model = Extension
    fields = ["unit", "until", "reason", "granted_by", "granted_at"]
    readonly_fields = ["unit", "granted_by", "granted_at"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("unit", "granted_by", "period")


class NewExtensionInline(ByHomeAffairs, NewInline):
    model = Extension
    verbose_name_plural = _("new extensions")
    fields = ["unit", "until", "reason"]
    autocomplete_fields = ["unit"]


@admin.register(ReportingPeriod)
class ReportingPeriodAdmin(Exchanged, CampaignPartAdmin):
    resource_class = PeriodResource
    files = "periods"
    list_display = ["code", "name", "starts_on", "cut_off", "opens_on", "due_on", "closes_on"]
    list_filter = ["campaign", "kind"]
    search_fields = ["code"]
    inlines = [StandingExtensionInline, NewExtensionInline]
    date_hierarchy = "cut_off"
    fieldsets = [
        (None, {"fields": ["campaign", "code", "kind", "number", "order", "asks_forecast"]}),
        (_("Days covered"), {"fields": ["starts_on", "cut_off", "calendar_from", "calendar_to"]}),
        (
            _("Dates of the report"),
            {"fields": ["opens_on", "due_on", "confirm_by", "report_on", "closes_on"]},
        ),
    ]

    @admin.display(description=_("name"))
    def name(self, period):
        return period.name

    def get_search_results(self, request, queryset, search_term):
        """By the name people say, which no column holds ("tháng 5", "quy ii"), or by the code."""
        term = fold(search_term)
        if not term:
            return queryset, False
        found = [p.pk for p in queryset if term in fold(p.name) or term in fold(p.code)]
        return queryset.filter(pk__in=found), False

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        return [*fields, "code", "kind", "number"] if obj and obj.progress_reports.exists() else fields

    def get_inlines(self, request, obj):
        return super().get_inlines(request, obj) if obj and obj.holds_readings else []


@admin.register(Holiday)
class HolidayAdmin(AdministeredAdmin):
    may_delete = True
    list_display = ["on", "weekday", "name", "is_working_day"]
    list_filter = ["is_working_day"]
    search_fields = ["name"]
    folded_search = False
    date_hierarchy = "on"
    fieldsets = [
        (
            None,
            {
                "fields": ["on", "name", "is_working_day"],
                "description": _("Periods that already have their dates keep them."),
            },
        ),
    ]

    @admin.display(description=_("weekday"))
    def weekday(self, holiday):
        return date_format(holiday.on, "l")


@admin.register(Extension)
class ExtensionAdmin(ByHomeAffairs, AdministeredAdmin):
    unit_lookup = "unit"
    may_delete = True
    added = changed = Action.EXTENDED
    comment_field = "reason"
    list_display = ["unit", "period", "until", "reason", "granted_by", "granted_at"]
    list_filter = ["period__campaign"]
    list_select_related = ["unit", "period", "granted_by"]
    search_fields = ["unit__name_search", "period__code"]
    autocomplete_fields = ["unit", "period"]
    date_hierarchy = "until"
    fields = ["period", "unit", "until", "reason", "granted_by", "granted_at"]

    def get_readonly_fields(self, request, obj=None):
        identity = ["period", "unit"] if obj else []
        return [*identity, "granted_by", "granted_at"]

    def stamp(self, request, thing):
        if not may_extend(request.user, thing.unit):
            raise PermissionDenied
        thing.granted_by = request.user
        thing.granted_at = now()


@admin.register(Movement)
class MovementAdmin(CampaignPartAdmin):
    list_display = ["code", "name", "size"]
    search_fields = ["name", "code"]
    autocomplete_fields = ["campaign", "targets"]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(size=Count("targets"))

    @admin.display(description=_("linked targets"), ordering="size")
    def size(self, movement):
        return movement.size


@admin.register(Responsibility)
class ResponsibilityAdmin(CampaignPartAdmin):
    list_display = ["code", "text", "campaign"]
    search_fields = ["text", "code"]
    autocomplete_fields = ["campaign", "units"]


@admin.register(Recipient)
class RecipientAdmin(CampaignPartAdmin):
    list_display = ["text", "code", "campaign", "order"]
    search_fields = ["text", "code"]
