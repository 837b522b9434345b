"""Figures on paper outside the reports: a target by unit, a cluster's units beside each other.

The same rows and words as the pages have; nothing of people or notes, so that whoever may read the page may
pass the paper on.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.conf import settings
from django.utils import translation

from emulation.dates import moment, now, short_date
from emulation.numbers import format_number
from reports import wording
from reports.choices import Basis
from reports.documents.annexes import Annex, Column, Line
from reports.documents.letterhead import Letterhead, letterhead, unit_form
from reports.documents.sentences import lower_first
from reports.lines import Line as TableLine
from reports.progress import Row, own_row
from reports.target_page import TargetPage, UnitLine
from targets.campaign_settings import HOME_AFFAIRS
from targets.models import Campaign
from targets.schedule import Schedule
from units.models import Cluster, Unit

LANGUAGE = "vi"
UPRIGHT, ACROSS = 165, 252
# So many units stand beside each other; more of them take a further table.
BESIDE = 8
NOTES = ("Dấu “–”: chưa có số liệu; “x”: không giao chỉ tiêu.",)


@dataclass(frozen=True, slots=True)
class TableContent:
    """`about` stands under the subject, line by line; `address` is the page behind it, whole, or empty."""

    letterhead: Letterhead
    title: str
    subject: str
    about: tuple[str, ...]
    tables: tuple[Annex, ...]
    address: str
    stamp: str
    is_demonstration: bool
    file_title: str
    is_across: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """As of when and on which basis, and the path of the page that shows the same."""

    schedule: Schedule
    as_of: date
    basis: Basis
    path: str

    @property
    def words(self) -> str:
        """Under the subject: "Số liệu đến ngày 14/6/2024 (số đã duyệt)"."""
        return f"Số liệu đến ngày {short_date(self.as_of)} ({self.basis.label})"

    @property
    def in_names(self) -> str:
        """As names of files have it: "đến 14-6-2024"."""
        return f"đến {short_date(self.as_of).replace('/', '-')}"

    @property
    def campaign(self) -> Campaign:
        return self.schedule.campaign


def target_sheet(page: TargetPage, asked: Asked, at: datetime | None = None) -> TableContent:
    """One target by unit; a composite one by its parts. Asks nothing of the database."""
    with translation.override(LANGUAGE):
        row = page.line.row
        table = _children(page.children) if page.children else _units(page)
        code = row.target.code
        measured = () if page.children else (f"Đơn vị tính: {row.target.unit_of_measure}",)
        about = (_whole(page.line, asked.campaign), *([page.late] if page.late else []), *measured)
        heads = Heads("BIỂU SỐ LIỆU CHỈ TIÊU", f"{code} {row.target.name}", about, f"Biểu số liệu {code}")
        return _content(heads, (table,), asked, at or now())


@dataclass(frozen=True, slots=True)
class Heads:
    title: str
    subject: str
    about: tuple[str, ...]
    file_name: str


def _content(heads: Heads, tables: tuple[Annex, ...], asked: Asked, at: datetime) -> TableContent:
    campaign = asked.campaign
    own = campaign.options.forms.get(HOME_AFFAIRS)
    form = campaign.options.form(HOME_AFFAIRS) if own else unit_form(campaign, campaign.owner)
    return TableContent(
        letterhead=letterhead(form, campaign.options.place, at.date()),
        title=heads.title,
        subject=heads.subject,
        about=(asked.words, *heads.about),
        tables=tables,
        address=f"{settings.SITE_URL}{asked.path}" if settings.SITE_URL else "",
        stamp=f"Số liệu lúc {moment(at)}",
        is_demonstration=campaign.is_demonstration,
        file_title=f"{heads.file_name} {asked.in_names}",
        is_across=any(table.is_across for table in tables),
    )


def _whole(line: TableLine, campaign: Campaign) -> str:
    """The city's figure on one line."""
    told = [f"{campaign.owner.name}: {line.measured}"]
    if line.plan != wording.NONE:
        told.append(f"kế hoạch {line.measured_plan}")
    if line.plan_percent not in (wording.NONE, wording.SENSELESS):
        told.append(f"so với kế hoạch: {line.plan_percent}")
    if line.growth not in (wording.NONE, wording.SENSELESS):
        told.append(f"{line.growth} so với cùng kỳ")
    told += [lower_first(line.status_label), f"{line.coverage} đơn vị đã có số liệu"]
    return "; ".join(part for part in told if part)


def _units(page: TargetPage) -> Annex:
    target = page.line.row.target
    value = "Lũy kế từ đầu năm" if page.adds_up else target.value_label or "Số liệu"
    base = "Cùng kỳ năm trước" if page.adds_up else target.base_label or "Cùng kỳ"
    wanted = [
        (True, Column("TT", 10, "centre"), lambda number, _each: str(number)),
        (True, Column("Đơn vị", 45), lambda _number, each: each.unit.name),
        (page.has_quotas, Column("Được giao", 18, "number"), _quota),
        (True, Column(value, 24, "number"), _value),
        (page.has_bases, Column(base, 24, "number"), _base),
        (page.has_figures, Column("Kết quả", 21, "number"), lambda _number, each: each.line.figure),
        (page.has_quotas, Column("Đánh giá", 24), lambda _number, each: each.line.status_label),
        (True, Column("Tình hình", 30), lambda _number, each: _answer(each)),
    ]
    kept = [(column, read) for is_wanted, column, read in wanted if is_wanted]
    lines = [
        Line(tuple(read(number, each) for _column, read in kept), each.unit.code)
        for number, each in enumerate(page.units, 1)
    ]
    return Annex("units", "", "", _fitted([column for column, _read in kept], UPRIGHT), tuple(lines))


