"""What a unit is asked for beside its reports, for lists of it: its word on figures, explanations, what an
inspection found. They come with the query that brings the units: see `with_asks`."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet
from django.utils import timezone

from emulation.dates import today
from emulation.gathered import Gathered
from reports.asking.questions import explanation_state, inspection_state, request_name
from reports.choices import ExplanationState, InspectionState
from reports.confirming.words import objected_in, waiting_for
from reports.due_text import time_left
from reports.models import Explanation, Inspection
from targets.models import Allocation, Campaign, ReportingPeriod
from targets.period_names import period_name
from targets.schedule import Schedule

OPEN_QUESTIONS = {ExplanationState.WAITING, ExplanationState.OVERDUE}
OPEN_FINDINGS = {InspectionState.OPEN, InspectionState.OVERDUE}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to a unit, with its answer where there is one."""

    key: int
    target_code: str
    target_name: str
    unit_code: str
    unit_name: str
    unit_kind: str
    period_kind: str | None
    period_number: int | None
    period_until: date | None
    question: str
    answer_by: date
    asked_by: str
    asked_at: datetime
    answer: str
    answered_by: str | None
    answered_at: datetime | None
    withdrawn_at: datetime | None

    @property
    def state(self) -> ExplanationState:
        return explanation_state(self.answer_by, _day(self.answered_at), _day(self.withdrawn_at), today())

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_QUESTIONS

    @property
    def name(self) -> str:
        return request_name(self.unit_kind)

    @property
    def period_name(self) -> str:
        """The period that the question is about; empty where it is about none."""
        if self.period_kind is None or self.period_number is None or self.period_until is None:
            return ""
        return period_name(self.period_kind, self.period_number, self.period_until.year)

    @property
    def time_left(self) -> str:
        return time_left(self.answer_by, today())


# Where each of them comes from, beginning at an Explanation.
ASKED = {
    "key": "pk",
    "target_code": "target__code",
    "target_name": "target__name",
    "unit_code": "unit__code",
    "unit_name": "unit__name",
    "unit_kind": "unit__kind",
    "period_kind": "period__kind",
    "period_number": "period__number",
    "period_until": "period__calendar_to",
    "question": "question",
    "answer_by": "answer_by",
    "asked_by": "asked_by__full_name",
    "asked_at": "asked_at",
    "answer": "answer",
    "answered_by": "answered_by__full_name",
    "answered_at": "answered_at",
    "withdrawn_at": "withdrawn_at",
}


@dataclass(frozen=True, slots=True)
class Found:
    """What an inspection found at a unit, and what was mended."""

    key: int
    unit_code: str
    unit_name: str
    target_code: str | None
    target_name: str | None
    on: date
    findings: str
    mend_by: date | None
    mended_on: date | None
    mended: str

    @property
    def state(self) -> InspectionState:
        return inspection_state(self.mend_by, self.mended_on, today())

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_FINDINGS


# Likewise, beginning at an Inspection.
FOUND = {
    "key": "pk",
    "unit_code": "unit__code",
    "unit_name": "unit__name",
    "target_code": "target__code",
    "target_name": "target__name",
    "on": "on",
    "findings": "findings",
    "mend_by": "mend_by",
    "mended_on": "mended_on",
    "mended": "mended",
}


def asked_in(explanations: QuerySet[Any]) -> list[Asked]:
    """The newest first. One query."""
    found = explanations.order_by("-asked_at", "-pk").values_list(*ASKED.values())
    return [Asked(**dict(zip(ASKED, facts, strict=True))) for facts in found]


def found_in(inspections: QuerySet[Any]) -> list[Found]:
    """The newest first. One query."""
    found = inspections.order_by("-on", "-pk").values_list(*FOUND.values())
    return [Found(**dict(zip(FOUND, facts, strict=True))) for facts in found]


def gathered_asked(explanations: QuerySet[Any]) -> Gathered:
    """The questions of a correlated query, for `Asked(**facts)`, the newest first."""
    return Gathered(explanations.order_by("-asked_at", "-pk"), **ASKED)


def _day(at: datetime | None) -> date | None:
    return timezone.localtime(at, timezone.get_default_timezone()).date() if at else None


@dataclass(frozen=True, slots=True)
class Objection:
    """What another unit objects to a figure, which is of `unit`."""

    period: int
    about: int
    allocation: int
    target_code: str
    target_name: str
    unit: str
    objector: str
    by: str
    at: datetime
    comment: str

    @property
    def anchor(self) -> str:
        """Its row on the entry page."""
        return f"row-{self.allocation}"


