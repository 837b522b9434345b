"""Between the staff of a unit and its head: every report on an entry page at once, all or none."""

from collections.abc import Callable

from django.db import transaction
from django.utils.translation import gettext as _

from reports.completeness import Shown
from reports.entry.doubts import ask_for_words
from reports.entry.page import EntryPage
from reports.entry.posting import AS_BEGUN, mark_unanswered, not_answered, why_not
from reports.entry.sheet import Sheet
from reports.models import Revision
from reports.presenting import hand_back, present, take_back
from reports.transitions import TRANSITIONS, MissingAnswers, NotAllowedNow, TransitionError, WordsMissing
from units.choices import Action

Seen = dict[int, int]


def told(refused: TransitionError, page: EntryPage) -> str:
    """Why it was not handed on, with what the person can do: a head who enters nothing mends nothing."""
    if not page.reads_as_head or not isinstance(refused, MissingAnswers | WordsMissing):
        return str(refused)
    count = {"count": len(refused.allocations)}
    said = (
        _("%(count)s lines have no answer yet.")
        if isinstance(refused, MissingAnswers)
        else _("%(count)s figures look unusual and nobody has said why they are right.")
    ) % count
    way = (
        _("Hand the report back to the staff with “Ask to look again”: they mend it.")
        if page.to_hand_back
        else _("The staff of the unit mend it and present it to you.")
    )
    return f"{said} {way}"


def present_all(page: EntryPage, seen: Seen) -> list[Sheet]:
    """Bring before the head what waits for the unit; pressed twice, it is done once.

    Gives what was presented. `seen` holds the version of each revision that the person had before them, by
    the period's key. Raises MissingAnswers and WordsMissing with the rows marked, and the other errors of
    `workflow.present`.
    """
    waiting = page.to_present
    if not waiting:
        if again := _presented_by_the_same_click(page, seen):
            return again
        raise NotAllowedNow(_why_not_presented(page))
    if missing := [allocation for sheet in waiting for allocation in not_answered(sheet)]:
        mark_unanswered(page)
        raise MissingAnswers(missing)
    if wanting := ask_for_words(page):
        raise WordsMissing(wanting)
    return _move(
        waiting,
        seen,
        lambda revision, version, shown: present(revision, page.user, version, shown=shown),
    )


def _presented_by_the_same_click(page: EntryPage, seen: Seen) -> list[Sheet]:
    return [
        sheet
        for sheet in page.sheets
        if (revision := sheet.revision)
        and revision.is_before_the_head
        and revision.presented_by == page.user
        and seen.get(sheet.period.pk) == revision.version - 1
    ]


def _why_not_presented(page: EntryPage) -> str:
    """By where the reports stand, else by what keeps everybody from entering."""
    return _refusal(page, Action.PRESENTED) or why_not(page)


def _refusal(page: EntryPage, action: Action) -> str:
    move = TRANSITIONS[action]
    begun = [sheet.revision for sheet in page.sheets if sheet.revision]
    standing = (str(move.refusal(revision)) for revision in begun if not move.is_possible_for(revision))
    return next(standing, "")


def take_back_all(page: EntryPage, seen: Seen) -> list[Sheet]:
    """Take back from the head what lies before him; those that were.

    Raises NotAllowedNow where nothing does.
    """
    waiting = page.to_take_back
    if not waiting:
        raise NotAllowedNow(_refusal(page, Action.WITHDRAWN))
    return _move(waiting, seen, lambda revision, version, _shown: take_back(revision, page.user, version))


def hand_back_all(page: EntryPage, seen: Seen, word: str) -> list[Sheet]:
    """The head's word on what lies before him; those handed back.

    Raises CommentMissing, CommentRefused, and NotAllowedNow where nothing lies before him.
    """
    waiting = page.to_hand_back
    if not waiting:
        raise NotAllowedNow(_refusal(page, Action.DECLINED))
    return _move(
        waiting, seen, lambda revision, version, _shown: hand_back(revision, page.user, version, word)
    )


def _move(sheets: list[Sheet], seen: Seen, move: Callable[[Revision, int, Shown], Revision]) -> list[Sheet]:
    with transaction.atomic():
        for sheet in sheets:
            if sheet.revision:
                move(sheet.revision, seen.get(sheet.period.pk, AS_BEGUN), sheet.shown)
    return sheets
