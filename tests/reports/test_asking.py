"""Explanations and inspections: who asks whom, by when, what becomes of it, and who reads it."""

from datetime import date, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import override

from reports.asking.asked import asked_in, found_in
from reports.asking.questions import (
    answer,
    ask,
    close_inspection,
    explanation_state,
    inspection_state,
    record_inspection,
    request_name,
    usual_answer_day,
    withdraw,
)
from reports.choices import ExplanationState, InspectionState
from reports.models import Explanation, Inspection
from reports.permissions import may_answer, may_ask
from reports.transitions import CommentMissing, CommentRefused, NotAllowedNow
from tests.factories import (
    ExplanationFactory,
    HolidayFactory,
    InspectionFactory,
    TargetFactory,
    UserFactory,
)
from tests.reports.cast import MID_JUNE, Cast
from units.choices import Action, UnitKind
from units.models import Event

pytestmark = pytest.mark.django_db

EVERYONE = [
    "staff", "head", "neighbour", "lead", "reviewer", "colleague", "leadership", "administrator",
]  # fmt: skip
HOME_AFFAIRS = {"reviewer", "colleague"}
QUESTION, ANSWER = "Vì sao quý II chưa có kết quả?", "Hồ sơ trình trong quý III."
BY = date(2024, 6, 20)


@pytest.fixture
def cast(settings) -> Cast:
    settings.EMULATION_TODAY = MID_JUNE
    return Cast()


def asked(cast: Cast, **fields) -> Explanation:
    made = {"target": cast.allocation.target, "unit": cast.ward, "question": QUESTION, "answer_by": BY}
    return ExplanationFactory(**(made | fields))


def inspected(cast: Cast, **fields) -> Inspection:
    return InspectionFactory(campaign=cast.campaign, unit=cast.ward, **fields)


def roles(cast: Cast, predicate, thing) -> set[str]:
    return {role for role in EVERYONE if predicate(cast[role], thing)}


def at(text: str) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(text), timezone.get_default_timezone())


# What it is called, and by when it is due


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (UnitKind.CITY, "Yêu cầu giải trình"),
        (UnitKind.WARD, "Yêu cầu giải trình"),
        (UnitKind.COMMUNE, "Yêu cầu giải trình"),
        (UnitKind.DEPARTMENT, "Yêu cầu giải trình"),
        (UnitKind.SERVICE_UNIT, "Yêu cầu giải trình"),
        (UnitKind.PARTY_UNION, "Đề nghị làm rõ"),
        (UnitKind.JUSTICE_FORCES, "Đề nghị làm rõ"),
        (UnitKind.SECTOR_AGENCY, "Đề nghị làm rõ"),
    ],
)
def test_own_units_are_asked_to_explain_and_others_to_make_clear(kind, name):
    with override("vi"):
        assert request_name(kind) == name


def test_answer_is_asked_for_within_three_working_days():
    assert usual_answer_day(date(2024, 6, 14)) == date(2024, 6, 19)
    HolidayFactory(on=date(2024, 6, 18))
    assert usual_answer_day(date(2024, 6, 14)) == date(2024, 6, 20)
    HolidayFactory(on=date(2024, 6, 15), is_working_day=True)
    assert usual_answer_day(date(2024, 6, 14)) == date(2024, 6, 19)


@pytest.mark.parametrize(
    ("answered", "withdrawn", "day", "state"),
    [
        (None, None, BY, ExplanationState.WAITING),
        (None, None, date(2024, 6, 21), ExplanationState.OVERDUE),
        (BY, None, date(2024, 7, 1), ExplanationState.ANSWERED),
        (date(2024, 6, 21), None, date(2024, 7, 1), ExplanationState.ANSWERED_LATE),
        (None, BY, date(2024, 7, 1), ExplanationState.WITHDRAWN),
    ],
)
def test_state_follows_from_the_clock(answered, withdrawn, day, state):
    assert explanation_state(BY, answered, withdrawn, day) == state


