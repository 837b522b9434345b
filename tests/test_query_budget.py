"""How many queries a page takes, session and user counted in: at most ten, whatever the city has reported.

On the demonstration's 17 June every page is asked for twice: with everyone's data, and with one unit's alone.
"""

from operator import itemgetter

import pytest
from django.contrib.admin import site
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reports import intake
from reports.choices import ReadingState, RevisionStatus
from reports.completeness import unanswered
from reports.entries import Entry
from reports.models import (
    Confirmation,
    CorrectionRequest,
    Evidence,
    ProgressReport,
    Reading,
    Revision,
    WarningAnswer,
)
from reports.presenting import hand_back, present
from targets.models import Allocation, Campaign, ReportingPeriod, Target
from tests.administration import address as admin_address
from tests.factories import ConfirmationFactory, ExplanationFactory, InspectionFactory
from tests.reports.filled_sheets import Clerk
from tests.reports.typing_in import AS_HTMX, Typist
from tests.urls import OWN_NAMES, ROLES, TABLE, address, people_around
from units.models import Unit, User

pytestmark = pytest.mark.django_db

BUDGET = 10
ADMINISTRATION_BUDGET = 20
# A document is made of all that overview, lists and words of the report show.
DOCUMENT_BUDGET = 16
DOCUMENTS = ("report_ready", "report_words", "report_issue", "issued_report")
# Six of them open and close savepoints.
SAVING_BUDGET = 22
LOOKING_BUDGET = 7
AFTER_CLOSING, CLOSING = "2024-06-25", "2024-06-20"
# One unit for each state that a report of the second quarter is in.
STATES = {
    RevisionStatus.APPROVED: "P-CL",
    RevisionStatus.SUBMITTED: "P-VT",
    RevisionStatus.RETURNED: "P-HVT",
    RevisionStatus.DRAFT: "X-MP",
}
SEVERAL_STATES = ["my_reports", "entry", "confirmations", "review", "review_changes", "review_queue", "unit"]


def readers(name: str) -> list[str]:
    """The roles that may open the page."""
    return [role for role, code in zip(ROLES, TABLE[name][0].split(), strict=True) if code == "200"]


# The others below, where the report is accepted among other states.
PAGES = [name for name in OWN_NAMES if readers(name) and name not in SEVERAL_STATES]


def report_of(unit: str, period: str = "2024-Q2") -> ProgressReport:
    reports = ProgressReport.objects.select_related("reporter", "period")
    return reports.get(reporter__code=unit, period__code=period)


def leave_only(unit: str) -> None:
    """Take away what all other units have reported, but one report that waits: of none nothing is asked."""
    others = ProgressReport.objects.exclude(reporter__code__in=[unit, STATES[RevisionStatus.SUBMITTED]])
    revisions = Revision.objects.filter(report__in=others)
    around = [
        *(model.objects.filter(revision__in=revisions) for model in (Reading, Evidence)),
        *(
            model.objects.filter(report__in=others)
            for model in (WarningAnswer, Confirmation, CorrectionRequest)
        ),
    ]
    for rows in (*around, revisions, others):
        rows.order_by()._raw_delete(connection.alias)


def queries(url: str, person: User | None) -> int:
    client = Client()
    if person:
        client.force_login(person)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(url)
        assert answer.status_code == 200, url
        if answer.streaming:
            # What is asked while a file is being written counts too.
            answer.getvalue()
    return len(captured)


Asked = list[tuple[str, User | None]]


def over_budget(asked: Asked, budget: int = BUDGET) -> dict[tuple[str, User | None], int]:
    """What each page asks the database, of those that ask more than they may."""
    return {page: count for page, count in counted(asked).items() if count > budget}


def counted(asked: Asked) -> dict[tuple[str, User | None], int]:
    return {(url, person): queries(url, person) for url, person in asked}


def broken(asked: Asked, unit: str, budget: int = BUDGET) -> dict[str, tuple]:
    """The pages over the budget, and those whose queries grow with the data: of each page that is counted
    again with one unit's data for the reader who asks most."""
    of_all = counted(asked)
    # The last one of each page stays.
    busiest = {url: person for (url, person), _count in sorted(of_all.items(), key=itemgetter(1))}
    leave_only(unit)
    of_one = counted(list(busiest.items()))
    return {
        f"{url} as {person}": (count, of_one.get((url, person)))
        for (url, person), count in of_all.items()
        if count > budget or of_one.get((url, person), count) != count
    }


