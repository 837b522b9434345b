"""Between staff and head on the pages: what each is offered, what the head reads, what both are told."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from reports.choices import RevisionStatus
from reports.intake import save
from reports.models import NARRATIVE_LENGTH, Reading, Revision
from reports.presenting import hand_back, present, take_back
from reports.warnings.flags import flags_of
from reports.warnings.words import Said, settle
from reports.workflow import approve, open_report, send_back, submit
from targets.choices import Frequency, Measure, OverTime
from targets.models import ReportingPeriod
from tests.factories import EvidenceFactory, ExtensionFactory, MembershipFactory, ReportingPeriodFactory
from tests.html import text_of
from tests.reports.cast import MID_JUNE, Cast, person, reported
from tests.reports.reviewing import page as review_of
from tests.reports.typing_in import Typist
from units.choices import Action, Role
from units.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"
    settings.EMULATION_TODAY = MID_JUNE


@pytest.fixture
def cast() -> Cast:
    return Cast().wants_its_head()


@pytest.fixture
def staff(cast) -> Typist:
    return Typist(cast["staff"], cast.ward).open()


@pytest.fixture
def head(cast) -> Typist:
    return Typist(cast["head"], cast.ward)


def deeds() -> list[str]:
    return [event.action for event in Event.objects.exclude(action__in=[Action.CREATED, Action.SAVED])]


PRESENT, SUBMIT, TAKE_BACK = "Present to the head", "Submit to Home Affairs", "Take back from the head"
AGREE, ASK = "Agree and submit", "Ask to look again"
BUTTONS = [PRESENT, SUBMIT, TAKE_BACK, AGREE, ASK]


def offered(typist: Typist) -> list[str]:
    bar = typist.open().text.partition('class="actionbar"')[2].partition("</form>")[0]
    return [button for button in BUTTONS if button in bar]


@pytest.mark.parametrize(
    ("brought", "staff_may", "head_may"),
    [
        (Cast.draft, [PRESENT], [SUBMIT]),
        (Cast.presented, [TAKE_BACK], [AGREE, ASK]),
        (Cast.submitted, [], []),
        (Cast.returned, [PRESENT], [SUBMIT]),
    ],
)
def test_each_is_offered_what_is_theirs_to_do(cast, staff, head, brought, staff_may, head_may):
    brought(cast)
    assert (offered(staff), offered(head)) == (staff_may, head_may)


def test_a_unit_that_does_not_want_its_head_is_offered_none_of_it(cast, staff, head):
    cast.ward.head_approves = False
    cast.ward.save()
    assert (offered(staff), offered(head)) == ([SUBMIT], [])


def test_who_is_head_and_staff_submits_at_once_and_agrees_or_takes_back(cast):
    both = person(cast.ward, Role.STAFF)
    MembershipFactory(user=both, unit=cast.ward, role=Role.HEAD)
    typist = Typist(both, cast.ward)
    assert offered(typist) == [SUBMIT]
    cast.presented()
    assert offered(typist) == [TAKE_BACK, AGREE]


# Staff


def test_staff_save_and_present_with_one_press(cast, staff):
    staff.type(cast.allocation, value="10").press("entry_present")
    revision = Revision.objects.get()
    assert (revision.presented_by, revision.readings.get().value) == (cast["staff"], 10)
    assert "Presented to the head at" in staff.text
    assert "Take it back to change it." in staff.text
    assert not staff.page.can_edit


def test_presenting_with_missing_answers_marks_them_and_keeps_the_rest(cast, staff):
    second = cast.allocate(cast.ward)
    staff.open().type(cast.allocation, value="5").press("entry_present")
    assert staff.response.status_code == 422
    assert [row.allocation for row in staff.page.wrong_rows] == [second]
    assert staff.row(cast.allocation).reading.value == 5
    assert not Revision.objects.get().is_before_the_head


def test_presenting_what_cannot_be_read_keeps_it_in_its_box(cast, staff):
    staff.type(cast.allocation, value="mười").press("entry_present")
    assert staff.response.status_code == 422
    assert staff.row(cast.allocation).form["value"].value() == "mười"


def test_a_press_sent_twice_presents_once_and_answers_the_same(cast, staff):
    cast.answered()
    sent = dict(staff.open().sent)
    for _time in range(2):
        response = staff.client.post(staff.url("entry_present"), sent, follow=True)
        assert "Presented to the head at" in response.content.decode()
    assert deeds() == [Action.PRESENTED]


def test_presenting_what_a_colleague_has_presented_says_so(cast, staff):
    cast.answered()
    old_page = dict(staff.open().sent)
    cast.presented()
    colleague = Typist(person(cast.ward, Role.STAFF), cast.ward)
    response = colleague.client.post(colleague.url("entry_present"), old_page)
    assert response.status_code == 422
    assert "This one is: before the head of the unit." in response.content.decode()


def test_what_is_typed_while_a_colleague_presents_stays_in_sight(cast, staff):
    cast.answered()
    staff.open()
    present(Revision.objects.get(), person(cast.ward, Role.STAFF), 1)
    staff.type(cast.allocation, value="77").save()
    assert "presented the report to the head of the unit" in staff.text
    assert "What you typed is still below and has not been saved." in staff.text
    assert staff.row(cast.allocation).form["value"].value() == "77"
    assert Reading.objects.get().value == 10


def test_staff_take_it_back_and_go_on(cast, staff):
    cast.presented()
    staff.open().press("entry_take_back")
    assert "Taken back from the head" in staff.text
    assert staff.page.can_edit
    staff.press("entry_take_back")
    assert "Only a report that is before the head can be taken back" in staff.text
    assert deeds() == [Action.PRESENTED, Action.WITHDRAWN]


def test_the_heads_word_stands_on_top_until_he_agrees(cast, staff, head):
    revision = cast.presented()
    hand_back(revision, cast["head"], revision.version, "Xem lại <số> lao động")
    assert "The head asks to look again" in staff.open().text
    assert "Xem lại &lt;số&gt; lao động" in staff.text
    staff.press("entry_present")
    assert "The head had asked" in head.open().text
    head.submit()
    assert "The head had asked" not in head.text


# The head


def test_the_head_reads_number_change_year_plan_and_words(cast, head):
    first = ReportingPeriodFactory(campaign=cast.campaign, code="2024-Q1")
    given = cast.allocate(
        cast.ward, measure=Measure.SHARE, base_label="Tổng số", over_time=OverTime.LATEST, threshold=80
    )
    earlier = open_report(cast.ward, first, cast["staff"])
    save(earlier, [reported(cast.allocation, 12), reported(given, 7, 10)], actor=cast["staff"])
    approve(submit(earlier, cast["head"], 1), cast["reviewer"], 2)
    revision = cast.draft()
    entries = [reported(cast.allocation, 20, is_estimate=True, note="Theo sổ"), reported(given, 8, 10)]
    save(revision, entries, actor=cast["staff"], narrative={"results": "Hoàn thành"})
    present(revision, cast["staff"], 1)

    (sheet,) = head.open().page.sheets
    amount, share = sheet.read_lines
    assert (amount.answer.text, amount.before.text, amount.change) == ("20", "12", "up 8")
    assert amount.standing[0] == "year to date 32 người"
    assert (share.answer.text, share.answer.sums, share.before.text) == ("80", "8/10", "70")
    assert share.change == "up 10 percentage points"
    for said in ("estimate", "Theo sổ", "Hoàn thành", f"{cast['staff']} presents quarter II/2024"):
        assert said in head.text
    assert "<input data-cell" not in head.text


def test_what_has_no_number_is_read_as_that(cast, head):
    second = cast.allocate(cast.ward)
    unbegun, _same = head.open().page.sheets[0].read_lines
    assert (unbegun.answer, unbegun.before, unbegun.change, unbegun.standing) == (None, None, "", ())
    save(
        cast.draft(),
        [reported(cast.allocation, 0), reported(second, 0)],
        actor=cast["staff"],
    )
    assert "no answer" not in head.open().text


def test_the_head_agrees_and_both_names_stand_on_every_page(cast, staff, head):
    cast.presented()
    head.open().submit()
    revision = Revision.objects.get()
    assert (revision.status, revision.submitted_by) == (RevisionStatus.SUBMITTED, cast["head"])
    named = f"Presented to the head by {cast['staff']}"
    for page in (head.text, staff.open().text):
        assert named in page
        assert f"agreed and submitted by {cast['head']}" in page
    client = Client(headers={"accept-language": "en"})
    client.force_login(cast["reviewer"])
    assert named in client.get(reverse("review", args=[revision.report_id])).content.decode()


def test_what_was_never_presented_names_nobody_who_did(cast, head):
    cast.answered()
    head.open().submit()
    assert "Presented to the head by" not in head.text


def test_the_head_hands_it_back_with_a_word(cast, head):
    cast.presented()
    head.open().say("Xem lại số lao động")
    assert "Handed back to the staff with your word" in head.text
    revision = Revision.objects.get()
    assert (revision.is_before_the_head, revision.head_comment) == (False, "Xem lại số lao động")


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("  ", "Say what should be looked at again."),
        ("ấ" * (NARRATIVE_LENGTH + 1), "At most 5.000 characters"),
    ],
)
def test_a_word_that_cannot_be_taken_stays_in_its_box(cast, head, word, said):
    cast.presented()
    head.open().say(word)
    assert head.response.status_code == 422
    assert said in head.text
    assert head.page.typed_word == word
    assert Revision.objects.get().is_before_the_head


def test_what_was_taken_back_meanwhile_is_neither_agreed_to_nor_handed_back(cast, head):
    revision = cast.presented()
    head.open()
    take_back(revision, cast["staff"], revision.version)
    seen = dict(head.sent)
    assert "Someone else changed this report" in head.submit().text
    head.sent = seen
    head.say("Xem lại")
    assert "Only a report that is before the head can be handed back" in head.text
    assert head.page.typed_word == "Xem lại"
    assert deeds() == [Action.PRESENTED, Action.WITHDRAWN]


@pytest.fixture
def december(cast, settings) -> Typist:
    """Quarter and year due on one day, each with a line; the year's alone is filled in and presented."""
    settings.EMULATION_TODAY = "2024-12-16"
    of_the_year = cast.allocate(cast.ward, frequency=Frequency.YEAR)
    for code in ("2024-Q4", "2024-Y"):
        ReportingPeriodFactory(campaign=cast.campaign, code=code)
    year = ReportingPeriod.objects.get(code="2024-Y")
    revision = open_report(cast.ward, year, cast["staff"])
    save(revision, [reported(of_the_year, 4)], actor=cast["staff"])
    present(revision, cast["staff"], revision.version)
    return Typist(cast["head"], cast.ward, year.cut_off)


