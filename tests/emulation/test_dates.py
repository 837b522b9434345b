from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import override

from emulation.dates import (
    clock_at,
    decree_date,
    decree_month,
    end_of_day,
    lately,
    moment,
    now,
    read_date,
    roman,
    short_date,
    today,
)

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")


def test_the_clock_shows_local_time(settings):
    settings.EMULATION_TODAY = ""
    before = datetime.now(UTC)

    shown = now()

    assert before <= shown <= datetime.now(UTC)
    assert shown.utcoffset() == timedelta(hours=7)
    assert before.astimezone(LOCAL).date() <= today() <= datetime.now(LOCAL).date()


def test_a_set_day_replaces_the_day_and_time_goes_on(settings):
    settings.EMULATION_TODAY = "2024-06-17"
    before = datetime.now(LOCAL)

    shown = now()

    gone = (shown - before.replace(year=2024, month=6, day=17)) % timedelta(days=1)
    assert gone <= datetime.now(LOCAL) - before
    assert today() == shown.date() == date(2024, 6, 17)
    assert shown.utcoffset() == timedelta(hours=7)


@pytest.mark.parametrize("text", ["17/6/2024", "2024-02-30", "yesterday"])
def test_a_set_day_that_is_no_date_is_a_configuration_error(settings, text):
    settings.EMULATION_TODAY = text

    with pytest.raises(ImproperlyConfigured, match="EMULATION_TODAY"):
        today()


def test_a_clock_stood_at_a_moment_goes_before_a_set_day(settings):
    settings.EMULATION_TODAY = "2024-06-17"

    with clock_at(datetime(2024, 3, 15, 20, 40)):  # noqa: DTZ001
        assert now() == datetime(2024, 3, 15, 13, 40, tzinfo=UTC)
        assert today() == date(2024, 3, 15)
        with clock_at(datetime(2024, 3, 16, 9, 5)):  # noqa: DTZ001
            assert today() == date(2024, 3, 16)
        assert today() == date(2024, 3, 15)

    assert today() == date(2024, 6, 17)


def test_a_clock_that_stood_goes_on_after_an_error(settings):
    settings.EMULATION_TODAY = "2024-06-17"

    with pytest.raises(ZeroDivisionError), clock_at(datetime(2024, 3, 15, 20, 40)):  # noqa: DTZ001
        raise ZeroDivisionError

    assert today() == date(2024, 6, 17)


def test_a_day_ends_one_second_before_local_midnight():
    assert end_of_day(date(2024, 6, 18)) == datetime(2024, 6, 18, 16, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2024, 1, 5), "ngày 05 tháng 01 năm 2024"),
        (date(2024, 2, 28), "ngày 28 tháng 02 năm 2024"),
        (date(2024, 3, 9), "ngày 09 tháng 3 năm 2024"),
        (date(2019, 6, 29), "ngày 29 tháng 6 năm 2019"),
        (date(2024, 12, 31), "ngày 31 tháng 12 năm 2024"),
    ],
)
def test_the_decrees_date_pads_days_and_only_the_first_two_months(day, written):
    assert decree_date(day) == written


def test_a_date_that_is_still_to_be_given_leaves_room_for_its_day():
    assert decree_month(date(2024, 2, 28), " … ") == "ngày … tháng 02 năm 2024"


@pytest.mark.parametrize(
    ("day", "text"),
    [(date(2024, 1, 5), "05/01/2024"), (date(2024, 6, 14), "14/6/2024"), (date(2024, 12, 3), "03/12/2024")],
)
def test_short_date_takes_zeros_as_the_decree_does(day, text):
    assert short_date(day) == text


@pytest.mark.parametrize(
    ("at", "written"),
    [
        (datetime(2024, 6, 18, 3, 15, tzinfo=UTC), "10:15 ngày 18/6/2024"),
        (datetime(2024, 1, 4, 18, 5, tzinfo=UTC), "01:05 ngày 05/01/2024"),
    ],
)
def test_a_moment_is_told_in_local_time(at, written):
    assert moment(at) == written


def test_a_moment_is_told_in_the_language_in_force():
    with override("en"):
        assert moment(datetime(2024, 6, 18, 3, 15, tzinfo=UTC)) == "10:15 on 18/6/2024"


def test_a_moment_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="naive"):
        moment(datetime(2024, 6, 18, 10, 15))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("number", "numeral"),
    [(1, "I"), (4, "IV"), (9, "IX"), (39, "XXXIX"), (2024, "MMXXIV"), (3999, "MMMCMXCIX")],
)
def test_roman_numerals(number, numeral):
    assert roman(number) == numeral


@pytest.mark.parametrize(
    ("at", "told"),
    [
        (datetime(2024, 6, 17, 14, 47, tzinfo=UTC), "21:47"),
        (datetime(2024, 6, 16, 17, 0, tzinfo=UTC), "00:00"),
        (datetime(2024, 6, 16, 16, 59, tzinfo=UTC), "23:59 ngày 16/6/2024"),
    ],
)
def test_of_today_the_time_is_enough(at, told, settings):
    settings.EMULATION_TODAY = "2024-06-17"
    assert lately(at) == told


@pytest.mark.parametrize("number", [0, -1, 4000])
def test_there_are_no_roman_numerals_outside_1_to_3999(number):
    with pytest.raises(ValueError, match=str(number)):
        roman(number)


@pytest.mark.parametrize(
    "text", ["05/01/2024", "5/1/2024", "05-01-2024", "5.1.2024", "2024-01-05", " 05/01/2024 "]
)
def test_the_day_comes_first(text):
    assert read_date(text) == date(2024, 1, 5)


@pytest.mark.parametrize(
    "text", ["", "1/2024", "5/1/24", "05/01-2024", "2024/01/05", "5/1/2024 10:00", "mai", "٥/١/٢٠٢٤"]
)
def test_what_is_no_date_is_refused_with_an_example(text):
    with pytest.raises(ValueError, match="18/6/2024"):
        read_date(text)


@pytest.mark.parametrize("text", ["30/02/2024", "01/13/2024", "2023-02-29", "0/1/2024"])
def test_a_day_that_does_not_exist_is_refused(text):
    with pytest.raises(ValueError, match="18/6/2024"):
        read_date(text)
