from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from django.template import Context, Template


@pytest.mark.parametrize(
    ("expression", "value", "shown"),
    [
        ("number", Decimal("1634.5000"), "1.634,5"),
        ("number:1", Fraction(1080000, 11000), "98,2"),
        ("number", 0, "0"),
        ("number", None, "–"),
        ("number", "", "–"),
        ("words", Decimal("1634.5"), "một nghìn sáu trăm ba mươi tư phẩy năm"),
        ("words", None, ""),
        ("decree_date", date(2024, 1, 5), "ngày 05 tháng 01 năm 2024"),
        ("decree_date", None, ""),
        ("short_date", date(2024, 1, 5), "05/01/2024"),
        ("short_date", None, ""),
        ("moment", datetime(2024, 6, 18, 3, 15, tzinfo=UTC), "10:15 ngày 18/6/2024"),
        ("moment", None, ""),
        ("lately", datetime(2024, 6, 18, 3, 15, tzinfo=UTC), "10:15 ngày 18/6/2024"),
        ("lately", None, ""),
        ("roman", 4, "IV"),
    ],
)
def test_templates_show_figures_and_dates_as_officials_write_them(expression, value, shown):
    template = Template(f"{{% load emulation_format %}}{{{{ value|{expression} }}}}")

    assert template.render(Context({"value": value})) == shown


def test_a_float_is_not_shown_as_a_figure():
    template = Template("{% load emulation_format %}{{ value|number }}")

    with pytest.raises(TypeError):
        template.render(Context({"value": 1.5}))
