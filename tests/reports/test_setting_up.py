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
from tests.reports.progress_commands import bring
from tests.reports.typing_in import Typist
from units.choices import Role
from units.models import Event, Unit, User

pytestmark = pytest.mark.django_db
DECEMBER, APRIL = "2024-12-20", "2025-03-17"
BUDGET = 10


@pytest.fixture
def december(accepted_year, settings) -> None:
    settings.EMULATION_TODAY = DECEMBER
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def officer(december) -> Client:
    return client_of("TPLS", Role.HOME_AFFAIRS)


def client_of(unit: str, role: Role) -> Client:
    client = Client()
    client.force_login(MembershipFactory(unit=Unit.objects.get(code=unit), role=role).user)
    return client


def boxes(response) -> dict[str, str]:
    """What the copy page's boxes hold, as a browser sends it back."""
    form = response.context["copy"].form
    return {box.html_name: str(box.value() or "") for box in form}


def prepared(officer: Client) -> Campaign:
    """2025, copied by the pages: shown first, then as shown."""
    url = reverse("setup_copy", args=["2024"])
    typed = boxes(officer.get(url))
    shown = officer.post(url, typed)
    assert shown.status_code == 200
    done = officer.post(url, typed | {"seen": shown.context["copy"].mark, "copy": "1"})
    assert done.status_code == 302, text_of(done.content.decode())
    return Campaign.objects.get(code="2025")


def page_of(officer: Client, code: str = "2025") -> str:
    response = officer.get(reverse("setup_campaign", args=[code]))
    assert response.status_code == 200
    return " ".join(text_of(response.content.decode()).split())


def table_of(officer: Client, target: str) -> dict[str, list[str] | str]:
    """The boxes of a target's table, as a browser sends them back."""
    table = officer.get(reverse("setup_allocate", args=["2025", target])).context["table"]
    return sent(table)


def sent(table) -> dict[str, list[str] | str]:
    found: dict[str, list[str] | str] = {
        "seen": table.mark, "total": table.total, "reason": table.reason,
        "unit": [row.unit.code for row in table.rows],
    }  # fmt: skip
    for row in table.rows:
        for box in row:
            value = box.field.prepare_value(box.value())
            if value is True:
                found[box.html_name] = "on"
            elif value not in (None, False):
                found[box.html_name] = str(value)
    return found


def press(officer: Client, target: str, typed: dict, fill: str, **more):
    return officer.post(reverse("setup_allocate", args=["2025", target]), {**typed, **more, "fill": fill})


def quotas(target: str) -> list[Decimal | None]:
    given = Allocation.objects.filter(target__campaign__code="2025", target__code=target)
    return list(given.order_by("unit__order").values_list("quota", flat=True))


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


def test_jobs_are_shared_out_equally_and_by_weights(officer):
    prepared(officer)
    typed = table_of(officer, "XH-08")
    filled = press(officer, "XH-08", typed, "equal")
    assert filled.status_code == 200
    assert "Nothing has been stored yet." in text_of(filled.content.decode())
    assert quotas("XH-08") == [None] * 8
    typed = sent(filled.context["table"])
    assert press(officer, "XH-08", typed, "store").status_code == 302
    assert quotas("XH-08") == [Decimal(288)] * 4 + [Decimal(287)] * 4
    weights = {f"{code}-weight": str(place) for place, code in enumerate(typed["unit"], start=1)}
    typed = table_of(officer, "XH-08") | weights | {"total": "2.400"}
    weighed = press(officer, "XH-08", typed, "weights")
    shown = [row["quota"].value() for row in weighed.context["table"].rows]
    assert shown == ["67", "133", "200", "267", "333", "400", "467", "533"]
    assert press(officer, "XH-08", sent(weighed.context["table"]), "store").status_code == 302
    assert sum(quotas("XH-08")) == 2400
    changed = Event.objects.filter(object_type="targets.target").last()
    assert (changed.data["X-MP"], changed.data["quota_sum"]) == (["287", "467"], "2400 / 2300-2500")


def test_sum_that_is_not_the_plan_needs_a_reason(officer):
    prepared(officer)
    typed = table_of(officer, "XH-08") | {"total": "2.600"}
    filled = sent(press(officer, "XH-08", typed, "equal").context["table"])
    refused = press(officer, "XH-08", filled, "store")
    assert refused.status_code == 422
    assert "The units were given 100 more than the plan" in text_of(refused.content.decode())
    assert [row["quota"].value() for row in refused.context["table"].rows] == ["325"] * 8
    assert quotas("XH-08") == [None] * 8
    why = "Giao cao hơn để bảo đảm hoàn thành"
    assert press(officer, "XH-08", filled, "store", reason=why).status_code == 302
    assert Event.objects.filter(object_type="targets.target").last().comment == why
    assert why in page_of(officer)
    Target.objects.filter(campaign__code="2025", code="XH-08").update(threshold=2700, ceiling=None)
    assert "What the units were given does not add up to the plan: XH-08" in page_of(officer)


