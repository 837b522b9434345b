"""Sections I to V of the periodic report: computed sentences, and the units' own under their names."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby

from emulation.dates import decree_date, roman
from reports.asking.asked import Asked, Found
from reports.charts import Chart, plan_chart, status_chart
from reports.choices import Status
from reports.documents import sentences
from reports.documents.asked import asking_sentence
from reports.documents.coverage import Coverage, coverage
from reports.documents.parts import Part, Quote, Section, Sentence
from reports.documents.quotes import quotes_of
from reports.due import ReportLine
from reports.overview import ADDITIONAL_SECTION, MAIN_SECTION, REACHED, URGENT, in_section
from reports.progress import Row
from targets.models import Campaign, Group, ReportingPeriod
from units.models import Unit

GOOD = (*REACHED, Status.ON_TRACK)


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the body is written from; `lines` are the reports owed within the period, `asked` and `found`
    what units were asked to explain and what inspections found in it."""

    campaign: Campaign
    period: ReportingPeriod
    rows: Sequence[Row]
    lines: Sequence[ReportLine]
    unit: Unit | None = None
    asked: Sequence[Asked] = ()
    found: Sequence[Found] = ()

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
    return tuple(
        Section(roman(number), heading, (*parts, own_part(roman(number))))
        for number, (heading, parts) in enumerate(named, start=1)
    )


def own_part(numeral: str) -> Part:
    """Room for what no figure says: Home Affairs writes it, the system has nothing to put there."""
    return Part(paragraphs=(Sentence(f"{numeral}.own", ""),))


def _direction(facts: Facts) -> tuple[Part, ...]:
    campaign = facts.campaign
    launched = f"Phong trào thi đua được phát động {decree_date(campaign.launched_on)}"
    theme = f" với chủ đề “{campaign.theme}”" if campaign.theme else ""
    given = f"{facts.unit.name} được giao" if facts.unit else "Toàn thành phố phấn đấu thực hiện"
    annex = "Phụ lục" if facts.unit else "Phụ lục I"
    targets = sentences.enumeration([f"{len(rows)} {kind}" for _key, kind, rows in _kinds(facts)])
    return (
        Part(
            paragraphs=(
                Sentence(
                    "I.targets",
                    f"{launched}{theme}. {given} {targets or 'các chỉ tiêu'} ({annex} kèm theo).",
                ),
                *_coverage(facts),
                *asking_sentence(facts.asked, facts.found),
            )
        ),
    )


def _coverage(facts: Facts) -> tuple[Sentence, ...]:
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
    told = " ".join([counted, *named, "Chi tiết tại Phụ lục II kèm theo."])
    return (Sentence("I.coverage", told),)


def _results(facts: Facts) -> tuple[Part, ...]:
    """A part for each group of targets, then what the units say of their results."""
    ordered = sorted(facts.rows, key=lambda row: row.target.group.order)
    parts = [_group_part(group, list(rows), facts.period) for group, rows in groupby(ordered, _group)]
    quotes = _quotes(facts, "II", "results")
    if quotes:
        heading = "Kết quả nổi bật" if facts.unit else "Kết quả của các đơn vị, địa phương"
        parts.append(Part(heading, quotes=quotes))
    return tuple(parts)


def _group(row: Row) -> Group:
    group: Group = row.target.group
    return group


def _group_part(group: Group, rows: list[Row], period: ReportingPeriod) -> Part:
    whole = [row for row in rows if row.target.parent_id is None]
    told = _of_rows("II", (row for row in whole if sentences.says_figure(row)), partial(_result, period))
    unsaid = _named(f"II.{group.code}", sentences.unsaid_sentences(whole))
    return Part(group.name, items=(*told, *unsaid))


def _result(period: ReportingPeriod, row: Row) -> str:
    return sentences.result_sentence(row, period)


def _of_rows(name: str, rows: Iterable[Row], told: Callable[[Row], str]) -> tuple[Sentence, ...]:
    """A sentence a row, by the target's code; rows about which nothing is to be said have none."""
    made = (Sentence(f"{name}.{row.target.code}", told(row), target=row.target.code) for row in rows)
    return tuple(sentence for sentence in made if sentence.computed)


def _named(name: str, told: Mapping[str, str]) -> tuple[Sentence, ...]:
    return tuple(Sentence(f"{name}.{which}", text) for which, text in told.items())


def _quotes(facts: Facts, section: str, field: str) -> tuple[Quote, ...]:
    return quotes_of(section, facts.lines, field, facts.period, facts.unit)


