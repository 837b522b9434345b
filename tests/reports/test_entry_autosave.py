"""While one types: each row and text is stored as a draft through intake and told what became of it."""

import pytest
from django.test import Client

from reports.intake import clear, save
from reports.models import NARRATIVE_LENGTH, Reading, Revision
from reports.workflow import approve, submit
from targets.choices import Measure
from targets.models import ReportingPeriod
from tests.html import text_of
from tests.reports.cast import MID_JUNE, Cast, person, reported
from tests.reports.typing_in import AS_HTMX, Typist
from units.choices import Action, Role
from units.models import Event

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


@pytest.fixture
def colleague(cast) -> Typist:
    return Typist(person(cast.ward, Role.STAFF), cast.ward).open()


def value() -> int | None:
    return Reading.objects.values_list("value", flat=True).first()


def writings() -> list[Event]:
    return list(Event.objects.filter(action=Action.SAVED))


# What is stored


def test_a_typed_row_is_stored_with_one_line_of_the_log(cast, staff):
    staff.autosave(cast.allocation, value="1020", note="Theo sổ")
    reading = Reading.objects.get()
    assert (reading.value, reading.note, reading.entered_by) == (1020, "Theo sổ", cast["staff"])
    assert [(event.actor, event.on_behalf_of) for event in writings()] == [(cast["staff"], None)]
    assert (staff.response.status_code, staff.outcomes) == (200, ["stored"])


def test_the_answer_brings_where_the_report_stands_now(cast, staff):
    assert "Not begun" in text_of(staff.text)
    staff.autosave(cast.allocation, value="5")
    assert "Draft" in text_of(staff.text)


def test_the_answer_brings_the_author_the_mark_and_the_tallies_but_no_box(cast, staff):
    cast.allocate(cast.ward)
    staff.open().autosave(cast.allocation, value="5")
    said = text_of(staff.text)
    assert f"Entered by {cast['staff']} at" in said
    assert "Saved at" in said
    assert said.count("1/2 lines answered") == 2
    assert f'id="id_a{cast.allocation.pk}-value"' not in staff.text


def test_rows_that_were_not_sent_are_left_alone(cast, staff):
    second = cast.allocate(cast.ward)
    staff.open().autosave(cast.allocation, value="5").autosave(second, value="6")
    assert staff.outcomes == ["stored"]
    assert [reading.value for reading in Reading.objects.order_by("pk")] == [5, 6]


def test_the_next_save_of_a_row_does_not_collide_with_the_one_before(cast, staff):
    for typed in ("1", "16", "163", ""):
        staff.autosave(cast.allocation, value=typed)
        assert staff.outcomes == ["stored"]
    assert not Reading.objects.exists()
    staff.autosave(cast.allocation, value="1634")
    assert value() == 1634


def test_the_whole_form_saved_after_it_says_nothing_new(cast, staff):
    staff.autosave(cast.allocation, value="1634,5").autosave_text(results="Một").save()
    assert staff.response.status_code == 200
    assert Reading.objects.get().version == 1


def test_a_row_saved_by_itself_and_left_alone_since_stays_a_colleague_s(cast, staff, colleague):
    staff.autosave(cast.allocation, value="1634,5")
    colleague.open().autosave(cast.allocation, value="7")
    staff.save()
    assert staff.response.status_code == 200
    assert value() == 7


def test_the_same_content_sent_twice_is_stored_once(cast, staff):
    sent = dict(staff.sent)
    staff.autosave(cast.allocation, value="5")
    staff.sent = sent
    staff.autosave(cast.allocation, value="5")
    assert (staff.outcomes, len(writings()), Reading.objects.get().version) == (["stored"], 1, 1)


def test_a_row_emptied_twice_is_empty(cast, staff):
    staff.autosave(cast.allocation, value="5")
    before = dict(staff.sent)
    staff.autosave(cast.allocation, value="")
    staff.sent = before
    staff.autosave(cast.allocation, value="")
    assert (staff.outcomes, len(writings())) == (["stored"], 2)


def test_nothing_typed_begins_no_report(cast, staff):
    staff.autosave(cast.allocation)
    assert staff.response.status_code == 200
    assert not Revision.objects.exists()


def test_the_first_row_stored_tells_the_page_that_the_report_has_begun(cast, staff):
    staff.autosave(cast.allocation, value="5")
    assert staff.sent[f"version-{cast.period.pk}"] == "1"
    assert staff.submit().response.status_code == 200
    assert Revision.objects.get().status == "submitted"


# Texts


