"""How a report goes between unit and Home Affairs; before that, see `reports.presenting`.

Which moves are possible, whose they are and the errors stand in `reports.transitions`, how each is made in
`reports.moves`.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _

from emulation.dates import now, today
from emulation.text import clean_text
from reports.choices import RevisionStatus
from reports.completeness import Shown, require_whole
from reports.entries import NARRATIVE_FIELDS, STORED_FIELDS
from reports.entry_refusals import NO_ROLE, EntryRefused, Grant, refusal
from reports.evidence.attached import File, signed_sheet
from reports.models import NARRATIVE_LENGTH, NOTE_LENGTH, OPEN_STATUSES, ProgressReport, Reading, Revision
from reports.moves import NOT_PRESENTED, accept, log, move, ready, refuse_long, require
from reports.permissions import may_enter, may_import, may_import_accepted, may_reopen
from reports.transitions import (
    TRANSITIONS,
    CommentMissing,
    CommentRefused,
    NothingOwed,
    NotYours,
    objection,
)
from targets.models import Allocation, ReportingPeriod
from units.choices import Action
from units.models import Unit, User
from units.permissions import is_head_of


def moves_open_to(actor: User, revision: Revision) -> set[Action]:
    """The moves that are both possible now and the person's to make: the buttons to show."""
    offered = TRANSITIONS.keys() - {Action.IMPORTED}
    return {
        action
        for action in offered
        if TRANSITIONS[action].is_possible_for(revision)
        and not objection(action, actor, revision)
        and not (action == Action.REOPENED and _is_under_correction(revision.report))
    }


def _is_under_correction(report: ProgressReport) -> bool:
    return report.revisions.filter(status__in=OPEN_STATUSES).exists()


def open_report(reporter: Unit, period: ReportingPeriod, actor: User, *, importing: bool = False) -> Revision:
    """The revision in hand of a unit's report, begun as a draft where there is none.

    Raises NothingOwed, and EntryRefused for who does not enter here or where nothing may be begun yet. What
    is already there is given back whatever its status: whether it can be written is for `intake.refusal`.
    """
    may = may_import if importing else may_enter
    if not may(actor, reporter):
        raise EntryRefused(NO_ROLE)
    if not Allocation.objects.owed_by(reporter, period).exists():
        raise NothingOwed
    begun = Revision.objects.newest().filter(report__reporter=reporter, report__period=period)
    if revision := begun.select_related("report__reporter", "report__period").first():
        return revision
    unsaved = ProgressReport(reporter=reporter, period=period)
    if refused := refusal(unsaved, None, today(), actor, importing=importing):
        raise EntryRefused(refused)
    return _begin(reporter, period, actor)


@transaction.atomic
def _begin(reporter: Unit, period: ReportingPeriod, actor: User) -> Revision:
    """Two people who begin at once get the same draft."""
    report, _created = ProgressReport.objects.get_or_create(reporter=reporter, period=period)
    revision, created = Revision.objects.get_or_create(
        report=report, number=1, defaults={"created_by": actor}
    )
    if created:
        log(actor, Action.CREATED, revision)
    return revision


@transaction.atomic
def submit(
    revision: Revision,
    actor: User,
    seen_version: int,
    *,
    shown: Shown | None = None,
    granted: Grant | None = None,
) -> Revision:
    """Hand the report in: staff, or the head where the unit wants that.

    Where it was presented and its head submits, the revision keeps who presented it: two names stand for it.
    The log names who signed the sheet of these figures, where there is one. `shown` is what the person had
    before them, `granted` as in `intake.save`. Raises Overtaken, MissingAnswers and WordsMissing too.
    """
    current = ready(Action.SUBMITTED, revision, actor)
    as_head = is_head_of(actor, current.report.reporter)
    moved = move(
        Action.SUBMITTED,
        current,
        seen_version,
        status_before=F("status"),
        submitted_by=actor,
        submitted_at=now(),
        head_comment="",
        **({} if as_head else NOT_PRESENTED),
    )
    require_whole(moved, shown)
    # Asked again under the lock: a colleague's save may have outrun the signed sheet.
    if message := objection(Action.SUBMITTED, actor, moved):
        raise NotYours(message)
    _note_first_submission(moved)
    agreed = {"agreed": True} if as_head and moved.presented_at is not None else {}
    log(actor, Action.SUBMITTED, moved, data=agreed | _signature(signed_sheet(moved)), granted=granted)
    return moved


