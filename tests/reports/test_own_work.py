"""Nobody accepts what they had a hand in, however small or long ago ("Người nhập không được tự duyệt")."""

import pytest
from django.db import transaction
from django.utils.translation import override

from reports.completeness import unanswered
from reports.intake import clear, save
from reports.models import Revision
from reports.permissions import may_approve, took_part
from reports.presenting import hand_back, present, take_back
from reports.transitions import NotYours
from reports.workflow import approve, open_report, recall, reopen, send_back, submit
from tests.factories import MembershipFactory
from tests.reports.cast import MID_JUNE, Cast, reported
from units.choices import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(settings) -> Cast:
    settings.EMULATION_TODAY = MID_JUNE
    return Cast()


def in_hand(cast: Cast) -> Revision:
    rows = Revision.objects.newest().select_related("report__reporter", "report__period")
    return rows.get(report__reporter=cast.ward)


def handed_in(cast: Cast) -> Revision:
    """Filled in by the ward's staff as far as it is not, and submitted unless it is."""
    cast.draft()
    revision = in_hand(cast)
    if not revision.is_editable:
        return revision
    rest = [reported(allocation, 10) for allocation in unanswered(revision)]
    assert save(revision, rest, actor=cast["staff"]).is_clean
    return submit(revision, cast["staff"], revision.version)


# What the reviewer does, before the report is handed in.


def begins(cast: Cast) -> None:
    open_report(cast.ward, cast.period, cast["reviewer"])


def enters(cast: Cast) -> None:
    entry = reported(cast.allocate(cast.ward), 5)
    save(cast.answered(), [entry], actor=cast["reviewer"], source="Điện thoại")


def enters_and_empties(cast: Cast) -> None:
    enters(cast)
    own = in_hand(cast).readings.get(entered_by=cast["reviewer"])
    clear(in_hand(cast), own.allocation, 1, cast["reviewer"])


def enters_and_is_written_over(cast: Cast) -> None:
    enters(cast)
    own = in_hand(cast).readings.get(entered_by=cast["reviewer"])
    save(in_hand(cast), [reported(own.allocation, 6, seen_version=1)], actor=cast["staff"])


def empties_a_row_of_others(cast: Cast) -> None:
    clear(cast.answered(), cast.allocation, 1, cast["reviewer"], source="Điện thoại")


def writes_a_text(cast: Cast) -> None:
    save(
        cast.answered(),
        [],
        actor=cast["reviewer"],
        narrative={"results": "Tốt"},
        source="Điện thoại ngày 17/6",
    )


def imports_a_file(cast: Cast) -> None:
    entry = reported(cast.allocate(cast.ward), 5)
    save(cast.answered(), [entry], actor=cast["reviewer"], source="quy2.csv", importing=True)


def submits(cast: Cast) -> None:
    enters(cast)
    revision = in_hand(cast)
    submit(revision, cast["reviewer"], revision.version)


def submits_and_recalls(cast: Cast) -> None:
    submits(cast)
    revision = in_hand(cast)
    recall(revision, cast["reviewer"], revision.version)


def presents_and_takes_back(cast: Cast) -> None:
    """As staff of the ward, which he has been beside his office."""
    cast.wants_its_head()
    aside = MembershipFactory(user=cast["reviewer"], unit=cast.ward, role=Role.STAFF)
    revision = present(cast.answered(), cast["reviewer"], 1)
    take_back(revision, cast["reviewer"], revision.version)
    aside.delete()
    del cast["reviewer"].grants
    cast.ward.head_approves = False
    cast.ward.save()


@pytest.mark.parametrize(
    "deed",
    [
        begins, enters, enters_and_empties, enters_and_is_written_over, empties_a_row_of_others,
        writes_a_text, imports_a_file, submits, submits_and_recalls, presents_and_takes_back,
    ],
)  # fmt: skip
def test_whoever_took_part_may_not_accept(cast, deed):
    deed(cast)
    revision = handed_in(cast)
    assert took_part(cast["reviewer"], revision)
    with override("en"), pytest.raises(NotYours, match="Whoever entered figures may not accept them"):
        approve(revision, cast["reviewer"], revision.version)
    assert approve(revision, cast["colleague"], revision.version).decided_by == cast["colleague"]


def test_sending_back_and_reopening_are_no_part_in_the_figures(cast):
    revision = cast.submitted()
    revision = send_back(revision, cast["reviewer"], revision.version, "Xem lại")
    revision = submit(revision, cast["staff"], revision.version)
    with transaction.atomic():
        assert approve(revision, cast["reviewer"], revision.version)
        transaction.set_rollback(True)
    revision = approve(in_hand(cast), cast["colleague"], revision.version)
    copy = reopen(revision.report, cast["reviewer"], "Sai số liệu")
    assert copy.created_by == cast["reviewer"]
    assert may_approve(cast["reviewer"], copy)


def test_the_heads_doubt_is_no_part_in_the_figures(cast):
    cast.presented()
    MembershipFactory(user=cast["reviewer"], unit=cast.ward, role=Role.HEAD)
    revision = hand_back(in_hand(cast), cast["reviewer"], 2, "Xem lại")
    assert not took_part(cast["reviewer"], revision)


def test_who_entered_a_figure_that_a_correction_keeps_may_not_accept_it(cast):
    enters(cast)
    revision = approve(handed_in(cast), cast["colleague"], in_hand(cast).version)
    copy = reopen(revision.report, cast["colleague"], "Sai số liệu")
    assert not may_approve(cast["reviewer"], copy)
    assert may_approve(cast["colleague"], copy)
