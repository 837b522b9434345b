"""The sheet of figures (phiếu số liệu) that the head of a unit signs: one report on paper, with its code.

Its lines are those of the page (`reports.entry.to_sign`), so that page and paper never differ.
"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from emulation.dates import moment, now, short_date
from reports.documents import sentences
from reports.documents.letterhead import Foot, Letterhead, foot, letterhead, place_of, unit_form
from reports.entry.sheet import Sheet
from reports.entry.to_sign import TargetToSign, targets_to_sign
from targets.models import Campaign, ReportingPeriod

LANGUAGE = "vi"


@dataclass(frozen=True, slots=True)
class SheetContent:
    """`texts` are heading and text; `code` is empty until the report is begun, and so is `address`.

    `address` is where the signed sheet is attached, whole; empty also where the site does not know its own.
    """

    sheet: Sheet
    letterhead: Letterhead
    subject: str
    about: tuple[str, ...]
    targets: tuple[TargetToSign, ...]
    texts: tuple[tuple[str, str], ...]
    code: str
    address: str
    foot: Foot
    stamp: str
    is_demonstration: bool
    file_title: str


def unit_sheet(sheet: Sheet, campaign: Campaign, at: datetime | None = None) -> SheetContent:
    """What is stored at this moment; asks nothing of the database."""
    at = at or now()
    with translation.override(LANGUAGE):
        return _content(sheet, campaign, at)


def _content(sheet: Sheet, campaign: Campaign, at: datetime) -> SheetContent:
    unit, period, code = sheet.reporter, sheet.period, sheet.content_code
    form = unit_form(campaign, unit)
    return SheetContent(
        sheet=sheet,
        letterhead=letterhead(form, place_of(campaign, unit), at.date()),
        subject=f"Kết quả thực hiện phong trào thi đua {sentences.period_words(period)}",
        about=(campaign.name, _state(sheet)),
        targets=tuple(targets_to_sign(sheet.rows)),
        texts=tuple(
            (str(box.label), str(box.value())) for box in sheet.narrative.boxes if (box.value() or "").strip()
        ),
        code=code,
        address=_address(sheet) if code else "",
        foot=foot(form),
        stamp=_stamp(code, at),
        is_demonstration=campaign.is_demonstration,
        file_title=sheet_title(sheet),
    )


def _state(sheet: Sheet) -> str:
    cut_off = f"Chốt số liệu đến ngày {short_date(sheet.period.cut_off)}"
    return f"{cut_off}; {sheet.answered}/{sheet.owed} chỉ tiêu đã có trả lời"


def _stamp(code: str, at: datetime) -> str:
    told = f"Số liệu lúc {moment(at)}"
    return f"{told} · Mã số liệu {code}" if code else f"{told} · Chưa có số liệu"


def _address(sheet: Sheet) -> str:
    path = reverse("signed_sheet", args=[sheet.reporter.code, sheet.period.code])
    return f"{settings.SITE_URL}{path}" if settings.SITE_URL else ""


def sheet_title(sheet: Sheet) -> str:
    """As offices name files, without extension: "Phiếu số liệu-quý II-2024-Phường Vĩnh Trại"."""
    return f"{sheets_title(sheet.period)}-{sheet.reporter.name}"


def sheets_title(period: ReportingPeriod) -> str:
    """Of the sheets of all units: "Phiếu số liệu-quý II-2024"."""
    return f"Phiếu số liệu-{sentences.period_in_names(period)}"
