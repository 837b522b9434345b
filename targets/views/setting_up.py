"""Home Affairs sets up a campaign: the campaigns, one of them, a target's units."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from targets.choices import Measure
from targets.models import Campaign
from targets.permissions import may_set_up
from targets.setting_up import page as pages
from targets.setting_up import plans, table
from targets.setting_up.following import follow, following_of
from targets.setting_up.opening import OpeningRefused
from targets.setting_up.sums import with_reason
from units.choices import Role
from units.kept import keeps_typed
from units.models import Unit
from units.permissions import holds_anywhere


def campaign_set_up(request: HttpRequest, code: str, campaigns: Any = None) -> Any:
    """The campaign of that code for who may set it up; 404 for who may not see it, else 403."""
    rows = Campaign.objects if campaigns is None else campaigns
    visible = rows.visible_to(request.user).select_related("owner").order_by("-launched_on", "-pk")
    campaign = visible.filter(code=code).first()
    if campaign is None:
        raise Http404
    if not may_set_up(request.user, campaign.owner):
        raise PermissionDenied(_("Only Home Affairs sets up the campaign."))
    return campaign


@require_safe
def setup(request: HttpRequest) -> HttpResponse:
    """The campaigns with their state."""
    if not holds_anywhere(request.user, Role.HOME_AFFAIRS):
        raise PermissionDenied(_("Only Home Affairs sets up the campaign."))
    campaigns = pages.campaigns_of(Campaign.objects.visible_to(request.user))
    mine = [campaign for campaign in campaigns if may_set_up(request.user, campaign.owner)]
    # A later one, prepared or open already, is gone on with.
    last = mine[0] if mine and not (mine[0].in_preparation or mine[0].awaits_launch) else None
    return render(request, "targets/setup.html", {"campaigns": mine, "last": last})


@require_safe
def setup_campaign(request: HttpRequest, code: str) -> HttpResponse:
    """One campaign: what it holds, and what is wanting before it can be opened."""
    campaign = campaign_set_up(request, code, pages.as_set_up(Campaign.objects.all()))
    return render(request, "targets/setup_campaign.html", {"setup": pages.load(campaign)})


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def setup_plans(request: HttpRequest, code: str) -> HttpResponse:
    """The plans of the year in one table; once the campaign runs they change by decisions."""
    campaign = campaign_set_up(request, code)
    if not campaign.in_preparation:
        messages.info(
            request, _("The campaign is running: its plans change by a decision, target by target.")
        )
        return redirect("setup_campaign", code)
    if request.method != "POST":
        return render(request, "targets/plans.html", {"plans": plans.load(campaign)})
    page, count = plans.store(campaign, request.POST, request.user)
    if page.is_wrong:
        return render(request, "targets/plans.html", {"plans": page}, status=422)
    if count:
        told = ngettext("%(count)s plan was stored.", "%(count)s plans were stored.", count)
        messages.success(request, told % {"count": count})
    else:
        messages.info(request, _("Nothing was typed, so there was nothing to save."))
    return redirect("setup_campaign", code)


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def setup_allocate(request: HttpRequest, code: str, target: str) -> HttpResponse:
    """A target's units as a table that is filled, checked and stored as a whole."""
    campaign = campaign_set_up(request, code)
    found = _target(campaign, target)
    is_posted = request.method == "POST"
    units = _could_take_part(campaign)
    page = table.load(found, units, request.POST if is_posted else None)
    try:
        if is_posted and page.act(request.user, request.FILES):
            messages.success(request, _("The allocation of %(target)s was stored.") % {"target": found.code})
            return redirect(f"{reverse('setup_campaign', args=[code])}#target-{found.code}")
    except ValidationError as refused:
        page.errors += refused.messages
    if request.headers.get("HX-Request"):
        return render(request, "targets/parts/sum.html", {"found": page.found, "gone": page.gone})
    context = {"campaign": campaign, "target": found, "table": page}
    return render(request, "targets/allocate.html", context, status=422 if page.is_wrong else 200)


def _target(campaign: Campaign, code: str) -> Any:
    """With its lead and what the log says of its sum; what needs all of its children has no units."""
    targets = with_reason(campaign.targets.select_related("lead")).exclude(measure=Measure.ALL_OF)
    found = get_object_or_404(targets, code=code)
    found.campaign = campaign
    return found


def _could_take_part(campaign: Campaign) -> list[Unit]:
    """The units of the owner that stand on the day of the launch."""
    standing = Unit.objects.under(campaign.owner).valid_on(campaign.launched_on)
    return list(standing.exclude(pk=campaign.owner_id).order_by("order", "code"))


@require_http_methods(["GET", "HEAD", "POST"])
def setup_successors(request: HttpRequest, code: str) -> HttpResponse:
    """Units that gave way since the campaign was made: shown with their successors, then replaced by them."""
    campaign, errors = campaign_set_up(request, code), []
    if not campaign.in_preparation:
        messages.info(request, _("The campaign is running already."))
        return redirect("setup_campaign", code)
    if request.method == "POST":
        try:
            follow(campaign, request.user, seen=request.POST.get("seen", ""))
        except OpeningRefused as refused:
            errors = refused.messages
        else:
            messages.success(request, _("The successors have taken their places. Look at the quotas."))
            return redirect("setup_campaign", code)
    context = {"plan": following_of(campaign), "errors": errors}
    return render(request, "targets/successors.html", context, status=409 if errors else 200)
