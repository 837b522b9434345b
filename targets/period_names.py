"""What people call a period: "tháng 3/2024", "quý I/2024", "6 tháng đầu năm 2024". The one home of it."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from emulation.dates import roman
from targets.choices import PeriodKind


def period_name(kind: str, number: int, year: int) -> str:
    """The full name with its year, in small letters, in the language in force."""
    match PeriodKind(kind):
        case PeriodKind.MONTH:
            return _("month %(number)s/%(year)s") % {"number": number, "year": year}
        case PeriodKind.QUARTER:
            return _("quarter %(number)s/%(year)s") % {"number": roman(number), "year": year}
        case PeriodKind.HALF:
            return _("first six months of %(year)s") % {"year": year}
        case PeriodKind.NINE:
            return _("first nine months of %(year)s") % {"year": year}
        case PeriodKind.YEAR:
            return pgettext("period", "year %(year)s") % {"year": year}


def short_period_name(kind: str, number: int) -> str:
    """The name without its year, where the year is plain: "tháng 3", "quý I", "6 tháng", "cả năm"."""
    match PeriodKind(kind):
        case PeriodKind.MONTH:
            return _("month %(number)s") % {"number": number}
        case PeriodKind.QUARTER:
            return _("quarter %(number)s") % {"number": roman(number)}
        case PeriodKind.HALF:
            return pgettext("period", "six months")
        case PeriodKind.NINE:
            return pgettext("period", "nine months")
        case PeriodKind.YEAR:
            return pgettext("period", "whole year")
