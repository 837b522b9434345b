"""The campaign a request is about, loaded once with its owner and its schedule: the one whose period its
address names, else the year that the person chose to look at, else the newest one."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Q
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from targets.models import Campaign, ReportingPeriod
from targets.schedule import Schedule

CHOSEN = "campaign"


def _meant(request: HttpRequest) -> Iterator[Q]:
    """Reports are found under their address whatever year was chosen: nothing typed may fail by that."""
    match = request.resolver_match
    named = match.kwargs if match else {}
    if day := _day(named.get("cut_off", "")):
        yield Q(pk__in=ReportingPeriod.objects.filter(cut_off=day).values("campaign"))
    if "period" in named:
        yield Q(pk__in=ReportingPeriod.objects.filter(code=named["period"]).values("campaign"))
    if chosen := chosen_campaign(request):
        yield Q(pk=chosen)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def chosen_campaign(request: HttpRequest) -> int | None:
    """The key of the earlier year that the person looks at."""
    return request.session.get(CHOSEN) if hasattr(request, "session") else None


def campaign_or_none(request: HttpRequest) -> Campaign | None:
    if not hasattr(request, "_campaign"):
        request._campaign = Campaign.objects.current(*_meant(request))
    return request._campaign


def current_campaign(request: HttpRequest) -> Campaign:
    """The campaign in hand; 404 while none has been set up."""
    campaign = campaign_or_none(request)
    if campaign is None:
        raise Http404(_("No campaign has been set up yet."))
    return campaign


def has_campaign(request: HttpRequest) -> bool:
    """Asked before anything else of a page; loads the campaign with its periods."""
    if not hasattr(request, "_campaign"):
        schedule = Schedule.current(*_meant(request))
        if schedule is None:
            return campaign_or_none(request) is not None
        request._schedule, request._campaign = schedule, schedule.campaign
    return request._campaign is not None


def current_schedule(request: HttpRequest) -> Schedule:
    """Its periods; where the campaign was not asked for before, both come in one query."""
    if not hasattr(request, "_schedule"):
        has_campaign(request)
    if not hasattr(request, "_schedule"):
        request._schedule = Schedule.load(current_campaign(request))
    return request._schedule


def schedule_of(request: HttpRequest, period: ReportingPeriod) -> Schedule:
    """Of the campaign in hand, or of the earlier one that the period belongs to."""
    current = current_schedule(request)
    return current if current.campaign.pk == period.campaign_id else Schedule.load(period.campaign)
