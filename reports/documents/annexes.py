"""The annexes: the table of indicators, and who has reported."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.conf import settings
from django.urls import reverse

from emulation.dates import roman, short_date
from reports import wording
from reports.documents.sentences import decision_words, lower_first, short_period_words, upper_first
from reports.due import ReportLine
from reports.plan_view import against_original_text, last_decision
from reports.progress import Row
from targets.models import ReportingPeriod


@dataclass(frozen=True, slots=True)
class Column:
    """`heading` stands under `group` where that is not empty; `width` in mm.

    Together the columns fill the width between the margins: 252 mm across, 165 mm upright.
    """

    heading: str
    width: int
    align: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A cell of the head that spans so many columns and rows."""

    text: str
    columns: int
    rows: int


@dataclass(frozen=True, slots=True)
class Line:
    """Cells in the order of the columns; a group's line stands out, a child's is set in.

    `key` names what the line is about, in every issue of the table: a target's code, a unit's and period's.
    """

    cells: tuple[str, ...]
    key: str = ""
    is_group: bool = False
    is_child: bool = False


@dataclass(frozen=True, slots=True)
class Annex:
    """A table on pages of its own; `name` is "indicators" or "reporting", `numeral` Roman or empty.

    `is_across`: on landscape pages. With the code of a line behind it, `lookup` is the address of what is
    behind its figures.
    """

    name: str
    numeral: str
    title: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()
    lookup: str = ""
    is_across: bool = False

    @property
    def top_headings(self) -> list[Heading]:
        """The upper row of the head: a group's name over its columns, any other column over both rows."""
        headings = []
        for (group, _position), run in groupby(enumerate(self.columns), _run):
            columns = [column for _index, column in run]
            headings.append(
                Heading(group, len(columns), 1)
                if group
                else Heading(columns[0].heading, 1, 2 if self.sub_headings else 1)
            )
        return headings

    @property
    def sub_headings(self) -> list[str]:
        return [column.heading for column in self.columns if column.group]

    @property
    def body(self) -> list[tuple[Line, list[tuple[Column, str]]]]:
        """Each line with its cells beside their columns."""
        return [(line, list(zip(self.columns, line.cells, strict=True))) for line in self.lines]


def _run(numbered: tuple[int, Column]) -> tuple[str, int]:
    index, column = numbered
    return column.group, 0 if column.group else index


def indicator_columns(period: ReportingPeriod) -> tuple[Column, ...]:
    """The usual columns of a progress table, for a landscape page."""
    year = period.year
    return (
        Column("TT", 9, "centre"),
        Column("Chỉ tiêu", 45),
        Column("ĐVT", 16, "centre"),
        Column(f"Thực hiện năm {year - 1}", 16, "number"),
        Column(f"Kế hoạch năm {year}", 20, "number"),
        Column(f"Thực hiện {short_period_words(period)}", 17, "number"),
        Column("Lũy kế từ đầu năm", 19, "number"),
        Column(f"Ước thực hiện năm {year}", 16, "number"),
        Column("% KH", 19, "number", "So sánh"),
        Column("% cùng kỳ", 20, "number", "So sánh"),
        Column("Đánh giá", 24),
        Column("Ghi chú", 18),
        Column("Mã", 13, "code"),
    )


def indicators(rows: Sequence[Row], period: ReportingPeriod, *, is_owner: bool, numeral: str = "") -> Annex:
    """Phụ lục I: a line a target under its group's, numbered through; a composite's parts are set in.

    Its code opens on a telephone who gave the figure, when, and what it was before.
    """
    lookup = lookup_address(period)
    return Annex(
        name="indicators",
        numeral=numeral,
        title=f"BIỂU TỔNG HỢP KẾT QUẢ THỰC HIỆN CÁC CHỈ TIÊU THI ĐUA ĐẾN NGÀY {short_date(period.cut_off)}",
        columns=indicator_columns(period),
        lines=tuple(_indicator_lines(rows, is_owner)),
        notes=(
            "Dấu “–”: không có số liệu; “x”: không so sánh; a/b ở cột Ghi chú: số đơn vị đã có số liệu được "
            "duyệt của kỳ gần nhất trên số đơn vị phải báo cáo.",
            f"Nguồn và lịch sử của từng số liệu: {lookup.partition('://')[2] or lookup} và mã của dòng.",
        ),
        lookup=lookup,
        is_across=True,
    )


