"""Home Affairs undoes what was a mistake: a campaign in preparation is deleted, an open one taken back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from targets.setting_up.undoing import UndoingRefused, reports_on, take_away, take_back
from targets.views.setting_up import campaign_set_up
from units.kept import keeps_typed


@require_http_methods(["GET", "HEAD", "POST"])
def setup_delete(request: HttpRequest, code: str) -> HttpResponse:
    """What would be deleted; posted, it is."""
    campaign, errors = campaign_set_up(request, code), []
    if not campaign.in_preparation:
        messages.info(request, _("The campaign is running already."))
        return redirect("setup_campaign", code)
    if request.method == "POST":
        try:
            take_away(campaign, request.user)
        except UndoingRefused as refused:
            errors = refused.messages
        else:
            messages.success(request, _("The campaign in preparation was deleted."))
            return redirect("setup")
    context = {"campaign": campaign, "count": campaign.targets.count(), "errors": errors}
    return render(request, "targets/delete.html", context, status=409 if errors else 200)


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def setup_take_back(request: HttpRequest, code: str) -> HttpResponse:
    """Why the open campaign is taken back; posted, it is in preparation again."""
    campaign, errors = campaign_set_up(request, code), []
    if campaign.in_preparation:
        messages.info(request, _("The campaign is in preparation already."))
        return redirect("setup_campaign", code)
    reason = request.POST.get("reason", "")
    if request.method == "POST":
        try:
            take_back(campaign, request.user, reason)
        except UndoingRefused as refused:
            errors = refused.messages
        else:
            messages.success(
                request, _("The campaign is in preparation again. Units do not see it any more.")
            )
            return redirect("setup_campaign", code)
    context = {"campaign": campaign, "reports": reports_on(campaign), "errors": errors, "reason": reason}
    return render(request, "targets/take_back.html", context, status=409 if errors else 200)
