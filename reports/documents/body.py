"""Sections I to V of the periodic report: computed sentences, and the units' own under their names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from emulation.dates import decree_date, roman
from reports.charts import Chart, plan_chart, status_chart
from reports.choices import Status
from reports.documents import sentences
from reports.documents.coverage import Coverage, coverage
from reports.due import ReportLine
from reports.overview import ADDITIONAL_SECTION, MAIN_SECTION, REACHED, URGENT, in_section
from reports.progress import Row
from targets.models import Campaign, ReportingPeriod
from units.models import Unit

GOOD = (*REACHED, Status.ON_TRACK)


@dataclass(frozen=True, slots=True)
class Quote:
    """A unit's own words, from an accepted report; `source` names the unit and, if it differs, the period.

    `paragraphs` are its lines without the marks that stood before them: the report sets its own.
    """

    source: str
    paragraphs: tuple[str, ...]

    @property
    def heading(self) -> str:
        """Who speaks, over several lines that all belong to it: none may read as the report's own."""
        return f"{self.source}:" if self.source and len(self.paragraphs) > 1 else ""

    @property
    def lines(self) -> tuple[str, ...]:
        if self.heading:
            return tuple(f"+ {told}" for told in self.paragraphs)
        named = f"{self.source}: " if self.source else ""
        return tuple(f"- {named}{told}" for told in self.paragraphs)