def lookup_address(period: ReportingPeriod) -> str:
    """Where the code of a line is looked up; without SITE_URL the path alone."""
    return f"{settings.SITE_URL}{reverse('lookup', args=[period.code, 'X'])}".removesuffix("X/")


def _indicator_lines(rows: Sequence[Row], is_owner: bool) -> Iterator[Line]:
    ordered = sorted(rows, key=lambda row: row.target.group.order)
    number = 0
    for position, (group, members) in enumerate(groupby(ordered, lambda row: row.target.group), start=1):
        yield Line((roman(position), group.name, *[""] * 11), is_group=True)
        for row in members:
            is_child = row.target.parent_id is not None
            number += not is_child
            cells = indicator_cells(row, is_owner=is_owner)
            numbered = ("-" if is_child else str(number), *cells)
            yield Line(numbered, row.target.code, is_child=is_child)


def indicator_cells(row: Row, *, is_owner: bool) -> tuple[str, ...]:
    """What stands behind a row's number, column by column; all figures as `reports.wording` has them."""
    return (
        row.target.name,
        row.target.unit_of_measure,
        wording.previous_text(row, is_owner=is_owner),
        wording.plan_text(row),
        wording.period_text(row),
        wording.figure_text(row),
        wording.forecast_text(row),
        wording.plan_percent_text(row),
        wording.growth_text(row),
        wording.status_text(row),
        note_text(row),
        row.target.code,
    )


def note_text(row: Row) -> str:
    """How many units the figure rests on, and what else has to be known to read it."""
    notes = [f"{wording.coverage_text(row)} đơn vị"] if row.owed else []
    if row.carried:
        notes.append("có số kỳ trước")
    if row.misses_earlier:
        notes.append("thiếu kỳ trước")
    if wording.lacks_figures(row):
        notes.append("có đơn vị chưa có kết quả")
    if step := last_decision(row):
        notes.append(f"KH điều chỉnh theo {decision_words(step)}")
    if first := against_original_text(row):
        notes.append(first)
    if row.override and row.override.status != row.computed_status:
        notes.append(f"theo số liệu: {lower_first(wording.computed_status_text(row))}")
    return "; ".join(notes)


REPORTING_COLUMNS = (
    Column("TT", 10, "centre"),
    Column("Đơn vị", 54),
    Column("Kỳ báo cáo", 21, "centre"),
    Column("Hạn gửi", 22, "centre"),
    Column("Số chỉ tiêu đã có số liệu", 19, "centre"),
    Column("Tình trạng", 23),
    Column("Ghi chú", 16),
)


def reporting(lines: Iterable[ReportLine], numeral: str = "") -> Annex:
    """Phụ lục II: a line for each report that a unit owes; who owes nothing is not in it."""
    return Annex(
        name="reporting",
        numeral=numeral,
        title="TÌNH HÌNH NỘP BÁO CÁO CỦA CÁC ĐƠN VỊ",
        columns=REPORTING_COLUMNS,
        lines=tuple(_reporting_lines(lines)),
    )


def _reporting_lines(lines: Iterable[ReportLine]) -> Iterator[Line]:
    ordered = sorted(lines, key=lambda line: (line.reporter.order, line.reporter.code, line.period.cut_off))
    for number, (unit, members) in enumerate(groupby(ordered, lambda line: line.reporter), start=1):
        for position, line in enumerate(members):
            named = (str(number), unit.name) if position == 0 else ("", "")
            key = f"{unit.code}.{line.period.code}"
            yield Line((*named, *_reporting_cells(line)), key, is_child=position > 0)


def _reporting_cells(line: ReportLine) -> tuple[str, ...]:
    notes = ["quá hạn" if line.is_unsent else "nộp muộn"] if line.is_late else []
    if line.under_correction:
        notes.append("đang đính chính")
    # What a unit has typed and not sent is nobody's business yet, and changes by the minute.
    told = ("–", "Chưa gửi") if line.is_unsent else (f"{line.answered}/{line.owed}", line.state_text)
    return (
        upper_first(short_period_words(line.period)),
        short_date(line.period.due_on),
        *told,
        "; ".join(notes),
    )
