"""An issued report never changes, whatever is corrected; number and signed copy come afterwards."""

from datetime import date
from hashlib import sha256

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfReader

from reports.choices import IssuedFileKind
from reports.intake import save
from reports.issuing.drafts import draft_of
from reports.issuing.issue import IssueRefused, digest, issue
from reports.issuing.registry import enter_number
from reports.models import IssuedReport, Revision
from reports.warnings.flags import flags_of
from reports.warnings.words import Said, settle
from reports.workflow import approve, reopen, submit
from targets.schedule import Schedule
from tests.document_factories import DocumentTextFactory
from tests.factories import CampaignFactory
from tests.reports.cast import MID_JUNE, Cast, reported
from units.choices import Action
from units.models import Event

pytestmark = pytest.mark.django_db
FORM = {
    "agency": ["PHÒNG NỘI VỤ"],
    "symbol": "BC-PNV",
    "signer_title": "TRƯỞNG PHÒNG",
    "archive": "Lưu: VT, PNV.",
}
SCAN = b"%PDF-1.7 a scan\n%%EOF\n"


@pytest.fixture
def cast(settings, tmp_path) -> Cast:
    settings.EMULATION_TODAY, settings.MEDIA_ROOT = MID_JUNE, tmp_path
    settings.SITE_URL = "https://thidua.example.vn"
    cast = Cast(CampaignFactory(settings={"forms": {"pnv": FORM}}))
    cast.accepted()
    return cast


def issued(cast: Cast, who: str = "reviewer", **reason: str) -> IssuedReport:
    schedule = Schedule.load(cast.campaign)
    mark = draft_of(schedule, cast.period, "pnv").mark
    return issue(schedule, cast.period, "pnv", cast[who], seen=mark, **reason)


def corrected(cast: Cast, value: int) -> None:
    """The accepted figure becomes another one."""
    accepted = Revision.objects.get(status="approved")
    revision = reopen(accepted.report, cast["reviewer"], "Số liệu chưa đúng.")
    seen = revision.readings.get().version
    assert save(revision, [reported(cast.allocation, value, seen_version=seen)], actor=cast["staff"]).is_clean
    settle(revision, [Said(flags_of([revision])[revision.pk], "Đã kiểm tra lại.")], cast["staff"])
    revision = submit(revision, cast["staff"], revision.version)
    approve(revision, cast["colleague"], revision.version)


def text_of(report: IssuedReport) -> str:
    with report.files.get(kind=IssuedFileKind.REPORT).file.open() as file:
        return " ".join(" ".join(page.extract_text() for page in PdfReader(file).pages).split())


def test_what_is_issued_is_no_draft_and_can_be_checked(cast):
    report = issued(cast)
    text = text_of(report)

    assert "DỰ THẢO" not in text
    assert f"Mã kiểm tra {report.code}" in text
    assert "Bản chốt lần 1" in text
    assert (report.number, report.symbol) == (1, "BC-PNV")


def test_figures_words_and_file_are_kept_with_their_digests(cast):
    report = issued(cast)

    assert report.rows_sha256 == digest(report.rows)
    assert report.content_sha256 == digest(report.content)
    assert [row["value"] for row in report.rows] == ["10"]
    file = report.files.get(kind=IssuedFileKind.REPORT)
    with file.file.open() as stored:
        content = stored.read()
    assert (file.size, file.sha256) == (len(content), sha256(content).hexdigest())


def test_a_download_gives_exactly_these_bytes_also_after_a_correction(client, cast):
    report = issued(cast)
    file = report.files.get(kind=IssuedFileKind.REPORT)
    client.force_login(cast["staff"])
    before = client.get(f"/documents/files/{file.pk}/").getvalue()
    corrected(cast, 12)

    assert client.get(f"/documents/files/{file.pk}/").getvalue() == before
    assert sha256(before).hexdigest() == file.sha256


def test_the_page_says_what_was_corrected_since(client, cast):
    report = issued(cast)
    client.force_login(cast["leadership"])
    assert (
        "Chưa có nội dung nào bị đính chính."
        in client.get(f"/documents/issued/{report.pk}/").content.decode()
    )

    corrected(cast, 12)
    page = client.get(f"/documents/issued/{report.pk}/").content.decode()
    assert "Nếu chốt lúc này, các chỗ sau sẽ khác" in page
    assert "Lũy kế từ đầu năm" in page


