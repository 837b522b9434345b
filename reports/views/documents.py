"""The official reports on the campaign's periods, and their figures as files."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from emulation.dates import today
from emulation.downloads import attachment
from reports.current import current_campaign, current_schedule
from reports.documents.content import report_content
from reports.documents.pdf import render as render_pdf
from reports.permissions import may_download_report
from reports.views.campaign_needed import campaign_needed
from targets.permissions import may_set_up


@require_safe
@campaign_needed
def documents(request: HttpRequest) -> HttpResponse:
    """Every period that ended or whose reports are coming in, the newest first."""
    campaign = current_campaign(request)
    begun = [period for period in current_schedule(request).periods if period.opens_on <= today()]
    context = {
        "periods": begun[::-1],
        "forms": campaign.options.forms.items(),
        "campaign": campaign,
        "may_set_up": may_set_up(request.user, campaign.owner),
        "may_download": may_download_report(request.user, campaign.owner),
    }
    return render(request, "reports/documents.html", context)


@require_safe
@cache_control(private=True, no_store=True)
def report_pdf(request: HttpRequest, period: str, form: str) -> HttpResponse:
    """The draft as it stands at this moment."""
    schedule = current_schedule(request)
    campaign = schedule.campaign
    if not may_download_report(request.user, campaign.owner):
        raise PermissionDenied(_("Drafts of the official reports are open to leadership and Home Affairs."))
    found, forms = schedule.by_code(period), campaign.options.forms
    if found is None or form not in forms or found.opens_on > today():
        raise Http404(_("There is no report on this period in this form."))
    report = report_content(schedule, found, forms[form])
    return attachment(render_pdf(report), report.file_title, "pdf")
