"""What is said to a unit that has not reported: by mail, as a text to pass on, for one unit or a group.

Vietnamese whatever language its sender has chosen, in the polite form between offices. Plain text.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from emulation.dates import moment, short_date
from reports.chasing.missing import MissingLine
from reports.documents import sentences
from reports.documents.letterhead import agency_name
from reports.due import ReportLine
from targets.campaign_settings import HOME_AFFAIRS
from targets.models import Campaign
from units.models import Unit

LANGUAGE = "vi"
# More lines than these are counted, not named, where many units stand in one text.
NAMED = 5


@dataclass(frozen=True, slots=True)
class Awaited:
    """One report that is still to come, with the lines that it lacks, on a day."""

    line: ReportLine
    missing: Sequence[MissingLine]
    day: date

    @property
    def unit(self) -> Unit:
        return self.line.reporter

    @property
    def name(self) -> str:
        return f"báo cáo {self.line.period.name}"

    @property
    def deadline(self) -> str:
        """ "hết ngày 18/6/2024", with the extension or the days over where there are any."""
        told = f"hết ngày {short_date(self.line.last_day)}"
        over = (self.day - self.line.last_day).days
        if over > 0:
            return f"{told}, đã quá hạn {over} ngày"
        return f"{told} (đã gia hạn)" if self.is_extended else told

    @property
    def is_extended(self) -> bool:
        return self.line.last_day > self.line.period.due_on

    @property
    def answered(self) -> str:
        """How far it is: "đã có 9/14 số liệu", "đã gửi ngày 15/6/2024, Phòng Nội vụ đề nghị …"."""
        if self.is_asked_to_change:
            return f"{self.sent}, Phòng Nội vụ đề nghị chỉnh sửa, bổ sung"
        if self.line.is_before_the_head:
            return "đã nhập đủ số liệu, đang trình thủ trưởng đơn vị"
        if not self.missing:
            return f"đã nhập đủ {self.line.owed}/{self.line.owed} số liệu, còn bước gửi báo cáo"
        if not self.line.answered:
            return f"chưa nhập số liệu nào (0/{self.line.owed})"
        return f"đã có {self.line.answered}/{self.line.owed} số liệu"

    @property
    def is_asked_to_change(self) -> bool:
        return self.line.is_asked_to_change

    @property
    def sent(self) -> str:
        """Of what was sent: "đã gửi ngày 15/6/2024"."""
        at = self.line.revision.submitted_at if self.line.revision else None
        return f"đã gửi ngày {short_date(timezone.localtime(at).date())}" if at else "đã gửi"

    @property
    def asked_about(self) -> list[str]:
        """The numbers to change, by code and name: "MT-05 Tỷ lệ hộ nghèo (xã Mai Pha)"."""
        return [
            _with_units(f"{row.target} {row.name}", [row.unit] if row.unit else []) for row in self.line.asked
        ]

    @property
    def asked(self) -> list[str]:
        """What Home Affairs said, on the report and beside the numbers; for the unit's own eyes."""
        about = [
            f"{name}: {row.comment}" for name, row in zip(self.asked_about, self.line.asked, strict=True)
        ]
        said = self.line.revision.review_comment if self.is_asked_to_change and self.line.revision else ""
        return [*about, *filter(None, [said])]

    @property
    def lacking(self) -> list[str]:
        """The missing lines, those of one target together: "Tỷ lệ hộ nghèo (phường Chi Lăng, xã Mai Pha)"."""
        by_target: dict[str, list[str]] = {}
        for row in self.missing:
            by_target.setdefault(row.name, []).append(row.unit)
        return [_with_units(name, [unit for unit in units if unit]) for name, units in by_target.items()]

    @property
    def short(self) -> str:
        """For a list of many units."""
        if self.is_asked_to_change:
            about = f": {'; '.join(self.asked_about)}" if 0 < len(self.asked_about) <= NAMED else ""
            return f"{self.answered}{about}"
        if not self.line.answered or not 0 < len(self.lacking) <= NAMED:
            return self.answered
        return f"{self.answered}, còn thiếu: {'; '.join(self.lacking)}"

    @property
    def path(self) -> str:
        return reverse("entry", args=[self.unit.code, self.line.period.cut_off.isoformat()])


