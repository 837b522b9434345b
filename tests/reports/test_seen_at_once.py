"""What is written while a report is handed on was seen, or the report does not go. Real threads."""

import pytest

from reports.choices import RevisionStatus
from reports.completeness import stored
from reports.entry_refusals import EntryRefused
from reports.intake import Saved, save
from reports.models import Revision
from reports.presenting import present
from reports.transitions import Overtaken
from reports.workflow import submit
from tests.reports.at_once import at_once, while_underway
from tests.reports.cast import MID_JUNE, Cast, person, reported
from units.choices import Role

pytestmark = pytest.mark.django_db(transaction=True)
RACES = 8


@pytest.fixture
def cast(settings) -> Cast:
    settings.EMULATION_TODAY = MID_JUNE
    cast = Cast()
    cast.people["second"] = person(cast.ward, Role.STAFF)
    return cast


@pytest.mark.parametrize("race", range(RACES))
@pytest.mark.parametrize("move", [submit, present])
def test_of_a_text_and_handing_on_at_once_no_text_goes_unseen(race, move, cast):
    if move is present:
        cast.wants_its_head()
    revision = cast.answered()
    shown = stored(revision)
    handed_on, written = at_once(
        lambda: move(revision, cast["staff"], 1, shown=shown),
        lambda: save(revision, [], narrative={"results": "Viết thêm"}, actor=cast["second"]),
    )
    revision.refresh_from_db()
    if isinstance(handed_on, Revision):
        assert isinstance(written, EntryRefused)
        assert revision.results == ""
    else:
        assert isinstance(handed_on, Overtaken)
        assert isinstance(written, Saved)
        assert (revision.results, revision.status) == ("Viết thêm", RevisionStatus.DRAFT)


def test_submission_begun_while_a_colleague_writes_waits_and_does_not_go(cast):
    revision = cast.answered()
    shown = stored(revision)
    first, second = while_underway(
        lambda: save(revision, [reported(cast.allocation, 7, seen_version=1)], actor=cast["second"]),
        lambda: submit(revision, cast["staff"], 1, shown=shown),
    )
    assert isinstance(first, Saved)
    assert isinstance(second, Overtaken)
    revision.refresh_from_db()
    assert revision.status == RevisionStatus.DRAFT
