"""Accepting many reports at once: all of them or none.

Only what asks for no look goes with others: a report with a flag is opened and decided on by itself.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.db import transaction
from django.db.models import QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from reports.choices import RevisionStatus
from reports.models import Revision
from reports.review.flags import overviews, to_look_over
from reports.review.forms import Decision
from reports.review.waiting import Waiting, loaded, overseen_by, waiting, waiting_lines
from reports.transitions import OWN_WORK, TRANSITIONS, NotAllowedNow, NotYours, TransitionError
from reports.workflow import approve
from units.choices import Action
from units.models import User

# So that nobody confirms more than can be read, and one transaction stays short.
MOST = 200
PICK = "pick"
SEEN = "seen"


class HasFlags(TransitionError):
    """It asks for a look and is decided on by itself."""

    def __init__(self, flags: tuple[str, ...]) -> None:
        super().__init__(format_lazy(_("It is to be looked at by itself: {flags}."), flags="; ".join(flags)))


class TooMany(TransitionError):
    message = format_lazy(_("At most {most} reports are accepted at once."), most=MOST)


class Refusal(NamedTuple):
    """One report that may not be accepted with the others, and why."""

    revision: Revision
    reason: str


class BulkRefused(Exception):
    """Nothing was accepted; `refusals` name every report in the way."""

    def __init__(self, refusals: list[Refusal]) -> None:
        self.refusals = refusals
        super().__init__("; ".join(f"{revision}: {reason}" for revision, reason in refusals))


@transaction.atomic
def approve_all(decisions: Mapping[int, int], actor: User) -> list[Revision]:
    """Accept submitted reports as they were seen, in one transaction: the version by the revision's key.

    Raises BulkRefused with everything in the way (moved since, own work, flagged), and TooMany; then
    nothing is accepted. One order for everybody: two reviewers wait for each other in no circle.
    """
    if len(decisions) > MOST:
        raise TooMany
    revisions = list(_named(decisions).order_by("pk"))
    over = overviews(revision for revision in revisions if revision.status == RevisionStatus.SUBMITTED)
    accepted, refusals = [], []
    for revision in revisions:
        try:
            accepted.append(approve(revision, actor, decisions[revision.pk]))
            if over[revision.pk].reasons:
                raise HasFlags(over[revision.pk].reasons)
        except TransitionError as error:
            refusals.append(Refusal(revision, str(error)))
    if refusals:
        raise BulkRefused(refusals)
    return accepted


def _named(keys: Iterable[int]) -> QuerySet[Revision]:
    found = to_look_over(Revision.objects.filter(pk__in=list(keys)))
    return found.select_related("report__reporter", "report__period")


def stand_already(decisions: Mapping[int, int], actor: User) -> bool:
    """This reader has accepted exactly these before: the button was pressed twice."""
    revisions = list(_named(decisions))
    return bool(revisions) and all(
        Decision(revision.pk, decisions[revision.pk]).stands_already(Action.APPROVED, revision, actor)
        for revision in revisions
    )


@dataclass(frozen=True, slots=True)
class Bulk:
    """What is about to be accepted: `items` with what they bring, `left_out` with the reason.

    `was_refused`: it was confirmed before, and because of what is left out nothing was accepted.
    """

    items: list[Waiting]
    left_out: list[Refusal]
    was_refused: bool = False

    @property
    def lines(self) -> int:
        return sum(item.answers for item in self.items)

    @property
    def units(self) -> int:
        return len({item.report.reporter_id for item in self.items})


def bulk_of(keys: Iterable[int], user: User, refused: Iterable[Refusal] = ()) -> Bulk:
    """The chosen reports as they stand now, the oldest first and at most MOST; `refused` are left out too."""
    bulk = Bulk([], list(refused), was_refused=bool(refused))
    known = {refusal.revision.pk for refusal in refused}
    chosen = _named(set(keys) - known).order_by("submitted_at", "pk")
    found = loaded(waiting(overseen_by(user)).filter(pk__in=keys), user)
    waits = {item.revision.pk: item for item in waiting_lines(found, user)}
    for revision in chosen:
        item = waits.get(revision.pk)
        if item and item.goes_with_others and len(bulk.items) < MOST:
            bulk.items.append(item)
        else:
            bulk.left_out.append(Refusal(revision, str(_objection(revision, item))))
    return bulk


def _objection(revision: Revision, item: Waiting | None) -> TransitionError:
    if item is None:
        status = RevisionStatus(revision.status).label
        return NotAllowedNow(format_lazy(TRANSITIONS[Action.APPROVED].otherwise, status=status))
    if not item.may_accept:
        return NotYours(OWN_WORK)
    return HasFlags(item.flags) if item.flags else TooMany()
