"""A unit asks to correct one number of what it handed in; Home Affairs agrees, and it is put in, or declines.

Agreeing opens the report (an accepted one is reopened, a submitted one sent back), puts the answers that were
asked for in through `reports.intake` in the name of who asked, and hands the report in again for the unit,
so that nothing remains but to accept it. Where that is not the asker's to do, or something else stands in
its way, the report is left with the unit, the answers put in.

These deeds are the officer's, on the unit's behalf, and the log says so. The figures are the asker's, who may
not accept them; the officer, who entered nothing of his own, may.
"""

from collections.abc import Collection, Iterable, Sequence
from itertools import groupby

from django.db import transaction
from django.db.models import QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from emulation.dates import now
from emulation.text import clean_text
from reports.choices import CorrectionState, ReadingState, RevisionStatus
from reports.entries import STORED_FIELDS, Entry, Problem, as_stored, check, over_length
from reports.entry_refusals import EntryRefused, Grant
from reports.intake import facts, save
from reports.models import (
    NARRATIVE_LENGTH,
    NOTE_LENGTH,
    CorrectionRequest,
    ProgressReport,
    Reading,
    Revision,
)
from reports.permissions import may_ask_correction, may_grant_correction, may_review
from reports.transitions import (
    CommentMissing,
    CommentRefused,
    NotAllowedNow,
    NotYours,
    StaleVersion,
    TransitionError,
    objection,
)
from reports.warnings.flags import flags_of
from reports.warnings.words import Said, settle
from reports.workflow import in_hand, reopen, send_back, submit
from targets.models import Allocation
from units.choices import Action
from units.log import record
from units.models import User

ASKABLE = frozenset({RevisionStatus.SUBMITTED, RevisionStatus.APPROVED})
ASKED_FIELDS = ("state", "value", "base", "is_estimate", "note")
NOT_THE_UNITS = _("Only staff of the unit and its head ask to correct its numbers.")


class ProposalRefused(TransitionError):
    """What was asked for cannot be; `problems` tells what, at its place ("reason" is a place too)."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__(problems[0].message)


class AskedAlready(TransitionError):
    message = _("A request to correct this number is waiting already. Withdraw it to ask anew.")


class DecidedAlready(TransitionError):
    message = _("One of these requests is no longer waiting. Look at the report again, then decide.")


@transaction.atomic
def ask(report: ProgressReport, entry: Entry, reason: str, actor: User) -> CorrectionRequest:
    """Ask that `entry` stand in the report in place of what was handed in.

    Raises NotYours, NotAllowedNow, AskedAlready, ProposalRefused. A request for the same number that has
    become pointless is withdrawn by it.
    """
    if not may_ask_correction(actor, report.reporter):
        raise NotYours(NOT_THE_UNITS)
    revision = _in_hand_to_correct(report)
    present = revision.readings.filter(allocation=entry.allocation).first()
    reason = clean_text(reason).strip()
    if problems := _problems(entry, reason, revision, present):
        raise ProposalRefused(problems)
    _make_room(revision, entry.allocation, present, actor)
    stored = as_stored(entry)
    asked = CorrectionRequest.objects.create(
        report=report,
        allocation=entry.allocation,
        reason=reason,
        asked_by=actor,
        **{name: stored[name] for name in ASKED_FIELDS},
    )
    _log(actor, Action.CORRECTION_ASKED, revision, [(asked, present)], reason)
    return asked


def _in_hand_to_correct(report: ProgressReport) -> Revision:
    """The newest revision under a lock; raises NotAllowedNow while it is the unit's to change."""
    revision = in_hand(report)
    if revision.status not in ASKABLE:
        status = RevisionStatus(revision.status).label
        message = _("The unit can change this report itself now. It is: {status}.")
        raise NotAllowedNow(format_lazy(message, status=status))
    return revision


def _problems(entry: Entry, reason: str, revision: Revision, present: Reading | None) -> list[Problem]:
    report = revision.report
    if not Allocation.objects.owed_by(report.reporter, report.period).filter(pk=entry.allocation.pk).exists():
        message = _("Unknown unit or target for this period.")
        return [Problem(entry.allocation, "allocation", "not_owed", message)]
    problems = check(entry, report.period)
    if too_long := over_length(reason, NOTE_LENGTH):
        problems.append(Problem(entry.allocation, "reason", "too_long", too_long))
    if not reason:
        message = _("Say why the number is to be corrected.")
        problems.append(Problem(entry.allocation, "reason", "reason_missing", message))
    if not problems and present is not None and _says(present, entry):
        message = _("The report says this already. Enter what it is to say instead.")
        problems.append(Problem(entry.allocation, "value", "unchanged", message))
    return problems


