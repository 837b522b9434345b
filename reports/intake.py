"""The one way a reading is written: by form, paste, file and admin alike.

`entry_refusals` say why nothing may be entered at all, `check` what of one entry cannot be, `save` writes the
rest. Cells have a version each: two people in different rows do not collide, two in the same one are told.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from emulation.dates import now, today
from emulation.numbers import plain
from emulation.text import clean_text, short_mark
from reports.entries import (
    BESIDE,
    STORED_FIELDS,
    Entry,
    Problem,
    answer_alone,
    as_stored,
    check,
    check_narrative,
    kept_as_typed,
    over_length,
)
from reports.entry_refusals import EntryRefused, Grant, refusal
from reports.models import SOURCE_LENGTH, Reading, Revision
from reports.permissions import enters_for
from reports.same_period import with_base, with_same_period
from targets.models import Allocation
from units.choices import Action
from units.log import record
from units.models import Event, User

__all__ = [
    "Blank", "Conflict", "Entry", "Problem", "Saved", "TextConflict",
    "check", "clear", "facts", "fingerprint", "save", "seen_versions",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Blank:
    """A row that was emptied: there shall be no reading. `seen_version` as in Entry."""

    allocation: Allocation
    seen_version: int | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Someone else wrote the same row in the meantime. `theirs` (with `entered_by`, `entered_at`) stays
    as it is, None where they emptied the row; `ours` was not written."""

    ours: Entry | Blank
    theirs: Reading | None

    @property
    def allocation(self) -> Allocation:
        return self.ours.allocation


@dataclass(frozen=True, slots=True)
class TextConflict:
    """Someone else changed a text of the report in the meantime; `theirs` stays, `ours` was not written."""

    field: str
    ours: str
    theirs: str


@dataclass(slots=True)
class Saved:
    """What became of a save. `saved` and `unchanged` are the readings as they are now stored, those too whose
    answer was written while a problem beside it waits; `cleared` the rows that are empty as they shall be,
    `texts` the names of the texts that were replaced."""

    problems: list[Problem] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    text_conflicts: list[TextConflict] = field(default_factory=list)
    saved: list[Reading] = field(default_factory=list)
    unchanged: list[Reading] = field(default_factory=list)
    cleared: list[Allocation] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Everything that was handed in is now stored."""
        return not (self.problems or self.conflicts or self.text_conflicts)

    def without_success(self) -> "Saved":
        return Saved(self.problems, self.conflicts, self.text_conflicts)


ONE_SITTING = timedelta(minutes=10)


def fingerprint(text: str) -> str:
    """A short mark of a text, to be handed back to `save` as what the person had seen."""
    return short_mark(clean_text(text))


def seen_versions(revision: Revision) -> dict[int, int]:
    """The present version of each reading by the key of its allocation: what a file replaces knowingly."""
    return dict(revision.readings.values_list("allocation_id", "version"))


def clear(
    revision: Revision, allocation: Allocation, seen_version: int | None, actor: User, *, source: str = ""
) -> Saved:
    """Take one reading out of the revision; a row without one is left alone."""
    return save(revision, [], actor=actor, blanks=[Blank(allocation, seen_version)], source=source)


def save(
    revision: Revision,
    entries: Sequence[Entry],
    *,
    actor: User,
    narrative: dict[str, str] | None = None,
    narrative_seen: dict[str, str] | None = None,
    blanks: Sequence[Blank] = (),
    source: str = "",
    origin: str = "",
    all_or_nothing: bool = False,
    importing: bool = False,
    exactly: bool = False,
    granted: Grant | None = None,
) -> Saved:
    """Write entries, emptied rows and texts into an open revision, in one transaction with one Event.

    Every row without a problem or conflict is written and the others are told, unless `all_or_nothing`:
    then one problem or conflict leaves everything as it was. Where only what stands beside an answer is wrong
    (`entries.BESIDE`), the answer is written and the problem told. Unchanged rows write nothing.
    `narrative` holds texts by field (results, difficulties, proposals), `narrative_seen` the `fingerprint`
    of each that the person had before them; without it a text is replaced whatever it was.
    `source` says where figures come from that are entered for the unit by others; `origin` is for the log
    alone, beside it: the spreadsheet that was handed in. `importing` as in
    `entry_refusals.refusal`; `granted`: `actor` asked for it, and the officer puts it in. `exactly`: an empty
    base stays empty, also where last year's figure is known.
    Raises EntryRefused when nothing may be entered at all; `revision` itself need not be fresh.
    """
    with transaction.atomic():
        # The lock makes entry wait for a submission under way, and the other way round.
        rows = Revision.objects.select_for_update(of=("self",))
        current = _with_campaign(rows.select_related("report__reporter")).get(pk=revision.pk)
        is_granted = granted is not None
        refused = refusal(current.report, current, today(), actor, importing=importing, granted=is_granted)
        if refused:
            raise EntryRefused(refused)
        work = _Work(current, actor, clean_text(source).strip(), importing, granted)
        work.completes = not exactly
        work.origin = origin
        if work.may_write():
            work.take([*entries, *blanks])
            work.take_texts(narrative or {}, narrative_seen or {})
        if all_or_nothing and not work.result.is_clean:
            transaction.set_rollback(True)
            return work.result.without_success()
        work.finish()
    return work.result


def _with_campaign(revisions: QuerySet[Any]) -> QuerySet[Any]:
    """Each with its report's period and campaign, without the long texts of the latter."""
    of_campaign = "report__period__campaign"
    return revisions.select_related(of_campaign).defer(
        f"{of_campaign}__document_text", f"{of_campaign}__settings"
    )


