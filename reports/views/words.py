"""A word beside a figure that the system wonders about, kept by itself."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from reports.current import current_schedule
from reports.entry.doubts import keep_word
from reports.entry.loading import load_row
from reports.permissions import may_enter
from reports.views.entry import day_of, unit_of
from units.kept import keeps_typed


@keeps_typed
@require_POST
def entry_word(request: HttpRequest, code: str, cut_off: str, allocation: int) -> HttpResponse:
    """Keep it, for the row as typed; answers with what is now wondered about the row."""
    unit = unit_of(request, code)
    if not may_enter(request.user, unit):
        raise PermissionDenied
    row = load_row(unit, allocation, day_of(cut_off), current_schedule(request), request.POST)
    if row is None:
        raise Http404
    keep_word(row, unit, request.user)
    context = {"row": row, "unit_code": code, "slug": cut_off, "can_say": True}
    return render(request, "reports/entry/doubts.html", context)
