"""What a word does for the report: let it go, stand before the reviewer, answer what Home Affairs asked."""

from datetime import date

import pytest
from django.utils import translation

from reports.choices import RevisionStatus
from reports.correcting.requests import ask, grant
from reports.entry_refusals import EntryRefused
from reports.intake import save
from reports.models import Revision
from reports.transitions import WordsMissing
from reports.warnings.words import Said, settle
from reports.workflow import accept_import, send_back, submit
from tests.reports.cast import MID_JUNE, Cast, reported
from tests.reports.reviewing import client_of, page, url
from tests.reports.typing_in import Typist
from tests.reports.wondering import WORD, after_first_quarter, flags, say
from units.choices import Action
from units.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(settings) -> Cast:
    settings.EMULATION_TODAY = MID_JUNE
    return after_first_quarter()


@pytest.fixture
def staff(cast) -> Typist:
    typist = Typist(cast["staff"], cast.ward).open()
    typist.client.cookies.load({"django_language": "en"})
    return typist


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def drafted(cast: Cast, value: int = 632) -> Revision:
    revision = cast.draft()
    assert save(revision, [reported(cast.allocation, value)], actor=cast["staff"]).is_clean
    revision.refresh_from_db()
    return revision


def test_submission_past_the_page_is_refused_too_and_changes_nothing(cast):
    revision = drafted(cast)
    with pytest.raises(WordsMissing) as refused:
        submit(revision, cast["staff"], revision.version)

    assert refused.value.allocations == [cast.allocation]
    revision.refresh_from_db()
    assert (revision.status, revision.submitted_by) == (RevisionStatus.DRAFT, None)
    assert not Event.objects.filter(action=Action.SUBMITTED).exists()


def test_accepted_import_asks_nothing_and_the_reviewer_sees_that_nobody_said_why(cast):
    revision = cast.draft()
    administrator = cast["administrator"]
    entries = [reported(cast.allocation, 632)]
    assert save(revision, entries, actor=administrator, importing=True, source="quy-2.csv").is_clean
    accept_import(revision, administrator)

    (row,) = page(cast, revision).rows
    assert [flag.settled for flag in row.warnings] == [None]
    text = client_of(cast["reviewer"]).get(f"/review/{revision.report_id}/").content.decode()
    assert "Nobody has said why." in text


def test_reviewer_reads_the_word_beside_the_figure(cast):
    revision = drafted(cast)
    (flag,) = flags(cast, revision)
    settle(revision, [Said([flag], WORD)], cast["staff"])
    submit(revision, cast["staff"], revision.version)

    (row,) = page(cast, revision).rows
    assert [flag.settled.word for flag in row.warnings] == [WORD]
    text = client_of(cast["reviewer"]).get(f"/review/{revision.report_id}/").content.decode()
    assert "10,2 times quarter I (62): entered 632" in text
    assert WORD in text
    assert "Nobody has said why." not in text


def test_reason_of_a_correction_that_is_agreed_to_is_the_word_for_its_number(cast, settings):
    """Entry may be over by then."""
    revision = submit(cast.answered(60), cast["staff"], 1)
    asked = ask(revision.report, reported(cast.allocation, 632), WORD, cast["staff"])
    cast.period.closes_on = date(2024, 6, 20)
    cast.period.save()
    settings.EMULATION_TODAY = "2024-06-21"
    corrected = grant(revision.report, [asked.pk], cast["colleague"], (revision.pk, revision.version))
    assert corrected.status == RevisionStatus.SUBMITTED
    assert {flag.settled.word for flag in flags(cast, corrected)} == {WORD}


def test_word_is_refused_when_entry_is_over(cast, settings):
    revision = drafted(cast)
    (flag,) = flags(cast, revision)
    cast.period.closes_on = date(2024, 6, 20)
    cast.period.save()
    settings.EMULATION_TODAY = "2024-06-25"
    with pytest.raises(EntryRefused):
        settle(revision, [Said([flag], WORD)], cast["staff"])


def asked_about(cast: Cast, comment: str = "Sao không đổi?") -> Revision:
    """The ward's report, sent back with a question beside its figure."""
    revision = cast.answered(60)
    revision = submit(revision, cast["staff"], revision.version)
    reading = revision.readings.get()
    return send_back(revision, cast["colleague"], revision.version, "", {reading.pk: comment})


def test_figure_that_was_asked_about_does_not_go_again_without_a_change_or_a_word(cast, staff):
    revision = asked_about(cast)
    with pytest.raises(WordsMissing):
        submit(revision, cast["staff"], revision.version)
    staff.open()
    (flag,) = staff.row(cast.allocation).doubts.flags
    assert flag.code == "asked"
    assert "Sao không đổi?" in str(flag.message)
    say(staff, cast, "Đã đối chiếu với chợ").submit()
    revision.refresh_from_db()
    assert revision.status == RevisionStatus.SUBMITTED
    (told,) = flags(cast, revision)
    assert (told.code, told.settled.word) == ("asked", "Đã đối chiếu với chợ")
    assert "Đã đối chiếu với chợ" in client_of(cast["reviewer"]).get(url(revision)).content.decode()


def test_changed_figure_answers_what_was_asked(cast):
    revision = asked_about(cast)
    seen = revision.readings.get().version
    assert save(revision, [reported(cast.allocation, 61, seen_version=seen)], actor=cast["staff"]).is_clean
    assert submit(revision, cast["staff"], revision.version).status == RevisionStatus.SUBMITTED
    assert flags(cast, revision) == []


def test_word_about_one_question_does_not_answer_the_next(cast):
    revision = asked_about(cast)
    settle(revision, [Said(flags(cast, revision), WORD)], cast["staff"])
    revision = submit(revision, cast["staff"], revision.version)
    again = {revision.readings.get().pk: "Chợ nào?"}
    revision = send_back(revision, cast["colleague"], revision.version, "", again)
    with pytest.raises(WordsMissing):
        submit(revision, cast["staff"], revision.version)
