from decimal import Decimal

import pytest
from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from reports.choices import RevisionStatus
from reports.management.naming import TECHNICAL
from reports.models import ProgressReport, Reading, Revision
from reports.workflow import submit
from targets.models import Campaign
from tests.factories import CampaignFactory, UserFactory
from tests.reports.cast import person
from tests.reports.progress_commands import bring, bring_file, export, exported, faults_of
from units.choices import Action, Role
from units.models import Event, Unit, User

Q2 = "2024-06-14"
# Entered by Bảo hiểm xã hội (BHXH) for both.
HALF = [("2024-Q2", "P-CL", "XH-10", 900, 1000), ("2024-Q2", "X-MP", "XH-10", 9900, 10000)]


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def administrator():
    return UserFactory(username="quantri", is_superuser=True)


@pytest.fixture
def officer(campaign_2024):
    return person(campaign_2024.owner, Role.HOME_AFFAIRS)


def figure(target="XH-10"):
    return exported(Q2)[target]["figure"]


def revisions(unit="BHXH", period="2024-Q2"):
    found = Revision.objects.filter(report__reporter__code=unit, report__period__code=period)
    return [(revision.number, revision.status) for revision in found.order_by("number")]


def revision_of(unit="BHXH"):
    return Revision.objects.newest().get(report__reporter__code=unit, report__period__code="2024-Q2")


# Accepted at once


def test_a_database_without_any_account_takes_accepted_figures(campaign_2024, tmp_path):
    said = bring(tmp_path, HALF, approve=True)

    assert "2 readings written" in said
    assert exported(Q2)["XH-10"]["figure"] == "98.181818"
    assert revisions() == [(1, RevisionStatus.APPROVED)]


def test_the_technical_account_cannot_sign_in(campaign_2024, tmp_path, client):
    bring(tmp_path, HALF, approve=True)

    account = User.objects.get()
    assert (account.is_active, account.has_usable_password()) == (False, False)


def test_the_only_administrator_answers_for_an_import(campaign_2024, tmp_path, administrator):
    bring(tmp_path, HALF, approve=True)

    events = Event.objects.filter(revision=revision_of().pk).order_by("pk")
    assert [(event.action, event.actor) for event in events] == [
        (Action.CREATED, administrator),
        (Action.IMPORTED, administrator),
        (Action.APPROVED, administrator),
    ]
    assert events[1].comment == "readings.csv"
    assert events[2].data == {"from_file": True}


def test_of_several_administrators_nobody_is_named_who_was_not_asked(campaign_2024, tmp_path, administrator):
    UserFactory(username="quantri2", is_superuser=True)
    bring(tmp_path, HALF, approve=True)
    assert revision_of().decided_by.username == TECHNICAL


def test_person_who_answers_for_an_import_can_be_named(campaign_2024, tmp_path, administrator):
    other = UserFactory(username="quantri2", is_superuser=True)
    bring(tmp_path, HALF, approve=True, user="QuanTri2")
    assert revision_of().decided_by == other


def test_the_years_outlook_stays_beside_what_a_file_brings(campaign_2024, tmp_path):
    bring(tmp_path, HALF, approve=True)
    outlook = {"year_forecast": Decimal(99), "outlook": "hard", "outlook_reason": "Thiếu thẻ"}
    Reading.objects.filter(revision=revision_of()).update(**outlook)

    bring(tmp_path, HALF, approve=True)
    assert revisions() == [(1, RevisionStatus.APPROVED)]

    bring(tmp_path, [("2024-q2", "p-cl", "xh-10", 951, 1000)], approve=True)
    told = Reading.objects.get(revision=revision_of(), allocation__unit__code="P-CL")
    assert (told.value, told.year_forecast, told.outlook) == (951, 99, "hard")


