"""The official reports on the campaign's periods, and their figures as files."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from emulation.dates import today
from emulation.downloads import file_attachment
from emulation.pdf import NotMade
from reports.choices import JobKind
from reports.current import current_campaign, current_schedule
from reports.issuing.drafts import PAGE, Draft, draft_of, names_of, prepare, prepared
from reports.jobs.watching import JobPage
from reports.models import IssuedReport
from reports.permissions import may_download_report, may_take_sheets, may_word_report
from reports.tasks import ask_for_drafts
from reports.views.campaign_needed import campaign_needed
from targets.permissions import may_set_up


@require_safe
@campaign_needed
def documents(request: HttpRequest) -> HttpResponse:
    """Every period that ended or whose reports are coming in, the newest first."""
    campaign = current_campaign(request)
    owner = campaign.owner
    begun = [period for period in current_schedule(request).periods if period.opens_on <= today()]
    issued: dict[int, list[IssuedReport]] = {}
    for report in IssuedReport.objects.filter(period__campaign=campaign).defer("content", "rows"):
        issued.setdefault(report.period_id, []).append(report)
    may_take = may_take_sheets(request.user, owner)
    jobs = JobPage.newest(request.user, JobKind.SHEETS, campaign) if may_take else {}
    context = {
        "periods": [(period, issued.get(period.pk, []), jobs.get(period.pk)) for period in reversed(begun)],
        "may_word": may_word_report(request.user, owner),
        "forms": campaign.options.forms.items(),
        "page_name": PAGE,
        "campaign": campaign,
        "may_set_up": may_set_up(request.user, owner),
        "may_download": may_download_report(request.user, owner),
        "may_take_sheets": may_take,
    }
    return render(request, "reports/documents.html", context)


# After so many looks nobody else seems to make it.
PATIENCE = 4


def _draft(request: HttpRequest, code: str, form: str) -> Draft:
    """What the report says at this moment; 403 for whom drafts are closed, 404 where there is none."""
    schedule = current_schedule(request)
    campaign = schedule.campaign
    if not may_download_report(request.user, campaign.owner):
        raise PermissionDenied(_("Drafts of the official reports are open to leadership and Home Affairs."))
    period = schedule.by_code(code)
    if period is None or form not in names_of(campaign) or period.opens_on > today():
        raise Http404(_("There is no report on this period in this form."))
    return draft_of(schedule, period, form)


@require_safe
@cache_control(private=True, no_store=True)
def report_pdf(request: HttpRequest, period: str, form: str) -> HttpResponseBase:
    """The draft as it stands at this moment, where it is ready; else to the page that waits for it."""
    draft = _draft(request, period, form)
    ready = prepared(draft)
    if ready is None:
        ask_for_drafts()
        return redirect("report_ready", period, form)
    return file_attachment(ready.file.open(), draft.title, "pdf")


@require_safe
@cache_control(private=True, no_store=True)
def report_ready(request: HttpRequest, period: str, form: str) -> HttpResponse:
    """Looks again every other second (`?look=`), hands the report over once it is there, and makes it here
    where nobody else does."""
    draft, look = _draft(request, period, form), _look(request)
    ready, fault = prepared(draft), False
    if ready is None and look >= PATIENCE:
        try:
            ready = prepare(draft)
        except NotMade:
            fault = True
    context = {"draft": draft, "form": form, "ready": ready, "fault": fault, "next": look + 1}
    answer = render(request, "reports/report_ready.html", context, status=503 if fault else 200)
    if ready:
        answer.headers["Refresh"] = f"0;url={reverse('report_pdf', args=[period, form])}"
    elif not fault:
        answer.headers["Refresh"] = f"2;url={request.path}?look={look + 1}"
    return answer


def _look(request: HttpRequest) -> int:
    told = request.GET.get("look", "")
    return int(told) if told.isdecimal() and len(told) < 4 else 0
