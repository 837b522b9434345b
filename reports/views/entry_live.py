"""The entry page while it is open: it saves itself, says how a row is understood, shows what others write."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from emulation.dates import now
from reports.current import current_schedule
from reports.entry.changes import changes, has_news
from reports.entry.doubts import touched
from reports.entry.loading import load_row
from reports.entry.page import EntryPage
from reports.entry.posting import store
from reports.entry.rows import Outcome
from reports.permissions import may_enter
from reports.views.entry import day_of, page_of, unit_of
from units.kept import is_by


@require_POST
def entry_autosave(request: HttpRequest, code: str, cut_off: str) -> HttpResponse:
    """Save the rows and texts that were sent as a draft; the answer leaves their boxes as they were typed."""
    page = page_of(request, code, cut_off, request.POST)
    if not page.may_enter:
        raise PermissionDenied
    if not is_by(request.POST, request.user):
        return HttpResponse(status=409)
    is_stored = store(page)
    saved_at = now() if _took_anything(page) else page.saved_at
    answer = {"entry": page, "saved_at": saved_at, "touched": touched(page)}
    return render(request, "reports/entry/autosaved.html", answer, status=200 if is_stored else 422)


def _took_anything(page: EntryPage) -> bool:
    sent = [part for sheet in page.sheets for part in [*sheet.rows, *sheet.texts] if part.was_sent]
    return any(part.outcome in {Outcome.STORED, Outcome.PARTLY} for part in sent)


@never_cache
@require_safe
def entry_changes(request: HttpRequest, code: str, cut_off: str) -> HttpResponse:
    """What others have written since; the query names what the page has. 204 while there is nothing new.

    Never out of the browser's cache, which is where it takes the page from that it goes back to.
    """
    unit, day = unit_of(request, code), day_of(cut_off)
    if not has_news(unit, day, current_schedule(request), request.GET):
        return HttpResponse(status=204)
    page = page_of(request, code, cut_off)
    found = {"entry": page, "changes": changes(page, request.GET)}
    return render(request, "reports/entry/changes.html", found)


@require_POST
def entry_echo(request: HttpRequest, code: str, cut_off: str, allocation: int) -> HttpResponse:
    """How one row is understood as typed; writes nothing. `correcting`: on the form of a correction, whose
    reason is the word about an unusual number."""
    unit = unit_of(request, code)
    if not may_enter(request.user, unit):
        raise PermissionDenied
    row = load_row(unit, allocation, day_of(cut_off), current_schedule(request), request.POST)
    if row is None:
        raise Http404
    by_reason = "correcting" in request.GET
    context = {"echo": row.echo, "row": row, "unit_code": code, "slug": cut_off, "by_reason": by_reason}
    return render(request, "reports/entry/live_echo.html", context)
