"""The sentences of official documents: Vietnamese by law, whatever language the reader has chosen.

Figures, percentages and statuses read as `reports.wording` has them; build under the language "vi". A ratio
is always "đạt …% kế hoạch", a comparison always "tăng, giảm …%": "bằng 105%" never stands beside "tăng 5%".
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from emulation.dates import roman, short_date
from emulation.numbers import format_number, format_whole
from reports import wording
from reports.charts import expected_percent
from reports.choices import Status
from reports.plan_view import at_first, last_decision, original_plan_text
from reports.progress import Row
from targets.choices import Direction, Entry, Measure, OverTime, Pace, PeriodKind
from targets.models import ReportingPeriod
from targets.plan_history import PlanStep
from units.models import Unit

FAILING = {Status.MISSED, Status.AT_RISK, Status.SLOW}
UNSAID = {wording.NONE, wording.SENSELESS}


def period_words(period: ReportingPeriod) -> str:
    """As a title has it: "quý II năm 2024", "6 tháng đầu năm 2024"."""
    year = f"năm {period.year}"
    match PeriodKind(period.kind):
        case PeriodKind.MONTH:
            return f"tháng {period.number} {year}"
        case PeriodKind.QUARTER:
            return f"quý {roman(period.number)} {year}"
        case PeriodKind.HALF:
            return f"6 tháng đầu {year}"
        case PeriodKind.NINE:
            return f"9 tháng đầu {year}"
        case PeriodKind.YEAR:
            return year


def short_period_words(period: ReportingPeriod) -> str:
    """Without the year, where the year is plain: "quý II", "6 tháng"; the whole year is "cả năm"."""
    match PeriodKind(period.kind):
        case PeriodKind.MONTH:
            return f"tháng {period.number}"
        case PeriodKind.QUARTER:
            return f"quý {roman(period.number)}"
        case PeriodKind.HALF:
            return "6 tháng"
        case PeriodKind.NINE:
            return "9 tháng"
        case PeriodKind.YEAR:
            return "cả năm"


def period_in_names(period: ReportingPeriod) -> str:
    """As names of files have it: "quý II-2024", "năm-2024"."""
    told = "năm" if period.kind == PeriodKind.YEAR else short_period_words(period)
    return f"{told}-{period.year}"


def lower_first(text: str) -> str:
    """To go on in a sentence; words in capitals (UBND) stay."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]


def agency_words(unit: Unit) -> str:
    """As reports name who speaks: "UBND phường Vĩnh Trại", "Phòng Kinh tế"."""
    return unit.official_name.replace("Ủy ban nhân dân", "UBND", 1)


def enumeration(names: Sequence[str]) -> str:
    """ "A, B và C"."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} và {names[-1]}"


def clauses(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def says_figure(row: Row) -> bool:
    """The row has a figure to write a sentence about; the others are named together, by status."""
    if row.target.measure == Measure.ALL_OF:
        return any(child.figure is not None for child in row.children)
    return row.figure is not None


def result_sentence(row: Row, period: ReportingPeriod) -> str:
    """How a target stands: name, figure, against plan and last year, the period's own figure, the status."""
    parts = [f"{row.target.name}: {figure_clause(row)}", _period_clause(row, period), status_clause(row)]
    return "; ".join(part for part in parts if part) + "."


def figure_clause(row: Row) -> str:
    """ "lũy kế từ đầu năm ước thực hiện 1.634,5 nghìn lượt, đạt 50% kế hoạch năm, tăng 8,2% so với …"."""
    return _FIGURE_CLAUSES[Measure(row.target.measure)](row)


def _verb(row: Row, verb: str) -> str:
    return f"ước {verb}" if row.estimate else verb


def _amount(row: Row) -> str:
    if row.target.entry == Entry.YES_NO:
        return _milestone(row)
    if not row.figure and row.target.entry == Entry.INTEGER and row.rule.direction == Direction.UP:
        return _nothing_yet(row)
    figure = wording.with_unit(wording.figure_text(row), row.target.unit_of_measure)
    if row.target.over_time == OverTime.SUM:
        since = "cả năm" if row.moment.ended == row.moment.total else "lũy kế từ đầu năm"
        result = f"{since} {_verb(row, 'thực hiện')} {figure}"
    else:
        result = f"{_verb(row, 'đạt' if row.target.unit_of_measure == '%' else 'có')} {figure}"
    return clauses(result, plan_clause(row), growth_clause(row))


def _nothing_yet(row: Row) -> str:
    """Of what is counted one by one: "đến nay chưa có thôn nào, kế hoạch năm 2 thôn"."""
    plan = (
        _levels(row, "kế hoạch năm", wording.measured_plan_text(row))
        if row.rule.threshold is not None
        else ""
    )
    return clauses(f"đến nay chưa có {row.target.unit_of_measure} nào", plan)


def _milestone(row: Row) -> str:
    """Several units: how many of all; one: reached or not."""
    if len(row.parts) > 1:
        return f"{wording.figure_text(row)} {row.target.unit_of_measure} đạt"
    return "đã đạt" if row.figure else "đến nay chưa đạt"


