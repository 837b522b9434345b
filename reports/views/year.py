"""The year that a person looks at: all pages are then about that campaign, until another one is chosen."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from reports.current import CHOSEN
from targets.models import Campaign

LANDINGS = {"overview", "my_reports", "review_queue", "chasing", "calendar", "documents", "campaign"}


@require_POST
def choose_year(request: HttpRequest) -> HttpResponse:
    """Posted `campaign`, a key, and `to`, the page to see of it. The newest year needs no choice."""
    launched = list(Campaign.objects.launched())
    chosen = next((each for each in launched if str(each.pk) == request.POST.get("campaign")), None)
    if chosen is None:
        raise Http404
    if chosen == launched[0]:
        request.session.pop(CHOSEN, None)
    else:
        request.session[CHOSEN] = chosen.pk
    landing = request.POST.get("to", "")
    return redirect(landing if landing in LANDINGS else "home")
