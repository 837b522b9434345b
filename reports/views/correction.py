"""A unit asks to correct one number that it handed in, and takes the request back."""

from dataclasses import replace
from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from reports.correcting.page import CorrectionPage, load
from reports.correcting.requests import ProposalRefused, ask, withdraw
from reports.current import current_schedule
from reports.models import CorrectionRequest, ProgressReport
from reports.permissions import may_ask_correction
from reports.transitions import TransitionError
from reports.views.campaign_needed import campaign_needed
from units.kept import keeps_typed
from units.models import Unit


def _unit(request: HttpRequest, code: str) -> Unit:
    return get_object_or_404(Unit.objects.visible_to(request.user), code=code)


def _page(request: HttpRequest, code: str, cut_off: str, allocation: int) -> CorrectionPage:
    unit = _unit(request, code)
    try:
        day = date.fromisoformat(cut_off)
    except ValueError as error:
        raise Http404 from error
    data = request.POST if request.method == "POST" else None
    official = "official" in request.GET
    page = load(request.user, unit, day, allocation, current_schedule(request), official=official, data=data)
    if page is None:
        raise Http404
    if not may_ask_correction(request.user, unit):
        raise PermissionDenied(_("Only staff of the unit and its head ask to correct its numbers."))
    return page


@keeps_typed
@campaign_needed
@require_http_methods(["GET", "HEAD", "POST"])
def correction(request: HttpRequest, code: str, cut_off: str, allocation: int) -> HttpResponse:
    """The boxes for one number; posted, the request goes to Home Affairs."""
    page = _page(request, code, cut_off, allocation)
    if page.revision is None or not (page.is_askable or request.method == "POST"):
        messages.info(request, _("This report is with the unit: change the number here."))
        return _to_row(page)
    if request.method == "POST":
        return _ask(request, page, page.revision.report)
    return render(request, "reports/correction.html", {"correction": page})


def _ask(request: HttpRequest, page: CorrectionPage, report: ProgressReport) -> HttpResponse:
    if not (page.form.is_valid() and page.take_reason_as_word()):
        return render(request, "reports/correction.html", {"correction": page}, status=422)
    try:
        ask(report, page.form.proposal(), page.form.reason, request.user)
    except ProposalRefused as refused:
        page.form.show(refused.problems)
        return render(request, "reports/correction.html", {"correction": page}, status=422)
    except TransitionError as refused:
        page = replace(page, error=str(refused))
        return render(request, "reports/correction.html", {"correction": page}, status=409)
    messages.success(request, _("Asked. Home Affairs will answer; the figures stay as they are until then."))
    return _to_row(page)


def _to_row(page: CorrectionPage) -> HttpResponse:
    address = redirect("entry", page.unit.code, page.slug)
    address["Location"] += f"#{page.row.anchor}"
    return address


@require_POST
def correction_withdraw(request: HttpRequest, code: str, cut_off: str, pk: int) -> HttpResponse:
    unit = _unit(request, code)
    own = CorrectionRequest.objects.filter(report__reporter=unit, report__period__cut_off=cut_off)
    asked = get_object_or_404(own.select_related("report__reporter"), pk=pk)
    if not may_ask_correction(request.user, unit):
        raise PermissionDenied
    try:
        withdraw(asked, request.user)
    except TransitionError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Withdrawn. Home Affairs is no longer asked to correct the number."))
    return redirect("entry", code, cut_off)