def test_a_further_issue_takes_a_reason_and_tells_what_it_changed(client, cast):
    first = issued(cast)
    corrected(cast, 12)
    with pytest.raises(IssueRefused, match="lý do"):
        issued(cast)
    second = issued(cast, reason="Đính chính số liệu.")

    assert (second.number, second.reason) == (2, "Đính chính số liệu.")
    client.force_login(cast["leadership"])
    assert "Bản chốt lần 2" in client.get(f"/documents/issued/{first.pk}/").content.decode()
    assert "thay đổi so với bản chốt trước" in client.get(f"/documents/issued/{second.pk}/").content.decode()


def test_a_report_that_reads_otherwise_than_it_was_seen_is_not_issued(cast):
    schedule = Schedule.load(cast.campaign)
    seen = draft_of(schedule, cast.period, "pnv").mark
    corrected(cast, 12)

    with pytest.raises(IssueRefused, match="vừa thay đổi"):
        issue(schedule, cast.period, "pnv", cast["reviewer"], seen=seen)
    assert not IssuedReport.objects.exists()


def test_an_edit_over_figures_that_changed_is_looked_at_first(cast):
    key = f"II.{cast.allocation.target.code}"
    DocumentTextFactory(period=cast.period, key=key, text="Đạt 9 người.", stood_for="9")

    with pytest.raises(IssueRefused, match="1 câu đã sửa"):
        issued(cast)


def test_number_and_day_come_from_the_registry_without_a_new_issue(client, cast):
    report = issued(cast)
    client.force_login(cast["colleague"])
    given = {"document_number": "12/BC-PNV", "document_date": "17/6/2024"}
    assert client.post(f"/documents/issued/{report.pk}/registry/", given).status_code == 302

    report = IssuedReport.objects.get()
    assert (report.document_number, report.document_date) == ("12/BC-PNV", date(2024, 6, 17))
    assert Event.objects.get(action=Action.REGISTERED).data["number"] == ["", "12/BC-PNV"]
    assert not enter_number(report, "12/BC-PNV", date(2024, 6, 17), cast["reviewer"])


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"document_number": "", "document_date": "17/6/2024"}, "Phải nhập nội dung này."),
        ({"document_number": "12/BC-PNV", "document_date": "18/6/2024"}, "chưa đến"),
    ],
)
def test_what_no_registry_gives_is_refused_at_its_box(client, cast, given, told):
    report = issued(cast)
    client.force_login(cast["reviewer"])
    answer = client.post(f"/documents/issued/{report.pk}/registry/", given)

    assert answer.status_code == 422
    assert told in answer.content.decode()


def test_the_signed_copy_is_attached_and_a_better_scan_holds_in_its_place(client, cast):
    report = issued(cast)
    client.force_login(cast["reviewer"])
    for name in ("a.pdf", "b.pdf"):
        file = SimpleUploadedFile(name, SCAN + name.encode() + b"\n%%EOF\n")
        assert client.post(f"/documents/issued/{report.pk}/signed/", {"file": file}).status_code == 302

    page = client.get(f"/documents/issued/{report.pk}/").content.decode()
    assert "b.pdf" in page
    assert "a.pdf" not in page
    assert report.files.filter(kind=IssuedFileKind.SIGNED).count() == 2


def test_what_is_no_pdf_is_no_signed_copy(client, cast):
    report = issued(cast)
    client.force_login(cast["reviewer"])
    answer = client.post(
        f"/documents/issued/{report.pk}/signed/", {"file": SimpleUploadedFile("a.pdf", b"PK\x03\x04 no")}
    )

    assert answer.status_code == 422
    assert not report.files.filter(kind=IssuedFileKind.SIGNED).exists()


def test_nothing_stays_behind_where_the_row_cannot_be_written(cast, tmp_path):
    issued(cast)
    kept = {path for path in tmp_path.rglob("*") if path.is_file()}
    with pytest.raises(IssueRefused):
        issued(cast)

    assert {path for path in tmp_path.rglob("*") if path.is_file()} == kept


