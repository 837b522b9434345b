"""The matrix of units and periods: who stands in it, where its cells lead, and that its counts are true."""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from emulation.dates import now
from reports.choices import ReportingState
from reports.intake import save
from reports.presenting import present
from reports.workflow import approve, open_report, reopen, submit
from tests.factories import (
    AllocationFactory,
    CampaignFactory,
    ClusterFactory,
    MembershipFactory,
    ProgressReportFactory,
    ReportingPeriodFactory,
    RevisionFactory,
    TargetFactory,
    UnitFactory,
    UserFactory,
)
from tests.html import table_row, text_of
from tests.reports.cast import MID_JUNE, Cast, reported
from units.choices import Role

pytestmark = pytest.mark.django_db

MATRIX = "/review/matrix/"
AFTER_DUE = "2024-06-19"


@pytest.fixture
def cast(settings) -> Cast:
    settings.EMULATION_TODAY = MID_JUNE
    return Cast()


def client_of(user) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def shown(cast: Cast, role: str = "reviewer", **asked):
    return client_of(cast[role]).get(MATRIX, asked)


def matrix_of(cast: Cast, role: str = "reviewer", **asked):
    return shown(cast, role, **asked).context["matrix"]


def accepted(cast: Cast):
    revision = cast.answered()
    revision = submit(revision, cast["staff"], revision.version)
    return approve(revision, cast["reviewer"], revision.version)


def test_units_stand_by_cluster_with_a_column_for_each_period_by_frequency(cast):
    for code in ("2024-M06", "2024-M05", "2024-Q1", "2024-Y"):
        ReportingPeriodFactory(campaign=cast.campaign, code=code)
    cast.ward.cluster = ClusterFactory(owner=cast.city)
    cast.ward.save()
    cast.allocate(cast.ward, frequency="month")
    matrix = matrix_of(cast)
    assert [period.code for period in matrix.periods] == ["2024-M05", "2024-M06", "2024-Q1", "2024-Q2"]
    clusters = {cluster: [row.unit for row in rows] for cluster, rows in matrix.clusters}
    assert clusters == {cast.ward.cluster: [cast.ward], None: [cast.other_ward]}
    owed = [[line is not None for line in row.lines] for row in matrix.rows]
    assert sorted(owed) == [[False, False, True, True], [True, True, True, True]]


def test_units_that_owe_nothing_are_in_one_folded_line_and_nowhere_else(cast, settings):
    settings.EMULATION_TODAY = AFTER_DUE
    response = shown(cast)
    matrix = response.context["matrix"]
    assert matrix.silent == [cast.department]
    assert cast.department not in [row.unit for row in matrix.rows]
    assert "1 unit has nothing to report" in response.text


def test_a_cell_tells_state_and_marks_in_words(cast, settings):
    ReportingPeriodFactory(campaign=cast.campaign, code="2024-Q3")
    revision = accepted(cast)
    reopen(revision.report, cast["reviewer"], "Sai số liệu")
    settings.EMULATION_TODAY = AFTER_DUE
    page = shown(cast).text
    assert table_row(page, cast.ward.name)[1:3] == ["sent back correction", "not open"]
    assert table_row(page, cast.other_ward.name)[1:3] == ["not begun overdue", "not open"]
    assert f"{cast.ward.name}, quarter II/2024: Sent back for changes, Under correction (1/1)" in page


def test_a_cell_tells_what_lies_before_the_head(cast):
    cast.ward.head_approves = True
    cast.ward.save()
    revision = cast.answered()
    present(revision, cast["staff"], revision.version)
    assert table_row(shown(cast).text, cast.ward.name)[1] == "with the head"


def test_a_cell_leads_to_the_report_or_to_entering_for_the_unit(cast):
    third = ReportingPeriodFactory(campaign=cast.campaign, code="2024-Q3")
    revision = accepted(cast)
    entry = reverse("entry", args=[cast.other_ward.code, "2024-06-14"])
    page = shown(cast).text
    assert f'href="{reverse("review", args=[revision.report_id])}"' in page
    assert f'href="{entry}"' in page
    assert third.cut_off.isoformat() not in page
    assert f'href="{entry}"' not in shown(cast, "leadership").text


def test_a_name_is_escaped_once(cast):
    cast.ward.name = "Phường <A> & B"
    cast.ward.save()
    accepted(cast)
    page = shown(cast).text
    assert "<A>" not in page
    assert "Phường <A> & B" in text_of(page)
    assert 'title="Phường &lt;A&gt; &amp; B, quarter' in page


