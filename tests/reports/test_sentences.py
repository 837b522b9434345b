from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from reports import wording
from reports.assessment import Combined, Moment
from reports.choices import Status
from reports.documents import sentences
from targets.choices import Entry, Measure, OverTime, Pace
from targets.models import ReportingPeriod
from tests.reports.made_rows import Q2, made_rate, made_row, made_target


@pytest.fixture(autouse=True)
def in_vietnamese():
    with translation.override("vi"):
        yield


def found(value: int, base: int) -> dict:
    return {"value": Decimal(value), "base": Decimal(base), "comparable": True}


def test_amount_is_told_against_plan_last_year_and_its_own_period():
    row = made_row(made_target(), 1150, period=600, estimate=True, **found(1150, 1000))
    told = sentences.result_sentence(row, Q2)
    growth = wording.change_text(Decimal(15), "%")
    assert told == (
        "Số lao động: lũy kế từ đầu năm ước thực hiện 1.150 người, đạt 50% kế hoạch năm, "
        f"{growth} so với cùng kỳ; riêng quý II 600 người; {sentences.status_clause(row)}."
    )


def test_official_figure_is_not_called_an_estimate():
    row = made_row(made_target(), 1150, **found(1150, 1000))
    assert "ước" not in sentences.figure_clause(row)


def test_ratio_and_comparison_are_never_mixed():
    row = made_row(made_target(threshold=Decimal(1000)), 1050, **found(1050, 1000))
    clause = sentences.figure_clause(row)
    assert "đạt 105% kế hoạch năm" in clause
    assert f"{wording.change_text(Decimal(5), '%')} so với cùng kỳ" in clause
    assert "bằng 105" not in clause


@pytest.mark.parametrize(
    ("figure", "clause"),
    [
        ("97.5", "thấp hơn kế hoạch 0,5 điểm %"),
        ("98.2", "cao hơn kế hoạch 0,2 điểm %"),
        ("98", "bằng mức kế hoạch"),
        ("97.9999", "thấp hơn kế hoạch 0,0001 điểm %"),
    ],
)
def test_rate_stands_points_above_or_below_its_plan(figure, clause):
    row = made_row(made_rate(), figure, value=Decimal(975), base=Decimal(1000))
    assert sentences.plan_clause(row) == clause
    assert sentences.figure_clause(row).startswith(f"đạt {wording.figure_text(row)}% (975/1.000), ")


def test_latest_level_is_no_sum_of_the_year():
    target = made_target(over_time=OverTime.LATEST, pace=Pace.YEAR_END, unit_of_measure="ha", base_label="")
    assert sentences.figure_clause(made_row(target, 1150)) == "có 1.150 ha, đạt 50% kế hoạch năm"


def test_what_is_counted_one_by_one_is_told_as_none_yet():
    target = made_target(base_label="", unit_of_measure="thôn", threshold=Decimal(2), plan_text="2")
    assert sentences.figure_clause(made_row(target, 0)) == "đến nay chưa có thôn nào, kế hoạch năm 2 thôn"


def test_nothing_measured_yet_is_not_told_as_nought_per_cent():
    row = made_row(made_target(base_label="", unit_of_measure="ha", entry=Entry.DECIMAL), 0)
    assert sentences.figure_clause(row) == "lũy kế từ đầu năm thực hiện 0 ha"


def test_the_whole_years_amount_is_not_called_cumulative():
    row = replace(made_row(made_target(), 2383), moment=Moment(date(2024, 12, 14), 4, 4))
    assert sentences.figure_clause(row).startswith("cả năm thực hiện 2.383 người, ")


def test_a_rate_within_the_planned_range_is_told_with_the_range():
    target = made_rate(threshold=Decimal(10), ceiling=Decimal(11), plan_text="10 - 11")
    assert sentences.plan_clause(made_row(target, "10.46")) == "trong mức kế hoạch 10 - 11%"


def test_an_assessment_is_named_as_such_and_not_estimated_twice():
    row = made_row(made_target(), 1345, Status.SLOW, estimate=True)
    assert sentences.status_clause(row) == f"đánh giá: {sentences.lower_first(str(Status.SLOW.label))}"