def test_a_text_is_stored_by_itself(cast, staff):
    staff.autosave_text(results="Đã trồng 5 ha rừng.")
    assert (staff.outcomes, Revision.objects.get().results) == (["stored"], "Đã trồng 5 ha rừng.")


def test_writing_on_in_a_text_is_one_line_of_the_log_until_somebody_interrupts(cast, staff, colleague):
    for text in ("Một", "Một hai", "Một hai ba"):
        staff.autosave_text(results=text)
    assert (len(writings()), Revision.objects.get().results) == (1, "Một hai ba")
    colleague.open().autosave(cast.allocation, value="5")
    staff.autosave_text(results="Một hai ba bốn").autosave_text(proposals="Năm")
    assert len(writings()) == 4


def test_writing_on_after_a_pause_is_another_line_of_the_log(cast, staff, settings):
    staff.autosave_text(results="Một")
    settings.EMULATION_TODAY = "2024-06-18"
    staff.autosave_text(results="Một hai")
    assert len(writings()) == 2


def test_a_text_too_long_is_said_at_its_box_and_not_stored(cast, staff):
    staff.autosave_text(results="ấ" * (NARRATIVE_LENGTH + 1))
    assert (staff.response.status_code, staff.outcomes) == (422, ["wrong"])
    assert "Please shorten the text" in staff.text
    assert not Revision.objects.exists()


def test_a_text_changed_by_another_stands_beside_one_s_own_until_one_decides(cast, staff, colleague):
    colleague.autosave_text(results="Của người khác")
    staff.autosave_text(results="Của tôi")
    assert (staff.response.status_code, staff.outcomes) == (422, ["conflict"])
    assert "Của người khác" in staff.text
    staff.autosave_text(results="Của tôi hơn")
    assert Revision.objects.get().results == "Của người khác"
    staff.choose_mine().autosave_text(results="Của tôi")
    assert (staff.outcomes, Revision.objects.get().results) == (["stored"], "Của tôi")


def test_a_text_saved_with_the_form_that_came_back_can_be_written_on(cast, staff):
    staff.type(cast.allocation, value="năm").write(results="Một").save()
    assert staff.response.status_code == 422
    staff.write(results="Một hai").type(cast.allocation, value="5").save()
    assert staff.response.status_code == 200
    assert Revision.objects.get().results == "Một hai"


# What is not taken, each with its reason


@pytest.mark.parametrize(
    ("typed", "outcome", "said"),
    [
        ({"value": "12 con"}, "wrong", "Leave out “con”"),
        ({"value": "1,23456"}, "wrong", "At most four decimals"),
        ({"value": "9", "base": "8"}, "wrong", "enter 8 at most"),
        ({"value": "9"}, "unfinished", "This target needs a second number: Tổng số"),
        ({"state": "unavailable"}, "unfinished", "Say why the number is not yet available"),
        ({"value": "hơn 12", "base": "x"}, "wrong", "This is not a number"),
    ],
)
def test_what_cannot_be_is_said_at_its_box_and_not_stored(cast, staff, typed, outcome, said):
    share = cast.allocate(cast.ward, measure=Measure.SHARE, base_label="Tổng số")
    staff.open().autosave(share, **typed)
    assert (staff.response.status_code, staff.outcomes) == (422, [outcome])
    assert said in staff.text
    assert not Reading.objects.exists()


def test_a_mended_row_takes_its_complaint_away(cast, staff):
    staff.autosave(cast.allocation, value="12 con")
    staff.autosave(cast.allocation, value="12")
    errors = f'<div id="id_a{cast.allocation.pk}-value-errors"'
    assert errors in staff.text
    assert "errorlist" not in staff.text


def test_two_in_one_cell_see_both_and_the_second_decides(cast, staff, colleague):
    colleague.autosave(cast.allocation, value="6")
    staff.autosave(cast.allocation, value="7")
    assert (staff.response.status_code, staff.outcomes) == (422, ["conflict"])
    assert f"{colleague.page.user} answered this line" in staff.text
    assert "6 người" in staff.text
    staff.autosave(cast.allocation, value="8")
    assert (staff.outcomes, value()) == (["conflict"], 6)
    staff.choose_mine().autosave(cast.allocation, value="7")
    assert (staff.outcomes, value()) == (["stored"], 7)


def test_mine_can_be_put_in_place_though_it_is_what_the_page_showed_first(cast, staff, colleague):
    staff.autosave(cast.allocation, value="5")
    colleague.open().autosave(cast.allocation, value="6")
    staff.autosave(cast.allocation, value="7").choose_mine().autosave(cast.allocation, value="5")
    assert (staff.outcomes, value()) == (["stored"], 5)


