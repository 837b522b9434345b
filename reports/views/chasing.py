"""Chasing: who has not reported, one unit's ledger, the text and the dispatch for a group."""

from datetime import date

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from emulation.dates import now
from emulation.downloads import attachment
from reports.chasing.forms import CallForm, DispatchForm, PassedOnForm, SentDispatchForm
from reports.chasing.page import Chase, Group, UnitChase, group_of, reporters_of
from reports.current import current_campaign, current_schedule
from reports.documents.dispatch import FORM, dispatch_content
from reports.documents.pdf import render_dispatch
from reports.documents.reminder import text_for_group, text_for_unit
from reports.permissions import may_chase
from reports.review.lists import CutOff, cut_offs
from reports.review.waiting import OVERSEERS
from reports.views.campaign_needed import campaign_needed
from units.contacts import with_contacts
from units.permissions import holds_anywhere


def require_overseer(request: HttpRequest) -> None:
    if not (request.user.is_superuser or holds_anywhere(request.user, *OVERSEERS)):
        raise PermissionDenied(_("Only Home Affairs and the leadership see who has not reported."))


@require_safe
@campaign_needed
def chasing(request: HttpRequest) -> HttpResponse:
    """Everyone who is awaited (?due=2024-06-14&cluster=K1)."""
    return render(request, "reports/chasing.html", {"chase": chase_asked(request)})


def chase_asked(request: HttpRequest) -> Chase:
    """403 for who does not oversee units."""
    require_overseer(request)
    filters = {"day": request.GET.get("due", ""), "cluster": request.GET.get("cluster", "")}
    return Chase.of(current_schedule(request), request.user, **filters)


@require_safe
def chasing_unit(request: HttpRequest, cut_off: str, code: str) -> HttpResponse:
    return unit_page(request, cut_off, code)


def unit_page(request: HttpRequest, cut_off: str, code: str, status: int = 200, **forms) -> HttpResponse:
    """`forms` that were refused stand as they were typed."""
    chase = unit_chase(request, cut_off, code)
    text = ""
    if chase.chased:
        text = text_for_unit(current_campaign(request), chase.chased.reports, site_of(request))
    context = {"chase": chase, "copied": PassedOnForm(initial={"text": text}), "call": CallForm(), **forms}
    return render(request, "reports/chasing_unit.html", context, status=status)


@require_safe
def chasing_group(request: HttpRequest, cut_off: str) -> HttpResponse:
    return group_page(request, cut_off)


def group_page(request: HttpRequest, cut_off: str, status: int = 200, **forms) -> HttpResponse:
    """The text to a group and the dispatch for one cut-off, of one cluster (?cluster=K1) or of all."""
    group = group_asked(request, cut_off)
    campaign = current_campaign(request)
    text = text_for_group(campaign, group.reports, now(), site_of(request)) if group.units else ""
    context = {
        "group": group,
        "may_chase": may_chase(request.user, campaign.owner),
        "copied": PassedOnForm(initial={"text": text}),
        "has_form": FORM in campaign.options.forms,
        "draft": DispatchForm(),
        "sent": SentDispatchForm(),
        "ticked": None,
        **forms,
    }
    return render(request, "reports/chasing_group.html", context, status=status)


@require_safe
@cache_control(private=True, no_store=True)
def chasing_dispatch(request: HttpRequest, cut_off: str) -> HttpResponse:
    """The draft of the official dispatch; taking it is no reminder, sending it is."""
    group = group_asked(request, cut_off)
    form = DispatchForm(request.GET)
    if not form.is_valid():
        return group_page(request, cut_off, status=422, draft=form)
    campaign = current_campaign(request)
    if not group.units or FORM not in campaign.options.forms:
        raise Http404(_("There is nobody to urge, or the campaign has no form for a dispatch."))
    dispatch = dispatch_content(campaign, group.cut_off, group.reports, form.cleaned_data["by"])
    return attachment(render_dispatch(dispatch), dispatch.file_title, "pdf")


def group_asked(request: HttpRequest, cut_off: str) -> Group:
    """403 for who does not oversee units, 404 for no such cut-off."""
    require_overseer(request)
    schedule = current_schedule(request)
    asked = request.GET.get("cluster", "")
    codes = request.GET.getlist("unit")
    group = group_of(schedule, request.user, day_of(request, cut_off), codes)
    return group.in_cluster(asked)


def unit_chase(request: HttpRequest, cut_off: str, code: str) -> UnitChase:
    """404 for a unit that the person does not oversee."""
    require_overseer(request)
    schedule = current_schedule(request)
    unit = get_object_or_404(with_contacts(reporters_of(schedule, request.user)), code=code)
    return UnitChase.of(schedule, request.user, day_of(request, cut_off), unit)


def day_of(request: HttpRequest, cut_off: str) -> CutOff:
    asked = _date(cut_off)
    found = next((day for day in cut_offs(current_schedule(request)) if day.day == asked), None)
    if found is None:
        raise Http404(_("No reports are due for “%(date)s”.") % {"date": cut_off[:40]})
    return found


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def site_of(request: HttpRequest) -> str:
    """Where links in a text lead: the site's own address, else the one that it was asked under."""
    return settings.SITE_URL or request.build_absolute_uri("/").rstrip("/")
