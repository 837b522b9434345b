"""What a unit is asked for beside its reports, on its people's desk and on its own page."""

from datetime import date

import pytest
from django.urls import reverse

from emulation.dates import moment
from reports.choices import Verdict
from reports.confirming.words import confirm
from reports.intake import save
from reports.models import ProgressReport
from reports.workflow import send_back
from tests.factories import (
    ExplanationFactory,
    InspectionFactory,
    ReadingFactory,
    RevisionFactory,
    UnitFactory,
)
from tests.html import text_of
from tests.reports.cast import MID_JUNE, Cast, person, reported
from tests.reports.reviewing import client_of, submitted
from tests.reports.speaking import entered_by_lead, of_lead, reading_of
from units.choices import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(settings) -> Cast:
    settings.EMULATION_TODAY = MID_JUNE
    return Cast()


def desk(user, **asked: str):
    return client_of(user).get(reverse("my_reports"), asked)


def asks(user):
    return desk(user).context["desk"].asked


def test_figures_that_wait_for_a_word_are_something_to_do(cast):
    entered_by_lead(cast)
    of_lead(cast)
    (figures,) = asks(cast["staff"]).to_confirm
    assert (figures.slug, figures.about, figures.of_others) == ("2024-06-14", 1, 0)
    assert figures.time_left == "3 days left"
    assert asks(cast["lead"]).to_confirm == []


def test_overdue_word_stands_on_top_with_its_number_and_the_way_to_it(cast, settings):
    entered_by_lead(cast)
    of_lead(cast)
    settings.EMULATION_TODAY = "2024-06-23"
    page = desk(cast["staff"])
    lead, rest = page.text.split("</section>", 1)
    said = text_of(lead)
    assert (
        "The unit's word is overdue. 1 figure overdue to be confirmed, quarter II/2024 · 3 days overdue"
        in said
    )
    assert lead.count(reverse("confirmations", args=[cast.ward.code, "2024-06-14"])) == 2
    assert "to be confirmed" not in rest


def test_overdue_word_stands_beside_the_report_that_is_due(cast, settings):
    submitted(cast)
    own = cast.allocate(cast.department)
    settings.EMULATION_TODAY = "2024-06-23"
    page = desk(cast["lead"])
    lead = text_of(page.text.split("</section>", 1)[0])
    assert page.context["desk"].first.lines[0].reporter == own.unit
    assert "Report for quarter II/2024 · 5 days overdue" in lead
    assert "1 figure overdue to be confirmed, quarter II/2024 · 3 days overdue" in lead


def test_word_that_is_not_overdue_is_not_announced_as_such(cast, settings):
    entered_by_lead(cast)
    of_lead(cast)
    settings.EMULATION_TODAY = "2024-06-20"
    page = text_of(desk(cast["staff"]).text)
    assert "overdue" not in page
    assert "1 figure to confirm, quarter II/2024 · due today" in page


def test_lead_is_asked_about_what_its_units_entered(cast):
    submitted(cast)
    (figures,) = asks(cast["lead"]).to_confirm
    assert (figures.about, figures.of_others) == (0, 1)
    assert "1 figure to confirm" in text_of(desk(cast["lead"]).text)


def test_confirmed_figures_are_asked_about_no_more_but_can_be_looked_at(cast):
    entered_by_lead(cast)
    reading = reading_of(of_lead(cast), cast.allocation)
    confirm({reading.pk: reading.version}, cast["staff"])
    asked = asks(cast["staff"])
    assert (asked.to_confirm, asked.last_to_look_at) == ([], "2024-06-14")


def test_unit_that_nobody_reports_about_has_nothing_to_look_at(cast):
    assert asks(cast["staff"]).last_to_look_at == ""


def test_reporter_is_told_of_objections_to_its_figures(cast):
    entered_by_lead(cast)
    revision = of_lead(cast)
    reading = reading_of(revision, cast.allocation)
    confirm({reading.pk: reading.version}, cast["staff"], Verdict.OBJECTS, "Là 12")
    assert [figures.count for figures in asks(cast["lead"]).objected] == [1]
    send_back(revision, cast["reviewer"], revision.version, "Đối chiếu lại")
    assert [figures.count for figures in asks(cast["lead"]).objected] == [1]
    assert asks(cast["staff"]).objected == []


