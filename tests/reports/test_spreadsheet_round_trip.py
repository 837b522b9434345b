"""Handed in, looked at, confirmed: what is written, by whom, and what never is."""

from datetime import date
from urllib.parse import unquote_plus

import pytest

from reports.models import Reading, Revision
from reports.workflow import submit
from targets.choices import Entry as EntryKind
from targets.choices import Frequency
from targets.models import Allocation
from tests.factories import ReportingPeriodFactory
from tests.html import text_of
from tests.reports.cast import person
from tests.reports.filled_sheets import NAME, Clerk
from tests.reports.test_entry import spoken
from tests.reports.typing_in import Typist
from units.choices import Role
from units.models import Event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def clerk(cast) -> Clerk:
    return Clerk(cast["staff"], cast.ward)


@pytest.fixture
def colleague(cast):
    return person(cast.ward, Role.STAFF)


def writes_meanwhile(cast, colleague, **boxes) -> None:
    Typist(colleague, cast.ward).open().type(cast.allocation, **boxes).save()


# Confirmed


def test_filled_number_is_new_in_the_preview_and_a_draft_once_confirmed(cast, clerk):
    clerk.hand_in(clerk.download().put(cast.allocation, value=62, note="Theo sổ"))
    assert clerk.counts == {"new": 1}
    assert not Revision.objects.exists()
    clerk.confirm()
    reading = Reading.objects.get()
    assert (reading.value, reading.note, reading.entered_by) == (62, "Theo sổ", cast["staff"])
    assert reading.revision.status == "draft"
    assert "1 line of" in clerk.text


def test_old_and_new_stand_beside_each_other_with_where_the_year_stands(cast, clerk, settings):
    spoken(cast, "2024-Q1", 68, settings)
    Allocation.objects.update(quota=200)
    Typist(cast["staff"], cast.ward).open().type(cast.allocation, value="60").save()
    clerk.hand_in(clerk.download().put(cast.allocation, value=62, note="Theo sổ"))
    (seen,) = clerk.preview.changed
    assert (seen.stored_text, seen.text) == ("60 người", "62 người")
    assert [tuple(word) for word in seen.words] == [("Note", "", "Theo sổ")]
    text = text_of(clerk.text)
    assert "year to date 130 người" in text
    assert "65% of the plan" in text


def test_one_line_of_the_log_tells_the_file(cast, clerk):
    more = cast.allocate(cast.ward)
    clerk.hand_in(clerk.download().put(cast.allocation, value=62).put(more, value=5)).confirm()
    (event,) = Event.objects.filter(action="saved")
    assert (event.comment, len(event.data["readings"])) == (f"From the file “{NAME}”", 2)


def test_the_same_file_twice_changes_nothing(cast, clerk):
    file = clerk.download().put(cast.allocation, value=62)
    clerk.hand_in(file).confirm()
    events = Event.objects.count()
    clerk.hand_in(file)
    assert clerk.counts == {"unchanged": 1}
    assert "nothing would change" in clerk.text
    assert "Write into the draft" not in clerk.text
    clerk.confirm()
    assert (Reading.objects.get().version, Event.objects.count()) == (1, events)


def test_confirming_twice_writes_once(cast, clerk):
    clerk.hand_in(clerk.download().put(cast.allocation, value=62))
    brought = clerk.brought
    clerk.confirm()
    clerk.response = clerk.client.post(clerk.typist.url("spreadsheet"), {"brought": brought})
    assert clerk.response.status_code == 422
    assert Reading.objects.get().version == 1


def test_untouched_download_changes_nothing(cast, clerk, settings):
    spoken(cast, "2024-Q1", 68, settings)
    staff = Typist(cast["staff"], cast.ward).open()
    staff.type(cast.allocation, value="0,13", unit="nghìn người", span="to_date", note="Theo\nsổ").save()
    clerk.hand_in(clerk.download())
    assert clerk.counts == {"unchanged": 1}


def test_refused_lines_keep_the_good_ones_back_until_that_is_said(cast, clerk):
    wrong = cast.allocate(cast.ward)
    clerk.hand_in(clerk.download().put(cast.allocation, value=62).put(wrong, value="3/5"))
    assert clerk.counts == {"new": 1, "refused": 1}
    clerk.confirm()
    assert clerk.response.status_code == 422
    assert "tick below" in clerk.text
    assert not Revision.objects.exists()
    clerk.confirm(partly="on")
    assert Reading.objects.get().value == 62
    assert f"Left out of the file, to be mended and handed in again: {wrong.target.code} (" in clerk.text


