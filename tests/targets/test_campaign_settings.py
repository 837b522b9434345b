"""What a campaign's settings may hold, and what is said where they are wrong."""

import unicodedata
from decimal import Decimal

import pytest
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.utils import translation

from targets.campaign_settings import (
    CampaignSettings,
    Check,
    CheckKind,
    DocumentForm,
    Operand,
    read_settings,
)
from targets.models import Campaign

FORM = {
    "agency": ["PHÒNG NỘI VỤ"],
    "symbol": "BC-PNV",
    "signer_title": "TRƯỞNG PHÒNG",
    "archive": "Lưu: VT, PNV.",
}


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def faults(data):
    with pytest.raises(ValidationError) as caught:
        read_settings(data)
    return caught.value.messages


def test_empty_settings_have_defaults():
    assert read_settings({}) == CampaignSettings(place="", short_name="", legal_bases=(), forms={}, checks=())


def test_settings_are_read_as_types():
    read = read_settings(
        {
            "place": " TP. Lạng Sơn ",
            "short_name": "Thi đua 2024",
            "legal_bases": ["Căn cứ Luật Thi đua, khen thưởng"],
            "forms": {"pnv": {**FORM, "superior": "UBND THÀNH PHỐ LẠNG SƠN"}},
        }
    )

    assert read.place == "TP. Lạng Sơn"
    assert read.legal_bases == ("Căn cứ Luật Thi đua, khen thưởng",)
    assert read.form("pnv") == DocumentForm(
        superior="UBND THÀNH PHỐ LẠNG SƠN",
        agency=("PHÒNG NỘI VỤ",),
        symbol="BC-PNV",
        signer_title="TRƯỞNG PHÒNG",
        archive="Lưu: VT, PNV.",
        addressees=(),
        authority=(),
        signer="",
        recipients=(),
    )


def test_text_comes_out_in_normal_form_c():
    read = read_settings({"place": unicodedata.normalize("NFD", "Lạng Sơn")})

    assert read.place == unicodedata.normalize("NFC", "Lạng Sơn")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ([], "settings: names with values are expected."),
        ({"plase": "x"}, "plase: unknown name."),
        ({"place": 5}, "place: text is expected."),
        ({"legal_bases": "Căn cứ"}, "legal_bases: a list of lines of text is expected."),
        ({"legal_bases": ["Căn cứ", " "]}, "legal_bases: a list of lines of text is expected."),
        ({"forms": []}, "forms: names with values are expected."),
        ({"forms": {"pnv": None}}, "forms.pnv: names with values are expected."),
        ({"forms": {"pnv": {**FORM, "stamp": "x"}}}, "forms.pnv.stamp: unknown name."),
        ({"forms": {"pnv": {**FORM, "symbol": None}}}, "forms.pnv.symbol: text is expected."),
        (
            {"forms": {"pnv": {name: FORM[name] for name in FORM if name != "symbol"}}},
            "forms.pnv.symbol: this is missing.",
        ),
    ],
)
def test_fault_is_named_with_its_place(data, message):
    assert faults(data) == [message]


SAME = {"kind": "same", "of": "MT-06.base", "to": ["MT-05.value"]}
BAND = {"kind": "band", "of": "KT-04.value", "to": ["KT-03.value"], "least": "0.4"}
KINDS = "checks.0.kind: one of these is expected: same, sum, cap, band."
NUMBERS = "a target's code and one of its numbers are expected: MT-05.value, MT-05.base, MT-05.year."


def test_checks_are_read_as_types():
    read = read_settings({"checks": [SAME, {"kind": "cap", "of": "XH-12.1.value", "most": "20"}]})

    assert read.checks == (
        Check(CheckKind.SAME, Operand("MT-06", "base"), (Operand("MT-05", "value"),)),
        Check(CheckKind.CAP, Operand("XH-12.1", "value"), most=Decimal(20)),
    )