def _signature(sheet: File | None) -> dict[str, str]:
    if sheet is None or sheet.signed_on is None:
        return {}
    signed = {"signed_by": sheet.signed_by, "signed_on": sheet.signed_on.isoformat()}
    return signed | ({"document_number": sheet.document_number} if sheet.document_number else {})


@transaction.atomic
def recall(revision: Revision, actor: User, seen_version: int) -> Revision:
    """Take a submitted report back, to what it was before: only who submitted it, before a decision.

    The head's word went with it: it is presented anew.
    """
    current = ready(Action.RECALLED, revision, actor)
    moved = move(Action.RECALLED, current, seen_version, **NOT_PRESENTED)
    log(actor, Action.RECALLED, moved)
    return moved


@transaction.atomic
def send_back(
    revision: Revision,
    actor: User,
    seen_version: int,
    comment: str = "",
    reading_comments: Mapping[int, str] | None = None,
) -> Revision:
    """Ask the unit for changes, with a comment on the report or on readings (by key), or both.

    The comments replace those of an earlier round. Raises CommentMissing and CommentRefused too.
    """
    current = ready(Action.RETURNED, revision, actor)
    comment, beside = _comments(comment, reading_comments or {})
    if not (comment or beside):
        raise CommentMissing
    moved = move(
        Action.RETURNED,
        current,
        seen_version,
        review_comment=comment,
        decided_by=actor,
        decided_at=now(),
        **NOT_PRESENTED,
    )
    codes = _comment_on(moved, beside)
    log(actor, Action.RETURNED, moved, comment=comment, data={"readings": codes})
    return moved


def _comments(comment: str, reading_comments: Mapping[int, str]) -> tuple[str, dict[int, str]]:
    """What is asked, on the report and beside readings, empty ones left out. Raises CommentRefused."""
    comment = clean_text(comment).strip()
    beside = {key: clean_text(text).strip() for key, text in reading_comments.items()}
    beside = {key: text for key, text in beside.items() if text}
    refuse_long([comment], NARRATIVE_LENGTH)
    refuse_long(beside.values(), NOTE_LENGTH)
    return comment, beside


def _comment_on(revision: Revision, comments: Mapping[int, str]) -> list[dict[str, str]]:
    readings = list(revision.readings.select_related("allocation__target", "allocation__unit"))
    if comments.keys() - {reading.pk for reading in readings}:
        raise CommentRefused(_("A comment stands beside a figure that is not in this report."))
    for reading in readings:
        reading.review_comment = comments.get(reading.pk, "")
    Reading.objects.bulk_update(readings, ["review_comment"])
    return [
        {
            "target": reading.allocation.target.code,
            "unit": reading.allocation.unit.code,
            "comment": reading.review_comment,
        }
        for reading in readings
        if reading.review_comment
    ]


@transaction.atomic
def approve(revision: Revision, actor: User, seen_version: int) -> Revision:
    """Accept a submitted report; the one accepted before becomes superseded. Not by who took part in it."""
    current = ready(Action.APPROVED, revision, actor)
    moved = accept(Action.APPROVED, current, actor, seen_version)
    log(actor, Action.APPROVED, moved)
    return moved


@transaction.atomic
def approve_and_ask(
    revision: Revision,
    actor: User,
    seen_version: int,
    reading_comments: Mapping[int, str],
    comment: str = "",
) -> Revision:
    """Accept a report and ask again about some of its figures at once: their comments stand in a correction.

    All figures become official, those asked about too, marked "đang đính chính" until the unit answers.
    Gives the correction. Raises CommentMissing without a comment beside a figure.
    """
    comment, beside = _comments(comment, reading_comments)
    if not beside:
        raise CommentMissing(_("Write beside the figures what is asked about them."))
    accepted = approve(revision, actor, seen_version)
    current = in_hand(accepted.report)
    require(Action.REOPENED, current, actor)
    return _correct(current, actor, comment or str(_("Single figures are asked about again.")), beside)


