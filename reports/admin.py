"""Administration of what happened, to look at: `intake`, `workflow` and `overrides` are its only writers."""

from django.contrib import admin
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from reports.choices import RevisionStatus
from reports.models import ProgressReport, Reading, Revision, StatusOverride
from units.administration import AdministeredAdmin, ReadOnly, StandingInline, number_column


class RevisionInline(ReadOnly, StandingInline):
    model = Revision
    fields = ["number", "status", "submitted_by", "submitted_at", "decided_by", "decided_at"]
    readonly_fields = fields

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("submitted_by", "decided_by")


@admin.register(ProgressReport)
class ProgressReportAdmin(ReadOnly, AdministeredAdmin):
    unit_lookup = "reporter"
    list_display = ["reporter", "period", "status", "first_submitted_at"]
    list_filter = ["period__campaign", "period__kind", "revisions__status"]
    list_select_related = ["reporter", "period"]
    search_fields = ["reporter__name_search", "period__code"]
    fields = ["reporter", "period", "first_submitted_at"]
    inlines = [RevisionInline]

    def get_queryset(self, request):
        newest = Revision.objects.newest().filter(report=OuterRef("pk")).values("status")
        return super().get_queryset(request).annotate(newest_status=Subquery(newest))

    @admin.display(description=_("status"), ordering="newest_status")
    def status(self, report):
        return RevisionStatus(report.newest_status).label if report.newest_status else None


class Figures:
    """Exact figures the Vietnamese way, in place of the fields' own form."""

    exact_value = number_column("value", _("value"))
    exact_base = number_column("base", _("base"))
    exact_forecast = number_column("year_forecast", _("forecast for the year"))


class ReadingInline(Figures, ReadOnly, StandingInline):
    model = Reading
    fields = ["allocation", "state", "exact_value", "exact_base", "is_estimate", "note", "entered_by"]
    readonly_fields = fields

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows.select_related("allocation__target", "allocation__unit", "entered_by", "revision__report")


@admin.register(Revision)
class RevisionAdmin(ReadOnly, AdministeredAdmin):
    unit_lookup = "report__reporter"
    list_display = ["report", "number", "status", "submitted_by", "submitted_at", "decided_by", "decided_at"]
    list_filter = ["status", "report__period__campaign", "report__period__kind", "entered_for_unit"]
    list_select_related = ["report__reporter", "report__period", "submitted_by", "decided_by"]
    search_fields = ["report__reporter__name_search", "report__period__code"]
    inlines = [ReadingInline]


@admin.register(Reading)
class ReadingAdmin(Figures, ReadOnly, AdministeredAdmin):
    unit_lookup = "revision__report__reporter"
    list_display = [
        *("period", "unit", "target", "state", "exact_value", "exact_base", "is_estimate"),
        *("entered_by", "entered_at"),
    ]
    list_filter = ["revision__status", "state", "is_estimate", "revision__report__period__kind"]
    list_select_related = [
        *("revision__report__period", "revision__report__reporter"),
        *("allocation__target", "allocation__unit", "entered_by"),
    ]
    search_fields = [
        *("allocation__target__name_search", "allocation__unit__name_search"),
        "revision__report__period__code",
    ]
    show_full_result_count = False
    fields = [
        *("revision", "allocation", "state", "exact_value", "exact_base", "is_estimate", "note"),
        *("exact_forecast", "outlook", "outlook_reason", "review_comment", "version"),
        *("entered_by", "entered_at"),
    ]
    readonly_fields = fields

    @admin.display(description=_("period"), ordering="revision__report__period")
    def period(self, reading):
        return reading.revision.report.period

    @admin.display(description=_("unit"), ordering="allocation__unit")
    def unit(self, reading):
        return reading.allocation.unit

    @admin.display(description=_("target"), ordering="allocation__target")
    def target(self, reading):
        return reading.allocation.target


@admin.register(StatusOverride)
class StatusOverrideAdmin(ReadOnly, AdministeredAdmin):
    """Given on the target's own page, beside the computed status: see `reports.overrides`."""

    unit_lookup = "target__campaign__owner"
    list_display = ["target", "period", "status", "reason", "made_by", "made_at"]
    list_filter = ["period__campaign", "status"]
    list_select_related = ["target", "period", "made_by"]
    search_fields = ["target__name_search", "period__code"]
