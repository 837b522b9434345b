"""What is due from the person's own units, by when, and how far it has come."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from emulation.dates import today
from reports.current import current_schedule
from reports.desk import Desk
from reports.views.campaign_needed import campaign_needed


@require_safe
@campaign_needed
def my_reports(request: HttpRequest) -> HttpResponse:
    return render(request, "reports/my_reports.html", {"desk": desk_asked(request)})


def desk_asked(request: HttpRequest) -> Desk:
    """The person's own, with the unit to look at (?unit=X-MP)."""
    return Desk.of(request.user, current_schedule(request), today(), request.GET.get("unit", ""))
