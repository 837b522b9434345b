"""The round once more, as plainly as it can be told: what a report may do, and what stands official.

Shares no code with `reports.workflow` and `reports.intake`: tests play the same deeds on both and compare.
"""

from copy import deepcopy
from dataclasses import dataclass, field

STAFF, OFFICERS = {"staff", "second"}, {"reviewer", "colleague"}
WRITERS = STAFF | OFFICERS
OPEN, EDITABLE = {"draft", "returned", "submitted"}, {"draft", "returned"}


@dataclass
class Draft:
    """One revision: `values` by the name of the line, `party` everybody who had a hand in it."""

    status: str = "draft"
    values: dict[str, int] = field(default_factory=dict)
    party: set[str] = field(default_factory=set)
    came_from: str = ""
    submitter: str = ""
    is_entered_for: bool = False
    moves: int = 0


@dataclass
class Round:
    """One report. A deed answers None where it was done, else the kind of refusal; nothing changed then."""

    lines: tuple[str, ...]
    drafts: list[Draft] = field(default_factory=list)

    @property
    def newest(self) -> Draft | None:
        return self.drafts[-1] if self.drafts else None

    @property
    def accepted(self) -> Draft | None:
        return next((draft for draft in self.drafts if draft.status == "approved"), None)

    @property
    def official(self) -> dict[str, int]:
        return self.accepted.values if self.accepted else {}

    @property
    def provisional(self) -> dict[str, int]:
        spoken = [draft for draft in self.drafts if draft.status in {"submitted", "approved"}]
        return spoken[-1].values if spoken else {}

    def write(self, who: str, line: str, value: int | None) -> str | None:
        """A line's number, or None to empty it."""
        if who not in WRITERS:
            return "refused entry"
        if self.newest and self.newest.status not in EDITABLE:
            return "refused entry"
        if self.newest is None:
            self.drafts.append(Draft(party={who}))
        before = self.newest.values.get(line)
        if before == value:
            return None
        if value is None:
            del self.newest.values[line]
        else:
            self.newest.values[line] = value
        self.newest.party.add(who)
        self.newest.is_entered_for |= who in OFFICERS
        return None

    def submit(self, who: str) -> str | None:
        if self.newest.status not in EDITABLE:
            return "not now"
        if who not in STAFF and not (who in OFFICERS and self.newest.is_entered_for):
            return "not yours"
        if set(self.newest.values) != set(self.lines):
            return "answers missing"
        self.newest.came_from, self.newest.submitter = self.newest.status, who
        self.newest.party.add(who)
        return self._go("submitted")

    def recall(self, who: str) -> str | None:
        if self.newest.status != "submitted":
            return "not now"
        if who != self.newest.submitter:
            return "not yours"
        return self._go(self.newest.came_from)

    def send_back(self, who: str) -> str | None:
        if self.newest.status != "submitted":
            return "not now"
        return self._go("returned") if who in OFFICERS else "not yours"

    def accept(self, who: str) -> str | None:
        if self.newest.status != "submitted":
            return "not now"
        if who not in OFFICERS or who in self.newest.party:
            return "not yours"
        return self._make_official()

    def reopen(self, who: str) -> str | None:
        if self.newest.status != "approved":
            return "not now"
        if who not in OFFICERS:
            return "not yours"
        former = self.newest
        authors = former.party if former.values else set()
        self.drafts.append(
            Draft("returned", deepcopy(former.values), set(authors), is_entered_for=former.is_entered_for)
        )
        return None

    def import_accepted(self, who: str) -> str | None:
        if self.newest.status not in EDITABLE:
            return "not now"
        return self._make_official() if who == "administrator" else "not yours"

    def _make_official(self) -> None:
        if self.accepted:
            self.accepted.status = "superseded"
        return self._go("approved")

    def _go(self, status: str) -> None:
        self.newest.status = status
        self.newest.moves += 1