def test_nothing_but_refused_lines_has_no_button(cast, clerk):
    clerk.hand_in(clerk.download().put(cast.allocation, value="3/5"))
    assert "Write into the draft" not in clerk.text
    assert "Choose another file" in clerk.text


def test_december_s_month_quarter_and_year_are_one_sheet(cast, settings):
    settings.EMULATION_TODAY = "2024-12-16"
    lines = {}
    for code, frequency in (("2024-M12", "month"), ("2024-Q4", "quarter"), ("2024-Y", "year")):
        ReportingPeriodFactory(campaign=cast.campaign, code=code)
        lines[code] = cast.allocate(cast.ward, frequency=Frequency(frequency))
    clerk = Clerk(cast["staff"], cast.ward, date(2024, 12, 14))
    file = clerk.download()
    assert {file.cell(line, "key").value.split("|")[1] for line in lines.values()} == set(lines)
    for number, line in enumerate(lines.values(), 1):
        file.put(line, value=number)
    clerk.hand_in(file).confirm()
    assert [Reading.objects.get(allocation=line).value for line in lines.values()] == [1, 2, 3]
    assert Event.objects.filter(action="saved").count() == 3


def test_line_of_a_report_that_is_closed_is_refused_beside_those_of_open_ones(cast, settings):
    settings.EMULATION_TODAY = "2024-12-16"
    for code in ("2024-Q4", "2024-Y"):
        ReportingPeriodFactory(campaign=cast.campaign, code=code)
    year = cast.allocate(cast.ward, frequency=Frequency.YEAR)
    clerk = Clerk(cast["staff"], cast.ward, date(2024, 12, 14))
    clerk.typist.open().type(cast.allocation, value="1").save()
    file = clerk.download().put(cast.allocation, value=2).put(year, value=3)
    submit(Revision.objects.get(report__period__code="2024-Q4"), cast["staff"], 1)
    clerk.hand_in(file)
    assert clerk.counts == {"new": 1, "refused": 1}
    assert "has been submitted" in str(clerk.complaints)
    clerk.confirm(partly="on")
    assert set(Reading.objects.values_list("value", flat=True)) == {1, 3}


def test_sheet_of_a_note_with_characters_that_no_file_may_hold_opens(cast, clerk):
    Typist(cast["staff"], cast.ward).open().type(cast.allocation, value="5", note="Sổ\ufffe 3").save()
    assert clerk.download().cell(cast.allocation, "note").value == "Sổ 3"


# What others wrote meanwhile


def test_answer_of_a_colleague_is_never_overwritten_silently(cast, clerk, colleague):
    file = clerk.download().put(cast.allocation, value=62)
    writes_meanwhile(cast, colleague, value="60")
    clerk.hand_in(file)
    assert clerk.counts == {"conflict": 1}
    text = text_of(clerk.text)
    assert f"Leave what stands there: 60 người · written by {colleague}" in text
    assert "Write what the file says: 62 người" in text
    clerk.confirm()
    assert clerk.response.status_code == 422
    assert Reading.objects.get().value == 60


@pytest.mark.parametrize(("choice", "value"), [("theirs", 60), ("mine", 62)])
def test_conflict_is_settled_as_it_is_chosen(choice, value, cast, clerk, colleague):
    file = clerk.download().put(cast.allocation, value=62)
    writes_meanwhile(cast, colleague, value="60")
    clerk.hand_in(file).confirm(**{f"choice-{cast.allocation.pk}": choice})
    assert Reading.objects.get().value == value


def test_line_emptied_by_a_colleague_is_a_conflict_too(cast, clerk, colleague):
    cast.answered(7)
    file = clerk.download().put(cast.allocation, value=62)
    writes_meanwhile(cast, colleague, value="")
    clerk.hand_in(file)
    assert clerk.counts == {"conflict": 1}
    clerk.confirm(**{f"choice-{cast.allocation.pk}": "mine"})
    assert Reading.objects.get().value == 62


def test_line_not_touched_in_the_file_leaves_what_a_colleague_wrote(cast, clerk, colleague):
    more = cast.allocate(cast.ward)
    cast.answered(7)
    file = clerk.download().put(more, value=5)
    writes_meanwhile(cast, colleague, value="60")
    clerk.hand_in(file)
    assert clerk.counts == {"new": 1, "unchanged": 1}
    assert "changed on the page since" in clerk.text
    clerk.confirm()
    assert Reading.objects.get(allocation=cast.allocation).value == 60