def test_the_head_agrees_to_what_lies_before_him_and_leaves_the_rest(december):
    december.open().submit()
    assert [revision.status for revision in Revision.objects.all()] == [RevisionStatus.SUBMITTED]
    assert [sheet.state for sheet in december.page.sheets] == ["open", "submitted"]


def test_the_head_of_a_unit_with_more_time_may_still_agree(cast, head, settings):
    cast.presented()
    ReportingPeriod.objects.filter(pk=cast.period.pk).update(closes_on="2024-06-20")
    settings.EMULATION_TODAY = "2024-06-22"
    assert offered(head) == [ASK]
    ExtensionFactory(period=cast.period, unit=cast.ward)
    assert offered(head) == [AGREE, ASK]


# What waits for whom


def desk_of(user, **asked):
    client = Client()
    client.force_login(user)
    return client.get(reverse("my_reports"), asked)


def test_the_heads_page_leads_with_what_waits_for_his_word(cast):
    cast.presented()
    response = desk_of(cast["head"])
    assert "1 report waits for your word" in " ".join(response.content.decode().split())
    assert [task.unit for task in response.context["desk"].to_agree] == [cast.ward]


def test_a_head_of_two_units_reads_of_both_and_begins_where_something_waits(cast):
    MembershipFactory(user=cast["head"], unit=cast.other_ward, role=Role.HEAD)
    cast.other_ward.head_approves = True
    cast.other_ward.save()
    other = open_report(cast.other_ward, cast.period, cast["neighbour"])
    save(other, [reported(cast.elsewhere, 3)], actor=cast["neighbour"])
    present(other, cast["neighbour"], 1)
    assert desk_of(cast["head"]).context["desk"].unit == cast.other_ward
    cast.presented()
    response = desk_of(cast["head"])
    assert "2 reports wait for your word" in " ".join(response.content.decode().split())


