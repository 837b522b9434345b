"""Administration of what happened, and the log, to look at: the services are their only writers."""

from django import forms
from django.contrib import admin
from django.db.models import OuterRef, Q, Subquery
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django_tasks_db.admin import DBTaskResult

from reports.choices import RevisionStatus
from reports.log_names import name_of, with_names
from reports.log_text import facts_of, kind_of, model_of
from reports.models import ProgressReport, Reading, Revision, StatusOverride
from reports.permissions import may_import_accepted
from reports.resources import ReadingResource
from targets.models import ReportingPeriod
from targets.period_names import period_name
from units.administration import AdministeredAdmin, ReadOnly, StandingInline, number_column
from units.exchange.admin import Exchanged
from units.exchange.forms import FileForm
from units.models import Event
from units.permissions import administered_by

# What is made in the background is told where it was asked for.
admin.site.unregister(DBTaskResult)


class RevisionInline(ReadOnly, StandingInline):
    model = Revision
    fields = ["number", "status", "submitted_by", "submitted_at", "decided_by", "decided_at"]
    readonly_fields = fields

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows.select_related("report__reporter", "report__period", "submitted_by", "decided_by")


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
        of_report = ("revision__report__reporter", "revision__report__period")
        return rows.select_related("allocation__target", "allocation__unit", "entered_by", *of_report)


@admin.register(Revision)
class RevisionAdmin(ReadOnly, AdministeredAdmin):
    unit_lookup = "report__reporter"
    list_display = ["report", "number", "status", "submitted_by", "submitted_at", "decided_by", "decided_at"]
    list_filter = ["status", "report__period__campaign", "report__period__kind", "entered_for_unit"]
    list_select_related = ["report__reporter", "report__period", "submitted_by", "decided_by"]
    search_fields = ["report__reporter__name_search", "report__period__code"]
    inlines = [ReadingInline]


class ReadingsForm(FileForm):
    official = forms.BooleanField(
        label=_("Make the figures official at once"),
        required=False,
        help_text=_("An administrator's act, recorded as such: without submission, complete or not."),
    )


@admin.register(Reading)
class ReadingAdmin(Exchanged, Figures, ReadOnly, AdministeredAdmin):
    """A file goes through the same intake as everything else."""

    resource_class = ReadingResource
    files = "readings"
    export_note = _(
        "The list holds the figures of all revisions: drafts, submitted, accepted and superseded ones. The "
        "files hold what is accepted alone."
    )
    unit_lookup = "revision__report__reporter"
    list_display = [
        *("period", "unit", "target", "status", "state", "exact_value", "exact_base", "is_estimate"),
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

    def import_form(self, request, *given, **how):
        """Only an administrator makes figures official at once."""
        form = ReadingsForm(*given, **how)
        if not may_import_accepted(request.user):
            del form.fields["official"]
        return form

    def resource(self, request, kept=None, reason=""):
        official = kept is not None and kept.official and may_import_accepted(request.user)
        return ReadingResource(request.user, approve=official, reason=reason, doubting=True)

    @admin.display(description=_("period"), ordering="revision__report__period")
    def period(self, reading):
        return reading.revision.report.period

    @admin.display(description=_("unit"), ordering="allocation__unit")
    def unit(self, reading):
        return reading.allocation.unit

    @admin.display(description=_("revision"), ordering="revision__status")
    def status(self, reading):
        return reading.revision.get_status_display()

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


# What a period's name is made of.
NAMING = ["kind", "number", "calendar_to"]
# Characters of the facts in a list.
MOST_TOLD = 100


@admin.register(Event)
class EventAdmin(ReadOnly, AdministeredAdmin):
    """The log, the newest first."""

    unit_lookup = "unit"
    list_display = ["at", "actor", "action", "about", "told", "unit", "comment"]
    list_filter = ["action"]
    list_select_related = ["actor", "unit"]
    search_fields = ["actor__name_search", "unit__name_search"]
    ordering = ["-at", "-id"]
    date_hierarchy = "at"
    show_full_result_count = False
    fields = ["at", "actor", "on_behalf_of", "action", "thing", "unit", "facts", "comment"]
    readonly_fields = fields

    def in_reach(self, request):
        """Also what concerns no unit: accounts, holidays."""
        rows = admin.ModelAdmin.get_queryset(self, request)
        if request.user.is_superuser:
            return rows
        return rows.filter(administered_by(request.user, "unit") | Q(unit__isnull=True))

    def get_queryset(self, request):
        of_report = ReportingPeriod.objects.filter(progress_reports__revisions=OuterRef("revision"))
        names = {f"period_{name}": Subquery(of_report.values(name)[:1]) for name in NAMING}
        return with_names(super().get_queryset(request).annotate(**names))

    @admin.display(description=_("object"))
    def about(self, event):
        """Its kind and its name, of a report the period: without asking for each thing."""
        if event.period_kind is None:
            name = name_of(event)
        else:
            name = period_name(event.period_kind, event.period_number, event.period_calendar_to.year)
        return f"{kind_of(event)} · {name}" if name else kind_of(event)

    @admin.display(description=_("facts"))
    def told(self, event):
        """The first facts; all of them stand on the line's own page."""
        return Truncator("; ".join(": ".join(map(str, fact)) for fact in facts_of(event))).chars(MOST_TOLD)

    @admin.display(description=_("object"))
    def thing(self, event):
        model = model_of(event)
        found = model._default_manager.filter(pk=event.object_id).first() if model else None
        name = f"{kind_of(event)}: {found}" if found else f"{kind_of(event)} {event.object_id}"
        try:
            address = reverse(f"admin:{event.object_type.replace('.', '_')}_change", args=[event.object_id])
        except NoReverseMatch:
            return name
        return format_html('<a href="{}">{}</a>', address, name) if found else name

    @admin.display(description=_("facts"))
    def facts(self, event):
        return format_html_join("", "<div>{}: {}</div>", facts_of(event)) or self.get_empty_value_display()
