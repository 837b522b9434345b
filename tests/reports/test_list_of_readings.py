"""Every reading as a row: what the figures are added up from, and who may read it."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from reports.choices import Basis, ReadingState
from reports.lists.readings import Given
from reports.models import Reading
from reports.progress import rows
from targets.choices import Measure, OverTime
from targets.models import Campaign
from tests.reports.listed import pairs, reader, records
from units.models import User

pytestmark = pytest.mark.django_db

URL = "/documents/readings.json"
XH_02_IN_Q1 = ("XH-02", "quý I/2024")


@pytest.fixture
def officer(demonstrated) -> Client:
    """Home Affairs."""
    return reader("noivu")


@pytest.fixture
def clerk(demonstrated) -> Client:
    """Staff of the commune X-MP."""
    return reader("maipha")


@pytest.mark.parametrize("basis", Basis.values)
def test_readings_add_up_to_the_figures_of_the_pages(basis, officer):
    campaign = Campaign.objects.get(code="2024")
    told = records(officer, f"{URL}?basis={basis}")
    of_pages = rows(campaign, campaign.owner, date(2024, 6, 14), Basis(basis))
    summed = [row for row in of_pages if row.target.over_time == OverTime.SUM]
    sums = {row.target.code: Decimal(0) for row in summed}
    for record in told:
        if record["target"] in sums and record["value"] is not None:
            sums[record["target"]] += Decimal(record["value"])
    assert sums == {row.target.code: row.value or 0 for row in summed}
    assert len([row for row in summed if row.value]) > 8


def test_each_is_told_with_who_gave_it_and_who_accepted_it(officer):
    reading = Reading.objects.select_related("revision__decided_by", "entered_by").get(
        revision__report__reporter__code="BHXH",
        revision__report__period__code="2024-Q2",
        allocation__unit__code="P-CL",
    )
    told = next(
        record
        for record in records(officer, f"{URL}?period=2024-Q2&target=XH-10")
        if record["code"] == "P-CL"
    )
    assert (told["period"], told["cut_off"], told["unit"], told["reporter"]) == (
        *("quý II/2024", "2024-06-14", "Phường Chi Lăng", "Bảo hiểm xã hội thành phố"),
    )
    assert (told["value"], told["base"], told["figure"]) == ("14607", "14920", "97.902145")
    assert (told["state"], told["status"], told["estimate"]) == ("có số liệu", "đã tiếp nhận", False)
    assert (told["entered_by"], told["accepted_by"]) == (
        *(str(reading.entered_by), str(reading.revision.decided_by)),
    )
    assert told["accepted_at"] == "2024-06-15T09:20:00+07:00"


def test_figure_of_a_reading_is_the_one_that_its_unit_has(officer):
    """Of targets that keep the latest, a unit's own figure is that of its last reading alone."""
    campaign = Campaign.objects.get(code="2024")
    told = {}
    for record in records(officer, URL):
        told[record["target"], record["code"]] = record["figure"]
    shares = campaign.targets.filter(over_time=OverTime.LATEST).exclude(measure=Measure.ALL_OF)
    compared = 0
    for target in shares:
        for each in officer.get(f"/targets/{target.code}/").context["shown"].units:
            if each.reading and not each.part.is_carried and each.line.row.figure is not None:
                figure = told[target.code, each.unit.code]
                assert abs(Decimal(figure) - Decimal(float(each.line.row.figure))) < Decimal("0.000001")
                compared += 1
    assert compared > 8


def test_what_has_no_number_has_no_figure_either(officer):
    unavailable = Reading.objects.filter(state=ReadingState.UNAVAILABLE, revision__status="approved")
    told = [record for record in records(officer, URL) if record["state"] == "chưa có số liệu"]
    assert len(told) == unavailable.count() > 0
    assert {(record["value"], record["figure"]) for record in told} == {(None, None)}
    assert all(record["note"] for record in told)


