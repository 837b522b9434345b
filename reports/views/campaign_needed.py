"""While no campaign has been set up, its pages say so, and what to do."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from reports.current import has_campaign


def campaign_needed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view, or a page for the empty site: 200 and nothing else asked."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not has_campaign(request):
            return render(request, "reports/no_campaign.html")
        return view(request, *args, **kwargs)

    return wrapped
