"""Home Affairs' side: the queue, one report, and the decisions on it, a URL each."""

from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from emulation.dates import read_date, today
from reports.asked_corrections import with_requests
from reports.corrections import decline, grant
from reports.current import current_schedule, schedule_of
from reports.models import Revision
from reports.permissions import may_review
from reports.review import Review, review_of
from reports.review_forms import Decision
from reports.review_queue import OVERSEERS, CutOff, Queue, cut_offs, in_hand, next_waiting
from reports.transitions import TransitionError
from reports.workflow import approve, reopen, send_back
from targets.schedule import Schedule
from units.choices import Action
from units.kept import keeps_typed
from units.permissions import holds_anywhere, sees_everything


@require_GET
def review_queue(request: HttpRequest) -> HttpResponse:
    """What waits for Home Affairs, and the reports of every unit for one cut-off (?due=2024-06-14)."""
    if not (request.user.is_superuser or holds_anywhere(request.user, *OVERSEERS)):
        raise PermissionDenied(_("Only Home Affairs and the leadership see the reports of all units."))
    schedule = current_schedule(request)
    filters = {"state": request.GET.get("state", ""), "cluster": request.GET.get("cluster", "")}
    queue = Queue.of(schedule, request.user, _cut_off(request, schedule), **filters)
    return render(request, "reports/review_queue.html", {"queue": queue})


def _cut_off(request: HttpRequest, schedule: Schedule) -> CutOff | None:
    days = cut_offs(schedule)
    asked = request.GET.get("due", "")
    chosen = next((day for day in days if day.day == _date(asked)), None)
    if asked and chosen is None:
        text = _("No reports are due for “%(date)s”. The period in hand is shown.") % {"date": asked[:40]}
        messages.warning(request, text)
    return chosen or in_hand(days, today())


def _date(text: str) -> date | None:
    try:
        return read_date(text)
    except ValueError:
        return None


@require_GET
def review(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "reports/review.html", {"review": _review(request, pk)})


@require_POST
def review_approve(request: HttpRequest, pk: int) -> HttpResponse:
    def accept(revision: Revision, decision: Decision) -> None:
        decision.refuse_comments()
        approve(revision, request.user, decision.version)

    return _decide(request, pk, Action.APPROVED, accept)


@keeps_typed
@require_POST
def review_return(request: HttpRequest, pk: int) -> HttpResponse:
    def ask_again(revision: Revision, decision: Decision) -> None:
        send_back(revision, request.user, decision.version, decision.comment, decision.beside)

    return _decide(request, pk, Action.RETURNED, ask_again)


@keeps_typed
@require_POST
def review_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    def correct(revision: Revision, decision: Decision) -> None:
        reopen(revision.report, request.user, decision.reason)

    return _decide(request, pk, Action.REOPENED, correct)


@keeps_typed
@require_POST
def corrections_grant(request: HttpRequest, pk: int) -> HttpResponse:
    def agree(revision: Revision, decision: Decision) -> None:
        seen = (decision.revision, decision.version)
        grant(revision.report, decision.picked, request.user, seen, decision.answer)

    return _decide(request, pk, Action.CORRECTION_GRANTED, agree)


@keeps_typed
@require_POST
def corrections_decline(request: HttpRequest, pk: int) -> HttpResponse:
    def leave(revision: Revision, decision: Decision) -> None:
        decline(revision.report, decision.picked, request.user, decision.answer)

    return _decide(request, pk, Action.CORRECTION_DECLINED, leave)


STAYS = {Action.REOPENED, Action.CORRECTION_GRANTED, Action.CORRECTION_DECLINED}
DONE = {
    Action.CORRECTION_GRANTED: _(
        "Put in as the unit asked: %(report)s. The official figures move once it is accepted."
    ),
    Action.CORRECTION_DECLINED: _("Declined: %(report)s. The unit reads the answer beside its number."),
    Action.APPROVED: _("Accepted: %(report)s."),
    Action.RETURNED: _("Sent back for changes: %(report)s."),
    Action.REOPENED: _(
        "Reopened for correction: %(report)s. The accepted figures stay until the new ones are."
    ),
}


def _decide(
    request: HttpRequest, pk: int, action: Action, decide: Callable[[Revision, Decision], None]
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
        if not decision.stands_already(action, seen, request.user):
            page = _review(request, pk, error=str(error), asked_to=action, **decision.typed)
            return render(request, "reports/review.html", {"review": page}, status=409)
    messages.success(request, DONE[action] % {"report": _name(seen)})
    return redirect("review", pk) if action in STAYS else _on(request, seen)


def _newest(request: HttpRequest, pk: int) -> Revision:
    """The report's newest revision: 404 for who does not see the unit, 403 for who does not oversee it."""
    revisions = with_requests(Revision.objects.visible_to(request.user).newest().with_correction())
    found = revisions.with_part_of(request.user).select_related(
        "report__reporter", "report__period", "submitted_by", "decided_by"
    )
    revision = get_object_or_404(found, report=pk)
    if not sees_everything(request.user, revision.report.reporter):
        raise PermissionDenied(_("You see this report, but do not review it."))
    return revision


def _review(request: HttpRequest, pk: int, **typed) -> Review:
    revision = _newest(request, pk)
    schedule = schedule_of(request, revision.report.period)
    following = (
        next_waiting(request.user, revision) if may_review(request.user, revision.report.reporter) else None
    )
    return review_of(revision, request.user, schedule, following=following, **typed)


def _name(revision: Revision) -> str:
    return f"{revision.report.reporter.name}, {revision.report.period.name}"


def _on(request: HttpRequest, revision: Revision) -> HttpResponse:
    """To the next report that waits, or back to the queue."""
    following = next_waiting(request.user, revision)
    return redirect("review", following.report_id) if following else redirect("review_queue")
