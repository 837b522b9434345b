"""Official documents on their way out: their words."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from emulation.dates import today
from reports.current import current_schedule
from reports.issuing import words
from reports.permissions import may_word_report
from reports.views.campaign_needed import campaign_needed
from targets.models import ReportingPeriod
from units.kept import keeps_typed


def period_worded(request: HttpRequest, code: str) -> ReportingPeriod:
    """The period whose report the person may word and issue; 403 for others, 404 before its entry opens."""
    schedule = current_schedule(request)
    if not may_word_report(request.user, schedule.campaign.owner):
        raise PermissionDenied(_("The official reports are worded and issued by Home Affairs."))
    period = schedule.by_code(code)
    if period is None or period.opens_on > today():
        raise Http404(_("There is no report on this period yet."))
    return period


@keeps_typed
@campaign_needed
@require_http_methods(["GET", "HEAD", "POST"])
def report_words(request: HttpRequest, period: str) -> HttpResponse:
    """Every sentence of the report with its source; posted, what was written in place of some."""
    found, schedule = period_worded(request, period), current_schedule(request)
    if request.method != "POST":
        page = words.load(schedule, found)
        return render(request, "reports/report_words.html", {"words": page})
    page, number = words.store(schedule, found, request.POST, request.user)
    if page.is_wrong or page.lost_typed:
        return render(request, "reports/report_words.html", {"words": page}, status=422)
    tell = messages.success if number else messages.info
    told = ngettext("%(number)s sentence is kept.", "%(number)s sentences are kept.", number)
    tell(request, told % {"number": number} if number else _("Nothing was changed."))
    return redirect("report_words", period)
