"""Issuing a report; what was issued, its files, and what the registry gives afterwards."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from emulation.downloads import CONTENT_TYPES, stored_attachment
from emulation.pdf import NotMade
from reports.current import current_schedule, schedule_of
from reports.evidence.files import FileRefused
from reports.issuing.forms import IssueForm, RegistryForm, UploadForm
from reports.issuing.issue import IssueRefused, issue
from reports.issuing.issued_page import IssuedPage, IssuePage
from reports.issuing.registry import attach_signed, enter_number
from reports.models import IssuedFile, IssuedReport
from reports.permissions import may_read_issued, may_word_report
from reports.views.campaign_needed import campaign_needed
from reports.views.issuing import period_worded
from units.kept import keeps_typed


@keeps_typed
@campaign_needed
@require_http_methods(["GET", "HEAD", "POST"])
def report_issue(request: HttpRequest, period: str, form: str) -> HttpResponse:
    """What would be frozen, and what stands against it; posted, the deed."""
    schedule, found = current_schedule(request), period_worded(request, period)
    if form not in schedule.campaign.options.forms:
        raise Http404(_("There is no report on this period in this form."))
    page = IssuePage.of(schedule, found, form)
    boxes = IssueForm(_posted(request), number=page.number, initial={"seen": page.draft.mark})
    if boxes.is_valid() and (row := _issue(request, page, boxes)):
        messages.success(request, _("The report is issued and stays as it is."))
        return redirect("issued_report", row.pk)
    status = 422 if boxes.is_bound else 200
    return render(request, "reports/report_issue.html", {"issuing": page, "form": boxes}, status=status)


def _issue(request: HttpRequest, page: IssuePage, boxes: IssueForm) -> IssuedReport | None:
    """None where it was refused: the reason stands in the boxes, the page shows what is there by now."""
    schedule, draft = current_schedule(request), page.draft
    try:
        return issue(schedule, draft.period, draft.name, request.user, **boxes.cleaned_data)
    except IssueRefused as refused:
        boxes.add_error(None, str(refused))
    except NotMade:
        boxes.add_error(None, _("The document could not be made. What happened is in the site's log."))
    boxes.data = {**boxes.data, "seen": draft.mark}
    return None


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _issued(pk: int) -> IssuedReport:
    rows = IssuedReport.objects.select_related("period__campaign__owner", "issued_by", "registered_by")
    return get_object_or_404(rows, pk=pk)


def _of_office(request: HttpRequest, pk: int) -> IssuedReport:
    """For who enters what the registry gives; 403 for others."""
    report = _issued(pk)
    if not may_word_report(request.user, report.period.campaign.owner):
        raise PermissionDenied(_("The official reports are worded and issued by Home Affairs."))
    return report


@require_safe
@campaign_needed
def issued_report(request: HttpRequest, pk: int) -> HttpResponse:
    return _shown(request, _issued(pk))


def _shown(request: HttpRequest, report: IssuedReport, status: int = 200, **forms: Any) -> HttpResponse:
    page = IssuedPage.of(report, schedule_of(request, report.period), request.user)
    context = {"issued": page, "registry": page.registry_form, "upload": UploadForm()} | forms
    return render(request, "reports/issued_report.html", context, status=status)


@require_safe
@cache_control(private=True)
def issued_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Exactly the bytes that were kept."""
    files = IssuedFile.objects.select_related("report__period__campaign__owner")
    file = get_object_or_404(files.defer("report__content", "report__rows"), pk=pk)
    if not may_read_issued(request.user, file.report.period.campaign.owner, file.kind):
        raise PermissionDenied(_("The chairman's page is open to leadership and Home Affairs."))
    ending = file.name.rpartition(".")[2]
    return stored_attachment(file.file.open(), file.name, CONTENT_TYPES[ending])


@keeps_typed
@require_POST
def issued_registry(request: HttpRequest, pk: int) -> HttpResponse:
    report, boxes = _of_office(request, pk), RegistryForm(request.POST)
    if not boxes.is_valid():
        return _shown(request, report, 422, registry=boxes)
    said = boxes.cleaned_data
    enter_number(report, said["document_number"], said["document_date"], request.user)
    messages.success(request, _("Number and day of the document are kept."))
    return redirect("issued_report", pk)


@require_POST
def issued_signed(request: HttpRequest, pk: int) -> HttpResponse:
    report, boxes = _of_office(request, pk), UploadForm(request.POST, request.FILES)
    if boxes.is_valid():
        try:
            attach_signed(report, boxes.cleaned_data["file"], request.user)
        except FileRefused as refused:
            boxes.add_error("file", str(refused))
        else:
            messages.success(request, _("The signed copy is kept."))
            return redirect("issued_report", pk)
    return _shown(request, report, 422, upload=boxes)
