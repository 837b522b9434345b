"""Files and signed sheets while others are at work, each on a connection of their own."""

from datetime import date

import pytest
from django.core.files.storage import default_storage

from reports.entry_refusals import EntryRefused
from reports.evidence.attached import present_code
from reports.evidence.attaching import MOST_OF_LINE, Signature, attach, take_away
from reports.evidence.files import FileRefused
from reports.intake import save
from reports.models import Evidence, Revision
from reports.transitions import NotYours
from reports.workflow import submit
from tests.reports.at_once import at_once, while_underway
from tests.reports.cast import MID_JUNE, Cast, reported
from tests.reports.made_files import another_pdf, upload

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(settings) -> Cast:
    settings.EMULATION_TODAY = MID_JUNE
    return Cast()


def attaching(cast: Cast, content: bytes):
    return lambda: attach(
        cast.ward, cast.period, upload(content=content), cast["staff"], allocation=cast.allocation
    )


def files_in_storage() -> set[str]:
    place = "evidence/2024"
    return set(default_storage.listdir(place)[1]) if default_storage.exists(place) else set()


@pytest.mark.parametrize("race", range(4))
def test_the_same_file_sent_twice_at_once_is_kept_once(race, cast):
    cast.draft()
    before = files_in_storage()
    outcomes = at_once(attaching(cast, another_pdf(1)), attaching(cast, another_pdf(1)))
    assert [type(outcome) for outcome in outcomes].count(Evidence) == 1
    assert [type(outcome) for outcome in outcomes].count(FileRefused) == 1
    assert len(files_in_storage() - before) == Evidence.objects.count() == 1


def test_two_who_begin_the_report_with_a_file_each_begin_it_once(cast):
    outcomes = at_once(attaching(cast, another_pdf(1)), attaching(cast, another_pdf(2)))
    assert all(isinstance(outcome, Evidence) for outcome in outcomes)
    assert Revision.objects.count() == 1


def test_the_last_place_on_a_line_is_taken_by_one(cast):
    for number in range(MOST_OF_LINE - 1):
        attaching(cast, another_pdf(number))()
    outcomes = at_once(attaching(cast, another_pdf(98)), attaching(cast, another_pdf(99)))
    assert [type(outcome) for outcome in outcomes].count(FileRefused) == 1
    assert Evidence.objects.standing().count() == MOST_OF_LINE


# The head's signature stands for exactly the figures that he signed.


@pytest.fixture
def signed(cast) -> Cast:
    """A ward whose head has the last word, and has signed its ten."""
    cast.ward.head_approves = True
    cast.ward.save()
    cast.answered()
    revision = Revision.objects.select_related("report__reporter", "report__period").get()
    signature = Signature(present_code(revision), "Chủ tịch UBND phường", date(2024, 6, 16))
    attach(cast.ward, cast.period, upload(), cast["staff"], signature=signature)
    return cast


def submitting(cast: Cast):
    revision = Revision.objects.get()
    return lambda: submit(revision, cast["staff"], revision.version)


def changing(cast: Cast):
    revision = Revision.objects.get()
    return lambda: save(revision, [reported(cast.allocation, 11, seen_version=1)], actor=cast["staff"])


def test_figure_changed_just_before_the_submission_breaks_the_sheets_word(signed):
    _saved, refused = while_underway(changing(signed), submitting(signed))
    assert isinstance(refused, NotYours)
    assert Revision.objects.get().status == "draft"


def test_figure_is_not_changed_any_more_once_the_submission_is_under_way(signed):
    submitted, refused = while_underway(submitting(signed), changing(signed))
    assert submitted.status == "submitted"
    assert isinstance(refused, EntryRefused)


def test_sheet_is_not_taken_away_from_under_a_submission(signed):
    sheet = Evidence.objects.get()
    at_once(submitting(signed), lambda: take_away(sheet, signed["staff"]))
    is_submitted = Revision.objects.get().status == "submitted"
    assert is_submitted == Evidence.objects.standing().exists()
