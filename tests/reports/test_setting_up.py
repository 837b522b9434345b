"""Home Affairs sets up the next campaign in December: from the copy of 2024 to the first figure of 2025."""

import csv
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reports import intake
from reports.choices import Basis, ReadingState
from reports.entries import Entry
from reports.entry_refusals import IN_PREPARATION, EntryRefused
from reports.models import Reading
from reports.progress import rows
from reports.wording import previous_text
from reports.workflow import approve, open_report, submit
from targets.models import Allocation, Campaign, ReportingPeriod, Target
from targets.periods import renewal_of
from tests.factories import MembershipFactory
from tests.html import text_of
from tests.reports import city_of_2024 as city
from tests.reports.next_year import (
    APRIL,
    client_of,
    page_of,
    prepared,
)
from tests.reports.progress_commands import bring
from tests.reports.typing_in import Typist
from units.choices import Role
from units.models import Event, Unit, User

pytestmark = pytest.mark.django_db
BUDGET = 10


def test_december_from_copy_to_opening(officer, settings):
    new = prepared(officer)
    assert (new.targets.count(), Allocation.objects.filter(target__campaign=new).count()) == (42, 118)
    assert "2 things are wanting" in page_of(officer)
    calendar = reverse("setup_calendar", args=["2025"])
    assert officer.post(calendar, {"seen": renewal_of(new).mark}).status_code == 302
    opening = reverse("setup_open", args=["2025"])
    assert officer.post(opening).status_code == 409
    assert Campaign.objects.current().code == "2024"
    _set_plans(officer)
    assert "The campaign can be opened" in page_of(officer)
    assert "From 05/01/2025 on all pages show it in place of" in text_of(
        officer.get(opening).content.decode()
    )
    assert officer.post(opening).status_code == 302
    assert "open from 05/01/2025" in page_of(officer)
    assert Campaign.objects.current().code == "2024"
    settings.EMULATION_TODAY = "2025-01-05"
    assert Campaign.objects.current() == new
    opened = Event.objects.about(new).last()
    assert opened.data == {"in_preparation": [True, False]}
    assert officer.get(opening).status_code == 302
    _report_visitors(new, settings)


def _set_plans(officer: Client) -> None:
    """Two as the new document has them, of which the first try says one without what is printed."""
    url = reverse("setup_plans", args=["2025"])
    page = officer.get(url).context["plans"]
    typed = {
        box.html_name: "on" if box.name == "confirmed" else box.field.prepare_value(box.value()) or ""
        for form in page.forms
        for box in form
    }
    stale = officer.post(url, typed | {"KT-05-seen": "of another plan"})
    assert "Somebody else has stored another plan meanwhile: 425.000" in text_of(stale.content.decode())
    wrong = officer.post(url, typed | {"KT-05-threshold": "450.000"})
    assert wrong.status_code == 422
    assert "The printed plan says 425.000, the threshold is 450.000." in text_of(wrong.content.decode())
    meant = officer.post(
        url, typed | {"KT-05-threshold": "450.000", "KT-05-stands": "on", "XH-10-plan_text": "98,5"}
    )
    assert "The printed plan says 98,5, the threshold is 98." in text_of(meant.content.decode())
    assert "The printed plan says 425" not in text_of(meant.content.decode())
    new = {"KT-05-threshold": "450.000", "KT-05-plan_text": "450.000", "XH-08-ceiling": "2.000"}
    refused = officer.post(url, typed | new | {"XH-08-plan_text": "2.300 - 2.000"})
    assert "A ceiling stands above the threshold" in text_of(refused.content.decode())
    assert not Target.objects.filter(campaign__code="2025", threshold=450000).exists()
    new |= {"XH-08-ceiling": "2.600", "XH-08-plan_text": "2.300 - 2.600"}
    assert officer.post(url, typed | new).status_code == 302
    changed = Target.objects.get(campaign__code="2025", code="KT-05")
    assert (changed.threshold, changed.plan_text) == (450000, "450.000")
    told = Event.objects.about(changed).last().data
    assert told["threshold"] == ["425000", "450000"]
    assert told["plan_confirmed"]
    kept = Target.objects.get(campaign__code="2025", code="KT-01")
    assert Event.objects.about(kept).last().data == {"plan_confirmed": True}


