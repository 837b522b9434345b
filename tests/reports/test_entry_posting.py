"""Nothing typed is lost: bad input stays in its box with a reason, two people in one row see each other."""

import pytest

from reports.choices import ReadingState, RevisionStatus
from reports.intake import clear, save
from reports.models import NARRATIVE_LENGTH, NOTE_LENGTH, Reading, Revision
from reports.workflow import approve, reopen, submit
from targets.choices import Entry as EntryKind
from targets.choices import Measure, OverTime
from tests.reports.cast import MID_JUNE, Cast, person, reported
from tests.reports.typing_in import Typist
from units.choices import Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"
    settings.EMULATION_TODAY = MID_JUNE


@pytest.fixture
def cast() -> Cast:
    return Cast()


@pytest.fixture
def staff(cast) -> Typist:
    return Typist(cast["staff"], cast.ward).open()


@pytest.mark.parametrize(
    ("target", "typed", "box", "code", "said"),
    [
        ({}, {"value": "12 con"}, "value", "invalid", "Leave out “con”"),
        ({"entry": EntryKind.INTEGER}, {"value": "hơn 12"}, "value", "invalid", "Write it like 1.234."),
        ({}, {"value": "N/A"}, "value", "no_number", "leave the box empty and choose"),
        ({}, {"value": "Không phát sinh"}, "value", "no_number", "leave the box empty and choose"),
        ({}, {"value": "1,23456"}, "value", "invalid", "At most four decimals"),
        ({}, {"value": "2 triệu tấn"}, "value", "invalid", "“triệu tấn” is no unit of this figure"),
        ({}, {"value": "-3"}, "value", "invalid", "A negative number is not accepted"),
        ({"entry": EntryKind.INTEGER}, {"value": "1,5"}, "value", "invalid", "A whole number is needed"),
        (
            {"measure": Measure.SHARE, "base_label": "Tổng số"},
            {"value": "9", "base": "8"},
            "value",
            "above_base",
            "enter 8 at most",
        ),
        (
            {"measure": Measure.SHARE, "base_label": "Tổng số"},
            {"value": "9"},
            "base",
            "base_missing",
            "This target needs a second number: Tổng số",
        ),
        ({}, {"state": "unavailable"}, "note", "reason_missing", "Say why the number is not yet available"),
        (
            {},
            {"state": "unavailable", "value": "7", "note": "Chờ"},
            "value",
            "unavailable_with_number",
            "Clear this number",
        ),
        ({}, {"note": "Còn chờ công an"}, "value", "value_missing", "Enter a number, or say"),
    ],
)
def test_bad_input_stays_in_its_box_with_what_is_accepted(cast, staff, target, typed, box, code, said):
    allocation = cast.allocate(cast.ward, **target)
    staff.open().type(allocation, **typed).save()
    assert staff.response.status_code == 422
    assert staff.codes(allocation) == {box: [code]}
    assert said in staff.text
    assert {name: staff.row(allocation).form[name].value() for name in typed} == typed
    assert not Reading.objects.exists()


@pytest.mark.parametrize(
    ("beside", "box", "code"),
    [
        ({"outlook": "hard"}, "outlook_reason", "outlook_reason_missing"),
        ({"outlook": "hard", "outlook_reason": "a" * (NOTE_LENGTH + 1)}, "outlook_reason", "too_long"),
        ({"note": "a" * (NOTE_LENGTH + 1)}, "note", "too_long"),
        ({"year_forecast": "chưa rõ"}, "year_forecast", "invalid"),
    ],
)
def test_a_good_number_is_kept_while_something_beside_it_is_to_be_mended(cast, staff, beside, box, code):
    kept = {
        "value": "5",
        "note": "Theo sổ",
        "outlook": "wont",
        "outlook_reason": "Mưa",
        "year_forecast": "90",
    }
    staff.open().type(cast.allocation, **kept).save()
    staff.type(cast.allocation, value="7", **{"outlook_reason": ""} | beside).save()
    assert staff.response.status_code == 422
    assert staff.codes(cast.allocation)[box] == [code]
    reading = Reading.objects.get()
    assert reading.value == 7
    assert (reading.note, reading.outlook, reading.outlook_reason) == ("Theo sổ", "wont", "Mưa")
    assert reading.year_forecast == 90
    assert "The number is saved" in staff.text
    assert {name: staff.row(cast.allocation).form[name].value() for name in beside} == beside


