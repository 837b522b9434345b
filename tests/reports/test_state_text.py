"""What pages say of where a report stands, where its state alone would mislead."""

import pytest
from django.urls import reverse

from reports.correcting.requests import ask, grant
from reports.documents.annexes import reporting
from reports.due import report_lines
from reports.models import Revision
from reports.presenting import present
from reports.workflow import recall, reopen, send_back, submit
from tests.html import text_of
from tests.reports.cast import MID_JUNE, Cast, reported
from tests.reports.reviewing import client_of

pytestmark = pytest.mark.django_db

JUNE = "2024-06-14"
EVERYWHERE = pytest.mark.parametrize("place", ["my_reports", "entry", "unit", "review", "review_queue"])
BY_THE_UNIT, SENT_BACK = "Recalled by the unit", "Sent back for changes"


@pytest.fixture
def cast(settings) -> Cast:
    settings.EMULATION_TODAY = MID_JUNE
    settings.LANGUAGE_CODE = "en"
    return Cast()


def recalled(cast: Cast) -> Revision:
    """Sent back, sent again, and taken back by the unit."""
    revision = cast.returned()
    sent = submit(revision, cast["staff"], revision.version)
    return recall(sent, cast["staff"], sent.version)


def corrected_as_asked(cast: Cast) -> Revision:
    """Accepted; Home Affairs has put in what the staff asked for, and the head has the last word."""
    revision = cast.accepted()
    cast.wants_its_head()
    request = ask(revision.report, reported(cast.allocation, 12), "Gõ nhầm", cast["staff"])
    return grant(request.report, [request.pk], cast["reviewer"], (revision.pk, revision.version))


def shown(cast: Cast, place: str, revision: Revision) -> str:
    """The page as the ward's staff read it, or Home Affairs where it is theirs."""
    reader, *where = {
        "my_reports": ("staff",),
        "entry": ("staff", cast.ward.code, JUNE),
        "unit": ("staff", cast.ward.code),
        "review": ("reviewer", revision.report_id),
        "review_queue": ("reviewer",),
    }[place]
    return text_of(client_of(cast[reader]).get(reverse(place, args=where)).text)


def before_the_head(cast: Cast) -> Revision:
    """All answered, and presented."""
    cast.wants_its_head()
    revision = cast.answered()
    return present(revision, cast["staff"], revision.version)


IN_WORDS = {
    "my_reports": ("staff",),
    "entry": ("staff", "code", JUNE),
    "unit": ("staff", "code"),
    "review": ("reviewer", "report"),
    "review_queue": ("reviewer",),
    "review_matrix": ("reviewer",),
    "chasing_unit": ("reviewer", JUNE, "code"),
    "my_reports_export": ("staff", "json"),
    "queue_export": ("reviewer", "json"),
    "matrix_export": ("reviewer", "json"),
}


# They count reports by state, and what lies before the head is one that is not sent yet.
OFFER_STATES = {"review_queue", "review_matrix", "matrix_export"}


@pytest.mark.parametrize("place", IN_WORDS)
def test_what_lies_before_the_head_says_so_in_the_same_words_everywhere(cast, place):
    revision = before_the_head(cast)
    reader, *where = IN_WORDS[place]
    known = {"code": cast.ward.code, "report": revision.report_id}
    response = client_of(cast[reader]).get(reverse(place, args=[known.get(part, part) for part in where]))
    told = b"".join(response).decode() if response.streaming else response.text
    assert "Before the head" in told
    assert "Draft" not in told or place in OFFER_STATES


def test_annex_says_of_what_lies_before_the_head_that_it_was_not_sent(cast):
    revision = before_the_head(cast)
    (line,) = report_lines([cast.period], [cast.ward])
    (told,) = [each for each in reporting([line], numeral="II").lines if each.cells[1] == cast.ward.name]
    assert told.cells[5] == "Chưa gửi"
    Revision.objects.filter(pk=revision.pk).update(status="returned")
    (line,) = report_lines([cast.period], [cast.ward])
    assert line.state_text == "Sent back for changes, before the head"


@EVERYWHERE
def test_report_taken_back_after_it_was_sent_back_says_so_everywhere(cast, place):
    revision = recalled(cast)
    assert revision.status == "returned"
    assert BY_THE_UNIT in shown(cast, place, revision)


@pytest.mark.parametrize("place", ["my_reports", "entry", "review"])
def test_what_home_affairs_asked_stays_readable_when_it_was_taken_back(cast, place):
    page = shown(cast, place, recalled(cast)).split("History")[0]
    assert "Xem lại" in page
    assert SENT_BACK not in page


@EVERYWHERE
def test_report_sent_back_again_is_not_called_taken_back(cast, place):
    revision = recalled(cast)
    sent = submit(revision, cast["staff"], revision.version)
    again = send_back(sent, cast["colleague"], sent.version, "Vẫn sai")
    page = shown(cast, place, again)
    assert SENT_BACK in page.split("History")[0]
    assert BY_THE_UNIT not in page


def test_correction_taken_back_says_so_and_one_just_opened_does_not(cast):
    opened = reopen(cast.accepted().report, cast["colleague"], "Sai số liệu")
    assert SENT_BACK in shown(cast, "entry", opened)
    sent = submit(opened, cast["staff"], opened.version)
    recall(sent, cast["staff"], sent.version)
    assert BY_THE_UNIT in shown(cast, "entry", opened)


def test_what_home_affairs_entered_and_took_back_was_not_taken_back_by_the_unit(cast):
    revision = cast.answered()
    Revision.objects.filter(pk=revision.pk).update(entered_for_unit=True, source="Điện thoại")
    sent = submit(revision, cast["reviewer"], revision.version)
    recall(sent, cast["reviewer"], sent.version)
    (line,) = report_lines([cast.period], [cast.ward])
    assert line.state_text == "Recalled"


@pytest.mark.parametrize("place", ["my_reports", "entry", "review"])
def test_report_corrected_as_asked_waits_for_its_head_and_not_for_changes(cast, place):
    page = shown(cast, place, corrected_as_asked(cast))
    assert "orrected as asked, waits for the head of the unit" in page
    assert "asks for changes" not in page


def test_desk_says_what_there_is_to_do_about_a_report_corrected_as_asked(cast):
    revision = corrected_as_asked(cast)
    page = shown(cast, "my_reports", revision)
    assert "Home Affairs agreed to the correction" in page
    assert "Check and present" in page
    present(revision, cast["staff"], revision.version)
    page = shown(cast, "my_reports", revision)
    assert "It waits for the word of the unit's head." in page
    assert "asks for changes" not in page


def test_desk_asks_for_changes_again_when_it_is_sent_back_after_all(cast):
    revision = corrected_as_asked(cast)
    sent = submit(revision, cast["head"], revision.version)
    send_back(sent, cast["colleague"], sent.version, "Số vẫn sai")
    assert "Home Affairs asks for changes." in shown(cast, "my_reports", sent)