@pytest.mark.parametrize(
    ("checks", "message"),
    [
        ({}, "checks: a list of checks is expected."),
        (["same"], "checks.0: names with values are expected."),
        ([{"of": "MT-06.base"}], "checks.0.kind: this is missing."),
        ([{**SAME, "kind": "twin"}], KINDS),
        ([{**SAME, "kind": ["same"]}], KINDS),
        ([{**SAME, "than": "x"}], "checks.0.than: unknown name."),
        ([{**SAME, "of": "MT-06"}], f"checks.0.of: {NUMBERS}"),
        ([{**SAME, "of": "MT-06.plan"}], f"checks.0.of: {NUMBERS}"),
        ([{**SAME, "of": 6}], f"checks.0.of: {NUMBERS}"),
        ([SAME, {**SAME, "to": [".value"]}], f"checks.1.to.0: {NUMBERS}"),
        ([{**SAME, "to": "MT-05.value"}], "checks.0.to: a list of numbers of lines is expected."),
        ([{**SAME, "to": []}], "checks.0.to: one is expected."),
        ([{**SAME, "to": SAME["to"] * 2}], "checks.0.to: one is expected."),
        ([{**SAME, "most": "5"}], "checks.0.most: this kind has no limits."),
        ([{**BAND, "least": 0.4}], "checks.0.least: a number in quotation marks is expected: “0.5”."),
        ([{**BAND, "least": "0,4"}], "checks.0.least: a number in quotation marks is expected: “0.5”."),
        ([{**BAND, "least": "NaN"}], "checks.0.least: a number in quotation marks is expected: “0.5”."),
        ([{**BAND, "most": "0.3"}], "checks.0.least: the least is above the most."),
        ([{"kind": "band", "of": "A.value", "to": ["B.value"]}], "checks.0.least: limits are missing."),
        ([{"kind": "cap", "of": "A.value"}], "checks.0.most: limits are missing."),
        ([{"kind": "cap", "of": "A.value", "least": "5"}], "checks.0.most: limits are missing."),
        (
            [{"kind": "cap", "of": "A.value", "most": "5", "to": ["B.value"]}],
            "checks.0.to: this kind holds one line alone.",
        ),
    ],
)
def test_fault_of_a_check_is_named_with_its_place(checks, message):
    assert faults({"checks": checks}) == [message]


def test_sum_takes_several_lines_and_a_start():
    (check,) = read_settings(
        {"checks": [{"kind": "sum", "of": "A.value", "to": ["B.year", "C.year"], "plus": "26"}]}
    ).checks
    assert (check.plus, len(check.to)) == (Decimal(26), 2)


def test_every_fault_is_told_at_once():
    assert faults({"plase": "x", "place": 5, "short_name": None}) == [
        "plase: unknown name.",
        "place: text is expected.",
        "short_name: text is expected.",
    ]


def test_unknown_form_is_refused_with_the_known_ones():
    read = read_settings({"forms": {"pnv": FORM}})

    with pytest.raises(ValidationError, match=r"no document form “ubnd”\. It has: pnv") as caught:
        read.form("ubnd")
    assert caught.value.code == "unknown_form"


def test_campaign_refuses_wrong_settings_at_their_field():
    with pytest.raises(ValidationError) as caught:
        Campaign(code="2024", settings={"place": 5}).clean()

    assert caught.value.message_dict == {"settings": ["place: text is expected."]}


def test_stored_settings_that_cannot_be_read_fail_loudly():
    campaign = Campaign(code="2024", settings={"place": 5})

    with pytest.raises(ImproperlyConfigured, match=r"Campaign 2024: place: text is expected\."):
        _ = campaign.options


def test_short_name_falls_back_to_the_name():
    assert Campaign(name="Phong trào thi đua năm 2024").short_name == "Phong trào thi đua năm 2024"
    assert Campaign(name="Phong trào", settings={"short_name": "Thi đua 2024"}).short_name == "Thi đua 2024"
