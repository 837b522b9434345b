"""What stands in the way of handing a report on: what was written since it was looked at, lines without an
answer, unusual figures without a word."""

from collections.abc import Mapping
from dataclasses import dataclass

from reports.entries import NARRATIVE_FIELDS
from reports.intake import fingerprint, seen_versions
from reports.models import Revision
from reports.transitions import MissingAnswers, Overtaken, WordsMissing
from reports.warnings.flags import flags_of
from targets.models import Allocation


@dataclass(frozen=True, slots=True)
class Shown:
    """What a person had before them of a report: the version of each reading by its allocation's key, the
    fingerprint of each text by its field."""

    rows: Mapping[int, int]
    texts: Mapping[str, str]

    @property
    def mark(self) -> str:
        """A short mark of it all, for a page that is read without boxes."""
        return fingerprint(repr((sorted(self.rows.items()), sorted(self.texts.items()))))


def stored(revision: Revision) -> Shown:
    """What a page made of this revision would show. One query."""
    texts = {name: fingerprint(getattr(revision, name)) for name in NARRATIVE_FIELDS}
    return Shown(seen_versions(revision), texts)


def require_whole(moved: Revision, shown: Shown | None = None) -> None:
    """Answers and words, asked after the move: its lock holds off entries that are under way.

    `shown` is what the person had before them; without it whatever is there goes. Raises Overtaken,
    MissingAnswers and WordsMissing.
    """
    if shown is not None and shown != stored(moved):
        raise Overtaken
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
