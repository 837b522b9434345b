"""Which years words name."""

import pytest

from targets.setting_up.named_years import years_in


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("Số hộ nghèo so với cuối năm 2023", ["2023"]),
        ("Căn cứ Nghị định số 98/2023/NĐ-CP ngày 31 tháng 12 năm 2023 của Chính phủ", []),
        ("Nghị định 98/2023", []),
        ("Căn cứ Luật Thi đua, khen thưởng ngày 15 tháng 6 năm 2022", []),
        ("Quyết định số 12/2023/QĐ-UBND ngày 1/2/2023 giao chỉ tiêu năm 2023", ["2023"]),
        ("Căn cứ Phát động số …/PĐ-UBND ngày 05 tháng 01 năm 2024", ["2024"]),
        ("đến tháng 12/2023", ["2023"]),
        ("", []),
    ],
)
def test_years_of_decrees_and_laws_are_not_named(text, years):
    assert years_in(text) == years
