"""Everything that a periodic report says, gathered once; renderers only set it on paper."""

from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime
from typing import Any

from django.utils import translation

from emulation.dates import moment, now, roman
from reports.asking.asked import asked_in, found_in
from reports.charts import Chart
from reports.choices import Basis
from reports.documents import sentences
from reports.documents.annexes import Annex, indicators, reporting
from reports.documents.around import around
from reports.documents.asked import asking
from reports.documents.body import Facts, sections
from reports.documents.brief import Brief, brief, guidance
from reports.documents.letterhead import Foot, Letterhead, agency_name, foot, letterhead, place_of, unit_form
from reports.documents.parts import Section, sentences_of
from reports.documents.texts import texts_of, worded
from reports.due import all_report_lines, report_lines
from reports.models import Explanation, Inspection
from reports.progress import PeriodFigure, Row, rows
from targets.campaign_settings import DocumentForm
from targets.models import ReportingPeriod
from targets.schedule import Schedule
from units.models import Unit

LANGUAGE = "vi"


@dataclass(frozen=True, slots=True)
class IssueMark:
    """What makes a report one that was issued: the how manieth of its period, and how it is found again."""

    number: int
    code: str
    address: str


@dataclass(frozen=True, slots=True)
class ReportContent:
    """A report for one period, of the campaign's owner or of one unit; a draft as long as it has no `issue`.

    `stamp` tells which figures it rests on, on every page; `attached_to` stands under an annex's title.
    `rows` are the figures themselves. `guidance` is worded with the report and printed on the chairman's
    page alone, which is there only where it was asked for.
    """

    title: str
    subject: str
    letterhead: Letterhead
    addressees: tuple[str, ...]
    legal_bases: tuple[str, ...]
    sections: tuple[Section, ...]
    closing: str
    foot: Foot
    annexes: tuple[Annex, ...]
    attached_to: str
    stamp: str
    is_demonstration: bool
    file_title: str
    rows: tuple[Row, ...] = ()
    issue: IssueMark | None = None
    guidance: tuple[Section, ...] = ()
    page: Brief | None = None

    def as_data(self) -> dict[str, Any]:
        """All that is printed, as JSON takes it; charts by their words."""
        said = {name: getattr(self, name) for name in self.__slots__ if name not in ("rows", "issue")}
        return {name: _data(value) for name, value in said.items()}


def report_content(
    schedule: Schedule,
    period: ReportingPeriod,
    form: DocumentForm,
    *,
    unit: Unit | None = None,
    at: datetime | None = None,
    with_page: bool = False,
) -> ReportContent:
    """The report on `period` in this form as known at the moment `at` (now), from accepted figures.

    With a unit, its own report: only targets given to it and what it owes itself, in computed words alone.
    Nine queries; seven more with the chairman's page.
    """
    at = at or now()
    with translation.override(LANGUAGE):
        facts = _facts(schedule, period, unit, at)
        content = _content(facts, form, at)
        return replace(content, page=_page(schedule, facts, content, at)) if with_page else content


def _page(schedule: Schedule, facts: Facts, content: ReportContent, at: datetime) -> Brief:
    direction = " ".join(sentence.text for sentence in sentences_of(content.guidance))
    return brief(facts, around(schedule, facts), direction, at)


def body(schedule: Schedule, period: ReportingPeriod) -> tuple[Section, ...]:
    """What the report on `period` says by now, in whichever form, then what the chairman's page adds; nine
    queries."""
    with translation.override(LANGUAGE):
        own, guiding = _worded(_facts(schedule, period, None, now()))
        return own + guiding


def unit_report_content(
    schedule: Schedule, period: ReportingPeriod, unit: Unit, *, at: datetime | None = None
) -> ReportContent:
    """The unit's own report to Home Affairs, under its own head."""
    return report_content(schedule, period, unit_form(schedule.campaign, unit), unit=unit, at=at)


def issued(content: ReportContent, issue: IssueMark) -> ReportContent:
    """The same report, no draft any more: its stamp says which issue it is and how to check it."""
    stamp = f"Bản chốt lần {issue.number} · {content.stamp}\nMã kiểm tra {issue.code}"
    return replace(content, stamp=stamp, issue=issue)


def _data(value: Any) -> Any:
    if isinstance(value, Chart):
        return {"caption": value.caption, "alternative": value.alternative}
    if is_dataclass(value):
        return {field.name: _data(getattr(value, field.name)) for field in fields(value)}
    return [_data(one) for one in value] if isinstance(value, tuple) else value


