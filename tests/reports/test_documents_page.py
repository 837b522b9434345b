"""The page of documents and its downloads: who gets what, under which name."""

import re

import pytest

from reports.issuing.drafts import draft_of, prepare
from reports.models import PreparedDocument
from targets.schedule import Schedule
from tests.factories import MembershipFactory, UserFactory
from units.choices import Role
from units.models import Unit


def person(role: Role | None) -> object:
    if role is None:
        return UserFactory(is_superuser=True)
    unit = Unit.objects.get(code="X-MP" if role in {Role.STAFF, Role.HEAD} else "TPLS")
    return MembershipFactory(unit=unit, role=role).user


def made(code: str, form: str = "pnv") -> PreparedDocument:
    """The draft as the worker makes it."""
    schedule = Schedule.current()
    return prepare(draft_of(schedule, schedule.by_code(code), form))


@pytest.fixture
def mid_june(settings) -> None:
    settings.EMULATION_TODAY = "2024-06-17"


@pytest.mark.parametrize("role", [Role.LEADERSHIP, Role.HOME_AFFAIRS, None])
def test_overseers_download_the_report_as_a_named_file(client, campaign_2024, mid_june, role):
    made("2024-Q2")
    client.force_login(person(role))
    answer = client.get("/documents/2024-Q2/pnv.pdf")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert 'filename="bao-cao-quy-II-2024-PNV.pdf"' in answer["Content-Disposition"]
    assert "filename*=UTF-8''B%C3%A1o" in answer["Content-Disposition"]
    assert "private" in answer["Cache-Control"]
    assert answer.getvalue().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("path", "name"),
    [("2024-Q2/ubnd", "bao-cao-quy-II-2024-UBND"), ("2024-H1/pnv", "bao-cao-6-thang-2024-PNV")],
)
def test_the_two_forms_are_files_of_two_names(client, campaign_2024, mid_june, path, name):
    made(*path.split("/"))
    client.force_login(person(Role.LEADERSHIP))
    assert f'filename="{name}.pdf"' in client.get(f"/documents/{path}.pdf")["Content-Disposition"]


def test_a_report_asks_the_database_at_most_fourteen_times(
    client, campaign_2024, mid_june, django_assert_max_num_queries
):
    made("2024-H1", "ubnd")
    client.force_login(person(Role.LEADERSHIP))
    with django_assert_max_num_queries(14):
        assert client.get("/documents/2024-H1/ubnd.pdf").status_code == 200


@pytest.mark.parametrize("role", [Role.STAFF, Role.HEAD])
def test_drafts_are_refused_to_staff_who_still_find_the_figures(client, campaign_2024, mid_june, role):
    client.force_login(person(role))
    assert client.get("/documents/2024-Q2/pnv.pdf").status_code == 403
    page = client.get("/documents/").content.decode()
    assert "pnv.pdf" not in page
    assert "/overview/progress.xlsx?as_of=2024-06-14" in page


@pytest.mark.parametrize("path", ["2024-Q9/pnv", "2024-Q2/other", "2024-Q3/pnv"])
def test_unknown_or_future_reports_are_not_found(client, campaign_2024, mid_june, path):
    client.force_login(person(Role.LEADERSHIP))
    assert client.get(f"/documents/{path}.pdf").status_code == 404


def test_documents_page_lists_begun_periods_newest_first(
    client, campaign_2024, mid_june, django_assert_max_num_queries
):
    client.force_login(person(Role.LEADERSHIP))
    with django_assert_max_num_queries(12):
        page = client.get("/documents/").content.decode()
    links = re.findall(r"/documents/([^/]+)/pnv.pdf", page)
    assert links[:4] == ["2024-H1", "2024-Q2", "2024-M06", "2024-M05"]
    assert links[-1] == "2024-M01"
