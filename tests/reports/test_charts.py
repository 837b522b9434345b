import re
from itertools import pairwise
from xml.etree import ElementTree

from django.utils import translation

from reports.charts import plan_chart, status_chart
from reports.choices import Status
from tests.reports.made_rows import SOCIETY, made_rate, made_row, made_target


def texts(svg: str) -> list[str]:
    return [
        element.text
        for element in ElementTree.fromstring(svg).iter()
        if element.text and "style" not in element.tag
    ]


def test_plan_chart_draws_amounts_with_what_is_expected_and_leaves_rates_out():
    rows = [made_row(made_target("Thu nội địa"), 1000, expected=1150), made_row(made_rate("Tỷ lệ"), 97)]
    chart = plan_chart(rows)
    assert {"Thu nội địa", "43,5", "50"} <= set(texts(chart.svg))
    assert "Tỷ lệ" not in texts(chart.svg)
    assert chart.alternative.startswith("Thu nội địa: 43,5%")
    assert "50%" in chart.alternative


def test_plan_chart_leaves_out_what_has_not_begun_where_nothing_is_expected_yet():
    rows = [
        made_row(made_target("Số thôn"), 0),
        made_row(made_target("Số lao động"), 0, expected=1150),
        made_row(made_target("Thu nội địa"), 1000, expected=1150),
    ]
    shown = texts(plan_chart(rows).svg)
    assert "Số thôn" not in shown
    assert {"Số lao động", "Thu nội địa"} <= set(shown)


def test_axis_of_the_plan_chart_goes_to_the_whole_plan_and_beyond_what_passed_it():
    assert {"0", "100"} <= set(texts(plan_chart([made_row(made_target(), 230)]).svg))
    assert "140" in texts(plan_chart([made_row(made_target(), 2990)]).svg)


def test_there_is_no_chart_without_figures():
    assert plan_chart([made_row(made_target(), None, Status.NO_DATA)]) is None
    assert status_chart([]) is None


def test_status_chart_counts_whole_targets_by_group():
    parent = made_target("Cả ba", SOCIETY)
    parent.pk = 7
    rows = [
        made_row(made_target(), 1, Status.ON_TRACK),
        made_row(made_target(), 1, Status.AT_RISK),
        made_row(parent, 1, Status.EXCEEDED),
        made_row(made_target("Một phần", SOCIETY, parent=parent), 1, Status.MISSED),
        made_row(made_target("Bản đôi", tallied=False), 1, Status.MISSED),
    ]
    with translation.override("en"):
        chart = status_chart(rows)
    assert chart.alternative == (
        "Chỉ tiêu kinh tế: Exceeded, achieved, on track 1, At risk, missed 1; "
        "Chỉ tiêu xã hội: Exceeded, achieved, on track 1"
    )
    assert {"Chỉ tiêu kinh tế", "Chỉ tiêu xã hội"} <= set(texts(chart.svg))


def test_chart_is_the_same_each_time_and_carries_no_script_and_no_address():
    rows = [made_row(made_target("A <b> & c"), 1000, expected=1150)]
    chart = plan_chart(rows)
    assert chart.svg == plan_chart(rows).svg
    assert "<script" not in chart.svg
    assert "A &lt;b&gt; &amp; c" in chart.svg
    assert set(re.findall(r"https?://[^\s\"')]+", chart.svg)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }


def test_fills_stay_apart_in_black_and_white():
    rows = [made_row(made_target(), 1, status) for status in (Status.ON_TRACK, Status.SLOW, Status.AT_RISK)]
    rules = re.findall(r"\.color-\d[^{]*\{[^}]*?fill:#(\w\w)\1\1", status_chart(rows).svg)
    shades = sorted({int(grey, 16) for grey in rules})
    assert len(shades) == 4
    assert all(after - before > 40 for before, after in pairwise(shades))