def test_what_is_missing_beside_a_number_keeps_the_report_from_being_sent_until_it_is_there(cast, staff):
    staff.open().type(cast.allocation, value="7", outlook="hard").submit()
    assert staff.codes(cast.allocation) == {"outlook_reason": ["outlook_reason_missing"]}
    assert Revision.objects.get().status == "draft"
    staff.type(cast.allocation, outlook_reason="Thiếu vốn").submit()
    reading = Reading.objects.get()
    assert (reading.value, reading.outlook, reading.outlook_reason) == (7, "hard", "Thiếu vốn")
    assert reading.revision.status == "submitted"


def test_what_was_partly_stored_can_be_typed_back_to_what_the_page_had_shown(cast, staff):
    staff.open().type(cast.allocation, value="5").save()
    staff.type(cast.allocation, value="7", outlook="hard").save()
    staff.type(cast.allocation, value="5", outlook="").save()
    assert staff.response.status_code == 200
    assert Reading.objects.get().value == 5


def test_the_page_saves_a_good_number_by_itself_before_the_reason_beside_it_is_typed(cast, staff):
    staff.open().autosave(cast.allocation, value="7", outlook="hard")
    assert staff.outcomes == ["partly"]
    assert Reading.objects.get().value == 7
    staff.autosave(cast.allocation, outlook_reason="Thiếu vốn")
    assert staff.outcomes == ["stored"]
    assert Reading.objects.get().outlook == "hard"


def test_an_answer_without_a_number_still_needs_its_reason(cast, staff):
    staff.open().type(cast.allocation, value="5", note="Theo sổ").save()
    staff.type(cast.allocation, value="", state="unavailable", note="").save()
    assert staff.codes(cast.allocation) == {"note": ["reason_missing"]}
    assert Reading.objects.get().value == 5


def test_good_rows_are_kept_beside_bad_ones_and_can_be_saved_again(cast, staff):
    second = cast.allocate(cast.ward)
    staff.open().type(cast.allocation, value="5").type(second, value="sáu").save()
    assert staff.row(cast.allocation).reading.value == 5
    staff.type(second, value="6").save()
    assert staff.response.status_code == 200
    assert [staff.row(row).reading.value for row in (cast.allocation, second)] == [5, 6]


def test_a_text_too_long_comes_back_whole(cast, staff):
    text = "ấ" * (NARRATIVE_LENGTH + 1)
    staff.type(cast.allocation, value="5").write(results=text).save()
    narrative = staff.page.sheets[0].narrative
    assert narrative.errors.as_data()["results"][0].code == "too_long"
    assert narrative["results"].value() == text
    assert staff.row(cast.allocation).reading.value == 5


def test_a_text_that_was_not_taken_is_named_on_top_of_the_page(cast, staff):
    staff.write(results="ấ" * (NARRATIVE_LENGTH + 1)).save()
    assert [box.name for box in staff.page.wrong_texts] == ["results"]
    assert "Please look again at" in staff.text
    assert 'data-guard="unsaved"' in staff.text


def test_texts_are_stored_with_their_line_ends(cast, staff):
    staff.write(results="Một\r\nHai", proposals="Ba").save()
    revision = Revision.objects.get()
    assert (revision.results, revision.proposals) == ("Một\nHai", "Ba")


def test_submission_with_missing_answers_marks_them_and_keeps_the_rest(cast, staff):
    second = cast.allocate(cast.ward)
    staff.open().type(cast.allocation, value="5").submit()
    assert staff.response.status_code == 422
    assert [row.allocation for row in staff.page.wrong_rows] == [second]
    assert Revision.objects.get().status == RevisionStatus.DRAFT
    assert staff.row(cast.allocation).reading.value == 5


