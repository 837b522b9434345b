"""Accepting many reports at once: first what is about to be accepted, then all of it or nothing."""

from collections.abc import Collection

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from reports.models import Revision
from reports.permissions import may_review
from reports.review.bulk import BulkRefused, TooMany, approve_all, bulk_of, stand_already
from reports.review.forms import keys_of, seen_of
from units.choices import Role
from units.kept import keeps_typed
from units.permissions import holds_anywhere


@keeps_typed
@require_http_methods(["GET", "POST"])
def review_bulk(request: HttpRequest) -> HttpResponse:
    """What was ticked (?pick=…), with what it brings; posted, it is accepted as it was seen."""
    seen = seen_of(request.POST.getlist("seen"))
    keys = list(seen) if request.method == "POST" else keys_of(request.GET.getlist("pick"))
    _refuse_others(request, keys)
    return _accept(request, seen) if seen else _show(request, keys)


def _refuse_others(request: HttpRequest, keys: Collection[int]) -> None:
    if not holds_anywhere(request.user, Role.HOME_AFFAIRS):
        raise PermissionDenied(_("Only Home Affairs accepts reports or sends them back."))
    visible = Revision.objects.visible_to(request.user).filter(pk__in=keys)
    chosen = list(visible.select_related("report__reporter"))
    if len(chosen) < len(set(keys)):
        raise Http404
    if not all(may_review(request.user, revision.report.reporter) for revision in chosen):
        raise PermissionDenied


def _accept(request: HttpRequest, seen: dict[int, int]) -> HttpResponse:
    try:
        approve_all(seen, request.user)
    except TooMany as error:
        return _show(request, seen, error=str(error))
    except BulkRefused as refused:
        if not stand_already(seen, request.user):
            return _show(request, seen, refusals=refused.refusals)
    text = ngettext("Accepted: %(number)s report.", "Accepted: %(number)s reports.", len(seen))
    messages.success(request, text % {"number": len(seen)})
    return redirect("review_queue")


def _show(request: HttpRequest, keys: Collection[int], refusals=(), error: str = "") -> HttpResponse:
    bulk = bulk_of(keys, request.user, refusals)
    status = 409 if bulk.was_refused or error or request.method == "POST" else 200
    return render(request, "reports/review_bulk.html", {"bulk": bulk, "error": error}, status=status)