@pytest.mark.parametrize("name", PAGES)
def test_page_stays_within_its_budget_for_every_reader(name, demonstrated):
    report = report_of("P-CL")
    people = people_around("P-CL", another="P-DK")
    budget = DOCUMENT_BUDGET if name in DOCUMENTS else BUDGET
    assert not broken([(address(name, report), people[role]) for role in readers(name)], "P-CL", budget)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("name", SEVERAL_STATES)
def test_page_stays_within_it_in_every_state_of_a_report(name, state, demonstrated):
    unit = STATES[state]
    report = report_of(unit)
    assert report.revisions.get().status == state
    people = people_around(unit, another="P-DK")
    assert not broken([(address(name, report), people[role]) for role in readers(name)], unit)


@pytest.mark.parametrize("state", STATES)
def test_pages_stay_within_it_after_entry_has_closed(state, demonstrated, settings):
    ReportingPeriod.objects.filter(code="2024-Q2").update(closes_on=CLOSING)
    settings.EMULATION_TODAY = AFTER_CLOSING
    unit = STATES[state]
    people = people_around(unit, another="P-DK")
    asked = [
        (address(name, report_of(unit)), people[role]) for name in SEVERAL_STATES for role in readers(name)
    ]
    assert not broken(asked, unit)


def present_draft_of(unit: Unit, people: dict[str, User | None]) -> Revision:
    """What is unanswered waits for its number, and the whole lies before the head."""
    Unit.objects.filter(pk=unit.pk).update(head_approves=True)
    revision = report_of(unit.code).revisions.get()
    missing = unanswered(revision)
    entries = [Entry(allocation, ReadingState.UNAVAILABLE, note="Chờ") for allocation in missing]
    assert intake.save(revision, entries, actor=people["staff"]).is_clean
    return present(report_of(unit.code).revisions.get(), people["staff"], revision.version)


@pytest.mark.parametrize("name", SEVERAL_STATES)
@pytest.mark.parametrize("is_handed_back", [False, True], ids=["before the head", "handed back"])
def test_pages_stay_within_it_between_staff_and_head(is_handed_back, name, demonstrated):
    people = people_around("X-MP")
    revision = present_draft_of(Unit.objects.get(code="X-MP"), people)
    if is_handed_back:
        hand_back(revision, people["head"], revision.version, "Xem lại")
    asked = [(address(name, revision.report), people[role]) for role in readers(name)]
    assert not broken(asked, "X-MP")


def test_pages_stay_within_it_under_correction(demonstrated):
    report = report_of("P-VT", "2024-Q1")
    assert {revision.status for revision in report.revisions.all()} == {"approved", "returned"}
    people = people_around("P-VT")
    asked = [(address(name, report), people["home_affairs"]) for name in SEVERAL_STATES]
    assert not broken(asked, "P-VT")


def test_every_target_stays_within_it(demonstrated):
    people = people_around("P-CL")
    targets = Campaign.objects.get(code="2024").targets.values_list("code", flat=True)
    officer = people["home_affairs"]
    asked = [(f"{reverse('target', args=[code])}?basis=provisional", officer) for code in targets]
    assert not over_budget(asked)


def test_every_unit_stays_within_it(demonstrated):
    officer = people_around("P-CL")["home_affairs"]
    units = Unit.objects.exclude(parent=None)
    asked = [(f"{reverse('unit', args=[unit.code])}?basis=provisional", officer) for unit in units]
    assert not over_budget(asked)


def test_words_and_questions_take_no_query_of_their_own(demonstrated):
    insurance, ward = report_of("BHXH"), Unit.objects.get(code="X-MP")
    officer = people_around("P-CL")["home_affairs"]
    clerk, lead = (User.objects.get(username=name) for name in ("maipha", "bhxh"))
    asked = [
        *((address(name, insurance, "XH-10"), lead) for name in ("my_reports", "entry", "confirmations")),
        *((address(name, insurance, "XH-10"), officer) for name in ("review", "target", "unit", "asking")),
        *((reverse(name, args=args), clerk) for name, args in pages_of(ward)),
    ]
    before = [queries(url, person) for url, person in asked]
    for reading in Reading.objects.filter(revision__report=insurance).select_related("allocation"):
        said = {"report": insurance, "allocation": reading.allocation, "unit": reading.allocation.unit}
        ConfirmationFactory.create_batch(3, **said, value=reading.value, base=reading.base)
        ExplanationFactory(unit=ward, target=reading.allocation.target)
        InspectionFactory(unit=ward, campaign=insurance.period.campaign)
    assert [queries(url, person) for url, person in asked] == before
    assert max(before) <= BUDGET