def test_submission_with_nothing_typed_begins_no_report(cast, staff):
    staff.submit()
    assert staff.response.status_code == 422
    assert staff.row(cast.allocation).is_missing
    assert not Revision.objects.exists()


def test_figures_without_their_source_begin_no_report_and_stay_in_their_boxes(cast):
    officer = Typist(cast["reviewer"], cast.ward).open()
    officer.type(cast.allocation, value="7").save()
    assert not Revision.objects.exists()
    assert officer.row(cast.allocation).form["value"].value() == "7"
    assert [sheet.may_submit for sheet in officer.page.sheets] == [True]


def test_submission_with_bad_input_stays_a_draft(cast, staff):
    staff.type(cast.allocation, value="năm").submit()
    assert staff.response.status_code == 422
    assert staff.codes(cast.allocation) == {"value": ["invalid"]}
    assert not Revision.objects.exists()


def test_what_has_no_number_yet_is_an_answer_and_may_be_submitted(cast, staff):
    staff.type(cast.allocation, state="unavailable", note="Có sau ngày 20/6").submit()
    assert Reading.objects.get().state == ReadingState.UNAVAILABLE
    assert Revision.objects.get().status == RevisionStatus.SUBMITTED


def test_nothing_arose_needs_no_number(cast, staff):
    staff.type(cast.allocation, state="nothing_arose").save()
    assert staff.row(cast.allocation).reading.value == 0
    assert staff.row(cast.allocation).form["value"].value() is None
    assert staff.save().response.status_code == 200


def test_a_yes_taken_back_for_not_yet_available_is_no_contradiction(cast, staff):
    milestone = cast.allocate(cast.ward, entry=EntryKind.YES_NO, over_time=OverTime.LATEST)
    staff.open().type(milestone, value="1").save()
    staff.type(milestone, state="unavailable", note="Chờ quyết định").save()
    assert staff.row(milestone).reading.value is None


def test_an_emptied_row_has_no_reading(cast, staff):
    staff.type(cast.allocation, value="5").save()
    staff.type(cast.allocation, value="").save()
    assert staff.row(cast.allocation).reading is None
    assert not Reading.objects.exists()


def test_two_people_in_one_row_see_each_other_and_the_second_decides(cast, staff):
    staff.type(cast.allocation, value="5").save()
    colleague = Typist(person(cast.ward, Role.STAFF), cast.ward).open()
    colleague.type(cast.allocation, value="6").save()
    staff.type(cast.allocation, value="7").save()
    row = staff.row(cast.allocation)
    assert staff.response.status_code == 422
    assert row.conflict.theirs.entered_by == colleague.page.user
    assert (row.answer_text, row.form["value"].value()) == ("6 người", "7")
    assert str(colleague.page.user) in staff.text
    assert Reading.objects.get().value == 6
    staff.save()
    assert staff.response.status_code == 200
    assert Reading.objects.get().value == 7


def test_two_people_in_different_rows_do_not_disturb_each_other(cast, staff):
    second = cast.allocate(cast.ward)
    staff.open().type(cast.allocation, value="1").type(second, value="2").save()
    colleague = Typist(person(cast.ward, Role.STAFF), cast.ward).open()
    colleague.type(second, value="20").save()
    staff.type(cast.allocation, value="10").save()
    assert staff.response.status_code == 200
    assert [staff.row(row).reading.value for row in (cast.allocation, second)] == [10, 20]


def test_a_row_emptied_by_another_can_be_put_back(cast, staff):
    staff.type(cast.allocation, value="5").save()
    clear(Revision.objects.get(), cast.allocation, 1, cast["staff"])
    staff.type(cast.allocation, value="7").save()
    assert staff.row(cast.allocation).conflict.theirs is None
    staff.save()
    assert Reading.objects.get().value == 7


