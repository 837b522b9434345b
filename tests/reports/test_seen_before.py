"""Nobody hands on what he has not seen: rows and texts that others wrote after the page was opened."""

import pytest

from reports.choices import RevisionStatus
from reports.completeness import stored
from reports.intake import save
from reports.models import Revision
from reports.presenting import present
from reports.transitions import Overtaken
from reports.workflow import send_back, submit
from targets.choices import Frequency
from targets.models import ReportingPeriod
from tests.factories import ReportingPeriodFactory
from tests.reports.cast import Cast, person, reported
from tests.reports.typing_in import Typist
from units.choices import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
THEIRS, MINE = "Kết quả do đồng nghiệp viết.", "Khó khăn tôi vừa viết."


@pytest.fixture
def cast(cast) -> Cast:
    cast.people["second"] = person(cast.ward, Role.STAFF)
    return cast


def writes(cast: Cast, revision: Revision, **texts: str) -> None:
    assert save(revision, [], narrative=texts, actor=cast["second"]).is_clean


def counts_anew(cast: Cast, revision: Revision) -> None:
    assert save(revision, [reported(cast.allocation, 7, seen_version=1)], actor=cast["second"]).is_clean


@pytest.mark.parametrize("button", ["entry_submit", "entry_present"])
def test_text_that_a_colleague_changed_is_shown_before_it_goes(cast, button):
    cast.ward.head_approves = button == "entry_present"
    cast.ward.save()
    revision = cast.answered()
    staff = Typist(cast["staff"], cast.ward).open()
    writes(cast, revision, results=THEIRS)
    staff.write(difficulties=MINE).press(button)
    assert staff.response.status_code == 422
    assert "Somebody else changed lines or texts after you opened the page" in staff.text
    assert THEIRS in staff.text
    assert MINE in staff.text
    revision.refresh_from_db()
    assert (revision.results, revision.difficulties, revision.is_editable) == (THEIRS, MINE, True)
    staff.press(button)
    revision.refresh_from_db()
    assert revision.is_before_the_head or revision.status == RevisionStatus.SUBMITTED
    assert (revision.results, revision.difficulties) == (THEIRS, MINE)


def writes_results(cast: Cast, revision: Revision) -> None:
    writes(cast, revision, results=THEIRS)


@pytest.mark.parametrize(
    ("change", "told"), [(counts_anew, '<b class="reading__figure">7'), (writes_results, THEIRS)]
)
def test_head_who_submits_what_was_never_presented_has_seen_it(cast, change, told):
    revision = cast.wants_its_head().answered()
    head = Typist(cast["head"], cast.ward).open()
    assert told not in head.text
    change(cast, revision)
    head.submit()
    assert head.response.status_code == 422
    assert "Somebody else changed lines or texts after you opened the page" in head.text
    assert told in head.text
    revision.refresh_from_db()
    assert revision.status == RevisionStatus.DRAFT
    head.submit()
    revision.refresh_from_db()
    assert revision.status == RevisionStatus.SUBMITTED


def test_agreeing_without_the_mark_of_what_was_shown_is_refused(cast):
    revision = cast.wants_its_head().answered()
    head = Typist(cast["head"], cast.ward).open()
    assert f'name="shown-{cast.period.pk}" value="{head.page.sheets[0].shown.mark}"' in head.text
    del head.sent[f"shown-{cast.period.pk}"]
    assert head.submit().response.status_code == 422
    revision.refresh_from_db()
    assert revision.status == RevisionStatus.DRAFT


def test_text_of_a_report_that_has_gone_is_read_beside_one_that_is_refused(cast, settings):
    settings.EMULATION_TODAY = "2024-12-16"
    cast.allocate(cast.ward, frequency=Frequency.YEAR)
    for code in ("2024-Q4", "2024-Y"):
        ReportingPeriodFactory(campaign=cast.campaign, code=code)
    cast.period = ReportingPeriod.objects.get(code="2024-Q4")
    revision = cast.answered()
    writes(cast, revision, results=THEIRS)
    submit(revision, cast["staff"], 1)
    staff = Typist(cast["staff"], cast.ward, cast.period.cut_off).open()
    staff.sent = {name: text for name, text in staff.sent.items() if text != THEIRS}
    assert staff.submit().response.status_code == 422
    assert THEIRS in staff.text


def test_what_changes_between_reading_and_the_lock_does_not_go_unseen(cast):
    revision = cast.answered()
    shown = stored(revision)
    counts_anew(cast, revision)
    with pytest.raises(Overtaken):
        submit(revision, cast["staff"], 1, shown=shown)
    revision.refresh_from_db()
    assert (revision.status, revision.version) == (RevisionStatus.DRAFT, 1)
    assert submit(revision, cast["staff"], 1, shown=stored(revision)).status == RevisionStatus.SUBMITTED


def test_what_changes_before_it_is_presented_does_not_go_unseen(cast):
    revision = cast.wants_its_head().answered()
    shown = stored(revision)
    writes(cast, revision, proposals=THEIRS)
    with pytest.raises(Overtaken):
        present(revision, cast["staff"], 1, shown=shown)
    revision.refresh_from_db()
    assert not revision.is_before_the_head


def test_report_sent_back_with_a_comment_on_the_whole_does_not_come_back_unchanged(cast):
    revision = cast.submitted()
    send_back(revision, cast["reviewer"], 2, "Xem lại cả báo cáo")
    staff = Typist(cast["staff"], cast.ward).open().submit()
    assert staff.response.status_code == 422
    assert "nothing has been changed or said since" in staff.text
    staff.write(results="Đã rà lại, số đúng").submit()
    revision.refresh_from_db()
    assert revision.status == RevisionStatus.SUBMITTED
