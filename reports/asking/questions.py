"""What Home Affairs asks beside the reports, and what becomes of it: explanations, inspections (section V.4).

A question is answered once; who wants to know more asks again. All of it is kept, and in the log.
"""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from emulation.dates import now
from emulation.text import clean_text
from reports.choices import ExplanationState, InspectionState
from reports.entries import over_length
from reports.models import NARRATIVE_LENGTH, Explanation, Inspection
from reports.permissions import may_answer, may_ask
from reports.transitions import CommentMissing, CommentRefused, NotAllowedNow
from targets.calendar import add_working_days
from targets.models import Holiday
from units.choices import Action, UnitKind
from units.log import record
from units.models import User

DAYS_TO_ANSWER = 3
# Of these the city's government asks for an account; of others it asks a favour.
OWN_UNITS = {UnitKind.CITY, UnitKind.WARD, UnitKind.COMMUNE, UnitKind.DEPARTMENT, UnitKind.SERVICE_UNIT}

DONE_WITH = gettext_lazy("This question has been answered or withdrawn already.")
CLOSED = gettext_lazy("This inspection has been closed already.")


def request_name(kind: str) -> str:
    """What a request to a unit of this kind is called: between offices of different systems nothing is
    demanded."""
    if kind in OWN_UNITS:
        return pgettext("to the government's own units", "Request for an explanation")
    return pgettext("to others", "Request for clarification")


def usual_answer_day(day: date) -> date:
    """By when an answer is asked for, unless another day is given: three working days later. One query."""
    return add_working_days(day, DAYS_TO_ANSWER, Holiday.objects.table())


def explanation_state(
    answer_by: date, answered_on: date | None, withdrawn_on: date | None, day: date
) -> ExplanationState:
    """Where a question stands on this day; answers are in time to the end of the day they were asked by."""
    if withdrawn_on:
        return ExplanationState.WITHDRAWN
    if answered_on:
        return ExplanationState.ANSWERED if answered_on <= answer_by else ExplanationState.ANSWERED_LATE
    return ExplanationState.WAITING if day <= answer_by else ExplanationState.OVERDUE


def inspection_state(mend_by: date | None, mended_on: date | None, day: date) -> InspectionState:
    if mended_on:
        return InspectionState.CLOSED
    return InspectionState.OVERDUE if mend_by and day > mend_by else InspectionState.OPEN


@transaction.atomic
def ask(explanation: Explanation, actor: User) -> Explanation:
    """Put the question (not yet stored, already checked by its form) to the unit. Raises PermissionDenied."""
    if not may_ask(actor, explanation.unit):
        raise PermissionDenied(_("Only Home Affairs asks units for explanations."))
    explanation.asked_by, explanation.asked_at = actor, now()
    explanation.save(force_insert=True)
    data = {"target": explanation.target.code, "answer_by": explanation.answer_by.isoformat()}
    record(
        actor,
        Action.EXPLANATION_ASKED,
        explanation,
        unit=explanation.unit,
        data=data,
        comment=explanation.question,
    )
    return explanation


@transaction.atomic
def answer(explanation: Explanation, text: str, actor: User) -> None:
    """The unit's one answer. Raises PermissionDenied, CommentMissing, CommentRefused and NotAllowedNow."""
    if not may_answer(actor, explanation):
        raise PermissionDenied(_("Only the staff or the head of the unit answer."))
    text = clean_text(text).strip()
    if not text:
        raise CommentMissing(_("Write the answer."))
    if too_long := over_length(text, NARRATIVE_LENGTH):
        raise CommentRefused(too_long)
    if not _open(explanation).update(answer=text, answered_by=actor, answered_at=now()):
        raise NotAllowedNow(DONE_WITH)
    record(
        actor,
        Action.EXPLANATION_ANSWERED,
        explanation,
        unit=explanation.unit,
        on_behalf_of=explanation.unit,
        comment=text,
    )


@transaction.atomic
def withdraw(explanation: Explanation, actor: User) -> None:
    """Take the question back while it has no answer. Raises PermissionDenied and NotAllowedNow."""
    if not may_ask(actor, explanation.unit):
        raise PermissionDenied(_("Only Home Affairs withdraws a question."))
    if not _open(explanation).update(withdrawn_by=actor, withdrawn_at=now()):
        raise NotAllowedNow(DONE_WITH)
    record(actor, Action.EXPLANATION_WITHDRAWN, explanation, unit=explanation.unit)


def _open(explanation: Explanation) -> QuerySet[Explanation]:
    """The question itself, as long as it is open: of two who act at once one finds it no more."""
    return Explanation.objects.filter(pk=explanation.pk).open()


@transaction.atomic
def record_inspection(inspection: Inspection, actor: User) -> Inspection:
    """Store what was found at a unit (already checked by its form). Raises PermissionDenied."""
    if not may_ask(actor, inspection.unit):
        raise PermissionDenied(_("Only Home Affairs records inspections."))
    inspection.recorded_by, inspection.recorded_at = actor, now()
    inspection.save(force_insert=True)
    data = {"on": inspection.on.isoformat()}
    if inspection.mend_by:
        data["mend_by"] = inspection.mend_by.isoformat()
    record(actor, Action.INSPECTED, inspection, unit=inspection.unit, data=data, comment=inspection.findings)
    return inspection


@transaction.atomic
def close_inspection(inspection: Inspection, mended_on: date, mended: str, actor: User) -> None:
    """Note that what was found has been mended, and how. Raises PermissionDenied and NotAllowedNow."""
    if not may_ask(actor, inspection.unit):
        raise PermissionDenied(_("Only Home Affairs closes an inspection."))
    still_open = Inspection.objects.filter(pk=inspection.pk).open()
    if not still_open.update(mended_on=mended_on, mended=mended, closed_by=actor):
        raise NotAllowedNow(CLOSED)
    data = {"mended_on": mended_on.isoformat()}
    record(actor, Action.MENDED, inspection, unit=inspection.unit, data=data, comment=mended)
