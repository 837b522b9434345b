"""What one revision says otherwise than another."""

import pytest

from reports.correcting.changes import pair
from reports.intake import save
from reports.models import Revision
from reports.workflow import approve, reopen, submit
from tests.factories import RevisionFactory
from tests.reports.cast import MID_JUNE, Cast, reported
from tests.reports.reviewing import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(settings) -> Cast:
    settings.EMULATION_TODAY = MID_JUNE
    return Cast()


@pytest.fixture
def other(cast):
    return cast.allocate(cast.ward, name="Chỉ tiêu không đổi")


@pytest.fixture
def corrected(cast, other) -> Revision:
    """Revision 2, under correction: 10 became 12 with another note, a text changed, the rest stayed."""
    draft = cast.draft()
    first = reported(cast.allocation, 10, note="Theo báo cáo ngày 5/6", is_estimate=True)
    texts = {"results": "Giải quyết việc làm cho 612 người."}
    assert save(draft, [first, reported(other, 5)], actor=cast["staff"], narrative=texts).is_clean
    revision = submit(draft, cast["staff"], draft.version)
    approve(revision, cast["colleague"], revision.version)
    copy = reopen(revision.report, cast["reviewer"], "Đối chiếu lại")
    entry = reported(cast.allocation, 12, note="Theo báo cáo ngày 7/6", seen_version=1)
    texts = {"results": "Giải quyết việc làm cho 619 người."}
    assert save(copy, [entry], actor=cast["staff"], narrative=texts).is_clean
    return copy


def changes(cast: Cast, revision: Revision, role: str = "reviewer", query: str = ""):
    response = client_of(cast[role]).get(f"/review/{revision.report_id}/changes/{query}")
    assert response.status_code == 200
    return response.context["changes"], " ".join(response.content.decode().split())


def test_changed_number_is_told_from_what_to_what_by_whom(cast, corrected):
    found, shown = changes(cast, corrected)
    assert (found.earlier.number, found.later.number) == (1, 2)
    (line,) = found.changed
    assert (line.old_text, line.new_text, line.difference) == ("10", "12", "up 2")
    assert (line.new.entered_by, line.old.is_estimate, line.new.is_estimate) == (cast["staff"], True, False)
    assert "1 line changed, 1 in its number" in shown
    assert "Đối chiếu lại" in shown


def test_words_are_compared_one_by_one(cast, corrected):
    found, shown = changes(cast, corrected)
    (line,) = found.changed
    assert [piece.text for piece in line.words[0].pieces if piece.is_new] == ["7/6"]
    (text,) = found.texts
    assert [piece.text for piece in text.pieces if piece.is_gone] == ["612"]
    assert "<del>" in shown
    assert "<ins>" in shown


def test_what_stayed_is_folded_away(cast, corrected, other):
    found, shown = changes(cast, corrected)
    assert [line.allocation for line in found.unchanged] == [other]
    assert "1 line is as it was" in shown
    assert "Chỉ tiêu không đổi" in shown


def test_note_alone_is_a_change_of_the_line_and_not_of_its_number(cast, corrected, other):
    entry = reported(other, 5, note="Nguồn: thống kê", seen_version=1)
    assert save(corrected, [entry], actor=cast["staff"]).is_clean
    found, _shown = changes(cast, corrected)
    assert (len(found.changed), found.number_count) == (2, 1)


def test_answer_that_came_or_went(cast, corrected, other):
    corrected.readings.filter(allocation=other).delete()
    found, _shown = changes(cast, corrected)
    gone = next(line for line in found.changed if line.allocation == other)
    assert (gone.old_text, gone.new_text, gone.difference) == ("5", "no answer", "")
    back, _shown = changes(cast, corrected, query="?from=2&to=1")
    assert {line.new_text for line in back.changed} == {"5", "10"}


@pytest.mark.parametrize("role", ["staff", "head", "reviewer", "leadership", "administrator"])
def test_who_sees_the_report_sees_what_changed(cast, corrected, role):
    found, _shown = changes(cast, corrected, role)
    assert len(found.changed) == 1


@pytest.mark.parametrize("role", ["neighbour", "lead"])
def test_nobody_else_does(cast, corrected, role):
    page = f"/review/{corrected.report_id}/changes/"
    assert client_of(cast[role]).get(page).status_code == 404


@pytest.mark.parametrize("query", ["?from=3", "?to=0", "?from=a", "?from=1&to=9", "?from=-1"])
def test_revision_that_is_not_there_is_not_found(cast, corrected, query):
    page = f"/review/{corrected.report_id}/changes/{query}"
    assert client_of(cast["reviewer"]).get(page).status_code == 404


def test_report_with_one_revision_has_nothing_to_compare(cast):
    revision = cast.answered()
    found, shown = changes(cast, revision)
    assert (found.earlier, found.later, found.changed) == (revision, revision, [])
    assert "The report has one revision" in shown


def test_both_pages_of_the_report_lead_to_it(cast, corrected):
    link = f"/review/{corrected.report_id}/changes/"
    for role, page in (
        ("staff", f"/reports/{cast.ward.code}/2024-06-14/"),
        ("reviewer", f"/review/{corrected.report_id}/"),
    ):
        assert link in client_of(cast[role]).get(page).content.decode()


def test_newest_is_compared_with_the_accepted_one_before_it():
    first, second, third = (
        RevisionFactory.build(number=number, report=None, created_by=None, status=status)
        for number, status in ((1, "superseded"), (2, "approved"), (3, "draft"))
    )
    assert pair([first, second, third], None, None) == (second, third)
    assert pair([first, second, third], None, 2) == (first, second)
    assert pair([first, second, third], 1, None) == (first, third)
    assert pair([first], None, None) == (first, first)
    with pytest.raises(LookupError):
        pair([first], 2, None)
