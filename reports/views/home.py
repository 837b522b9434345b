from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from units.choices import Role
from units.permissions import holds_anywhere


def home(request: HttpRequest) -> HttpResponse:
    """To where the person's work is: staff to their reports, Home Affairs to the queue, others to the overview."""
    if holds_anywhere(request.user, Role.HOME_AFFAIRS):
        return redirect("review_queue")
    if holds_anywhere(request.user, Role.STAFF, Role.HEAD):
        return redirect("my_reports")
    return redirect("overview")