def test_reporter_reads_each_objection_with_who_said_it_and_the_way_to_its_row(cast):
    entered_by_lead(cast)
    reading = reading_of(of_lead(cast), cast.allocation)
    (said,) = confirm({reading.pk: reading.version}, cast["staff"], Verdict.OBJECTS, "Theo sổ là 12")
    page = desk(cast["lead"])
    told = " ".join(page.text.split())
    assert f"{cast.ward.name} objects: Theo sổ là 12" in told
    assert f"{cast['staff'].full_name}, {moment(said.made_at)}" in told
    row = reverse("entry", args=[cast.department.code, "2024-06-14"]) + f"#row-{cast.allocation.pk}"
    assert f'href="{row}"' in page.text
    assert cast.allocation.target.name in told
    assert "Theo sổ là 12" not in desk(cast["staff"]).text


def test_objection_to_a_figure_that_has_changed_since_is_not_told(cast):
    entered_by_lead(cast)
    revision = of_lead(cast)
    reading = reading_of(revision, cast.allocation)
    confirm({reading.pk: reading.version}, cast["staff"], Verdict.OBJECTS, "Theo sổ là 12")
    returned = send_back(revision, cast["reviewer"], revision.version, "Đối chiếu lại")
    save(returned, [reported(cast.allocation, 12, seen_version=reading.version)], actor=cast["lead"])
    assert asks(cast["lead"]).objected == []


def test_open_questions_stand_on_the_desk_the_most_urgent_first(cast):
    target = cast.allocation.target
    later = ExplanationFactory(target=target, unit=cast.ward, answer_by=date(2024, 6, 25))
    overdue = ExplanationFactory(target=target, unit=cast.ward, answer_by=date(2024, 6, 14))
    ExplanationFactory(target=target, unit=cast.other_ward)
    found = desk(cast["head"])
    assert [question.key for question in found.context["desk"].asked.questions] == [overdue.pk, later.pk]
    assert "3 days overdue" in found.text


def test_open_findings_stand_on_the_desk(cast):
    InspectionFactory(campaign=cast.campaign, unit=cast.ward)
    InspectionFactory(
        campaign=cast.campaign,
        unit=cast.ward,
        mended_on=date(2024, 6, 1),
        mended="Đã bổ sung",
        closed_by=cast["reviewer"],
    )
    asked = asks(cast["staff"])
    assert (len(asked.inspections), len(asked.findings)) == (2, 1)


def test_unit_without_reports_is_asked_all_the_same(cast):
    unit = UnitFactory(parent=cast.city)
    ExplanationFactory(target=cast.allocation.target, unit=unit, question="Đề nghị làm rõ")
    shown = desk(person(unit, Role.STAFF))
    assert "Request for an explanation" in shown.text
    assert "This unit has no figures to report" in shown.text


def test_desk_opens_at_the_unit_that_is_asked_something(cast):
    quiet, asked = UnitFactory.create_batch(2, parent=cast.city)
    someone = person(quiet, Role.STAFF)
    someone.memberships.create(unit=asked, role=Role.STAFF)
    ExplanationFactory(target=cast.allocation.target, unit=asked)
    found = desk(someone).context["desk"]
    assert found.unit == asked
    assert found.switch == [(quiet, 0), (asked, 1)]


def test_pages_lead_overseers_to_the_report_that_is_meant(cast):
    report = ProgressReport.objects.create(pk=500, reporter=cast.ward, period=cast.period)
    revision = RevisionFactory(report=report, approved=True)
    ReadingFactory(revision=revision, allocation=cast.allocation)
    for page, code in (("unit", cast.ward.code), ("target", cast.allocation.target.code)):
        shown = client_of(cast["reviewer"]).get(reverse(page, args=[code]))
        assert f'href="{reverse("review", args=[500])}"' in shown.text
