"""What the page of figures to confirm tells of corrections under way, and where it leads."""

import pytest

from reports.confirming.words import confirm
from reports.correcting.requests import ask, decline, grant
from reports.models import Revision
from reports.workflow import approve, recall, reopen, send_back, submit
from tests.html import text_of
from tests.reports.cast import MID_JUNE, Cast, reported
from tests.reports.speaking import Speaker, entered_by_lead, of_lead, reading_of

pytestmark = pytest.mark.django_db

WHY = "Gõ nhầm một chữ số"


@pytest.fixture
def cast(settings) -> Cast:
    settings.EMULATION_TODAY = MID_JUNE
    settings.LANGUAGE_CODE = "en"
    return entered_by_lead(Cast())


def accepted(cast: Cast) -> Revision:
    revision = of_lead(cast)
    return approve(revision, cast["reviewer"], revision.version)


def asked(cast: Cast, revision: Revision, value: int = 12):
    return ask(revision.report, reported(cast.allocation, value), WHY, cast["lead"])


def granted(cast: Cast, revision: Revision) -> Revision:
    return grant(
        revision.report, [asked(cast, revision).pk], cast["reviewer"], (revision.pk, revision.version)
    )


def ward(cast: Cast) -> Speaker:
    return Speaker(cast["staff"], cast.ward)


def shown(cast: Cast) -> str:
    return text_of(ward(cast).response.text)


@pytest.mark.parametrize("begin", [of_lead, accepted])
def test_ward_reads_that_its_figure_is_asked_to_be_corrected_to_what_why_and_by_whom(cast, begin):
    asked(cast, begin(cast))
    page = shown(cast)
    assert f"{cast.department.name} asks to correct it to 12 người: {WHY}" in page
    assert f"{cast['lead'].full_name}, " in page
    assert "Waits for Home Affairs" in page


def test_request_about_another_figure_of_the_report_is_not_told(cast):
    revision = accepted(cast)
    ask(revision.report, reported(cast.elsewhere, 12), WHY, cast["lead"])
    assert WHY not in shown(cast)


def test_request_that_was_declined_is_told_no_more(cast):
    revision = accepted(cast)
    request = asked(cast, revision)
    decline(revision.report, [request.pk], cast["reviewer"], "Số này đúng")
    assert WHY not in shown(cast)


def test_request_that_was_agreed_to_is_told_with_the_new_figure_until_it_is_accepted(cast):
    revision = granted(cast, accepted(cast))
    page = shown(cast)
    assert f"Corrected to 12 người as {cast.department.name} asked: {WHY}" in page
    assert "under correction" in page
    approve(revision, cast["reviewer"], revision.version)
    assert WHY not in shown(cast)


def test_figure_that_home_affairs_asks_about_again_says_so(cast):
    revision = of_lead(cast)
    reading = reading_of(revision, cast.allocation)
    send_back(
        revision, cast["reviewer"], revision.version, "Xem lại cả báo cáo", {reading.pk: "Đối chiếu sổ"}
    )
    page = shown(cast)
    assert "Home Affairs asks about it: Đối chiếu sổ" in page
    assert "Sent back for changes" in page
    assert "Xem lại cả báo cáo" not in page


def test_comment_on_the_figure_of_another_unit_is_not_told(cast):
    revision = of_lead(cast)
    reading = reading_of(revision, cast.elsewhere)
    send_back(revision, cast["reviewer"], revision.version, "", {reading.pk: "Đối chiếu sổ"})
    assert "Đối chiếu sổ" not in shown(cast)


def test_accepted_figure_whose_report_was_reopened_is_marked(cast):
    revision = accepted(cast)
    assert "under correction" not in shown(cast)
    reopen(revision.report, cast["reviewer"], "Sai số liệu")
    speaker = ward(cast)
    assert speaker.line(cast.allocation).answer.text == "10"
    assert "under correction" in text_of(speaker.response.text)


def test_figure_that_its_reporter_took_back_is_not_just_missing(cast):
    revision = of_lead(cast)
    recall(revision, cast["lead"], revision.version)
    page = shown(cast)
    assert "not handed in" in page
    assert "Recalled by the unit" in page


def test_draft_of_a_correction_shows_no_number_before_it_is_handed_in(cast):
    correction = reopen(accepted(cast).report, cast["reviewer"], "Sai số liệu")
    submit(correction, cast["lead"], correction.version)
    assert ward(cast).line(cast.allocation).state == "submitted"


def test_lead_reads_what_its_unit_asks_to_correct(cast):
    cast.allocation.reporter = cast.ward
    cast.allocation.save()
    revision = cast.submitted()
    ask(revision.report, reported(cast.allocation, 12), WHY, cast["staff"])
    page = text_of(Speaker(cast["lead"], cast.department).response.text)
    assert f"{cast.ward.name} asks to correct it to 12 người: {WHY}" in page


def test_word_is_still_taken_beside_a_request(cast):
    revision = of_lead(cast)
    asked(cast, revision)
    reading = reading_of(revision, cast.allocation)
    confirm({reading.pk: reading.version}, cast["staff"])
    assert WHY in shown(cast)


# The way to where the figure stands


def test_who_sees_the_reporter_is_led_to_the_row_and_its_history(cast):
    of_lead(cast)
    for role in ("lead", "reviewer", "leadership"):
        speaker = Speaker(cast[role], cast.department)
        line = speaker.line(cast.allocation)
        assert line.address == f"/reports/{cast.department.code}/2024-06-14/#row-{cast.allocation.pk}"
        page = speaker.client.get(line.address)
        assert page.status_code == 200
        assert f'id="row-{cast.allocation.pk}"' in page.text


def test_ward_is_led_to_the_targets_page_once_the_figure_is_accepted(cast):
    revision = of_lead(cast)
    assert ward(cast).line(cast.allocation).address == ""
    approve(revision, cast["reviewer"], revision.version)
    speaker = ward(cast)
    address = speaker.line(cast.allocation).address
    assert address.startswith(f"/targets/{cast.allocation.target.code}/")
    assert f'href="{address.replace("&", "&amp;")}"' in speaker.response.text
    assert speaker.client.get(address).status_code == 200


def test_lead_is_led_to_what_waits_for_acceptance_too(cast):
    cast.allocation.reporter = cast.ward
    cast.allocation.save()
    cast.submitted()
    speaker = Speaker(cast["lead"], cast.department)
    page = speaker.client.get(speaker.line(cast.allocation).address)
    assert page.status_code == 200
    assert cast["staff"].full_name in page.text


def test_figure_of_a_cut_off_that_is_not_over_leads_to_no_target(cast, settings):
    settings.EMULATION_TODAY = "2024-06-12"
    accepted(cast)
    assert ward(cast).line(cast.allocation).address == ""