def test_no_assessment_yet_is_said_plainly():
    row = made_row(made_target(), 5, Status.NOT_DUE)
    assert sentences.status_clause(row) == sentences.lower_first(str(Status.NOT_DUE.label))


def test_a_concern_that_rests_on_an_estimate_says_so():
    row = made_row(made_target(), 1150, Status.SLOW, estimate=True)
    assert sentences.worry_sentence(row).startswith("Số lao động: ước đạt 50% kế hoạch năm; ")


def test_a_concern_over_a_composite_target_names_only_what_fails():
    growth = {"measure": Measure.GROWTH, "direction": "down", "threshold": Decimal(0), "plan_text": "giảm"}
    deaths = made_row(made_rate("Số người chết", **growth), 0, Status.AT_RISK, **found(3, 3))
    injured = made_row(made_rate("Số bị thương", **growth), -25, Status.ON_TRACK, **found(12, 16))
    target = made_target("Cả hai", measure=Measure.ALL_OF, unit_of_measure="tiêu chí")
    combined = Combined(Status.AT_RISK, met=1, remaining=2, complete=True, final=False)
    row = replace(made_row(target, None, Status.AT_RISK), children=(deaths, injured), combined=combined)
    told = sentences.worry_sentence(row)
    assert told.startswith("Cả hai: 1/2 tiêu chí đạt mức kế hoạch, số người chết ")
    assert "bị thương" not in told


def test_what_stands_well_is_listed_under_its_status():
    rows = [
        made_row(made_target("Số A"), 1, Status.EXCEEDED),
        made_row(made_target("Số B"), 1, Status.ACHIEVED, estimate=True),
        made_row(made_target("Số C"), 1, Status.EXCEEDED),
    ]
    exceeded, achieved = Status.EXCEEDED.label, Status.ACHIEVED.label
    assert list(sentences.good_sentences(rows).values()) == [
        f"{exceeded} (2 chỉ tiêu): số A; số C.",
        f"{achieved} (1 chỉ tiêu): số B.",
    ]


def test_tally_says_how_many_hold_their_level_as_the_table_does():
    rows = [made_row(made_target(), 1, Status.SLOW), made_row(made_rate(), 97, Status.SLOW)]
    told = sentences.tally_sentence(rows, "chỉ tiêu chủ yếu")
    assert told.startswith("Trong 2 chỉ tiêu chủ yếu: 2 chỉ tiêu ")
    assert told.endswith(f" (trong đó 1 chỉ tiêu {sentences.status_words(rows[1])}).")


def test_tally_of_held_levels_alone_uses_their_own_words():
    row = made_row(made_rate(), 98, Status.ON_TRACK)
    assert sentences.tally_sentence([row], "chỉ tiêu bổ sung") == (
        f"Trong 1 chỉ tiêu bổ sung: 1 chỉ tiêu {sentences.status_words(row)}."
    )


def test_need_says_how_many_units_have_still_to_report():
    row = made_row(made_target(), 646, Status.INCOMPLETE, reported=2, owed=8)
    assert sentences.need_sentence(row).endswith("; chưa gồm số liệu kỳ gần nhất của 6/8 đơn vị.")


def test_growth_names_both_sums_and_the_plans_own_words():
    target = made_rate(
        "Số vụ", measure=Measure.GROWTH, direction="down", threshold=Decimal(-5), plan_text="giảm 5"
    )
    row = made_row(target, -20, **found(12, 15))
    down = wording.change_text(Decimal(-20), "%")
    assert sentences.figure_clause(row) == f"{down} so với cùng kỳ (12/15), kế hoạch giảm 5%"


def test_missing_units_are_told_beside_the_status():
    row = made_row(made_target(), 98, reported=5, owed=8)
    assert sentences.status_clause(row).endswith(", số liệu của 5/8 đơn vị")


def test_held_rate_is_not_called_below_the_plan_twice():
    row = made_row(made_rate(), "97.5", Status.SLOW, value=Decimal(975), base=Decimal(1000))
    assert sentences.result_sentence(row, Q2).count("thấp hơn kế hoạch") == 1


