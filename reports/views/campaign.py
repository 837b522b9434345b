from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reports.campaign_page import CampaignPage
from reports.current import current_campaign, current_schedule
from reports.views.campaign_needed import campaign_needed


@require_safe
@campaign_needed
def campaign(request: HttpRequest) -> HttpResponse:
    """The campaign as launched, for everyone."""
    page = CampaignPage.of(current_campaign(request), current_schedule(request))
    return render(request, "reports/campaign.html", {"campaign_page": page})