@pytest.mark.parametrize(
    ("mend_by", "mended_on", "day", "state"),
    [
        (None, None, date(2025, 1, 1), InspectionState.OPEN),
        (BY, None, BY, InspectionState.OPEN),
        (BY, None, date(2024, 6, 21), InspectionState.OVERDUE),
        (BY, date(2024, 6, 25), date(2024, 7, 1), InspectionState.CLOSED),
    ],
)
def test_what_is_to_be_mended_is_overdue_after_its_day(mend_by, mended_on, day, state):
    assert inspection_state(mend_by, mended_on, day) == state


def test_last_second_of_the_day_is_in_time_in_vietnam(cast):
    in_time, late = "2024-06-20 23:59:59", "2024-06-21 00:00:00"
    states = []
    for moment in (in_time, late):
        asked(cast, answer=ANSWER, answered_by=cast["staff"], answered_at=at(moment), asked_at=at(moment))
        states.append(asked_in(Explanation.objects.all())[0].state)
    assert states == [ExplanationState.ANSWERED, ExplanationState.ANSWERED_LATE]


# Who may


def test_home_affairs_asks_and_the_units_people_answer(cast):
    assert roles(cast, may_ask, cast.ward) == HOME_AFFAIRS
    assert roles(cast, may_answer, asked(cast)) == {"staff", "head"}


def test_question_is_read_by_the_unit_the_lead_and_those_over_it(cast):
    asked(cast)
    readers = {role for role in EVERYONE if Explanation.objects.visible_to(cast[role]).exists()}
    assert readers == set(EVERYONE) - {"neighbour"}


def test_inspection_is_read_by_the_unit_and_those_over_it(cast):
    inspected(cast)
    readers = {role for role in EVERYONE if Inspection.objects.visible_to(cast[role]).exists()}
    assert readers == set(EVERYONE) - {"neighbour", "lead"}


@pytest.mark.parametrize("role", sorted(set(EVERYONE) - HOME_AFFAIRS))
def test_nobody_else_asks_withdraws_records_or_closes(cast, role):
    actor, question, inspection = cast[role], asked(cast), inspected(cast)
    deeds = [
        lambda: ask(ExplanationFactory.build(target=cast.allocation.target, unit=cast.ward), actor),
        lambda: withdraw(question, actor),
        lambda: record_inspection(InspectionFactory.build(campaign=cast.campaign, unit=cast.ward), actor),
        lambda: close_inspection(inspection, BY, ANSWER, actor),
    ]
    for deed in deeds:
        with pytest.raises(PermissionDenied):
            deed()
    assert (Explanation.objects.open().count(), Inspection.objects.open().count()) == (1, 1)


@pytest.mark.parametrize("role", sorted(set(EVERYONE) - {"staff", "head"}))
def test_nobody_else_answers(cast, role):
    with pytest.raises(PermissionDenied):
        answer(asked(cast), ANSWER, cast[role])


# What becomes of it


def test_question_and_answer_are_in_the_log(cast):
    unasked = Explanation(target=cast.allocation.target, unit=cast.ward, question=QUESTION, answer_by=BY)
    question = ask(unasked, cast["reviewer"])
    answer(question, f" {ANSWER}\r\n", cast["head"])
    question.refresh_from_db()
    assert (question.answer, question.answered_by) == (ANSWER, cast["head"])
    told = Event.objects.about(question).values_list("action", "actor", "unit", "on_behalf_of", "comment")
    assert list(told) == [
        (Action.EXPLANATION_ASKED, cast["reviewer"].pk, cast.ward.pk, None, QUESTION),
        (Action.EXPLANATION_ANSWERED, cast["head"].pk, cast.ward.pk, cast.ward.pk, ANSWER),
    ]


@pytest.mark.parametrize(
    ("text", "error"), [("", CommentMissing), (" \n", CommentMissing), ("x" * 5001, CommentRefused)]
)
def test_empty_and_endless_answers_are_refused(cast, text, error):
    question = asked(cast)
    with pytest.raises(error):
        answer(question, text, cast["staff"])
    assert Explanation.objects.open().get() == question


