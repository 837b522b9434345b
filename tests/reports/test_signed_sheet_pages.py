"""The pages of the signed sheet: printed, attached by its code, corrected, taken away, listed."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reports.evidence.attached import present_code
from reports.evidence.attaching import Signature, attach
from reports.models import Evidence, Revision
from reports.workflow import approve, reopen, submit
from tests.factories import EvidenceFactory
from tests.html import text_of
from tests.reports.attaching import address, of_line, send
from tests.reports.cast import Cast
from tests.reports.made_files import HEIC, upload
from tests.reports.reviewing import client_of, url
from tests.reports.typing_in import Typist
from units.choices import Action
from units.models import Event

pytestmark = pytest.mark.django_db

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
    assert (last.file, last.facts) == ("Biên bản.pdf", (("Số", "– → 125/BC-UBND"),))


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


def corrected(cast: Cast, code: str = "") -> tuple[Evidence, Revision]:
    """A sheet that was added before the report was accepted, and the correction opened since."""
    revision = cast.answered()
    send(cast, address(cast, "signed_sheet"), content_code=code or code_of(revision), **SIGNED)
    submitted = submit(revision, cast["staff"], revision.version)
    accepted = approve(submitted, cast["reviewer"], submitted.version)
    return Evidence.objects.get(), reopen(accepted.report, cast["reviewer"], "Sai số")


def test_wrong_sheet_of_an_earlier_revision_has_its_button_once_a_correction_is_open(cast):
    sheet, _copy = corrected(cast, code="00000-00000")
    client = client_of(cast["staff"])
    remove = reverse("evidence_remove", args=[sheet.pk])
    assert remove in client.get(address(cast, "signed_sheet")).content.decode()
    client.post(remove)
    assert remove not in client.get(address(cast, "signed_sheet")).content.decode()
    assert not Evidence.objects.standing().exists()


def test_sheet_of_an_earlier_revision_that_was_right_has_none_and_it_is_said_why(cast):
    sheet, copy = corrected(cast)
    Typist(cast["staff"], cast.ward).open().type(cast.allocation, value="11").save()
    assert code_of(copy) != sheet.content_code
    page = client_of(cast["staff"]).get(address(cast, "signed_sheet")).content.decode()
    assert reverse("evidence_remove", args=[sheet.pk]) not in page
    assert "It went with an earlier revision and agrees with that" in text_of(page)
    assert "take the sheet away" not in text_of(page)


MENDED = {"signed_by": "Phó Chủ tịch", "signed_on": "15/6/2024", "document_number": "126/BC-UBND"}


def test_what_is_noted_of_a_sheet_is_corrected_on_its_page_and_the_history_tells(cast):
    revision = cast.answered()
    send(cast, address(cast, "signed_sheet"), content_code=code_of(revision), **SIGNED)
    client, sheet = client_of(cast["staff"]), Evidence.objects.get()
    (shown,) = client.get(address(cast, "signed_sheet")).context["evidence"].signed
    assert shown.form.initial == {**SIGNED, "document_number": ""}
    response = client.post(reverse("evidence_signature", args=[sheet.pk]), MENDED)
    assert response.url == address(cast, "signed_sheet")
    sheet.refresh_from_db()
    assert (sheet.signed_by, sheet.signed_on) == ("Phó Chủ tịch", date(2024, 6, 15))
    (last, *_earlier) = Typist(cast["staff"], cast.ward).open().page.sheets[0].history
    assert [said for _name, said in last.facts] == [
        "Chủ tịch UBND phường → Phó Chủ tịch",
        "16/6/2024 → 15/6/2024",
        "– → 126/BC-UBND",
    ]


def test_correction_of_a_sheet_that_cannot_be_is_told_at_its_box_and_nothing_typed_is_lost(cast):
    cast.answered()
    send(cast, address(cast, "signed_sheet"), content_code="00000-00000", **SIGNED)
    where = reverse("evidence_signature", args=[Evidence.objects.get().pk])
    response = client_of(cast["staff"]).post(where, {**MENDED, "signed_on": "18/6/2024"})
    assert response.status_code == 422
    (shown,) = response.context["evidence"].signed
    assert list(shown.form.errors) == ["signed_on"]
    assert shown.form["signed_by"].value() == "Phó Chủ tịch"


@pytest.mark.parametrize(
    ("role", "form", "number"),
    [("staff", False, True), ("reviewer", True, False), ("leadership", False, False), ("head", False, False)],
)
def test_once_accepted_home_affairs_is_offered_all_boxes_and_the_unit_the_number(cast, role, form, number):
    revision = cast.answered()
    send(cast, address(cast, "signed_sheet"), content_code=code_of(revision), **SIGNED)
    submitted = submit(revision, cast["staff"], revision.version)
    approve(submitted, cast["colleague"], submitted.version)
    page = client_of(cast[role]).get(address(cast, "signed_sheet")).content.decode()
    key = Evidence.objects.get().pk
    assert (reverse("evidence_signature", args=[key]) in page) == form
    assert (reverse("evidence_number", args=[key]) in page) == number


def test_unit_that_corrects_too_late_is_told_why(cast):
    revision = cast.answered()
    send(cast, address(cast, "signed_sheet"), content_code=code_of(revision), **SIGNED)
    submit(revision, cast["staff"], revision.version)
    where = reverse("evidence_signature", args=[Evidence.objects.get().pk])
    response = client_of(cast["staff"]).post(where, MENDED)
    assert response.status_code == 422
    assert "Recall it to change it" in response.content.decode()


@pytest.mark.parametrize("role", ["staff", "head", "reviewer", "leadership", "administrator"])
def test_files_of_the_report_list_its_signed_sheets(cast, role):
    revision = cast.answered()
    number = {"document_number": "125/BC-UBND"}
    send(cast, address(cast, "signed_sheet"), content_code=code_of(revision), **SIGNED, **number)
    page = client_of(cast[role]).get(address(cast)).content.decode()
    assert reverse("evidence_file", args=[Evidence.objects.get().pk]) in page
    for said in (
        "125/BC-UBND",
        "Chủ tịch UBND phường, 16/6/2024",
        "agrees with the system",
        str(cast["staff"]),
    ):
        assert said in text_of(page)


def test_files_of_the_report_tell_that_a_sheet_shows_other_figures(cast):
    cast.answered()
    send(cast, address(cast, "signed_sheet"), content_code="00000-00000", **SIGNED)
    page = text_of(client_of(cast["reviewer"]).get(address(cast)).content.decode())
    assert "(00000-00000) shows other figures than the system" in page
