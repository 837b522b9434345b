"""Drafts are ready before anyone asks, and never say what is no longer so."""

from datetime import date, datetime, time
from io import BytesIO

import pytest
from django_tasks_db.models import DBTaskResult
from pypdf import PdfReader

from emulation.dates import clock_at
from reports.issuing.drafts import draft_of, names_of, periods_kept_ready, prepare, prepared
from reports.models import PreparedDocument
from reports.tasks import prepare_drafts
from targets.schedule import Schedule
from tests.document_factories import DocumentTextFactory
from tests.factories import CampaignFactory
from tests.reports.cast import MID_JUNE, Cast

pytestmark = pytest.mark.django_db
FORM = {
    "agency": ["PHÒNG NỘI VỤ"],
    "symbol": "BC-PNV",
    "signer_title": "TRƯỞNG PHÒNG",
    "archive": "Lưu: VT, PNV.",
}
READY = "/documents/2024-Q2/pnv/"
PDF = "/documents/2024-Q2/pnv.pdf"


@pytest.fixture
def cast(settings, tmp_path) -> Cast:
    settings.EMULATION_TODAY, settings.MEDIA_ROOT = MID_JUNE, tmp_path
    return Cast(CampaignFactory(settings={"forms": {"pnv": FORM, "ubnd": FORM | {"symbol": "BC-UBND"}}}))


def at(month: int, day: int, hour: int) -> datetime:
    return datetime.combine(date(2024, month, day), time(hour))


def draft(cast: Cast):
    return draft_of(Schedule.load(cast.campaign), cast.period, "pnv")


def words(document: PreparedDocument) -> str:
    with document.file.open() as file:
        pages = PdfReader(BytesIO(file.read())).pages
        return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_a_draft_is_ready_until_a_figure_is_accepted(cast):
    made = prepare(draft(cast))
    assert prepared(draft(cast)) == made

    cast.accepted()
    assert prepared(draft(cast)) is None


def test_a_report_that_is_only_begun_makes_no_draft_anew(cast):
    made = prepare(draft(cast))
    cast.answered()

    assert prepared(draft(cast)) == made


def test_the_moment_alone_makes_no_draft_anew_but_another_month_does(cast):
    with clock_at(at(6, 17, 8)):
        made = prepare(draft(cast))
    with clock_at(at(6, 18, 17)):
        assert prepared(draft(cast)) == made
    with clock_at(at(7, 1, 8)):
        assert prepared(draft(cast)) is None


def test_words_of_home_affairs_make_a_draft_anew(cast):
    prepare(draft(cast))
    DocumentTextFactory(period=cast.period, key="I.own", text="Đã kiểm tra 5 đơn vị.")

    assert prepared(draft(cast)) is None
    assert "Đã kiểm tra 5 đơn vị." in words(prepare(draft(cast)))


def test_the_draft_before_it_goes_with_its_file(cast, django_capture_on_commit_callbacks):
    before = prepare(draft(cast)).file.name
    cast.accepted()
    with django_capture_on_commit_callbacks(execute=True):
        after = prepare(draft(cast))

    assert PreparedDocument.objects.get() == after
    assert not after.file.storage.exists(before)


def test_the_worker_makes_what_is_reported_now(cast, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        cast.accepted()
    assert DBTaskResult.objects.get().task_path == prepare_drafts.module_path
    prepare_drafts.call()

    assert prepared(draft(cast)) is not None
    assert {row.name for row in PreparedDocument.objects.all()} == set(names_of(cast.campaign))


def test_periods_are_kept_ready_from_the_opening_of_entry_until_they_are_told(cast, settings):
    schedule = Schedule.load(cast.campaign)
    assert periods_kept_ready(schedule) == [cast.period]
    for day in ("2024-06-01", "2024-08-01"):
        settings.EMULATION_TODAY = day
        assert periods_kept_ready(schedule) == []


def test_who_asks_while_it_is_being_made_waits_and_is_handed_it(client, cast):
    client.force_login(cast["leadership"])
    asked = client.get(PDF)
    assert (asked.status_code, asked["Location"]) == (302, READY)
    waiting = client.get(READY)
    assert "<progress" in waiting.content.decode()
    assert waiting["Refresh"] == f"2;url={READY}?look=1"

    prepare(draft(cast))
    assert client.get(f"{READY}?look=1")["Refresh"] == f"0;url={PDF}"
    assert client.get(PDF).getvalue().startswith(b"%PDF")


def test_without_a_worker_the_page_makes_it_itself(client, cast):
    client.force_login(cast["leadership"])
    answer = client.get(f"{READY}?look=4")

    assert answer["Refresh"] == f"0;url={PDF}"
    assert prepared(draft(cast)) is not None


def test_a_draft_that_cannot_be_made_says_so(client, cast, settings):
    settings.DOCUMENT_SECONDS = 0.001
    client.force_login(cast["leadership"])
    answer = client.get(f"{READY}?look=4")

    assert answer.status_code == 503
    assert "Không tạo được tài liệu." in answer.content.decode()
