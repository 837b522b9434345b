"""What stands in the way of handing a report on: lines without an answer, unusual figures without a word."""

from reports.models import Revision
from reports.transitions import MissingAnswers, WordsMissing
from reports.warnings.flags import flags_of
from targets.models import Allocation


def require_whole(moved: Revision) -> None:
    """Answers and words, asked after the move: its lock holds off entries that are under way.

    Raises MissingAnswers and WordsMissing.
    """
    if missing := unanswered(moved):
        raise MissingAnswers(missing)
    _require_words(moved)


def unanswered(revision: Revision) -> list[Allocation]:
    """What the reporter owes for the period and has not answered in this revision, in the targets' order."""
    owed = Allocation.objects.owed_by(revision.report.reporter, revision.report.period)
    return list(owed.exclude(readings__revision=revision).select_related("target", "unit"))


def _require_words(revision: Revision) -> None:
    """Every figure that is wondered about has been let stand by a word."""
    flags = flags_of([revision])[revision.pk]
    if unsettled := {flag.allocation.pk: flag.allocation for flag in flags if flag.settled is None}:
        raise WordsMissing(list(unsettled.values()))