def test_answer_is_given_once(cast):
    question = asked(cast)
    answer(question, ANSWER, cast["staff"])
    with pytest.raises(NotAllowedNow):
        answer(question, "Bổ sung", cast["head"])
    with pytest.raises(NotAllowedNow):
        withdraw(question, cast["reviewer"])
    question.refresh_from_db()
    assert (question.answer, question.withdrawn_at) == (ANSWER, None)
    assert not Event.objects.filter(action=Action.EXPLANATION_WITHDRAWN).exists()


def test_withdrawn_question_takes_no_answer(cast):
    question = asked(cast)
    withdraw(question, cast["colleague"])
    with pytest.raises(NotAllowedNow):
        answer(question, ANSWER, cast["staff"])
    (told,) = asked_in(Explanation.objects.all())
    assert told.state == ExplanationState.WITHDRAWN


def test_inspection_is_closed_once_with_what_was_mended(cast):
    unsaved = Inspection(campaign=cast.campaign, unit=cast.ward, on=BY, findings="Thiếu hồ sơ", mend_by=BY)
    inspection = record_inspection(unsaved, cast["reviewer"])
    close_inspection(inspection, BY, "Đã bổ sung", cast["colleague"])
    with pytest.raises(NotAllowedNow):
        close_inspection(inspection, BY, "Lại nữa", cast["reviewer"])
    (told,) = found_in(Inspection.objects.all())
    assert (told.state, told.mended) == (InspectionState.CLOSED, "Đã bổ sung")
    actions = list(Event.objects.about(inspection).values_list("action", flat=True))
    assert actions == [Action.INSPECTED, Action.MENDED]


# For the report

SINCE, UNTIL = date(2024, 3, 15), date(2024, 6, 14)


@pytest.mark.parametrize(
    ("fields", "is_told"),
    [
        ({"asked_at": at("2024-05-02 08:00")}, True),
        ({"asked_at": at("2024-02-02 08:00")}, True),
        ({"asked_at": at("2024-06-15 00:00")}, False),
        ({"asked_at": at("2024-02-02 08:00"), "answered_at": at("2024-03-14 23:59")}, False),
        ({"asked_at": at("2024-02-02 08:00"), "answered_at": at("2024-03-15 00:00")}, True),
        ({"asked_at": at("2024-05-02 08:00"), "answered_at": at("2024-06-20 08:00")}, True),
        ({"asked_at": at("2024-05-02 08:00"), "withdrawn_at": at("2024-05-03 08:00")}, False),
    ],
)
def test_report_tells_questions_open_at_its_end_or_answered_within(cast, fields, is_told):
    someone = UserFactory()
    if "answered_at" in fields:
        fields = fields | {"answer": ANSWER, "answered_by": someone}
    if "withdrawn_at" in fields:
        fields = fields | {"withdrawn_by": someone}
    asked(cast, **fields)
    ExplanationFactory(asked_at=at("2024-05-02 08:00"), target=TargetFactory(campaign__code="2023"))
    assert Explanation.objects.for_report(cast.campaign, SINCE, UNTIL).count() == is_told


@pytest.mark.parametrize(
    ("on", "mended_on", "is_told"),
    [
        (date(2024, 2, 1), None, True),
        (date(2024, 2, 1), date(2024, 3, 14), False),
        (date(2024, 2, 1), date(2024, 3, 15), True),
        (date(2024, 4, 1), date(2024, 4, 2), True),
        (date(2024, 6, 15), None, False),
    ],
)
def test_report_tells_inspections_open_at_its_end_or_of_its_days(cast, on, mended_on, is_told):
    closed_by = cast["reviewer"] if mended_on else None
    inspected(cast, on=on, mended_on=mended_on, closed_by=closed_by)
    assert Inspection.objects.for_report(cast.campaign, SINCE, UNTIL).count() == is_told
