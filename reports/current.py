"""The campaign a request is about: the newest one, loaded once with its owner and its schedule."""

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from targets.models import Campaign, ReportingPeriod
from targets.schedule import Schedule


def campaign_or_none(request: HttpRequest) -> Campaign | None:
    if not hasattr(request, "_campaign"):
        request._campaign = Campaign.objects.current()
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
        schedule = Schedule.current()
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
