"""The answers of reports held against the registry: what is wondered about, and what was said to it.

All that the rules need hangs on the allocations (`watched`), so that a page which has loaded these asks
nothing more; `flags_of` asks one query for any number of revisions.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from emulation.gathered import Gathered
from emulation.text import short_mark
from reports.choices import RevisionStatus
from reports.models import IssuedReport, Reading, Revision, WarningAnswer
from reports.tallies import with_only_one
from reports.warnings.checks import Lines, rules_of
from reports.warnings.facts import Facts, Finding, Official, Pair, Past, about
from reports.warnings.rules import RULES, Rule
from targets.campaign_settings import Check
from targets.choices import Measure, OverTime
from targets.models import Allocation
from targets.models.target import owes
from targets.period_names import short_period_name

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

PERIOD = "target__campaign__periods"
OF_READING = "revision__report__period__"
SPOKEN = {RevisionStatus.SUBMITTED, RevisionStatus.APPROVED}
ANSWERING = {RevisionStatus.RETURNED, RevisionStatus.SUBMITTED}
WAS_OFFICIAL = {RevisionStatus.APPROVED, RevisionStatus.SUPERSEDED}


class Settled(NamedTuple):
    """The word with which somebody let a figure stand; `by` is the person's name."""

    word: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Flag:
    """One thing wondered about one answer.

    `code` and `about` (the numbers) tell it from any other; `message` is for the reader; `reasons` are the
    usual words for it; `settled` is the newest word about exactly these numbers, None while there is none.
    """

    allocation: Allocation
    code: str
    about: str
    message: "StrOrPromise"
    reasons: tuple["StrOrPromise", ...] = ()
    settled: Settled | None = None

    @property
    def mark(self) -> str:
        """What a page sends back to say which one it showed."""
        return f"{self.code}: {self.about}"


@dataclass(frozen=True, slots=True)
class Line:
    """One allocation in one period. `now` is its answer, None without a number; `number` that of the revision
    which holds it, None where any that was accepted came before. The allocation comes from `watched`."""

    allocation: Any
    cut_off: date
    number: int | None
    now: Pair | None = None

    @classmethod
    def told(cls, allocation: Any, cut_off: date, revision: int | None = None) -> "Line":
        """As that revision (its key) says it; without one, as the newest does."""
        told = [row for row in allocation.told if row["cut_off"] == cut_off]
        told = [row for row in told if revision in (None, row["revision"])]
        if not told or told[-1]["value"] is None:
            return cls(allocation, cut_off, None)
        return cls(allocation, cut_off, told[-1]["number"], _pair(told[-1]))

    def facts(self) -> Facts | None:
        if self.now is None:
            return None
        earlier = self._earlier()
        summed = self.allocation.target.over_time == OverTime.SUM
        return Facts(
            target=self.allocation.target,
            now=self.now,
            before=_past(earlier[-1]) if earlier else None,
            to_date=sum((row["value"] for row in earlier), Decimal(0)) if earlier and summed else None,
            plan=self._plan(),
            official=self._official(),
        )

    def asked(self) -> Finding | None:
        """What Home Affairs asked beside the line and nobody has answered by writing it anew since."""
        told = [row for row in self.allocation.told if row["cut_off"] == self.cut_off]
        own = [row for row in told if self.number in (None, row["number"])]
        last = own[-1] if own else None
        if last is None or not last["comment"] or last["status"] not in ANSWERING:
            return None
        now = None if last["value"] is None else _pair(last)
        if self.now != now or last["entered_at"] > (last["decided_at"] or last["begun_at"]):
            return None
        mark = short_mark(last["comment"])
        numbers = about(value=last["value"], base=last["base"])
        message = format_lazy(_("Home Affairs asked: “{comment}”. The line stands as it was"), **last)
        return Finding(f"{mark} {last['state']} {numbers}", message)

    def _earlier(self) -> list[dict[str, Any]]:
        """Of each earlier period the reading that speaks, if it has a number; the newest last."""
        told = [row for row in self.allocation.told if row["cut_off"] < self.cut_off]
        spoken = [row for row in told if row["status"] in SPOKEN]
        last = [list(rows)[-1] for _period, rows in groupby(spoken, lambda row: row["cut_off"])]
        return [row for row in last if row["value"] is not None]

    def _official(self) -> Official | None:
        """What an earlier revision of this report said when it was accepted."""
        former = [
            row
            for row in self.allocation.told
            if row["cut_off"] == self.cut_off
            and row["status"] in WAS_OFFICIAL
            and (self.number is None or row["number"] < self.number)
        ]
        if not former or former[-1]["value"] is None:
            return None
        last = former[-1]
        return Official(_pair(last), is_estimate=last["is_estimate"], is_issued=bool(last["issued"]))

    def _plan(self) -> Decimal | None:
        """The level of the year, where the value is measured in the plan's own unit."""
        target = self.allocation.target
        if target.measure != Measure.AMOUNT:
            return None
        quota: Decimal | None = self.allocation.quota
        return target.threshold if quota is None else quota

    def settled(self, code: str, about: str) -> Settled | None:
        words = [row for row in self.allocation.words if (row["code"], row["about"]) == (code, about)]
        return Settled(words[-1]["word"], words[-1]["by"], words[-1]["at"]) if words else None