def test_a_row_emptied_by_another_can_be_put_back(cast, staff):
    staff.autosave(cast.allocation, value="5")
    clear(Revision.objects.get(), cast.allocation, 1, cast["staff"])
    staff.autosave(cast.allocation, value="7")
    assert staff.outcomes == ["conflict"]
    assert "Somebody else emptied this line" in staff.text
    staff.choose_mine().autosave(cast.allocation, value="7")
    assert value() == 7


def not_open(cast: Cast, settings) -> None:
    settings.EMULATION_TODAY = "2024-06-01"


def closed(cast: Cast, settings) -> None:
    ReportingPeriod.objects.update(closes_on="2024-06-20")
    settings.EMULATION_TODAY = "2024-06-21"


def submitted(cast: Cast, settings) -> None:
    submit(Revision.objects.get(), cast["staff"], 1)


def accepted(cast: Cast, settings) -> None:
    submitted(cast, settings)
    approve(Revision.objects.get(), cast["reviewer"], 2)


@pytest.mark.parametrize(
    ("happens", "reason"),
    [
        (not_open, "Entry opens on 07/6/2024"),
        (closed, "Entry closed at the end of 20/6/2024"),
        (submitted, "The report has been submitted. Recall it to change it."),
        (accepted, "The report has been accepted. To correct a number, ask beside it."),
    ],
)
def test_what_may_not_be_entered_any_more_is_refused_with_its_reason(cast, staff, settings, happens, reason):
    staff.autosave(cast.allocation, value="5")
    happens(cast, settings)
    staff.autosave(cast.allocation, value="6")
    assert (staff.response.status_code, staff.outcomes) == (422, ["refused"])
    assert reason in text_of(staff.text)
    assert value() == 5
    staff.autosave_text(results="Một")
    assert staff.outcomes == ["refused"]


def test_who_enters_for_a_unit_is_asked_for_the_source_first(cast):
    officer = Typist(cast["reviewer"], cast.ward).open().autosave(cast.allocation, value="7")
    assert (officer.response.status_code, officer.outcomes) == (422, ["refused"])
    assert "Say where the figures come from" in text_of(officer.text)
    assert not Revision.objects.exists()
    officer.write(source="Điện thoại 9 giờ 15").autosave(cast.allocation, value="7")
    assert (officer.outcomes, value()) == (["stored"], 7)
    assert [event.on_behalf_of for event in writings()] == [cast.ward]


def test_nobody_s_typing_is_stored_in_the_name_of_another(cast, staff, colleague):
    colleague.sent["typed_by"] = str(cast["staff"].pk)
    colleague.autosave(cast.allocation, value="5")
    assert colleague.response.status_code == 409
    assert not Revision.objects.exists()


@pytest.mark.parametrize(
    ("role", "status"),
    [("neighbour", 404), ("lead", 404), ("head", 403), ("leadership", 403), ("administrator", 403)],
)
def test_who_does_not_enter_here_saves_nothing(cast, staff, role, status):
    client = Client()
    client.force_login(cast[role])
    fields = {f"a{cast.allocation.pk}-value": "5", f"a{cast.allocation.pk}-seen": ""}
    assert client.post(staff.url("entry_autosave"), fields).status_code == status
    assert not Revision.objects.exists()


@pytest.mark.parametrize(("method", "name"), [("post", "entry_autosave"), ("get", "entry_changes")])
def test_after_the_session_ended_the_page_is_told_so_and_not_sent_to_the_sign_in(staff, method, name):
    answer = getattr(Client(), method)(staff.url(name), {"a1-value": "5"}, headers=AS_HTMX)
    assert (answer.status_code, answer.content) == (401, b"")


# What colleagues write meanwhile


def test_nothing_is_sent_while_nobody_wrote(cast, staff):
    staff.autosave(cast.allocation, value="5").look()
    assert (staff.response.status_code, staff.response.content) == (204, b"")


def test_a_row_that_a_colleague_filled_comes_with_its_boxes_and_author(cast, staff, colleague):
    second = cast.allocate(cast.ward)
    staff.open()
    colleague.open().autosave(second, value="6")
    staff.look()
    assert f'id="row-{second.pk}"' in staff.text
    assert f'id="row-{cast.allocation.pk}"' not in staff.text
    assert 'value="6"' in staff.text
    assert f"Entered by {colleague.page.user}" in text_of(staff.text)
    assert "1/2 lines answered" in text_of(staff.text)


def test_a_row_that_a_colleague_emptied_comes_empty(cast, staff, colleague):
    staff.autosave(cast.allocation, value="5")
    colleague.open().autosave(cast.allocation, value="")
    assert f'id="row-{cast.allocation.pk}"' in staff.look().text


