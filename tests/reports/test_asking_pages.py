"""Explanations and inspections on their pages: what is typed, what is refused, what each reader sees."""

from datetime import date, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from reports.asking.questions import answer
from reports.models import Explanation, Inspection
from tests.factories import ExplanationFactory, InspectionFactory, UnitFactory
from tests.reports.cast import MID_JUNE, Cast
from tests.reports.reviewing import client_of

pytestmark = pytest.mark.django_db

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


def at(text: str) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(text), timezone.get_default_timezone())


def typed(cast: Cast, **fields: str) -> dict[str, str]:
    given = {"target": cast.allocation.target.pk, "unit": cast.ward.pk, "answer_by": "20/6/2024"}
    return {**given, "question": QUESTION, **fields}


def test_question_goes_from_home_affairs_to_the_unit_and_back(cast):
    officer, staff = client_of(cast["reviewer"]), client_of(cast["staff"])
    sent = officer.post(reverse("explanation_ask"), typed(cast), follow=True)
    question = Explanation.objects.get()
    assert (question.asked_by, question.answer_by, question.question) == (cast["reviewer"], BY, QUESTION)
    assert sent.redirect_chain[-1][0] == reverse("explanation", args=[question.pk])

    assert QUESTION in staff.get(reverse("explanation", args=[question.pk])).text
    staff.post(reverse("explanation_answer", args=[question.pk]), {"answer": ANSWER})
    for page in ("asking", "target", "unit"):
        code = {"target": [cast.allocation.target.code], "unit": [cast.ward.code]}.get(page, [])
        shown = officer.get(reverse(page, args=code)).text
        assert QUESTION in shown
        assert ANSWER in shown


def test_link_from_a_page_fills_in_unit_and_target(cast):
    address = f"{reverse('explanation_ask')}?unit={cast.ward.code}&target={cast.allocation.target.code}"
    form = client_of(cast["reviewer"]).get(address).context["form"]
    assert (form["unit"].value(), form["target"].value()) == (cast.ward.pk, cast.allocation.target.pk)
    assert form["answer_by"].value() == BY


@pytest.mark.parametrize("box", ["answer_by", "question", "unit", "target"])
def test_question_that_lacks_something_comes_back_as_typed(cast, box):
    shown = client_of(cast["reviewer"]).post(reverse("explanation_ask"), typed(cast, **{box: ""}))
    assert shown.status_code == 422
    assert set(shown.context["form"].errors) == {box}
    assert box == "question" or QUESTION in shown.text
    assert not Explanation.objects.exists()


def test_day_that_is_over_is_refused_for_the_answer(cast):
    form = (
        client_of(cast["reviewer"])
        .post(reverse("explanation_ask"), typed(cast, answer_by="16/6/2024"))
        .context["form"]
    )
    assert "answer_by" in form.errors


def test_city_itself_and_units_elsewhere_are_not_asked(cast):
    elsewhere = UnitFactory()
    for unit in (cast.city, elsewhere):
        shown = client_of(cast["reviewer"]).post(reverse("explanation_ask"), typed(cast, unit=unit.pk))
        assert set(shown.context["form"].errors) == {"unit"}


def test_answer_that_comes_too_late_is_kept_in_its_box(cast):
    question = asked(cast)
    answer(question, ANSWER, cast["head"])
    address = reverse("explanation_answer", args=[question.pk])
    shown = client_of(cast["staff"]).post(address, {"answer": "Tôi trả lời khác"})
    assert shown.status_code == 409
    assert "Tôi trả lời khác" in shown.text
    assert Explanation.objects.get().answer == ANSWER


def test_withdrawing_an_answered_question_says_why_not(cast):
    question = asked(cast)
    answer(question, ANSWER, cast["head"])
    address = reverse("explanation_withdraw", args=[question.pk])
    shown = client_of(cast["reviewer"]).post(address, follow=True)
    assert "answered or withdrawn already" in shown.text


def test_neighbours_read_neither_question_nor_answer(cast):
    question = asked(cast, answer=ANSWER, answered_by=cast["staff"], answered_at=at("2024-06-15 08:00"))
    neighbour = client_of(cast["neighbour"])
    shown = neighbour.get(reverse("target", args=[question.target.code])).text
    assert QUESTION not in shown
    assert ANSWER not in shown
    assert neighbour.get(reverse("explanation", args=[question.pk])).status_code == 404


def test_inspection_is_recorded_and_closed_on_its_pages(cast):
    officer = client_of(cast["reviewer"])
    found = {"unit": cast.ward.pk, "on": "17/6/2024", "findings": "Thiếu hồ sơ", "mend_by": "30/6/2024"}
    officer.post(reverse("inspection_record"), found)
    inspection = Inspection.objects.get()
    assert (inspection.recorded_by, inspection.mend_by) == (cast["reviewer"], date(2024, 6, 30))
    assert "Thiếu hồ sơ" in client_of(cast["head"]).get(reverse("unit", args=[cast.ward.code])).text
    address = reverse("inspection_close", args=[inspection.pk])
    officer.post(address, {"mended_on": "17/6/2024", "mended": "Đã bổ sung"})
    inspection.refresh_from_db()
    assert (inspection.mended, inspection.closed_by) == ("Đã bổ sung", cast["reviewer"])


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"on": "18/6/2024"}, {"on"}),
        ({"mend_by": "16/6/2024"}, {"__all__"}),
        ({"findings": ""}, {"findings"}),
    ],
)
def test_inspection_that_cannot_be_is_refused(cast, fields, wrong):
    found = {"unit": cast.ward.pk, "on": "17/6/2024", "findings": "Thiếu hồ sơ", "mend_by": "30/6/2024"}
    shown = client_of(cast["reviewer"]).post(reverse("inspection_record"), found | fields)
    assert shown.status_code == 422
    assert set(shown.context["form"].errors) == wrong


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"mended_on": "19/5/2024"}, {"mended_on"}),
        ({"mended_on": "18/6/2024"}, {"mended_on"}),
        ({"mended": ""}, {"mended"}),
    ],
)
def test_mending_that_cannot_be_is_refused(cast, fields, wrong):
    inspection = inspected(cast)
    sent = {"mended_on": "1/6/2024", "mended": "Đã bổ sung"} | fields
    shown = client_of(cast["reviewer"]).post(reverse("inspection_close", args=[inspection.pk]), sent)
    assert shown.status_code == 422
    assert set(shown.context["form"].errors) == wrong
    assert Inspection.objects.open().exists()


def test_counts_of_states_are_the_lengths_of_their_lists(cast):
    asked(cast)
    asked(cast, answer_by=date(2024, 6, 14))
    asked(cast, answer=ANSWER, answered_by=cast["staff"], answered_at=at("2024-06-21 00:00"))
    inspected(cast, mend_by=date(2024, 6, 1))
    inspected(cast)
    officer = client_of(cast["reviewer"])
    page = officer.get(reverse("asking")).context["asking"]
    assert (page.waiting, page.overdue, page.unmended) == (2, 1, 2)
    assert [choice.value for choice in page.states] == ["", "waiting", "overdue", "answered_late"]
    for parameter, choices, shown in (
        ("state", page.states, "shown_explanations"),
        ("mending", page.mendings, "shown_inspections"),
    ):
        for choice in choices:
            listed = officer.get(reverse("asking"), {parameter: choice.value}).context["asking"]
            assert len(getattr(listed, shown)) == choice.count
