"""What changed between two revisions of a report, for everyone who sees the report."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from reports.correcting.asked import with_requests
from reports.correcting.changes import Changes, changes_between, pair
from reports.current import schedule_of
from reports.models import ProgressReport
from units.permissions import sees_everything


@require_safe
def review_changes(request: HttpRequest, pk: int) -> HttpResponse:
    changes = changes_asked(request, pk)
    is_overseer = sees_everything(request.user, changes.report.reporter)
    return render(request, "reports/changes.html", {"changes": changes, "is_overseer": is_overseer})


def changes_asked(request: HttpRequest, pk: int) -> Changes:
    """Between the revisions ?from=1&to=2; by default the newest and the accepted one before it.

    404 for a report that the person does not see, and for revisions that it does not have.
    """
    visible = ProgressReport.objects.visible_to(request.user).select_related("reporter", "period__campaign")
    report = get_object_or_404(visible, pk=pk)
    revisions = list(
        with_requests(report.revisions.select_related("submitted_by", "decided_by")).order_by("number")
    )
    try:
        earlier, later = pair(revisions, _number(request, "from"), _number(request, "to"))
    except (LookupError, ValueError) as error:
        raise Http404 from error
    schedule = schedule_of(request, report.period)
    return changes_between(report, revisions, earlier, later, schedule)


def _number(request: HttpRequest, name: str) -> int | None:
    """ValueError where it is none."""
    text = request.GET.get(name, "")
    return int(text) if text else None
