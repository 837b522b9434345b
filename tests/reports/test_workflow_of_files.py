"""Files of figures and the ways of a report: who brings them in, over what, and what they make official."""

from decimal import Decimal

import pytest

from reports.choices import RevisionStatus
from reports.entry_refusals import EntryRefused
from reports.intake import save
from reports.models import ProgressReport
from reports.transitions import NotAllowedNow
from reports.workflow import accept_import, open_for_import
from tests.reports.cast import MID_JUNE, Cast, reported
from units.choices import Action
from units.models import Event

pytestmark = pytest.mark.django_db

DRAFT = RevisionStatus.DRAFT
APPROVED, SUPERSEDED = RevisionStatus.APPROVED, RevisionStatus.SUPERSEDED


@pytest.fixture
def cast(settings) -> Cast:
    settings.EMULATION_TODAY = MID_JUNE
    return Cast()


def test_an_administrator_makes_a_file_official_without_completeness(cast):
    cast.allocate(cast.ward)
    revision = open_for_import(cast.ward, cast.period, cast["administrator"], "quy2.csv")
    rows = [reported(cast.allocation, 7)]
    save(revision, rows, actor=cast["administrator"], source="quy2.csv", all_or_nothing=True, importing=True)
    moved = accept_import(revision, cast["administrator"])
    assert (moved.status, moved.decided_by) == (APPROVED, cast["administrator"])
    assert moved.report.reporter == cast.ward
    assert ProgressReport.objects.get().first_submitted_at == moved.decided_at
    assert Event.objects.get(action=Action.APPROVED).data == {"from_file": True}


def test_a_file_over_an_accepted_report_makes_a_new_revision(cast):
    first = cast.accepted()
    revision = open_for_import(cast.ward, cast.period, cast["administrator"], "quy2.csv")
    assert (revision.number, revision.reason, revision.readings.get().value) == (2, "quy2.csv", Decimal(10))
    accept_import(revision, cast["administrator"])
    first.refresh_from_db()
    assert first.status == SUPERSEDED


def test_a_file_does_not_pass_over_a_report_under_review(cast):
    revision = cast.submitted()
    assert open_for_import(cast.ward, cast.period, cast["administrator"], "quy2.csv") == revision
    with pytest.raises(EntryRefused):
        save(revision, [], actor=cast["administrator"], importing=True)
    with pytest.raises(NotAllowedNow):
        accept_import(revision, cast["administrator"])


@pytest.mark.parametrize("role", ["staff", "head", "leadership"])
def test_a_file_is_brought_in_by_home_affairs_or_an_administrator(cast, role):
    with pytest.raises(EntryRefused):
        open_for_import(cast.ward, cast.period, cast[role], "quy2.csv")
    assert open_for_import(cast.ward, cast.period, cast["reviewer"], "quy2.csv").status == DRAFT
