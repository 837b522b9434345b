"""A unit's reports of one cut-off: entry, echo, submission, recall."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from emulation.dates import now
from reports.current import current_schedule
from reports.entry_loading import load
from reports.entry_page import EntryPage
from reports.entry_posting import is_handed_in_already, store, store_and_hand_in, take_back
from reports.entry_warnings import keep_words
from reports.transitions import TransitionError
from reports.views.campaign_needed import campaign_needed
from units.kept import keeps_typed
from units.models import Unit


def unit_of(request: HttpRequest, code: str) -> Unit:
    return get_object_or_404(Unit.objects.visible_to(request.user), code=code)


def day_of(cut_off: str) -> date:
    try:
        return date.fromisoformat(cut_off)
    except ValueError as error:
        raise Http404 from error


def page_of(request: HttpRequest, code: str, cut_off: str, data=None) -> EntryPage:
    page = load(request.user, unit_of(request, code), day_of(cut_off), current_schedule(request), data)
    if page is None:
        raise Http404
    return page


def _seen(request: HttpRequest, page: EntryPage) -> dict[int, int]:
    """The version of each report that the person had before them, by the period's key."""
    sent = {sheet.period.pk: request.POST.get(f"version-{sheet.period.pk}", "") for sheet in page.sheets}
    return {period: int(version) for period, version in sent.items() if version.isdecimal()}


def _show(request: HttpRequest, page: EntryPage, status: int = 200) -> HttpResponse:
    return render(request, "reports/entry.html", {"entry": page}, status=status)


def _clock() -> str:
    return f"{timezone.localtime(now()):%H:%M}"


@keeps_typed
@campaign_needed
@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: HttpRequest, code: str, cut_off: str) -> HttpResponse:
    """The page; posted, it saves what can be taken and shows the rest with what is wrong."""
    page = page_of(request, code, cut_off, request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _show(request, page)
    if not page.may_enter:
        raise PermissionDenied
    if not (store(page) & keep_words(page)):
        return _show(request, page, status=422)
    counts = {"time": _clock(), "answered": page.answered, "owed": page.owed}
    messages.success(request, _("Saved at %(time)s. %(answered)s of %(owed)s lines have an answer.") % counts)
    return redirect("entry", code, cut_off)


@keeps_typed
@require_http_methods(["GET", "POST"])
def entry_submit(request: HttpRequest, code: str, cut_off: str) -> HttpResponse:
    """Save, then hand in every report on the page that waits for the unit. What came back is read again as
    the page itself."""
    if request.method != "POST":
        return redirect("entry", code, cut_off)
    page = page_of(request, code, cut_off, request.POST)
    if is_handed_in_already(page):
        return redirect("entry", code, cut_off)
    if not (page.may_enter or page.to_submit):
        raise PermissionDenied
    try:
        handed_in = store_and_hand_in(page, _seen(request, page))
    except TransitionError as refused:
        # Of two at once the other may have been the first.
        if is_handed_in_already(page_of(request, code, cut_off, request.POST)):
            return redirect("entry", code, cut_off)
        messages.error(request, str(refused))
        return _show(request, page, status=422)
    names = ", ".join(sheet.period.name for sheet in handed_in)
    messages.success(
        request, _("Submitted to Home Affairs at %(time)s: %(names)s.") % {"time": _clock(), "names": names}
    )
    return redirect("entry", code, cut_off)


@require_POST
def entry_recall(request: HttpRequest, code: str, cut_off: str) -> HttpResponse:
    """Take back what this person submitted, as long as Home Affairs has not decided."""
    page = page_of(request, code, cut_off)
    if not any(sheet.may_recall for sheet in page.sheets):
        raise PermissionDenied
    try:
        recalled = take_back(page, _seen(request, page), request.user)
    except TransitionError as refused:
        messages.error(request, str(refused))
    else:
        names = ", ".join(sheet.period.name for sheet in recalled)
        messages.success(
            request, _("Recalled: %(names)s. You can change it and submit it again.") % {"names": names}
        )
    return redirect("entry", code, cut_off)
