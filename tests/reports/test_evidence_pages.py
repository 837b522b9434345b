"""Files on the pages: shown beside their figures, sent with and without scripts, handed out to be saved."""

from datetime import date

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reports.evidence.attached import present_code
from reports.evidence.attaching import Signature, attach
from reports.models import Evidence, Revision
from reports.workflow import submit
from tests.factories import EvidenceFactory
from tests.html import text_of
from tests.reports.cast import MID_JUNE, Cast
from tests.reports.made_files import HEIC, PDF, another_pdf, upload
from tests.reports.reviewing import client_of, url
from tests.reports.typing_in import Typist
from units.choices import Action
from units.models import Event

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def cast(settings) -> Cast:
    settings.EMULATION_TODAY = MID_JUNE
    return Cast()


def address(cast: Cast, name: str = "evidence", *more) -> str:
    return reverse(name, args=[cast.ward.code, cast.period.code, *more])


def of_line(cast: Cast) -> str:
    return address(cast, "evidence_of_line", cast.allocation.pk)


def send(cast: Cast, where: str, role: str = "staff", content: bytes = PDF, headers=None, **typed):
    return client_of(cast[role]).post(
        where, {"file": upload(content=content), **typed}, headers=headers or {}
    )


def test_file_is_sent_without_scripts_and_stands_on_its_page(cast):
    response = send(cast, of_line(cast))
    assert (response.status_code, response.url) == (302, of_line(cast))
    assert "Biên bản.pdf" in client_of(cast["staff"]).get(of_line(cast)).content.decode()
    assert Evidence.objects.get().allocation == cast.allocation


def test_by_htmx_the_part_of_the_page_comes_back_alone(cast):
    page = send(cast, of_line(cast), headers=HTMX).content.decode()
    assert "Biên bản.pdf" in page
    assert "<html" not in page
    assert f'id="files-{cast.allocation.pk}"' in page


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "part"])
def test_refused_file_is_told_at_its_place(cast, headers):
    response = send(cast, of_line(cast), content=HEIC, headers=headers)
    assert response.status_code == 422
    assert "Most Compatible" in response.content.decode()
    assert not Evidence.objects.exists()


def test_photo_of_the_telephone_is_taken_too(cast):
    client_of(cast["staff"]).post(address(cast), {"photo": upload("image.pdf")})
    assert Evidence.objects.get().name == "image.pdf"


def test_entry_page_counts_the_files_of_each_row_and_of_the_report(cast):
    send(cast, of_line(cast))
    send(cast, of_line(cast), content=another_pdf(2))
    send(cast, address(cast))
    page = Typist(cast["staff"], cast.ward).open()
    assert [len(row.files) for row in page.page.rows] == [2]
    assert len(page.page.sheets[0].files.of_report) == 1
    assert "Minh chứng (2)" in text_of(page.text)


def test_files_stay_beside_the_figure_in_later_revisions(cast):
    revision = cast.answered()
    send(cast, of_line(cast))
    submit(revision, cast["staff"], revision.version)
    client = client_of(cast["reviewer"])
    client.post(url(revision, "accept/"), {"revision": revision.pk, "seen_version": revision.version + 1})
    client.post(url(revision, "reopen/"), {"revision": revision.pk, "reason": "Sai số"})
    assert Revision.objects.count() == 2
    assert [len(row.files) for row in Typist(cast["staff"], cast.ward).open().page.rows] == [1]
    review = client.get(url(revision)).context["review"]
    assert [len(row.files) for row in review.rows] == [1]


def test_reviewer_finds_the_evidence_beside_the_number(cast):
    revision = cast.answered()
    send(cast, of_line(cast))
    submit(revision, cast["staff"], revision.version)
    page = client_of(cast["reviewer"]).get(url(revision)).content.decode()
    assert reverse("evidence_file", args=[Evidence.objects.get().pk]) in page


def test_file_is_handed_out_to_be_saved_and_never_shown(cast):
    send(cast, of_line(cast))
    response = client_of(cast["reviewer"]).get(reverse("evidence_file", args=[Evidence.objects.get().pk]))
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == (
        "attachment; filename=\"bien-ban.pdf\"; filename*=UTF-8''Bi%C3%AAn%20b%E1%BA%A3n.pdf"
    )
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert "private" in response["Cache-Control"]


@pytest.mark.parametrize(
    ("role", "status"),
    [("neighbour", 404), ("lead", 200), ("head", 200), ("leadership", 200), ("administrator", 200)],
)
def test_file_of_a_figure_is_served_to_who_may_read_the_figure(cast, role, status):
    send(cast, of_line(cast))
    where = reverse("evidence_file", args=[Evidence.objects.get().pk])
    assert client_of(cast[role]).get(where).status_code == status


