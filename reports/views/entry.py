"""A unit's reports of one cut-off: entry, echo, submission, recall, and what goes to the head and back."""

from collections.abc import Callable
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
from reports.entry.doubts import keep_words
from reports.entry.head import hand_back_all, present_all, take_back_all, told
from reports.entry.loading import load
from reports.entry.page import EntryPage
from reports.entry.posting import (
    hand_in,
    is_handed_in_already,
    shown_anew,
    store,
    store_and_hand_on,
    take_back,
)
from reports.entry.sheet import Sheet
from reports.permissions import may_hand_back, may_present, may_take_back
from reports.transitions import Overtaken, TransitionError
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
    return _hand_on(request, page, hand_in, "submit", _("Submitted to Home Affairs at %(time)s: %(names)s."))


def _hand_on(
    request: HttpRequest,
    page: EntryPage,
    move: Callable[[EntryPage, dict[int, int]], list[Sheet]],
    asked: str,
    said: str,
) -> HttpResponse:
    """Save what was typed, then move every report that waits; refused, the page comes back with all of it.

    `asked`: what was not done then ("submit", "present"), for the head of the message; `said` once it is.
    """
    try:
        moved = store_and_hand_on(page, _seen(request, page), move)
    except TransitionError as refused:
        # Of two at once the other may have been the first.
        anew = page_of(request, page.unit.code, page.slug, request.POST)
        if is_handed_in_already(anew):
            return redirect("entry", page.unit.code, page.slug)
        page = shown_anew(anew) if isinstance(refused, Overtaken) else page
        # What has gone already is no failure of this attempt.
        level = messages.ERROR if page.waits_for_unit else messages.WARNING
        text = told(refused, page)
        messages.add_message(request, level, text, extra_tags=asked if page.waits_for_unit else "")
        return _show(request, page, status=422)
    messages.success(request, said % {"time": _clock(), "names": _names(moved)})
    return redirect("entry", page.unit.code, page.slug)


def _names(sheets: list[Sheet]) -> str:
    return ", ".join(sheet.period.name for sheet in sheets)


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
        said = (
            _("Recalled: %(names)s. Your staff can change it now and present it to you again.")
            if page.reads_as_head
            else _("Recalled: %(names)s. You can change it and submit it again.")
        )
        messages.success(request, said % {"names": _names(recalled)})
    return redirect("entry", code, cut_off)


@keeps_typed
@require_http_methods(["GET", "POST"])
def entry_present(request: HttpRequest, code: str, cut_off: str) -> HttpResponse:
    """Save, then bring every report on the page that waits for the unit before its head."""
    if request.method != "POST":
        return redirect("entry", code, cut_off)
    page = page_of(request, code, cut_off, request.POST)
    if not may_present(request.user, page.unit):
        raise PermissionDenied
    return _hand_on(request, page, present_all, "present", _("Presented to the head at %(time)s: %(names)s."))


@require_POST
def entry_take_back(request: HttpRequest, code: str, cut_off: str) -> HttpResponse:
    """Take back from the head what lies before him."""
    page = page_of(request, code, cut_off)
    if not may_take_back(request.user, page.unit):
        raise PermissionDenied
    try:
        taken = take_back_all(page, _seen(request, page))
    except TransitionError as refused:
        messages.error(request, str(refused))
    else:
        said = _("Taken back from the head: %(names)s. You can change it and present it again.")
        messages.success(request, said % {"names": _names(taken)})
    return redirect("entry", code, cut_off)


@keeps_typed
@require_http_methods(["GET", "POST"])
def entry_hand_back(request: HttpRequest, code: str, cut_off: str) -> HttpResponse:
    """The head's word on what lies before him, back to the staff."""
    if request.method != "POST":
        return redirect("entry", code, cut_off)
    page = page_of(request, code, cut_off)
    if not may_hand_back(request.user, page.unit):
        raise PermissionDenied
    try:
        handed = hand_back_all(page, _seen(request, page), request.POST.get("word", ""))
    except TransitionError as refused:
        page.typed_word, page.word_error = request.POST.get("word", ""), str(refused)
        return _show(request, page, status=422)
    said = _("Handed back to the staff with your word: %(names)s.")
    messages.success(request, said % {"names": _names(handed)})
    return redirect("entry", code, cut_off)
