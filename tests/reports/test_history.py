"""The history of a report: who did what when, in words, the newest first."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from reports.evidence.attaching import attach as attach_file
from reports.history import Step, events_of, steps
from reports.intake import clear, save, seen_versions
from reports.models import ProgressReport, Revision
from reports.presenting import hand_back, present, take_back
from reports.workflow import approve, reopen, send_back, submit
from targets.choices import Measure
from tests.factories import AllocationFactory, EventFactory, EvidenceFactory, TargetFactory, UnitFactory
from tests.reports.cast import MID_JUNE, Cast, person, reported
from tests.reports.made_files import another_pdf, upload
from tests.reports.typing_in import Typist
from units.choices import Action, Role
from units.log import record

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"
    settings.EMULATION_TODAY = MID_JUNE
    with translation.override("en"):
        yield


@pytest.fixture
def cast() -> Cast:
    return Cast()


def told() -> list[Step]:
    return steps(events_of(ProgressReport.objects.get()))


def words() -> list[str]:
    return [step.words for step in told()]


def write(cast: Cast, revision: Revision, value: int, role: str = "staff", allocation=None) -> None:
    allocation = allocation or cast.allocation
    seen = seen_versions(revision).get(allocation.pk)
    entry = reported(allocation, value, seen_version=seen)
    assert save(revision, [entry], actor=cast[role], source="Điện thoại ngày 17/6").is_clean


def place(cast: Cast, allocation=None) -> str:
    return f"{(allocation or cast.allocation).target.code} · {cast.ward.code}"


def test_the_whole_way_of_a_report_is_told(cast):
    cast.wants_its_head()
    revision = cast.presented()
    revision = take_back(revision, cast["staff"], revision.version)
    revision = present(revision, cast["staff"], revision.version)
    revision = hand_back(revision, cast["head"], revision.version, "Xem lại")
    revision = present(revision, cast["staff"], revision.version)
    revision = submit(revision, cast["head"], revision.version)
    revision = send_back(revision, cast["reviewer"], revision.version, "Đối chiếu lại")
    revision = submit(revision, cast["head"], revision.version)
    revision = approve(revision, cast["reviewer"], revision.version)
    reopen(revision.report, cast["reviewer"], "Sai số liệu")
    assert [(step.words, step.actor, step.comment) for step in told()] == [
        ("Reopened for correction", cast["reviewer"], "Sai số liệu"),
        ("Accepted", cast["reviewer"], ""),
        ("Submitted", cast["head"], ""),
        ("Sent back for changes", cast["reviewer"], "Đối chiếu lại"),
        ("Agreed and submitted", cast["head"], ""),
        ("Presented to the head", cast["staff"], ""),
        ("Handed back by the head", cast["head"], "Xem lại"),
        ("Presented to the head", cast["staff"], ""),
        ("Taken back from the head", cast["staff"], ""),
        ("Presented to the head", cast["staff"], ""),
        ("Saved figures", cast["staff"], ""),
        ("Created", cast["staff"], ""),
    ]


def test_writing_by_one_person_is_one_step_and_tells_no_figures_before_anybody_else_has_read_them(cast):
    second = cast.allocate(cast.ward)
    revision = cast.answered(10)
    write(cast, revision, 11)
    write(cast, revision, 7, allocation=second)
    step, _begun = told()
    assert (step.words, step.lines, step.facts) == ("Saved figures", 2, ())
    assert step.since < step.at


def test_another_hand_begins_another_step(cast):
    cast.people["second"] = person(cast.ward, Role.STAFF)
    revision = cast.answered(10)
    write(cast, revision, 11, role="second")
    write(cast, revision, 12)
    assert [step.actor for step in told()] == [cast["staff"], cast["second"], cast["staff"], cast["staff"]]


def test_what_is_written_after_it_was_sent_back_is_told_old_and_new(cast):
    second = cast.allocate(cast.ward)
    third = cast.allocate(cast.ward)
    revision = cast.draft()
    save(revision, [reported(each, 20) for each in (cast.allocation, second, third)], actor=cast["staff"])
    revision = submit(revision, cast["staff"], revision.version)
    revision = send_back(revision, cast["reviewer"], revision.version, "Xem lại")
    write(cast, revision, 21)
    write(cast, revision, 22)
    write(cast, revision, 7, allocation=second)
    write(cast, revision, 20, allocation=second)
    clear(revision, third, 1, cast["staff"])
    (step, *_earlier) = told()
    assert step.facts == ((place(cast), "20 → 22"), (place(cast, third), "20 → –"))


def test_a_correction_tells_what_it_corrects_from_its_first_line(cast):
    revision = cast.accepted()
    copy = reopen(revision.report, cast["reviewer"], "Sai số liệu")
    write(cast, copy, 12)
    written, reopened, *_earlier = told()
    assert written.facts == ((place(cast), "10 → 12"),)
    assert reopened.facts == (("Revision", "1 → 2"),)


def test_comments_beside_figures_are_told_with_their_place(cast):
    revision = cast.submitted()
    reading = revision.readings.get()
    send_back(revision, cast["reviewer"], revision.version, "", {reading.pk: "Số này lấy ở đâu?"})
    (step, *_earlier) = told()
    assert step.facts == ((place(cast), "Số này lấy ở đâu?"),)


def test_texts_are_told_by_their_names(cast):
    save(cast.draft(), [], actor=cast["staff"], narrative={"results": "Tốt", "proposals": "Thêm vốn"})
    (step, _begun) = told()
    assert step.facts == (("In the unit's own words", "proposals, results"),)


def test_what_is_entered_for_the_unit_says_so_with_its_source(cast):
    write(cast, cast.draft(), 10, role="reviewer")
    (step, _begun) = told()
    assert (step.on_behalf_of, step.comment) == (cast.ward, "Điện thoại ngày 17/6")


def attach(cast: Cast, revision: Revision, name: str, **data) -> None:
    evidence = EvidenceFactory(revision=revision, name=name)
    record(
        cast["staff"],
        Action.ATTACHED,
        evidence,
        unit=cast.ward,
        revision=revision.pk,
        data={"name": name, **data},
    )


def test_files_belong_to_the_history_several_at_once_are_one_step(cast):
    revision = cast.answered()
    codes = {"target": cast.allocation.target.code, "unit": cast.ward.code}
    attach(cast, revision, "Danh sách.xlsx", **codes)
    attach(cast, revision, "Biên bản.pdf")
    (step, *_earlier) = told()
    assert step.words == "Attached a file"
    assert step.facts == ((cast.allocation.target.code, "Danh sách.xlsx"),)
    assert step.file == "Biên bản.pdf"


@pytest.mark.parametrize("action", [Action.CONFIRMED, Action.OBJECTED, Action.JUSTIFIED])
def test_words_about_a_figure_stand_under_it(cast, action):
    revision = cast.submitted()
    codes = {"target": cast.allocation.target.code, "unit": cast.ward.code}
    data = {"readings": [{**codes, "comment": "Đúng sổ"}]}
    record(cast["lead"], action, revision.report, revision=revision.pk, data=data)
    (step, *_earlier) = told()
    assert step.words == action.label
    assert step.facts == ((place(cast), "Đúng sổ"),)


def test_what_happened_to_another_report_is_not_told(cast):
    cast.answered()
    other = Cast()
    other.submitted()
    report = ProgressReport.objects.get(reporter=cast.ward)
    assert {event.actor for event in events_of(report)} == {cast["staff"]}


def test_both_pages_tell_the_same_and_fold_what_is_long(cast):
    lines = [cast.allocation, *(cast.allocate(cast.ward) for _line in range(6))]
    revision = cast.draft()
    save(revision, [reported(line, 1) for line in lines], actor=cast["staff"])
    revision = submit(revision, cast["staff"], revision.version)
    revision = send_back(revision, cast["reviewer"], revision.version, "Xem lại")
    again = [reported(line, 2, seen_version=1) for line in lines]
    save(revision, again, actor=cast["staff"])

    client = Client()
    client.force_login(cast["reviewer"])
    review = client.get(reverse("review", args=[revision.report_id]))
    own = Typist(cast["staff"], cast.ward).open()
    assert own.page.sheets[0].history == review.context["review"].history
    for text in (own.text, review.content.decode()):
        history = text.partition('class="timeline"')[2]
        assert "1 → 2" in history
        assert "Line by line" in history


def test_file_is_told_by_name_size_and_target_only(cast):
    attach_file(cast.ward, cast.period, upload(), cast["staff"], allocation=cast.allocation)
    (step, *_begun) = told()
    assert (step.file, step.about, step.facts) == ("Biên bản.pdf (1 KB)", cast.allocation.target.code, ())


def test_files_added_together_are_told_one_by_one(cast):
    attach_file(cast.ward, cast.period, upload(), cast["staff"], allocation=cast.allocation)
    attach_file(cast.ward, cast.period, upload(content=another_pdf(2)), cast["staff"])
    (step, *_begun) = told()
    assert step.facts == ((cast.allocation.target.code, "Biên bản.pdf (1 KB)"),)


def test_what_home_affairs_enters_for_the_unit_is_told_as_old_and_new(cast):
    revision = cast.answered()
    write(cast, revision, 12, "reviewer")
    assert told()[0].facts == ((place(cast), "10 → 12"),)


def test_two_numbers_of_an_amount_are_named(cast):
    target = TargetFactory.build(code="XH-08", measure=Measure.AMOUNT)
    row = {
        "target": "XH-08",
        "unit": "X-MP",
        "old": {"state": "reported", "value": "740", "base": "70"},
        "new": {"state": "reported", "value": "74", "base": "70"},
    }
    events = [
        EventFactory.build(action=Action.PRESENTED, revision=1),
        EventFactory.build(action=Action.SAVED, revision=1, data={"readings": [row]}),
    ]
    said = "740 (same period of last year: 70) → 74 (same period of last year: 70)"
    ward = UnitFactory.build(code="X-MP", name="xã Mai Pha")
    given = [AllocationFactory.build(target=target, unit=ward)]
    assert steps(events, given)[0].facts == (("XH-08 · xã Mai Pha", said),)
    assert steps(events)[0].facts == (("XH-08 · X-MP", "740 / 70 → 74 / 70"),)