def test_a_text_that_a_colleague_wrote_comes_too(cast, staff, colleague):
    colleague.autosave_text(proposals="Đề nghị bố trí kinh phí")
    assert "Đề nghị bố trí kinh phí" in staff.look().text


def test_what_the_page_does_not_name_is_not_sent(cast, staff, colleague):
    colleague.autosave(cast.allocation, value="6")
    name = f"a{cast.allocation.pk}-seen_version"
    del staff.sent[name]
    assert f'id="row-{cast.allocation.pk}"' not in staff.look().text
    assert f'id="row-{cast.allocation.pk}"' in staff.look(**{name: "none"}).text


def test_a_report_that_moved_on_says_so_and_replaces_nothing(cast, staff):
    staff.autosave(cast.allocation, value="5")
    submit(Revision.objects.get(), cast["staff"], 1)
    staff.look()
    assert "it is now: Submitted" in text_of(staff.text)
    assert f'id="row-{cast.allocation.pk}"' not in staff.text


def test_a_report_that_a_colleague_began_is_no_move(cast, staff, colleague):
    colleague.autosave(cast.allocation, value="5")
    staff.look()
    assert "it is now" not in text_of(staff.text)
    assert f'name="version-{cast.period.pk}" value="1"' in staff.text


def test_unknown_names_are_ignored(cast, staff):
    staff.sent = {}
    assert staff.look(**{"a9-seen": "x", "version-x": "1", "p1-other_seen": "y"}).response.status_code == 204


def test_whoever_sees_the_report_may_look_and_others_find_nothing(cast, staff):
    for role, status in [("leadership", 204), ("neighbour", 404)]:
        client = Client()
        client.force_login(cast[role])
        assert client.get(staff.url("entry_changes")).status_code == status


# The same submission twice


def submissions() -> int:
    return Event.objects.filter(action=Action.SUBMITTED).count()


def test_a_submission_that_comes_twice_is_one_and_answered_alike(cast, staff):
    sent = dict(staff.type(cast.allocation, value="5").write(results="Một").sent)
    first = staff.client.post(staff.url("entry_submit"), sent)
    second = staff.client.post(staff.url("entry_submit"), sent)
    assert (first.status_code, first.url) == (second.status_code, second.url) == (302, staff.url())
    assert submissions() == 1
    assert staff.open().text.count("Submitted to Home Affairs at") == 1


def test_a_head_s_submission_that_comes_twice_is_one(cast):
    cast.ward.head_approves = True
    cast.ward.save()
    save(cast.draft(), [reported(cast.allocation, 5)], actor=cast["staff"])
    head = Typist(cast["head"], cast.ward).open()
    answers = [head.client.post(head.url("entry_submit"), head.sent).status_code for _time in range(2)]
    assert (answers, submissions()) == ([302, 302], 1)


def test_a_second_submission_that_says_something_else_is_not_swallowed(cast, staff):
    sent = dict(staff.type(cast.allocation, value="5").sent)
    staff.client.post(staff.url("entry_submit"), sent)
    other = sent | {f"a{cast.allocation.pk}-value": "6"}
    assert staff.client.post(staff.url("entry_submit"), other).status_code == 422
    assert (value(), submissions()) == (5, 1)


def test_a_submission_after_a_recall_is_another_one(cast, staff):
    staff.type(cast.allocation, value="5").submit().recall().submit()
    assert staff.response.status_code == 200
    assert submissions() == 2


def test_the_old_form_sent_again_after_a_recall_and_a_change_submits_nothing(cast, staff):
    sent = dict(staff.type(cast.allocation, value="5").sent)
    staff.client.post(staff.url("entry_submit"), sent)
    staff.open().recall()
    assert staff.client.post(staff.url("entry_submit"), sent).status_code == 422
    assert submissions() == 1


def test_a_colleague_s_submission_is_not_taken_for_one_s_own(cast, staff, colleague):
    sent = dict(colleague.type(cast.allocation, value="5").sent)
    staff.type(cast.allocation, value="5").submit()
    assert colleague.client.post(colleague.url("entry_submit"), sent).status_code == 422


def test_both_rows_and_texts_count_for_what_is_the_same(cast, staff):
    sent = dict(staff.type(cast.allocation, value="5").sent)
    staff.client.post(staff.url("entry_submit"), sent)
    narrative = staff.page.sheets[0].narrative
    other = sent | {narrative.add_prefix("results"): "Một"}
    assert staff.client.post(staff.url("entry_submit"), other).status_code == 422
