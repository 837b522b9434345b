"""Typing what one has: the year to date, another unit of measure, a dot that could be either."""

from decimal import Decimal

import pytest

from reports.choices import Basis
from reports.models import Reading
from reports.progress import rows
from reports.workflow import approve, reopen
from targets.choices import Entry as EntryKind
from tests.html import text_of
from tests.reports.cast import Cast
from tests.reports.reviewing import client_of, url
from tests.reports.test_entry import spoken
from tests.reports.typing_in import Typist

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def after_a_quarter(cast: Cast, settings, value: int = 68, base: int | None = None) -> Typist:
    spoken(cast, "2024-Q1", value, settings, base)
    return Typist(cast["staff"], cast.ward).open()


def stored(cast: Cast) -> Reading:
    return Reading.objects.get(allocation=cast.allocation, revision__report__period=cast.period)


def test_year_to_date_is_stored_as_the_period_s_number_and_shown_as_it_was_typed(cast, settings):
    staff = after_a_quarter(cast, settings)
    staff.type(cast.allocation, value="130", span="to_date").save()
    assert (stored(cast).value, stored(cast).typed) == (62, {"value": "130", "span": "to_date"})
    row = staff.open().row(cast.allocation)
    assert (row.form["value"].value(), row.form["span"].value()) == ("130", "to_date")
    assert row.echo.consequences == ("this period 62 = 130 − 68", "year to date 130 người")


def test_number_in_another_unit_is_stored_exactly_in_the_target_s_own(cast, settings):
    staff = after_a_quarter(cast, settings)
    staff.type(cast.allocation, value="0,062", unit="nghìn người").save()
    assert (stored(cast).value, stored(cast).typed) == (62, {"value": "0,062", "unit": "nghìn người"})
    (number,) = staff.row(cast.allocation).echo.numbers
    assert number.text == "0,062 nghìn người = 62 người"


def test_unit_written_in_the_box_is_understood_without_choosing_it(cast, settings):
    staff = after_a_quarter(cast, settings)
    staff.type(cast.allocation, value="1,2 nghìn").save()
    assert (stored(cast).value, stored(cast).typed) == (1200, {"value": "1,2 nghìn"})
    assert staff.open().row(cast.allocation).form["value"].value() == "1,2 nghìn"


def test_plain_number_keeps_nothing_beside_it(cast, settings):
    after_a_quarter(cast, settings).type(cast.allocation, value="62").save()
    assert stored(cast).typed == {}


def test_the_same_number_typed_in_another_way_changes_how_it_is_shown_and_nothing_else(cast, settings):
    staff = after_a_quarter(cast, settings)
    staff.type(cast.allocation, value="62").save()
    version = stored(cast).version
    staff.type(cast.allocation, value="130", span="to_date").save()
    assert (stored(cast).version, stored(cast).typed["value"]) == (version, "130")


def test_the_next_period_begins_as_the_last_one_was_typed(cast, settings):
    spoken(cast, "2024-Q1", 68, settings)
    Reading.objects.update(typed={"value": "0,068", "unit": "nghìn người", "span": "to_date"})
    form = Typist(cast["staff"], cast.ward).open().row(cast.allocation).form
    assert (form["unit"].value(), form["span"].value(), form["value"].value()) == (
        "nghìn người",
        "to_date",
        None,
    )


def test_after_an_earlier_number_was_corrected_the_stored_one_is_shown(cast, settings):
    staff = after_a_quarter(cast, settings)
    staff.type(cast.allocation, value="130", span="to_date").save()
    Reading.objects.filter(revision__report__period__code="2024-Q1").update(value=70)
    form = staff.open().row(cast.allocation).form
    assert (form["value"].value(), form["span"].value()) == ("62", "period")


def test_year_to_date_below_the_earlier_ones_stays_in_its_box_with_the_reason(cast, settings):
    staff = after_a_quarter(cast, settings)
    staff.type(cast.allocation, value="60", span="to_date").save()
    assert staff.codes(cast.allocation) == {"value": ["to_date_falls"]}
    assert 'value="60"' in staff.text