def test_a_second_file_makes_a_second_revision_and_keeps_the_first(campaign_2024, tmp_path):
    bring(tmp_path, [*HALF, ("2024-Q2", "P-CL", "XH-08", 70)], approve=True)

    bring(tmp_path, [("2024-Q2", "P-CL", "XH-10", 950, 1000)], approve=True)

    assert revisions() == [(1, RevisionStatus.SUPERSEDED), (2, RevisionStatus.APPROVED)]
    assert revisions("P-CL") == [(1, RevisionStatus.APPROVED)]
    told = Reading.objects.filter(revision__report__reporter__code="BHXH")
    assert sorted(told.values_list("revision__number", "allocation__unit__code", "value")) == [
        (1, "P-CL", 900),
        (1, "X-MP", 9900),
        (2, "P-CL", 950),
        (2, "X-MP", 9900),
    ]
    assert exported(Q2)["XH-10"]["value"] == "10850"


def test_the_same_file_again_changes_nothing(campaign_2024, tmp_path):
    bring(tmp_path, HALF, approve=True)
    before = Event.objects.count()

    said = bring(tmp_path, HALF, approve=True)

    assert said.startswith("0 readings written, 2 as before")
    assert (revisions(), Event.objects.count()) == ([(1, RevisionStatus.APPROVED)], before)


def test_a_draft_from_a_file_becomes_official_by_the_same_file(campaign_2024, tmp_path, administrator):
    bring(tmp_path, HALF)
    assert figure() is None

    bring(tmp_path, HALF, approve=True)

    assert (figure(), revisions()) == ("98.181818", [(1, RevisionStatus.APPROVED)])


def test_two_ways_to_the_same_state_give_the_same_bytes(campaign_2024, tmp_path):
    rows = [*HALF, ("2024-Q1", "CA", "XH-13", 10, 12), ("2024-M05", "PKT", "KT-02", "12.5", "12")]
    with_mistakes = [(*row[:3], 1, 7) for row in rows]
    bring(tmp_path, with_mistakes, approve=True)
    for row in reversed(rows):
        bring(tmp_path, [row], approve=True, name="readings.xlsx")
    slowly = export(Q2)
    Reading.objects.all().delete()
    Revision.objects.all().delete()
    ProgressReport.objects.all().delete()

    bring(tmp_path, rows, approve=True)

    assert export(Q2) == slowly


@pytest.mark.parametrize("role", [Role.HOME_AFFAIRS, Role.STAFF, Role.HEAD, Role.LEADERSHIP])
def test_only_an_administrator_brings_in_accepted_figures(campaign_2024, tmp_path, role):
    user = person(campaign_2024.owner, role)

    with pytest.raises(CommandError, match="administrator"):
        bring(tmp_path, HALF, approve=True, user=user.username)

    assert not Reading.objects.exists()


def test_figures_that_a_unit_has_not_submitted_are_not_accepted_along(campaign_2024, tmp_path, administrator):
    bring(tmp_path, [*HALF, ("2024-Q2", "P-DK", "XH-10", 7, 10)])

    [fault] = faults_of(tmp_path, HALF, approve=True)

    assert fault.startswith("Row 2:")
    assert "XH-10 P-DK" in fault


def test_an_open_correction_without_other_changes_gives_way(campaign_2024, tmp_path, administrator):
    bring(tmp_path, HALF, approve=True)
    bring(tmp_path, [("2024-Q2", "P-CL", "XH-10", 930, 1000)])

    bring(tmp_path, [("2024-Q2", "P-CL", "XH-10", 950, 1000)], approve=True)

    assert revisions() == [(1, RevisionStatus.SUPERSEDED), (2, RevisionStatus.APPROVED)]
    assert exported(Q2)["XH-10"]["value"] == "10850"


# Into drafts


def test_home_affairs_writes_drafts_for_the_units(campaign_2024, tmp_path, officer):
    bring(tmp_path, HALF, user=officer.username)

    revision = revision_of()
    assert (revision.status, revision.entered_for_unit, revision.source) == ("draft", True, "readings.csv")
    assert sorted(revision.readings.values_list("value", "base", "entered_by")) == [
        (900, 1000, officer.pk),
        (9900, 10000, officer.pk),
    ]
    assert figure() is None