class _Work:
    """One save under way: the locked revision, and what has become of each row so far."""

    def __init__(
        self, revision: Revision, actor: User, source: str, importing: bool, granted: Grant | None = None
    ) -> None:
        self.revision = revision
        self.report = revision.report
        self.actor = actor
        self.granted = granted
        self.at = granted.asked_at if granted else now()
        self.source = source
        self.origin = ""
        self.completes = True
        self.importing = importing
        self.on_behalf = granted is None and enters_for(actor, self.report.reporter)
        self.result = Saved()
        self.changes: list[dict[str, Any]] = []
        self.texts: dict[str, str] = {}

    def may_write(self) -> bool:
        """What is entered for the unit by others needs its source noted first."""
        if self.on_behalf and not (self.source or self.revision.source):
            message = _("Say where the figures come from: who gave them, when, in which document.")
            self.result.problems.append(Problem(None, "source", "source_missing", message))
        elif too_long := over_length(self.source, SOURCE_LENGTH):
            self.result.problems.append(Problem(None, "source", "too_long", too_long))
        return not self.result.problems

    def take(self, rows: Sequence[Entry | Blank]) -> None:
        if not rows:
            return
        allocations = with_same_period(Allocation.objects.owed_by(self.report.reporter, self.report.period))
        self.owed = {allocation.pk: allocation for allocation in allocations.select_related("target", "unit")}
        readings = self.revision.readings.select_related(
            "entered_by", "allocation__target", "allocation__unit"
        )
        self.stored = {reading.allocation_id: reading for reading in readings}
        times = Counter(row.allocation.pk for row in rows)
        rows = [self._completed(row) for row in rows] if self.completes else rows
        taken = (self._taken(row, times[row.allocation.pk]) for row in rows)
        fine = [row for row in taken if row is not None]
        self._create([row for row in fine if isinstance(row, Entry) and self._is_new(row)])
        self._change([row for row in fine if isinstance(row, Entry) and not self._is_new(row)])
        self._empty([row for row in fine if isinstance(row, Blank)])

    def _completed(self, row: Entry | Blank) -> Entry | Blank:
        """With last year's figure as its base where the answer gives none."""
        owed = self.owed.get(row.allocation.pk)
        return with_base(row, owed) if isinstance(row, Entry) and owed is not None else row

    def _taken(self, row: Entry | Blank, times: int) -> Entry | Blank | None:
        """The row as it can be written; None where nothing of it can."""
        problems = list(self._problems(row, times))
        self.result.problems += problems
        if isinstance(row, Blank):
            return None if problems else row
        wrong = {problem.field for problem in problems} | row.unread
        if not wrong:
            return row
        stored = self.stored.get(row.allocation.pk) or Reading()
        beside = {name: getattr(stored, name) for name in BESIDE}
        return answer_alone(row, wrong, beside, self.report.period)

    def _problems(self, row: Entry | Blank, times: int) -> Iterable[Problem]:
        if times > 1:
            message = _("This target is here twice for the same unit. Keep one of the rows.")
            return [Problem(row.allocation, "allocation", "twice", message)]
        if isinstance(row, Blank):
            return []
        if row.allocation.pk not in self.owed:
            message = _("Unknown unit or target for this period.")
            return [Problem(row.allocation, "allocation", "not_owed", message)]
        return check(row, self.report.period)

    def _is_new(self, entry: Entry) -> bool:
        return entry.seen_version is None and entry.allocation.pk not in self.stored

    def _create(self, entries: list[Entry]) -> None:
        readings = [
            Reading(
                revision=self.revision,
                allocation=self.owed[entry.allocation.pk],
                entered_by=self.actor,
                entered_at=self.at,
                typed=kept_as_typed(entry),
                **as_stored(entry),
            )
            for entry in entries
        ]
        self.result.saved += Reading.objects.bulk_create(readings)
        for reading in readings:
            self._note(reading.allocation, None, facts(reading))

    def _change(self, entries: list[Entry]) -> None:
        changed = [reading for entry in entries if (reading := self._changed(entry))]
        if changed:
            fields = [*STORED_FIELDS, "typed", "version", "entered_by", "entered_at"]
            Reading.objects.bulk_update(changed, fields)
            self.result.saved += changed

    def _changed(self, entry: Entry) -> Reading | None:
        """The reading as it shall be; None where it says so already or somebody else has written it.

        The lock on the revision keeps the stored rows as they were read.
        """
        reading = self.stored.get(entry.allocation.pk)
        fields = as_stored(entry)
        if reading and all(getattr(reading, name) == fields[name] for name in STORED_FIELDS):
            self._keep_typed(reading, entry)
            self.result.unchanged.append(reading)
            return None
        if reading is None or reading.version != entry.seen_version:
            self.result.conflicts.append(Conflict(entry, reading))
            return None
        before = facts(reading)
        written = {**fields, "version": reading.version + 1, "entered_by": self.actor, "entered_at": self.at}
        for name, value in written.items():
            setattr(reading, name, value)
        reading.typed = kept_as_typed(entry)
        self._note(reading.allocation, before, facts(reading))
        return reading

    def _keep_typed(self, reading: Reading, entry: Entry) -> None:
        """The same numbers, typed in another way: it is shown so next time, and nothing has changed."""
        typed = kept_as_typed(entry)
        if reading.typed != typed and reading.version == entry.seen_version:
            reading.typed = typed
            Reading.objects.filter(pk=reading.pk).update(typed=typed)

    def _empty(self, blanks: list[Blank]) -> None:
        removed = []
        for blank in blanks:
            reading = self.stored.get(blank.allocation.pk)
            if reading is None:
                self.result.cleared.append(blank.allocation)
                continue
            if reading.version != blank.seen_version:
                self.result.conflicts.append(Conflict(blank, reading))
                continue
            removed.append(reading.pk)
            self.result.cleared.append(reading.allocation)
            self._note(reading.allocation, facts(reading), None)
        if removed:
            Reading.objects.filter(pk__in=removed).delete()

    def take_texts(self, narrative: dict[str, str], seen: dict[str, str]) -> None:
        problems = check_narrative(narrative)
        self.result.problems += problems
        refused = {problem.field for problem in problems}
        for name in narrative.keys() - refused:
            self._take_text(name, clean_text(narrative[name]), seen.get(name))

    def _take_text(self, name: str, text: str, seen: str | None) -> None:
        present = getattr(self.revision, name)
        if text == present:
            return
        if seen is not None and seen != fingerprint(present):
            self.result.text_conflicts.append(TextConflict(name, text, present))
        else:
            self.texts[name] = text
            self.result.texts.append(name)

    def _note(self, allocation: Allocation, old: dict[str, Any] | None, new: dict[str, Any] | None) -> None:
        codes = {"target": allocation.target.code, "unit": allocation.unit.code}
        self.changes.append({**codes, "old": old, "new": new})

    def finish(self) -> None:
        """Write the texts and the source, and one line of the log; nothing where nothing changed."""
        if not (self.changes or self.texts):
            return
        fields: dict[str, Any] = dict(self.texts)
        if self.on_behalf:
            fields |= {"entered_for_unit": True, "source": self.source or self.revision.source}
        if fields:
            Revision.objects.filter(pk=self.revision.pk).update(**fields)
        if self._is_told_already():
            return
        granted = self.granted
        record(
            granted.officer if granted else self.actor,
            Action.IMPORTED if self.importing else Action.SAVED,
            self.revision,
            unit=self.report.reporter,
            on_behalf_of=self.report.reporter if granted or self.on_behalf else None,
            revision=self.revision.pk,
            data={"readings": self.changes, "texts": sorted(self.texts)} | (granted.data if granted else {}),
            comment=granted.told if granted else " · ".join(filter(None, (self.source, self.origin))),
        )

    def _is_told_already(self) -> bool:
        """Writing on in the same texts, soon and interrupted by nobody: the line that stands says so.

        Texts are not kept in the log, so a line for every pause of a writer would tell nothing new.
        """
        last = None if self.changes else Event.objects.filter(revision=self.revision.pk).last()
        return (
            last is not None
            and (last.action, last.actor_id, last.comment) == (Action.SAVED, self.actor.pk, self.source)
            and self.at - last.at <= ONE_SITTING
            and self.texts.keys() <= set(last.data.get("texts", []))
        )


def facts(reading: Any) -> dict[str, Any]:
    """What a reading, or a request for one, says, for the log: exact strings, empty fields left out."""
    values = {name: getattr(reading, name, None) for name in (*STORED_FIELDS, "typed")}
    return {
        name: plain(value) if isinstance(value, Decimal) else value
        for name, value in values.items()
        if value not in (None, "", False, {}) or isinstance(value, Decimal)
    }
