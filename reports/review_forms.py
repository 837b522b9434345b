"""What a reviewer sends: the decision's comments, and the report as it was seen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from reports.transitions import TransitionError

BESIDE = "comment-"


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
    beside: dict[int, str] = field(default_factory=dict)

    @classmethod
    def read(cls, posted: Mapping[str, str]) -> "Decision":
        beside = {
            int(name.removeprefix(BESIDE)): text
            for name, text in posted.items()
            if name.startswith(BESIDE) and _is_number(name.removeprefix(BESIDE))
        }
        return cls(
            revision=_number(posted.get("revision", "")),
            version=_number(posted.get("seen_version", "")),
            comment=posted.get("comment", ""),
            reason=posted.get("reason", ""),
            beside=beside,
        )

    @property
    def typed(self) -> dict[str, Any]:
        """For showing the page again with everything still in its box."""
        return {
            "typed_comment": self.comment,
            "typed_reason": self.reason,
            "typed_beside": self.beside,
        }

    def refuse_comments(self) -> None:
        """Raises CommentsLeft: a comment that was typed would not reach the unit."""
        if any(text.strip() for text in (self.comment, *self.beside.values())):
            raise CommentsLeft


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19


def _number(text: str) -> int:
    return int(text) if _is_number(text) else 0