def test_file_taken_away_is_served_no_longer(cast):
    send(cast, of_line(cast))
    evidence, client = Evidence.objects.get(), client_of(cast["staff"])
    response = client.post(reverse("evidence_remove", args=[evidence.pk]))
    assert response.url == of_line(cast)
    assert client.get(reverse("evidence_file", args=[evidence.pk])).status_code == 404


def test_file_is_not_taken_away_once_the_report_is_submitted(cast):
    revision = cast.answered()
    send(cast, of_line(cast))
    submit(revision, cast["staff"], revision.version)
    response = client_of(cast["staff"]).post(reverse("evidence_remove", args=[Evidence.objects.get().pk]))
    assert response.status_code == 422
    assert Evidence.objects.standing().exists()


@pytest.mark.parametrize(("role", "status"), [("head", 403), ("leadership", 403), ("lead", 403)])
def test_who_only_reads_takes_nothing_away(cast, role, status):
    send(cast, of_line(cast))
    response = client_of(cast[role]).post(reverse("evidence_remove", args=[Evidence.objects.get().pk]))
    assert response.status_code == status


def test_file_that_the_storage_lost_is_said_to_be_missing(cast):
    send(cast, of_line(cast))
    evidence = Evidence.objects.get()
    default_storage.delete(evidence.file.name)
    assert client_of(cast["staff"]).get(reverse("evidence_file", args=[evidence.pk])).status_code == 404


# The signed sheet

SIGNED = {"signed_by": "Chủ tịch UBND phường", "signed_on": "16/6/2024"}


def code_of(revision: Revision) -> str:
    return present_code(
        Revision.objects.select_related("report__reporter", "report__period").get(pk=revision.pk)
    )


def test_sheet_to_sign_has_the_figures_and_their_code(cast):
    revision = cast.answered()
    page = text_of(client_of(cast["staff"]).get(address(cast, "sheet_to_sign")).content.decode())
    assert code_of(revision) in page
    assert cast.allocation.target.name in page


def test_signed_sheet_is_attached_by_the_code_on_the_paper(cast):
    revision = cast.answered()
    typed = code_of(revision).lower().replace("-", " ")
    response = send(cast, address(cast, "signed_sheet"), content_code=typed, **SIGNED)
    assert response.status_code == 302
    sheet = Evidence.objects.get()
    assert (sheet.content_code, sheet.signed_on) == (code_of(revision), date(2024, 6, 16))
    entry = Typist(cast["staff"], cast.ward).open().page
    assert entry.sheets[0].signed.pk == sheet.pk


@pytest.mark.parametrize(
    ("typed", "box"),
    [
        ({"content_code": "12345"}, "content_code"),
        ({"signed_on": "16.6"}, "signed_on"),
        ({"signed_on": "18/6/2024"}, "signed_on"),
        ({"signed_by": " "}, "signed_by"),
    ],
)
def test_what_cannot_be_on_a_sheet_is_told_at_its_box_and_nothing_typed_is_lost(cast, typed, box):
    cast.answered()
    sent = {"content_code": "00000-00000", **SIGNED, **typed}
    response = send(cast, address(cast, "signed_sheet"), **sent)
    assert response.status_code == 422
    form = response.context["form"]
    assert list(form.errors) == [box]
    assert {name: form[name].value() for name in sent} == sent


def test_empty_file_is_no_sheet(cast):
    revision = cast.answered()
    sent = {"content_code": code_of(revision), **SIGNED}
    response = send(cast, address(cast, "signed_sheet"), content=b"", **sent)
    assert list(response.context["form"].errors) == ["file"]


def test_sheet_with_other_figures_is_found_by_staff_and_reviewer(cast):
    revision = cast.answered()
    signature = Signature("00000-00000", "Chủ tịch UBND phường", date(2024, 6, 16))
    attach(cast.ward, cast.period, upload(), cast["staff"], signature=signature)
    submit(revision, cast["staff"], revision.version)
    said = "shows other figures than the system"
    assert said in client_of(cast["reviewer"]).get(url(revision)).content.decode()
    where = reverse("entry", args=[cast.ward.code, cast.period.cut_off.isoformat()])
    assert said in client_of(cast["staff"]).get(where).content.decode()


def test_staff_of_a_unit_that_wants_its_heads_word_submits_with_his_sheet(cast):
    cast.ward.head_approves = True
    cast.ward.save()
    revision = cast.answered()
    assert not Typist(cast["staff"], cast.ward).open().page.to_submit
    send(cast, address(cast, "signed_sheet"), content_code=code_of(revision), **SIGNED)
    staff = Typist(cast["staff"], cast.ward).open()
    assert staff.page.to_submit
    assert "Chủ tịch UBND phường" in text_of(staff.submit().text)
    assert staff.page.sheets[0].history[0].signed.by == "Chủ tịch UBND phường"


