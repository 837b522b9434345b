"""The round trip of a spreadsheet: the workbook of an entry page, its return, preview and confirmation."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from emulation.downloads import attachment
from emulation.files import MOST_BYTES, FileRefused
from reports.entry.page import EntryPage
from reports.entry.source_form import SourceForm
from reports.spreadsheet.carrying import NotCarried, TooMuch, brought_back, carried
from reports.spreadsheet.preview import Preview, preview
from reports.spreadsheet.reading import Brought, read
from reports.spreadsheet.storing import store_confirmed
from reports.spreadsheet.writing import workbook
from reports.views.campaign_needed import campaign_needed
from reports.views.entry import page_of
from units.kept import keeps_typed


def _page(request: HttpRequest, code: str, cut_off: str) -> EntryPage:
    page = page_of(request, code, cut_off)
    if not page.rows:
        raise Http404
    return page


@campaign_needed
@require_safe
def spreadsheet_file(request: HttpRequest, code: str, cut_off: str) -> HttpResponse:
    """The workbook, for whoever may read the page."""
    page = _page(request, code, cut_off)
    name = _("Sheet to fill in %(name)s %(unit)s") % {"name": page.name, "unit": page.unit.name}
    return attachment(workbook(page), name, "xlsx")


@keeps_typed
@campaign_needed
@require_http_methods(["GET", "HEAD", "POST"])
def spreadsheet(request: HttpRequest, code: str, cut_off: str) -> HttpResponse:
    """Where the filled workbook is handed in; posted, its preview; the preview posted, it is stored."""
    page = _page(request, code, cut_off)
    if not page.may_enter:
        raise PermissionDenied
    if request.method != "POST":
        return _ask(request, page)
    if not page.can_edit:
        return _ask(request, page, status=422)
    if "brought" in request.POST:
        return _confirm(request, page)
    try:
        brought = _read(request, page)
        return _show(request, preview(page, brought))
    except (FileRefused, TooMuch) as refused:
        return _ask(request, page, str(refused), status=422)


def _ask(request: HttpRequest, page: EntryPage, error: str = "", status: int = 200) -> HttpResponse:
    return render(request, "reports/spreadsheet.html", {"entry": page, "error": error}, status=status)


def _show(request: HttpRequest, found: Preview, status: int = 200) -> HttpResponse:
    context = {
        "preview": found,
        "entry": found.page,
        "brought": carried(found.brought, found.mark, found.page),
        "posted": request.POST,
    }
    return render(request, "reports/spreadsheet_preview.html", context, status=status)


def _read(request: HttpRequest, page: EntryPage) -> Brought:
    upload = request.FILES.get("file")
    if upload is None:
        raise FileRefused(_("Choose a file first."))
    if (upload.size or 0) > MOST_BYTES:
        raise FileRefused(_("The file is larger than 20 MB."))
    return read(upload.name or "", upload.read(), page)


def _confirm(request: HttpRequest, page: EntryPage) -> HttpResponse:
    try:
        brought, mark = brought_back(request.POST["brought"], page)
    except NotCarried:
        said = _("This preview is too old, or was made in another account. Choose the file again.")
        return _ask(request, page, said, status=422)
    if page.source_form is not None:
        known = [sheet.revision for sheet in page.sheets if sheet.revision]
        page.source_form = SourceForm(known, data=request.POST)
    found = preview(page, brought, request.POST)
    found.error = _objection(request, found, mark)
    if not found.error and found.written and not store_confirmed(found):
        found = _anew(request, found)
    if found.error:
        return _show(request, found, status=422)
    _tell(request, found)
    return redirect("entry", page.unit.code, page.slug)


def _objection(request: HttpRequest, found: Preview, mark: str) -> str:
    """Why the preview is not yet what can be written."""
    if found.mark != mark:
        return _("Something on this page has changed meanwhile. Look at it again, then confirm.")
    if any(seen.is_open for seen in found.lines):
        return _("Choose for each line that was changed meanwhile which answer is to stand.")
    if found.refusals and "partly" not in request.POST:
        return _(
            "Some lines cannot be taken. Mend them in the file and hand it in again, or tick below that the "
            "other lines are to be written without them."
        )
    return ""


def _anew(request: HttpRequest, refused: Preview) -> Preview:
    """The preview of what stands there now, with why nothing was written."""
    page = page_of(request, refused.page.unit.code, refused.page.slug)
    if refused.page.source_form is not None:
        page.source_form = refused.page.source_form
    found = preview(page, refused.brought, request.POST)
    found.error = refused.page.why_refused or _(
        "Somebody else wrote here at the same moment. Nothing of the file was written: look at it again, "
        "then confirm."
    )
    return found


def _tell(request: HttpRequest, found: Preview) -> None:
    count = len(found.written)
    if not count:
        messages.info(request, _("Nothing of the file was written."))
        return
    said = ngettext(
        "%(count)s line of “%(file)s” is now in the draft. Look through it here before it goes on.",
        "%(count)s lines of “%(file)s” are now in the draft. Look through them here before it goes on.",
        count,
    )
    messages.success(request, said % {"count": count, "file": found.brought.name})
    if found.refusals:
        said = _("Left out of the file, to be mended and handed in again: %(lines)s.")
        messages.warning(request, said % {"lines": ", ".join(found.left_out)})