@dataclass(frozen=True, slots=True)
class Part:
    """A numbered heading of a section; `paragraphs`, then dashed `items`, then `quotes`, then `charts`."""

    heading: str = ""
    paragraphs: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()
    charts: tuple[Chart, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    numeral: str
    heading: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the body is written from; `lines` are the reports owed within the period."""

    campaign: Campaign
    period: ReportingPeriod
    rows: Sequence[Row]
    lines: Sequence[ReportLine]
    unit: Unit | None = None

    @property
    def coverage(self) -> Coverage:
        """Of the reports that end with the period itself."""
        return coverage(self.lines, self.period.cut_off)


def sections(facts: Facts) -> tuple[Section, ...]:
    named = (
        ("CÔNG TÁC LÃNH ĐẠO, CHỈ ĐẠO", _direction(facts)),
        ("KẾT QUẢ THỰC HIỆN", _results(facts)),
        ("ĐÁNH GIÁ CHUNG", _assessment(facts)),
        ("NHIỆM VỤ TRỌNG TÂM THỜI GIAN TỚI", _next_tasks(facts)),
        ("ĐỀ XUẤT, KIẾN NGHỊ", _proposals(facts)),
    )
    return tuple(Section(roman(number), *section) for number, section in enumerate(named, start=1))


def _direction(facts: Facts) -> tuple[Part, ...]:
    campaign = facts.campaign
    launched = f"Phong trào thi đua được phát động {decree_date(campaign.launched_on)}"
    theme = f" với chủ đề “{campaign.theme}”" if campaign.theme else ""
    given = f"{facts.unit.name} được giao" if facts.unit else "Toàn thành phố phấn đấu thực hiện"
    annex = "Phụ lục" if facts.unit else "Phụ lục I"
    targets = sentences.enumeration([f"{len(rows)} {kind}" for kind, rows in _kinds(facts)])
    return (
        Part(
            paragraphs=(
                f"{launched}{theme}. {given} {targets or 'các chỉ tiêu'} ({annex} kèm theo).",
                *_coverage(facts),
            )
        ),
    )


def _coverage(facts: Facts) -> tuple[str, ...]:
    """How much of what is owed is in, and by name who has not reported; nobody who owes nothing."""
    if facts.unit:
        return ()
    found = facts.coverage
    named = [
        f"{intro}: {sentences.enumeration(names)}."
        for intro, names in (
            ("Chưa gửi báo cáo", found.missing),
            ("Đã gửi, đang chỉnh sửa, bổ sung theo đề nghị", found.asked),
            ("Đã gửi, đang chờ tiếp nhận", found.waiting),
        )
        if names
    ]
    counted = sentences.coverage_sentence(found.accepted, found.owing, facts.period)
    return (" ".join([counted, *named, "Chi tiết tại Phụ lục II kèm theo."]),)


def _results(facts: Facts) -> tuple[Part, ...]:
    """A part for each group of targets, then what the units say of their results."""
    ordered = sorted(facts.rows, key=lambda row: row.target.group.order)
    parts = [_group_part(group.name, list(rows), facts.period) for group, rows in groupby(ordered, _group)]
    quotes = quotes_of(facts, "results")
    if quotes:
        heading = "Kết quả nổi bật" if facts.unit else "Kết quả của các đơn vị, địa phương"
        parts.append(Part(heading, quotes=quotes))
    return tuple(parts)


def _group(row: Row):
    return row.target.group


def _group_part(name: str, rows: list[Row], period: ReportingPeriod) -> Part:
    whole = [row for row in rows if row.target.parent_id is None]
    told = [sentences.result_sentence(row, period) for row in whole if sentences.says_figure(row)]
    return Part(name, items=(*told, *sentences.unsaid_sentences(whole)))


def _assessment(facts: Facts) -> tuple[Part, ...]:
    parts = [Part("Mức độ hoàn thành", paragraphs=_tallies(facts), charts=_charts(facts))]
    good = [row for row in _standing(facts, *GOOD) if row.target.tallied]
    if good:
        parts.append(Part("Ưu điểm", items=tuple(sentences.good_sentences(good))))
    worrying = tuple(sentences.worry_sentence(row) for row in _standing(facts, *URGENT))
    quotes = quotes_of(facts, "difficulties")
    parts.append(Part("Tồn tại, hạn chế, khó khăn và nguyên nhân", _no_worry(worrying), worrying, quotes))
    return tuple(parts)


def _kinds(facts: Facts) -> list[tuple[str, list[Row]]]:
    """The targets of section II of the launching document, and those that section III adds."""
    kinds = (("chỉ tiêu chủ yếu", MAIN_SECTION), ("chỉ tiêu bổ sung", ADDITIONAL_SECTION))
    found = [(kind, in_section(facts.rows, section)) for kind, section in kinds]
    return [(kind, rows) for kind, rows in found if rows]


def _tallies(facts: Facts) -> tuple[str, ...]:
    council = [row for row in facts.rows if row.target.tallied and row.target.is_hdnd]
    kinds = _kinds(facts)
    if council:
        kinds.append(("chỉ tiêu theo nghị quyết của Hội đồng nhân dân", council))
    return tuple(sentences.tally_sentence(rows, kind) for kind, rows in kinds)


def _charts(facts: Facts) -> tuple[Chart, ...]:
    if facts.unit:
        return ()
    return tuple(chart for chart in (plan_chart(facts.rows), status_chart(facts.rows)) if chart)


def _standing(facts: Facts, *statuses) -> list[Row]:
    whole = [row for row in facts.rows if row.target.parent_id is None]
    return sorted(
        (row for row in whole if row.status in statuses), key=lambda row: statuses.index(row.status)
    )


def _no_worry(worrying: Sequence[str]) -> tuple[str, ...]:
    return () if worrying else ("Chưa có chỉ tiêu nào được đánh giá chậm tiến độ hoặc có nguy cơ không đạt.",)


def _next_tasks(facts: Facts) -> tuple[Part, ...]:
    """What there is to do, then what each amount still needs."""
    tasks = Part(items=(*_worries(facts), *_going_on(facts), *_chasing(facts)))
    needs = tuple(filter(None, map(sentences.need_sentence, facts.rows)))
    if not needs:
        return (tasks,)
    return tasks, Part(
        paragraphs=("Để hoàn thành kế hoạch năm, các chỉ tiêu sau còn phải thực hiện:",), items=needs
    )


def _worries(facts: Facts) -> tuple[str, ...]:
    number = len(_standing(facts, *URGENT))
    told = f"Tập trung chỉ đạo, tháo gỡ khó khăn, vướng mắc đối với {number} chỉ tiêu nêu tại mục III."
    return (told,) if number else ()


def _going_on(facts: Facts) -> tuple[str, ...]:
    if _standing(facts, *GOOD):
        return ("Tiếp tục duy trì, nâng cao kết quả các chỉ tiêu đã đạt mức kế hoạch.",)
    return ("Tiếp tục tổ chức thực hiện các chỉ tiêu theo kế hoạch năm.",)


def _chasing(facts: Facts) -> tuple[str, ...]:
    if facts.unit:
        return ()
    to_do = (
        ("chưa gửi báo cáo", facts.coverage.missing),
        ("chỉnh sửa, bổ sung báo cáo", facts.coverage.asked),
    )
    return tuple(
        f"Đôn đốc {len(names)} đơn vị {what}: {sentences.enumeration(names)}."
        for what, names in to_do
        if names
    )


def _proposals(facts: Facts) -> tuple[Part, ...]:
    """Of the reports that end with the period itself: what was asked for before has had its answer."""
    ends_with_it = [line for line in facts.lines if line.period.cut_off == facts.period.cut_off]
    quotes = quotes_of(replace(facts, lines=ends_with_it), "proposals")
    none = () if quotes else ("Không có đề xuất, kiến nghị.",)
    return (Part(paragraphs=none, quotes=quotes),)


def quotes_of(facts: Facts, field: str) -> tuple[Quote, ...]:
    """What units wrote in this field of their accepted reports, in the units' order."""
    ordered = sorted(
        facts.lines, key=lambda line: (line.reporter.order, line.reporter.code, line.period.cut_off)
    )
    found = []
    for line in ordered:
        text = getattr(line.accepted, field) if line.accepted else ""
        if paragraphs := tuple(filter(None, (_unmarked(told) for told in text.splitlines()))):
            found.append(Quote(_source(line, facts), paragraphs))
    return tuple(found)


def _unmarked(told: str) -> str:
    """Without a bullet before it; "-5%" has none."""
    return _MARK.sub("", told.strip())


_MARK = re.compile(r"[-–—+•*·](?:\s+|(?!\d))")


def _source(line: ReportLine, facts: Facts) -> str:
    short = sentences.short_period_words(line.period)
    is_same = line.period.pk == facts.period.pk
    if facts.unit:
        return "" if is_same else sentences.upper_first(short)
    name = sentences.agency_words(line.reporter)
    return name if is_same else f"{name} ({short})"
