"""Which moves a report can make, who may make them, and the errors that say why one was not made.

Possible and permitted are two questions: TRANSITIONS answers the first, `objection` the second.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from reports.choices import RevisionStatus
from reports.models import Revision
from reports.permissions import (
    may_import_accepted,
    may_recall,
    may_reopen,
    may_review,
    may_submit,
    took_part,
)
from targets.models import Allocation
from units.choices import Action
from units.models import User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

DRAFT, SUBMITTED = RevisionStatus.DRAFT, RevisionStatus.SUBMITTED
RETURNED, APPROVED = RevisionStatus.RETURNED, RevisionStatus.APPROVED


@dataclass(frozen=True, slots=True)
class Transition:
    """From which statuses to which; None is what it was before. `otherwise` is said in any other status."""

    sources: frozenset[RevisionStatus]
    target: RevisionStatus | None
    otherwise: "StrOrPromise"


TRANSITIONS: dict[Action, Transition] = {
    Action.SUBMITTED: Transition(
        frozenset({DRAFT, RETURNED}),
        SUBMITTED,
        _("Only a draft or a report that was sent back can be submitted. This one is: {status}."),
    ),
    Action.RECALLED: Transition(
        frozenset({SUBMITTED}),
        None,
        _("Only a submitted report can be recalled. This one is: {status}."),
    ),
    Action.RETURNED: Transition(
        frozenset({SUBMITTED}),
        RETURNED,
        _("Only a submitted report can be sent back for changes. This one is: {status}."),
    ),
    Action.APPROVED: Transition(
        frozenset({SUBMITTED}),
        APPROVED,
        _("Only a submitted report can be accepted. This one is: {status}."),
    ),
    # The accepted revision stays as it is; its copy begins in this status.
    Action.REOPENED: Transition(
        frozenset({APPROVED}),
        RETURNED,
        _("Only an accepted report can be reopened for correction. This one is: {status}."),
    ),
    # From a file of accepted figures, by an administrator: without submission.
    Action.IMPORTED: Transition(
        frozenset({DRAFT, RETURNED}),
        APPROVED,
        _("A file cannot replace figures of this report. It is: {status}."),
    ),
}


ADMINISTRATORS_ONLY = _("Only an administrator brings in accepted figures.")


OWN_WORK = _("Whoever entered figures may not accept them. Someone else at Home Affairs has to.")


class TransitionError(Exception):
    """A move that was not made; nothing was changed. `message` is for the reader."""

    message: "StrOrPromise" = ""

    def __init__(self, message: "StrOrPromise" = "") -> None:
        self.message = message or self.message
        super().__init__(self.message)

    def __str__(self) -> str:
        return str(self.message)


class NotAllowedNow(TransitionError):
    """The status of the report does not allow the move."""


class NotYours(TransitionError):
    """The person may not make this move."""


class StaleVersion(TransitionError):
    message = _("Someone else changed this report after you opened it. Look at it again, then decide.")


class MissingAnswers(TransitionError):
    """Some of what is owed has no answer; `allocations` tells which, in the targets' order."""

    def __init__(self, allocations: list[Allocation]) -> None:
        self.allocations = allocations
        message = _("{count} lines have no answer yet. Enter a number or say why there is none.")
        super().__init__(format_lazy(message, count=len(allocations)))


class WordsMissing(TransitionError):
    """Figures that the system wonders about stand without a word; `allocations` tells which, in the targets'
    order."""

    def __init__(self, allocations: list[Allocation]) -> None:
        self.allocations = allocations
        message = _("{count} figures look unusual. Mend them, or say beside each why it is right.")
        super().__init__(format_lazy(message, count=len(allocations)))


class CommentMissing(TransitionError):
    message = _("Say what should be changed, for the whole report or beside a figure.")


class CommentRefused(TransitionError):
    """A comment is too long, or beside a figure of another report."""


class NothingOwed(TransitionError):
    message = _("This unit has nothing to report for this period.")


def objection(action: Action, actor: User, revision: Revision) -> "StrOrPromise":
    """Why the person may not make this move, whatever the status; empty when he may."""
    reporter = revision.report.reporter
    match action:
        case Action.SUBMITTED if not may_submit(actor, revision):
            by_head = _("Only the head of the unit submits this report.")
            return by_head if reporter.head_approves else _("Only staff of the unit submit this report.")
        case Action.RECALLED if not may_recall(actor, revision):
            return _("Only the person who submitted the report can recall it.")
        case Action.RETURNED | Action.APPROVED if not may_review(actor, reporter):
            return _("Only Home Affairs accepts reports or sends them back.")
        case Action.APPROVED if took_part(actor, revision):
            return OWN_WORK
        case Action.REOPENED if not may_reopen(actor, revision.report):
            return _("Only Home Affairs reopens a report.")
        case Action.IMPORTED if not may_import_accepted(actor):
            return ADMINISTRATORS_ONLY
    return ""