def _fitted(columns: Sequence[Column], width: int) -> tuple[Column, ...]:
    """What is left over goes to the last one."""
    *others, last = columns
    rest = width - sum(column.width for column in others)
    return (*others, Column(last.heading, rest, last.align, last.group))


def _quota(_number: int, each: UnitLine) -> str:
    return _told(each.part.allocation.quota)


def _value(_number: int, each: UnitLine) -> str:
    return _told(each.part.tally.value_sum)


def _base(_number: int, each: UnitLine) -> str:
    return _told(each.part.tally.base_sum)


def _told(number: Decimal | None) -> str:
    return wording.NONE if number is None else format_number(number)


def _answer(each: UnitLine) -> str:
    """How it stands with the last period, in the words of the page."""
    told = [each.answer]
    if each.carried_from:
        told.append(f"số {each.carried_from.name}")
    elif each.last_answer:
        told.append(f"trả lời gần nhất: {each.last_answer.name}")
    if each.reading and each.reading.is_estimate:
        told.append("số ước")
    if not each.part.allocation.counts:
        told.append("không tính vào số của thành phố")
    if each.late:
        told.append(each.late)
    return "; ".join(told)


CHILDREN = (
    Column("TT", 10, "centre"),
    Column("Chỉ tiêu thành phần", 55),
    Column("ĐVT", 15, "centre"),
    Column("Kế hoạch", 22, "number"),
    Column("Kết quả", 22, "number"),
    Column("So với kế hoạch", 19, "number"),
    Column("Đánh giá", 22),
)


def _children(lines: Iterable[TableLine]) -> Annex:
    told = [
        Line(
            (
                *(str(number), f"{line.row.target.code} {line.row.target.name}"),
                *(line.row.target.unit_of_measure, line.plan, line.figure, line.plan_percent),
                line.status_label,
            ),
            line.row.target.code,
        )
        for number, line in enumerate(lines, 1)
    ]
    return Annex("children", "", "", CHILDREN, tuple(told))


def cluster_comparison(
    cluster: Cluster, units: Sequence[Unit], rows: Iterable[Row], asked: Asked, at: datetime | None = None
) -> TableContent:
    """The cluster's units beside each other on the targets that two of them or more were given.

    `rows` are the city's, with their children; asks nothing of the database.
    """
    with translation.override(LANGUAGE):
        common = list(_common(rows, {unit.pk for unit in units}))
        groups = [units[first : first + BESIDE] for first in range(0, len(units), BESIDE)] if common else []
        tables = tuple(_beside(group, common, asked) for group in groups)
        shared = f"; {len(common)} chỉ tiêu giao cho từ hai đơn vị trở lên" if common else ""
        about = (f"Gồm {len(units)} đơn vị{shared}",)
        heads = Heads("BIỂU SO SÁNH", cluster.name, about, f"Biểu so sánh {cluster.name}")
        return _content(heads, tables, asked, at or now())


def _common(rows: Iterable[Row], units: set[int]) -> Iterator[Row]:
    """In the order of the targets, the parts of a composite one in its place."""
    for row in rows:
        own = {part.allocation.unit_id for part in row.parts} & units
        if len(own) > 1:
            yield row


def _beside(units: Sequence[Unit], rows: Sequence[Row], asked: Asked) -> Annex:
    told = (("TT", 9, "centre"), ("Chỉ tiêu", 43, ""), ("ĐVT", 17, "centre"), ("Kế hoạch", 19, "number"))
    width = (ACROSS - sum(width for _name, width, _align in told) - 19) // len(units)
    columns = [
        *(Column(*about) for about in told),
        Column(asked.campaign.owner.name, 19, "number"),
        *(Column(unit.name, width, "number") for unit in units),
    ]
    lines = [
        Line(_compared(number, row, units, asked.schedule), row.target.code)
        for number, row in enumerate(rows, 1)
    ]
    return Annex("cluster", "", "", tuple(columns), tuple(lines), NOTES, is_across=True)


def _compared(number: int, row: Row, units: Sequence[Unit], schedule: Schedule) -> tuple[str, ...]:
    """A cross where the target was not given to the unit."""
    own = {
        part.allocation.unit_id: _own_figure(own_row(part, schedule, row.moment.as_of)) for part in row.parts
    }
    return (
        *(str(number), f"{row.target.code} {row.target.name}", row.target.unit_of_measure),
        *(wording.plan_text(row), wording.figure_text(row)),
        *(own.get(unit.pk, wording.SENSELESS) for unit in units),
    )


def _own_figure(row: Row) -> str:
    """With its per cent of what the unit itself was given."""
    told = wording.figure_text(row)
    has_percent = row.plan_percent is not None and wording.prints_percent(row)
    return f"{told} ({wording.plan_percent_text(row)} KH)" if has_percent else told
