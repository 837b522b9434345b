"""Drafting a campaign's targets from its launching document: read, corrected row by row, accepted."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from targets.drafting_page.accepted import last_accepted
from targets.drafting_page.accepting import Acceptance, Outcome
from targets.drafting_page.forms import DocumentForm, how_of
from targets.drafting_page.known import Known
from targets.drafting_page.page import ROWS, Drafting
from targets.models import Campaign
from targets.permissions import may_set_up
from units.kept import keeps_typed

CHANGED_MEANWHILE = gettext_lazy(
    "The campaign's targets have changed meanwhile. See which rows are one of them now, and accept again."
)


def _campaign(request: HttpRequest, code: str) -> Campaign:
    """The person's campaign of that code. 404 for what others prepare, 403 for what all may read."""
    found = list(Campaign.objects.filter(code=code).select_related("owner"))
    for campaign in found:
        if may_set_up(request.user, campaign.owner):
            return campaign
    if any(not campaign.in_preparation for campaign in found):
        raise PermissionDenied(_("Only Home Affairs sets up the targets of a campaign."))
    raise Http404


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, code: str) -> HttpResponse:
    """The document's text or file; then what was found in it, until it is accepted."""
    campaign = _campaign(request, code)
    posted = request.method == "POST"
    if not campaign.in_preparation:
        context = {"campaign": campaign}
        return render(request, "targets/drafting_closed.html", context, status=409 if posted else 200)
    if not posted:
        return _ask_for_document(request, campaign, DocumentForm(initial={"text": campaign.document_text}))
    if "take" in request.POST:
        return _take_along(request, campaign)
    deed = {"accept": _accept, "check": _check}.get(request.POST.get("do", ""), _read)
    return deed(request, campaign)


def _ask_for_document(request: HttpRequest, campaign: Campaign, form: DocumentForm) -> HttpResponse:
    count, accepted = campaign.targets.count(), last_accepted(campaign)
    context = {"campaign": campaign, "form": form, "count": count, "accepted": accepted}
    return render(request, "targets/drafting_document.html", context, status=422 if form.errors else 200)


def _read(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    form = DocumentForm(request.POST, request.FILES)
    if not form.is_valid():
        return _ask_for_document(request, campaign, form)
    return _show(request, Drafting.read(Known.of(campaign), form.cleaned_data["document"]))


def _show(request: HttpRequest, drafting: Drafting, taken: str = "", status: int = 200) -> HttpResponse:
    context = {"drafting": drafting, "campaign": drafting.known.campaign, "taken": taken}
    return render(request, "targets/drafting.html", context, status=status)


def _take_along(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """A row more, for a sentence in which the reader found nothing."""
    known = Known.of(campaign)
    left = Drafting.left(known, request.POST)
    sentence = left.sentence_numbered(request.POST["take"])
    if sentence is None:
        return _show(request, left)
    return _show(request, Drafting.left(known, request.POST, sentence), taken=sentence.text)


def _check(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    drafting = Drafting.posted(Known.of(campaign), request.POST)
    is_valid = Acceptance(drafting).is_valid()
    return _show(request, drafting, status=200 if is_valid else 422)


@transaction.atomic
def _accept(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """All of it or nothing, while the campaign is still in preparation and has the targets that were seen."""
    campaign = Campaign.objects.select_for_update(of=("self",)).select_related("owner").get(pk=campaign.pk)
    if not campaign.in_preparation:
        return render(request, "targets/drafting_closed.html", {"campaign": campaign}, status=409)
    known = Known.of(campaign)
    if request.POST.get("all-seen") != known.mark:
        messages.error(request, CHANGED_MEANWHILE)
        return _show(request, Drafting.left(known, request.POST), status=409)
    drafting = Drafting.posted(known, request.POST)
    acceptance = Acceptance(drafting)
    if not acceptance.is_valid():
        return _show(request, drafting, status=422)
    _tell(request, acceptance.save(request.user))
    return redirect("draft_targets", campaign.code)


def _tell(request: HttpRequest, done: Outcome) -> None:
    if done.is_nothing:
        messages.info(request, _("All of this stands in the campaign already; nothing was changed."))
        return
    told = _("%(new)s draft targets were taken in, %(changed)s were given their new numbers.")
    messages.success(request, told % {"new": len(done.created), "changed": len(done.changed)})


@require_POST
def draft_how(request: HttpRequest, code: str) -> HttpResponse:
    """In words how a row would be counted, as it stands in the boxes; a part of the page asks."""
    _campaign(request, code)
    prefix = f"{ROWS}-{request.POST.get('row', '')}-"
    return HttpResponse(how_of(request.POST, prefix), content_type="text/plain; charset=utf-8")