def test_staff_see_that_it_lies_before_the_head_and_go_on_with_the_rest(cast, settings):
    cast.presented()
    response = desk_of(cast["staff"])
    assert response.context["desk"].to_agree == []
    assert response.context["desk"].next_step == "Look at the report"
    assert "Before the head" in response.content.decode()
    settings.EMULATION_TODAY = "2024-09-10"
    ReportingPeriodFactory(campaign=cast.campaign, code="2024-Q3")
    first = desk_of(cast["staff"]).context["desk"].first
    assert [line.period.code for line in first.lines] == ["2024-Q3"]


def test_staff_read_the_heads_word_where_they_begin(cast):
    revision = cast.presented()
    hand_back(revision, cast["head"], revision.version, "Xem lại số lao động")
    response = desk_of(cast["staff"])
    text = response.content.decode()
    assert response.context["desk"].next_step == "Make the changes"
    assert "The head asks to look again" in text
    assert "Xem lại số lao động" in text


def test_home_affairs_sees_that_a_report_lies_before_its_head(cast):
    cast.presented()
    client = Client(headers={"accept-language": "en"})
    client.force_login(cast["reviewer"])
    assert "Before the head" in client.get(reverse("review_queue")).content.decode()
    clerk = Typist(cast["reviewer"], cast.ward).open()
    assert "Its staff can take it back to change it." in clerk.text
    assert not clerk.page.can_edit


