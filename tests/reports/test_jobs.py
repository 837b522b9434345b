"""All units' sheets as one file: who asks, how far it is, how it ends, who gets it and for how long."""

import io
import struct
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from pypdf import PdfReader

from emulation.dates import now
from reports.choices import JobKind, JobState
from reports.documents.unit_sheet import unit_sheet
from reports.entry.loading import load
from reports.jobs.asking import LONGEST, ask, cancel, end
from reports.jobs.sheets import papers, printed
from reports.jobs.tidying import tidy
from reports.jobs.work import work
from reports.models import Job
from reports.tasks import ask_for_job, run_job
from targets.schedule import Schedule
from tests.document_factories import JobFactory
from tests.factories import ReportingPeriodFactory, UnitFactory
from tests.html import text_of
from tests.reports.cast import Cast
from units.choices import UnitKind
from units.models import Membership

pytestmark = pytest.mark.django_db
IN_MEMORY = "django.core.files.storage.InMemoryStorage"
ASK = "/documents/2024-Q2/sheets/"


@pytest.fixture
def office(cast: Cast, settings) -> Cast:
    """Two wards that owe a report for the quarter, and a third that owes none; nothing in the storage."""
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": IN_MEMORY}}
    UnitFactory(parent=cast.city, name="Phường không có chỉ tiêu", kind=UnitKind.WARD)
    return cast


def job_of(cast: Cast, **given) -> Job:
    return JobFactory(period=cast.period, asked_by=cast["reviewer"], **given)


def made(cast: Cast) -> Job:
    job = job_of(cast)
    work(job.pk)
    job.refresh_from_db()
    return job


def archive(job: Job) -> ZipFile:
    with job.file.open() as file:
        return ZipFile(io.BytesIO(file.read()))


