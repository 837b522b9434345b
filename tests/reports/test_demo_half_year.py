"""The first half of 2024 as the demonstration tells it, as it stands on 17 June."""

from datetime import UTC, datetime

import pytest
from django.core import mail
from django.core.management import call_command
from django.db.models import F
from django.utils import translation

from reports.choices import CorrectionState, MessageState, Occasion, RevisionStatus, Verdict
from reports.evidence.attached import signed_sheet
from reports.models import (
    Confirmation,
    CorrectionRequest,
    Evidence,
    Explanation,
    Inspection,
    Message,
    ProgressReport,
    Reading,
    Reminder,
    Revision,
)
from reports.review.flags import overviews, to_look_over
from targets.models import Allocation, Campaign, PlanChange
from tests.reports.demonstrated import demo, everything
from tests.reports.progress_commands import exported
from units.choices import Action, Role
from units.models import Contact, Event, Membership, Unit, User

pytestmark = pytest.mark.django_db

Q2 = "2024-06-14"


@pytest.fixture(autouse=True)
def on_17_june(half_year, settings):
    settings.EMULATION_TODAY = "2024-06-17"
    with translation.override("en"):
        yield


def revisions(unit, period):
    found = Revision.objects.filter(report__reporter__code=unit, report__period__code=period)
    return [revision.status for revision in found.order_by("number")]


def test_half_a_year_shows_every_stretch_of_a_reports_way_and_of_a_targets():
    assert revisions("P-TT", "2024-Q2") == []
    assert revisions("X-MP", "2024-Q2") == [RevisionStatus.DRAFT]
    assert revisions("P-VT", "2024-Q2") == [RevisionStatus.SUBMITTED]
    assert revisions("P-HVT", "2024-Q2") == [RevisionStatus.RETURNED]
    assert revisions("P-CL", "2024-Q2") == [RevisionStatus.APPROVED]
    assert revisions("P-VT", "2024-Q1") == [RevisionStatus.APPROVED, RevisionStatus.RETURNED]
    returned = Revision.objects.get(report__reporter__code="P-HVT", report__period__code="2024-Q2")
    assert returned.review_comment
    assert returned.readings.exclude(review_comment="").count() == 1
    assert Campaign.objects.get().is_demonstration
    statuses = {record["status"] for record in exported(Q2).values()}
    assert statuses >= {"on_track", "slow", "at_risk", "incomplete", "not_due", "awaiting"}


def test_everything_happened_before_the_day_on_which_it_is_told():
    told_on = datetime(2024, 6, 17, 17, 0, tzinfo=UTC)
    assert not ProgressReport.objects.filter(period__cut_off__gt=told_on.date()).exists()
    assert not Event.objects.filter(at__gt=told_on).exists()
    assert not Reading.objects.filter(entered_at__gt=told_on).exists()
    accepted = Revision.objects.filter(status=RevisionStatus.APPROVED)
    in_order = accepted.filter(created_at__lte=F("submitted_at"), submitted_at__lte=F("decided_at"))
    assert in_order.count() == accepted.count() > 0


def test_some_reports_came_late_and_nobody_accepted_his_own():
    submitted = ProgressReport.objects.filter(first_submitted_at__isnull=False)
    late = submitted.filter(first_submitted_at__date__gt=F("period__due_on"))
    assert 1 <= late.count() < submitted.count() / 4
    by_deed = Event.objects.order_by().values_list("revision", "actor", "action")
    accepted = {(revision, actor) for revision, actor, action in by_deed if action == Action.APPROVED}
    entered = {(revision, actor) for revision, actor, action in by_deed if action == Action.SAVED}
    assert accepted
    assert entered
    assert accepted & entered == set()


# Accounts


def told_accounts(said):
    """Sign-in names with their passwords, from the printed table."""
    return {line.split()[0]: line.split()[1] for line in said.splitlines()[1:]}


@pytest.fixture
def told(half_year, rows_of_half_year) -> str:
    """What the first time says."""
    return rows_of_half_year.said


def test_there_is_an_account_for_each_role_that_can_sign_in(told, client):
    accounts = told_accounts(told)

    roles = Membership.objects.filter(user__username__in=accounts)
    assert sorted(roles.values_list("role", "unit__code")) == [
        (Role.HEAD, "X-MP"),
        (Role.HEAD, "X-QL"),
        (Role.HOME_AFFAIRS, "TPLS"),
        (Role.HOME_AFFAIRS, "TPLS"),
        (Role.LEADERSHIP, "TPLS"),
        (Role.STAFF, "BHXH"),
        (Role.STAFF, "P-VT"),
        (Role.STAFF, "PLDTBXH"),
        (Role.STAFF, "X-MP"),
    ]
    assert User.objects.filter(is_superuser=True, username__in=accounts).count() == 1
    assert [name for name, word in accounts.items() if not client.login(username=name, password=word)] == []


def test_passwords_are_told_once_and_kept_nowhere_in_clear(told):
    accounts = told_accounts(told)

    assert len(set(accounts.values())) == len(accounts)
    stored = str(everything())
    assert [name for name, password in accounts.items() if password in stored] == []
    others = User.objects.exclude(username__in=accounts)
    assert others.exists()
    assert [user.username for user in others if user.has_usable_password()] == []