def _report_visitors(new: Campaign, settings) -> None:
    """The first quarter of 2025: jobs as typed, last year's taken from last year."""
    settings.EMULATION_TODAY = APRIL
    ward = Unit.objects.get(code="P-CL")
    clerk = MembershipFactory(unit=ward, role=Role.STAFF).user
    jobs = Allocation.objects.get(target__campaign=new, target__code="XH-08", unit=ward)
    before = Reading.objects.get(
        allocation__target__code="XH-08", allocation__unit=ward, revision__report__period__code="2024-Q1"
    )
    typist = Typist(clerk, ward, date(2025, 3, 14)).open()
    assert "Same period of 2024" in text_of(typist.text)
    typist.type(jobs, value="150").save()
    reading = Reading.objects.get(allocation=jobs)
    assert (reading.value, reading.base) == (Decimal(150), before.value)
    approved = {row.target.code: row for row in rows(new, ward, date(2025, 3, 14), Basis.PROVISIONAL)}
    assert approved["XH-08"].value is None
    _accept(new, ward, clerk)
    row = {row.target.code: row for row in rows(new, ward, date(2025, 3, 14), Basis.OFFICIAL)}["XH-08"]
    assert (row.value, row.base, row.comparable) == (Decimal(150), before.value, True)
    assert row.growth == 100 * Fraction(150) / Fraction(before.value) - 100
    owner = {row.target.code: row for row in rows(new, new.owner, date(2025, 3, 14), Basis.OFFICIAL)}
    assert owner["XH-08"].target.previous_result == Decimal(city_result("XH-08"))
    assert previous_text(owner["XH-08"], is_owner=True) != "–"


def _accept(new: Campaign, ward: Unit, clerk: User) -> None:
    """The rest has no number yet."""
    period = new.periods.get(code="2025-Q1")
    revision = open_report(ward, period, clerk)
    open_rows = Allocation.objects.owed_by(ward, period).exclude(target__code="XH-08")
    entries = [
        Entry(each, ReadingState.UNAVAILABLE, note="Chờ") for each in open_rows.select_related("target")
    ]
    assert intake.save(revision, entries, actor=clerk).is_clean
    revision.refresh_from_db()
    reviewer = MembershipFactory(unit=new.owner, role=Role.HOME_AFFAIRS).user
    submitted = submit(revision, clerk, revision.version)
    approve(submitted, reviewer, submitted.version)


def city_result(code: str) -> str:
    with city.READINGS.open(encoding="utf-8-sig", newline="") as file:
        lines = [line for line in csv.DictReader(file) if line["target"] == code]
    return str(sum(Decimal(line["value"]) for line in lines if line["value"]))


@pytest.mark.parametrize("name", ["setup_campaign", "setup_allocate", "setup_open", "setup_calendar"])
def test_who_does_not_prepare_it_does_not_see_it(name, officer):
    prepared(officer)
    args = ["2025", "XH-08"] if name == "setup_allocate" else ["2025"]
    url = reverse(name, args=args)
    assert [
        client_of(unit, role).get(url).status_code
        for unit, role in [
            ("P-CL", Role.STAFF), ("P-CL", Role.HEAD), ("PLDTBXH", Role.STAFF), ("TPLS", Role.LEADERSHIP),
        ]
    ] == [404] * 4  # fmt: skip
    administrator = Client()
    administrator.force_login(User.objects.create_user("admin", is_superuser=True))
    assert administrator.get(url).status_code == 403
    assert officer.get(url).status_code == 200


def test_nothing_is_reported_on_a_campaign_in_preparation(officer, tmp_path):
    new = prepared(officer)
    officer.post(reverse("setup_calendar", args=["2025"]), {"seen": renewal_of(new).mark})
    period = new.periods.get(code="2025-Q1")
    ward = Unit.objects.get(code="P-CL")
    clerk = MembershipFactory(unit=ward, role=Role.STAFF).user
    for importing in (False, True):
        actor = User.objects.create_user(f"a{importing}", is_superuser=True) if importing else clerk
        with pytest.raises(EntryRefused) as refused:
            open_report(ward, period, actor, importing=importing)
        assert refused.value.refusal is IN_PREPARATION
    with pytest.raises(CommandError, match="There is no campaign 2025"):
        bring(tmp_path, [("2025-Q1", "P-CL", "XH-08", "1")], campaign="2025")
    with pytest.raises(CommandError, match="There is no campaign 2025"):
        call_command("export_progress", campaign="2025", as_of="2025-03-14", format="json")
    for page in ("my_reports", "overview", "campaign", "calendar"):
        client = Client()
        client.force_login(clerk)
        assert "2025-Q1" not in client.get(reverse(page)).content.decode()
        assert "Thi đua 2025" not in client.get(reverse(page)).content.decode()


