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
        ({"campaign": "2023"}, r"There is no campaign 2023\. Known: 2024\."),
        ({"period": "2024-Q5"}, r"There is no period 2024-Q5\. Known: 2024-M01, .*2024-Q2, 2024-H1"),
        ({"unit": "X-XX"}, r"There is no unit X-XX\. Known: .*X-MP"),
        ({"unit": "TPLS"}, r"There is no unit TPLS\."),
        ({"form": "so"}, "“so”.*pnv, ubnd"),
    ],
)
def test_unknown_names_are_told_with_the_known_ones(campaign_2024, tmp_path, wrong, message):
    with pytest.raises(CommandError, match=message):
        build(tmp_path, **wrong)
    assert not (tmp_path / "report.pdf").exists()


def test_form_and_unit_exclude_each_other(campaign_2024, tmp_path):
    arguments = ["--campaign=2024", "--period=2024-Q2", "--form=pnv", "--unit=X-MP", "--output=x.pdf"]
    with pytest.raises(CommandError, match="not allowed with"):
        call_command("build_report", *arguments)


def test_two_campaigns_of_one_code_are_not_guessed_between(campaign_2024, tmp_path):
    CampaignFactory(code="2024")
    with pytest.raises(CommandError, match="Several campaigns"):
        build(tmp_path)


def test_file_that_cannot_be_written_is_told(campaign_2024, tmp_path):
    with pytest.raises(CommandError, match=r"cannot be written: No such file or directory\."):
        build(tmp_path, output=tmp_path / "missing" / "report.pdf")


def test_a_period_whose_entry_has_not_opened_has_no_report(campaign_2024, tmp_path, settings):
    settings.EMULATION_TODAY = "2024-06-17"
    with pytest.raises(CommandError, match=r"2024-Q3 yet: entry opens on 07/9/2024\."):
        build(tmp_path, period="2024-Q3")