def _assessment(facts: Facts) -> tuple[Part, ...]:
    parts = [Part("Mức độ hoàn thành", paragraphs=_tallies(facts), charts=_charts(facts))]
    good = [row for row in _standing(facts, *GOOD) if row.target.tallied]
    if good:
        parts.append(Part("Ưu điểm", items=_named("III.good", sentences.good_sentences(good))))
    worrying = _of_rows("III.worry", _standing(facts, *URGENT), sentences.worry_sentence)
    quotes = _quotes(facts, "III", "difficulties")
    parts.append(Part("Tồn tại, hạn chế, khó khăn và nguyên nhân", _no_worry(worrying), worrying, quotes))
    return tuple(parts)


def _kinds(facts: Facts) -> list[tuple[str, str, list[Row]]]:
    """The targets of section II of the launching document, and those that section III adds."""
    kinds = (
        ("main", "chỉ tiêu chủ yếu", MAIN_SECTION),
        ("additional", "chỉ tiêu bổ sung", ADDITIONAL_SECTION),
    )
    found = [(key, kind, in_section(facts.rows, section)) for key, kind, section in kinds]
    return [(key, kind, rows) for key, kind, rows in found if rows]


def _tallies(facts: Facts) -> tuple[Sentence, ...]:
    council = [row for row in facts.rows if row.target.tallied and row.target.is_hdnd]
    kinds = _kinds(facts)
    if council:
        kinds.append(("hdnd", "chỉ tiêu theo nghị quyết của Hội đồng nhân dân", council))
    return _named("III.tally", {key: sentences.tally_sentence(rows, kind) for key, kind, rows in kinds})


def _charts(facts: Facts) -> tuple[Chart, ...]:
    if facts.unit:
        return ()
    return tuple(chart for chart in (plan_chart(facts.rows), status_chart(facts.rows)) if chart)


def _standing(facts: Facts, *statuses: Status) -> list[Row]:
    whole = [row for row in facts.rows if row.target.parent_id is None]
    return sorted(
        (row for row in whole if row.status in statuses), key=lambda row: statuses.index(row.status)
    )


def _no_worry(worrying: Sequence[Sentence]) -> tuple[Sentence, ...]:
    told = "Chưa có chỉ tiêu nào được đánh giá chậm tiến độ hoặc có nguy cơ không đạt."
    return () if worrying else (Sentence("III.no_worry", told),)


def _next_tasks(facts: Facts) -> tuple[Part, ...]:
    """What there is to do, then what each amount still needs."""
    tasks = Part(items=(*_worries(facts), *_going_on(facts), *_chasing(facts)))
    needs = _of_rows("IV.need", facts.rows, sentences.need_sentence)
    if not needs:
        return (tasks,)
    intro = Sentence("IV.needs", "Để hoàn thành kế hoạch năm, các chỉ tiêu sau còn phải thực hiện:")
    return tasks, Part(paragraphs=(intro,), items=needs)


def _worries(facts: Facts) -> tuple[Sentence, ...]:
    number = len(_standing(facts, *URGENT))
    told = f"Tập trung chỉ đạo, tháo gỡ khó khăn, vướng mắc đối với {number} chỉ tiêu nêu tại mục III."
    return (Sentence("IV.worries", told),) if number else ()


def _going_on(facts: Facts) -> tuple[Sentence, ...]:
    if _standing(facts, *GOOD):
        told = "Tiếp tục duy trì, nâng cao kết quả các chỉ tiêu đã đạt mức kế hoạch."
    else:
        told = "Tiếp tục tổ chức thực hiện các chỉ tiêu theo kế hoạch năm."
    return (Sentence("IV.going_on", told),)


def _chasing(facts: Facts) -> tuple[Sentence, ...]:
    if facts.unit:
        return ()
    to_do = (
        ("missing", "chưa gửi báo cáo", facts.coverage.missing),
        ("asked", "chỉnh sửa, bổ sung báo cáo", facts.coverage.asked),
    )
    told = {
        key: f"Đôn đốc {len(names)} đơn vị {what}: {sentences.enumeration(names)}."
        for key, what, names in to_do
        if names
    }
    return _named("IV.chasing", told)


def _proposals(facts: Facts) -> tuple[Part, ...]:
    """Of the reports that end with the period itself: what was asked for before has had its answer."""
    ends_with_it = [line for line in facts.lines if line.period.cut_off == facts.period.cut_off]
    quotes = _quotes(replace(facts, lines=ends_with_it), "V", "proposals")
    none = () if quotes else (Sentence("V.none", "Không có đề xuất, kiến nghị."),)
    return (Part(paragraphs=none, quotes=quotes),)
