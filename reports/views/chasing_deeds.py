"""What Home Affairs does while it chases, a URL each: every deed is a line of the ledger and of the log."""

from collections.abc import Iterable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from reports.chasing.addressees import addressees
from reports.chasing.forms import CallForm, PassedOnForm, SentDispatchForm
from reports.chasing.page import UnitChase
from reports.chasing.reminding import Outcome, note_down, remind_now
from reports.choices import Occasion
from reports.current import current_campaign, current_schedule
from reports.due import ReportLine
from reports.permissions import may_chase
from reports.views.chasing import group_asked, group_page, require_overseer, unit_chase, unit_page
from units.kept import keeps_typed


@require_http_methods(["GET", "HEAD", "POST"])
def chasing_remind(request: HttpRequest, cut_off: str) -> HttpResponse:
    """First the list of whom mail goes to, then, posted, the mail (?unit=P-CL for one, ?cluster=K1)."""
    group = group_asked(request, cut_off)
    _require_home_affairs(request)
    if request.method == "POST" and group.units:
        again = request.POST.get("again") == "1"
        outcome = remind_now(current_schedule(request), group.lines, request.user, again=again)
        _tell(request, outcome)
        return redirect("chasing")
    to = addressees(chased.unit for chased in group.units)
    context = {"group": group, "rows": [(chased, to[chased.unit.pk]) for chased in group.units]}
    return render(request, "reports/chasing_remind.html", context)


@keeps_typed
@require_POST
def chasing_passed_on(request: HttpRequest, cut_off: str) -> HttpResponse:
    """The text for a group was copied: a line in the ledger of each unit that it names."""
    group = group_asked(request, cut_off)
    _require_home_affairs(request)
    form = PassedOnForm(request.POST)
    if not form.is_valid():
        return group_page(request, cut_off, status=422, copied=form)
    named = set(request.POST.getlist("named"))
    lines = [line for line in group.lines if line.reporter.code in named]
    _note(request, lines, Occasion.TEXT, form.cleaned_data["text"])
    return redirect("chasing_group", cut_off)


@keeps_typed
@require_POST
def chasing_dispatched(request: HttpRequest, cut_off: str) -> HttpResponse:
    """The dispatch was signed and sent, under its number and date, to the units that stand on it: also to
    those that have reported since."""
    group = group_asked(request, cut_off)
    _require_home_affairs(request)
    form = SentDispatchForm(request.POST)
    named = request.POST.getlist("named")
    lines = [line for line in group.owed if line.reporter.code in named]
    if not lines:
        form.add_error(None, _("Tick the units to which the dispatch went."))
    if not form.is_valid():
        return group_page(request, cut_off, status=422, sent=form, ticked=named)
    _note(request, lines, Occasion.DISPATCH, form.text)
    return redirect("chasing_group", cut_off)


@keeps_typed
@require_POST
def chasing_unit_passed_on(request: HttpRequest, cut_off: str, code: str) -> HttpResponse:
    chase = _unit(request, cut_off, code)
    form = PassedOnForm(request.POST)
    if not form.is_valid():
        return unit_page(request, cut_off, code, status=422, copied=form)
    _note(request, _lines(chase), Occasion.TEXT, form.cleaned_data["text"])
    return redirect("chasing_unit", cut_off, code)


@keeps_typed
@require_POST
def chasing_called(request: HttpRequest, cut_off: str, code: str) -> HttpResponse:
    chase = _unit(request, cut_off, code)
    form = CallForm(request.POST)
    if not form.is_valid():
        return unit_page(request, cut_off, code, status=422, call=form)
    _note(request, _lines(chase), Occasion.PHONE, form.cleaned_data["word"])
    return redirect("chasing_unit", cut_off, code)


def _unit(request: HttpRequest, cut_off: str, code: str) -> UnitChase:
    chase = unit_chase(request, cut_off, code)
    if not chase.may_chase:
        raise PermissionDenied(_("Only Home Affairs reminds the units."))
    return chase


def _lines(chase: UnitChase) -> list[ReportLine]:
    return chase.chased.lines if chase.chased else []


def _require_home_affairs(request: HttpRequest) -> None:
    require_overseer(request)
    if not may_chase(request.user, current_campaign(request).owner):
        raise PermissionDenied(_("Only Home Affairs reminds the units."))


def _note(request: HttpRequest, lines: Iterable[ReportLine], occasion: Occasion, text: str) -> None:
    made = note_down(lines, occasion, request.user, text)
    units = len({reminder.unit_id for reminder in made})
    if not units:
        messages.warning(request, _("Nothing was noted: the reports have come in meanwhile."))
        return
    told = ngettext(
        "Noted in the ledger of %(number)s unit: %(occasion)s.",
        "Noted in the ledgers of %(number)s units: %(occasion)s.",
        units,
    )
    done = _("Copied: paste it into Zalo.") + " " if request.POST.get("copied") else ""
    messages.success(request, done + told % {"number": units, "occasion": occasion.label})


def _tell(request: HttpRequest, outcome: Outcome) -> None:
    if sent := outcome.delivery.sent:
        text = ngettext("%(number)s message was sent.", "%(number)s messages were sent.", sent)
        messages.success(request, text % {"number": sent})
    if failed := outcome.delivery.failed:
        text = ngettext(
            "%(number)s message could not be sent; it is tried again with the next run.",
            "%(number)s messages could not be sent; they are tried again with the next run.",
            failed,
        )
        messages.error(request, text % {"number": failed})
    _tell_units(request, _("Have no e-mail address: %(units)s."), [r.unit for r in outcome.unreachable])
    early = _("Were reminded within the last hour and are left out: %(units)s.")
    _tell_units(request, early, [line.reporter for line in outcome.too_soon])


def _tell_units(request: HttpRequest, text: str, units: list) -> None:
    if units:
        names = ", ".join(dict.fromkeys(unit.name for unit in units))
        messages.warning(request, text % {"units": names})