@transaction.atomic
def reopen(report: ProgressReport, actor: User, reason: str) -> Revision:
    """Begin the correction of an accepted report, which stays official: a copy, sent back to the unit.

    Gives the copy, with every reading and who entered it. Raises CommentMissing without a reason.
    """
    current = in_hand(report)
    require(Action.REOPENED, current, actor)
    reason = clean_text(reason).strip()
    if not reason:
        raise CommentMissing(_("Say why the report is reopened."))
    return _correct(current, actor, reason)


def in_hand(report: ProgressReport) -> Revision:
    """The newest revision, under a lock of its report: one correction at a time."""
    ProgressReport.objects.select_for_update().get(pk=report.pk)
    newest = report.revisions.newest().select_related("report__reporter", "report__period")
    return newest.get()


def _correct(
    accepted: Revision, actor: User, reason: str, comments: Mapping[int, str] | None = None
) -> Revision:
    """The copy; `comments` by the keys of the accepted readings stand beside the same figures in it."""
    texts = {name: getattr(accepted, name) for name in NARRATIVE_FIELDS}
    last = accepted.report.revisions.aggregate(last=Max("number"))["last"]
    copy = Revision.objects.create(
        report=accepted.report,
        number=last + 1,
        status=RevisionStatus.RETURNED,
        entered_for_unit=accepted.entered_for_unit,
        source=accepted.source,
        reason=reason,
        created_by=actor,
        **texts,
    )
    Reading.objects.bulk_create(_copied(reading, copy) for reading in accepted.readings.all())
    data: dict[str, Any] = {"from": accepted.number, "number": copy.number}
    if comments:
        data["readings"] = _comment_on(copy, _in_copy(comments, accepted, copy))
    log(actor, Action.REOPENED, copy, comment=reason, data=data)
    return copy


def _in_copy(comments: Mapping[int, str], accepted: Revision, copy: Revision) -> dict[int, str]:
    """By the keys of the copy's readings; 0 for a figure that is not in this report."""
    allocations = dict(accepted.readings.values_list("pk", "allocation"))
    readings = dict(copy.readings.values_list("allocation", "pk"))
    return {readings.get(allocations.get(key, 0), 0): text for key, text in comments.items()}


def _copied(reading: Reading, revision: Revision) -> Reading:
    answer = {name: getattr(reading, name) for name in STORED_FIELDS}
    return Reading(
        revision=revision,
        allocation_id=reading.allocation_id,
        entered_by_id=reading.entered_by_id,
        entered_at=reading.entered_at,
        typed=reading.typed,
        **answer,
    )


@transaction.atomic
def open_for_import(reporter: Unit, period: ReportingPeriod, actor: User, reason: str) -> Revision:
    """The revision that a file is to be written into: the open one, or a correction of the accepted one.

    `reason` (where nobody gave one, the file's name) is kept with a correction. What was
    submitted is refused by `intake.save`.
    """
    revision = open_report(reporter, period, actor, importing=True)
    if revision.status != RevisionStatus.APPROVED:
        return revision
    if not (may_import_accepted(actor) or may_reopen(actor, revision.report)):
        raise NotYours(objection(Action.REOPENED, actor, revision))
    return _correct(in_hand(revision.report), actor, reason)


@transaction.atomic
def accept_import(revision: Revision, actor: User) -> Revision:
    """Make what a file brought official without submission or completeness: an administrator's act."""
    current = ready(Action.IMPORTED, revision, actor)
    moved = accept(Action.IMPORTED, current, actor, current.version)
    _note_first_submission(moved)
    log(actor, Action.APPROVED, moved, data={"from_file": True})
    return moved


def _note_first_submission(revision: Revision) -> None:
    report = ProgressReport.objects.filter(pk=revision.report_id, first_submitted_at__isnull=True)
    report.update(first_submitted_at=revision.submitted_at or revision.decided_at)
