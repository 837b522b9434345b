"""Files beside figures and reports: shown, added, taken away, handed out; the sheet that the head signs."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from emulation.downloads import attachment, stored_attachment
from emulation.pdf import NotMade
from reports.current import current_campaign, current_schedule
from reports.documents.pdf import render_sheet
from reports.documents.unit_sheet import unit_sheet
from reports.entry.loading import load
from reports.entry.sheet import Sheet
from reports.entry.to_sign import targets_to_sign
from reports.entry_refusals import EntryRefused
from reports.evidence.attaching import (
    Evidence,
    NotTakenAway,
    attach,
    give_number,
    mend_signature,
    take_away,
)
from reports.evidence.files import FileRefused
from reports.evidence.forms import SheetForm, SignatureForm
from reports.evidence.page import EvidencePage
from reports.permissions import may_enter
from reports.transitions import NothingOwed
from targets.models import Allocation, ReportingPeriod
from units.kept import keeps_typed
from units.models import Unit

NOT_TAKEN = (FileRefused, EntryRefused, NothingOwed)


def _place(request: HttpRequest, code: str, period: str) -> tuple[Unit, ReportingPeriod]:
    """404 for a unit that the person does not see, and for a period that has no reports."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), code=code)
    found = current_schedule(request).by_code(period)
    if found is None or not found.holds_readings:
        raise Http404
    return unit, found


def _line(reporter: Unit, allocation: int | None) -> Allocation | None:
    if allocation is None:
        return None
    lines = Allocation.objects.filter(reporter=reporter).select_related("target", "unit")
    return get_object_or_404(lines, pk=allocation)


@require_http_methods(["GET", "HEAD", "POST"])
def evidence(request: HttpRequest, code: str, period: str, allocation: int | None = None) -> HttpResponse:
    """The files of a figure or of the report; posted, one more. A part of the entry page asks by htmx."""
    unit, found = _place(request, code, period)
    line = _line(unit, allocation)
    if request.method != "POST":
        return _show(request, EvidencePage.load(request.user, unit, found, line))
    if not may_enter(request.user, unit):
        raise PermissionDenied
    try:
        _attach(request, unit, found, line)
    except NOT_TAKEN as refused:
        return _show(request, EvidencePage.load(request.user, unit, found, line, str(refused)), status=422)
    page = EvidencePage.load(request.user, unit, found, line)
    return _show(request, page) if request.htmx else redirect(page.url)


def _attach(request: HttpRequest, unit: Unit, period: ReportingPeriod, line: Allocation | None) -> None:
    upload = request.FILES.get("file") or request.FILES.get("photo")
    if upload is None:
        raise FileRefused("missing", _("Choose a file first."))
    attach(unit, period, upload, request.user, allocation=line)


def _show(request: HttpRequest, page: EvidencePage, status: int = 200) -> HttpResponse:
    template = "reports/evidence/panel.html" if request.htmx else "reports/evidence.html"
    return render(request, template, {"evidence": page}, status=status)


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def signed_sheet(request: HttpRequest, code: str, period: str) -> HttpResponse:
    """The signed sheets of a report, and the form for one more."""
    unit, found = _place(request, code, period)
    form = SheetForm(request.POST, request.FILES) if request.method == "POST" else SheetForm()
    if request.method == "POST":
        if not may_enter(request.user, unit):
            raise PermissionDenied
        if form.is_valid() and _attach_sheet(request, unit, found, form):
            return redirect("signed_sheet", code, period)
    page = EvidencePage.load(request.user, unit, found)
    return _show_sheets(request, page, form, status=422 if form.errors else 200)


def _show_sheets(request: HttpRequest, page: EvidencePage, form: SheetForm, status: int) -> HttpResponse:
    return render(request, "reports/signed_sheet.html", {"evidence": page, "form": form}, status=status)


def _attach_sheet(request: HttpRequest, unit: Unit, period: ReportingPeriod, form: SheetForm) -> bool:
    signature = form.signature(form.cleaned_data["content_code"])
    try:
        attach(unit, period, form.cleaned_data["file"], request.user, signature=signature)
    except NOT_TAKEN as refused:
        form.add_error("file", str(refused))
        return False
    messages.success(request, _("The signed sheet has been attached."))
    return True


