"""Lists as files: each is the rows of a page, by the page's own query and under its own permission.

LISTS names them all; a new one is a line here and a table in `reports/lists`. Like reading, taking a file
leaves no trace in the log.
"""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from emulation.dates import short_date
from emulation.downloads import table_attachment
from emulation.tables import FORMATS, Table
from emulation.text import clean_text
from reports.current import current_campaign
from reports.history import events_of, steps
from reports.lists import asking, calendar, chasing, notebook, report, reports, units
from reports.lists.heading import heading
from reports.lists.readings import Sought, readings
from reports.lists.target_units import units_of_target
from reports.lists.targets import targets
from reports.models import ProgressReport
from reports.views.asking import asking_asked
from reports.views.calendar import calendar_asked
from reports.views.changes import changes_asked
from reports.views.chasing import chase_asked
from reports.views.my_reports import desk_asked
from reports.views.notebook import notebook_asked
from reports.views.question import Question
from reports.views.review_queue import matrix_asked, queue_asked
from reports.views.target import shown_of, target_asked
from reports.views.units import units_sought
from targets.models import Allocation
from units.contacts import with_contacts
from units.permissions import sees_everything, sees_unit

Listed = Callable[..., Table]


def _named(question: Question, words: str) -> str:
    """With the day and the basis: "… đến 14/6/2024 (số đã duyệt)"."""
    told = {"what": words, "day": short_date(question.as_of), "basis": question.basis.label}
    return _("%(what)s to %(day)s (%(basis)s)") % told


def units_taking_part(request: HttpRequest) -> Table:
    return units.units(units_sought(request), current_campaign(request))


def contacts_of_units(request: HttpRequest) -> Table:
    """Of the units whose own page the person may open."""
    found = [unit for unit in with_contacts(units_sought(request)) if sees_unit(request.user, unit)]
    return units.contacts(found, current_campaign(request))


def units_by_target(request: HttpRequest, code: str) -> Table:
    """Of a composite target its parts, as its page has them."""
    question, row = target_asked(request, code)
    name = _named(question, _("%(code)s by unit") % {"code": row.target.code})
    shown = shown_of(request, question, row)
    title = heading(question.campaign, row.target.name, name)
    return targets(shown.children, name, title) if shown.children else units_of_target(shown, name, title)


def readings_behind(request: HttpRequest) -> Table:
    """Those that the person may read, of everything or of what is asked for (`Sought`)."""
    question = Question.of(request)
    sought = Sought(*(clean_text(request.GET.get(name, "")) for name in ("unit", "target", "period")))
    about = ", ".join(filter(None, [sought.unit, sought.target, sought.period]))
    name = _named(
        question, _("Readings of %(about)s") % {"about": about} if about else _("Readings, line by line")
    )
    sees_all = sees_everything(request.user, question.campaign.owner)
    words = [name] if sees_all else [name, _("Only what this account may read.")]
    return readings(
        *(question.schedule, request.user, question.as_of, question.basis, sought),
        *(name, heading(question.campaign, *words)),
    )


def queue_reports(request: HttpRequest) -> Table:
    return reports.queue_reports(queue_asked(request), current_campaign(request))


def matrix_reports(request: HttpRequest) -> Table:
    return reports.matrix_reports(matrix_asked(request))


def own_reports(request: HttpRequest) -> Table:
    desk = desk_asked(request)
    if desk.unit is None:
        raise Http404
    lines = [line for task in desk.own for line in task.lines]
    return reports.unit_reports(lines, desk.unit, current_campaign(request))


def explanations(request: HttpRequest) -> Table:
    return asking.explanations(asking_asked(request), current_campaign(request))


def inspections(request: HttpRequest) -> Table:
    return asking.inspections(asking_asked(request), current_campaign(request))


def awaited_reports(request: HttpRequest) -> Table:
    return chasing.awaited(chase_asked(request), current_campaign(request))


def days_of_calendar(request: HttpRequest) -> Table:
    return calendar.days(calendar_asked(request), current_campaign(request))


def changes_of_report(request: HttpRequest, pk: int) -> Table:
    return report.changes(changes_asked(request, pk))


def history_of_report(request: HttpRequest, pk: int) -> Table:
    visible = ProgressReport.objects.visible_to(request.user)
    found = get_object_or_404(visible.select_related("reporter", "period__campaign__owner"), pk=pk)
    given = Allocation.objects.filter(target__campaign=found.period.campaign, reporter=found.reporter)
    told = steps(events_of(found), given.select_related("target", "unit"))
    return report.history(found, told)


def notes_of_unit(request: HttpRequest, code: str) -> Table:
    return notebook.notes(notebook_asked(request, code), current_campaign(request))


LISTS: dict[str, tuple[str, Listed]] = {
    "units_export": ("units/units", units_taking_part),
    "contacts_export": ("units/contacts", contacts_of_units),
    "target_export": ("targets/<str:code>/units", units_by_target),
    "readings_export": ("documents/readings", readings_behind),
    "queue_export": ("review/reports", queue_reports),
    "matrix_export": ("review/matrix/reports", matrix_reports),
    "chasing_export": ("review/chasing/reports", awaited_reports),
    "my_reports_export": ("reports/reports", own_reports),
    "calendar_export": ("calendar/days", days_of_calendar),
    "explanations_export": ("asking/explanations", explanations),
    "inspections_export": ("asking/inspections", inspections),
    "changes_export": ("review/<int:pk>/changes", changes_of_report),
    "history_export": ("review/<int:pk>/history", history_of_report),
    "notebook_export": ("notebook/<str:code>/notes", notes_of_unit),
}


def as_file(listed: Listed) -> Callable[..., HttpResponseBase]:
    """The view that hands out a list; 404 for a form that there is not."""

    @require_safe
    @wraps(listed)
    def view(request: HttpRequest, extension: str, **about: object) -> HttpResponseBase:
        if extension not in FORMATS:
            raise Http404
        return table_attachment(listed(request, **about), extension)

    return view


urlpatterns: list[URLPattern] = [
    path(f"{where}.<str:extension>", as_file(listed), name=name) for name, (where, listed) in LISTS.items()
]
