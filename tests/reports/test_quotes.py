"""Units' own words in the periodic report: nothing that a unit said may read as the report's own."""

import re

import pytest
from django.template.loader import render_to_string

from emulation.dates import now
from reports.documents.parts import Part, Quote, Section
from reports.documents.quotes import quotes_of
from reports.due import all_report_lines
from reports.models import Revision
from tests.reports.cast import MID_JUNE, Cast
from units.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(settings) -> Cast:
    settings.EMULATION_TODAY = MID_JUNE
    cast = Cast()
    cast.ward.official_name = "Ủy ban nhân dân phường Vĩnh Trại"
    cast.ward.save()
    return cast


def quote(cast: Cast, results: str, unit: Unit | None = None) -> Quote:
    Revision.objects.filter(pk=cast.accepted().pk).update(results=results)
    lines = all_report_lines([cast.period], now())
    [found] = quotes_of("II", lines, "results", cast.period, unit)
    return found


def paragraphs(found: Quote) -> list[str]:
    """As they stand on paper."""
    section = Section("II", "KẾT QUẢ", (Part("Kết quả", quotes=(found,)),))
    shown = render_to_string("documents/body.html", {"report": {"sections": [section], "closing": ""}})
    return re.findall(r"<p(?: class=\"leads\")?>([^<]+)</p>", shown)


def test_one_line_stands_behind_the_name_of_its_unit(cast):
    told = paragraphs(quote(cast, "Giải quyết việc làm cho 70 lao động."))
    assert told == ["- UBND phường Vĩnh Trại: Giải quyết việc làm cho 70 lao động."]


def test_several_lines_stand_under_the_name_of_their_unit(cast):
    told = paragraphs(quote(cast, "- Giải quyết việc làm cho 70 lao động\r\n\r\n•Trồng 5 ha rừng\n"))
    assert told == [
        "- UBND phường Vĩnh Trại:",
        "+ Giải quyết việc làm cho 70 lao động",
        "+ Trồng 5 ha rừng",
    ]


def test_unit_does_not_name_itself_in_its_own_report(cast):
    told = paragraphs(quote(cast, "- Một\n- Hai", unit=cast.ward))
    assert told == ["- Một", "- Hai"]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        *(("- Một", "Một"), ("-Một", "Một"), ("+ Một", "Một"), ("– 5 lớp", "5 lớp")),
        *(("-5% so với cùng kỳ", "-5% so với cùng kỳ"), ("1. Một", "1. Một"), ("* ", "")),
    ],
)
def test_a_mark_before_a_line_is_taken_off_and_a_sign_is_not(cast, typed, told):
    lines = quote(cast, f"Đầu\n{typed}").sentence.lines
    assert lines == (("Đầu", told) if told else ("Đầu",))