@require_safe
def sheet_to_sign(request: HttpRequest, code: str, period: str) -> HttpResponse:
    """What the head signs on paper: the figures as stored, with their code."""
    sheet = _sheet_of(request, code, period)
    context = {"sheet": sheet, "targets": list(targets_to_sign(sheet.rows))}
    return render(request, "reports/sheet_to_sign.html", context)


@require_safe
@cache_control(private=True, no_store=True)
def sheet_pdf(request: HttpRequest, code: str, period: str) -> HttpResponse:
    """The same as a document."""
    sheet = unit_sheet(_sheet_of(request, code, period), current_campaign(request))
    try:
        return attachment(render_sheet(sheet), sheet.file_title, "pdf")
    except NotMade:
        messages.error(request, _("The document could not be made. What happened is in the site's log."))
        return redirect("sheet_to_sign", code, period)


def _sheet_of(request: HttpRequest, code: str, period: str) -> Sheet:
    """404 also where the unit owes no report for the period."""
    unit, found = _place(request, code, period)
    page = load(request.user, unit, found.cut_off, current_schedule(request))
    sheet = page.of_period(found) if page else None
    if sheet is None:
        raise Http404
    return sheet


def _file(request: HttpRequest, pk: int) -> Evidence:
    standing = Evidence.objects.visible_to(request.user).standing()
    found = standing.select_related(
        "revision__report__reporter", "revision__report__period", "allocation__target", "allocation__unit"
    )
    return get_object_or_404(found, pk=pk)


@require_safe
@cache_control(private=True, max_age=3600)
def evidence_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file itself, to be saved."""
    found = _file(request, pk)
    try:
        content = found.file.open("rb")
    except FileNotFoundError as error:
        raise Http404(_("The file is not in the storage. Tell the administrator.")) from error
    return stored_attachment(content, found.name, found.media_type)


@require_POST
def evidence_remove(request: HttpRequest, pk: int) -> HttpResponse:
    found = _file(request, pk)
    report, line = found.revision.report, found.allocation
    if not may_enter(request.user, report.reporter):
        raise PermissionDenied
    error = ""
    try:
        take_away(found, request.user)
    except NotTakenAway as refused:
        error = str(refused)
    page = EvidencePage.load(request.user, report.reporter, report.period, line, error)
    if request.htmx or error:
        return _show(request, page, status=422 if error else 200)
    messages.success(request, _("Taken away: %(name)s.") % {"name": found.name})
    return redirect(_back(found, page))


def _back(found: Evidence, page: EvidencePage) -> str:
    if found.content_code:
        return reverse("signed_sheet", args=[page.reporter.code, page.period.code])
    return page.url


@keeps_typed
@require_POST
def evidence_number(request: HttpRequest, pk: int) -> HttpResponse:
    """The registry's number of a signed sheet."""
    found = _sheet(request, pk)
    report = found.revision.report
    give_number(found, request.POST.get("document_number", ""), request.user)
    messages.success(request, _("The number has been noted."))
    return redirect("signed_sheet", report.reporter.code, report.period.code)


@keeps_typed
@require_POST
def evidence_signature(request: HttpRequest, pk: int) -> HttpResponse:
    """Who signed a sheet, when and under which number, corrected."""
    found = _sheet(request, pk)
    report = found.revision.report
    form = SignatureForm(request.POST, sheet=pk)
    if form.is_valid() and _mend(request, found, form):
        return redirect("signed_sheet", report.reporter.code, report.period.code)
    page = EvidencePage.load(request.user, report.reporter, report.period, mended=form)
    return _show_sheets(request, page, SheetForm(), status=422)


def _mend(request: HttpRequest, found: Evidence, form: SignatureForm) -> bool:
    try:
        mend_signature(found, form.signature(found.content_code), request.user)
    except EntryRefused as refused:
        messages.error(request, str(refused))
        return False
    messages.success(request, _("What is noted of the signed sheet has been corrected."))
    return True


def _sheet(request: HttpRequest, pk: int) -> Evidence:
    """404 for what is no signed sheet, 403 for who does not enter for its unit."""
    found = _file(request, pk)
    if not found.content_code:
        raise Http404
    if not may_enter(request.user, found.revision.report.reporter):
        raise PermissionDenied
    return found