def _pair(row: dict[str, Any]) -> Pair:
    return Pair(row["value"], row["base"], row["forecast"])


def _past(row: dict[str, Any]) -> Past:
    return Past(_pair(row), short_period_name(row["kind"], row["period"]))


def watched(allocations: QuerySet[Any], cut_off: Any, period: Any) -> QuerySet[Any]:
    """Adds what the rules need: `told`, the readings up to the cut-off, and `words`, given in the period.

    `cut_off` and `period` (its key) are those of the period in hand: values, or references of the query.
    """
    return allocations.annotate(**_watching(cut_off, period))


def _watching(cut_off: Any, period: Any) -> dict[str, Gathered]:
    told = Reading.objects.filter(
        allocation=OuterRef("pk"),
        **{f"{OF_READING}cut_off__lte": cut_off, f"{OF_READING}kind": F("allocation__target__frequency")},
    )
    told = told.annotate(issued=_gone_out()).order_by(f"{OF_READING}cut_off", "revision__number")
    words = WarningAnswer.objects.filter(allocation=OuterRef("pk"), report__period=period)
    return {
        "told": Gathered(
            told,
            state="state",
            value="value",
            base="base",
            forecast="year_forecast",
            is_estimate="is_estimate",
            revision="revision_id",
            number="revision__number",
            status="revision__status",
            comment="review_comment",
            entered_at="entered_at",
            decided_at="revision__decided_at",
            begun_at="revision__created_at",
            kind=f"{OF_READING}kind",
            period=f"{OF_READING}number",
            cut_off=f"{OF_READING}cut_off",
            issued="issued",
        ),
        "words": Gathered(
            words.order_by("given_at", "pk"),
            code="code",
            about="about",
            word="word",
            by="given_by__full_name",
            at="given_at",
        ),
    }


def _gone_out() -> Exists:
    """A report that was issued rests on the reading: on its period or a longer one, after it was accepted."""
    return Exists(
        IssuedReport.objects.filter(
            period__campaign=OuterRef(f"{OF_READING}campaign"),
            period__cut_off__gte=OuterRef(f"{OF_READING}cut_off"),
            issued_at__gte=OuterRef("revision__decided_at"),
        )
    )


def watched_in_period(owed: QuerySet[Any]) -> QuerySet[Any]:
    """`watched` after `owed_in`: each row for the period that it is owed for."""
    return owed.annotate(**_watching_in_period())


@cache
def _watching_in_period() -> dict[str, Gathered]:
    return _watching(OuterRef(f"{PERIOD}__cut_off"), OuterRef(PERIOD))


