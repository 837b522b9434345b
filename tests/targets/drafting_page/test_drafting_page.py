"""The page of drafted targets: read, corrected row by row, accepted whole or not at all."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from targets.choices import Frequency, Measure, OverTime
from targets.drafting_page.rows import MOST_ROWS
from targets.models import Campaign, Group, Target
from tests.factories import MembershipFactory, TargetFactory
from tests.html import text_of
from tests.targets.drafting.test_files import docx, paragraph, row
from tests.targets.drafting_page.officer import DOCUMENT, LEAD, Officer, in_preparation
from units.choices import Action, Role
from units.models import Event, Unit

pytestmark = pytest.mark.django_db

TYPED = ["name", "comparator", "value", "upper", "unit", "group", "lead", "way", "code", "twin"]
COMPARED = ("direction", "threshold", "strict", "ceiling", "unit_of_measure")
# The reader names this one a second time, in other words: a person unticks it.
NAMED_TWICE = "Nâng cao tỉ lệ tham gia BHYT toàn dân"


@pytest.fixture
def city(campaign_2024) -> Unit:
    return campaign_2024.owner


@pytest.fixture
def officer(city) -> Officer:
    return Officer(in_preparation(city))


@pytest.fixture
def english(settings) -> None:
    settings.LANGUAGE_CODE = "en"


def numbers_of(target: Target) -> list:
    return [getattr(target, name) for name in COMPARED]


def test_the_document_of_2024_becomes_its_39_targets(officer, campaign_2024):
    officer.read()
    assert officer.status == 200
    officer.untick(officer.row(NAMED_TWICE)).accept()
    assert officer.status == 302
    made = officer.targets
    for target in made.values():
        target.full_clean()
    wanted = list(Target.objects.filter(campaign=campaign_2024).in_order())
    whole = [target for target in made.values() if target.parent_id is None]
    assert len(whole) == 39
    assert [
        [getattr(target, name) for name in COMPARED] for target in sorted(whole, key=lambda t: t.order)
    ] == [
        [getattr(target, name) for name in COMPARED]
        if target.code != "XH-09"
        else ["up", 8, False, None, "xã"]
        for target in wanted
        if target.parent_id is None
    ]
    assert {code for code in made if not code.startswith("ND")} == {
        target.code for target in wanted if not target.code.startswith("BS")
    }
    assert made["KT-05"].text_original == "Thu nội địa đạt 425.000 triệu đồng"
    assert (made["XD-01"].plan_text, made["KT-05"].section) == ("từ 130 trở lên", "II.1")
    assert {group.code: group.name for group in Group.objects.filter(campaign=officer.campaign)}["MT"] == (
        "Chỉ tiêu môi trường"
    )
    assert Campaign.objects.get(pk=officer.campaign.pk).document_text == DOCUMENT.strip()


def test_one_line_of_the_log_tells_all_that_was_accepted(officer):
    officer.read("- Thu nội địa đạt 425.000 triệu đồng.").accept()
    (event,) = Event.objects.about(officer.campaign)
    assert (event.actor, event.action) == (officer.user, Action.CHANGED)
    assert event.data["targets"] == list(officer.targets)


def test_each_sentence_stands_with_its_number_marked(officer):
    page = officer.read("- Thu nội địa đạt 425.000 triệu đồng.\n- Tốc độ tăng trưởng 10 - 11%.").page
    assert "đạt <mark>425.000</mark> triệu đồng" in page
    assert "<mark>10 - 11</mark>%" in page


def test_a_number_that_is_not_in_the_sentence_is_pointed_out(officer, english):
    officer.read("- Thu nội địa đạt 425.000 triệu đồng.")
    assert "does not stand in this sentence" not in officer.text
    officer.type(0, value="452.000").press(do="check", **{"all-lead": "PNV"})
    assert "does not stand in this sentence" in officer.text


def test_corrections_are_taken_and_nothing_is_written_by_a_check(officer):
    officer.read("- Trồng mới 30ha rừng.\n- Tỷ lệ hộ nghèo dưới 2%.")
    officer.type(0, name="Diện tích rừng trồng mới", value="35,5", frequency="month", code="MT-07")
    officer.type(1, comparator="lte", lead="PLDTBXH", way="share_sum", base_label="Tổng số hộ")
    assert officer.press(do="check", **{"all-lead": "HKL"}).status == 200
    assert officer.targets == {}
    officer.accept("HKL")
    forest, poor = sorted(officer.targets.values(), key=lambda target: target.order)
    assert (forest.code, forest.name, forest.lead.code) == ("MT-07", "Diện tích rừng trồng mới", "HKL")
    assert (str(forest.threshold), forest.frequency) == ("35.5", Frequency.MONTH)
    assert (poor.lead.code, poor.base_label, poor.strict) == ("PLDTBXH", "Tổng số hộ", False)
    assert (poor.measure, poor.over_time) == (Measure.SHARE, OverTime.SUM)


def test_the_lead_is_the_unit_that_the_sentence_names_or_the_one_for_all(officer):
    officer.read(
        "- Phòng Kinh tế vận động trồng mới 30 ha rừng.\n- Xây dựng xã Mai Pha đạt chuẩn nông thôn mới."
    )
    assert (officer.said(0, "lead"), officer.said(1, "lead")) == ("PKT", "")
    officer.accept("PNV")
    assert {target.lead.code for target in officer.targets.values()} == {"PKT", "PNV"}


def test_without_any_lead_one_error_asks_for_it_and_nothing_is_lost(officer):
    officer.read().type(0, name="Tăng trưởng").accept(lead="")
    assert (officer.status, officer.targets, officer.row_errors) == (422, {}, {})
    assert list(officer.response.context["drafting"].for_all.errors) == ["lead"]
    assert officer.said(0, "name") == "Tăng trưởng"
    assert officer.sent["all-text"] == DOCUMENT.strip()


def test_faults_stand_at_their_rows_and_nothing_is_written(officer):
    text = "- Thu nội địa đạt 425.000 triệu đồng.\n- Tỷ lệ đô thị hóa đạt 74,5%.\n- Trồng mới 30 ha rừng."
    officer.read(text)
    officer.type(0, value="425.00.0", name="").type(1, comparator="range", upper="70", code="kt 1")
    officer.type(2, pace="hold")
    officer.accept()
    assert (officer.status, officer.targets) == (422, {})
    assert officer.row_errors == {0: ["name", "value"], 1: ["code"], 2: ["__all__"]}
    assert officer.said(0, "value") == "425.00.0"
    officer.type(0, value="425", name="Thu").type(1, code="").accept()
    assert officer.row_errors == {1: ["upper"], 2: ["__all__"]}


def test_two_rows_do_not_get_one_code(officer):
    officer.read("- Thu nội địa đạt 425.000 triệu đồng.\n- Tỷ lệ đô thị hóa đạt 74,5%.")
    officer.type(0, code="KT-01").type(1, code="KT-01").accept()
    assert (officer.row_errors, officer.targets) == ({1: ["code"]}, {})


def test_a_target_that_all_of_its_parts_decide_gets_them(officer):
    officer.read("- Giảm tai nạn giao thông cả 3 tiêu chí.\n- Tỷ lệ đô thị hóa đạt 74,5%.")
    officer.type(0, parts="Số vụ\n\n" + "x" * 251).type(1, way="all_of").accept()
    assert officer.row_errors == {0: ["parts"], 1: ["parts"]}
    officer.type(0, parts="Số vụ\n\n Số  người chết").type(1, way="").accept()
    made = officer.targets
    assert [made[code].name for code in ("CT-01.1", "CT-01.2")] == ["Số vụ", "Số người chết"]
    assert (made["CT-01.1"].parent, made["CT-01.1"].tallied) == (made["CT-01"], False)


def test_what_is_too_long_for_a_target_is_told_at_its_box(officer):
    officer.read(
        f"1\t{'Tỷ lệ hộ dùng nước sạch ' * 100}\t%\t95\n- {'Thu ' * 80}nội địa đạt 9 tỷ đồng."
    ).accept()
    assert officer.row_errors == {0: ["name"], 1: ["name"]}


def test_an_incomplete_form_is_asked_for_anew(officer):
    for posted in ({"do": "check"}, {"do": "accept"}, {"take": "3"}, {"do": "accept", "r-TOTAL_FORMS": "x"}):
        assert officer._post(posted).status in {200, 409, 422}
    assert officer.targets == {}


def test_rows_that_are_not_taken_are_not_asked_about(officer):
    officer.read("- Thu nội địa đạt 425.000 triệu đồng.\n- Tỷ lệ đô thị hóa đạt 74,5%.")
    officer.type(0, value="?", name="").untick(0).accept()
    assert [target.name for target in officer.targets.values()] == ["Tỷ lệ đô thị hóa"]
    officer.read("- Thu nội địa đạt 425.000 triệu đồng.").untick(0).accept()
    assert officer.status == 422


def test_a_sentence_that_was_passed_over_is_taken_along_at_its_place(officer):
    officer.read(
        "I. CHỈ TIÊU\n- Thu nội địa đạt 9 tỷ đồng.\n- Chỉnh trang các tuyến phố: 15.\n- Trồng mới 30 ha rừng."
    )
    officer.type(0, name="Thu trên địa bàn")
    (passed,) = officer.response.context["drafting"].skipped
    officer.press(take=str(passed.number))
    assert [officer.said(number, "value") for number in range(officer.count)] == ["9", "15", "30"]
    assert officer.said(0, "name") == "Thu trên địa bàn"
    officer.type(1, name="Số tuyến phố chỉnh trang", unit="tuyến phố").accept()
    assert [target.name for target in officer.targets.values()][1] == "Số tuyến phố chỉnh trang"


def test_the_same_text_accepted_again_changes_and_doubles_nothing(officer):
    officer.read().accept()
    before = list(Target.objects.filter(campaign=officer.campaign).values())
    officer.read()
    assert all(officer.said(number, "twin") for number in range(officer.count))
    assert officer.accept().status == 302
    assert list(Target.objects.filter(campaign=officer.campaign).values()) == before
    assert Event.objects.about(officer.campaign).count() == 1


def test_the_same_form_sent_twice_doubles_nothing(officer):
    officer.read().accept()
    count = len(officer.targets)
    officer.accept()
    assert (officer.status, len(officer.targets)) == (409, count)
    assert officer.said(0, "twin") == "KT-01"
    officer.accept()
    assert (officer.status, len(officer.targets)) == (302, count)


@pytest.fixture
def copied(city, campaign_2024) -> Campaign:
    """The campaign of 2024 as it was copied for the next year: its targets as they stand."""
    Campaign.objects.filter(pk=campaign_2024.pk).update(in_preparation=True)
    return campaign_2024


def test_last_years_targets_take_their_new_numbers(copied):
    officer = Officer(copied)
    text = (
        "- Thu nội địa đạt 450 tỷ đồng.\n- Tỷ lệ bao phủ BHYT toàn dân 98,5%.\n- Giảm phạm pháp hình sự 6%.\n"
        "- Số lao động được giải quyết việc làm từ 2.400 đến 2.600 người.\n"
        "- Duy trì 7/7 xã đạt Bộ tiêu chí quốc gia về y tế xã."
    )
    officer.read(text)
    assert [officer.said(n, "twin") for n in range(5)] == ["KT-05", "XH-10", "XH-13", "XH-08", "XH-09"]
    count = len(officer.targets)
    assert officer.accept(lead="").status == 302
    made = officer.targets
    assert len(made) == count
    assert [str(made[code].threshold) for code in ("KT-05", "XH-10", "XH-13", "XH-08")] == [
        *("450000", "98.5", "-6", "2400"),
    ]
    assert (made["XH-08"].ceiling, made["XH-09"].maximum, made["XH-09"].plan_text) == (2600, 7, "7/7")
    assert (made["KT-05"].plan_text, made["KT-05"].name) == ("450.000", "Thu nội địa")
    assert made["XH-10"].text_original == "Tỷ lệ bao phủ BHYT toàn dân 98,5%"
    (told,) = Event.objects.about(made["KT-05"])
    assert (told.data["threshold"], told.data["plan_confirmed"]) == (["425000", "450000"], True)
    lines = Event.objects.count()
    officer.read(text).accept()
    assert Event.objects.count() == lines


def test_a_plan_that_the_document_repeats_is_confirmed_once(copied):
    officer, sentence = Officer(copied), "Thu nội địa đạt 425.000 triệu đồng"
    last_year = TargetFactory(campaign=in_preparation(copied.owner))
    kept = Target.objects.filter(campaign=copied, code="KT-05")
    kept.update(previous=last_year, text_original=sentence)
    before = kept.values().get()
    for _time in range(2):
        assert officer.read(f"- {sentence}.").accept().status == 302
    assert kept.values().get() == before
    (told,) = Event.objects.about(kept.get())
    assert told.data == {"plan_confirmed": True}


def test_what_is_counted_otherwise_is_not_proposed_as_the_same(copied):
    officer = Officer(copied)
    officer.read("- Xây dựng phường Tân Lập đạt chuẩn đô thị văn minh.\n- Thu nội địa tăng 5%.")
    assert [officer.said(number, "twin") for number in range(2)] == ["", ""]


def test_what_is_counted_otherwise_is_not_the_same_target(copied):
    officer = Officer(copied)
    officer.read(
        "- Trồng mới 30 ha rừng.\n- Thu nội địa tăng 5%.\n- Thu nội địa đạt 450 tỷ đồng.\n"
        "- Xây dựng xã Hoàng Đồng đạt chuẩn nông thôn mới.\n- Tỷ lệ che phủ rừng đạt 101%.\n- Trồng 5 ha quế."
    )
    for number, code in enumerate(["XH-12", "XH-07", "KT-03", "XH-09", "XH-07", "XH-07"]):
        officer.type(number, twin=code)
    officer.type(5, unit="%", value="50").accept()
    assert officer.row_errors == {
        **{0: ["twin"], 1: ["twin"], 2: ["unit"]},
        **{3: ["twin"], 4: ["value"]},
    }


def test_a_docx_is_read_with_its_tables(officer):
    table = row("TT", "Chỉ tiêu", "ĐVT", "Kế hoạch năm 2025") + row("1", "Tỷ lệ hộ nghèo", "%", "≤ 1,5")
    body = paragraph("- Thu nội địa đạt 425 tỷ đồng") + f"<w:tbl>{table}</w:tbl>"
    officer.read("", file=SimpleUploadedFile("phat-dong.docx", docx(body)))
    assert [officer.said(number, "value") for number in range(officer.count)] == ["425", "1,5"]
    assert officer.said(1, "comparator") == "lte"


@pytest.mark.parametrize("content", [b"%PDF-1.7", b"PK\x03\x04 broken", b""])
def test_a_file_that_is_not_read_is_refused_at_its_box_and_the_pasted_text_stays(content, officer):
    officer.read("- Thu nội địa", file=SimpleUploadedFile("phat-dong.docx", content))
    assert officer.status == 422
    assert list(officer.response.context["form"].errors) == ["file"]
    assert officer.sent["text"] == "- Thu nội địa"


def test_an_empty_page_asks_for_the_document(officer):
    assert officer.read("").status == 422
    assert officer.read("Không có chỉ tiêu nào ở đây.").count == 0


def test_a_campaign_in_use_says_why_nothing_is_drafted(campaign_2024, english):
    officer = Officer(campaign_2024)
    assert "only for a campaign in preparation" in officer.client.get(officer.url).content.decode()
    before = len(officer.targets)
    officer.read("- Thu nội địa đạt 425 tỷ đồng.")
    assert (officer.status, len(officer.targets)) == (409, before)


def test_others_do_not_see_a_campaign_in_preparation(officer, city):
    for role in (Role.LEADERSHIP, Role.STAFF):
        client = Client()
        client.force_login(MembershipFactory(unit=city, role=role).user)
        assert client.get(officer.url).status_code == 404


def test_the_way_of_counting_follows_what_is_chosen(officer, english):
    officer.read("- Tỷ lệ đô thị hóa đạt 74,5%.")
    url = reverse("draft_how", args=[officer.campaign.code])
    said = officer.client.post(url, officer.sent | {"row": "0", "r-0-comparator": "dec_pp"}).content.decode()
    assert said.split(" · ") == [
        *("rate, in points against last year", "the lower the better"),
        *("judged at the year's end", "once a year"),
    ]


def test_the_rows_ask_no_more_of_the_database_than_one_does(officer):
    asked = []
    for text in ("- Thu nội địa đạt 425 tỷ đồng.", DOCUMENT):
        with CaptureQueriesContext(connection) as captured:
            officer.read(text)
        asked.append(len(captured))
    assert asked[0] == asked[1] <= 10


def test_as_many_rows_as_a_page_has_are_taken_in_one_post(officer):
    lines = (f"- Tỷ lệ hộ số {number} dùng nước sạch đạt {number}%." for number in range(1, 240))
    officer.read("\n".join(lines))
    assert officer.count == MOST_ROWS
    assert len(officer.response.context["drafting"].skipped) == 239 - MOST_ROWS
    for number in range(3, MOST_ROWS):
        officer.untick(number)
    officer.accept()
    assert len(officer.targets) == 3


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=200) | st.text("0123456789.,%/-–() ;:\n\tđạtgiảmtừtrêncả tỷ lệ I.", max_size=300))
def test_no_text_breaks_the_page(officer, text):
    officer.read(text)
    assert officer.status in {200, 422}
    if officer.status == 200:
        assert officer.accept().status in {302, 422}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from(
            ["name", "comparator", "value", "upper", "unit", "group", "lead", "way", "code", "twin"]
        ),
        st.text(max_size=20),
    )
)
def test_nothing_typed_breaks_the_page(officer, typed):
    officer.read("- Thu nội địa đạt 425 tỷ đồng.").type(0, **typed)
    assert officer.accept().status in {302, 409, 422}


TWICE = """CHỈ TIÊU THI ĐUA NĂM 2025
- Thu nội địa đạt 450 tỷ đồng.
- Thu nội địa trên địa bàn đạt 460 tỷ đồng.
- Tỷ lệ bao phủ bảo hiểm y tế toàn dân đạt 98%.
- Tỷ lệ người dân tham gia BHYT toàn dân đạt 98,5%.
- Trồng mới 30
ha rừng.
"""


def test_row_that_contradicts_another_says_so_and_is_not_ticked(officer, english):
    officer.read(TWICE)
    assert officer.count == 5
    kept = [f"r-{number}-keep" in officer.sent for number in range(officer.count)]
    assert kept == [True, False, True, False, True]
    assert "Another row asks another number of the same thing: “Thu nội địa” (450 tỷ đồng)." in officer.text
    assert "30" in officer.said(officer.row("ha rừng"), "value")
    assert "To be looked at first (2)" in officer.text
    officer.accept()
    assert len(officer.targets) == 3


def test_plan_that_changes_is_shown_before_and_after_it_is_accepted(officer, campaign_2024, english):
    group = Group.objects.create(campaign=officer.campaign, code="KT", name="Kinh tế", order=1)
    lead = Unit.objects.get(code=LEAD)
    common = {"campaign": officer.campaign, "group": group, "lead": lead, "unit_of_measure": "triệu đồng"}
    TargetFactory(**common, code="KT-05", name="Thu nội địa", plan_text="425.000", threshold=425000)
    officer.read("CHỈ TIÊU\n- Thu nội địa đạt 450 tỷ đồng.\n- Tổng đàn gia súc đạt 2.000 con.")
    assert "Plans that change (1)" in officer.text
    assert "KT-05: plan 425.000 → 450.000" in officer.text
    assert officer.accept().status == 302
    told = text_of(officer.client.get(officer.url).content.decode())
    assert "KT-05 Thu nội địa: 425.000 → 450.000" in told
    assert "New targets (1)" in told