def test_colleague_who_says_the_same_is_no_conflict(cast, clerk, colleague):
    file = clerk.download().put(cast.allocation, value=62)
    writes_meanwhile(cast, colleague, value="62")
    clerk.hand_in(file)
    assert clerk.counts == {"unchanged": 1}


def test_what_is_written_after_the_preview_brings_it_again(cast, clerk, colleague):
    clerk.hand_in(clerk.download().put(cast.allocation, value=62))
    writes_meanwhile(cast, colleague, value="60")
    clerk.confirm()
    assert clerk.response.status_code == 422
    assert "changed meanwhile" in clerk.text
    assert (clerk.counts, Reading.objects.get().value) == ({"conflict": 1}, 60)


def test_earlier_number_corrected_after_the_preview_brings_it_again(cast, clerk, settings):
    """What the preview showed is what is written: a year to date would make another number now."""
    spoken(cast, "2024-Q1", 68, settings)
    clerk.hand_in(clerk.download().put(cast.allocation, value=130, span="year to date"))
    Reading.objects.update(value=70)
    clerk.confirm()
    assert clerk.response.status_code == 422
    assert "this period 60 = 130 − 70" in text_of(clerk.text)
    clerk.confirm()
    assert Reading.objects.get(revision__report__period=cast.period).value == 60


def test_own_earlier_file_is_no_change_by_others_and_both_are_said_as_the_file_has_them(
    cast, clerk, colleague, settings
):
    spoken(cast, "2024-Q1", 68, settings)
    how = {"unit": "nghìn người", "span": "year to date"}
    file = clerk.download().put(cast.allocation, value=0.13, **how)
    clerk.hand_in(file).confirm()
    clerk.hand_in(file.put(cast.allocation, value=0.131))
    text = text_of(clerk.text)
    assert "You have written these lines" in text
    assert "year to date 0,13 nghìn người (this period: 62 người) · you wrote it at" in text
    assert "what the file says: year to date 0,131 nghìn người (this period: 63 người)" in text
    assert "Changed by others since" not in text
    writes_meanwhile(cast, colleague, value="61", span="period", unit="")
    text = text_of(clerk.hand_in(file).text)
    assert f"year to date 0,129 nghìn người (this period: 61 người) · written by {colleague} at" in text
    assert "Changed by others since" in text
    assert "You have written" not in text


def test_one_choice_settles_the_own_lines_of_a_corrected_file(cast, clerk, colleague):
    lines = [cast.allocation, cast.allocate(cast.ward), cast.allocate(cast.ward)]
    file = clerk.download()
    for line in lines:
        file.put(line, value=62)
    clerk.hand_in(file).confirm()
    for line in lines:
        file.put(line, value=63)
    Typist(colleague, cast.ward).open().type(lines[2], value="60").save()
    clerk.hand_in(file).confirm(choice_own="mine")
    assert clerk.response.status_code == 422
    clerk.confirm(choice_own="mine", **{f"choice-{lines[1].pk}": "theirs", f"choice-{lines[2].pk}": "theirs"})
    assert [Reading.objects.get(allocation=line).value for line in lines] == [63, 62, 60]


# Who, and when


def test_home_affairs_names_the_source_of_what_it_hands_in_for_a_unit(cast):
    officer = Clerk(cast["reviewer"], cast.ward)
    officer.hand_in(officer.download().put(cast.allocation, value=62)).confirm()
    assert officer.response.status_code == 422
    assert "Say where the figures come from" in officer.text
    assert not Revision.objects.exists()
    officer.confirm(source="Phường gửi tệp qua Zalo 17/6")
    revision = Revision.objects.get()
    assert (revision.source, revision.entered_for_unit) == ("Phường gửi tệp qua Zalo 17/6", True)
    event = Event.objects.get(action="saved")
    assert (event.on_behalf_of, event.comment) == (
        cast.ward,
        f"Phường gửi tệp qua Zalo 17/6 · From the file “{NAME}”",
    )


