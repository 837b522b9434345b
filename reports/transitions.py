"""Which moves a report can make, who may make them, and the errors that say why one was not made.

Possible and permitted are two questions: TRANSITIONS answers the first, `objection` the second.
"""

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from reports.choices import RevisionStatus
from reports.models import Revision
from reports.permissions import (
    may_hand_back,
    may_import_accepted,
    may_present,
    may_recall,
    may_reopen,
    may_review,
    may_submit,
    may_take_back,
    took_part,
)
from targets.models import Allocation
from units.choices import Action
from units.models import User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

DRAFT, SUBMITTED = RevisionStatus.DRAFT, RevisionStatus.SUBMITTED
RETURNED, APPROVED = RevisionStatus.RETURNED, RevisionStatus.APPROVED


class Whither(Enum):
    """Where a move leads that names no status of its own."""

    SAME = "the status that it has"
    BEFORE = "the status before it was submitted"


@dataclass(frozen=True, slots=True)
class Transition:
    """From which statuses to which. `otherwise` is said wherever the move is not possible.

    `presented`: it must lie before the head of the unit (True), must not (False), may or may not (None).
    """

    sources: frozenset[RevisionStatus]
    target: RevisionStatus | Whither
    otherwise: "StrOrPromise"
    presented: bool | None = None

    def is_possible_for(self, revision: Revision) -> bool:
        is_there = self.presented in (None, revision.is_before_the_head)
        return revision.status in self.sources and is_there

    def refusal(self, revision: Revision) -> "StrOrPromise":
        """`otherwise` with where the revision stands instead."""
        is_presented = revision.is_before_the_head
        status = BEFORE_THE_HEAD if is_presented else RevisionStatus(revision.status).label
        return format_lazy(self.otherwise, status=status)


BEFORE_THE_HEAD = _("before the head of the unit")

TRANSITIONS: dict[Action, Transition] = {
    Action.PRESENTED: Transition(
        frozenset({DRAFT, RETURNED}),
        Whither.SAME,
        _("Only a draft or a report that was sent back can be presented to the head. This one is: {status}."),
        presented=False,
    ),
    Action.WITHDRAWN: Transition(
        frozenset({DRAFT, RETURNED}),
        Whither.SAME,
        _("Only a report that is before the head can be taken back. This one is: {status}."),
        presented=True,
    ),
    Action.DECLINED: Transition(
        frozenset({DRAFT, RETURNED}),
        Whither.SAME,
        _("Only a report that is before the head can be handed back. This one is: {status}."),
        presented=True,
    ),
    Action.SUBMITTED: Transition(
        frozenset({DRAFT, RETURNED}),
        SUBMITTED,
        _("Only a draft or a report that was sent back can be submitted. This one is: {status}."),
    ),
    Action.RECALLED: Transition(
        frozenset({SUBMITTED}),
        Whither.BEFORE,
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
        presented=False,
    ),
}


NOTHING_PRESENTED = _("In this unit staff submit the report themselves; it is not presented to the head.")


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


class Overtaken(TransitionError):
    """Rows or texts say something else than what the person had before them: others wrote meanwhile."""

    message = _(
        "Somebody else changed lines or texts after you opened the page. They are shown as they stand now: "
        "look at them, then press again."
    )


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
        message = _(
            "{count} figures look unusual or were asked about. Mend them, or say beside each why it is right."
        )
        super().__init__(format_lazy(message, count=len(allocations)))


class NothingAnswered(TransitionError):
    message = _(
        "Home Affairs asked for a change, and nothing has been changed or said since. Mend what is to be "
        "mended, or answer in the unit's own words below the figures."
    )


class CommentMissing(TransitionError):
    message = _("Say what should be changed, for the whole report or beside a figure.")


class HeadCommentMissing(CommentMissing):
    message = _("Say what should be looked at again.")


class CommentRefused(TransitionError):
    """A comment is too long, or beside a figure of another report."""


class NothingOwed(TransitionError):
    message = _("This unit has nothing to report for this period.")


def objection(action: Action, actor: User, revision: Revision) -> "StrOrPromise":
    """Why the person may not make this move, whatever the status; empty when he may."""
    reporter = revision.report.reporter
    match action:
        case Action.PRESENTED if not may_present(actor, reporter):
            by_staff = _("Only staff of the unit present its report to the head.")
            return by_staff if reporter.head_approves else NOTHING_PRESENTED
        case Action.WITHDRAWN if not may_take_back(actor, reporter):
            return _("Only staff of the unit take its report back from the head.")
        case Action.DECLINED if not may_hand_back(actor, reporter):
            return _("Only the head of the unit hands its report back.")
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