def _says(reading: Reading, entry: Entry) -> bool:
    wanted = as_stored(entry)
    return all(getattr(reading, name) == wanted[name] for name in ASKED_FIELDS)


def _make_room(revision: Revision, allocation: Allocation, present: Reading | None, actor: User) -> None:
    """One open request a number: what the report says already need not be asked any more."""
    waiting = _open(revision.report).filter(allocation=allocation).first()
    if waiting is None:
        return
    if not is_met(waiting, present):
        raise AskedAlready
    _close([waiting], CorrectionState.WITHDRAWN, actor)
    _log(actor, Action.CORRECTION_WITHDRAWN, revision, [(waiting, present)])


def is_met(asked: CorrectionRequest, reading: Reading | None) -> bool:
    """The report says by now what was asked for: the numbers, their state, and whether they are estimates."""
    numbers = ("state", "value", "base", "is_estimate")
    return reading is not None and all(getattr(asked, name) == getattr(reading, name) for name in numbers)


@transaction.atomic
def withdraw(asked: CorrectionRequest, actor: User) -> CorrectionRequest:
    """Ask no longer. Raises NotYours, and DecidedAlready where it waits no more."""
    if not may_ask_correction(actor, asked.report.reporter):
        raise NotYours(NOT_THE_UNITS)
    revision = in_hand(asked.report)
    (waiting,) = _waiting(asked.report, [asked.pk])
    _close([waiting], CorrectionState.WITHDRAWN, actor)
    _log(actor, Action.CORRECTION_WITHDRAWN, revision, _with_present([waiting], revision))
    return waiting


@transaction.atomic
def grant(
    report: ProgressReport,
    asked: Collection[int],
    actor: User,
    seen: tuple[int, int],
    answer: str = "",
) -> Revision:
    """Agree to these requests (keys) of one report, all together in one correction, or to none of them.

    `seen` is the key and the version of the revision that was looked at. Gives the revision with the
    answers put in: submitted again, or returned where the unit has to hand it in. Raises NotYours,
    NotAllowedNow, StaleVersion, DecidedAlready, CommentRefused; ProposalRefused where an answer can no
    longer be taken.
    """
    _require_reviewer(report, actor)
    answer = _checked_answer(answer)
    revision = _in_hand_to_correct(report)
    if (revision.pk, revision.version) != seen:
        raise StaleVersion
    waiting = _waiting(report, asked)
    if not all(may_grant_correction(actor, one) for one in waiting):
        raise NotYours(_("Whoever asked for a correction may not agree to it. Someone else has to."))
    told = _with_present(waiting, revision)
    opened = _opened(revision, waiting, actor)
    _put_in(opened, waiting, actor)
    handed_in = _handed_in(opened, waiting, actor)
    _close(waiting, CorrectionState.GRANTED, actor, answer, opened)
    _log(actor, Action.CORRECTION_GRANTED, opened, told, answer)
    return handed_in or opened


@transaction.atomic
def decline(report: ProgressReport, asked: Collection[int], actor: User, answer: str) -> None:
    """Leave these numbers as they are, with an answer. Raises NotYours, CommentMissing, CommentRefused and
    DecidedAlready. Also of what the unit could change itself by now."""
    _require_reviewer(report, actor)
    answer = _checked_answer(answer)
    if not answer:
        raise CommentMissing(_("Say why the number is not corrected."))
    revision = in_hand(report)
    waiting = _waiting(report, asked)
    _close(waiting, CorrectionState.DECLINED, actor, answer)
    _log(actor, Action.CORRECTION_DECLINED, revision, _with_present(waiting, revision), answer)


def _require_reviewer(report: ProgressReport, actor: User) -> None:
    if not may_review(actor, report.reporter):
        raise NotYours(_("Only Home Affairs decides on corrections."))


def _checked_answer(answer: str) -> str:
    answer = clean_text(answer).strip()
    if too_long := over_length(answer, NOTE_LENGTH):
        raise CommentRefused(too_long)
    return answer


def _open(report: ProgressReport) -> QuerySet[CorrectionRequest]:
    waiting = CorrectionRequest.objects.filter(report=report, outcome=CorrectionState.OPEN)
    return waiting.select_related("report__reporter", "allocation__target", "allocation__unit", "asked_by")


