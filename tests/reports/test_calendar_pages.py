"""The year's calendar, its renewal, and more time for one unit, as pages."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import translation

from reports.calendar_page import CalendarPage, Line, Mark
from targets.models import Extension, Holiday, ReportingPeriod
from targets.period_states import PeriodState
from targets.periods import renewal_of
from tests.html import text_of
from tests.reports.cast import Cast
from tests.reports.reviewing import client_of
from tests.reports.typing_in import Typist
from tests.urls import people_around
from units.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(campaign_2024, settings):
    settings.EMULATION_TODAY = "2024-06-17"
    return people_around("X-MP")


@pytest.fixture
def closing(settings) -> Cast:
    settings.EMULATION_TODAY = "2024-06-21"
    made = Cast()
    ReportingPeriod.objects.filter(pk=made.period.pk).update(closes_on=date(2024, 6, 20))
    return made


def shown(client) -> CalendarPage:
    return client.get(reverse("calendar")).context["calendar"]


def lines(page: CalendarPage, month: int) -> list[tuple[int, int, Mark, str]]:
    (found,) = [each for each in page.months if each.first == date(2024, month, 1)]
    return [(line.day.day, line.last.day, line.mark, line.text) for line in found.lines]


def test_june_has_openings_cut_off_due_days_and_today(people):
    assert lines(shown(client_of(people["staff"])), 6) == [
        (7, 7, Mark.OPENS, "month 6, quarter II"),
        (14, 14, Mark.CUT_OFF, "month 6, quarter II, six months"),
        (17, 17, Mark.TODAY, ""),
        (18, 18, Mark.DUE, "month 6, quarter II"),
        (20, 20, Mark.CONFIRM, "month 6, quarter II"),
        (24, 24, Mark.REPORT, "month 6, quarter II, six months"),
    ]


def test_tet_is_one_line_and_the_worked_saturday_is_told(people):
    page = shown(client_of(people["staff"]))
    assert (8, 14, Mark.DAY_OFF, "Tết Nguyên đán Giáp Thìn") in lines(page, 2)
    assert (4, 4, Mark.WORKED, "Làm bù cho ngày 29/4") in lines(page, 5)


def test_today_is_where_it_is_told_even_in_the_last_month(people, settings):
    settings.EMULATION_TODAY = "2024-12-31"
    assert lines(shown(client_of(people["staff"])), 12)[-1] == (31, 31, Mark.TODAY, "")


def test_calendar_says_what_is_open_now(people, settings):
    page = text_of(client_of(people["staff"]).get(reverse("calendar")).content.decode())
    assert "Open now: quarter II/2024, due 18/6/2024" in page
    settings.EMULATION_TODAY = "2024-06-19"
    assert not shown(client_of(people["staff"])).in_hand


def test_renewal_is_shown_before_it_is_done_and_then_done(people):
    client = client_of(people["home_affairs"])
    Holiday.objects.create(on=date(2024, 10, 15), name="Nghỉ")
    page = client.get(reverse("calendar_renew"))
    assert "Changed (1)" in text_of(page.content.decode())
    response = client.post(reverse("calendar_renew"), {"seen": page.context["renewal"].mark})
    assert response.url == reverse("calendar")
    assert ReportingPeriod.objects.get(code="2024-M10").due_on == date(2024, 10, 17)


def test_renewal_of_a_page_too_old_is_refused_and_shown_anew(people, campaign_2024):
    client = client_of(people["home_affairs"])
    response = client.post(reverse("calendar_renew"), {"seen": "old"})
    assert response.status_code == 422
    assert response.context["renewal"].mark == renewal_of(campaign_2024).mark


def test_more_time_is_given_and_the_unit_sees_it_and_enters(closing):
    assert not Typist(closing["staff"], closing.ward).open().page.can_edit
    where = reverse("extend_entry", args=[closing.ward.code, closing.period.code])
    typed = {"until": "25/6/2024", "reason": "Mất điện ba ngày"}
    response = client_of(closing["reviewer"]).post(where, typed)
    assert response.status_code == 302
    staff = Typist(closing["staff"], closing.ward).open()
    assert staff.page.can_edit
    assert "Mất điện ba ngày" in text_of(staff.text)
    assert Extension.objects.get().granted_by == closing["reviewer"]


def test_more_time_that_cannot_be_keeps_what_was_typed(closing):
    where = reverse("extend_entry", args=[closing.ward.code, closing.period.code])
    typed = {"until": "1/6/2024", "reason": "Mất điện"}
    response = client_of(closing["reviewer"]).post(where, typed)
    assert response.status_code == 422
    form = response.context["form"]
    assert list(form.errors) == ["until"]
    assert {name: form[name].value() for name in typed} == typed
    assert not Event.objects.filter(action="extended").exists()


def test_the_way_to_more_time_is_on_the_queue_the_report_and_the_units_page(closing, settings):
    where = reverse("extend_entry", args=[closing.ward.code, closing.period.code])
    client = client_of(closing["reviewer"])
    settings.EMULATION_TODAY = "2024-06-17"
    report = closing.answered().report
    settings.EMULATION_TODAY = "2024-06-21"
    entry = reverse("entry", args=[closing.ward.code, closing.period.cut_off.isoformat()])
    for page in (reverse("review_queue"), reverse("review", args=[report.pk]), entry):
        assert where in client.get(page).content.decode(), page
    assert where not in client_of(closing["staff"]).get(entry).content.decode()
    assert where not in client_of(closing["leadership"]).get(reverse("review_queue")).content.decode()


def test_a_cut_off_that_is_over_is_called_so_and_no_holiday_says_its_word_twice():
    day = date(2024, 4, 29)
    past = Line(day, day, Mark.CUT_OFF, "month 4", PeriodState.PAST_DUE)
    with translation.override("en"):
        assert past.state_label == "cut off"
    with translation.override("vi"):
        swapped = Line(day, day, Mark.DAY_OFF, "Nghỉ hoán đổi với thứ Bảy 04/5")
        assert swapped.label == ""
        assert Line(day, day, Mark.DAY_OFF, "Quốc khánh").label == "Nghỉ"