def _facts(schedule: Schedule, period: ReportingPeriod, unit: Unit | None, at: datetime) -> Facts:
    campaign = schedule.campaign
    within = [
        held
        for held in schedule.periods
        if held.holds_readings and period.starts_on <= held.cut_off <= period.cut_off
    ]
    days = (period.starts_on, min(period.report_on, at.date()))
    return Facts(
        campaign=campaign,
        period=period,
        rows=_rows(schedule, period, unit or campaign.owner),
        lines=report_lines(within, [unit], at) if unit else all_report_lines(within, at),
        unit=unit,
        asked=() if unit else asked_in(Explanation.objects.for_report(campaign, *days)),
        found=() if unit else found_in(Inspection.objects.for_report(campaign, *days)),
    )


def _rows(schedule: Schedule, period: ReportingPeriod, node: Unit) -> list[Row]:
    """As of the period's cut-off; the period's own figure only for targets reported at least as often."""
    found = rows(
        schedule.campaign,
        node,
        period.cut_off,
        Basis.OFFICIAL,
        schedule=schedule,
        since=period.starts_on,
    )
    return [
        replace(row, period=PeriodFigure())
        if row.last_period and row.last_period.starts_on < period.starts_on
        else row
        for row in found
    ]


def _content(facts: Facts, form: DocumentForm, at: datetime) -> ReportContent:
    subject = f"Kết quả thực hiện phong trào thi đua {sentences.period_words(facts.period)}"
    head = letterhead(form, place_of(facts.campaign, facts.unit), at.date())
    own, guiding = _worded(facts)
    return ReportContent(
        title="BÁO CÁO",
        subject=subject,
        letterhead=head,
        addressees=form.addressees,
        legal_bases=facts.campaign.options.legal_bases,
        sections=own,
        closing=_closing(subject, form, "tổng hợp" if facts.unit else "xem xét, chỉ đạo"),
        foot=foot(form),
        annexes=_annexes(facts),
        attached_to=_attached_to(form),
        stamp=_stamp(facts, at),
        is_demonstration=facts.campaign.is_demonstration,
        file_title=file_title(facts.period, form, facts.unit),
        rows=tuple(facts.rows),
        guidance=guiding,
    )


def _worded(facts: Facts) -> tuple[tuple[Section, ...], tuple[Section, ...]]:
    """The report's sections, and those of the chairman's page. A unit's own report says what is computed; it
    has no page to write it over."""
    if facts.unit:
        return sections(facts), ()
    texts = texts_of(facts.period)
    return worded(sections(facts), texts), worded(guidance(facts), texts)


def _annexes(facts: Facts) -> tuple[Annex, ...]:
    """A unit's own report has the table alone: that it reports needs no list."""
    if facts.unit:
        return (indicators(facts.rows, facts.period, is_owner=False),)
    table = indicators(facts.rows, facts.period, is_owner=True, numeral=roman(1))
    asked = asking(facts.asked, facts.found, roman(3))
    return (table, reporting(facts.lines, numeral=roman(2)), *([asked] if asked else []))


def _closing(subject: str, form: DocumentForm, wish: str) -> str:
    addressees = sentences.enumeration(form.addressees)
    to = f"; kính gửi {addressees} {wish}" if addressees else ""
    return f"Trên đây là báo cáo {sentences.lower_first(subject)} của {agency_name(form)}{to}./."


def _attached_to(form: DocumentForm) -> str:
    """Number and date stay open: the registry gives them, and electronic documents leave them out."""
    return f"(Kèm theo Báo cáo số …/{form.symbol} ngày … tháng … năm … của {agency_name(form)})"


def _stamp(facts: Facts, at: datetime) -> str:
    told = f"Số đã duyệt đến {moment(at)}"
    if facts.unit:
        return told
    return f"{told} · {facts.coverage.accepted}/{facts.coverage.owing} đơn vị"


def file_title(period: ReportingPeriod, form: DocumentForm, unit: Unit | None = None) -> str:
    """As offices name files, without extension: "Báo cáo quý II-2024-PNV", "Báo cáo năm-2024-UBND"."""
    own = unit.name if unit else form.symbol.removeprefix("BC-")
    return f"Báo cáo {sentences.period_in_names(period)}-{own}"
