"""The desk of Home Affairs: the queue, and all units over all periods."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from emulation.dates import read_date, today
from reports.current import current_schedule
from reports.review.lists import EVERY, CutOff, Filters, cut_offs, in_hand
from reports.review.matrix import Matrix
from reports.review.queue import Queue, reporting
from reports.review.waiting import OVERSEERS, overseen_by
from targets.schedule import Schedule
from units.permissions import holds_anywhere


@require_GET
def review_queue(request: HttpRequest) -> HttpResponse:
    """What waits for Home Affairs, and the reports of units by the filters in the address."""
    return render(request, "reports/review_queue.html", {"queue": queue_asked(request)})


@require_GET
def review_matrix(request: HttpRequest) -> HttpResponse:
    """How far every unit is, over all periods of the year (?cluster=…)."""
    return render(request, "reports/review_matrix.html", {"matrix": matrix_asked(request)})


def queue_asked(request: HttpRequest) -> Queue:
    """403 for who does not oversee units."""
    _refuse_others(request)
    schedule, asked = current_schedule(request), Filters.read(request.GET)
    cut_off, ticks_all = _cut_off(request, schedule, asked), request.GET.get("ticked") == "all"
    return Queue.of(schedule, request.user, cut_off, asked, ticks_all=ticks_all)


def matrix_asked(request: HttpRequest) -> Matrix:
    """Likewise."""
    _refuse_others(request)
    schedule = current_schedule(request)
    units = reporting(overseen_by(request.user), schedule)
    return Matrix.of(schedule, request.user, units, Filters.read(request.GET))


def _refuse_others(request: HttpRequest) -> None:
    if not (request.user.is_superuser or holds_anywhere(request.user, *OVERSEERS)):
        raise PermissionDenied(_("Only Home Affairs and the leadership see the reports of all units."))


def _cut_off(request: HttpRequest, schedule: Schedule, asked: Filters) -> CutOff | None:
    days = cut_offs(schedule)
    sought = asked.period or asked.due
    chosen = next((day for day in days if _is_of(day, asked)), None)
    if sought not in ("", EVERY) and chosen is None:
        text = _("No reports are due for “%(date)s”. The period in hand is shown.") % {"date": sought[:40]}
        messages.warning(request, text)
    return chosen or in_hand(days, today())


def _is_of(cut_off: CutOff, asked: Filters) -> bool:
    if asked.period:
        return any(period.code == asked.period for period in cut_off.periods)
    return cut_off.day == _date(asked.due)


def _date(text: str) -> date | None:
    try:
        return read_date(text)
    except ValueError:
        return None
