"""Files beside figures and reports: who attaches and takes away when, and what is left of what failed."""

import re
from contextlib import contextmanager
from datetime import date

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from reports.entry_refusals import EntryRefused
from reports.evidence.attached import files_of, with_files
from reports.evidence.attaching import (
    MOST_OF_LINE,
    NotTakenAway,
    Signature,
    attach,
    take_away,
)
from reports.evidence.files import FileRefused
from reports.models import Evidence, Revision
from reports.models.evidence import random_name
from reports.transitions import NothingOwed
from reports.workflow import approve, recall, reopen, submit
from targets.models import ReportingPeriod
from tests.factories import ReportingPeriodFactory
from tests.reports.attaching import attached
from tests.reports.made_files import PDF, another_pdf, upload
from units.choices import Action
from units.models import Event

pytestmark = pytest.mark.django_db


@contextmanager
def refused(code: str):
    with pytest.raises((EntryRefused, FileRefused)) as caught:
        yield
    error = caught.value
    assert (error.refusal if isinstance(error, EntryRefused) else error).code == code


def stored() -> set[str]:
    """The names of all files in the storage."""
    place = "evidence/2024"
    return set(default_storage.listdir(place)[1]) if default_storage.exists(place) else set()


def test_file_is_kept_whole_under_a_name_that_tells_nothing(cast):
    evidence = attached(cast, allocation=cast.allocation)
    evidence.refresh_from_db()
    with evidence.file.open() as kept:
        assert kept.read() == PDF
    assert (evidence.name, evidence.media_type, evidence.size) == (
        "Biên bản.pdf",
        "application/pdf",
        len(PDF),
    )
    assert re.fullmatch(r"evidence/2024/[0-9a-f]{32}\.pdf", evidence.file.name)
    assert len(evidence.sha256) == 64


def test_attaching_begins_the_report_and_is_in_the_log(cast):
    evidence = attached(cast, allocation=cast.allocation)
    assert evidence.revision.status == "draft"
    event = Event.objects.get(action=Action.ATTACHED)
    assert (event.actor, event.unit, event.revision) == (cast["staff"], cast.ward, evidence.revision_id)
    assert (event.data["name"], event.data["target"]) == ("Biên bản.pdf", cast.allocation.target.code)


def test_home_affairs_attaches_on_the_units_behalf(cast):
    attached(cast, "reviewer")
    assert Event.objects.get(action=Action.ATTACHED).on_behalf_of == cast.ward


@pytest.mark.parametrize("role", ["head", "neighbour", "lead", "leadership", "administrator"])
def test_nobody_else_attaches_or_leaves_a_file_behind(cast, role):
    cast.draft()
    before = stored()
    with refused("no_role"):
        attached(cast, role)
    assert stored() == before


def test_nothing_is_attached_where_nothing_is_owed(cast):
    month = ReportingPeriodFactory(campaign=cast.campaign, code="2024-M06")
    with pytest.raises(NothingOwed):
        attach(cast.ward, month, upload(), cast["staff"])


def test_nothing_is_attached_to_a_line_of_another_report(cast):
    cast.draft()
    before = stored()
    with refused("not_owed"):
        attached(cast, allocation=cast.elsewhere)
    assert stored() == before
    assert not Evidence.objects.exists()


def test_nothing_is_attached_before_entry_opens_nor_after_it_closed(cast, settings):
    settings.EMULATION_TODAY = "2024-06-06"
    with refused("not_open"):
        attached(cast)
    ReportingPeriod.objects.filter(pk=cast.period.pk).update(closes_on=date(2024, 6, 20))
    cast.period.refresh_from_db()
    settings.EMULATION_TODAY = "2024-06-21"
    with refused("closed"):
        attached(cast)


def test_scans_come_later_while_submitted_and_once_accepted(cast, settings):
    revision = cast.answered()
    submitted = submit(revision, cast["staff"], revision.version)
    settings.EMULATION_TODAY = "2024-08-01"
    assert attached(cast).revision == submitted
    accepted = approve(submitted, cast["reviewer"], submitted.version)
    assert attached(cast, content=another_pdf(2)).revision == accepted


