"""Explanations and inspections: asked and recorded by Home Affairs, answered by units."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from emulation.dates import today
from reports.asking.asked import asked_in, found_in
from reports.asking.forms import AnswerForm, ClosingForm, ExplanationForm, InspectionForm
from reports.asking.page import AskingPage
from reports.asking.questions import (
    answer,
    ask,
    close_inspection,
    record_inspection,
    request_name,
    usual_answer_day,
    withdraw,
)
from reports.current import current_campaign
from reports.models import Explanation, Inspection
from reports.permissions import may_answer, may_ask
from reports.review.waiting import OVERSEERS
from reports.transitions import TransitionError
from reports.views.campaign_needed import campaign_needed
from units.kept import keeps_typed
from units.permissions import holds_anywhere


@require_safe
@campaign_needed
def asking(request: HttpRequest) -> HttpResponse:
    """Everything asked and found in the campaign."""
    page, owner = asking_asked(request), current_campaign(request).owner
    context = {"asking": page, "may_ask": may_ask(request.user, owner)}
    return render(request, "reports/asking.html", context)


def asking_asked(request: HttpRequest) -> AskingPage:
    """By the filters (?state= of questions, ?mending= of inspections); 403 for who does not oversee units."""
    if not (request.user.is_superuser or holds_anywhere(request.user, *OVERSEERS)):
        raise PermissionDenied(_("Only Home Affairs and the leadership see what all units are asked."))
    chosen = request.GET.get("state", ""), request.GET.get("mending", "")
    return AskingPage.of(request.user, current_campaign(request), *chosen)


def _only_home_affairs(request: HttpRequest) -> None:
    if not may_ask(request.user, current_campaign(request).owner):
        raise PermissionDenied(_("Only Home Affairs asks units for explanations and records inspections."))


def _chosen(request: HttpRequest, form: ModelForm) -> None:
    """Unit and target that the link named, chosen in the form already."""
    for name in ("unit", "target"):
        code = request.GET.get(name, "")
        found = form.fields[name].queryset.filter(code=code).first() if code else None
        form.initial.setdefault(name, found.pk if found else None)


@keeps_typed
@campaign_needed
@require_http_methods(["GET", "HEAD", "POST"])
def explanation_ask(request: HttpRequest) -> HttpResponse:
    """Ask a unit about a target (?unit=X-MP&target=XH-02)."""
    _only_home_affairs(request)
    campaign = current_campaign(request)
    if request.method == "POST":
        form = ExplanationForm(campaign, request.POST)
        if form.is_valid():
            asked = ask(form.save(commit=False), request.user)
            sent = {"name": request_name(asked.unit.kind), "unit": asked.unit.name}
            messages.success(request, _("%(name)s: sent to %(unit)s.") % sent)
            return redirect("explanation", asked.pk)
    else:
        initial = {"answer_by": usual_answer_day(today())}
        form = ExplanationForm(campaign, initial=initial)
        _chosen(request, form)
    return _form_page(request, "reports/asking/ask.html", form)


def _form_page(request: HttpRequest, template: str, form: ModelForm) -> HttpResponse:
    return render(request, template, {"form": form}, status=422 if form.is_bound else 200)


def _explanation(request: HttpRequest, pk: int) -> Explanation:
    visible = Explanation.objects.visible_to(request.user)
    return get_object_or_404(visible.select_related("unit", "target"), pk=pk)


def _explanation_page(
    request: HttpRequest, found: Explanation, form: AnswerForm | None = None, error: str = ""
) -> HttpResponse:
    (asked,) = asked_in(Explanation.objects.filter(pk=found.pk))
    may = may_answer(request.user, found)
    context = {
        "asked": asked,
        "form": form or (AnswerForm() if may and asked.is_open else None),
        "may_ask": may_ask(request.user, found.unit),
        "is_own": may,
        "error": error,
    }
    status = 409 if error else 422 if form else 200
    return render(request, "reports/asking/explanation.html", context, status=status)


@require_safe
def explanation(request: HttpRequest, pk: int) -> HttpResponse:
    return _explanation_page(request, _explanation(request, pk))


@keeps_typed
@require_POST
def explanation_answer(request: HttpRequest, pk: int) -> HttpResponse:
    found = _explanation(request, pk)
    if not may_answer(request.user, found):
        raise PermissionDenied
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _explanation_page(request, found, form)
    try:
        answer(found, form.cleaned_data["answer"], request.user)
    except TransitionError as refused:
        return _explanation_page(request, found, form, error=str(refused))
    messages.success(request, _("The answer has been sent to Home Affairs."))
    return redirect("explanation", pk)


@require_POST
def explanation_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    found = _explanation(request, pk)
    if not may_ask(request.user, found.unit):
        raise PermissionDenied
    try:
        withdraw(found, request.user)
    except TransitionError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The question has been withdrawn."))
    return redirect("explanation", pk)


@keeps_typed
@campaign_needed
@require_http_methods(["GET", "HEAD", "POST"])
def inspection_record(request: HttpRequest) -> HttpResponse:
    """Record an inspection (?unit=X-MP&target=XH-02)."""
    _only_home_affairs(request)
    campaign = current_campaign(request)
    if request.method == "POST":
        form = InspectionForm(campaign, request.POST)
        if form.is_valid():
            recorded = record_inspection(form.save(commit=False), request.user)
            messages.success(request, _("The inspection has been recorded."))
            return redirect("inspection", recorded.pk)
    else:
        form = InspectionForm(campaign, initial={"on": today()})
        _chosen(request, form)
    return _form_page(request, "reports/asking/record.html", form)


def _inspection(request: HttpRequest, pk: int) -> Inspection:
    visible = Inspection.objects.visible_to(request.user)
    return get_object_or_404(visible.select_related("unit", "target"), pk=pk)


def _inspection_page(
    request: HttpRequest, inspected: Inspection, form: ClosingForm | None = None, error: str = ""
) -> HttpResponse:
    (found,) = found_in(Inspection.objects.filter(pk=inspected.pk))
    may = may_ask(request.user, inspected.unit)
    offered = ClosingForm(initial={"mended_on": today()}) if may and found.is_open else None
    context = {"found": found, "form": form or offered, "may_ask": may, "error": error}
    status = 409 if error else 422 if form else 200
    return render(request, "reports/asking/inspection.html", context, status=status)


@require_safe
def inspection(request: HttpRequest, pk: int) -> HttpResponse:
    return _inspection_page(request, _inspection(request, pk))


@keeps_typed
@require_POST
def inspection_close(request: HttpRequest, pk: int) -> HttpResponse:
    inspected = _inspection(request, pk)
    if not may_ask(request.user, inspected.unit):
        raise PermissionDenied
    form = ClosingForm(request.POST, instance=inspected)
    if not form.is_valid():
        return _inspection_page(request, inspected, form)
    try:
        close_inspection(inspected, form.cleaned_data["mended_on"], form.cleaned_data["mended"], request.user)
    except TransitionError as refused:
        return _inspection_page(request, inspected, form, error=str(refused))
    messages.success(request, _("The inspection has been closed."))
    return redirect("inspection", pk)