# Where each of them comes from, beginning at a Reading of `objected_in`.
OBJECTION = {
    "period": "revision__report__period",
    "about": "allocation__unit",
    "allocation": "allocation",
    "target_code": "allocation__target__code",
    "target_name": "allocation__target__name",
    "unit": "allocation__unit__name",
    "objector": "objector",
    "by": "objected_by",
    "at": "objected_at",
    "comment": "objection",
}


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures of one cut-off: how many there are about the unit, how many of other units; of how many of them
    the day for a word is over; what others object to them."""

    periods: tuple[ReportingPeriod, ...]
    about: int = 0
    of_others: int = 0
    overdue: int = 0
    objections: tuple[Objection, ...] = ()

    @property
    def slug(self) -> str:
        """The cut-off as URLs have it."""
        return self.periods[0].cut_off.isoformat()

    @property
    def keys(self) -> set[int]:
        return {period.pk for period in self.periods}

    @property
    def name(self) -> str:
        return ", ".join(period.name for period in self.periods)

    @property
    def count(self) -> int:
        return self.about + self.of_others

    @property
    def confirm_by(self) -> date:
        return max(period.confirm_by for period in self.periods)

    @property
    def time_left(self) -> str:
        return time_left(self.confirm_by, today())

    @property
    def overdue_text(self) -> str:
        """For how long at most."""
        return time_left(min(period.confirm_by for period in self.periods), today())


@dataclass(frozen=True, slots=True)
class Asks:
    """All that one unit is asked for. `to_confirm` waits for its word; to `objected` others object.

    `last_to_look_at`: the newest cut-off whose figures take its word, as URLs have it; empty where none do.
    """

    to_confirm: list[Figures]
    objected: list[Figures]
    explanations: list[Asked]
    inspections: list[Found]
    last_to_look_at: str = ""

    @classmethod
    def of(cls, unit: Any, schedule: Schedule) -> "Asks":
        """`unit` from `with_asks`."""
        return cls(
            to_confirm=_by_cut_off(unit, unit.to_confirm, schedule),
            objected=_objected(unit, schedule),
            explanations=[Asked(**facts) for facts in unit.explanations_asked],
            inspections=[Found(**facts) for facts in unit.inspections_made],
            last_to_look_at=_last_begun({row["frequency"] for row in unit.confirmable}, schedule),
        )

    @property
    def overdue(self) -> list[Figures]:
        """Whose day for the unit's word is over, the longest first."""
        return [figures for figures in self.to_confirm if figures.overdue]

    @property
    def without_overdue(self) -> "Asks":
        """For lists below a line that tells what is overdue."""
        return replace(self, to_confirm=[each for each in self.to_confirm if each.overdue < each.count])

    @property
    def questions(self) -> list[Asked]:
        """Those that wait for an answer, the most urgent first."""
        waiting = [asked for asked in self.explanations if asked.is_open]
        return sorted(waiting, key=lambda asked: (asked.answer_by, asked.key))

    @property
    def findings(self) -> list[Found]:
        """Those still to be mended."""
        return [found for found in self.inspections if found.is_open]

    @property
    def count(self) -> int:
        """Things to do: pages of figures, and questions."""
        return len(self.to_confirm) + len(self.questions)


def with_asks(units: QuerySet[Any], campaign: Campaign) -> QuerySet[Any]:
    """Adds what `Asks.of` takes, in the units' own query."""
    waits = waiting_for(OuterRef("pk")).filter(revision__report__period__campaign=campaign)
    to_confirm = Gathered(waits, period="revision__report__period", about="allocation__unit")
    return units.annotate(to_confirm=to_confirm, **_asks_in(campaign.pk))


@lru_cache(maxsize=8)
def _asks_in(campaign: int) -> dict[str, Gathered]:
    """By the campaign's key: what is asked in it whatever the day."""
    unit = OuterRef("pk")
    objections = objected_in(unit).filter(revision__report__period__campaign=campaign)
    explanations = Explanation.objects.filter(unit=unit, target__campaign=campaign)
    inspections = Inspection.objects.filter(unit=unit, campaign=campaign)
    return {
        "confirmable": Gathered(confirmable_by(unit, campaign), frequency="target__frequency"),
        "objected": Gathered(
            objections.order_by(
                "allocation__target__order", "allocation__target__code", "allocation__unit__order"
            ),
            **OBJECTION,
        ),
        "explanations_asked": gathered_asked(explanations),
        "inspections_made": Gathered(inspections.order_by("-on", "-pk"), **FOUND),
    }


def confirmable_by(unit: Any, campaign: Campaign | int) -> QuerySet[Any]:
    """Allocations that another enters about the unit (its key, or an OuterRef), and those of the targets that
    it leads which others have a part in."""
    about_it = Q(unit=unit) & ~Q(reporter=F("unit"))
    led_by_it = Q(target__lead=unit) & ~Q(unit=F("target__lead"))
    return Allocation.objects.filter(about_it | led_by_it, target__campaign=campaign)


def _last_begun(frequencies: set[str], schedule: Schedule) -> str:
    begun = [p.cut_off for p in schedule.periods if p.kind in frequencies and p.opens_on <= today()]
    return max(begun).isoformat() if begun else ""


def _objected(unit: Any, schedule: Schedule) -> list[Figures]:
    objections = [Objection(**row) for row in unit.objected]
    return [
        replace(figures, objections=tuple(each for each in objections if each.period in figures.keys))
        for figures in _by_cut_off(unit, unit.objected, schedule)
    ]


def _by_cut_off(unit: Any, figures: Iterable[dict[str, Any]], schedule: Schedule) -> list[Figures]:
    """Together what ends on one day, the earliest first."""
    rows = list(figures)
    named = {row["period"] for row in rows}
    days = sorted({period.cut_off for period in schedule.periods if period.pk in named})
    return [
        _together(unit, rows, [p for p in schedule.periods if p.pk in named and p.cut_off == day])
        for day in days
    ]


def _together(unit: Any, rows: list[dict[str, Any]], periods: list[ReportingPeriod]) -> Figures:
    keys = {period.pk for period in periods}
    own = [row for row in rows if row["period"] in keys]
    about = sum(row["about"] == unit.pk for row in own)
    late = {period.pk for period in periods if period.confirm_by < today()}
    overdue = sum(row["period"] in late for row in own)
    return Figures(tuple(periods), about, len(own) - about, overdue)
