"""A unit says whether figures that others entered are right."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from reports.confirming.loading import load
from reports.confirming.page import ConfirmPage
from reports.confirming.posting import Outcome, say
from reports.current import current_schedule
from reports.permissions import speaks_for
from reports.views.campaign_needed import campaign_needed
from units.kept import keeps_typed
from units.models import Unit


def _page(request: HttpRequest, unit: Unit, cut_off: str) -> ConfirmPage:
    try:
        day = date.fromisoformat(cut_off)
    except ValueError as error:
        raise Http404 from error
    page = load(request.user, unit, day, current_schedule(request))
    if page is None:
        raise Http404
    return page


@keeps_typed
@campaign_needed
@require_http_methods(["GET", "HEAD", "POST"])
def confirmations(request: HttpRequest, code: str, cut_off: str) -> HttpResponse:
    """The page; posted, it takes the word of the pressed button and keeps whatever else was typed."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), code=code)
    page = _page(request, unit, cut_off)
    if request.method != "POST":
        return render(request, "reports/confirmations.html", {"confirm": page})
    if not speaks_for(request.user, unit):
        raise PermissionDenied
    outcome = say(page, request.POST, request.user)
    _tell(request, outcome)
    if not (outcome.typed or outcome.errors):
        return redirect("confirmations", code, cut_off)
    again = _page(request, unit, cut_off).typing(outcome.typed, outcome.errors)
    context = {"confirm": again, "error": outcome.errors.get(0, "")}
    return render(request, "reports/confirmations.html", context, status=422 if outcome.errors else 200)


def _tell(request: HttpRequest, outcome: Outcome) -> None:
    if outcome.said:
        text = ngettext(
            "Your word on %(number)s figure has been noted.",
            "Your word on %(number)s figures has been noted.",
            outcome.said,
        )
        messages.success(request, text % {"number": outcome.said})
    if outcome.typed and not outcome.errors:
        messages.warning(request, _("What you wrote beside other figures has not been sent yet."))