def test_doubtful_dot_is_asked_about_and_the_choice_is_kept(cast, settings):
    decimal = cast.allocate(cast.ward, entry=EntryKind.DECIMAL, unit_of_measure="ha", threshold=Decimal(12))
    staff = Typist(cast["staff"], cast.ward).open()
    staff.type(decimal, value="3.269").save()
    assert staff.codes(decimal) == {"value": ["ambiguous"]}
    assert f'name="a{decimal.pk}-value_meant" value="3,269"' in staff.text
    staff.type(decimal, value="3.269", value_meant="3,269").save()
    assert Reading.objects.get(allocation=decimal).value == Decimal("3.269")


def test_stored_reading_of_a_doubtful_dot_is_not_asked_about_again(cast, settings):
    decimal = cast.allocate(cast.ward, entry=EntryKind.DECIMAL, unit_of_measure="ha", threshold=Decimal(12))
    staff = Typist(cast["staff"], cast.ward).open()
    staff.type(decimal, value="3269").save()
    staff.type(decimal, note="Theo sổ").save()
    assert (Reading.objects.get(allocation=decimal).value, staff.codes(decimal)) == (3269, {})


def test_stored_number_settles_no_dot_that_is_typed_anew(cast, settings):
    decimal = cast.allocate(cast.ward, entry=EntryKind.DECIMAL, unit_of_measure="ha", threshold=Decimal(12))
    staff = Typist(cast["staff"], cast.ward).open()
    staff.type(decimal, value="3,269").save()
    staff.autosave(decimal, value="3.269")
    assert staff.outcomes == ["wrong"]
    staff.type(decimal, value="3.269").save()
    assert staff.codes(decimal) == {"value": ["ambiguous"]}
    staff.autosave(decimal, value="3.269", value_meant="3269")
    assert (staff.outcomes, Reading.objects.get(allocation=decimal).value) == (["stored"], 3269)
    staff.sent.pop(f"a{decimal.pk}-value_meant")
    staff.autosave(decimal, note="Theo sổ")
    assert (staff.outcomes, Reading.objects.get(allocation=decimal).value) == (["stored"], 3269)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"value": "1,634"}, "Read as 1,634. If you mean 1.634, type 1634."),
        ({"value": "1,634", "unit": "km²"}, "If you mean 1.634 km², type 1634 km²."),
        ({"value": "1634"}, ""),
    ],
)
def test_the_reading_that_was_not_taken_is_spelled_so_that_it_can_mean_nothing_else(cast, typed, said):
    decimal = cast.allocate(cast.ward, entry=EntryKind.DECIMAL, unit_of_measure="ha", threshold=Decimal(2))
    staff = Typist(cast["staff"], cast.ward).open().type(decimal, **typed)
    answer = staff.client.post(staff.url("entry_echo", decimal.pk), staff.sent)
    text = text_of(answer.content.decode())
    assert said in text if said else "If you mean" not in text


def test_reviewer_sees_what_was_typed(cast, settings):
    staff = after_a_quarter(cast, settings)
    staff.type(cast.allocation, value="130", span="to_date").submit()
    revision = stored(cast).revision
    page = client_of(cast["reviewer"]).get(url(revision))
    assert "Typed: year to date 130" in text_of(page.content.decode())


def test_a_typed_year_to_date_that_earlier_corrections_have_moved_says_what_it_is_now(cast, settings):
    staff = after_a_quarter(cast, settings)
    staff.type(cast.allocation, value="0,13", span="to_date", unit="nghìn người").submit()
    Reading.objects.filter(revision__report__period__code="2024-Q1").update(value=70)
    now = "Typed: year to date 0,13 nghìn người; now 132, because an earlier number was corrected since"
    assert now in text_of(client_of(cast["reviewer"]).get(url(stored(cast).revision)).content.decode())
    assert now in text_of(staff.open().text)


def test_correction_begins_with_what_was_typed(cast, settings):
    staff = after_a_quarter(cast, settings)
    staff.type(cast.allocation, value="130", span="to_date").submit()
    accepted = approve(stored(cast).revision, cast["reviewer"], 2)
    copy = reopen(accepted.report, cast["reviewer"], "Sai một số")
    assert copy.readings.get().typed == {"value": "130", "span": "to_date"}


def test_figures_are_the_same_whichever_way_they_were_typed(cast, settings):
    staff = after_a_quarter(cast, settings)
    staff.type(cast.allocation, value="0,13 nghìn", span="to_date").submit()
    assert stored(cast).value == 62
    approve(stored(cast).revision, cast["reviewer"], 2)
    (row,) = rows(cast.campaign, cast.ward, cast.period.cut_off, Basis.OFFICIAL)
    assert row.figure == 130
