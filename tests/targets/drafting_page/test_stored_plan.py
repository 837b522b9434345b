"""The old side of "old → new" is what the database holds, whatever was posted."""

import pytest

from targets.models import Target
from tests.targets.drafting_page.officer import Officer


@pytest.fixture
def officer(campaign_2024, settings) -> Officer:
    settings.LANGUAGE_CODE = "en"
    campaign_2024.in_preparation = True
    campaign_2024.save()
    return Officer(campaign_2024)


def test_stored_plan_stays_beside_the_new_one_after_a_check_and_a_refusal(officer):
    stored = Target.objects.get(campaign=officer.campaign, code="KT-05")
    officer.read("CHỈ TIÊU\n- Thu nội địa đạt 450 tỷ đồng.\n- Tổng đàn gia súc đạt 2.000 con.")
    change = f"KT-05: plan {stored.plan_text} → 450.000"
    assert change in officer.text
    for do, status in (("check", 422), ("accept", 422), ("check", 422)):
        assert officer.press(do=do).status == status
        assert change in officer.text, do
        assert "Plans that change (1)" in officer.text
    assert Target.objects.get(pk=stored.pk).plan_text == stored.plan_text
    assert officer.accept().status == 302
    assert Target.objects.get(pk=stored.pk).plan_text == "450.000"
