"""What the worker makes for one person: asked for, watched, cancelled, handed out; others find nothing."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from emulation.dates import now, today
from emulation.downloads import file_attachment
from reports.choices import JobKind
from reports.current import current_schedule
from reports.jobs.asking import cancel
from reports.jobs.watching import JobPage
from reports.jobs.work import EXTENSION
from reports.models import Job
from reports.permissions import may_take_sheets
from reports.tasks import ask_for_job
from reports.views.campaign_needed import campaign_needed
from units.models import Unit

LOOKS_EVERY = 2


def _require(request: HttpRequest, owner: Unit) -> None:
    if not may_take_sheets(request.user, owner):
        raise PermissionDenied(_("The sheets of all units are for Home Affairs."))


def _own(request: HttpRequest, pk: int) -> Job:
    jobs = Job.objects.visible_to(request.user).select_related("period__campaign__owner")
    found: Job = get_object_or_404(jobs, pk=pk)
    _require(request, found.period.campaign.owner)
    return found


@require_POST
@campaign_needed
def sheets_ask(request: HttpRequest, period: str) -> HttpResponse:
    """The sheets of all units that owe a report for the period, as one file."""
    schedule = current_schedule(request)
    _require(request, schedule.campaign.owner)
    found = schedule.by_code(period)
    if found is None or not found.holds_readings or found.opens_on > today():
        raise Http404(_("There is no report on this period yet."))
    return redirect("job", ask_for_job(JobKind.SHEETS, found, request.user).pk)


@require_safe
@campaign_needed
@cache_control(private=True, no_store=True)
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is; looks again every other second until it has ended."""
    watched = JobPage(_own(request, pk))
    answer = render(request, "reports/job.html", {"watched": watched})
    if watched.is_under_way:
        answer.headers["Refresh"] = f"{LOOKS_EVERY};url={request.path}"
    return answer


@require_POST
@campaign_needed
def job_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    cancel(_own(request, pk))
    return redirect("job", pk)


@require_safe
@campaign_needed
@cache_control(private=True, no_store=True)
def job_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """404 before it is there, and once its time is over."""
    found = _own(request, pk)
    if not found.file or found.kept_until is None or found.kept_until < now():
        raise Http404(_("There is no file here any more. Ask for it again."))
    return file_attachment(found.file.open(), found.file_title, EXTENSION)
