"""The way of a report between the staff of a unit and its head, before it goes to Home Affairs."""

from django.db import transaction

from emulation.dates import now
from emulation.text import clean_text
from reports.completeness import Shown, require_whole
from reports.models import NARRATIVE_LENGTH, Revision
from reports.moves import NOT_PRESENTED, log, move, ready, refuse_long
from reports.transitions import HeadCommentMissing
from units.choices import Action
from units.models import User


@transaction.atomic
def present(revision: Revision, actor: User, seen_version: int, *, shown: Shown | None = None) -> Revision:
    """Bring the report before the head of the unit; nobody changes it meanwhile.

    What the head said of it earlier stays in sight. `shown` is what the person had before them. Raises
    Overtaken, MissingAnswers and WordsMissing too.
    """
    current = ready(Action.PRESENTED, revision, actor)
    moved = move(Action.PRESENTED, current, seen_version, presented_by=actor, presented_at=now())
    require_whole(moved, shown)
    log(actor, Action.PRESENTED, moved)
    return moved


@transaction.atomic
def take_back(revision: Revision, actor: User, seen_version: int) -> Revision:
    """Take the report back from the head, to change it."""
    current = ready(Action.WITHDRAWN, revision, actor)
    moved = move(Action.WITHDRAWN, current, seen_version, **NOT_PRESENTED)
    log(actor, Action.WITHDRAWN, moved)
    return moved


@transaction.atomic
def hand_back(revision: Revision, actor: User, seen_version: int, comment: str) -> Revision:
    """The head does not agree yet, and says why. Raises CommentMissing and CommentRefused too."""
    current = ready(Action.DECLINED, revision, actor)
    comment = clean_text(comment).strip()
    if not comment:
        raise HeadCommentMissing
    refuse_long([comment], NARRATIVE_LENGTH)
    moved = move(Action.DECLINED, current, seen_version, head_comment=comment, **NOT_PRESENTED)
    log(actor, Action.DECLINED, moved, comment=comment)
    return moved
