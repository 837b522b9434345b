"""The page on which a unit enters: what it shows, to whom, at what cost."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reports.choices import RevisionStatus
from reports.intake import save
from reports.models import Revision
from reports.workflow import approve, open_report, reopen, send_back, submit
from targets.choices import EnteredBy, Frequency, Measure, OverTime, Window
from targets.choices import Entry as EntryKind
from targets.models import Allocation
from tests.factories import AllocationFactory, ExtensionFactory, ReportingPeriodFactory, UnitFactory
from tests.reports.cast import MID_JUNE, Cast, person, reported
from tests.reports.typing_in import Typist
from units.choices import Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"
    settings.EMULATION_TODAY = MID_JUNE


@pytest.fixture
def cast() -> Cast:
    return Cast()


@pytest.fixture
def staff(cast) -> Typist:
    return Typist(cast["staff"], cast.ward).open()


def spoken(cast: Cast, code: str, value: int, settings, base: int | None = None) -> Revision:
    """An accepted report of an earlier period with this answer."""
    period = ReportingPeriodFactory(campaign=cast.campaign, code=code)
    settings.EMULATION_TODAY = period.cut_off.isoformat()
    revision = open_report(cast.ward, period, cast["staff"])
    assert save(revision, [reported(cast.allocation, value, base)], actor=cast["staff"]).is_clean
    revision = approve(submit(revision, cast["staff"], 1), cast["reviewer"], 2)
    settings.EMULATION_TODAY = MID_JUNE
    return revision


def asked_of_others(cast: Cast, **target) -> list[Allocation]:
    """A target that the department enters for both wards."""
    first = AllocationFactory(
        unit=cast.ward,
        reporter=cast.department,
        target__campaign=cast.campaign,
        target__lead=cast.department,
        target__entered_by=EnteredBy.LEAD,
        **{f"target__{name}": value for name, value in target.items()},
    )
    second = AllocationFactory(unit=cast.other_ward, reporter=cast.department, target=first.target)
    return [first, second]


def test_what_is_typed_is_stored_and_shown_again_with_its_author(cast, staff):
    staff.type(cast.allocation, value="1020", note="Theo sổ").save()
    reading = staff.row(cast.allocation).reading
    assert (reading.value, reading.note, reading.entered_by) == (1020, "Theo sổ", cast["staff"])
    assert staff.response.redirect_chain == [(staff.url(), 302)]
    assert "1 of 1 lines have an answer" in staff.text
    assert 'value="1.020"' in staff.text


def test_nothing_typed_begins_no_report(cast, staff):
    staff.save()
    assert staff.response.status_code == 200
    assert not Revision.objects.exists()


def test_a_submitted_report_is_read_not_written_and_tells_its_history(cast, staff):
    staff.type(cast.allocation, value="10").submit()
    sheet = staff.page.sheets[0]
    assert (sheet.revision.status, sheet.can_edit) == (RevisionStatus.SUBMITTED, False)
    assert [str(step.action.label) for step in sheet.history] == ["Submitted", "Saved figures", "Created"]
    assert f'name="a{cast.allocation.pk}-value"' not in staff.text
    assert "Recall to change" in staff.text


def test_only_who_submitted_recalls(cast, staff):
    staff.type(cast.allocation, value="10").submit()
    colleague = Typist(person(cast.ward, Role.STAFF), cast.ward).open()
    assert "Recall to change" not in colleague.text
    assert colleague.recall().response.status_code == 403
    staff.recall()
    assert staff.page.sheets[0].revision.status == RevisionStatus.DRAFT


def test_a_returned_report_shows_what_home_affairs_asks_on_top_and_at_the_row(cast, staff):
    staff.type(cast.allocation, value="10").submit()
    revision = Revision.objects.get()
    reading = revision.readings.get()
    send_back(revision, cast["reviewer"], revision.version, "Xem lại", {reading.pk: "Cao gấp đôi quý trước"})
    staff.open()
    assert "Xem lại" in staff.text
    assert staff.page.sheets[0].commented == [staff.row(cast.allocation)]
    assert staff.page.can_edit


def test_figures_that_stood_before_are_beside_the_box(cast, settings):
    spoken(cast, "2024-Q1", 40, settings)
    staff = Typist(cast["staff"], cast.ward).open()
    facts = [(fact.label, fact.text) for fact in staff.row(cast.allocation).past]
    assert ("quarter I/2024", "40") in facts


def test_last_years_figure_says_until_when_it_adds_up(cast, settings):
    target = cast.allocation.target
    target.measure, target.base_label = Measure.AMOUNT, "Cùng kỳ năm trước"
    target.save()
    spoken(cast, "2024-Q1", 40, settings, base=82)
    staff = Typist(cast["staff"], cast.ward).open()
    facts = [(fact.label, fact.text) for fact in staff.row(cast.allocation).past]
    assert ("Same time in 2023, up to quarter I", "82") in facts


def test_the_echo_says_the_year_to_date_with_the_typed_number(cast, settings):
    spoken(cast, "2024-Q1", 40, settings)
    staff = Typist(cast["staff"], cast.ward).open()
    staff.type(cast.allocation, value="20")
    answer = staff.client.post(staff.url("entry_echo", cast.allocation.pk), staff.sent)
    assert "year to date 60 người" in answer.content.decode()
    assert not Revision.objects.filter(report__period=cast.period).exists()


def test_the_figures_of_the_echo_are_those_of_the_row_once_it_is_accepted(cast, settings, staff):
    spoken(cast, "2024-Q1", 40, settings)
    staff.open().type(cast.allocation, value="20").submit()
    assert staff.row(cast.allocation).echo.consequences == ("year to date 60 người",)


def test_an_earlier_period_that_was_never_sent_is_said(cast):
    ReportingPeriodFactory(campaign=cast.campaign, code="2024-Q1")
    assert Typist(cast["staff"], cast.ward).open().row(cast.allocation).misses_earlier


def test_number_from_a_thousand_up_is_echoed_in_words(cast, staff):
    staff.open().type(cast.allocation, value="3269")
    (number,) = _echo(staff, cast.allocation).numbers
    assert number.text == "3.269"
    assert number.words == "ba nghìn hai trăm sáu mươi chín"
    staff.save()
    assert staff.row(cast.allocation).echo.numbers == (number,)


def test_the_echo_says_at_once_what_cannot_be_and_nothing_of_what_is_not_typed_yet(cast, staff):
    share = cast.allocate(cast.ward, measure=Measure.SHARE, base_label="Tổng số", over_time=OverTime.LATEST)
    staff.open()
    assert _echo(staff.type(share, value="9"), share).problems == ()
    assert "cannot be more" in _echo(staff.type(share, base="8"), share).problems[0]
    assert "not a number" in _echo(staff.type(share, base="tám"), share).problems[0]


def _echo(staff: Typist, allocation: Allocation):
    return staff.client.post(staff.url("entry_echo", allocation.pk), staff.sent).context["echo"]


def test_yes_or_no_are_two_buttons(cast, staff):
    milestone = cast.allocate(cast.ward, entry=EntryKind.YES_NO, over_time=OverTime.LATEST)
    staff.open().type(milestone, value="0").save()
    assert staff.row(milestone).reading.value == 0
    assert staff.row(milestone).answer_text == "No"


def test_a_number_of_calendar_months_begins_as_an_estimate(cast, staff):
    calendar = cast.allocate(cast.ward, window=Window.CALENDAR)
    staff.open()
    assert "is_estimate" in staff.row(calendar).form.initial
    assert staff.row(calendar).form.initial["is_estimate"]
    assert staff.row(calendar).covers == (date(2024, 4, 1), date(2024, 6, 30))
    staff.type(calendar, value="5").save()
    assert staff.row(calendar).reading.is_estimate


def test_the_outlook_is_asked_where_the_period_asks(cast, staff):
    assert cast.period.asks_forecast
    staff.type(cast.allocation, value="5", outlook="hard", outlook_reason="Mưa", year_forecast="90").save()
    reading = staff.row(cast.allocation).reading
    assert (reading.outlook, reading.outlook_reason, reading.year_forecast) == ("hard", "Mưa", Decimal(90))


def test_december_brings_month_quarter_and_year_on_one_page(cast, settings):
    settings.EMULATION_TODAY = "2024-12-15"
    december = {
        Frequency.MONTH: cast.allocate(cast.ward, frequency=Frequency.MONTH),
        Frequency.QUARTER: cast.allocation,
        Frequency.YEAR: cast.allocate(cast.ward, frequency=Frequency.YEAR),
    }
    for code in ("2024-M12", "2024-Q4", "2024-Y"):
        ReportingPeriodFactory(campaign=cast.campaign, code=code)
    staff = Typist(cast["staff"], cast.ward, date(2024, 12, 14)).open()
    assert [sheet.period.code for sheet in staff.page.sheets] == ["2024-M12", "2024-Q4", "2024-Y"]
    for value, allocation in enumerate(december.values(), 1):
        staff.type(allocation, value=str(value))
    staff.submit()
    assert {sheet.revision.status for sheet in staff.page.sheets} == {RevisionStatus.SUBMITTED}
    assert [staff.row(allocation).reading.value for allocation in december.values()] == [1, 2, 3]


def test_one_report_without_answers_keeps_all_of_december_back(cast, settings):
    settings.EMULATION_TODAY = "2024-12-15"
    yearly = cast.allocate(cast.ward, frequency=Frequency.YEAR)
    for code in ("2024-Q4", "2024-Y"):
        ReportingPeriodFactory(campaign=cast.campaign, code=code)
    staff = Typist(cast["staff"], cast.ward, date(2024, 12, 14)).open()
    staff.type(cast.allocation, value="4").submit()
    assert staff.response.status_code == 422
    assert [row.allocation for row in staff.page.wrong_rows] == [yearly]
    assert not Revision.objects.filter(status=RevisionStatus.SUBMITTED).exists()
    assert staff.row(cast.allocation).reading.value == 4


def test_a_lead_enters_its_units_as_a_grid(cast):
    wards = asked_of_others(cast, entry=EntryKind.INTEGER)
    lead = Typist(cast["lead"], cast.department).open()
    (section,) = lead.page.sheets[0].sections
    assert [row.allocation for row in section.targets[0].rows] == wards
    assert section.targets[0].is_grid
    lead.type(wards[0], value="5").type(wards[1], value="6").submit()
    assert [lead.row(ward).reading.value for ward in wards] == [5, 6]
    assert lead.page.sheets[0].revision.status == RevisionStatus.SUBMITTED


def test_each_unit_of_a_grid_has_its_own_past(cast, settings):
    wards = asked_of_others(cast)
    first = ReportingPeriodFactory(campaign=cast.campaign, code="2024-Q1")
    settings.EMULATION_TODAY = "2024-03-15"
    revision = open_report(cast.department, first, cast["lead"])
    save(revision, [reported(wards[0], 3), reported(wards[1], 4)], actor=cast["lead"])
    submit(revision, cast["lead"], 1)
    settings.EMULATION_TODAY = MID_JUNE
    lead = Typist(cast["lead"], cast.department).open()
    assert [lead.row(ward).past[0].text for ward in wards] == ["3", "4"]


def test_a_unit_that_owes_nothing_on_that_day_is_told_so(cast):
    idle = UnitFactory(parent=cast.city)
    page = Typist(person(idle, Role.STAFF), idle).open()
    assert page.response.status_code == 200
    assert "Nothing to report for this date" in page.text


def test_a_head_who_only_reads_is_told_who_does_it(cast):
    head = Typist(cast["head"], cast.ward).open()
    assert "fill in this report and submit it" in head.text
    assert "1 day left" in head.text


def test_home_affairs_enters_for_a_unit_and_says_from_where(cast):
    clerk = Typist(cast["reviewer"], cast.ward).open()
    clerk.type(cast.allocation, value="10").save()
    assert clerk.page.source_form.errors.as_data()["source"][0].code == "source_missing"
    assert clerk.row(cast.allocation).form["value"].value() == "10"
    clerk.write(source="Điện thoại lúc 9 giờ").save()
    revision = Revision.objects.get()
    assert (revision.source, revision.entered_for_unit) == ("Điện thoại lúc 9 giờ", True)
    assert clerk.submit().page.sheets[0].revision.status == RevisionStatus.SUBMITTED


@pytest.mark.parametrize(
    ("role", "reads", "writes"),
    [
        ("staff", 200, 200),
        ("head", 200, 403),
        ("neighbour", 404, 404),
        ("lead", 404, 404),
        ("reviewer", 200, 200),
        ("leadership", 200, 403),
        ("administrator", 200, 403),
    ],
)
def test_who_reads_and_who_writes(cast, role, reads, writes):
    typist = Typist(cast[role], cast.ward)
    typist.open()
    assert typist.response.status_code == reads
    assert typist.client.post(typist.url(), follow=True).status_code == writes
    echo = typist.client.post(typist.url("entry_echo", cast.allocation.pk))
    assert echo.status_code == writes


@pytest.mark.parametrize("cut_off", ["2024-06-15", "2024-6", "heute"])
def test_a_day_without_reports_is_not_found(cast, staff, cut_off):
    assert staff.client.get(reverse("entry", args=[cast.ward.code, cut_off])).status_code == 404


def test_an_echo_of_what_the_unit_does_not_owe_is_not_found(cast, staff):
    assert staff.client.post(staff.url("entry_echo", cast.elsewhere.pk)).status_code == 404


def test_correction_of_a_period_long_over_is_not_called_overdue(cast, settings):
    accepted = cast.accepted()
    settings.EMULATION_TODAY = "2024-09-20"
    ExtensionFactory(unit=cast.ward, period=cast.period, until=date(2024, 9, 30))
    reopen(accepted.report, cast["reviewer"], "Xem lại")
    assert "overdue" not in Typist(cast["staff"], cast.ward).open().page.time_left


def test_report_never_sent_is_overdue(cast, settings):
    settings.EMULATION_TODAY = "2024-06-20"
    assert Typist(cast["staff"], cast.ward).open().page.time_left == "2 days overdue"


def test_entry_before_it_opens_is_refused_with_the_day(cast, settings):
    settings.EMULATION_TODAY = "2024-06-01"
    staff = Typist(cast["staff"], cast.ward).open()
    assert not staff.page.can_edit
    assert "Entry opens on 07/6/2024" in staff.text


@pytest.mark.parametrize("many", [False, True])
def test_the_page_asks_the_same_of_the_database_for_one_row_and_for_many(cast, many):
    wards = asked_of_others(cast)
    if many:
        for number in range(1, 13):
            ReportingPeriodFactory(campaign=cast.campaign, code=f"2024-M{number:02}")
        extra = UnitFactory.create_batch(6, parent=cast.city)
        wards += [AllocationFactory(unit=u, reporter=cast.department, target=wards[0].target) for u in extra]
    revision = open_report(cast.department, cast.period, cast["lead"])
    save(revision, [reported(ward, 5) for ward in wards], actor=cast["lead"])
    lead = Typist(cast["lead"], cast.department)
    assert _queries(lead) == 10
    submit(revision, cast["lead"], 1)
    assert _queries(lead) == 10


def _queries(typist: Typist) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert typist.client.get(typist.url()).status_code == 200
    return len(queries)


def test_a_closed_december_is_read_and_an_extension_opens_what_it_is_for(cast, settings):
    for frequency, code in zip(Frequency.values, ("2024-M12", "2024-Q4", "2024-Y"), strict=True):
        cast.allocate(cast.ward, frequency=frequency)
        period = ReportingPeriodFactory(campaign=cast.campaign, code=code, closes_on=date(2024, 12, 20))
    ExtensionFactory(period=period, unit=cast.ward, until=date(2024, 12, 31))
    settings.EMULATION_TODAY = "2024-12-31"
    staff = Typist(cast["staff"], cast.ward, date(2024, 12, 14))
    assert _queries(staff) == 8
    assert [sheet.can_edit for sheet in staff.open().page.sheets] == [False, False, True]
    assert "Entry closed at the end of 20/12/2024" in staff.text


def test_before_the_first_period_of_the_year_a_grid_has_no_past(cast, settings):
    (ward, _other) = asked_of_others(cast, plan_text="98")
    first = ReportingPeriodFactory(campaign=cast.campaign, code="2024-Q1")
    settings.EMULATION_TODAY = "2024-03-15"
    lead = Typist(cast["lead"], cast.department, first.cut_off).open()
    assert lead.row(ward).last is None


def test_a_grid_that_was_handed_in_is_read_in_the_same_columns(cast):
    wards = asked_of_others(cast, measure=Measure.SHARE, base_label="Tổng số", over_time=OverTime.LATEST)
    lead = Typist(cast["lead"], cast.department).open()
    lead.type(wards[0], value="9", base="10").type(wards[1], state="unavailable", note="Chờ").submit()
    assert [lead.row(ward).has_numbers for ward in wards] == [True, False]
    assert lead.row(wards[0]).echo.consequences[0] == "90 người"
    assert lead.row(wards[1]).answer_text == "not yet available"