def pages_of(unit: Unit) -> list[tuple[str, list[str]]]:
    of_report = [unit.code, "2024-06-14"]
    return [("my_reports", []), ("unit", [unit.code]), ("entry", of_report), ("confirmations", of_report)]


@pytest.mark.parametrize("extension", ["xlsx", "json"])
def test_every_file_stays_within_it_in_the_other_forms_too(extension, demonstrated):
    people = people_around("P-CL")
    files = [name for name in PAGES if name.endswith("_export")]
    urls = [address(name, report_of("P-CL")).replace(".csv", f".{extension}") for name in files]
    readers_of = [people["staff" if name == "my_reports_export" else "home_affairs"] for name in files]
    asked = list(zip((f"{url}?basis=provisional" for url in urls), readers_of, strict=True))
    assert not broken(asked, "P-CL")


def test_report_on_a_span_of_periods_stays_within_it(demonstrated):
    people = people_around("P-CL")
    asked = [(reverse("report_ready", args=["2024-H1", "ubnd"]), people["leadership"])]
    assert not broken(asked, "P-CL", DOCUMENT_BUDGET)


# The administration

ADMINISTERED = sorted(site._registry, key=lambda model: model._meta.label)
ADMINISTERING = ("home_affairs", "administrator")


def test_front_page_of_the_administration_stays_within_it(demonstrated):
    people = people_around("P-CL")
    assert not broken([(reverse("admin:index"), people[role]) for role in ADMINISTERING], "P-CL")


@pytest.mark.parametrize("model", ADMINISTERED, ids=lambda model: model._meta.label)
def test_list_of_the_administration_stays_within_it(model, demonstrated):
    people = people_around("P-CL")
    assert not broken([(admin_address(model), people[role]) for role in ADMINISTERING], "P-CL")


ONE_OF_P_CL = {
    Unit: {"code": "P-CL"},
    Allocation: {"unit__code": "P-CL", "target__code": "XH-08"},
    Target: {"code": "XH-08"},
    ReportingPeriod: {"code": "2024-Q2"},
    ProgressReport: {"reporter__code": "P-CL", "period__code": "2024-Q2"},
    Revision: {"report__reporter__code": "P-CL", "report__period__code": "2024-Q2"},
    Reading: {
        "allocation__unit__code": "P-CL",
        "allocation__target__code": "XH-08",
        "revision__report__period__code": "2024-Q2",
    },
    User: {"username": "maipha"},
    Campaign: {"code": "2024"},
}


@pytest.mark.parametrize("model", ONE_OF_P_CL, ids=lambda model: model._meta.label)
def test_page_of_one_thing_in_the_administration_stays_within_its_own(model, demonstrated):
    """Django's own form asks for each list of choices and each block of rows apart."""
    people = people_around("P-CL")
    thing = model.objects.get(**ONE_OF_P_CL[model])
    urls = [admin_address(model, page, thing.pk) for page in ("change", "history")]
    asked = [(url, people[role]) for url in urls for role in ADMINISTERING]
    assert not broken(asked, "P-CL", budget=ADMINISTRATION_BUDGET)


# What is posted


def save(staff: Typist, rows: int, note: str) -> int:
    """The queries of a post in which so many rows say something new."""
    staff.open()
    for row in staff.page.rows[:rows]:
        staff.type(row.allocation, state="unavailable", value="", base="", note=note)
    with CaptureQueriesContext(connection) as captured:
        assert staff.client.post(staff.url(), staff.sent).status_code == 302
    assert Reading.objects.filter(note=note).count() == rows
    return len(captured)