def test_a_text_changed_by_another_stands_beside_one_s_own(cast, staff):
    staff.write(results="Một").save()
    save(Revision.objects.get(), [], actor=cast["staff"], narrative={"results": "Của người khác"})
    staff.write(results="Của tôi").save()
    assert staff.response.status_code == 422
    assert "Của người khác" in staff.text
    assert staff.page.sheets[0].narrative["results"].value() == "Của tôi"
    staff.save()
    assert Revision.objects.get().results == "Của tôi"


def test_a_text_changed_by_another_does_not_hide_what_is_wrong_with_the_next(cast, staff):
    staff.write(results="Một").save()
    save(Revision.objects.get(), [], actor=cast["staff"], narrative={"results": "Của người khác"})
    staff.write(results="Của tôi", proposals="ấ" * (NARRATIVE_LENGTH + 1)).save()
    assert [box.name for box in staff.page.wrong_texts] == ["results", "proposals"]
    assert "changed this text meanwhile" in staff.text


def test_a_text_changed_by_another_and_left_alone_here_stays_theirs(cast, staff):
    staff.type(cast.allocation, value="5").write(results="Một").save()
    save(Revision.objects.get(), [], actor=cast["staff"], narrative={"results": "Của người khác"})
    staff.type(cast.allocation, value="6").save()
    assert staff.response.status_code == 200
    assert Revision.objects.get().results == "Của người khác"


def test_what_was_typed_while_a_colleague_submitted_stays_in_sight(cast, staff):
    revision = cast.answered(5)
    staff.open()
    submit(revision, cast["staff"], 1)
    staff.type(cast.allocation, value="7").save()
    assert staff.response.status_code == 422
    assert staff.page.sheets[0].was_refused
    assert staff.row(cast.allocation).form["value"].value() == "7"
    assert Reading.objects.get().value == 5


def test_a_text_typed_while_a_colleague_submitted_stays_in_its_box(cast, staff):
    revision = cast.answered(5)
    staff.open()
    submit(revision, cast["staff"], 1)
    staff.write(results="Của tôi").save()
    assert f"{staff.page.sheets[0].narrative['results']}" in staff.text
    assert "Everything else is saved" not in staff.text


def test_what_is_wrong_twice_in_a_row_is_said_once(cast):
    share = cast.allocate(cast.ward, measure=Measure.SHARE, base_label="Tổng số")
    staff = Typist(cast["staff"], cast.ward).open().type(share, value="a", base="b").save()
    assert len(staff.row(share).complaints) == 1


def test_a_colleague_reads_who_can_recall(cast, staff):
    submit(cast.answered(5), cast["staff"], 1)
    assert "Recall it to change it." in staff.open().text
    colleague = Typist(person(cast.ward, Role.STAFF), cast.ward).open()
    assert f"{cast['staff']} can recall it" in colleague.text
    assert "To correct a number, ask beside it." in colleague.text


def test_who_submitted_and_may_no_longer_recall_is_led_to_home_affairs(cast, staff):
    """Once staff of the ward, now at Home Affairs."""
    submit(cast.answered(5), cast["staff"], 1)
    cast["staff"].memberships.update(unit=cast.city, role=Role.HOME_AFFAIRS)
    assert "Ask Home Affairs to send it back" in staff.open().text


def test_home_affairs_is_led_to_reopen_an_accepted_report_which_its_unit_asks_to_correct(cast, staff):
    approve(submit(cast.answered(5), cast["staff"], 1), cast["colleague"], 2)
    assert "To correct a number, ask beside it." in staff.open().text
    assert "reopen it on its page in the review" in Typist(cast["reviewer"], cast.ward).open().text


def test_a_report_that_was_sent_back_meanwhile_is_looked_at_again_before_it_goes(cast, staff):
    cast.answered(5)
    staff.open()
    Revision.objects.update(version=3)
    staff.submit()
    assert staff.response.status_code == 422
    assert "Someone else changed this report" in staff.text
    assert Revision.objects.get().status == RevisionStatus.DRAFT