def flags_on(lines: Sequence[Line], checks: tuple[Check, ...]) -> dict[int, list[Flag]]:
    """What is wondered about lines of one reporter and cut-off, by the allocation's key; only lines with any.

    `checks` hold lines of the same unit together.
    """
    facts = {line.allocation.pk: found for line in lines if (found := line.facts())}
    of_unit: dict[int, Lines] = {}
    for line in lines:
        if line.allocation.pk in facts:
            own = of_unit.setdefault(line.allocation.unit_id, {})
            own[line.allocation.target.code] = facts[line.allocation.pk]
    flagged = {
        line.allocation.pk: _flags(
            line, facts.get(line.allocation.pk), of_unit.get(line.allocation.unit_id, {}), checks
        )
        for line in lines
    }
    return {pk: flags for pk, flags in flagged.items() if flags}


ASKED = Rule(
    "asked", lambda _facts: None, (pgettext_lazy("reason", "Checked again with the documents; it is right"),)
)


def _flags(line: Line, facts: Facts | None, lines: Lines, checks: tuple[Check, ...]) -> list[Flag]:
    """A line without a number can only have been asked about."""
    rules = [*RULES.values(), *rules_of(checks, line.allocation.target.code, lines)] if facts else []
    found = [(rule, finding) for rule in rules if facts and (finding := rule.find(facts))]
    if asked := line.asked():
        found.insert(0, (ASKED, asked))
    return [
        Flag(
            line.allocation,
            rule.code,
            finding.about,
            finding.message,
            rule.reasons,
            line.settled(rule.code, finding.about),
        )
        for rule, finding in found
    ]


def flags_of(revisions: Iterable[Revision]) -> dict[int, list[Flag]]:
    """Everything wondered about the answers of these revisions, by the revision's key, in the targets' order.

    A revision about which nothing is wondered has an empty list. One query for any number of revisions,
    which come with their reports and these with their periods.
    """
    revisions = list(revisions)
    rows = owed_by(revisions)
    return {
        revision.pk: _of_revision(
            revision, rows.get((revision.report.reporter_id, revision.report.period.cut_off), [])
        )
        for revision in revisions
    }


def _of_revision(revision: Revision, allocations: Sequence[Any]) -> list[Flag]:
    checks = allocations[0].target.campaign.options.checks if allocations else ()
    found = flags_beside(revision, allocations, checks)
    return [flag for row in allocations for flag in found.get(row.pk, [])]


def flags_beside(
    revision: Revision, allocations: Iterable[Any], checks: tuple[Check, ...]
) -> dict[int, list[Flag]]:
    """What is wondered about the revision's lines, by the allocation's key; only lines with any.

    `allocations`, from `watched`, are all that its reporter owes for the cut-off, whatever the frequency:
    lines of other reports stand as their newest revisions say, for the checks that cross between reports.
    """
    allocations = list(allocations)
    period = revision.report.period
    own = {row.pk for row in allocations if row.target.frequency == period.kind}
    lines = [Line.told(row, period.cut_off, revision.pk if row.pk in own else None) for row in allocations]
    return {pk: flags for pk, flags in flags_on(lines, checks).items() if pk in own}


def owed_by(revisions: Sequence[Revision]) -> dict[tuple[int, date], list[Any]]:
    """What the reporters owe for these cut-offs, `watched`, by reporter (its key) and cut-off, in order of
    targets; whatever the frequency, since checks cross between reports. One query."""
    periods = [revision.report.period for revision in revisions]
    owed = Allocation.objects.filter(
        owes(),
        reporter__in={revision.report.reporter_id for revision in revisions},
        target__campaign__in={period.campaign_id for period in periods},
        **{f"{PERIOD}__cut_off__in": {period.cut_off for period in periods}},
    )
    found: dict[tuple[int, date], list[Any]] = {}
    rows = watched_in_period(with_only_one(owed)).annotate(cut_off=F(f"{PERIOD}__cut_off"))
    ordered = rows.order_by("target__order", "target__code", "unit__order", "unit__code")
    for row in ordered.select_related("target__campaign", "unit").defer("target__campaign__document_text"):
        found.setdefault((row.reporter_id, row.cut_off), []).append(row)
    return found
