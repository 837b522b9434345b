"""What a file would change, or has changed: for the page that shows it before anything is kept."""

from dataclasses import dataclass, field

from django.utils.text import Truncator

from emulation.table_files import Fault
from emulation.text import short_mark

# Of a long text so much is shown, beginning so much before it changes.
MOST_SHOWN, BEFORE = 160, 30


@dataclass(frozen=True, slots=True)
class Change:
    """One cell: its column, what stands there, what the file says; both as a person reads them, like `label`,
    the column's."""

    column: str
    old: str
    new: str
    label: str

    @property
    def shown_old(self) -> str:
        return self._cut(self.old)

    @property
    def shown_new(self) -> str:
        return self._cut(self.new)

    def _cut(self, text: str) -> str:
        """Of long texts the place where they part."""
        pairs = enumerate(zip(self.old, self.new, strict=False))
        same = next((place for place, (old, new) in pairs if old != new), 0)
        begin = max(0, same - BEFORE) if len(text) > MOST_SHOWN else 0
        return ("…" if begin else "") + Truncator(text[begin:]).chars(MOST_SHOWN)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the file that brings something: its number, which thing it is, what is new about it, and what
    is wondered about its numbers."""

    number: int
    name: str
    is_new: bool
    changes: tuple[Change, ...]
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Effect:
    """What becomes of something that the rows belong to: its name, and what happens to it.

    `undoes`: what was decided about it before is opened again, which asks for a reason. `address` of its
    page where it is left to be seen to by somebody, known once it is kept."""

    name: str
    says: str
    undoes: bool = False
    address: str = field(default="", compare=False, repr=False)


@dataclass(slots=True)
class Outcome:
    """Everything about a file, in the order of its rows. With `faults` nothing of it is kept.

    `accepted`: so many reports become official by it. `effects`: what becomes of what the rows belong to."""

    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    unchanged: int = 0
    accepted: int = 0
    effects: list[Effect] = field(default_factory=list)

    @property
    def new(self) -> int:
        return sum(row.is_new for row in self.rows)

    @property
    def changed(self) -> int:
        return len(self.rows) - self.new

    @property
    def mark(self) -> str:
        """A short mark of what it brings: whoever agreed to this agreed to nothing else."""
        return short_mark(repr((self.rows, self.accepted, self.effects)))

    @property
    def undoes(self) -> bool:
        return any(effect.undoes for effect in self.effects)

    @property
    def doubted(self) -> int:
        """So many rows have numbers that are wondered about."""
        return sum(bool(row.doubts) for row in self.rows)

    @property
    def left_open(self) -> list[Effect]:
        return [effect for effect in self.effects if effect.undoes and effect.address]

    def in_order(self) -> "Outcome":
        self.rows.sort(key=lambda row: row.number)
        self.faults.sort(key=lambda fault: fault.row)
        return self
