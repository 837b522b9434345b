import json
import unicodedata
from decimal import Decimal

import pytest
from django import forms
from django.core import serializers
from django.core.exceptions import FieldError, ValidationError
from django.db import connection, models
from django.db.models import F, Sum, Value
from django.test.utils import isolate_apps
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from emulation.fields import CleanCharField, NFCCharField, NFCTextField, NumberField, ScaledDecimalField
from emulation.numbers import LIMIT, plain

NFD_NAME = unicodedata.normalize("NFD", "Xã Mai Pha")
figures = st.integers(min_value=1 - LIMIT * 10_000, max_value=LIMIT * 10_000 - 1).map(
    lambda scaled: Decimal(scaled).scaleb(-4)
)
field = ScaledDecimalField()


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def figure_model():
    with isolate_apps("emulation"):

        class Figure(models.Model):
            value = ScaledDecimalField(null=True)
            base = ScaledDecimalField(default=Decimal("0.5"))
            count = models.IntegerField(default=0)
            name = NFCCharField(max_length=20)
            note = NFCTextField(blank=True)

            class Meta:
                app_label = "emulation"

            def __str__(self):
                return self.name

        yield Figure


@given(figures)
def test_a_figure_is_stored_as_a_whole_number_and_read_back_exactly(value):
    stored = field.get_prep_value(value)
    read = field.from_db_value(stored, None, connection)

    assert stored == value * 10_000
    assert type(stored) is int
    assert str(read) == plain(value)


@given(st.lists(figures, min_size=1, max_size=50))
def test_a_sum_of_stored_figures_is_the_sum_of_the_figures(values):
    total = sum(field.get_prep_value(value) for value in values)

    # SQLite gives sums as int, PostgreSQL as numeric.
    assert field.from_db_value(total, None, connection) == sum(values)
    assert field.from_db_value(Decimal(total), None, connection) == sum(values)


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        (5, 50_000),
        ("5", 50_000),
        ("-0.0001", -1),
        (Decimal("1.50000"), 15_000),
        ("1E+3", 10_000_000),
        (None, None),
    ],
)
def test_whole_numbers_and_machine_strings_are_taken_as_well(value, stored):
    assert field.get_prep_value(value) == stored


@pytest.mark.parametrize("convert", [field.get_prep_value, field.to_python])
@pytest.mark.parametrize(
    ("value", "says"),
    [
        (Decimal("0.12345"), "four decimals"),
        ("0.00001", "four decimals"),
        (10**12, "too large"),
        (Decimal("-1E+12"), "too large"),
        (Decimal("NaN"), "not a number"),
        (Decimal("Infinity"), "not a number"),
        ("NaN", "not a number"),
        ("1,5", "not a number"),
        ("1_000", "not a number"),
        ("", "not a number"),
    ],
)
def test_a_figure_that_cannot_be_kept_is_refused_and_never_rounded(convert, value, says):
    with pytest.raises(ValidationError, match=says):
        convert(value)


@pytest.mark.parametrize("value", [1.5, True])
def test_a_float_is_never_a_figure(value):
    with pytest.raises(TypeError):
        field.get_prep_value(value)


@pytest.mark.parametrize("value", [15000.0, Decimal("15000.5")])
def test_an_average_taken_in_sql_cannot_be_read(value):
    with pytest.raises(TypeError, match="averages"):
        field.from_db_value(value, None, connection)


@pytest.mark.parametrize("lookup", ["exact", "gt", "gte", "lt", "lte"])
def test_lookups_compare_with_the_scaled_number(figure_model, lookup):
    query = figure_model.objects.filter(**{f"value__{lookup}": Decimal("1.5")}).query

    assert query.sql_with_params()[1] == (15_000,)


def test_lookups_of_several_values_are_scaled(figure_model):
    figures = figure_model.objects

    assert figures.filter(value__range=("1", "2.5")).query.sql_with_params()[1] == (10_000, 25_000)
    assert set(figures.filter(value__in=["1", "2.5"]).query.sql_with_params()[1]) == {10_000, 25_000}


def test_a_sum_and_a_sum_of_fields_are_scaled_figures(figure_model):
    query = figure_model.objects.annotate(total=Sum("value"), both=F("value") + F("base")).query

    assert isinstance(query.annotations["total"].output_field, ScaledDecimalField)
    assert isinstance(query.annotations["both"].output_field, ScaledDecimalField)


def test_a_constant_in_an_expression_is_scaled(figure_model):
    one = Value(Decimal("1.5"), output_field=ScaledDecimalField())
    query = figure_model.objects.annotate(more=F("value") + one).query

    assert query.sql_with_params()[1] == (15_000,)


def test_figures_and_plain_integers_do_not_mix(figure_model):
    query = figure_model.objects.annotate(mixed=F("value") + F("count")).query

    with pytest.raises(FieldError):
        str(query.annotations["mixed"].output_field)


@given(value=figures)
def test_a_json_fixture_holds_the_exact_decimal_as_a_string(value):
    with isolate_apps("emulation"):

        class Kept(models.Model):
            value = ScaledDecimalField()

            class Meta:
                app_label = "emulation"

            def __str__(self):
                return str(self.value)

        text = serializers.serialize("json", [Kept(pk=1, value=field.to_python(value))])

    written = json.loads(text)[0]["fields"]["value"]
    assert written == plain(value)
    assert field.to_python(written) == value


