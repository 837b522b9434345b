"""What every page's frame needs: campaign, navigation, the person, the demonstration marks."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from emulation.dates import today
from reports.current import campaign_or_none, chosen_campaign
from reports.earlier_years import years_for
from targets.models import Campaign
from units.choices import Role
from units.permissions import holds_anywhere, may_administer

REVIEWING = {
    "review_queue",
    "review_matrix",
    "review_bulk",
    "review",
    "review_approve",
    "review_ask",
    "review_return",
    "review_reopen",
    "review_changes",
    "corrections_grant",
    "corrections_decline",
}
ASKING = {"asking", "explanation_ask", "explanation", "inspection_record", "inspection"}
SETTING_UP = {
    "setup",
    "setup_campaign",
    "setup_plans",
    "draft_targets",
    "setup_allocate",
    "setup_copy",
    "setup_calendar",
    "setup_open",
    *("setup_successors", "setup_delete", "setup_take_back"),
}
CHASING = {"chasing", "chasing_unit", "chasing_group", "chasing_remind"}


@dataclass(frozen=True)
class NavItem:
    label: str
    url: str
    current: bool


class Page:
    """The frame of one page; asks for nothing that the page does not show."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def campaign(self) -> Campaign | None:
        return campaign_or_none(self._request)

    @cached_property
    def years(self) -> list[Campaign]:
        """The campaigns to choose from, newest first; one query where they are shown."""
        return list(years_for(self._request.user))

    @property
    def unfinished_years(self) -> list[Campaign]:
        """Those before the campaign in hand that lack reports which are the person's matter."""
        if self.campaign not in self.years:
            return []
        return [year for year in self.years[self.years.index(self.campaign) + 1 :] if year.unfinished]

    @property
    def is_of_earlier_year(self) -> bool:
        """Because the person chose so."""
        chosen = chosen_campaign(self._request)
        return chosen is not None and self.campaign is not None and chosen == self.campaign.pk

    @property
    def demonstration(self) -> bool:
        return bool(self.campaign and self.campaign.is_demonstration)

    @property
    def today(self):
        """The fixed day of a demonstration, else None."""
        return today() if settings.EMULATION_TODAY else None

    @property
    def user_label(self) -> str:
        user = getattr(self._request, "user", None)
        return str(user) if user and user.is_authenticated else ""

    @cached_property
    def nav(self) -> list[NavItem]:
        user = getattr(self._request, "user", None)
        if user is None or not user.is_authenticated:
            return []
        match = self._request.resolver_match
        here = match.url_name if match else ""
        return [NavItem(label, reverse(name), here in names) for label, name, names in self._places(user)]

    def _places(self, user) -> Iterator[tuple[str, str, set[str]]]:
        if holds_anywhere(user, Role.STAFF, Role.HEAD):
            own = {"my_reports", "entry", "entry_submit", "confirmations", "correction"}
            yield _("My reports"), "my_reports", own
        if holds_anywhere(user, Role.HOME_AFFAIRS):
            yield _("Review"), "review_queue", REVIEWING | ASKING
        if holds_anywhere(user, Role.HOME_AFFAIRS, Role.LEADERSHIP):
            yield _("Chasing"), "chasing", CHASING
        yield _("Overview"), "overview", {"overview", "target"}
        yield _("Units"), "units", {"units", "unit"}
        yield _("Campaign"), "campaign", {"campaign"} | SETTING_UP
        yield _("Calendar"), "calendar", {"calendar", "calendar_renew"}
        yield _("Documents"), "documents", {"documents"}
        if may_administer(user):
            yield _("Administration"), "admin:index", set()


def page(request: HttpRequest) -> dict[str, Page]:
    return {"page": Page(request)}