def _with_units(name: str, units: Sequence[str]) -> str:
    return f"{name} ({', '.join(units)})" if units else name


def office(campaign: Campaign) -> str:
    """Who asks: "Phòng Nội vụ thành phố Lạng Sơn"."""
    forms = campaign.options.forms
    name = agency_name(forms[HOME_AFFAIRS]) if HOME_AFFAIRS in forms else "Phòng Nội vụ"
    return f"{name} {sentences.lower_first(campaign.owner.name)}"


def subject(reports: Iterable[Awaited]) -> str:
    """ "Đề nghị gửi báo cáo quý II/2024, tháng 6/2024 (hạn hết ngày 18/6/2024)".

    "Đề nghị chỉnh sửa, bổ sung báo cáo …" where all of them were sent.
    """
    with translation.override(LANGUAGE):
        reports = list(reports)
        names = list(dict.fromkeys(report.line.period.name for report in reports))
        days = {report.line.last_day for report in reports}
        until = f" (hạn hết ngày {short_date(days.pop())})" if len(days) == 1 else ""
        deed = "chỉnh sửa, bổ sung" if all(report.is_asked_to_change for report in reports) else "gửi"
        return f"Đề nghị {deed} báo cáo {', '.join(names)}{until}"[:250]


def letter(campaign: Campaign, name: str, reports: Iterable[Awaited]) -> str:
    """The digest for one person, `name`, about all of these reports."""
    with translation.override(LANGUAGE):
        blocks = [_in_letter(number, report) for number, report in enumerate(reports, 1)]
    return _paragraphs(
        f"Kính gửi anh/chị {name},",
        f"{office(campaign)} đề nghị anh/chị quan tâm, hoàn thành và gửi các báo cáo sau:"
        if len(blocks) > 1
        else f"{office(campaign)} đề nghị anh/chị quan tâm, hoàn thành và gửi báo cáo sau:",
        *blocks,
        "Nếu đơn vị đã gửi báo cáo, đề nghị anh/chị bỏ qua thư này. Trường hợp có khó khăn, vướng mắc, "
        f"đề nghị trao đổi với {office(campaign)} để phối hợp.",
        "Trân trọng cảm ơn./.",
    )


def _in_letter(number: int, report: Awaited) -> str:
    lines = [
        f"{number}. {report.unit.name}: {report.name}",
        f"   Hạn gửi: {report.deadline}.",
        f"   Tình hình: {report.answered}.",
        *_listed("   Đề nghị chỉnh sửa, bổ sung:", report.asked),
        *_listed("   Còn thiếu:", report.lacking),
        *_link("   Nhập và gửi tại: ", settings.SITE_URL, report.path),
    ]
    return "\n".join(lines)


def text_for_unit(campaign: Campaign, reports: Iterable[Awaited], site: str) -> str:
    """To pass on to one unit, `reports` being its own; `site` is where the links lead, "" for none."""
    reports = list(reports)
    with translation.override(LANGUAGE):
        blocks = [_in_text(report) for report in reports]
    return _paragraphs(
        f"Kính gửi {reports[0].unit.official_name}.",
        f"{office(campaign)} đề nghị đơn vị quan tâm, hoàn thành và gửi:",
        *blocks,
        *_link("Nhập và gửi tại: ", site, reports[0].path),
        "Trân trọng cảm ơn./.",
    )


def _in_text(report: Awaited) -> str:
    lines = [f"- {sentences.upper_first(report.name)}: {report.deadline}; {report.answered}."]
    asked = _listed("Đề nghị chỉnh sửa, bổ sung:", report.asked)
    return "\n".join([*lines, *asked, *_listed("Còn thiếu:", report.lacking)])


def text_for_group(campaign: Campaign, reports: Iterable[Awaited], at: datetime, site: str) -> str:
    """To pass on to a group of units, each named with what it lacks; the reports of one cut-off."""
    units = by_unit(reports)
    with translation.override(LANGUAGE):
        names = list(dict.fromkeys(report.line.period.name for own in units for report in own))
        lines = "\n".join(f"{n}. {_of_unit(own, is_one=len(names) == 1)}" for n, own in enumerate(units, 1))
        return _paragraphs(
            "Kính gửi các đơn vị.",
            f"Đến {moment(at)}, {office(campaign)} {not_in(units, sentences.enumeration(names))} "
            f"sau ({_deadlines(units)}):",
            lines,
            "Đề nghị các đơn vị quan tâm, hoàn thành và gửi báo cáo.",
            *_link("Nhập và gửi tại: ", site, reverse("my_reports")),
            "Trân trọng cảm ơn./.",
        )