def words(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def spoken(extra: bytes) -> str:
    """The UTF-8 name that stands beside the plain one."""
    kind, length = struct.unpack_from("<HH", extra)
    assert kind == 0x7075
    return extra[9 : 4 + length].decode()


# What is made


def test_the_file_holds_a_sheet_for_each_unit_that_owes_a_report_and_for_no_other(office):
    office.answered()
    job = made(office)
    assert (job.state, job.done, job.total) == (JobState.DONE, 2, 2)
    pages = [words(archive(job).read(name)) for name in archive(job).namelist()]
    assert [office.ward.official_name.upper() in page for page in pages] == [True, False]
    assert [office.other_ward.official_name.upper() in page for page in pages] == [False, True]


def test_names_are_plain_and_vietnamese(office):
    office.ward.name = "Phường Vĩnh Trại/Đông"
    office.ward.save()
    entries = archive(made(office)).infolist()
    assert entries[0].filename == "Phieu so lieu-quy II-2024-Phuong Vinh Trai-Dong.pdf"
    assert spoken(entries[0].extra) == "Phiếu số liệu-quý II-2024-Phường Vĩnh Trại-Đông.pdf"


def test_units_of_one_name_keep_a_sheet_each(office):
    for ward in (office.ward, office.other_ward):
        ward.name = "Phường Đông Kinh"
        ward.save()
    names = archive(made(office)).namelist()
    assert names == [
        "Phieu so lieu-quy II-2024-Phuong Dong Kinh.pdf",
        "Phieu so lieu-quy II-2024-Phuong Dong Kinh (2).pdf",
    ]


def test_each_sheet_has_the_code_of_what_is_stored(office):
    office.answered(74)
    schedule = Schedule.load(office.campaign)
    page = load(office["staff"], office.ward, office.period.cut_off, schedule)
    code = unit_sheet(page.of_period(office.period), office.campaign).code
    job = made(office)
    text = words(archive(job).read(archive(job).namelist()[0]))
    assert code in text
    assert "74" in text


def test_no_more_than_two_are_in_the_making_at_once(office):
    told: list[str] = []

    def asked():
        for number in range(6):
            told.append(f"asked {number}")
            yield from papers(Schedule.load(office.campaign), office.period, [office.ward], office["staff"])

    for _name, _pdf in printed(asked(), at_once=2):
        told.append("written")
    assert told == [
        *("asked 0", "asked 1", "written"),
        *(word for number in range(2, 6) for word in (f"asked {number}", "written")),
        "written",
    ]


# How it ends


def test_cancelled_while_it_waits_it_is_never_begun(office):
    job = job_of(office)
    cancel(job)
    work(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done, job.started_at) == (JobState.CANCELLED, 0, None)


def at_first_sheet(job: Job, deed: Callable[[], object]) -> AbstractContextManager:
    """Inside the block somebody else does this as soon as the first sheet of the job is told to be made."""
    done: list[bool] = []

    def watch(execute, sql, params, many, context):
        answer = execute(sql, params, many, context)
        tells = sql.startswith("UPDATE") and '"reports_job" SET "done"' in sql and params[0] == 1
        if tells and not done:
            done.append(True)
            deed()
        return answer

    return connection.execute_wrapper(watch)


def test_cancelled_while_it_runs_it_stops_before_the_next_sheet(office):
    for _number in range(3):
        office.allocate(UnitFactory(parent=office.city, kind=UnitKind.WARD))
    job = job_of(office)
    with at_first_sheet(job, lambda: cancel(job)):
        work(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.file.name) == (JobState.CANCELLED, 1, 5, "")
    assert files() == []


def test_a_sheet_that_fails_fails_the_job_and_leaves_no_file(office, settings):
    job = job_of(office)

    def nothing_more() -> None:
        settings.DOCUMENT_SECONDS = 0.001

    office.allocate(UnitFactory(parent=office.city, kind=UnitKind.WARD))
    with at_first_sheet(job, nothing_more):
        work(job.pk)
    job.refresh_from_db()
    assert (job.state, job.file.name) == (JobState.FAILED, "")
    assert job.done < job.total == 3
    assert job.ended_at is not None
    assert files() == []


def test_what_takes_too_long_is_given_up(office, settings):
    """The site's day moves on while the first sheet is being made."""
    job = job_of(office)

    def next_day() -> None:
        settings.EMULATION_TODAY = "2024-06-18"

    with at_first_sheet(job, next_day):
        work(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done, job.file.name) == (JobState.FAILED, 1, "")


def test_a_job_is_worked_on_once(office):
    job = made(office)
    kept = job.file.name
    work(job.pk)
    job.refresh_from_db()
    assert (job.state, job.file.name) == (JobState.DONE, kept)
    assert len(files()) == 1


def test_what_another_has_ended_is_not_ended_again(office):
    job = job_of(office)
    with at_first_sheet(job, lambda: end(job, JobState.CANCELLED)):
        work(job.pk)
    job.refresh_from_db()
    assert (job.state, job.file.name) == (JobState.CANCELLED, "")


# Who asks


def test_who_asks_twice_has_one_job_and_the_worker_is_told_once(office):
    first = ask_for_job(JobKind.SHEETS, office.period, office["reviewer"])
    assert ask_for_job(JobKind.SHEETS, office.period, office["reviewer"]) == first
    assert ask_for_job(JobKind.SHEETS, office.period, office["colleague"]) != first
    told = DBTaskResult.objects.filter(task_path=run_job.module_path)
    assert told.count() == 2


def test_what_has_ended_is_made_anew(office):
    first = made(office)
    assert ask(JobKind.SHEETS, office.period, first.asked_by)[0] != first


@pytest.mark.parametrize(
    "given",
    [
        {"state": JobState.RUNNING, "started_at": -LONGEST, "done": 1, "total": 3},
        {"state": JobState.WAITING, "asked_at": -LONGEST},
    ],
    ids=["its worker died", "nobody began it"],
)
def test_a_job_that_nobody_works_on_gives_way_to_a_new_one(office, given):
    times = {name: now() + value for name, value in given.items() if isinstance(value, timedelta)}
    old = job_of(office, **{**given, **{name: at - timedelta(seconds=1) for name, at in times.items()}})
    new, is_new = ask(JobKind.SHEETS, office.period, old.asked_by)
    assert (new != old, is_new) == (True, True)
    old.refresh_from_db()
    assert old.state == JobState.FAILED


def test_a_job_of_very_many_sheets_is_given_longer(office):
    job = job_of(office, state=JobState.RUNNING, started_at=now() - LONGEST, done=1, total=1000)
    assert ask(JobKind.SHEETS, office.period, job.asked_by) == (job, False)


# Its pages


def test_home_affairs_asks_watches_and_takes_the_file_away(client, office):
    client.force_login(office["reviewer"])
    asked = client.post(ASK)
    job = Job.objects.get()
    assert asked["Location"] == page_of(job)
    waiting = client.get(page_of(job))
    assert waiting["Refresh"] == f"2;url={page_of(job)}"
    assert "<progress" in waiting.content.decode()
    assert client.get(page_of(job, "file/")).status_code == 404

    run_job.call(job.pk)
    ready = client.get(page_of(job))
    assert "Refresh" not in ready
    assert page_of(job, "file/") in ready.content.decode()
    assert page_of(job) in client.get("/documents/").content.decode()
    file = client.get(page_of(job, "file/"))
    assert "Phi%E1%BA%BFu%20s%E1%BB%91%20li%E1%BB%87u-qu%C3%BD%20II-2024.zip" in file["Content-Disposition"]
    assert len(ZipFile(io.BytesIO(file.getvalue())).namelist()) == 2


def test_the_bar_says_how_many_of_how_many(client, office):
    client.force_login(office["reviewer"])
    started = {"state": JobState.RUNNING, "started_at": now()}
    job = JobFactory(period=office.period, asked_by=office["reviewer"], done=17, total=52, **started)
    page = client.get(page_of(job)).content.decode()
    assert 'value="17" max="52"' in page
    assert "17/52" in text_of(page)
    # Under the site's own head.
    assert office.campaign.owner.name in text_of(page)
    with CaptureQueriesContext(connection) as captured:
        client.get(page_of(job))
    assert len(captured) <= 10


def test_cancelling_on_the_page(client, office):
    client.force_login(office["reviewer"])
    client.post(ASK)
    job = Job.objects.get()
    assert client.post(page_of(job, "cancel/"))["Location"] == page_of(job)
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED
    page = client.get(page_of(job))
    assert "Refresh" not in page
    assert ASK in page.content.decode()


def test_a_failed_job_says_so_and_offers_to_try_again(client, office):
    client.force_login(office["reviewer"])
    job = JobFactory(
        period=office.period,
        asked_by=office["reviewer"],
        state=JobState.FAILED,
        ended_at=now(),
        total=3,
        done=1,
    )
    page = client.get(page_of(job)).content.decode()
    assert "Không tạo được tệp" in page
    assert ASK in page


@pytest.mark.parametrize("role", ["colleague", "leadership", "administrator", "staff"])
@pytest.mark.parametrize("page", ["", "file/", "cancel/"])
def test_nobody_else_finds_a_job(client, office, role, page):
    job = made(office)
    client.force_login(office[role])
    address = page_of(job, page)
    assert (client.post(address) if page == "cancel/" else client.get(address)).status_code == 404


@pytest.mark.parametrize("role", ["leadership", "administrator", "staff", "head"])
def test_only_home_affairs_asks(client, office, role):
    client.force_login(office[role])
    assert client.post(ASK).status_code == 403
    assert not Job.objects.exists()
    assert ASK not in client.get("/documents/").content.decode()


def test_who_left_home_affairs_takes_nothing_away_any_more(client, office):
    job = made(office)
    Membership.objects.filter(user=job.asked_by).update(valid_to=date(2024, 6, 1))
    client.force_login(job.asked_by)
    assert client.get(page_of(job, "file/")).status_code == 403


@pytest.mark.parametrize("period", ["2024-Q9", "2024-Q3"])
def test_there_are_no_sheets_of_what_is_not_there_or_not_open(client, office, period):
    ReportingPeriodFactory(campaign=office.campaign, code="2024-Q3")
    client.force_login(office["reviewer"])
    assert client.post(f"/documents/{period}/sheets/").status_code == 404


# How long it stays


def test_the_file_goes_after_a_week_and_the_job_stays(client, office):
    job = made(office)
    assert job.kept_until - job.ended_at == timedelta(days=7)
    client.force_login(job.asked_by)
    Job.objects.update(kept_until=now() - timedelta(seconds=1))
    assert client.get(page_of(job, "file/")).status_code == 404
    assert page_of(job, "file/") not in client.get(page_of(job)).content.decode()

    tidy()
    assert files() == []
    job.refresh_from_db()
    assert (job.state, job.file.name) == (JobState.DONE, "")
    assert "một tuần" in client.get(page_of(job)).content.decode()


def test_what_is_kept_still_stays(office):
    job = made(office)
    run_job.call(job_of(office).pk)
    assert len(files()) == 2
    job.refresh_from_db()
    assert job.file


def test_old_records_of_the_worker_go_and_what_waits_stays(office):
    old, fresh, waiting = (run_job.enqueue(0).id for _number in range(3))
    for key, days in ((old, 8), (fresh, 6)):
        ended = {"status": TaskResultStatus.SUCCESSFUL, "finished_at": timezone.now() - timedelta(days=days)}
        DBTaskResult.objects.filter(pk=key).update(**ended)
    tidy()
    assert {str(key) for key in DBTaskResult.objects.values_list("pk", flat=True)} == {fresh, waiting}


def page_of(job: Job, page: str = "") -> str:
    return f"/documents/jobs/{job.pk}/{page}"


def files() -> list[str]:
    """What lies in the storage."""
    storage = Job._meta.get_field("file").storage
    return storage.listdir("made")[1] if storage.exists("made") else []