def test_home_affairs_corrects_accepted_figures_in_a_revision_that_waits(
    campaign_2024, tmp_path, administrator, officer
):
    bring(tmp_path, HALF, approve=True, user=administrator.username)

    bring(tmp_path, [("2024-Q2", "P-CL", "XH-10", 950, 1000)], user=officer.username)

    assert revisions() == [(1, RevisionStatus.APPROVED), (2, RevisionStatus.RETURNED)]
    assert figure() == "98.181818"


def test_staff_of_a_unit_do_not_import(campaign_2024, tmp_path):
    user = person(Unit.objects.get(code="BHXH"), Role.STAFF)

    faults = faults_of(tmp_path, HALF, user=user.username)

    assert [fault.partition(":")[0] for fault in faults] == ["Row 2", "Row 3"]
    assert all("You do not enter figures" in fault for fault in faults)


@pytest.mark.parametrize("approve", [False, True])
def test_a_submitted_report_is_not_written_over(campaign_2024, tmp_path, administrator, approve):
    bring(tmp_path, [("2024-Q2", "PTCKH", "KT-01", 9)])
    revision = revision_of("PTCKH")
    submit(revision, person(Unit.objects.get(code="PTCKH"), Role.STAFF), revision.version)

    [fault] = faults_of(tmp_path, [*HALF, ("2024-Q2", "PTCKH", "KT-01", 10)], approve=approve)

    assert fault.startswith("Row 4:")
    assert "submitted" in fault


# The command


def test_a_file_that_is_not_there_is_told(campaign_2024, tmp_path):
    with pytest.raises(CommandError, match=r"nowhere\.csv: No such file"):
        bring_file(tmp_path / "nowhere.csv")


def test_a_file_that_cannot_be_read_is_told(campaign_2024, tmp_path):
    path = tmp_path / "readings.xlsx"
    path.write_bytes(b"period,unit,target,value")

    with pytest.raises(CommandError, match=r"readings\.xlsx: This is a text"):
        bring_file(path)


@pytest.mark.parametrize(
    ("options", "said"),
    [({"user": "ai-do"}, "no account ai-do"), ({"campaign": "2023"}, "no campaign 2023. Known: TPLS/2024")],
)
def test_unknown_names_are_told(campaign_2024, tmp_path, options, said):
    with pytest.raises(CommandError, match=said):
        bring(tmp_path, HALF, **options)


def test_an_account_out_of_use_answers_for_nothing(campaign_2024, tmp_path):
    UserFactory(username="quantri", is_superuser=True, is_active=False)

    with pytest.raises(CommandError, match="no longer in use"):
        bring(tmp_path, HALF, user="quantri")


@pytest.mark.django_db
def test_without_a_campaign_there_is_nothing_to_import_into(tmp_path):
    with pytest.raises(CommandError, match="No campaign"):
        bring(tmp_path, HALF)


def test_the_newest_campaign_is_meant_unless_another_is_named(campaign_2024, tmp_path):
    CampaignFactory(owner=campaign_2024.owner, code="2025", launched_on="2025-01-05", ends_on="2025-12-31")
    assert Campaign.objects.current().code == "2025"
    with pytest.raises(CommandError, match="Unknown period"):
        bring(tmp_path, HALF)

    bring(tmp_path, HALF, campaign="2024", approve=True)

    assert figure() == "98.181818"


def test_more_rows_of_a_report_take_no_more_queries(campaign_2024, tmp_path):
    wards = ["P-CL", "P-DK", "P-HVT", "P-TT", "P-VT", "X-HD", "X-MP", "X-QL"]
    one = [("2024-Q1", "P-CL", "XH-10", 9, 10)]
    many = [("2024-Q2", ward, "XH-10", 9, 10) for ward in wards]
    bring(tmp_path, [("2024-Q3", "P-CL", "XH-10", 9, 10)], approve=True)

    with CaptureQueriesContext(connection) as for_one:
        bring(tmp_path, one, approve=True)
    with CaptureQueriesContext(connection) as for_many:
        bring(tmp_path, many, approve=True)

    assert len(for_many) == len(for_one)