def test_an_address_of_submission_read_again_leads_to_the_page(cast, staff):
    response = staff.client.get(staff.url("entry_submit"))
    assert (response.status_code, response.url) == (302, staff.url())


def test_a_row_saved_by_another_with_the_same_answer_is_no_conflict(cast, staff):
    revision = cast.draft()
    save(revision, [reported(cast.allocation, 5)], actor=cast["staff"])
    staff.type(cast.allocation, value="5").save()
    assert staff.response.status_code == 200


@pytest.mark.parametrize("written", [7, None], ids=["changed", "emptied"])
def test_number_that_a_colleague_wrote_meanwhile_does_not_go_unseen(cast, staff, written):
    cast.ward.head_approves = written is None
    cast.ward.save()
    revision = cast.answered(2)
    other = cast.allocate(cast.ward)
    staff.open().type(other, value="1").save()
    colleague = person(cast.ward, Role.STAFF)
    saved = [reported(cast.allocation, 7, seen_version=1)]
    if written:
        assert save(revision, saved, actor=colleague).is_clean
    else:
        assert clear(revision, cast.allocation, 1, colleague).is_clean
    button = "entry_submit" if written else "entry_present"
    staff.press(button)
    assert staff.response.status_code == 422
    assert staff.row(cast.allocation).is_overtaken
    assert "Somebody else changed lines or texts after you opened the page" in staff.text
    revision.refresh_from_db()
    assert revision.is_editable
    if written:
        assert f"{colleague} wrote this line at" in " ".join(staff.text.split())
        assert f"after you opened the page: {staff.row(cast.allocation).answer_text}" in staff.text
        staff.press(button)
        revision.refresh_from_db()
        assert revision.status == RevisionStatus.SUBMITTED


def test_number_that_a_colleague_wrote_first_into_an_empty_line_does_not_go_unseen(cast, staff):
    cast.answered(2)
    staff.submit()
    assert staff.response.status_code == 422
    assert staff.row(cast.allocation).is_overtaken
    staff.submit()
    assert Revision.objects.get().status == RevisionStatus.SUBMITTED


def test_submission_from_a_second_tab_says_that_the_report_has_gone(cast, staff):
    revision = cast.answered(5)
    staff.open()
    submit(revision, cast["staff"], 1)
    staff.type(cast.allocation, value="7").submit()
    text = " ".join(staff.text.split())
    assert staff.response.status_code == 422
    assert "What you typed is still below and has not been saved" in text
    assert "Please note." in text
    for contradiction in (
        "has not been submitted",
        "Not submitted.",
        "Not done.",
        "Everything else is saved",
    ):
        assert contradiction not in text


@pytest.mark.parametrize(
    ("button", "said"), [("entry_submit", "Not submitted."), ("entry_present", "Not presented.")]
)
def test_refusal_names_what_was_not_done(cast, button, said):
    cast.ward.head_approves = button == "entry_present"
    cast.ward.save()
    staff = Typist(cast["staff"], cast.ward).open().press(button)
    assert staff.response.status_code == 422
    assert said in staff.text


def test_nothing_is_called_saved_while_the_source_is_missing(cast):
    officer = Typist(cast["reviewer"], cast.ward).open()
    officer.type(cast.allocation, value="7").save()
    assert "Everything else is saved" not in officer.text


def test_reopened_report_does_not_come_back_with_nothing_changed_and_nothing_said(cast, staff):
    copy = reopen(cast.accepted().report, cast["colleague"], "Xem lại số chợ")
    staff.open().submit()
    assert staff.response.status_code == 422
    assert "nothing has been changed or said since" in staff.text
    copy.refresh_from_db()
    assert copy.status == RevisionStatus.RETURNED
    staff.write(results="Đã rà lại, số đúng").submit()
    copy.refresh_from_db()
    assert copy.status == RevisionStatus.SUBMITTED
