"""How a move of a report is made: one conditional update (status and version as seen) in one transaction with
its line in the log. Nothing else changes a revision's status and version."""

from collections.abc import Iterable
from typing import Any

from django.db.models import F

from emulation.dates import now
from reports.choices import RevisionStatus
from reports.entries import NARRATIVE_FIELDS, over_length
from reports.entry_refusals import Grant
from reports.models import Revision
from reports.permissions import belongs_to
from reports.transitions import (
    TRANSITIONS,
    CommentRefused,
    NotAllowedNow,
    NotYours,
    StaleVersion,
    Transition,
    Whither,
    objection,
)
from units.choices import Action
from units.log import record
from units.models import User

# What a revision has while it does not lie before the head of its unit.
NOT_PRESENTED: dict[str, Any] = {"presented_by": None, "presented_at": None}


def ready(action: Action, revision: Revision, actor: User) -> Revision:
    """The revision as it now stands in the database; raises NotAllowedNow or NotYours."""
    rows = Revision.objects.select_related("report__reporter", "report__period")
    current = rows.get(pk=revision.pk)
    require(action, current, actor)
    return current


def require(action: Action, revision: Revision, actor: User) -> None:
    """Raises NotAllowedNow or NotYours."""
    transition = TRANSITIONS[action]
    if not transition.is_possible_for(revision):
        raise NotAllowedNow(transition.refusal(revision))
    if message := objection(action, actor, revision):
        raise NotYours(message)


def move(action: Action, revision: Revision, seen_version: int, **fields: Any) -> Revision:
    """The move itself; it writes `fields` too. Raises StaleVersion where it is no longer as it was seen."""
    transition = TRANSITIONS[action]
    as_seen = Revision.objects.filter(pk=revision.pk, status__in=transition.sources, version=seen_version)
    if transition.presented is not None:
        as_seen = as_seen.filter(presented_at__isnull=not transition.presented)
    if not as_seen.update(status=_target(transition), version=F("version") + 1, **fields):
        raise StaleVersion
    # The texts too: they may have been saved between `ready` and the lock.
    revision.refresh_from_db(fields=["status", "version", *NARRATIVE_FIELDS, *fields])
    return revision


def _target(transition: Transition) -> RevisionStatus | F:
    match transition.target:
        case Whither.SAME:
            return F("status")
        case Whither.BEFORE:
            return F("status_before")
        case status:
            return status


def log(
    actor: User,
    action: Action,
    revision: Revision,
    *,
    comment: str = "",
    data: dict | None = None,
    granted: Grant | None = None,
) -> None:
    reporter = revision.report.reporter
    is_for_unit = action == Action.SUBMITTED and revision.entered_for_unit and not belongs_to(actor, reporter)
    record(
        granted.officer if granted else actor,
        action,
        revision,
        unit=reporter,
        on_behalf_of=reporter if granted or is_for_unit else None,
        revision=revision.pk,
        data=(data or {}) | granted.data if granted else data,
        comment=granted.told if granted else comment,
    )


def accept(action: Action, revision: Revision, actor: User, seen_version: int) -> Revision:
    """The revision becomes official, the one accepted before superseded."""
    # First the former one: the database allows one accepted revision of a report.
    accepted = Revision.objects.filter(report=revision.report_id, status=RevisionStatus.APPROVED).exclude(
        pk=revision.pk
    )
    accepted.update(status=RevisionStatus.SUPERSEDED, version=F("version") + 1)
    return move(action, revision, seen_version, decided_by=actor, decided_at=now())


def refuse_long(texts: Iterable[str], most: int) -> None:
    """Raises CommentRefused for a text of more characters than `most`."""
    for text in texts:
        if message := over_length(text, most):
            raise CommentRefused(message)
