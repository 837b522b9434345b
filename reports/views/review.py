"""One report before its reviewer, and the decisions on it, a URL each."""

from collections.abc import Callable
from typing import NamedTuple

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from reports.correcting.asked import with_requests
from reports.correcting.requests import decline, grant
from reports.current import schedule_of
from reports.evidence.attached import with_files
from reports.models import Revision
from reports.permissions import may_review
from reports.review.forms import Decision
from reports.review.order import BY_LOOK, BY_TARGET
from reports.review.page import Review, review_of
from reports.review.waiting import next_waiting, with_next
from reports.transitions import TransitionError
from reports.workflow import approve, approve_and_ask, reopen, send_back
from units.choices import Action
from units.kept import keeps_typed
from units.permissions import sees_everything


class Deed(NamedTuple):
    """What a button does; `asks`: it accepts and asks again about single figures. `stays`: on the report."""

    action: Action
    done: str
    asks: bool = False
    stays: bool = False


ACCEPT = Deed(Action.APPROVED, _("Accepted: %(report)s."))
ASK = Deed(Action.APPROVED, _("Accepted, and asked again about single figures: %(report)s."), asks=True)
RETURN = Deed(Action.RETURNED, _("Sent back for changes: %(report)s."))
REOPEN = Deed(
    Action.REOPENED,
    _("Reopened for correction: %(report)s. The accepted figures stay until the new ones are."),
    stays=True,
)
GRANT = Deed(
    Action.CORRECTION_GRANTED,
    _("Put in as the unit asked: %(report)s. The official figures move once it is accepted."),
    stays=True,
)
DECLINE = Deed(
    Action.CORRECTION_DECLINED,
    _("Declined: %(report)s. The unit reads the answer beside its number."),
    stays=True,
)


@require_GET
def review(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "reports/review.html", {"review": _review(request, pk)})


@require_POST
def review_approve(request: HttpRequest, pk: int) -> HttpResponse:
    def accept(revision: Revision, decision: Decision) -> None:
        decision.refuse_comments()
        approve(revision, request.user, decision.version)

    return _decide(request, pk, ACCEPT, accept)


@keeps_typed
@require_POST
def review_ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept the report and ask again about the figures with a comment beside them."""

    def accept_and_ask(revision: Revision, decision: Decision) -> None:
        approve_and_ask(revision, request.user, decision.version, decision.beside, decision.comment)

    return _decide(request, pk, ASK, accept_and_ask)


@keeps_typed
@require_POST
def review_return(request: HttpRequest, pk: int) -> HttpResponse:
    def ask_again(revision: Revision, decision: Decision) -> None:
        send_back(revision, request.user, decision.version, decision.comment, decision.beside)

    return _decide(request, pk, RETURN, ask_again)


@keeps_typed
@require_POST
def review_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    def correct(revision: Revision, decision: Decision) -> None:
        reopen(revision.report, request.user, decision.reason)

    return _decide(request, pk, REOPEN, correct)


@keeps_typed
@require_POST
def corrections_grant(request: HttpRequest, pk: int) -> HttpResponse:
    def agree(revision: Revision, decision: Decision) -> None:
        seen = (decision.revision, decision.version)
        grant(revision.report, decision.picked, request.user, seen, decision.answer)

    return _decide(request, pk, GRANT, agree)


@keeps_typed
@require_POST
def corrections_decline(request: HttpRequest, pk: int) -> HttpResponse:
    def leave(revision: Revision, decision: Decision) -> None:
        decline(revision.report, decision.picked, request.user, decision.answer)

    return _decide(request, pk, DECLINE, leave)


def _decide(
    request: HttpRequest, pk: int, deed: Deed, decide: Callable[[Revision, Decision], None]
) -> HttpResponse:
    """Make the decision on the revision that was looked at; refused, the page comes back as it was typed."""
    newest = _newest(request, pk)
    if not may_review(request.user, newest.report.reporter):
        raise PermissionDenied
    decision = Decision.read(request.POST)
    seen = newest.report.revisions.filter(pk=decision.revision).first() or newest
    try:
        decide(seen, decision)
    except TransitionError as error:
        if not _stands_already(deed, decision, seen, request):
            page = _review(request, pk, error=str(error), asked_to=deed.action, **decision.typed)
            return render(request, "reports/review.html", {"review": page}, status=409)
    messages.success(request, deed.done % {"report": _name(seen)})
    return redirect("review", pk) if deed.stays else _on(request, seen)


def _stands_already(deed: Deed, decision: Decision, seen: Revision, request: HttpRequest) -> bool:
    if deed.asks:
        return decision.asks_already(seen, request.user)
    return decision.stands_already(deed.action, seen, request.user)


def _newest(request: HttpRequest, pk: int) -> Revision:
    """The report's newest revision: 404 for who does not see the unit, 403 for who does not oversee it."""
    revisions = Revision.objects.visible_to(request.user).newest().with_correction().with_extension()
    told = with_next(with_requests(with_files(revisions)).with_part_of(request.user), request.user)
    found = told.select_related(
        "report__reporter", "report__period", "presented_by", "submitted_by", "decided_by"
    )
    revision = get_object_or_404(found, report=pk)
    if not sees_everything(request.user, revision.report.reporter):
        raise PermissionDenied(_("You see this report, but do not review it."))
    return revision


def _review(request: HttpRequest, pk: int, **typed) -> Review:
    revision = _newest(request, pk)
    schedule = schedule_of(request, revision.report.period)
    return review_of(revision, request.user, schedule, order=_order(request), **typed)


def _name(revision: Revision) -> str:
    return f"{revision.report.reporter.name}, {revision.report.period.name}"


def _on(request: HttpRequest, revision: Revision) -> HttpResponse:
    """To the next report that waits, in the order in use, or back to the queue."""
    following = next_waiting(request.user, revision)
    if following is None:
        return redirect("review_queue")
    asked = "?order=" + BY_TARGET if _order(request) == BY_TARGET else ""
    return redirect(reverse("review", args=[following.report_id]) + asked)


def _order(request: HttpRequest) -> str:
    asked = request.POST.get("order") or request.GET.get("order")
    return BY_TARGET if asked == BY_TARGET else BY_LOOK