def _share(row: Row) -> str:
    figure = f"{_verb(row, 'đạt')} {wording.figure_text(row)}% ({wording.sums_text(row)})"
    return clauses(figure, plan_clause(row))


def _growth(row: Row) -> str:
    figure = f"{_verb(row, wording.figure_text(row))} so với cùng kỳ ({wording.sums_text(row)})"
    return clauses(figure, _level_clause(row))


def _points(row: Row) -> str:
    return clauses(
        f"{_verb(row, wording.figure_text(row))} so với cuối năm trước ({wording.sums_text(row)})",
        _level_clause(row),
    )


def _change(row: Row) -> str:
    return clauses(
        f"{_verb(row, wording.figure_text(row))} so với năm trước ({wording.sums_text(row)})",
        _level_clause(row),
    )


def _all_of(row: Row) -> str:
    told = [
        f"{lower_first(child.target.name)} {figure_clause(child)}"
        for child in row.children
        if says_figure(child)
    ]
    if row.combined and row.combined.remaining:
        head = f"{wording.figure_text(row)} {row.target.unit_of_measure} đạt mức kế hoạch, trong đó "
        return head + "; ".join(told)
    return "; ".join(told)


_FIGURE_CLAUSES: dict[Measure, Callable[[Row], str]] = {
    Measure.AMOUNT: _amount,
    Measure.SHARE: _share,
    Measure.GROWTH: _growth,
    Measure.POINTS: _points,
    Measure.CHANGE: _change,
    Measure.ALL_OF: _all_of,
}


def plan_clause(row: Row) -> str:
    """Against the plan: "đạt 50% kế hoạch năm" for amounts, "thấp hơn kế hoạch 0,5 điểm %" for rates.

    Against both plans where a decision has changed it. Nothing where there is nothing yet: 0 of a plan is
    said by the figure itself.
    """
    first, step = at_first(row), last_decision(row)
    if first is None or step is None:
        return _against(row)
    return clauses(_against(row, f" điều chỉnh ({decision_words(step)})"), _against(first, " ban đầu"))


def _against(row: Row, which: str = "") -> str:
    """`which` plan, where there are two."""
    if row.plan_percent is not None and wording.prints_percent(row):
        if not row.plan_percent:
            return ""
        return f"đạt {wording.plan_percent_text(row)} kế hoạch{which or ' năm'}"
    points = wording.distance(row)
    if points is None:
        return ""
    if wording.within_plan(row):
        return f"trong mức kế hoạch{which or ' ' + wording.measured_plan_text(row)}"
    if points == 0:
        return f"bằng mức kế hoạch{which}"
    return f"{'cao' if points > 0 else 'thấp'} hơn kế hoạch{which} {format_whole(abs(points))} điểm %"


def decision_words(step: PlanStep) -> str:
    """The decision that changed a plan, by what its symbol says it is: "Quyết định số 12/QĐ-UBND ngày …"."""
    symbol = step.number.partition("/")[2].upper()
    kind = next((kind for start, kind in _KINDS.items() if symbol.startswith(start)), "văn bản")
    return f"{kind} số {step.number} ngày {short_date(step.on)}"


_KINDS = {"QĐ": "Quyết định", "NQ": "Nghị quyết"}


def _levels(row: Row, name: str, level: str) -> str:
    """The level itself; both where a decision has changed it."""
    step = last_decision(row)
    if step is None:
        return f"{name} {level}"
    changed = f"kế hoạch điều chỉnh {level} ({decision_words(step)})"
    return clauses(changed, f"kế hoạch ban đầu {original_plan_text(row)}")


def _level_clause(row: Row) -> str:
    """What the plan asks of a change, in the document's own words; nothing where it says no number."""
    plan = wording.plan_text(row)
    if plan in UNSAID or not any(character.isdigit() for character in plan):
        return ""
    unit = "%" if row.target.unit_of_measure == "%" and not plan.endswith("%") else ""
    return _levels(row, "kế hoạch", f"{plan}{unit}")


def growth_clause(row: Row) -> str:
    growth = wording.growth_text(row)
    return "" if growth in UNSAID else f"{growth} so với cùng kỳ"


def _period_clause(row: Row, period: ReportingPeriod) -> str:
    """The period's own amount, where it says more than the sum of the year so far."""
    is_summed = row.target.measure == Measure.AMOUNT and row.target.over_time == OverTime.SUM
    if not is_summed or row.period.figure is None or row.period.figure == row.figure:
        return ""
    amount = wording.with_unit(wording.period_text(row), row.target.unit_of_measure)
    return f"riêng {short_period_words(period)} {amount}"


def status_clause(row: Row) -> str:
    """The assessment, as the table's column has it, and on how many units' figures it rests."""
    status = "" if _says_status(row) else _assessment(row)
    if row.status == Status.INCOMPLETE or not 0 < row.reported < row.owed:
        return status
    return clauses(status, f"số liệu của {wording.coverage_text(row)} đơn vị")