def test_reading_is_refused_even_where_a_report_was_begun(officer, settings):
    new = prepared(officer)
    officer.post(reverse("setup_calendar", args=["2025"]), {"seen": renewal_of(new).mark})
    Campaign.objects.filter(pk=new.pk).update(in_preparation=False)
    ward = Unit.objects.get(code="P-CL")
    clerk = MembershipFactory(unit=ward, role=Role.STAFF).user
    settings.EMULATION_TODAY = APRIL
    revision = open_report(ward, ReportingPeriod.objects.get(code="2025-Q1"), clerk)
    Campaign.objects.filter(pk=new.pk).update(in_preparation=True)
    with pytest.raises(EntryRefused) as refused:
        intake.save(revision, [], actor=clerk, narrative={"results": "Kết quả"})
    assert refused.value.refusal is IN_PREPARATION


def test_campaign_opened_by_mistake_is_taken_back_and_one_in_preparation_deleted(officer, settings):
    new = prepared(officer)
    officer.post(reverse("setup_calendar", args=["2025"]), {"seen": renewal_of(new).mark})
    Campaign.objects.filter(pk=new.pk).update(in_preparation=False)
    back, delete = (reverse(name, args=["2025"]) for name in ("setup_take_back", "setup_delete"))
    assert "Opened by mistake?" in page_of(officer)
    assert officer.post(delete).status_code == 302
    assert "Say why" in text_of(officer.post(back, {"reason": " "}).content.decode())
    settings.EMULATION_TODAY = APRIL
    ward = Unit.objects.get(code="P-CL")
    clerk = MembershipFactory(unit=ward, role=Role.STAFF).user
    revision = open_report(ward, ReportingPeriod.objects.get(code="2025-Q1"), clerk)
    refused = officer.post(back, {"reason": "Mở nhầm"})
    assert "1 reports stand on this campaign" in text_of(refused.content.decode())
    report = revision.report
    revision.delete()
    report.delete()
    assert officer.post(back, {"reason": "Mở nhầm"}).status_code == 302
    told = Event.objects.about(new).last()
    assert (told.data, told.comment) == ({"in_preparation": [False, True]}, "Mở nhầm")
    assert "42 targets" in text_of(officer.get(delete).content.decode())
    assert client_of("P-CL", Role.STAFF).post(delete).status_code == 404
    assert officer.post(delete).status_code == 302
    assert [campaign.code for campaign in Campaign.objects.all()] == ["2024"]
    assert Target.objects.filter(campaign__code="2024").count() == 42
    gone = Event.objects.get(object_type="targets.campaign", object_id=new.pk, action="deleted")
    assert gone.data["targets"] == 42


def test_campaign_that_was_copied_is_not_deleted(officer):
    first = prepared(officer)
    Target.objects.filter(campaign__code="2024").update(previous=first.targets.first())
    refused = officer.post(reverse("setup_delete", args=["2025"]))
    assert refused.status_code == 409
    assert first.targets.count() == 42


def test_next_year_is_prepared_once(officer):
    offers = "Prepare next year"
    assert offers in officer.get(reverse("setup")).content.decode()
    new = prepared(officer)
    assert offers not in officer.get(reverse("setup")).content.decode()
    assert "in preparation" in officer.get(reverse("setup")).content.decode()
    Campaign.objects.filter(pk=new.pk).update(in_preparation=False)
    assert offers not in officer.get(reverse("setup")).content.decode()


def test_the_administration_opens_no_campaign(officer):
    new = prepared(officer)
    url = reverse("admin:targets_campaign_change", args=[new.pk])
    assert 'name="in_preparation"' not in officer.get(url).content.decode()
    assert 'name="in_preparation"' in officer.get(reverse("admin:targets_campaign_add")).content.decode()


def test_pages_stay_within_the_budget_however_much_is_allocated(officer):
    prepared(officer)
    urls = [
        reverse("setup"),
        reverse("setup_campaign", args=["2025"]),
        reverse("setup_plans", args=["2025"]),
        reverse("setup_allocate", args=["2025", "XH-08"]),
        reverse("setup_open", args=["2025"]),
        reverse("setup_successors", args=["2025"]),
        reverse("setup_delete", args=["2025"]),
        reverse("draft_targets", args=["2025"]),
    ]

    def counts() -> list[int]:
        found = []
        for url in urls:
            with CaptureQueriesContext(connection) as captured:
                assert officer.get(url).status_code == 200
            found.append(len(captured))
        return found

    counts()  # What is told once, and asked once a process.
    of_all = counts()
    Allocation.objects.filter(target__campaign__code="2025").exclude(target__code="XH-08").delete()
    assert counts() == of_all
    assert max(of_all) <= BUDGET
