"""An accepted report under correction: a copy beside it, which stays official until the copy is accepted."""

import pytest
from django.db import IntegrityError, transaction

from emulation.dates import now
from reports.choices import RevisionStatus
from reports.intake import save
from reports.models import Revision
from reports.transitions import CommentMissing, NotAllowedNow
from reports.workflow import approve, moves_open_to, reopen, submit
from tests.reports.cast import MID_JUNE, Cast, reported
from units.choices import Action

pytestmark = pytest.mark.django_db

DRAFT, RETURNED = RevisionStatus.DRAFT, RevisionStatus.RETURNED
APPROVED, SUPERSEDED = RevisionStatus.APPROVED, RevisionStatus.SUPERSEDED


@pytest.fixture
def cast(settings) -> Cast:
    settings.EMULATION_TODAY = MID_JUNE
    return Cast()


def test_a_correction_is_a_copy_and_the_accepted_one_stays(cast):
    first = cast.accepted()
    Revision.objects.filter(pk=first.pk).update(results="Tốt")
    copy = reopen(first.report, cast["reviewer"], "Sai số liệu")
    original, copied = first.readings.get(), copy.readings.get()
    assert (copy.number, copy.status, copy.reason, copy.results) == (2, RETURNED, "Sai số liệu", "Tốt")
    assert (copied.value, copied.entered_by, copied.entered_at) == (
        original.value,
        original.entered_by,
        original.entered_at,
    )
    save(copy, [reported(cast.allocation, 12, seen_version=1)], actor=cast["staff"])
    first.refresh_from_db()
    assert (first.status, first.readings.get().value) == (APPROVED, 10)


def test_accepting_a_correction_supersedes_the_former(cast):
    first = cast.accepted()
    copy = reopen(first.report, cast["reviewer"], "Sai số liệu")
    copy = submit(copy, cast["staff"], copy.version)
    copy = approve(copy, cast["reviewer"], copy.version)
    first.refresh_from_db()
    assert (first.status, copy.status) == (SUPERSEDED, APPROVED)


def test_reopening_needs_a_reason_and_happens_once(cast):
    first = cast.accepted()
    with pytest.raises(CommentMissing):
        reopen(first.report, cast["reviewer"], " ")
    reopen(first.report, cast["reviewer"], "Sai số liệu")
    with pytest.raises(NotAllowedNow):
        reopen(first.report, cast["reviewer"], "Lần nữa")
    assert Revision.objects.count() == 2
    assert Action.REOPENED not in moves_open_to(cast["reviewer"], first)


def test_the_database_holds_one_open_and_one_accepted_revision(cast):
    first = cast.accepted()
    copy = reopen(first.report, cast["reviewer"], "Sai số liệu")
    for number, status in ((3, DRAFT), (3, APPROVED)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Revision.objects.create(
                report=first.report,
                number=number,
                status=status,
                created_by=cast["staff"],
                decided_by=cast["reviewer"],
                decided_at=now(),
            )
    assert list(first.report.revisions.all()) == [first, copy]