def test_other_serialisations_hold_the_exact_decimal_too(figure_model):
    figure = figure_model(value=Decimal("1E+3"), base=None)

    assert figure._meta.get_field("value").value_to_string(figure) == "1000"
    assert figure._meta.get_field("base").value_to_string(figure) == ""


def test_a_figure_is_a_big_integer_in_the_database():
    assert field.db_type(connection) == "bigint"


def test_the_field_can_be_written_into_a_migration():
    _name, path, args, kwargs = ScaledDecimalField(null=True, default=Decimal("0.5")).deconstruct()

    assert path == "emulation.fields.ScaledDecimalField"
    assert (args, kwargs) == ([], {"null": True, "default": Decimal("0.5")})


def test_cleaning_an_instance_makes_its_figures_decimals(figure_model):
    figure = figure_model(value="1634.50", name="x")

    figure.clean_fields()

    assert str(figure.value) == "1634.5"


def test_an_instance_with_a_figure_too_fine_is_not_valid(figure_model):
    with pytest.raises(ValidationError, match="four decimals"):
        figure_model(value="0.12345", name="x").clean_fields()


def test_the_form_of_a_figure_reads_numbers_the_vietnamese_way(figure_model):
    form_field = figure_model._meta.get_field("value").formfield()

    assert isinstance(form_field, NumberField)
    assert form_field.clean("-1.634,5") == Decimal("-1634.5")


class Entry(forms.Form):
    value = NumberField(required=False)
    cases = NumberField(integer=True, required=False)
    change = NumberField(allow_negative=True, unit="điểm %", required=False)


def test_a_form_cleans_what_officials_type():
    form = Entry({"value": "1.634,5", "cases": "1.020", "change": "-0,03 điểm %"})

    assert form.is_valid()
    assert form.cleaned_data == {
        "value": Decimal("1634.5"),
        "cases": Decimal(1020),
        "change": Decimal("-0.03"),
    }


def test_an_empty_box_is_no_number_and_not_zero():
    form = Entry({"value": " ", "cases": "", "change": "0"})

    assert form.is_valid()
    assert form.cleaned_data == {"value": None, "cases": None, "change": Decimal(0)}


def test_a_number_that_cannot_be_read_stays_in_its_box_with_the_reason():
    form = Entry({"value": "1.23.456", "cases": "2,5", "change": "1,5"})

    assert not form.is_valid()
    assert "dots and commas" in form.errors["value"][0]
    assert "whole number" in form.errors["cases"][0]
    assert 'value="1.23.456"' in str(form["value"])
    assert form.cleaned_data == {"change": Decimal("1.5")}


def test_a_negative_number_needs_leave():
    assert "negative" in Entry({"value": "-1"}).errors["value"][0]


def test_a_required_number_must_be_there():
    with pytest.raises(ValidationError, match="required"):
        NumberField().clean("")


def test_a_stored_number_is_shown_as_officials_write_it():
    form = Entry(initial={"value": Decimal("1634.5"), "cases": 425000})

    assert 'value="1.634,5"' in str(form["value"])
    assert 'value="425.000"' in str(form["cases"])


@given(figures)
def test_a_form_sent_back_untouched_has_not_changed(value):
    form_field = NumberField(allow_negative=True)

    assert not form_field.has_changed(value, form_field.prepare_value(value))


def test_phones_show_a_keypad_on_which_the_number_can_be_typed():
    assert 'inputmode="decimal"' in str(Entry()["value"])
    assert 'autocomplete="off"' in str(Entry()["value"])
    # The decimal keypad has no minus sign.
    assert 'inputmode="text"' in str(Entry()["change"])


def test_text_is_normalised_when_it_is_saved(figure_model):
    figure = figure_model(name=f"  {NFD_NAME}\n", note=f"{NFD_NAME}\r\n\x00dòng hai ")

    kept = [figure._meta.get_field(name).pre_save(figure, add=True) for name in ("name", "note")]

    assert kept == [figure.name, figure.note] == ["Xã Mai Pha", "Xã Mai Pha\ndòng hai "]


def test_text_is_normalised_when_it_is_looked_up_or_updated(figure_model):
    query = figure_model.objects.filter(name=NFD_NAME).query

    assert query.sql_with_params()[1] == ("Xã Mai Pha",)


def test_one_line_stays_one_line():
    assert NFCCharField().to_python("Báo cáo\r\nquý I\t") == "Báo cáo quý I"


def test_no_text_stays_no_text():
    assert NFCTextField().to_python(None) is None


def test_the_length_of_text_is_judged_after_normalising():
    form_field = NFCCharField(max_length=len("Xã Mai Pha")).formfield()

    assert isinstance(form_field, CleanCharField)
    assert form_field.clean(NFD_NAME) == "Xã Mai Pha"


def test_long_text_is_typed_in_a_box_of_several_lines():
    assert isinstance(NFCTextField().formfield().widget, forms.Textarea)