# Checking, by whoever holds the document


def test_anybody_checks_a_document_without_signing_in(client, cast):
    report = issued(cast)
    page = client.get(f"/check/{report.code}/").content.decode()

    assert "Văn bản có thật, đang có hiệu lực." in page
    assert report.title in page


def test_a_code_is_read_as_people_type_it(client, cast):
    report = issued(cast)
    typed = report.code.replace("-", " ").lower().replace("1", "l").replace("0", "o")

    assert client.post("/check/", {"code": typed})["Location"] == f"/check/{report.code}/"


@pytest.mark.parametrize("code", ["0000-0000-0000-0000", "khong-co"])
def test_an_unknown_code_is_no_document(client, cast, code):
    answer = client.get(f"/check/{code}/")

    assert answer.status_code == 404
    assert "Không có văn bản nào mang mã" in answer.content.decode()


def test_a_document_that_was_replaced_says_so(client, cast):
    first = issued(cast)
    corrected(cast, 12)
    issued(cast, reason="Đính chính.")

    assert "đã được thay thế" in client.get(f"/check/{first.code}/").content.decode()


def test_a_file_is_compared_byte_by_byte_and_not_kept(client, cast, tmp_path):
    report = issued(cast)
    with report.files.get(kind=IssuedFileKind.REPORT).file.open() as stored:
        content = stored.read()
    kept = sum(1 for path in tmp_path.rglob("*") if path.is_file())

    def compare(sent: bytes) -> str:
        file = SimpleUploadedFile("x.pdf", sent)
        return client.post(f"/check/{report.code}/", {"file": file}).content.decode()

    assert "khớp từng byte" in compare(content)
    assert "không khớp với văn bản đã chốt" in compare(content + b" ")
    assert sum(1 for path in tmp_path.rglob("*") if path.is_file()) == kept


def test_the_check_tells_no_figure_and_no_name(client, cast):
    report = issued(cast)
    page = client.get(f"/check/{report.code}/").content.decode()

    assert cast.allocation.target.name not in page
    assert report.issued_by.full_name not in page


# What goes on afterwards


def test_a_figure_that_would_contradict_an_issued_document_is_wondered_about(cast):
    issued(cast)
    accepted = Revision.objects.get(status="approved")
    revision = reopen(accepted.report, cast["reviewer"], "Số liệu chưa đúng.")
    seen = revision.readings.get().version
    save(revision, [reported(cast.allocation, 11, seen_version=seen)], actor=cast["staff"])

    [told] = flags_of([revision])[revision.pk]
    assert str(told.message).startswith("văn bản đã ban hành ghi 10")


def test_before_it_is_issued_such_a_small_change_is_not_wondered_about(cast):
    accepted = Revision.objects.get(status="approved")
    revision = reopen(accepted.report, cast["reviewer"], "Số liệu chưa đúng.")
    seen = revision.readings.get().version
    save(revision, [reported(cast.allocation, 11, seen_version=seen)], actor=cast["staff"])

    assert flags_of([revision])[revision.pk] == []


def test_the_page_of_a_target_says_what_was_corrected_since(client, cast):
    client.force_login(cast["leadership"])
    page = f"/targets/{cast.allocation.target.code}/?as_of=2024-06-14"
    assert "Báo cáo chốt ngày" not in client.get(page).content.decode()
    issued(cast)
    assert "ghi cùng số này." in client.get(page).content.decode()
    corrected(cast, 12)

    told = " ".join(client.get(page).content.decode().split())
    assert "ghi 10; đã đính chính, nay là 12." in told


def test_whoever_looked_at_an_older_draft_is_shown_the_new_one_and_issues_that(client, cast):
    client.force_login(cast["reviewer"])
    page = "/documents/2024-Q2/pnv/issue/"
    seen = client.get(page).context["form"].initial["seen"]
    corrected(cast, 12)

    refused = client.post(page, {"seen": seen})
    assert refused.status_code == 422
    again = refused.context["form"]["seen"].value()
    assert again != seen
    assert client.post(page, {"seen": again}).status_code == 302
    assert IssuedReport.objects.get().rows[0]["value"] == "12"
