"""The chairman's page ("báo cáo nhanh"): on one side of paper what needs a decision, what changed, whom to
ask, what to do; made also while units are late, and saying so. Build under the language "vi"."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from emulation.dates import moment, short_date
from reports.documents import room, sentences
from reports.documents.around import Around
from reports.documents.body import Facts
from reports.documents.coverage import Coverage
from reports.documents.matters import Matter, matter
from reports.documents.moved import changes
from reports.documents.parts import Part, Section, Sentence
from reports.lines import lines_of
from reports.overview import URGENT, Decision, decisions, tallies
from reports.progress import Row
from targets.choices import PeriodKind
from targets.models import ReportingPeriod

MOST_MATTERS = 5
DIRECTION = "page.direction"
# In mm: head, title and headings with what is around them, the numbers; before each matter; what of a QR code
# stands below its heading.
FRAME, GAP, CODES = 53, 1.1, 20


@dataclass(frozen=True, slots=True)
class Count:
    """ "20/31" of the targets of this name stand well, and how they divide."""

    of_all: str
    name: str
    detail: str

    @property
    def line(self) -> str:
        return f"{self.name}: {self.detail}"


@dataclass(frozen=True, slots=True)
class Brief:
    """`stamp` tells which figures it rests on, `coverage` who is in and who is not; `left` is how many more
    targets need a decision; `before` names the period that `changes` look back to; `address` is the live
    overview's, empty where the site does not know its own."""

    subject: str
    figures_to: str
    stamp: str
    coverage: str
    counts: tuple[Count, ...]
    matters: tuple[Matter, ...]
    left: int
    before: str
    changes: tuple[str, ...]
    direction: str
    address: str
    file_title: str
    room: str

    @property
    def height(self) -> float:
        """In mm, by the lines that its texts will take; see `static/css/brief.css`."""
        named = [f"0) {one.name}: {one.status}" for one in self.matters]
        large = sum(room.lines(text, is_bold=True) for text in named)
        large += sum(room.lines(text) for text in (*(one.facts for one in self.matters), *self.changes))
        beside = max(CODES, room.lines(self.direction, across=room.BESIDE) * room.LINE)
        small = room.lines(self.coverage_line, 12) + len(self.matters) + self._counted
        return FRAME + beside + large * room.LINE + small * room.SMALL_LINE + len(self.matters) * GAP

    @property
    def _counted(self) -> int:
        across = room.ACROSS // max(1, len(self.counts))
        return max((room.lines(one.line, 11, across) for one in self.counts), default=0)

    @property
    def coverage_line(self) -> str:
        return room.sentence(f"{self.figures_to}. {self.stamp}, {self.coverage}")


def brief(facts: Facts, given: Around, direction: str, at: datetime) -> Brief:
    """Of these facts, as known at the moment `at`; `direction` as it was worded, whole."""
    found = decisions(lines_of(facts.rows), given.remarks)
    made = (_brief(facts, given, found, direction, at, size) for size in room.ROOMS)
    return next(page for page in made if page.height <= room.HEIGHT or page.room == room.NARROWEST.name)


def _brief(
    facts: Facts, given: Around, found: Sequence[Decision], direction: str, at: datetime, size: room.Room
) -> Brief:
    period = facts.period
    return Brief(
        subject=f"Phong trào thi đua {sentences.period_words(period)}",
        figures_to=f"Số liệu đến ngày {short_date(period.cut_off)}",
        stamp=f"Số đã duyệt đến {moment(at)}",
        coverage=coverage_words(facts.coverage, size.coverage),
        counts=counts(facts.rows),
        matters=tuple(matter(one, period.year, given.contacts, size.facts) for one in found[:MOST_MATTERS]),
        left=max(0, len(found) - MOST_MATTERS),
        before=given.before.name if given.before else "",
        changes=changes(facts.rows, given, size.changes),
        direction=room.short(direction, size.direction),
        address=_address(period),
        file_title=_file_title(period),
        room=size.name,
    )


def counts(rows: Sequence[Row]) -> tuple[Count, ...]:
    return tuple(
        Count(
            f"{tally.good}/{tally.total}",
            tally.name,
            f"{tally.reached} đạt, vượt; {tally.on_track} đạt tiến độ",
        )
        for tally in tallies(rows)
    )


def coverage_words(found: Coverage, most: int) -> str:
    """ "17/19 đơn vị; chưa gửi: Xã Quảng Lạc; chờ tiếp nhận: Phường A"; who is late in `most` characters."""
    if not found.owing:
        return "không đơn vị nào phải báo cáo số liệu kỳ này"
    told = [f"{found.accepted}/{found.owing} đơn vị"]
    if found.missing:
        told.append(f"chưa gửi: {room.units(found.missing, most)}")
    for intro, names in (("đang chỉnh sửa", found.asked), ("chờ tiếp nhận", found.waiting)):
        if names:
            told.append(f"{intro}: {room.units(names, most // 3)}")
    return "; ".join(told)


def guidance(facts: Facts) -> tuple[Section, ...]:
    """The proposed line of direction, a sentence that can be written over; on the page alone."""
    heading = f"Đề xuất hướng chỉ đạo (in đủ {room.NARROWEST.direction} ký tự, dài hơn khi trang còn chỗ)"
    part = Part(heading, paragraphs=(Sentence(DIRECTION, _direction(facts)),))
    return (Section("", "TRANG BÁO CÁO NHANH CHỦ TỊCH", (part,)),)


def _direction(facts: Facts) -> str:
    whole = [row for row in facts.rows if row.target.parent_id is None]
    urgent = sorted((row for row in whole if row.status in URGENT), key=lambda row: URGENT.index(row.status))
    told = []
    if urgent:
        leads = list(dict.fromkeys(row.target.lead.name for row in urgent))
        told.append(
            f"giao {room.units(leads, room.NAMED)} báo cáo nguyên nhân, giải pháp, thời hạn khắc phục "
            f"đối với {len(urgent)} chỉ tiêu chưa bảo đảm kế hoạch"
        )
    if late := facts.coverage.missing:
        told.append(f"yêu cầu {len(late)} đơn vị chưa gửi báo cáo gửi ngay")
    if not told:
        told.append("tiếp tục tổ chức thực hiện các chỉ tiêu theo kế hoạch năm, duy trì kết quả đã đạt")
    return f"{sentences.upper_first('; '.join(told))}."


def _address(period: ReportingPeriod) -> str:
    if not settings.SITE_URL:
        return ""
    return f"{settings.SITE_URL}{reverse('overview')}?{urlencode({'as_of': period.cut_off.isoformat()})}"


def _file_title(period: ReportingPeriod) -> str:
    """As offices name files, without extension: "Báo cáo nhanh quý II-2024"."""
    is_year = period.kind == PeriodKind.YEAR
    told = "năm" if is_year else sentences.short_period_words(period)
    return f"Báo cáo nhanh {told}-{period.year}"
