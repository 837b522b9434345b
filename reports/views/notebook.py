"""A unit's notebook: where each of its numbers comes from, whom to ask, what to beware of."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from reports.current import current_campaign
from reports.notebook.page import Notebook, load
from reports.permissions import keeps_notes
from reports.views.campaign_needed import campaign_needed
from units.kept import keeps_typed
from units.models import Unit


def _unit(request: HttpRequest, code: str) -> Unit:
    unit = get_object_or_404(Unit.objects.visible_to(request.user), code=code)
    if not keeps_notes(request.user, unit):
        raise PermissionDenied(_("A notebook is read by the unit's own people and by Home Affairs."))
    return unit


@require_safe
@campaign_needed
def notebook(request: HttpRequest, code: str) -> HttpResponse:
    return render(request, "reports/notebook.html", {"notebook": notebook_asked(request, code)})


def notebook_asked(request: HttpRequest, code: str) -> Notebook:
    """404 for a unit whose page is closed to the person, 403 for who reads no notes of it."""
    return Notebook.of(_unit(request, code), current_campaign(request))


@keeps_typed
@campaign_needed
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: HttpRequest, code: str, target: str) -> HttpResponse:
    """The boxes for one number; posted, back to the report (`?report=` its cut-off) or the notebook."""
    data = request.POST if request.method == "POST" else None
    page = load(_unit(request, code), target, current_campaign(request), data)
    if page is None:
        raise Http404
    came_from = _cut_off(request)
    if data is None or not page.form.is_valid() or not page.store(request.user):
        status = 200 if data is None else 409 if page.theirs else 422
        context = {"note_page": page, "came_from": came_from}
        return render(request, "reports/notebook_note.html", context, status=status)
    if page.is_changed:
        messages.success(request, _("The note on %(target)s is kept.") % {"target": target})
    else:
        messages.info(request, _("Nothing was typed, so there was nothing to save."))
    onward = redirect("entry", code, came_from) if came_from else redirect("notebook", code)
    onward["Location"] += f"#note-{target}"
    return onward


def _cut_off(request: HttpRequest) -> str:
    """Of the report that the person came from; empty where there is none, or none that can be."""
    try:
        return date.fromisoformat(request.GET.get("report", "")).isoformat()
    except ValueError:
        return ""
