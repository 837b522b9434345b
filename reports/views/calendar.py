"""The year's calendar for everyone; its renewal, and more time for one unit, for Home Affairs."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from emulation.dates import today
from reports.calendar_page import CalendarPage
from reports.current import current_campaign, current_schedule
from reports.extension_form import ExtensionForm
from reports.views.campaign_needed import campaign_needed
from targets.extensions import extend
from targets.models import Extension, Holiday, ReportingPeriod
from targets.periods import Renewal, RenewalRefused, renew, renewal_of
from targets.permissions import may_extend, may_set_calendar
from targets.schedule import Schedule
from targets.views.setting_up import campaign_set_up
from units.kept import keeps_typed
from units.models import Unit


@require_safe
@campaign_needed
def calendar(request: HttpRequest) -> HttpResponse:
    return render(request, "reports/calendar.html", {"calendar": calendar_asked(request)})


def calendar_asked(request: HttpRequest) -> CalendarPage:
    campaign, schedule = current_campaign(request), current_schedule(request)
    may_renew = may_set_calendar(request.user, campaign.owner)
    return CalendarPage(list(schedule.periods), _holidays(schedule), today(), may_renew)


def _holidays(schedule: Schedule) -> list[Holiday]:
    if not schedule.periods:
        return []
    first = min(period.opens_on for period in schedule.periods).replace(day=1)
    last = max(period.report_on for period in schedule.periods)
    return list(Holiday.objects.filter(on__range=(first, last)))


@require_http_methods(["GET", "HEAD", "POST"])
def calendar_renew(request: HttpRequest, code: str = "") -> HttpResponse:
    """What the campaign's rule would do to its periods; posted, it does so. Of the campaign in hand, or of
    the one with this code, which may still be in preparation."""
    campaign, error = campaign_set_up(request, code) if code else current_campaign(request), None
    if not may_set_calendar(request.user, campaign.owner):
        raise PermissionDenied(_("Only Home Affairs sets the calendar of the campaign."))
    if request.method == "POST":
        try:
            done = renew(campaign, request.user, request.POST.get("seen", ""))
            return _renewed(request, done, code)
        except RenewalRefused as refused:
            error = refused
    context = {"campaign": campaign, "renewal": renewal_of(campaign), "error": error, "of_setup": bool(code)}
    return render(request, "reports/calendar_renew.html", context, status=422 if error else 200)


def _renewed(request: HttpRequest, done: Renewal, code: str) -> HttpResponse:
    counts = {"new": len(done.new), "changed": len(done.changed), "kept": len(done.kept)}
    told = _("The calendar has been set: %(new)s new, %(changed)s changed, %(kept)s kept.")
    messages.success(request, told % counts)
    return redirect("setup_campaign", code) if code else redirect("calendar")


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def extend_entry(request: HttpRequest, code: str, period: str) -> HttpResponse:
    """More time for a unit to enter a period."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), code=code)
    found = current_schedule(request).by_code(period)
    if found is None or not found.holds_readings:
        raise Http404
    if not may_extend(request.user, unit):
        raise PermissionDenied
    form = ExtensionForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _extended(request, unit, found, form):
        return redirect("entry", code, found.cut_off.isoformat())
    given = Extension.objects.filter(unit=unit, period=found).select_related("granted_by").first()
    context = {"form": form, "unit": unit, "period": found, "given": given}
    return render(request, "reports/extend.html", context, status=422 if form.errors else 200)


def _extended(request: HttpRequest, unit: Unit, period: ReportingPeriod, form: ExtensionForm) -> bool:
    try:
        extend(unit, period, form.cleaned_data["until"], form.cleaned_data["reason"], request.user)
    except ValidationError as refused:
        form.add_error(None, refused)
        return False
    messages.success(request, _("%(unit)s has been given more time.") % {"unit": unit.name})
    return True
