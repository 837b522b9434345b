from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reports.campaign_page import CampaignPage
from reports.current import current_campaign, current_schedule
from reports.views.campaign_needed import campaign_needed
from targets.permissions import may_set_up


@require_safe
@campaign_needed
def campaign(request: HttpRequest) -> HttpResponse:
    """The campaign as launched, for everyone."""
    found = current_campaign(request)
    page = CampaignPage.of(found, current_schedule(request))
    context = {"campaign_page": page, "may_set_up": may_set_up(request.user, found.owner)}
    return render(request, "reports/campaign.html", context)
