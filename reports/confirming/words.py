"""What the unit concerned says of a figure that another unit entered: that it is right, or what is not.

A word holds for exactly the state, value and base that it was said about. When these change it lapses by
itself, when they come back it holds again; of those that hold the newest speaks. It blocks nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.lookups import IsNull
from django.utils.translation import gettext_lazy as _

from emulation.dates import now, today
from emulation.gathered import Gathered
from emulation.text import clean_text
from reports.choices import Basis, ReadingState, RevisionStatus, Verdict
from reports.entries import over_length
from reports.models import NOTE_LENGTH, Confirmation, Reading, Revision, on_basis
from reports.permissions import confirming_unit, speaks_for
from reports.transitions import CommentMissing, CommentRefused, NotYours, StaleVersion
from targets.models import Allocation
from units.choices import Action
from units.log import record
from units.models import Unit, User

DEEDS = {Verdict.RIGHT: Action.CONFIRMED, Verdict.OBJECTS: Action.OBJECTED}
OWN_FIGURE = _("You took part in reporting this figure. A colleague says whether it is right.")
NOT_CONCERNED = _("Only the staff or the head of the unit concerned say whether a figure is right.")
CHANGED = _("This figure was changed or taken back after you opened the page. Look at it again.")


@dataclass(frozen=True, slots=True)
class Word:
    """What somebody said of a figure for his unit; `state`, `value` and `base` are what he had before him."""

    verdict: Verdict
    unit: str
    by: str
    by_key: int
    at: datetime
    comment: str
    state: ReadingState
    value: Decimal | None
    base: Decimal | None
    holds: bool

    @property
    def is_objection(self) -> bool:
        return self.verdict == Verdict.OBJECTS


@dataclass(frozen=True, slots=True)
class Words:
    """All that was said of one answer, first to last."""

    said: tuple[Word, ...] = ()

    @classmethod
    def of(cls, reading: Reading | None) -> "Words":
        """`reading` from `with_words`; without it nothing was said."""
        return cls(tuple(_word(facts) for facts in getattr(reading, "words", ())))

    @property
    def standing(self) -> Word | None:
        """The newest of those about what the answer says now."""
        holding = [word for word in self.said if word.holds]
        return holding[-1] if holding else None

    @property
    def lapsed(self) -> Word | None:
        """The last word, where the figure has changed since and nothing holds."""
        return self.said[-1] if self.said and self.standing is None else None


def _word(facts: dict[str, Any]) -> Word:
    told = facts | {"verdict": Verdict(facts["verdict"]), "state": ReadingState(facts["state"])}
    return Word(**(told | {"holds": bool(facts["holds"])}))


def _same(name: str) -> Q:
    """Equal to the reading's, where nothing equals nothing."""
    return Q(**{name: OuterRef(name)}) | Q(IsNull(OuterRef(name), True), **{f"{name}__isnull": True})


def _said() -> QuerySet[Any]:
    """Every word on the outer query's reading, the newest last. Adds `holds`."""
    about = Confirmation.objects.filter(
        report=OuterRef("revision__report"), allocation=OuterRef("allocation")
    )
    is_same = Q(state=OuterRef("state")) & _same("value") & _same("base")
    holds = Case(When(is_same, then=Value(True)), default=Value(False))
    return about.annotate(holds=holds).order_by("made_at", "pk")


def with_words(readings: QuerySet[Any]) -> QuerySet[Any]:
    """Adds `words`, for `Words.of`: all that was said of each reading's answer, in the same query."""
    return readings.annotate(words=_told_words())


@cache
def _told_words() -> Gathered:
    return Gathered(
        _said(),
        verdict="verdict",
        unit="unit__name",
        by="made_by__full_name",
        by_key="made_by",
        at="made_at",
        comment="comment",
        state="state",
        value="value",
        base="base",
        holds=F("holds"),
    )


def with_verdict(readings: QuerySet[Any]) -> QuerySet[Any]:
    """Adds `verdict`, that of the word which stands; None where none does."""
    return readings.annotate(verdict=_of_standing("verdict"))


@cache
def _of_standing(name: str) -> Subquery:
    """What the word that stands on the outer query's reading says."""
    standing = _said().filter(holds=True).order_by("-made_at", "-pk")
    return Subquery(standing.values(name)[:1])


def with_objection(readings: QuerySet[Any]) -> QuerySet[Any]:
    """Those to which an objection stands. Adds `objector` (the unit), `objection`, `objected_by` and
    `objected_at`."""
    return (
        with_verdict(readings)
        .filter(verdict=Verdict.OBJECTS)
        .annotate(
            objector=_of_standing("unit__name"),
            objection=_of_standing("comment"),
            objected_by=_of_standing("made_by__full_name"),
            objected_at=_of_standing("made_at"),
        )
    )


def with_objections(revisions: QuerySet[Any]) -> QuerySet[Any]:
    """Adds `objections`: of each figure of the revision to which one stands its allocation (the key), the
    target's code and name, whose figure it is, who objects and why."""
    return revisions.annotate(objections=_told_objections())