def test_the_reviewer_reads_no_word_of_the_head_after_it_was_sent_back(cast):
    revision = cast.presented()
    revision = submit(revision, cast["head"], revision.version)
    revision = send_back(revision, cast["reviewer"], revision.version, "Xem lại")
    assert not review_of(cast, revision).revision.presented_at
    assert Decimal(10) == Reading.objects.get().value


# What he needs to see before he agrees


def test_the_head_reads_the_words_said_to_a_warning_the_evidence_and_the_plan(cast, head):
    jobs = cast.allocate(cast.ward, base_label="Cùng kỳ", threshold=2500, plan_text="2.500")
    EvidenceFactory(revision=cast.draft(), allocation=cast.allocation, name="Biên bản.pdf")
    save(cast.draft(), [reported(cast.allocation, 10), reported(jobs, 740, 70)], actor=cast["staff"])
    revision = Revision.objects.get()
    (flag, *_more) = flags_of([revision])[revision.pk]
    assert flag.allocation == jobs
    settle(revision, [Said([flag], "Đã đối chiếu sổ")], cast["staff"])
    cast.wants_its_head()
    present(revision, cast["staff"], Revision.objects.get().version)
    (sheet,) = head.open().page.sheets
    assert [line.row.allocation for line in sheet.read_lines] == [jobs, cast.allocation]
    for said in ("Đã đối chiếu sổ", "Biên bản.pdf", "Plan for 2024: 2.500"):
        assert said in text_of(head.text)


def test_what_staff_changed_since_the_head_handed_it_back_is_marked(cast, staff, head):
    revision = cast.presented()
    hand_back(revision, cast["head"], revision.version, "Xem lại")
    staff.open().type(cast.allocation, value="12").press("entry_present")
    (line,) = head.open().page.sheets[0].read_lines
    assert line.correction == ("10", "12")
    assert "10 → 12" in head.text


def test_change_is_told_against_what_the_head_agreed_to_before_he_recalled_it(cast, staff, head):
    revision = cast.presented()
    hand_back(revision, cast["head"], revision.version, "Xem lại")
    staff.open().type(cast.allocation, value="12").press("entry_present")
    head.open().submit().recall()
    staff.open().type(cast.allocation, value="11").press("entry_present")
    assert head.open().page.sheets[0].read_lines[0].correction == ("12", "11")


def test_what_was_written_back_as_it_was_is_not_marked(cast, staff, head):
    revision = cast.presented()
    hand_back(revision, cast["head"], revision.version, "Xem lại")
    staff.open().type(cast.allocation, value="12").save()
    staff.type(cast.allocation, value="10").press("entry_present")
    assert head.open().page.sheets[0].read_lines[0].correction is None


def test_what_the_head_has_handed_back_is_not_his_to_submit(cast, head):
    revision = cast.presented()
    hand_back(revision, cast["head"], revision.version, "Xem lại")
    assert offered(head) == []
    assert "They mend the figures and present the report to you anew." in head.text
    assert "if it is right, submit" not in head.text


def test_the_head_who_recalls_is_told_that_staff_change_it(cast, head):
    cast.presented()
    head.open().submit().recall()
    assert "Your staff can change it now and present it to you again." in head.text
    assert "You can change it" not in head.text


def test_the_head_is_not_asked_to_answer_for_missing_lines(cast, head):
    cast.presented()
    cast.allocate(cast.ward)
    head.open().submit()
    assert "1 lines have no answer yet. Hand the report back to the staff" in text_of(head.text)