@pytest.mark.parametrize("answered", [0, 9], ids=["new", "changed"])
def test_saving_takes_the_same_queries_for_two_rows_and_for_nine(answered, demonstrated):
    Reading.objects.filter(revision=report_of("X-MP").revisions.get()).delete()
    staff = Typist(User.objects.get(username="maipha"), Unit.objects.get(code="X-MP"))
    save(staff, answered, "Đang tổng hợp")
    taken = {}
    for rows in (2, 9):
        savepoint = transaction.savepoint()
        taken[rows] = save(staff, rows, "Chưa thống kê")
        transaction.savepoint_rollback(savepoint)
    assert taken[2] == taken[9] <= SAVING_BUDGET


def autosave(staff: Typist, rows: int, note: str) -> int:
    """The same for a request of the page that saves itself."""
    sent = {"typed_by": str(staff.page.user.pk)}
    for row in staff.open().page.rows[:rows]:
        staff.type(row.allocation, state="unavailable", value="", base="", note=note)
        prefix = f"a{row.allocation.pk}-"
        sent |= {name: value for name, value in staff.sent.items() if name.startswith(prefix)}
    with CaptureQueriesContext(connection) as captured:
        assert staff.client.post(staff.url("entry_autosave"), sent, headers=AS_HTMX).status_code == 200
    assert Reading.objects.filter(note=note).count() == rows
    return len(captured)


@pytest.mark.parametrize("answered", [0, 9], ids=["new", "changed"])
def test_autosaving_takes_the_same_queries_for_one_row_and_for_a_pasted_block(answered, demonstrated):
    Reading.objects.filter(revision=report_of("X-MP").revisions.get()).delete()
    staff = Typist(User.objects.get(username="maipha"), Unit.objects.get(code="X-MP")).open()
    save(staff, answered, "Đang tổng hợp")
    taken = {}
    for rows in (1, 9):
        savepoint = transaction.savepoint()
        taken[rows] = autosave(staff, rows, "Chưa thống kê")
        transaction.savepoint_rollback(savepoint)
    assert taken[1] == taken[9] <= SAVING_BUDGET


def hand_in(clerk: Clerk, rows: int) -> tuple[int, int]:
    """The queries of the preview of a filled sheet with so many answers, and of its confirmation."""
    file = clerk.download()
    for row in clerk.typist.open().page.rows[:rows]:
        file.put(row.allocation, value=None, base=None, state="chưa có số liệu", note="Chưa thống kê")
    with CaptureQueriesContext(connection) as previewed:
        assert len(clerk.hand_in(file).preview.written) == rows
    sent = {"brought": clerk.brought}
    with CaptureQueriesContext(connection) as confirmed:
        assert clerk.client.post(clerk.typist.url("spreadsheet"), sent).status_code == 302
    return len(previewed), len(confirmed)


def test_sheet_handed_in_takes_the_same_queries_for_two_lines_and_for_nine(demonstrated):
    Reading.objects.filter(revision=report_of("X-MP").revisions.get()).delete()
    clerk = Clerk(User.objects.get(username="maipha"), Unit.objects.get(code="X-MP"))
    taken = {}
    for rows in (2, 9):
        savepoint = transaction.savepoint()
        taken[rows] = hand_in(clerk, rows)
        transaction.savepoint_rollback(savepoint)
    assert taken[2] == taken[9]
    assert taken[9][0] <= BUDGET
    # Whole or not at all, over all reports of the page: one savepoint more.
    assert taken[9][1] <= SAVING_BUDGET + 2


def look(staff: Typist, unseen: int) -> tuple[int, int]:
    """Status and queries of asking what colleagues wrote, with so many rows that the page has not seen."""
    names = [name for name in staff.sent if name.endswith("-seen_version")]
    known = {name: staff.sent[name] for name in names} | dict.fromkeys(names[:unseen], "none")
    with CaptureQueriesContext(connection) as captured:
        answer = staff.client.get(staff.url("entry_changes"), known, headers=AS_HTMX)
    return answer.status_code, len(captured)


def test_looking_for_what_colleagues_wrote_is_light_while_there_is_nothing(demonstrated):
    staff = Typist(User.objects.get(username="maipha"), Unit.objects.get(code="X-MP")).open()
    assert look(staff, 0) == (204, LOOKING_BUDGET)
    assert look(staff, 1) == look(staff, 9)
    assert look(staff, 9)[1] <= BUDGET + LOOKING_BUDGET