def test_numbers_are_pasted_or_come_from_a_file_whole_or_not_at_all(officer, tmp_path):
    prepared(officer)
    typed = table_of(officer, "XH-02")
    pasted = "Đơn vị\tMức giao\nXã Hoàng Đồng\t1\nx-mp\t1\n"
    filled = press(officer, "XH-02", typed, "paste", pasted=pasted, pasted_as="quota")
    assert [row["quota"].value() for row in filled.context["table"].rows] == ["1", "1", None]
    wrong = press(officer, "XH-02", typed, "paste", pasted="Xã Hoàng Đồng\t1\nXã Không Có\t2\nX-MP\tmột")
    told = text_of(wrong.content.decode())
    assert "Row 2: there is no unit “Xã Không Có” here" in told
    assert "Row 3:" in told
    assert [row["quota"].value() for row in wrong.context["table"].rows] == [None] * 3
    file = tmp_path / "giao.csv"
    file.write_text("unit;weight\nX-HD;1\nX-MP;1\nX-QL;2\nP-CL;0\n", encoding="utf-8-sig")
    with file.open("rb") as content:
        shared = press(officer, "XH-02", typed | {"total": "4"}, "file", file=content)
    rows = shared.context["table"].rows
    assert {row.unit.code: row["quota"].value() for row in rows} == {
        "X-HD": "1", "X-MP": "1", "X-QL": "2", "P-CL": "0",
    }  # fmt: skip
    assert Allocation.objects.filter(target__campaign__code="2025", target__code="XH-02").count() == 3


def test_units_are_added_and_taken_out_in_one_table(officer):
    prepared(officer)
    typed = table_of(officer, "XH-02")
    added = sent(press(officer, "XH-02", typed, "add", add=["P-CL"]).context["table"])
    assert (
        press(officer, "XH-02", added, "store", **{"X-QL-out": "on", "X-HD-quota": "một"}).status_code == 422
    )
    assert press(officer, "XH-02", added, "store", **{"X-QL-out": "on"}).status_code == 302
    given = Allocation.objects.filter(target__campaign__code="2025", target__code="XH-02")
    assert set(given.values_list("unit__code", flat=True)) == {"X-HD", "X-MP", "P-CL"}
    stale = press(officer, "XH-02", typed, "store")
    assert "Somebody else has changed the allocation" in text_of(stale.content.decode())
    again = sent(stale.context["table"])
    assert press(officer, "XH-02", again, "store").status_code == 302


def test_last_years_quotas_are_the_weights(officer):
    with_quota = Allocation.objects.filter(target__campaign__code="2024", target__code="XH-08")
    for place, allocation in enumerate(with_quota.order_by("unit__order")):
        Allocation.objects.filter(pk=allocation.pk).update(quota=Decimal(100 * (place + 1)))
    prepared(officer)
    filled = press(officer, "XH-08", table_of(officer, "XH-08"), "before")
    shown = [int(row["quota"].value().replace(".", "")) for row in filled.context["table"].rows]
    assert sum(shown) == 2300
    assert shown == sorted(shown)


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


def test_all_plans_are_confirmed_by_one_tick(officer):
    new = prepared(officer)
    url = reverse("setup_plans", args=["2025"])
    page = officer.get(url).context["plans"]
    typed = {box.html_name: box.field.prepare_value(box.value()) or "" for form in page.forms for box in form}
    typed = {name: value for name, value in typed.items() if not name.endswith(("confirmed", "stands"))}
    assert officer.post(url, typed | {page.all_box: "on"}).status_code == 302
    assert "plans are still last year's" not in page_of(officer)
    assert Event.objects.about(new.targets.get(code="MT-01")).last().data == {"plan_confirmed": True}


def test_checklist_names_what_is_last_years_and_nothing_else(officer):
    new = prepared(officer)
    Campaign.objects.filter(pk=new.pk).update(document_number="15/KH-UBND")
    new.targets.filter(code="KT-05").update(threshold=450000, plan_text="450.000")
    new.targets.filter(code="KT-01").update(plan_text="12")
    told = page_of(officer)
    assert "The launching document has no title yet." in told
    assert "Their notes still name last year's plan: KT-05" in told
    assert "The printed plan has another number than the level: KT-01" in told


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
