from datetime import date, datetime
from decimal import Decimal

import pytest
from django import forms
from django.utils import formats, translation


@pytest.fixture(autouse=True, params=["vi", "en"])
def language(request):
    with translation.override(request.param):
        yield


@pytest.mark.parametrize("text", ["05/01/2024", "5/1/2024", "05-01-2024", "05.01.2024", "2024-01-05"])
def test_the_day_is_read_first(text):
    assert forms.DateField().clean(text) == date(2024, 1, 5)


def test_the_thirteenth_is_a_day_and_no_month():
    assert forms.DateField().clean("13/01/2024") == date(2024, 1, 13)


def test_dates_are_written_with_the_day_first():
    assert formats.date_format(date(2024, 1, 5)) == "05/01/2024"
    assert formats.date_format(date(2024, 1, 5), "SHORT_DATE_FORMAT") == "05/01/2024"
    assert formats.date_format(datetime(2024, 1, 5, 9, 7), "DATETIME_FORMAT") == "09:07 05/01/2024"  # noqa: DTZ001


@pytest.mark.parametrize("text", ["05/01/2024 09:07", "2024-01-05T09:07", "2024-01-05 09:07"])
def test_a_time_of_day_is_read(text):
    assert forms.DateTimeField().clean(text).strftime("%d %m %H %M") == "05 01 09 07"


def test_a_date_box_shows_what_it_reads():
    class Dated(forms.Form):
        day = forms.DateField(initial=date(2024, 1, 5))

    assert 'value="05/01/2024"' in str(Dated()["day"])


def test_grouped_numbers_are_vietnamese():
    written = formats.number_format(Decimal("1234567.89"), use_l10n=True, force_grouping=True)

    assert written == "1.234.567,89"


def test_the_week_begins_on_monday():
    assert formats.get_format("FIRST_DAY_OF_WEEK") == 1