def summary(campaign: Campaign, reports: Iterable[Awaited], at: datetime) -> tuple[str, str]:
    """For Home Affairs: who has not reported, as subject and text."""
    units = by_unit(reports)
    title = state_of(units)
    with translation.override(LANGUAGE):
        lines = "\n".join(f"{number}. {_with_period(own)}" for number, own in enumerate(units, 1))
        return title, _paragraphs(
            f"Đến {moment(at)}, còn {title}:",
            lines,
            *_link("Đôn đốc tại: ", settings.SITE_URL, reverse("chasing")),
        )


def by_unit(reports: Iterable[Awaited]) -> list[list[Awaited]]:
    """Each unit's own, in the order in which units first come."""
    units: dict[int, list[Awaited]] = {}
    for report in reports:
        units.setdefault(report.unit.pk, []).append(report)
    return list(units.values())


def sent_and_not(units: Iterable[Sequence[Awaited]]) -> tuple[int, int]:
    """How many of the units have sent everything and are to change it, and how many have not."""
    asked = [all(report.is_asked_to_change for report in own) for own in units]
    return sum(asked), len(asked) - sum(asked)


def not_in(units: Sequence[Sequence[Awaited]], names: str = "") -> str:
    """ "chưa nhận được báo cáo quý II/2024 của 3 đơn vị" and of how many the change that was asked for."""
    asked, unsent = sent_and_not(units)
    report = f"báo cáo {names}".strip()
    told = [f"chưa nhận được {report} của {unsent} đơn vị"] if unsent else []
    if asked:
        told.append(f"chưa nhận được {report} đã chỉnh sửa, bổ sung của {asked} đơn vị")
    return sentences.enumeration(told)


def state_of(units: Sequence[Sequence[Awaited]]) -> str:
    """ "3 đơn vị chưa gửi báo cáo, 1 đơn vị chưa gửi lại báo cáo được đề nghị chỉnh sửa"."""
    asked, unsent = sent_and_not(units)
    told = [f"{unsent} đơn vị chưa gửi báo cáo"] if unsent else []
    return ", ".join(told + ([f"{asked} đơn vị chưa gửi lại báo cáo đã chỉnh sửa, bổ sung"] if asked else []))


def _deadlines(units: Sequence[Sequence[Awaited]]) -> str:
    """The periods' own days, and whose time was extended to which."""
    given = {
        (own[0].unit.name, report.line.last_day) for own in units for report in own if report.is_extended
    }
    usual = sorted({report.line.period.due_on for own in units for report in own if not report.is_extended})
    told = [f"hết ngày {short_date(day)}" for day in usual]
    for own in units:
        days = sorted({day for name, day in given if name == own[0].unit.name})
        told += [f"{own[0].unit.name} được gia hạn đến hết ngày {short_date(day)}" for day in days]
    return f"hạn {'; '.join(told)}"


def _of_unit(own: Sequence[Awaited], *, is_one: bool) -> str:
    """What one unit lacks; each report by its name, unless all units are asked for one and the same."""
    if is_one:
        return f"{own[0].unit.name}: {own[0].short}."
    told = "; ".join(f"{report.line.period.name} {report.short}" for report in own)
    return f"{own[0].unit.name}: {told}."


def _with_period(own: Sequence[Awaited]) -> str:
    told = "; ".join(f"{report.name} ({report.deadline}), {report.answered}" for report in own)
    return f"{own[0].unit.name}: {told}."


def _listed(title: str, rows: Sequence[str]) -> list[str]:
    indent = title[: len(title) - len(title.lstrip())]
    return [title, *(f"{indent}+ {row}" for row in rows)] if rows else []


def _link(words: str, site: str, path: str) -> list[str]:
    return [f"{words}{site}{path}"] if site else []


def _paragraphs(*blocks: str) -> str:
    return "\n\n".join(blocks) + "\n"
