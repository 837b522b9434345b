"""Files on the pages: shown beside their figures, sent with and without scripts, handed out to be saved."""

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from reports.models import Evidence, Revision
from reports.workflow import submit
from tests.html import text_of
from tests.reports.attaching import address, of_line, send
from tests.reports.made_files import HEIC, PDF, another_pdf, upload
from tests.reports.reviewing import client_of, url
from tests.reports.typing_in import Typist
from units.models import Event

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


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


def test_history_tells_of_files(cast):
    revision = cast.answered()
    send(cast, of_line(cast))
    submit(revision, cast["staff"], revision.version)
    history = Typist(cast["staff"], cast.ward).open().page.sheets[0].history
    assert [(step.file, step.about) for step in history if step.file] == [
        ("Biên bản.pdf (1 KB)", cast.allocation.target.code)
    ]
    assert Event.objects.filter(object_type="reports.evidence").count() == 1
