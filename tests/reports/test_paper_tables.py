"""A target by unit and a cluster's units side by side, on paper: the figures of their pages."""

import io

import pdfplumber
import pytest
from django.test import Client
from pypdf import PdfReader

from reports.choices import Basis
from reports.documents.pdf import html, render_table
from reports.documents.tables import BESIDE, Asked, cluster_comparison, target_sheet
from reports.progress import rows
from reports.target_page import TargetPage
from targets.choices import Measure
from targets.schedule import Schedule
from tests.factories import ClusterFactory, TargetFactory, UnitFactory
from tests.html import text_of
from tests.reports.cast import Cast
from units.models import Unit

pytestmark = pytest.mark.django_db
HOSTILE = '<script>alert(1)</script><img src="file:///etc/passwd"> url(http://127.0.0.1:1/)'


def asked(cast: Cast) -> Asked:
    return Asked(Schedule.load(cast.campaign), cast.period.cut_off, Basis.OFFICIAL, "/overview/")


def city_rows(cast: Cast):
    return rows(cast.campaign, cast.city, cast.period.cut_off, Basis.OFFICIAL)


def target_paper(cast: Cast, code: str):
    schedule = Schedule.load(cast.campaign)
    row = next(row for row in city_rows(cast) if row.target.code == code)
    return target_sheet(TargetPage.of(row, schedule, Basis.OFFICIAL, cast["staff"]), asked(cast))


def in_cluster(cast: Cast, *units: Unit):
    cluster = ClusterFactory(owner=cast.city, name="Khối phường, xã")
    for unit in units:
        unit.cluster = cluster
        unit.save()
    return cluster


def words(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def lines(content) -> list[tuple[str, ...]]:
    return [line.cells for table in content.tables for line in table.lines]


def test_a_target_stands_unit_by_unit_with_what_each_gave(cast):
    cast.accepted()
    content = target_paper(cast, cast.allocation.target.code)
    own, other = lines(content)
    assert own[1:3] == (cast.ward.name, "10")
    assert other[1:3] == (cast.other_ward.name, "–")
    assert any(line.startswith(f"{cast.city.name}: 10") for line in content.about)
    assert content.about[0] == "Số liệu đến ngày 14/6/2024 (số đã duyệt)"
    text = words(render_table(content))
    assert "BIỂU SỐ LIỆU CHỈ TIÊU" in text
    assert cast.allocation.target.name in text


def test_it_names_nobody_and_shows_no_note(cast):
    revision = cast.accepted()
    revision.readings.update(note="Số liệu nội bộ")
    page = html(target_paper(cast, cast.allocation.target.code), "documents/table.html")
    assert "Số liệu nội bộ" not in page
    assert cast["staff"].full_name not in page


def test_a_composite_target_stands_by_its_parts(cast):
    whole = TargetFactory(
        campaign=cast.campaign,
        lead=cast.department,
        measure=Measure.ALL_OF,
        over_time="",
        direction="",
        threshold=None,
    )
    part = cast.allocate(cast.ward, parent=whole).target
    (line,) = lines(target_paper(cast, whole.code))
    assert line[1] == f"{part.code} {part.name}"


def test_units_of_a_cluster_stand_beside_each_other_on_what_they_share(cast):
    cast.accepted()
    alone = cast.allocate(cast.ward)
    units = [cast.ward, cast.other_ward]
    content = cluster_comparison(in_cluster(cast, *units), units, city_rows(cast), asked(cast))
    assert [column.heading for column in content.tables[0].columns[-2:]] == [unit.name for unit in units]
    (line,) = lines(content)
    assert line[1] == f"{cast.allocation.target.code} {cast.allocation.target.name}"
    assert line[-3:] == ("10", "10", "–")
    assert alone.target.code not in words(render_table(content))


def test_a_target_that_one_of_them_was_not_given_is_crossed_out(cast):
    third = UnitFactory(parent=cast.city)
    units = [cast.ward, cast.other_ward, third]
    (line,) = lines(cluster_comparison(in_cluster(cast, *units), units, city_rows(cast), asked(cast)))
    assert line[-3:] == ("–", "–", "x")


def test_many_units_take_several_tables_on_pages_across(cast):
    more = [UnitFactory(parent=cast.city, name=f"Xã số {number}") for number in range(BESIDE)]
    for unit in more:
        cast.allocate(unit, target=cast.allocation.target)
    units = [cast.ward, cast.other_ward, *more]
    content = cluster_comparison(in_cluster(cast, *units), units, city_rows(cast), asked(cast))
    assert [len(table.columns) - 5 for table in content.tables] == [BESIDE, 2]
    pages = pdfplumber.open(io.BytesIO(render_table(content))).pages
    assert all(page.width > page.height for page in pages)
    assert all(unit.name in words(render_table(content)) for unit in units)


def test_a_cluster_without_anything_in_common_says_so(cast):
    units = [cast.ward]
    text = words(
        render_table(cluster_comparison(in_cluster(cast, *units), units, city_rows(cast), asked(cast)))
    )
    assert "Không có chỉ tiêu chung." in text


def test_hostile_names_are_text(cast, settings):
    settings.SITE_URL = "https://thidua.example.vn"
    Unit.objects.filter(pk=cast.ward.pk).update(name=HOSTILE)
    target = cast.allocation.target
    target.name = HOSTILE
    target.save()
    units = list(Unit.objects.filter(pk__in=[cast.ward.pk, cast.other_ward.pk]))
    cluster = in_cluster(cast, *units)
    cluster.name = HOSTILE
    for content in (
        target_paper(cast, target.code),
        cluster_comparison(cluster, units, city_rows(cast), asked(cast)),
    ):
        text = words(render_table(content)).replace(" ", "")
        assert "<script>alert(1)</script>" in text
        assert "file:///etc/passwd" in text


def test_the_pages_lead_to_them(cast):
    cluster = in_cluster(cast, cast.ward, cast.other_ward)
    client = Client()
    client.force_login(cast["reviewer"])
    code = cast.allocation.target.code
    assert f"/targets/{code}/sheet.pdf?as_of=" in client.get(f"/targets/{code}/").content.decode()
    for page in ("/units/", "/review/matrix/"):
        assert f"/clusters/{cluster.code}/comparison.pdf" in client.get(page).content.decode()
    file = client.get(f"/clusters/{cluster.code}/comparison.pdf")
    assert "bieu-so-sanh-khoi-phuong-xa-den" in file["Content-Disposition"]
    assert cast.ward.name in words(file.content)


def test_what_awaits_acceptance_is_open_to_who_may_see_it_alone(cast):
    cluster = in_cluster(cast, cast.ward)
    client = Client()
    for role, status in (("staff", 403), ("reviewer", 200)):
        client.force_login(cast[role])
        address = f"/clusters/{cluster.code}/comparison.pdf?basis=provisional"
        assert client.get(address).status_code == status


def test_a_cluster_of_nobody_is_not_found(cast):
    client = Client()
    client.force_login(cast["reviewer"])
    assert client.get("/clusters/NONE/comparison.pdf").status_code == 404


def test_the_words_of_the_page_are_those_of_the_paper(cast):
    cast.accepted()
    client = Client()
    client.force_login(cast["reviewer"])
    code = cast.allocation.target.code
    page = text_of(client.get(f"/targets/{code}/").content.decode())
    for line in lines(target_paper(cast, code)):
        assert all(cell in page for cell in line[1:3])