def test_file_is_taken_away_only_while_the_report_may_be_changed(cast):
    revision = cast.answered()
    evidence = attached(cast)
    submitted = submit(revision, cast["staff"], revision.version)
    with pytest.raises(NotTakenAway, match=r"."):
        take_away(evidence, cast["staff"])
    recall(submitted, cast["staff"], submitted.version)
    take_away(evidence, cast["staff"])
    assert not Evidence.objects.standing().exists()
    assert Evidence.objects.get().removed_by == cast["staff"]
    assert default_storage.exists(evidence.file.name)
    take_away(evidence, cast["staff"])
    assert Event.objects.filter(action=Action.DETACHED).count() == 1


def test_what_went_with_an_accepted_revision_stays_during_its_correction(cast):
    revision = cast.answered()
    evidence = attached(cast)
    submitted = submit(revision, cast["staff"], revision.version)
    copy = reopen(approve(submitted, cast["reviewer"], submitted.version).report, cast["reviewer"], "Sai số")
    with pytest.raises(NotTakenAway):
        take_away(evidence, cast["staff"])
    assert [file.pk for file in files_of(copy).every] == [evidence.pk]


def test_somebody_else_takes_nothing_away(cast):
    evidence = attached(cast)
    with pytest.raises(NotTakenAway):
        take_away(evidence, cast["neighbour"])
    assert Evidence.objects.standing().exists()


def test_the_same_file_twice_on_one_line_is_said_and_elsewhere_taken(cast):
    attached(cast, allocation=cast.allocation)
    before = stored()
    with refused("there_already"):
        attached(cast, allocation=cast.allocation)
    assert stored() == before
    attached(cast)
    assert Evidence.objects.count() == 2


def test_a_file_taken_away_may_be_attached_again(cast):
    take_away(attached(cast), cast["staff"])
    attached(cast)
    assert Evidence.objects.standing().count() == 1


def test_a_line_takes_so_many_files_and_no_more(cast):
    for number in range(MOST_OF_LINE):
        attached(cast, content=another_pdf(number), allocation=cast.allocation)
    with refused("too_many"):
        attached(cast, content=another_pdf(99), allocation=cast.allocation)


def test_no_file_stays_behind_where_the_row_could_not_be_written(cast):
    cast.draft()
    before = stored()
    # No sheet without the name of who signed: the database refuses it.
    with pytest.raises(IntegrityError):
        attached(cast, signature=Signature("00000-00000", "", date(2024, 6, 16)))
    assert stored() == before
    assert not Event.objects.filter(action=Action.ATTACHED).exists()


def test_names_in_the_storage_are_never_the_same(cast):
    evidence = attached(cast)
    assert len({random_name(evidence, "a.pdf") for _ in range(100)}) == 100


def test_files_come_with_the_query_of_the_revision(cast):
    for number in range(3):
        attached(cast, content=another_pdf(number), allocation=cast.allocation)
    with CaptureQueriesContext(connection) as captured:
        revision = with_files(Revision.objects.all()).get()
        files = files_of(revision)
    assert len(captured) == 1
    assert [file.name for file in files.of_line(cast.allocation.pk)] == ["Biên bản.pdf"] * 3
    assert files.of_line(None) == []
    assert files.every[0].added_by == str(cast["staff"])
    assert files == files_of(Revision.objects.get())


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        *dict.fromkeys(["staff", "head", "reviewer", "leadership", "administrator"], True).items(),
        ("neighbour", False),
        ("lead", True),
    ],
)
def test_evidence_of_a_figure_is_seen_by_who_may_read_the_figure(cast, role, sees):
    attached(cast, allocation=cast.allocation)
    assert Evidence.objects.visible_to(cast[role]).exists() == sees


def test_file_of_the_whole_report_is_not_for_the_lead_of_one_target(cast):
    attached(cast)
    assert not Evidence.objects.visible_to(cast["lead"]).exists()
