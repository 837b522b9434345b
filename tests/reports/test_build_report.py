from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from pypdf import PdfReader

from tests.factories import CampaignFactory


def build(tmp_path, **options):
    out = StringIO()
    call = {"campaign": "2024", "period": "2024-Q2", "output": tmp_path / "report.pdf", **options}
    call_command("build_report", stdout=out, **call)
    return out.getvalue()


def test_writes_the_citys_report_and_says_so(campaign_2024, tmp_path):
    said = build(tmp_path)
    assert said == f"{tmp_path / 'report.pdf'}: Kết quả thực hiện phong trào thi đua quý II năm 2024\n"
    first = PdfReader(tmp_path / "report.pdf").pages[0].extract_text()
    assert "PHÒNG NỘI VỤ" in first


def test_writes_a_units_own_report(campaign_2024, tmp_path):
    build(tmp_path, unit="X-MP")
    first = PdfReader(tmp_path / "report.pdf").pages[0].extract_text()
    assert "XÃ MAI PHA" in first
    assert "PHÒNG NỘI VỤ" not in first


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"campaign": "2023"}, "2023.*TPLS/2024"),
        ({"period": "2024-Q5"}, "2024-Q5.*2024-M01, .*2024-Q2, 2024-H1"),
        ({"unit": "X-XX"}, "X-XX.*X-MP"),
        ({"form": "so"}, "“so”.*pnv, ubnd"),
    ],
)
def test_unknown_names_are_told_with_the_known_ones(campaign_2024, tmp_path, wrong, message):
    with pytest.raises(CommandError, match=message):
        build(tmp_path, **wrong)
    assert not (tmp_path / "report.pdf").exists()


def test_form_may_be_named_beside_a_unit_whose_own_head_it_is(campaign_2024, tmp_path):
    build(tmp_path, form="ubnd", unit="X-MP")
    assert "XÃ MAI PHA" in PdfReader(tmp_path / "report.pdf").pages[0].extract_text()


def test_report_of_the_owner_is_the_citys(campaign_2024, tmp_path):
    build(tmp_path, unit="TPLS", output=str(tmp_path / "report.pdf"), campaign=2024)
    assert "PHÒNG NỘI VỤ" in PdfReader(tmp_path / "report.pdf").pages[0].extract_text()


def test_two_campaigns_of_one_code_are_told_apart_by_their_owners(campaign_2024, tmp_path):
    CampaignFactory(code="2024")
    with pytest.raises(CommandError, match="TPLS/2024"):
        build(tmp_path)
    assert "quý II" in build(tmp_path, campaign="TPLS/2024")


def test_file_that_cannot_be_written_is_told(campaign_2024, tmp_path):
    with pytest.raises(CommandError, match=r"missing/report\.pdf: "):
        build(tmp_path, output=tmp_path / "missing" / "report.pdf")


def test_a_period_whose_entry_has_not_opened_is_built_and_said_to_be_so(campaign_2024, tmp_path, settings):
    settings.EMULATION_TODAY = "2024-06-17"
    told = StringIO()
    build(tmp_path, period="2024-Q3", stderr=told)
    assert "07/9/2024" in told.getvalue()
    assert "quý III" in "".join(PdfReader(tmp_path / "report.pdf").pages[0].extract_text().splitlines())
