"""What the database itself refuses about words, files, reminders and questions, past every form."""

from datetime import date

import pytest

from emulation.dates import now
from reports.choices import LADDER, CorrectionState, EvidenceKind, MessageState, Occasion, Verdict
from reports.models import Explanation, Message
from tests.constraints import refused_by
from tests.factories import (
    ConfirmationFactory,
    CorrectionRequestFactory,
    EvidenceFactory,
    ExplanationFactory,
    InspectionFactory,
    MessageFactory,
    NumberNoteFactory,
    ReminderFactory,
    RevisionFactory,
    UserFactory,
    WarningAnswerFactory,
)

pytestmark = pytest.mark.django_db


def decided(outcome: CorrectionState) -> dict:
    return {"outcome": outcome, "decided_by": UserFactory(), "decided_at": now()}


def test_revision_presented_by_someone():
    RevisionFactory(presented_by=UserFactory(), presented_at=now())

    with refused_by("revision_presented_by_someone"):
        RevisionFactory(presented_at=now())


# Requests for a correction


def test_correction_request_one_open():
    first = CorrectionRequestFactory(**decided(CorrectionState.WITHDRAWN))
    same = {"report": first.report, "allocation": first.allocation}
    CorrectionRequestFactory(**same)

    with refused_by("correction_request_one_open"):
        CorrectionRequestFactory(**same)


def test_correction_request_has_reason():
    with refused_by("correction_request_has_reason"):
        CorrectionRequestFactory(reason="")


@pytest.mark.parametrize(
    ("outcome", "by", "at"),
    [
        (CorrectionState.OPEN, True, True),
        (CorrectionState.WITHDRAWN, False, True),
        (CorrectionState.WITHDRAWN, True, False),
    ],
)
def test_correction_request_decided_by_someone(outcome, by, at):
    fields = {"decided_by": UserFactory() if by else None, "decided_at": now() if at else None}

    with refused_by("correction_request_decided_by_someone"):
        CorrectionRequestFactory(outcome=outcome, **fields)


def test_correction_request_declined_with_answer():
    CorrectionRequestFactory(answer="Số đã khớp với báo cáo của ngành", **decided(CorrectionState.DECLINED))

    with refused_by("correction_request_declined_with_answer"):
        CorrectionRequestFactory(**decided(CorrectionState.DECLINED))


def test_correction_request_granted_in_revision():
    CorrectionRequestFactory(revision=RevisionFactory(), **decided(CorrectionState.GRANTED))

    with refused_by("correction_request_granted_in_revision"):
        CorrectionRequestFactory(**decided(CorrectionState.GRANTED))


# Words


def test_confirmation_objects_with_a_word():
    ConfirmationFactory(verdict=Verdict.OBJECTS, comment="Thiếu 02 khối phố")

    with refused_by("confirmation_objects_with_a_word"):
        ConfirmationFactory(verdict=Verdict.OBJECTS, comment="")


def test_warning_answer_has_a_word():
    with refused_by("warning_answer_has_a_word"):
        WarningAnswerFactory(word="")


# Files


def signed_sheet(**fields) -> dict:
    signed = {
        "signed_on": date(2024, 6, 17),
        "signed_by": "Chủ tịch UBND phường",
        "content_code": "AB12-CD34",
    }
    return {"kind": EvidenceKind.SIGNED_SHEET, **signed, **fields}


@pytest.mark.parametrize("lacking", [{"signed_on": None}, {"signed_by": ""}, {"content_code": ""}])
def test_evidence_sheet_is_signed(lacking):
    EvidenceFactory(**signed_sheet())

    with refused_by("evidence_sheet_is_signed"):
        EvidenceFactory(**signed_sheet(**lacking))


def test_evidence_removed_by_someone():
    EvidenceFactory(removed_by=UserFactory(), removed_at=now())

    with refused_by("evidence_removed_by_someone"):
        EvidenceFactory(removed_at=now())


def test_evidence_not_empty():
    with refused_by("evidence_not_empty"):
        EvidenceFactory(size=0)


# Reminders


@pytest.mark.parametrize("rung", LADDER)
def test_reminder_rung_once(rung):
    first = ReminderFactory(occasion=rung)
    same = {"unit": first.unit, "period": first.period}
    for _again in range(2):
        ReminderFactory(occasion=Occasion.PHONE, made_by=UserFactory(), **same)

    with refused_by("reminder_rung_once"):
        ReminderFactory(occasion=rung, is_covered=True, **same)


def test_reminder_by_hand_by_someone():
    ReminderFactory(occasion=Occasion.TEXT, made_by=UserFactory())

    with refused_by("reminder_by_hand_by_someone"):
        ReminderFactory(occasion=Occasion.TEXT)


@pytest.mark.parametrize("state", MessageState)
def test_message_sent_at_a_time(state):
    is_sent = state == MessageState.SENT
    MessageFactory(state=state, sent_at=now() if is_sent else None)

    with refused_by("message_sent_at_a_time"):
        Message.objects.update(sent_at=None if is_sent else now())


def test_message_one_summary_a_day():
    summary = MessageFactory(summary_on=date(2024, 6, 18))
    MessageFactory(summary_on=date(2024, 6, 19), recipient=summary.recipient)
    MessageFactory.create_batch(2, recipient=summary.recipient)

    with refused_by("message_one_summary_a_day"):
        MessageFactory(summary_on=date(2024, 6, 18), recipient=summary.recipient)


def test_message_summary_to_someone():
    MessageFactory(recipient=None)

    with refused_by("message_summary_to_someone"):
        MessageFactory(recipient=None, summary_on=date(2024, 6, 18))


# Questions


def test_explanation_asks_something():
    with refused_by("explanation_asks_something"):
        ExplanationFactory(question="")


def test_explanation_answered_by_someone():
    ExplanationFactory(answer="Đã khắc phục", answered_by=UserFactory(), answered_at=now())

    with refused_by("explanation_answered_by_someone"):
        Explanation.objects.update(answer="")


def test_explanation_withdrawn_by_someone():
    ExplanationFactory(withdrawn_by=UserFactory(), withdrawn_at=now())

    with refused_by("explanation_withdrawn_by_someone"):
        Explanation.objects.update(withdrawn_by=None)


def test_inspection_has_findings():
    with refused_by("inspection_has_findings"):
        InspectionFactory(findings="")


def test_inspection_mended_after_the_day():
    InspectionFactory(on=date(2024, 5, 20), mend_by=date(2024, 5, 20))

    with refused_by("inspection_mended_after_the_day"):
        InspectionFactory(on=date(2024, 5, 20), mend_by=date(2024, 5, 19))


@pytest.mark.parametrize(
    ("mended_on", "by"), [(date(2024, 6, 1), False), (None, True), (date(2024, 5, 19), True)]
)
def test_inspection_closed_by_someone(mended_on, by):
    InspectionFactory(on=date(2024, 5, 20), mended_on=date(2024, 5, 20), closed_by=UserFactory())

    with refused_by("inspection_closed_by_someone"):
        InspectionFactory(on=date(2024, 5, 20), mended_on=mended_on, closed_by=UserFactory() if by else None)


# The notebook


def test_number_note_once():
    note = NumberNoteFactory()

    with refused_by("number_note_once"):
        NumberNoteFactory(unit=note.unit, target=note.target)