def _assessment(row: Row) -> str:
    """ "đánh giá: chậm tiến độ"; that there is nothing to judge yet is said without the word.

    The figure has said already that it is an estimate.
    """
    if row.status is None:
        return ""
    words = lower_first(wording.label(row.status, replace(row, estimate=False)))
    if row.status not in wording.GREY:
        return f"đánh giá: {words}"
    return f"{words} (có đơn vị chưa có kết quả)" if wording.lacks_figures(row) else words


def worry_sentence(row: Row) -> str:
    """A target that gives cause for concern, how far it is, and who leads it."""
    against = plan_clause(row)
    measured = clauses(against and _verb(row, against), expected_clause(row)) or (
        _worrying_figure(row) if says_figure(row) else ""
    )
    told = "; ".join(part for part in (measured, status_clause(row)) if part)
    return f"{row.target.name}: {told} ({row.target.lead.name} chủ trì)."


def _worrying_figure(row: Row) -> str:
    """The figure; of a composite target only the parts that keep it from being met."""
    failing = [child for child in row.children if child.status in FAILING and says_figure(child)]
    if not failing:
        return figure_clause(row)
    told = (f"{lower_first(child.target.name)} {figure_clause(child)}" for child in failing)
    return clauses(f"{wording.figure_text(row)} {row.target.unit_of_measure} đạt mức kế hoạch", *told)


def expected_clause(row: Row) -> str:
    """What the plan wants by now, for amounts that grow in the course of the year."""
    share = expected_percent(row)
    if share is None or share == 100 or not wording.prints_percent(row):
        return ""
    of_plan = " kế hoạch điều chỉnh" if last_decision(row) else ""
    return f"mức cần đạt đến kỳ này {format_number(share, 1)}%{of_plan}"


def _says_status(row: Row) -> bool:
    """The distance of a held rate says already that it is below the plan, or keeps to it."""
    is_told = row.status in {Status.SLOW, Status.ON_TRACK} and row.rule.pace == Pace.HOLD
    return is_told and wording.distance(row) is not None


def unsaid_sentences(rows: Iterable[Row]) -> dict[str, str]:
    """Targets without a figure, together under the reason why, by status: "Chưa đến kỳ đánh giá: …; …."."""
    by_status: dict[Status, list[str]] = {}
    for row in rows:
        if not says_figure(row) and row.status:
            by_status.setdefault(row.status, []).append(row.target.name)
    return {
        str(status.value): f"{status.label}: {'; '.join(map(lower_first, names))}."
        for status, names in by_status.items()
    }


def tally_sentence(rows: Sequence[Row], kind: str) -> str:
    """ "Trong 31 chỉ tiêu chủ yếu: 9 chỉ tiêu đạt tiến độ, 3 chỉ tiêu nguy cơ không đạt.".

    Of levels that are held it says how many, in the words that the table has for them.
    """
    counts = Counter(row.status for row in rows)
    told = [f"{counts[status]} chỉ tiêu {_counted_as(rows, status)}" for status in Status if counts[status]]
    if counts[None]:
        told.append(f"{counts[None]} chỉ tiêu không giao mức riêng cho đơn vị")
    return f"Trong {len(rows)} {kind}: {', '.join(told)}."


def _counted_as(rows: Sequence[Row], status: Status) -> str:
    counted = [status_words(row) for row in rows if row.status == status]
    plain = lower_first(str(status.label))
    held = [words for words in counted if words != plain]
    if len(held) == len(counted):
        return held[0]
    return f"{plain} (trong đó {len(held)} chỉ tiêu {held[0]})" if held else plain


def status_words(row: Row) -> str:
    """The status alone, to count or to list by: neither estimate nor coverage; empty where there is none."""
    if row.status is None:
        return ""
    if row.status == Status.INCOMPLETE:
        return lower_first(str(row.status.label))
    return lower_first(wording.label(row.status, replace(row, estimate=False)))


def good_sentences(rows: Iterable[Row]) -> dict[str, str]:
    """What stands well, under and by the words of each status: "Vượt (2 chỉ tiêu): …; …."."""
    by_words: dict[str, list[str]] = {}
    for row in rows:
        by_words.setdefault(upper_first(status_words(row)), []).append(lower_first(row.target.name))
    return {
        words: f"{words} ({len(names)} chỉ tiêu): {'; '.join(names)}." for words, names in by_words.items()
    }


def need_sentence(row: Row) -> str:
    """What the plan still lacks and how much of it each period; empty where nothing can be told."""
    needed = wording.needed_text(row)
    if not needed:
        return ""
    if row.reported < row.owed:
        needed += f"; chưa gồm số liệu kỳ gần nhất của {row.owed - row.reported}/{row.owed} đơn vị"
    return f"{row.target.name}: {needed}."


def coverage_sentence(accepted: int, owing: int, period: ReportingPeriod) -> str:
    """Reports accepted of all that units owe for the period's cut-off."""
    if not owing:
        return f"Không đơn vị nào phải báo cáo số liệu {short_period_words(period)}."
    received = f"Đến nay đã tiếp nhận báo cáo số liệu đến ngày {short_date(period.cut_off)}"
    return f"{received} của {accepted}/{owing} đơn vị có chỉ tiêu phải báo cáo."