def test_a_second_time_says_so_and_changes_nothing(told):
    first = told_accounts(told)
    before = everything()

    said = demo()

    assert "here already" in said
    assert [password for password in first.values() if password in said] == []
    assert everything() == before


def test_loading_the_campaign_again_keeps_the_mark_and_the_baselines(told):
    before = list(Allocation.objects.order_by("pk").values())
    call_command("loaddata", "campaign_2024", verbosity=0)
    assert Campaign.objects.get(code="2024").is_demonstration
    assert list(Allocation.objects.order_by("pk").values()) == before


# What went on around the reports


def revision_of(unit, period="2024-Q2"):
    found = Revision.objects.newest().select_related("report__reporter", "report__period")
    return found.get(report__reporter__code=unit, report__period__code=period)


def test_one_report_lies_before_its_head_and_to_another_its_head_agreed():
    waiting, agreed = revision_of("X-QL"), revision_of("X-HD")
    assert waiting.is_before_the_head
    assert User.objects.get(username="chutich-quanglac").memberships.get().unit == waiting.report.reporter
    assert agreed.status == RevisionStatus.SUBMITTED
    assert None not in {agreed.presented_by, agreed.submitted_by}
    assert agreed.presented_by != agreed.submitted_by


def test_two_submitted_reports_ask_for_a_look_and_the_others_can_be_accepted_at_once():
    submitted = Revision.objects.filter(status=RevisionStatus.SUBMITTED)
    seen = overviews(to_look_over(submitted).select_related("report__reporter", "report__period"))
    flagged = {key for key, overview in seen.items() if overview.reasons}
    assert flagged == {revision_of("X-HD").pk, revision_of("PTCKH", "2024-M06").pk}
    assert len(seen) - len(flagged) >= 4


def test_a_lead_has_begun_the_grid_in_which_it_enters_for_all_wards():
    begun = revision_of("PLDTBXH")
    assert begun.status == RevisionStatus.DRAFT
    assert begun.readings.count() == 3
    assert Allocation.objects.owed_by(begun.report.reporter, begun.report.period).count() == 8
    assert begun.created_by == User.objects.get(username="ldtbxh")


def test_signed_sheet_shows_what_its_report_says():
    assert signed_sheet(revision_of("P-VT")).document_number
    assert Evidence.objects.exclude(allocation=None).count() == 3


def test_words_on_a_leads_figures_are_of_every_kind():
    said = Confirmation.objects.filter(report=revision_of("BHXH").report)
    assert sorted(said.values_list("verdict", flat=True)) == [Verdict.OBJECTS, Verdict.RIGHT, Verdict.RIGHT]
    assert said.count() < revision_of("BHXH").readings.filter(allocation__target__code="XH-10").count()
    assert Confirmation.objects.filter(unit__code="PLDTBXH", verdict=Verdict.RIGHT).count() == 2


def test_one_correction_waits_and_what_was_granted_is_accepted_as_the_readings_have_it():
    assert CorrectionRequest.objects.get(outcome=CorrectionState.OPEN).report.reporter.code == "BHXH"
    assert revisions("CA", "2024-Q1") == [RevisionStatus.SUPERSEDED, RevisionStatus.APPROVED]
    assert revision_of("CA", "2024-Q1").decided_at > revision_of("CA", "2024-Q2").decided_at
    assert revision_of("CA", "2024-Q1").readings.get(allocation__target__code="XH-13").value == 63


def test_an_estimate_gave_way_to_its_official_figure():
    said = Reading.objects.filter(
        revision__report__period__code="2024-M05", allocation__target__code="KT-05"
    ).order_by("revision__number")
    assert list(said.values_list("is_estimate", flat=True)) == [True, False]


def test_questions_are_open_overdue_and_answered_and_findings_open_and_mended():
    open_until = Explanation.objects.open().values_list("answer_by", flat=True)
    assert [str(day) < "2024-06-17" for day in sorted(open_until)] == [True, False]
    assert Explanation.objects.exclude(answer="").count() == 1
    assert Inspection.objects.open().count() == Inspection.objects.exclude(mended_on=None).count() == 1


def test_plan_changed_by_a_decision_of_an_earlier_day():
    change = PlanChange.objects.get()
    assert change.target.threshold == change.new != change.old
    assert change.decided_on < change.made_at.date()


def test_units_were_reminded_and_no_mail_left_the_house():
    occasions = set(Reminder.objects.filter(period__code="2024-Q2").values_list("occasion", flat=True))
    assert occasions == {
        Occasion.BEFORE_7,
        Occasion.BEFORE_3,
        Occasion.BEFORE_1,
        Occasion.PHONE,
        Occasion.TEXT,
    }
    assert set(Message.objects.values_list("state", flat=True)) == {MessageState.SENT}
    assert mail.outbox == []


def test_whom_to_call_is_known_of_all_but_two_and_nobody_is_real():
    reporting = Unit.objects.filter(reporting_allocations__readings__isnull=False).distinct()
    assert reporting.filter(contacts=None).count() <= 2 < Contact.objects.count()
    assert not Contact.objects.exclude(email__endswith="@example.org").exists()
    assert not Contact.objects.exclude(telephone__startswith="0205 300 0").exists()
    assert not User.objects.exclude(email="").exclude(email__endswith="@example.org").exists()
