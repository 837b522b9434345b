"""For whoever holds a document, signed in or not: is it genuine, and does it still hold."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from reports.evidence.files import FileRefused, check_size
from reports.issuing.checking import Checked, find
from reports.issuing.forms import CodeForm, UploadForm
from reports.issuing.kept import same_file
from reports.models import IssuedFile


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def check_code(request: HttpRequest) -> HttpResponse:
    """The box for the code that stands on paper."""
    boxes = CodeForm(request.POST if request.method == "POST" else None)
    if boxes.is_valid():
        return redirect("check", boxes.cleaned_data["code"])
    return render(request, "reports/check.html", {"form": boxes}, status=422 if boxes.is_bound else 200)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, code: str) -> HttpResponse:
    """What was issued under this code; posted, whether a file is that document byte for byte."""
    found = find(code)
    context: dict[str, Any] = {"found": found, "code": code, "form": CodeForm(), "upload": UploadForm()}
    if found is None:
        return render(request, "reports/check.html", context, status=404)
    if request.method == "POST":
        context |= _compared(request, found)
    return render(request, "reports/check.html", context)


def _compared(request: HttpRequest, found: Checked) -> dict[str, Any]:
    """`same` is the file of the issue with this content, None for another one."""
    boxes = UploadForm(request.POST, request.FILES)
    if not boxes.is_valid():
        return {"upload": boxes}
    try:
        same = _same(found, boxes.cleaned_data["file"])
    except FileRefused as refused:
        boxes.add_error("file", str(refused))
        return {"upload": boxes}
    said = _("This file is the document, byte for byte.") if same else _("This file is another one.")
    return {"upload": UploadForm(), "compared": said, "same": same}


def _same(found: Checked, uploaded: UploadedFile) -> IssuedFile | None:
    check_size(uploaded.size or 0)
    return same_file(found.report, uploaded.read())