def test_preview_of_another_person_or_unit_is_not_confirmed(cast, clerk, colleague):
    clerk.hand_in(clerk.download().put(cast.allocation, value=62))
    brought = clerk.brought
    others = [Clerk(colleague, cast.ward), Clerk(cast["reviewer"], cast.other_ward)]
    for other in others:
        other.response = other.client.post(other.typist.url("spreadsheet"), {"brought": brought})
        assert (other.response.status_code, "another account" in other.error) == (422, True)
    clerk.response = clerk.client.post(clerk.typist.url("spreadsheet"), {"brought": brought[:-4] + "aaaa"})
    assert clerk.response.status_code == 422
    assert not Revision.objects.exists()


@pytest.mark.parametrize("role", ["head", "leadership", "administrator"])
def test_who_does_not_enter_hands_in_nothing(role, cast):
    reader = Clerk(cast[role], cast.ward)
    file = reader.download()
    assert reader.client.get(reader.typist.url("spreadsheet")).status_code == 403
    assert reader.hand_in(file).response.status_code == 403


def test_closed_report_says_so_before_a_file_is_chosen(cast, clerk):
    file = clerk.download().put(cast.allocation, value=62)
    cast.submitted()
    page = clerk.client.get(clerk.typist.url("spreadsheet")).content.decode()
    assert "has been submitted" in page
    assert 'type="file"' not in page
    clerk.hand_in(file)
    assert (clerk.response.status_code, Reading.objects.get().value) == (422, 10)


def test_report_closed_after_the_preview_writes_nothing(cast, clerk):
    cast.answered(7)
    clerk.hand_in(clerk.download().put(cast.allocation, value=62))
    brought = clerk.brought
    Typist(cast["staff"], cast.ward).open().submit()
    clerk.response = clerk.client.post(clerk.typist.url("spreadsheet"), {"brought": brought})
    assert (clerk.response.status_code, Reading.objects.get().value) == (422, 7)


def test_page_of_the_report_leads_to_both(cast, clerk):
    page = clerk.typist.open().text
    for name in ("spreadsheet_file", "spreadsheet"):
        assert f'href="{clerk.typist.url(name)}"' in page
    cast.submitted()
    page = clerk.typist.open().text
    assert f'href="{clerk.typist.url("spreadsheet_file")}"' in page
    assert f'href="{clerk.typist.url("spreadsheet")}"' not in page


def test_unusual_figure_is_pointed_out_in_the_preview(cast, clerk, settings):
    spoken(cast, "2024-Q1", 68, settings)
    clerk.hand_in(clerk.download().put(cast.allocation, value=6800))
    (seen,) = clerk.preview.new
    assert seen.flags
    clerk.confirm()
    assert Reading.objects.get(revision__report__period=cast.period).value == 6800


def test_answers_of_all_kinds_are_offered_again_as_they_are(cast, clerk):
    """Downloaded, copied into a fresh draft's workbook, handed in: the same readings."""
    yes_no = cast.allocate(cast.ward, entry=EntryKind.YES_NO, unit_of_measure="")
    arose = cast.allocate(cast.ward)
    missing = cast.allocate(cast.ward)
    lines = (cast.allocation, yes_no, arose, missing)
    staff = Typist(cast["staff"], cast.ward).open()
    staff.type(cast.allocation, value="1,2 nghìn", is_estimate="on").type(yes_no, value="1")
    staff.type(arose, state="nothing_arose", note="Chưa có đợt").type(
        missing, state="unavailable", note="Chờ"
    )
    staff.save()
    full = clerk.download()
    told = ("state", "value", "typed", "note", "is_estimate")
    before = list(Reading.objects.order_by("allocation").values(*told))
    Reading.objects.all().delete()
    empty = clerk.download()
    for line in lines:
        for name in set(full.columns) - {"key", "mark"}:
            empty.cell(line, name).value = full.cell(line, name).value
    clerk.hand_in(empty).confirm()
    assert list(Reading.objects.order_by("allocation").values(*told)) == before


def test_confirmation_that_met_an_ended_session_is_kept_until_one_has_signed_in_again(cast, clerk):
    clerk.hand_in(clerk.download().put(cast.allocation, value=62))
    brought = clerk.brought
    clerk.client.logout()
    refused = clerk.client.post(clerk.typist.url("spreadsheet"), {"brought": brought})
    assert refused.status_code == 403
    assert brought in unquote_plus(refused.context["kept"])
    clerk.client.force_login(cast["staff"])
    clerk.client.post(clerk.typist.url("spreadsheet"), {"brought": brought})
    assert Reading.objects.get().value == 62