def test_typing_another_figure_while_submitting_breaks_the_sheets_word(cast):
    cast.ward.head_approves = True
    cast.ward.save()
    revision = cast.answered()
    send(cast, address(cast, "signed_sheet"), content_code=code_of(revision), **SIGNED)
    staff = Typist(cast["staff"], cast.ward).open().type(cast.allocation, value="11")
    staff.submit()
    revision.refresh_from_db()
    assert revision.status == "draft"
    assert revision.readings.get().value == 11


def test_entry_page_asks_no_more_for_files_and_sheets(cast):
    cast.ward.head_approves = True
    cast.ward.save()
    revision = cast.answered()
    staff = Typist(cast["staff"], cast.ward)
    with CaptureQueriesContext(connection) as without:
        staff.open()
    send(cast, of_line(cast))
    send(cast, address(cast, "signed_sheet"), content_code=code_of(revision), **SIGNED)
    with CaptureQueriesContext(connection) as beside:
        staff.open()
    assert staff.page.to_submit
    assert len(beside) == len(without)


def test_number_of_the_registry_comes_later(cast):
    revision = cast.answered()
    send(cast, address(cast, "signed_sheet"), content_code=code_of(revision), **SIGNED)
    sheet = Evidence.objects.get()
    where = reverse("evidence_number", args=[sheet.pk])
    response = client_of(cast["staff"]).post(where, {"document_number": "125/BC-UBND"})
    assert response.url == address(cast, "signed_sheet")
    sheet.refresh_from_db()
    assert sheet.document_number == "125/BC-UBND"


def test_only_sheets_have_a_number(cast):
    plain = EvidenceFactory(revision=cast.answered())
    where = reverse("evidence_number", args=[plain.pk])
    assert client_of(cast["staff"]).post(where, {"document_number": "1"}).status_code == 404


def test_history_tells_of_the_number_that_came_later(cast):
    revision = cast.answered()
    send(cast, address(cast, "signed_sheet"), content_code=code_of(revision), **SIGNED)
    submit(revision, cast["staff"], revision.version)
    where = reverse("evidence_number", args=[Evidence.objects.get().pk])
    client_of(cast["staff"]).post(where, {"document_number": "125/BC-UBND"})
    (last, *_earlier) = Typist(cast["staff"], cast.ward).open().page.sheets[0].history
    assert (last.file, last.comment) == ("Biên bản.pdf", "125/BC-UBND")


def test_history_tells_of_files(cast):
    revision = cast.answered()
    send(cast, of_line(cast))
    submit(revision, cast["staff"], revision.version)
    history = Typist(cast["staff"], cast.ward).open().page.sheets[0].history
    assert [(step.file, step.about) for step in history if step.file] == [
        ("Biên bản.pdf (1 KB)", cast.allocation.target.code)
    ]
    assert Event.objects.filter(object_type="reports.evidence").count() == 1


def test_sheet_that_does_not_agree_is_taken_away_even_after_the_report_is_submitted(cast):
    revision = cast.answered()
    send(cast, address(cast, "signed_sheet"), content_code="00000-00000", **SIGNED)
    submit(revision, cast["staff"], revision.version)
    sheet = Evidence.objects.get()
    page = client_of(cast["staff"]).get(address(cast, "signed_sheet"))
    assert sheet.pk in page.context["evidence"].removable
    assert "take the sheet away and attach it again" in text_of(page.content.decode())
    client_of(cast["staff"]).post(reverse("evidence_remove", args=[sheet.pk]))
    assert not Evidence.objects.standing().exists()
    assert Event.objects.filter(action=Action.DETACHED).count() == 1


def test_sheet_that_agrees_stays_with_the_submitted_report(cast):
    revision = cast.answered()
    send(cast, address(cast, "signed_sheet"), content_code=code_of(revision), **SIGNED)
    submit(revision, cast["staff"], revision.version)
    client, sheet = client_of(cast["staff"]), Evidence.objects.get()
    assert not client.get(address(cast, "signed_sheet")).context["evidence"].removable
    assert client.post(reverse("evidence_remove", args=[sheet.pk])).status_code == 422
    assert Evidence.objects.standing().exists()


def test_bad_file_and_wrong_day_are_told_together_and_the_file_is_said_to_be_lost(cast):
    cast.answered()
    sent = {"content_code": "00000-00000", **SIGNED, "signed_on": "18/6/2024"}
    response = send(cast, address(cast, "signed_sheet"), content=HEIC, **sent)
    assert list(response.context["form"].errors) == ["file", "signed_on"]
    text = text_of(response.content.decode())
    assert "the file has to be chosen again" in text
    assert "Nothing has been lost" not in text
    assert "Take a photo" not in text
