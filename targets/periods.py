"""A campaign's periods from its calendar rule: what a renewal would do, and the renewal, whole or not at all.

What people have set by hand and what units have reported on keeps its dates.
"""

import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from emulation.text import short_mark
from targets.calendar import PeriodDraft, draft_periods
from targets.models import Campaign, Holiday, ReportingPeriod
from targets.period_names import period_name
from targets.permissions import may_set_calendar
from units.choices import Action
from units.log import record
from units.models import Event, User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

BY_RULE = "by_rule"
BY_HAND = _("set by hand")
REPORTED_ON = _("units have reported on it")
LABEL = ReportingPeriod._meta.label_lower


@dataclass(frozen=True, slots=True)
class Renewed:
    """A period that stands, and what the rule says of it otherwise: old and new value by the field's name."""

    period: ReportingPeriod
    changes: dict[str, tuple[Any, Any]]

    @property
    def told(self) -> list[tuple[str, Any, Any]]:
        """The same with the fields' names in words."""
        return [
            (str(getattr(ReportingPeriod._meta.get_field(name), "verbose_name", name)), old, new)
            for name, (old, new) in self.changes.items()
        ]


@dataclass(frozen=True, slots=True)
class Kept(Renewed):
    """It keeps its dates although the rule says otherwise."""

    reason: "StrOrPromise | Promise"


@dataclass(frozen=True, slots=True)
class Renewal:
    """What the rule would do now: periods to make, dates to change, what is kept, how many agree already."""

    new: list[PeriodDraft]
    changed: list[Renewed]
    kept: list[Kept]
    agreeing: int

    @property
    def named(self) -> list[tuple[str, PeriodDraft]]:
        """The new ones with their names."""
        return [(period_name(each.kind, each.number, each.calendar_to.year), each) for each in self.new]

    @property
    def does_nothing(self) -> bool:
        return not (self.new or self.changed)

    @property
    def mark(self) -> str:
        """A short mark of all of it, to be handed back to `renew` as what the person had seen."""
        said = [
            [asdict(draft) for draft in self.new],
            [[renewed.period.pk, renewed.changes] for renewed in (*self.changed, *self.kept)],
        ]
        return short_mark(json.dumps(said, default=str, sort_keys=True))


class RenewalRefused(ValidationError):
    """Nothing was written; `messages` say why."""


def renewal_of(campaign: Campaign) -> Renewal:
    """What the campaign's rule and the present holidays would do to its periods: three queries."""
    drafts = draft_periods(campaign.ends_on.year, Holiday.objects.table(), campaign.options.calendar)
    standing = {period.code: period for period in _standing(campaign)}
    new, changed, kept, agreeing = [], [], [], 0
    for draft in drafts:
        period = standing.get(draft.code)
        if period is None:
            new.append(draft)
        elif not (changes := _changes(period, draft)):
            agreeing += 1
        elif reason := _reason_to_keep(period):
            kept.append(Kept(period, changes, reason))
        else:
            changed.append(Renewed(period, changes))
    return Renewal(new, changed, kept, agreeing)


def _standing(campaign: Campaign) -> list[Any]:
    """With `has_readings`, and `last_word`: what the log last said of the period, None for nothing."""
    told = Event.objects.filter(
        object_type=LABEL, object_id=OuterRef("pk"), action__in=[Action.CREATED, Action.CHANGED]
    )
    last = told.order_by("-pk").values("data")[:1]
    answered = ReportingPeriod.objects.filter(
        pk=OuterRef("pk"), progress_reports__revisions__readings__isnull=False
    )
    return list(campaign.periods.annotate(has_readings=Exists(answered), last_word=Subquery(last)))


def _reason_to_keep(period: Any) -> "StrOrPromise | Promise | None":
    if period.has_readings:
        return REPORTED_ON
    by_hand = period.last_word is not None and BY_RULE not in period.last_word
    return BY_HAND if by_hand else None


def _changes(period: ReportingPeriod, draft: PeriodDraft) -> dict[str, tuple[Any, Any]]:
    pairs = {name: (getattr(period, name), value) for name, value in asdict(draft).items()}
    return {name: (old, new) for name, (old, new) in pairs.items() if old != new}


@transaction.atomic
def renew(campaign: Campaign, actor: User, seen: str) -> Renewal:
    """Make and change the periods as the rule says, all of them or none. Gives what was done.

    `seen` is the `mark` of what the person was shown. Raises PermissionDenied, and RenewalRefused where
    something has changed since, or where the dates cannot be.
    """
    if not may_set_calendar(actor, campaign.owner):
        raise PermissionDenied(_("Only Home Affairs sets the calendar of the campaign."))
    locked = Campaign.objects.select_for_update(of=("self",)).select_related("owner").get(pk=campaign.pk)
    renewal = renewal_of(locked)
    if renewal.mark != seen:
        raise RenewalRefused(_("The calendar has changed since you opened this page. Look at it again."))
    for draft in renewal.new:
        _write(ReportingPeriod(campaign=locked, **asdict(draft)), actor, Action.CREATED, {})
    for renewed in renewal.changed:
        for name, (_old, new) in renewed.changes.items():
            setattr(renewed.period, name, new)
        _write(renewed.period, actor, Action.CHANGED, renewed.changes)
    return renewal


def _write(period: ReportingPeriod, actor: User, action: Action, changes: dict[str, tuple[Any, Any]]) -> None:
    try:
        period.full_clean()
    except ValidationError as error:
        told = [f"{period.code}: {message}" for message in error.messages]
        raise RenewalRefused(told) from error
    period.save()
    facts = {name: [_said(old), _said(new)] for name, (old, new) in changes.items()}
    owner = period.campaign.owner
    record(actor, action, period, unit=owner, data={**facts, BY_RULE: True})


def _said(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
