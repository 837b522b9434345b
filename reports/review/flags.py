"""Why a submitted report is opened before it is accepted: what its page would put first, and what paper, the
unit concerned or the unit itself say against it. The queue and the acceptance of many at once ask only here.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from django.db.models import OuterRef, QuerySet
from django.utils.translation import gettext as _

from emulation.gathered import Gathered
from reports.answers import Answer, Numbers, answer_of
from reports.choices import RevisionStatus
from reports.confirming.words import with_objections
from reports.correcting.asked import asked_in, with_requests
from reports.entries import STORED_FIELDS
from reports.evidence.attached import File, code_of, files_of, with_files
from reports.evidence.sheet import SheetLine
from reports.models import Reading
from reports.review.order import Look, looks_of
from reports.review.rows import ReviewRow
from reports.tallies import bare_part
from reports.warnings.flags import SPOKEN, Flag, flags_beside, owed_by
from targets.schedule import Schedule

# Each warning is named in its own words.
IN_WORDS = {Look.UNSETTLED, Look.WARNED}


@dataclass(frozen=True, slots=True)
class Overview:
    """A report at a glance: its `rows`, each with its looks, and the `reasons` to open it, in words."""

    rows: tuple[ReviewRow, ...] = ()
    reasons: tuple[str, ...] = ()


def to_look_over(revisions: QuerySet[Any]) -> QuerySet[Any]:
    """Adds what `overviews` reads: `requests`, `files`, `objections`, and `lines`, the answers."""
    return with_objections(with_files(with_requests(revisions))).annotate(lines=_told_lines())


@cache
def _told_lines() -> Gathered:
    answers = Reading.objects.filter(revision=OuterRef("pk"))
    return Gathered(
        answers,
        allocation="allocation_id",
        target="allocation__target__code",
        unit="allocation__unit__code",
        review_comment="review_comment",
        **{name: name for name in STORED_FIELDS},
    )


def overviews(revisions: Iterable[Any]) -> dict[int, Overview]:
    """Of each of these, from `to_look_over` and with reporter and period, by its key. One query."""
    revisions = list(revisions)
    owed = owed_by(revisions) if revisions else {}
    return {
        revision.pk: _overview(
            revision, owed.get((revision.report.reporter_id, revision.report.period.cut_off), [])
        )
        for revision in revisions
    }


def signed_otherwise(revision: Any) -> File | None:
    """The signed sheet that shows other figures; the revision from `to_look_over`. Asks nothing."""
    files = files_of(revision)
    if not files.sheets:
        return None
    said = [{name: facts[name] for name in ("target", "unit", *STORED_FIELDS)} for facts in revision.lines]
    return files.signed_otherwise(code_of(revision, [SheetLine(**facts) for facts in said]))


def _overview(revision: Any, allocations: Sequence[Any]) -> Overview:
    checks = allocations[0].target.campaign.options.checks if allocations else ()
    flags = flags_beside(revision, allocations, checks)
    readings = {facts["allocation"]: _reading(facts) for facts in revision.lines}
    objected = {facts["allocation"] for facts in revision.objections}
    rows = []
    for allocation in allocations:
        if allocation.target.frequency == revision.report.period.kind:
            row = _row(revision, allocation, readings.get(allocation.pk), flags.get(allocation.pk, []))
            looks = looks_of(row, is_objected=allocation.pk in objected)
            rows.append(replace(row, looks=tuple(looks)))
    return Overview(tuple(rows), tuple(_reasons(revision, rows)))


def _reading(facts: dict[str, Any]) -> Reading:
    return Reading(**{name: facts[name] for name in ("review_comment", *STORED_FIELDS)})


def _row(revision: Any, allocation: Any, reading: Reading | None, flags: Iterable[Flag]) -> ReviewRow:
    before = _before(revision, allocation)
    return ReviewRow(
        allocation=allocation,
        is_about_other=allocation.unit_id != revision.report.reporter_id,
        reading=reading,
        answer=_answer(revision, allocation, Numbers.of(reading)) if reading else None,
        before=_answer(revision, allocation, before) if before else None,
        warnings=tuple(flags),
    )


def _before(revision: Any, allocation: Any) -> Numbers | None:
    """What speaks for the period just before."""
    number = revision.report.period.number - 1
    told = [row for row in allocation.told if row["period"] == number and row["status"] in SPOKEN]
    return Numbers(told[-1]["state"], told[-1]["value"], told[-1]["base"]) if told else None


def _answer(revision: Any, allocation: Any, numbers: Numbers) -> Answer:
    """By itself, so that its own period is all the calendar it takes."""
    period = revision.report.period
    schedule = Schedule(allocation.target.campaign, (period,))
    return answer_of(numbers, bare_part(schedule, allocation, period.cut_off), schedule, period)


def _reasons(revision: Any, rows: Sequence[ReviewRow]) -> Iterator[str]:
    if revision.number > 1:
        yield _("corrects accepted figures")
    elif revision.status_before == RevisionStatus.RETURNED:
        yield _("came back after changes were asked for")
    if any(asked.can_be_granted for asked in asked_in(revision)):
        yield _("the unit asks to correct a number")
    if signed_otherwise(revision):
        yield _("the signed sheet shows other figures than the system")
    if revision.entered_for_unit:
        yield _("entered by Home Affairs: %(source)s") % {"source": revision.source}
    for row in rows:
        for flag in row.warnings:
            yield f"{row.target.code}: {flag.message}"
    for look in Look:
        codes = dict.fromkeys(row.target.code for row in rows if look in row.looks)
        if codes and look not in IN_WORDS:
            yield f"{look.label}: {', '.join(codes)}"
