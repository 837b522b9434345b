from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from units.choices import Role
from units.permissions import holds_anywhere


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """To where the work is: staff to their reports, Home Affairs to the queue, others to the overview."""
    if holds_anywhere(request.user, Role.HOME_AFFAIRS):
        return redirect("review_queue")
    if holds_anywhere(request.user, Role.STAFF, Role.HEAD):
        return redirect("my_reports")
    return redirect("overview")