def test_without_any_target_the_page_says_what_will_stand_there(cast):
    cast.allocation.delete()
    cast.elsewhere.delete()
    assert "No unit has anything to report" in shown(cast).text


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("reviewer", 200),
        ("leadership", 200),
        ("administrator", 200),
        ("staff", 403),
        ("head", 403),
        ("lead", 403),
    ],
)
def test_who_sees_the_matrix(cast, role, status):
    assert shown(cast, role).status_code == status


def test_the_number_of_queries_does_not_grow(cast, django_assert_num_queries):
    client = client_of(cast["reviewer"])
    with django_assert_num_queries(7):
        client.get(MATRIX)
    for _number in range(3):
        cast.allocate(UnitFactory(parent=cast.city), target=cast.allocation.target)
    revision = open_report(cast.other_ward, cast.period, cast["neighbour"])
    save(revision, [reported(cast.elsewhere, 5)], actor=cast["neighbour"])
    with django_assert_num_queries(7):
        client.get(MATRIX)


# Every count is the length of the list behind its link

CODES = ("2024-M05", "2024-M06", "2024-Q1", "2024-Q2", "2024-Q3")
COURSES = ("none", "draft", "submitted", "returned", "approved", "correction")
units = st.fixed_dictionaries(
    {
        "cluster": st.sampled_from([0, 1, None]),
        "frequencies": st.sets(st.sampled_from(["month", "quarter"])),
        "courses": st.tuples(*[st.sampled_from(COURSES) for _code in CODES]),
        "late": st.sampled_from([frozenset(), frozenset(CODES)]),
    }
)


def build(world) -> Client:
    """The city of the world, seen by Home Affairs."""
    campaign = CampaignFactory()
    city = campaign.owner
    clusters = ClusterFactory.create_batch(2, owner=city)
    periods = [ReportingPeriodFactory(campaign=campaign, code=code) for code in CODES]
    targets = {kind: TargetFactory(campaign=campaign, frequency=kind) for kind in ("month", "quarter")}
    author = UserFactory()
    for told in world:
        cluster = None if told["cluster"] is None else clusters[told["cluster"]]
        unit = UnitFactory(parent=city, cluster=cluster)
        for kind in told["frequencies"]:
            AllocationFactory(target=targets[kind], unit=unit)
        for period, course in zip(periods, told["courses"], strict=True):
            if course != "none" and period.kind in told["frequencies"]:
                file(unit, period, course, author, is_late=period.code in told["late"])
    return client_of(MembershipFactory(unit=city, role=Role.HOME_AFFAIRS).user)


def file(unit, period, course, author, *, is_late) -> None:
    at = now() if is_late else None
    report = ProgressReportFactory(reporter=unit, period=period, first_submitted_at=at)
    traits = {"submitted": {"submitted": True, "submitted_by": author}}
    accepted = {"approved": True, "decided_by": author}
    if course == "correction":
        RevisionFactory(report=report, created_by=author, **accepted)
        RevisionFactory(report=report, created_by=author, number=2, status="returned")
    elif course == "approved":
        RevisionFactory(report=report, created_by=author, **accepted)
    else:
        RevisionFactory(report=report, created_by=author, **traits.get(course, {"status": course}))


def counts(matrix):
    """Every number of the page with its link."""
    yield from ((choice.count, choice.address) for choice in matrix.states)
    for row in matrix.rows + matrix.totals:
        yield from ((total.count, total.address) for total in row.totals)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(world=st.lists(units, min_size=1, max_size=3), cluster=st.booleans())
def test_every_count_is_the_length_of_the_list_behind_its_link(world, cluster, settings):
    settings.EMULATION_TODAY = AFTER_DUE
    with transaction.atomic():
        client = build(world)
        whole = client.get(MATRIX).context["matrix"]
        chosen = whole.choices[-1].value if cluster else ""
        matrix = client.get(MATRIX, {"cluster": chosen}).context["matrix"]
        lists = {}
        for count, address in counts(matrix):
            if address not in lists:
                lists[address] = len(client.get(address).context["queue"].shown)
            assert count == lists[address], address
        in_all = sum(total.count for row in matrix.rows for total in row.totals[:1])
        by_state = {row.state: row.totals[-1].count for row in matrix.totals}
        assert in_all == len(matrix.shown) == by_state[""]
        assert sum(by_state.get(state, 0) for state in ReportingState.values) == in_all
        transaction.set_rollback(True)
