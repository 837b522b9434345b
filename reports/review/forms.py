"""What a reviewer sends: the decision's comments, and the report as it was seen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from emulation.text import clean_text
from reports.choices import CorrectionState, RevisionStatus
from reports.models import CorrectionRequest, Revision
from reports.transitions import TRANSITIONS, TransitionError
from units.choices import Action
from units.models import User

BESIDE = "comment-"
PICKED = "request-"
NOTHING_ASKED: tuple[str, dict[int, str]] = ("", {})


ON_REQUESTS = {
    Action.CORRECTION_GRANTED: CorrectionState.GRANTED,
    Action.CORRECTION_DECLINED: CorrectionState.DECLINED,
}


class CommentsLeft(TransitionError):
    message = _("Comments are sent with a report that goes back. Clear them to accept it, or send it back.")


@dataclass(frozen=True, slots=True)
class Decision:
    """One posted decision. `revision` (its key) and `version` are those of the page that was looked at.

    What is not a number there is 0: no revision and no version.
    """

    revision: int = 0
    version: int = 0
    comment: str = ""
    reason: str = ""
    answer: str = ""
    picked: frozenset[int] = frozenset()
    beside: dict[int, str] = field(default_factory=dict)

    @classmethod
    def read(cls, posted: Mapping[str, str]) -> "Decision":
        beside = _numbered(posted, BESIDE)
        return cls(
            revision=_number(posted.get("revision", "")),
            version=_number(posted.get("seen_version", "")),
            comment=posted.get("comment", ""),
            reason=posted.get("reason", ""),
            answer=posted.get("answer", ""),
            picked=frozenset(_numbered(posted, PICKED)),
            beside=beside,
        )

    @property
    def typed(self) -> dict[str, Any]:
        """For showing the page again with everything still in its box."""
        return {
            "typed_comment": self.comment,
            "typed_reason": self.reason,
            "typed_answer": self.answer,
            "typed_picked": self.picked,
            "typed_beside": self.beside,
        }

    def stands_already(self, action: Action, revision: Revision, reader: User) -> bool:
        """This reader has made this very decision before: the button was pressed twice."""
        if action == Action.REOPENED:
            copies = revision.report.revisions.filter(number=revision.number + 1, created_by=reader)
            return copies.filter(reason=_clean(self.reason)).exclude(reason="").exists()
        if action in ON_REQUESTS:
            return self._answered_already(ON_REQUESTS[action], revision, reader)
        now = Revision.objects.get(pk=revision.pk)
        is_mine = now.decided_by_id == reader.pk and now.version == self.version + 1
        asked = _comments_on(now) if action == Action.RETURNED else NOTHING_ASKED
        return is_mine and now.status == TRANSITIONS[action].target and self._comments == asked

    def asks_already(self, revision: Revision, reader: User) -> bool:
        """This reader has accepted this revision and asked exactly this about single figures before."""
        now = Revision.objects.get(pk=revision.pk)
        is_mine = now.decided_by_id == reader.pk and now.version == self.version + 1
        copy = now.report.revisions.filter(number=now.number + 1, created_by=reader).first()
        if copy is None or not is_mine or now.status != RevisionStatus.APPROVED:
            return False
        comment, beside = self._comments
        allocations = dict(now.readings.values_list("pk", "allocation"))
        asked = dict(copy.readings.exclude(review_comment="").values_list("allocation", "review_comment"))
        return (
            comment in ("", copy.reason) and {allocations.get(key): t for key, t in beside.items()} == asked
        )

    def _answered_already(self, outcome: CorrectionState, revision: Revision, reader: User) -> bool:
        decided = CorrectionRequest.objects.filter(report=revision.report_id, decided_by=reader)
        mine = decided.filter(pk__in=self.picked, outcome=outcome, answer=_clean(self.answer))
        return bool(self.picked) and mine.count() == len(self.picked)

    @property
    def _comments(self) -> tuple[str, dict[int, str]]:
        beside = {key: _clean(text) for key, text in self.beside.items()}
        return _clean(self.comment), {key: text for key, text in beside.items() if text}

    def refuse_comments(self) -> None:
        """Raises CommentsLeft: a comment that was typed would not reach the unit."""
        if self._comments != NOTHING_ASKED:
            raise CommentsLeft


def _clean(text: str) -> str:
    return clean_text(text).strip()


def _comments_on(revision: Revision) -> tuple[str, dict[int, str]]:
    """What the unit was asked in this revision, in the form of Decision._comments."""
    asked = revision.readings.exclude(review_comment="").values_list("pk", "review_comment")
    return revision.review_comment, dict(asked)


def keys_of(chosen: Iterable[str]) -> list[int]:
    """The keys among what was ticked."""
    return [int(text) for text in chosen if _is_number(text)]


def seen_of(confirmed: Iterable[str]) -> dict[int, int]:
    """What was confirmed, "key-version" each: the version that was seen by the revision's key."""
    pairs = [text.partition("-") for text in confirmed]
    return {int(key): int(seen) for key, _dash, seen in pairs if _is_number(key) and _is_number(seen)}


def _numbered(posted: Mapping[str, str], prefix: str) -> dict[int, str]:
    """What was sent for each row, by the number behind the prefix of the box's name."""
    return {
        int(name.removeprefix(prefix)): text
        for name, text in posted.items()
        if name.startswith(prefix) and _is_number(name.removeprefix(prefix))
    }


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19


def _number(text: str) -> int:
    return int(text) if _is_number(text) else 0
