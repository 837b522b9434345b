"""The official dispatch (công văn) that urges units to report: NĐ 30/2020/NĐ-CP, Phụ lục III, mẫu 1.5.

A draft: number and date of the number stay open, and so does the signature. "Đề nghị" throughout, since Home
Affairs commands none of them; bodies outside the city's government are asked for their cooperation.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils import translation

from emulation.dates import decree_date, moment, now, short_date
from reports.documents import sentences
from reports.documents.annexes import Annex, Column, Line
from reports.documents.letterhead import (
    CITY_OFFICES,
    PEOPLES_COMMITTEES,
    Foot,
    Letterhead,
    agency_name,
    foot,
    letterhead,
)
from reports.documents.reminder import LANGUAGE, Awaited, by_unit, not_in, sent_and_not, state_of
from reports.review.lists import CutOff
from targets.campaign_settings import HOME_AFFAIRS, DocumentForm
from targets.models import Campaign
from units.models import Unit

FORM = HOME_AFFAIRS
# So many names stand in the head and so many lines in the text; more go into an annex.
IN_TEXT = 8
GOVERNMENT = PEOPLES_COMMITTEES | CITY_OFFICES
COLUMNS = (
    Column("TT", 10, "centre"),
    Column("Đơn vị", 46),
    Column("Kỳ báo cáo", 20, "centre"),
    Column("Hạn gửi", 20, "centre"),
    Column("Đã có", 14, "centre"),
    Column("Tình hình", 55),
)


@dataclass(frozen=True, slots=True)
class DispatchContent:
    """`table` stands in the text where there are few lines, else it is the annex."""

    subject: str
    letterhead: Letterhead
    addressees: tuple[str, ...]
    opening: str
    table: Annex
    is_annexed: bool
    paragraphs: tuple[str, ...]
    foot: Foot
    attached_to: str
    stamp: str
    is_demonstration: bool
    file_title: str


def named(number: str, on: date, by: date | None) -> str:
    """A dispatch that was sent, for the ledger: "123/PNV ngày 19/6/2024, hạn hết ngày 20/6/2024"."""
    until = f", hạn hết ngày {short_date(by)}" if by else ""
    return f"{number} ngày {short_date(on)}{until}"


def dispatch_content(
    campaign: Campaign,
    cut_off: CutOff,
    reports: Iterable[Awaited],
    by: date | None = None,
    at: datetime | None = None,
) -> DispatchContent:
    """To every unit of these reports, all of one cut-off; `by`: the day asked for, open where it is None.

    ValidationError where the campaign has no form of Home Affairs.
    """
    at = at or now()
    with translation.override(LANGUAGE):
        return _content(campaign, cut_off, by_unit(reports), by, at)


def _content(
    campaign: Campaign, cut_off: CutOff, units: list[list[Awaited]], by: date | None, at: datetime
) -> DispatchContent:
    own = campaign.options.form(FORM)
    periods = _periods(units)
    names = [of_unit[0].unit.official_name for of_unit in units]
    form = _form(own, names)
    is_annexed = len(units) > IN_TEXT
    return DispatchContent(
        subject=f"V/v đôn đốc gửi báo cáo {periods}",
        letterhead=letterhead(form, campaign.options.place, at.date()),
        addressees=form.addressees,
        opening=_opening(own, campaign, cut_off, units, is_annexed, at),
        table=_table(units),
        is_annexed=is_annexed,
        paragraphs=tuple(_requests(own, cut_off, [of_unit[0].unit for of_unit in units], by, at)),
        foot=foot(form),
        attached_to=f"(Kèm theo Công văn số …/{form.symbol} ngày … tháng … năm … của {agency_name(own)})",
        stamp=f"Theo số liệu đến {moment(at)} · {state_of(units)}",
        is_demonstration=campaign.is_demonstration,
        file_title=f"Công văn đôn đốc báo cáo {periods}",
    )


def _periods(units: list[list[Awaited]]) -> str:
    """ "quý II năm 2024 và tháng 6 năm 2024", the longest first."""
    periods = {report.line.period for of_unit in units for report in of_unit}
    longest_first = sorted(periods, key=lambda period: (period.starts_on, period.order))
    return sentences.enumeration([sentences.period_words(period) for period in longest_first])


def _form(own: DocumentForm, names: Sequence[str]) -> DocumentForm:
    """A dispatch has no letters of its kind in its symbol; whom Home Affairs reports to gets a copy."""
    many = ("Các cơ quan, đơn vị có tên trong danh sách kèm theo",)
    copies = tuple(f"{addressee} (để báo cáo)" for addressee in own.addressees)
    return replace(
        own,
        symbol=own.symbol.removeprefix("BC-"),
        addressees=tuple(names) if len(names) <= IN_TEXT else many,
        recipients=(*copies, *own.recipients),
    )


def _opening(
    form: DocumentForm,
    campaign: Campaign,
    cut_off: CutOff,
    units: list[list[Awaited]],
    is_annexed: bool,
    at: datetime,
) -> str:
    where = "có tên trong danh sách kèm theo công văn này" if is_annexed else "sau"
    return (
        f"Theo chế độ báo cáo của {sentences.lower_first(campaign.name)}, hạn gửi báo cáo "
        f"{_periods(units)} của các đơn vị là hết {decree_date(cut_off.due_on)}. Đến {moment(at)}, "
        f"{agency_name(form)} {not_in(units)} {where}"
        f"{'.' if is_annexed else ':'}"
    )


def _requests(
    form: DocumentForm, cut_off: CutOff, units: list[Unit], by: date | None, at: datetime
) -> Iterable[str]:
    until = f"chậm nhất hết {decree_date(by)}" if by else f"trước … giờ, ngày …/…/{at.year}"
    report_on = max(period.report_on for period in cut_off.periods)
    wish = f", {agency_name(form)} đề nghị:" if _are_mixed(units) else ""
    superior = sentences.enumeration(form.addressees)
    is_ahead = superior and report_on >= at.date()
    to_chairman = f", báo cáo {superior} đúng hạn ({short_date(report_on)})" if is_ahead else ""
    purpose = f"Để bảo đảm tiến độ tổng hợp{to_chairman}"
    government = "khẩn trương chỉ đạo hoàn thành và gửi báo cáo trên hệ thống"
    others = "quan tâm, phối hợp hoàn thành và gửi báo cáo trên hệ thống"
    if wish:
        yield f"{purpose}{wish}"
        yield f"1. Các cơ quan, đơn vị thuộc thành phố, Ủy ban nhân dân các phường, xã {government} {until}."
        yield f"2. Trân trọng đề nghị các cơ quan, đơn vị còn lại {others} {until}."
    elif _is_government(units[0]):
        yield f"{purpose}, {agency_name(form)} đề nghị các đơn vị {government} {until}."
    else:
        yield f"{purpose}, {agency_name(form)} trân trọng đề nghị các cơ quan, đơn vị {others} {until}."
    yield (
        "Trong quá trình thực hiện, nếu có khó khăn, vướng mắc, đề nghị các đơn vị trao đổi với "
        f"{agency_name(form)} để phối hợp giải quyết./."
    )


def _is_government(unit: Unit) -> bool:
    return unit.kind in GOVERNMENT


def _are_mixed(units: list[Unit]) -> bool:
    return len({_is_government(unit) for unit in units}) == 2


def _table(units: list[list[Awaited]]) -> Annex:
    lines = [
        Line(
            (str(number), own[0].unit.name, *_cells(report))
            if report is own[0]
            else ("", "", *_cells(report))
        )
        for number, own in enumerate(units, 1)
        for report in own
    ]
    asked, _unsent = sent_and_not(units)
    title = "DANH SÁCH ĐƠN VỊ CHƯA HOÀN THÀNH BÁO CÁO" if asked else "DANH SÁCH ĐƠN VỊ CHƯA GỬI BÁO CÁO"
    return Annex("chased", "", title, COLUMNS, tuple(lines))


def _cells(report: Awaited) -> tuple[str, ...]:
    line = report.line
    return (
        sentences.upper_first(sentences.short_period_words(line.period)),
        short_date(line.last_day),
        f"{line.answered}/{line.owed}",
        _how_far(report),
    )


def _how_far(report: Awaited) -> str:
    if report.is_asked_to_change:
        return sentences.upper_first(report.short)
    if not report.line.answered:
        return "Chưa có số liệu"
    return f"Còn thiếu: {'; '.join(report.lacking)}" if report.lacking else "Đã nhập đủ, chưa gửi"
