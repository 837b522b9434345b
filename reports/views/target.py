"""A target's page, and Home Affairs' own assessment of it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from emulation.downloads import attachment
from reports.choices import Status
from reports.current import current_schedule
from reports.documents.pdf import render_table
from reports.documents.tables import Asked, target_sheet
from reports.override_form import OverrideForm
from reports.overrides import override_status, remove_override
from reports.permissions import may_ask, may_override_status
from reports.progress import Row
from reports.target_page import TargetPage
from reports.views.campaign_needed import campaign_needed
from reports.views.question import Question
from units.kept import keeps_typed


def target_asked(request: HttpRequest, code: str) -> tuple[Question, Row]:
    """The question, and the city's row of the target; 404 where the campaign has no such target."""
    question = Question.of(request)
    row = question.row(code)
    if row is None:
        raise Http404
    return question.for_reader_of(request.user, question.campaign.owner, row.target.lead), row


def shown_of(request: HttpRequest, question: Question, row: Row) -> TargetPage:
    return TargetPage.of(row, question.schedule, question.basis, request.user)


def _page(request: HttpRequest, question: Question, row: Row, form: OverrideForm | None) -> HttpResponse:
    context = {"question": question, "row": row, "shown": shown_of(request, question, row), "form": form}
    context["may_ask"] = may_ask(request.user, question.campaign.owner)
    return render(request, "reports/target.html", context, status=422 if form and form.is_bound else 200)


@require_safe
@campaign_needed
def target(request: HttpRequest, code: str) -> HttpResponse:
    question, row = target_asked(request, code)
    may_assess = row.last_period is not None and may_override_status(request.user, question.campaign.owner)
    return _page(request, question, row, OverrideForm(instance=row.override) if may_assess else None)


@require_safe
@campaign_needed
@cache_control(private=True, no_store=True)
def target_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """The same figures on paper, by unit or by part."""
    question, row = target_asked(request, code)
    path = f"{reverse('target', args=[row.target.code])}?{question.query}"
    sheet = target_sheet(
        shown_of(request, question, row), Asked(question.schedule, question.as_of, question.basis, path)
    )
    return attachment(render_table(sheet), sheet.file_title, "pdf")


@require_safe
@campaign_needed
def lookup(request: HttpRequest, period: str, code: str) -> HttpResponse:
    """From the code beside a printed figure to the page that tells how it came about, as of the period."""
    found = current_schedule(request).by_code(period)
    if found is None:
        raise Http404(_("There is no report on this period yet."))
    return redirect(f"{reverse('target', args=[code.upper()])}?as_of={found.cut_off.isoformat()}")


@keeps_typed
@require_POST
def assess(request: HttpRequest, code: str) -> HttpResponse:
    """Replace the computed status for the last ended period, or let it speak again (button "remove")."""
    question, row = target_asked(request, code)
    if row.last_period is None:
        raise Http404
    if not may_override_status(request.user, question.campaign.owner):
        raise PermissionDenied
    form = OverrideForm(request.POST)
    if "remove" in request.POST:
        remove_override(row, request.user)
    elif form.is_valid():
        override_status(row, Status(form.cleaned_data["status"]), form.cleaned_data["reason"], request.user)
    else:
        return _page(request, question, row, form)
    messages.success(request, _("The assessment has been changed."))
    return redirect(f"{reverse('target', args=[code])}?{question.query}")