def test_incomplete_says_its_coverage_once():
    row = made_row(made_target(), 900, Status.INCOMPLETE, reported=5, owed=8)
    assert sentences.status_clause(row).count("5/8") == 1


def test_targets_without_a_figure_are_named_together_under_the_reason():
    rows = [
        made_row(made_target("Tỷ lệ A"), status=Status.NOT_DUE),
        made_row(made_target("Số B"), 5),
        made_row(made_target("PAPI"), status=Status.AWAITING),
        made_row(made_target("Tỷ lệ C"), status=Status.NOT_DUE),
    ]
    not_due, awaiting = Status.NOT_DUE.label, Status.AWAITING.label
    assert list(sentences.unsaid_sentences(rows).values()) == [
        f"{not_due}: tỷ lệ A; tỷ lệ C.",
        f"{awaiting}: PAPI.",
    ]


def test_tally_counts_each_status_and_who_has_none():
    rows = [
        made_row(made_target(), 1, Status.AT_RISK),
        made_row(made_target(), 1, Status.ON_TRACK),
        made_row(made_target(), 1, Status.ON_TRACK),
        made_row(made_target(), 1, None),
    ]
    on_track, at_risk = (sentences.lower_first(str(s.label)) for s in (Status.ON_TRACK, Status.AT_RISK))
    assert sentences.tally_sentence(rows, "chỉ tiêu chủ yếu") == (
        f"Trong 4 chỉ tiêu chủ yếu: 2 chỉ tiêu {on_track}, 1 chỉ tiêu {at_risk}, "
        "1 chỉ tiêu không giao mức riêng cho đơn vị."
    )


def test_worry_names_the_level_expected_by_now_and_the_lead():
    row = made_row(made_target(), 800, Status.AT_RISK, expected=1150)
    told = sentences.worry_sentence(row)
    assert told.startswith("Số lao động: đạt 34,8% kế hoạch năm, mức cần đạt đến kỳ này 50%; ")
    assert told.endswith("(Phòng Kinh tế chủ trì).")


def test_need_is_told_only_where_something_is_needed():
    assert sentences.need_sentence(made_row(made_target(), 2400)) == ""
    short = made_row(made_target(), 1300)
    assert sentences.need_sentence(short) == f"Số lao động: {wording.needed_text(short)}."


@pytest.mark.parametrize(
    ("kind", "number", "full", "short"),
    [
        ("month", 3, "tháng 3 năm 2024", "tháng 3"),
        ("quarter", 2, "quý II năm 2024", "quý II"),
        ("half", 1, "6 tháng đầu năm 2024", "6 tháng"),
        ("nine", 1, "9 tháng đầu năm 2024", "9 tháng"),
        ("year", 1, "năm 2024", "cả năm"),
    ],
)
def test_periods_are_named_as_titles_have_them(kind, number, full, short):
    period = ReportingPeriod(kind=kind, number=number, calendar_to=date(2024, 12, 31))
    assert sentences.period_words(period) == full
    assert sentences.short_period_words(period) == short


def test_coverage_is_of_the_reports_that_end_on_the_day_whatever_their_period():
    assert sentences.coverage_sentence(7, 19, Q2) == (
        "Đến nay đã tiếp nhận báo cáo số liệu đến ngày 14/6/2024 của 7/19 đơn vị có chỉ tiêu phải báo cáo."
    )


@pytest.mark.parametrize(
    ("names", "text"), [((), ""), (("A",), "A"), (("A", "B"), "A và B"), (("A", "B", "C"), "A, B và C")]
)
def test_names_are_listed_with_a_last_and(names, text):
    assert sentences.enumeration(names) == text


@pytest.mark.parametrize(("text", "lowered"), [("Tỷ lệ A", "tỷ lệ A"), ("UBND xã", "UBND xã"), ("", "")])
def test_sentence_goes_on_in_small_letters_save_for_abbreviations(text, lowered):
    assert sentences.lower_first(text) == lowered