def _waiting(report: ProgressReport, asked: Collection[int]) -> list[CorrectionRequest]:
    """These requests, under the report's lock; raises DecidedAlready where one of them waits no more."""
    if not asked:
        raise NotAllowedNow(_("Choose at least one request."))
    found = list(_open(report).filter(pk__in=asked))
    if len(found) != len(set(asked)):
        raise DecidedAlready
    return found


def _opened(revision: Revision, waiting: Sequence[CorrectionRequest], actor: User) -> Revision:
    """The report with the unit: by what the unit itself said, in the words of the ordinary moves."""
    named = "; ".join(f"{one.allocation.target.code} ({one.reason})" for one in waiting)
    reason = (gettext("Agreed as the unit asked: %(named)s") % {"named": named})[:NARRATIVE_LENGTH]
    if revision.status == RevisionStatus.APPROVED:
        return reopen(revision.report, actor, reason)
    return send_back(revision, actor, revision.version, reason)


def _grant(asked: CorrectionRequest, officer: User) -> Grant:
    return Grant(officer, asked.asked_by, asked.asked_at)


def _put_in(revision: Revision, waiting: Iterable[CorrectionRequest], officer: User) -> None:
    stored = {reading.allocation_id: reading for reading in revision.readings.all()}
    for asker, together in groupby(waiting, lambda one: one.asked_by):
        own = list(together)
        entries = [_entry(one, stored.get(one.allocation_id)) for one in own]
        grant = _grant(own[-1], officer)
        try:
            saved = save(revision, entries, actor=asker, all_or_nothing=True, granted=grant)
        except EntryRefused as refused:
            message = _("{who} no longer speaks for this unit. Decline, so that somebody else can ask.")
            raise NotAllowedNow(format_lazy(message, who=str(asker))) from refused
        if not saved.is_clean:
            raise ProposalRefused(saved.problems)
    _say_why(revision, waiting, officer)


def _say_why(revision: Revision, waiting: Iterable[CorrectionRequest], officer: User) -> None:
    """Where the new number is wondered about, the reason of its request is the unit's word for it."""
    unsettled = [flag for flag in flags_of([revision])[revision.pk] if flag.settled is None]
    for one in waiting:
        own = [flag for flag in unsettled if flag.allocation.pk == one.allocation_id]
        settle(revision, [Said(own, one.reason)], one.asked_by, granted=_grant(one, officer))


def _entry(asked: CorrectionRequest, stored: Reading | None) -> Entry:
    """The answer that was asked for; what it did not ask about stays as it is."""
    rest = [name for name in STORED_FIELDS if name not in ASKED_FIELDS]
    kept = {name: getattr(stored, name) for name in rest} if stored else {}
    return Entry(
        asked.allocation,
        ReadingState(asked.state),
        asked.value,
        asked.base,
        asked.is_estimate,
        asked.note,
        seen_version=stored.version if stored else None,
        **kept,
    )


def _handed_in(revision: Revision, waiting: Sequence[CorrectionRequest], officer: User) -> Revision | None:
    """Submitted in the name of who asked last; None where this is not theirs, or something is in its way."""
    askers = [one.asked_by for one in waiting]
    if any(objection(Action.SUBMITTED, asker, revision) for asker in askers):
        return None
    try:
        with transaction.atomic():
            granted = _grant(waiting[-1], officer)
            return submit(revision, askers[-1], revision.version, granted=granted)
    except TransitionError:
        return None


def _close(
    waiting: Iterable[CorrectionRequest],
    outcome: CorrectionState,
    actor: User,
    answer: str = "",
    revision: Revision | None = None,
) -> None:
    for one in waiting:
        one.outcome, one.answer, one.revision = outcome, answer, revision
        one.decided_by, one.decided_at = actor, now()
        one.save(update_fields=["outcome", "answer", "revision", "decided_by", "decided_at"])


Told = Sequence[tuple[CorrectionRequest, Reading | None]]


def _with_present(waiting: Iterable[CorrectionRequest], revision: Revision) -> Told:
    stored = {reading.allocation_id: reading for reading in revision.readings.all()}
    return [(one, stored.get(one.allocation_id)) for one in waiting]


def _log(actor: User, action: Action, revision: Revision, told: Told, comment: str = "") -> None:
    """About the revision, so that it stands in the report's history: each number from what to what."""
    rows = [
        {
            "target": asked.allocation.target.code,
            "unit": asked.allocation.unit.code,
            "old": facts(present) if present else None,
            "new": facts(asked),
        }
        for asked, present in told
    ]
    data = {"requests": [asked.pk for asked, _present in told], "readings": rows}
    record(
        actor,
        action,
        revision,
        unit=revision.report.reporter,
        revision=revision.pk,
        data=data,
        comment=comment,
    )