@cache
def _told_objections() -> Gathered:
    told = with_objection(Reading.objects.filter(revision=OuterRef("pk")))
    return Gathered(
        told.order_by("allocation__target__order", "allocation__target__code", "allocation__unit__order"),
        allocation="allocation_id",
        target="allocation__target__code",
        name="allocation__target__name",
        unit="allocation__unit__name",
        objector="objector",
        comment="objection",
    )


def concerning(unit: Any) -> Q:
    """Readings that take the word of the unit (its key, or an OuterRef): see `confirming_unit`."""
    is_own = Q(revision__report__reporter=unit)
    about_it = Q(allocation__unit=unit) & ~is_own
    led_by_it = Q(allocation__target__lead=unit, allocation__unit=F("revision__report__reporter")) & ~is_own
    return about_it | led_by_it


def waiting_for(unit: Any) -> QuerySet[Any]:
    """Readings on which the unit has still to say its word: handed in, and before Home Affairs has accepted
    them or within the period's day for it. Later words are taken too, nobody is asked for them."""
    in_time = Q(revision__status=RevisionStatus.SUBMITTED) | Q(
        revision__report__period__confirm_by__gte=today()
    )
    handed_in = Reading.objects.filter(on_basis(Basis.PROVISIONAL, "revision__"), concerning(unit), in_time)
    return with_verdict(handed_in).filter(verdict__isnull=True)


def objected_in(reporter: Any) -> QuerySet[Any]:
    """Readings that the unit (its key, or an OuterRef) has in hand, to which an objection stands: as
    `with_objection` has them."""
    later = Revision.objects.filter(
        report=OuterRef("revision__report"), number__gt=OuterRef("revision__number")
    )
    in_hand = Reading.objects.filter(~Exists(later), revision__report__reporter=reporter)
    return with_objection(in_hand)


@transaction.atomic
def confirm(
    seen: Mapping[int, int], actor: User, verdict: Verdict = Verdict.RIGHT, comment: str = ""
) -> list[Confirmation]:
    """Say the same of these readings: by key, the version of each that the person had before him.

    All or none. Who says again what stands already adds nothing; of two who speak at once both are kept.
    Raises StaleVersion, NotYours, CommentMissing and CommentRefused.
    """
    comment = _checked(comment, verdict)
    readings = _as_seen(seen)
    _refuse_strangers(readings, actor)
    said = {
        reading: _about(reading, actor, verdict, comment)
        for reading in readings
        if not _stands_already(reading, actor, verdict, comment)
    }
    Confirmation.objects.bulk_create(said.values())
    _log(said)
    return list(said.values())


def _checked(comment: str, verdict: Verdict) -> str:
    comment = clean_text(comment).strip()
    if verdict == Verdict.OBJECTS and not comment:
        raise CommentMissing(_("Say what is not right, and what it should be."))
    if too_long := over_length(comment, NOTE_LENGTH):
        raise CommentRefused(too_long)
    return comment


def _as_seen(seen: Mapping[int, int]) -> list[Reading]:
    """The readings, each still handed in and as it was seen."""
    speaking = Reading.objects.filter(on_basis(Basis.PROVISIONAL, "revision__"), pk__in=seen)
    found = with_words(speaking).select_related(
        "revision__report__reporter", "allocation__unit", "allocation__target__lead"
    )
    readings = list(found.order_by("revision", "pk"))
    if {reading.pk: reading.version for reading in readings} != dict(seen):
        raise StaleVersion(CHANGED)
    return readings


def _refuse_strangers(readings: list[Reading], actor: User) -> None:
    for reading in readings:
        unit = _unit_of(reading)
        if unit is None or not speaks_for(actor, unit):
            raise NotYours(NOT_CONCERNED)
    own = Revision.objects.filter(readings__in=readings).with_part_of(actor)
    if own.filter(took_part=True).exists():
        raise NotYours(OWN_FIGURE)


def _unit_of(reading: Reading) -> Unit | None:
    return confirming_unit(reading.revision.report.reporter, reading.allocation)


def _stands_already(reading: Reading, actor: User, verdict: Verdict, comment: str) -> bool:
    word = Words.of(reading).standing
    return word is not None and (word.verdict, word.comment, word.by_key) == (verdict, comment, actor.pk)


def _about(reading: Reading, actor: User, verdict: Verdict, comment: str) -> Confirmation:
    return Confirmation(
        report=reading.revision.report,
        allocation=reading.allocation,
        unit=_unit_of(reading),
        verdict=verdict,
        comment=comment,
        state=reading.state,
        value=reading.value,
        base=reading.base,
        made_by=actor,
        made_at=now(),
    )


def _log(said: dict[Reading, Confirmation]) -> None:
    """One line for each report and each unit that speaks: a person may speak for several."""
    for (revision, unit), together in groupby(said.items(), lambda item: (item[0].revision, item[1].unit)):
        words = [word for _reading, word in together]
        beside = [
            {
                "target": word.allocation.target.code,
                "unit": word.allocation.unit.code,
                "comment": word.comment,
            }
            for word in words
        ]
        record(
            words[0].made_by,
            DEEDS[Verdict(words[0].verdict)],
            revision,
            unit=revision.report.reporter,
            on_behalf_of=unit,
            revision=revision.pk,
            data={"readings": beside},
        )


def _codes(allocation: Allocation) -> dict[str, str]:
    return {"target": allocation.target.code, "unit": allocation.unit.code}