def test_rows_stand_by_period_then_target_then_unit(officer):
    targets = list(Campaign.objects.get(code="2024").targets.values_list("code", flat=True))
    told = pairs(records(officer, URL), "cut_off", "period", "target", "code")
    assert [day for day, *_rest in told] == sorted(day for day, *_rest in told)
    of_quarter = [(target, unit) for _day, period, target, unit in told if period == "quý II/2024"]
    assert of_quarter == sorted(of_quarter, key=lambda pair: targets.index(pair[0]))
    assert len(told) == len(set(told))


def test_what_waits_for_acceptance_is_there_where_it_is_asked_for(officer):
    official, provisional = (records(officer, f"{URL}?basis={basis}") for basis in Basis.values)
    assert {record["status"] for record in official} == {"đã tiếp nhận"}
    waiting = [record for record in provisional if record["status"] == "đã gửi"]
    assert waiting
    assert {(record["accepted_by"], record["accepted_at"]) for record in waiting} == {(None, None)}
    assert all(record["submitted_by"] for record in waiting)


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("unit=X-MP", lambda record: record["code"] == "X-MP" or record["reporter"] == "Xã Mai Pha"),
        ("unit=BHXH", lambda record: record["reporter"] == "Bảo hiểm xã hội thành phố"),
        ("target=XH-12", lambda record: record["target"].startswith("XH-12.")),
        ("target=XH-02&period=2024-Q1", lambda record: (record["target"], record["period"]) == XH_02_IN_Q1),
        ("as_of=2024-03-14", lambda record: record["cut_off"] <= "2024-03-14"),
    ],
)  # fmt: skip
def test_the_address_narrows_them(query, kept, officer):
    narrowed = records(officer, f"{URL}?{query}")
    assert narrowed == [record for record in records(officer, URL) if kept(record)]
    assert narrowed


@pytest.mark.parametrize("basis", Basis.values)
def test_a_person_reads_those_of_his_units_and_of_the_targets_that_these_lead(basis, clerk, officer):
    own, every = (records(client, f"{URL}?basis={basis}") for client in (clerk, officer))
    about_it = [each for each in every if each["code"] == "X-MP" or each["reporter"] == "Xã Mai Pha"]
    assert own == about_it
    assert 0 < len(own) < len(every)


def test_a_lead_reads_those_of_its_target(demonstrated):
    lead = reader("bhxh")
    told = records(lead, f"{URL}?target=XH-10")
    assert len({record["code"] for record in told}) == 8


def test_every_stored_field_is_told(officer):
    """A field that was added to the row is either shown or used for its figure."""
    used = {"baseline_value", "baseline_base", "is_estimate"}
    assert set(Given._fields) - used <= set(records(officer, URL)[0])


@pytest.mark.parametrize("query", ["unit=P%00CL%00", "unit=%FF", "target=XX-99", "period=2024-H1"])
def test_what_is_not_there_finds_nothing(query, officer):
    assert records(officer, f"{URL}?{query}") == (records(officer, f"{URL}?unit=PCL"))


@pytest.mark.parametrize("query", ["as_of=hôm nay", "as_of=2030-01-01", "basis=x"])
def test_what_cannot_be_understood_is_as_if_it_were_not_asked(query, officer):
    assert records(officer, f"{URL}?{query}") == records(officer, URL)


def test_numbers_are_exact(officer):
    reading = Reading.objects.filter(revision__status="approved", allocation__target__code="KT-05").first()
    Reading.objects.filter(pk=reading.pk).update(value=Decimal("99999999999.9999"))
    told = records(officer, f"{URL}?target=KT-05&period={reading.revision.report.period.code}")
    assert pairs(told, "value") == [("99999999999.9999",)]


def test_nobody_signed_in_reads_them(demonstrated):
    assert Client().get(URL).status_code == 302
    stranger = User.objects.create(username="khach", full_name="Khách")
    client = Client()
    client.force_login(stranger)
    assert records(client, URL) == []
