"""Where a new campaign meets the year before: it is copied from it, takes its figures over, follows it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from emulation.dates import short_date, today
from reports.due import all_report_lines
from reports.setting_up.last_year import last_year_of
from targets.models import Campaign, ReportingPeriod
from targets.schedule import Schedule
from targets.setting_up.copy_plan import CopyPlan, heading_fault, next_heading, plan_of
from targets.setting_up.copying import CopyRefused, copy
from targets.setting_up.forms import HeadingForm, heading_data
from targets.setting_up.last_year import NOTHING_KNOWN, LastYear
from targets.setting_up.opening import OpeningRefused, open_campaign
from targets.setting_up.taking_over import take_over_and_tell
from targets.views.setting_up import campaign_set_up
from units.kept import keeps_typed


@dataclass(frozen=True)
class CopyPage:
    """A campaign to copy, the boxes, and once they are filled what would come of it."""

    old: Campaign
    form: HeadingForm
    plan: CopyPlan | None = None
    known: LastYear = NOTHING_KNOWN
    errors: Sequence[str] = ()

    @property
    def mark(self) -> str:
        return self.plan.mark(self.known) if self.plan else ""

    @property
    def without_result(self) -> list[Any]:
        targets = self.plan.targets if self.plan else []
        return [target for target in targets if target.over_time and target.pk not in self.known.results]


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def setup_copy(request: HttpRequest, code: str) -> HttpResponse:
    """The next year's campaign out of this one: first what would be made, then, as shown, the deed."""
    old = campaign_set_up(request, code)
    posted = request.POST if request.method == "POST" else None
    form = HeadingForm(posted, initial=heading_data(next_heading(old)))
    if form.is_valid() and (fault := heading_fault(old, form.heading())):
        form.add_error(None, fault)
    if not form.is_valid():
        return _copy_page(request, CopyPage(old, form), status=422 if form.is_bound else 200)
    known, errors = last_year_of(old, today()), []
    if "copy" in request.POST:
        try:
            made = copy(old, form.heading(), request.user, known, seen=request.POST.get("seen", ""))
        except CopyRefused as refused:
            errors = refused.messages
        else:
            messages.success(request, _("The campaign has been prepared. Units do not see it yet."))
            return redirect("setup_campaign", made.code)
    page = CopyPage(old, form, plan_of(old, form.heading()), known, errors)
    return _copy_page(request, page, status=409 if errors else 200)


def _copy_page(request: HttpRequest, page: CopyPage, status: int) -> HttpResponse:
    return render(request, "targets/copy.html", {"copy": page}, status=status)


@require_POST
def setup_last_year(request: HttpRequest, code: str) -> HttpResponse:
    """Results and baselines of the year before, as far as they are known by now and still empty here."""
    campaign = campaign_set_up(request, code)
    twins = Campaign.objects.filter(targets__next__campaign=campaign).select_related("owner").distinct()
    with transaction.atomic():
        taken = [
            each
            for old in twins
            for each in take_over_and_tell(campaign, last_year_of(old, today()), request.user)
        ]
    if taken:
        told = ngettext("%(count)s figure was taken over.", "%(count)s figures were taken over.", len(taken))
        messages.success(request, told % {"count": len(taken)})
    else:
        messages.info(request, _("Nothing more is known of last year: no final figure has come in since."))
    return redirect("setup_campaign", code)


@dataclass(frozen=True)
class OpenPage:
    """What opening does. `unfinished`: periods of the running campaign, with how many reports of each are not
    accepted."""

    campaign: Campaign
    running: Campaign | None
    unfinished: list[tuple[ReportingPeriod, int]]
    errors: Sequence[str] = ()

    @property
    def from_day(self) -> date:
        """When the pages turn to it: the day of its launch, or now."""
        return max(self.campaign.launched_on, today())


@require_http_methods(["GET", "HEAD", "POST"])
def setup_open(request: HttpRequest, code: str) -> HttpResponse:
    """What becomes visible to whom; posted, the campaign is open."""
    campaign, errors = campaign_set_up(request, code), []
    if not campaign.in_preparation:
        messages.info(request, _("The campaign is running already."))
        return redirect("setup_campaign", code)
    if request.method == "POST":
        try:
            open_campaign(campaign, request.user)
        except OpeningRefused as refused:
            errors = refused.messages
        else:
            day = short_date(max(campaign.launched_on, today()))
            messages.success(
                request, _("The campaign is open: everyone sees it from %(day)s on.") % {"day": day}
            )
            return redirect("setup_campaign", code)
    # Whatever year the person looks at.
    running = Schedule.current()
    unfinished = list(_unfinished(running)) if running else []
    page = OpenPage(campaign, running.campaign if running else None, unfinished, errors)
    return render(request, "targets/open.html", {"opening": page}, status=409 if errors else 200)


def _unfinished(schedule: Schedule) -> Iterator[tuple[ReportingPeriod, int]]:
    begun = [p for p in schedule.periods if p.holds_readings and p.opens_on <= today()]
    waiting = [line.period.pk for line in all_report_lines(begun) if line.accepted is None]
    for period in begun:
        if count := waiting.count(period.pk):
            yield period, count
