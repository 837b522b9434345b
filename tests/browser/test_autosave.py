"""Typing on the entry page in a browser: it is stored as one types, over broken lines, ended sessions and
colleagues."""

import time
from decimal import Decimal

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Locator, Page, Route, expect

from reports.choices import RevisionStatus
from reports.models import Reading, Revision
from targets.models import Allocation
from tests.browser.conftest import entry_url, sign_in
from tests.factories import PASSWORD, MembershipFactory
from units.choices import Action, Role
from units.models import Event, Unit, User

WARD = "X-MP"
JOBS, TREES = "XH-08", "MT-01"
SAVE_ADDRESS = "**/save/"


@pytest.fixture
def colleague(staff) -> User:
    return MembershipFactory(unit=Unit.objects.get(code=WARD), role=Role.STAFF).user


def row(page: Page, target: str) -> Locator:
    allocation = Allocation.objects.get(unit__code=WARD, target__code=target)
    return page.locator(f"#row-{allocation.pk}")


def box(page: Page, target: str, name: str = "value") -> Locator:
    return row(page, target).locator(f"[name$=-{name}]")


def mark(page: Page) -> Locator:
    return page.locator("#saved")


def expect_mark(page: Page, words: str, **wait: float) -> None:
    """Of the words that are in sight."""
    expect(mark(page)).to_contain_text(words, use_inner_text=True, **wait)


def stored(target: str) -> Decimal | None:
    return Reading.objects.filter(allocation__target__code=target).values_list("value", flat=True).first()


def writings() -> int:
    return Event.objects.filter(action=Action.SAVED).count()


def warns_before_leaving(page: Page) -> bool:
    return page.evaluate(
        """() => {
            const leaving = new Event("beforeunload", { cancelable: true });
            dispatchEvent(leaving);
            return leaving.defaultPrevented;
        }"""
    )


def wait_for_pending(page: Page) -> None:
    expect(mark(page)).not_to_contain_text("Đang lưu", use_inner_text=True)


# As one types


def test_what_is_typed_is_stored_without_a_button_and_stands_there_after_a_reload(open_report):
    page = open_report(WARD)
    box(page, JOBS).press_sequentially("1.234")
    expect_mark(page, "Đã lưu lúc")
    expect_mark(page, "1/9")
    expect(row(page, JOBS).locator(".entry__who").first).to_contain_text("nhập lúc")
    assert (stored(JOBS), writings()) == (1234, 1)
    page.reload()
    assert box(page, JOBS).input_value() == "1.234"
    expect_mark(page, "Đã lưu lúc")


def test_what_is_typed_meanwhile_keeps_its_caret_and_is_stored_next(open_report):
    page = open_report(WARD)
    box(page, JOBS).press_sequentially("12")
    expect_mark(page, "Đã lưu lúc")
    box(page, JOBS).press("Home")
    box(page, JOBS).press_sequentially("34")
    expect_mark(page, "Chưa lưu")
    expect_mark(page, "Đã lưu lúc")
    assert box(page, JOBS).evaluate(
        "box => [box.value, box.selectionStart, document.activeElement === box]"
    ) == [
        "3412",
        2,
        True,
    ]
    assert stored(JOBS) == 3412


def test_leaving_a_row_saves_it_at_once(open_report):
    page = open_report(WARD)
    # No pause of the page's is ever over.
    page.clock.install()
    page.clock.pause_at("2100-01-01")
    box(page, JOBS).fill("75")
    with page.expect_response(SAVE_ADDRESS):
        box(page, TREES).focus()
    expect_mark(page, "Đã lưu lúc")


def test_a_text_saves_itself(open_report):
    page = open_report(WARD)
    page.locator("textarea[name$=-results]").press_sequentially("Đã trồng 5 ha rừng.")
    expect_mark(page, "Đã lưu lúc")
    assert Revision.objects.get().results == "Đã trồng 5 ha rừng."


def test_a_half_typed_number_is_said_beside_its_box_and_not_lost(open_report):
    page = open_report(WARD)
    box(page, JOBS).fill("75 con")
    expect_mark(page, "Có chỗ cần sửa")
    complaint = row(page, JOBS).get_by_text("Bỏ “con”").locator("visible=true")
    expect(complaint).to_have_count(1)
    box(page, TREES).focus()
    expect(complaint).to_have_count(1)
    assert box(page, JOBS).input_value() == "75 con"
    assert (stored(JOBS), warns_before_leaving(page)) == (None, True)
    box(page, JOBS).fill("75")
    expect_mark(page, "Đã lưu lúc")
    expect(row(page, JOBS).locator(".errorlist")).to_have_count(0)
    assert (stored(JOBS), warns_before_leaving(page)) == (75, False)


def test_what_is_not_typed_yet_is_no_mistake_until_the_row_is_left(open_report):
    page = open_report(WARD)
    box(page, "XH-05").press_sequentially("9")
    expect_mark(page, "chưa nhập xong")
    expect(row(page, "XH-05").locator(".errorlist")).to_be_hidden()
    box(page, JOBS).focus()
    expect(row(page, "XH-05").locator(".errorlist")).to_be_visible()
    box(page, "XH-05", "base").press_sequentially("10")
    expect_mark(page, "Đã lưu lúc")


def test_a_reason_that_is_wanting_is_asked_for_in_the_row_that_was_left(open_report):
    page = open_report("BHXH")
    line = page.locator("tr[data-part]").first
    line.locator("select[name$=-state]").select_option(label="chưa có số liệu")
    expect_mark(page, "chưa nhập xong")
    page.locator("tr[data-part] input[data-cell]").last.focus()
    expect(line.get_by_text("Ghi rõ vì sao chưa có số liệu")).to_be_visible()


def test_a_pasted_block_is_stored_row_by_row_in_one_writing(open_report):
    page = open_report("BHXH")
    page.locator("input[data-cell]").first.focus()
    page.evaluate(
        """() => {
            const copied = new DataTransfer();
            copied.setData("text/plain", "90\\t100\\n80\\t90\\n70\\t80");
            const paste = { clipboardData: copied, bubbles: true, cancelable: true };
            document.activeElement.dispatchEvent(new ClipboardEvent("paste", paste));
        }"""
    )
    expect_mark(page, "Đã lưu lúc")
    assert (Reading.objects.count(), writings()) == (3, 1)


def test_home_affairs_is_asked_for_the_source_first(open_as, staff):
    officer = MembershipFactory(unit=Unit.objects.get(code="TPLS"), role=Role.HOME_AFFAIRS).user
    page = open_as(WARD, officer)
    box(page, JOBS).fill("75")
    expect_mark(page, "Chưa lưu.")
    expect(page.locator("#id_source-errors .errorlist")).to_be_visible()
    assert stored(JOBS) is None
    page.locator("[name=source]").fill("UBND xã, điện thoại 9 giờ 15 ngày 17/6")
    expect_mark(page, "Đã lưu lúc")
    assert (stored(JOBS), Revision.objects.get().entered_for_unit) == (75, True)
    assert not warns_before_leaving(page)


# A broken line


def test_a_broken_line_is_said_and_what_was_typed_last_is_sent_when_it_is_back(open_report):
    page = open_report(WARD)
    page.context.set_offline(True)
    box(page, JOBS).press_sequentially("7")
    expect_mark(page, "đang chờ mạng")
    assert warns_before_leaving(page)
    box(page, JOBS).press_sequentially("5")
    page.context.set_offline(False)
    expect_mark(page, "Đã lưu lúc")
    assert (stored(JOBS), writings()) == (75, 1)


def test_a_server_in_trouble_is_asked_again_after_growing_pauses(open_report):
    page = open_report(WARD)
    asked = []
    troubles = {1: 500, 2: 504}

    def fail_twice(route: Route) -> None:
        asked.append(time.monotonic())
        trouble = troubles.get(len(asked))
        route.fulfill(status=trouble, body="") if trouble else route.continue_()

    page.route(SAVE_ADDRESS, fail_twice)
    box(page, JOBS).fill("75")
    expect_mark(page, "đang chờ mạng")
    expect_mark(page, "Đã lưu lúc", timeout=15000)
    assert stored(JOBS) == 75
    assert asked[2] - asked[1] > asked[1] - asked[0]


def test_an_answer_that_got_lost_is_no_conflict_with_oneself(open_report):
    page = open_report(WARD)
    times = []

    def lose_the_answer(route: Route) -> None:
        times.append(route)
        if len(times) > 1:
            route.continue_()
            return
        route.fetch()
        route.abort()

    page.route(SAVE_ADDRESS, lose_the_answer)
    box(page, JOBS).fill("7")
    expect_mark(page, "đang chờ mạng")
    assert stored(JOBS) == 7
    box(page, JOBS).fill("75")
    expect_mark(page, "Đã lưu lúc", timeout=15000)
    assert stored(JOBS) == 75


@pytest.mark.parametrize("line", ["offline", "broken"])
def test_back_on_the_line_nothing_takes_the_place_of_what_was_stored_elsewhere_meanwhile(
    open_as, staff, line
):
    laptop, phone = open_as(WARD, staff[WARD]), open_as(WARD, staff[WARD])
    cut(laptop, line)
    box(laptop, JOBS).fill("4")
    box(laptop, TREES).fill("4,4")
    expect_mark(laptop, "đang chờ mạng")
    box(phone, JOBS).fill("3")
    expect_mark(phone, "Đã lưu lúc")
    mend(laptop, line)
    conflict = row(laptop, JOBS).locator("[role=alert]")
    expect(conflict).to_contain_text("3")
    expect_mark(laptop, "Người khác đã nhập cùng chỗ này", timeout=15000)
    box(laptop, TREES).fill("4,5")
    box(laptop, JOBS).focus()
    expect(row(laptop, TREES).locator(".entry__who").first).to_contain_text("nhập lúc")
    wait_for_pending(laptop)
    assert (stored(JOBS), box(laptop, JOBS).input_value()) == (3, "4")
    conflict.locator("[data-choose=mine]").click()
    expect_mark(laptop, "Đã lưu lúc")
    assert (stored(JOBS), stored(TREES)) == (4, Decimal("4.5"))


def cut(page: Page, line: str) -> None:
    if line == "offline":
        page.context.set_offline(True)
    else:
        page.route(SAVE_ADDRESS, lambda route: route.abort())


def mend(page: Page, line: str) -> None:
    if line == "offline":
        page.context.set_offline(False)
    else:
        page.unroute(SAVE_ADDRESS)
        page.evaluate("dispatchEvent(new Event('focus'))")


def test_on_a_slow_line_one_request_follows_the_other_with_what_was_typed_last(open_report):
    page = open_report(WARD)
    held: list[Route] = []
    page.route(SAVE_ADDRESS, lambda route: held.append(route))
    with page.expect_request(SAVE_ADDRESS):
        box(page, JOBS).fill("7")
    expect_mark(page, "Đang lưu")
    box(page, JOBS).fill("75")
    box(page, TREES).fill("4,4")
    page.locator("textarea").last.focus()
    page.wait_for_timeout(1500)
    assert len(held) == 1
    with page.expect_request(SAVE_ADDRESS):
        held[0].continue_()
    assert box(page, JOBS).input_value() == "75"
    held[1].continue_()
    expect_mark(page, "Đã lưu lúc")
    assert (len(held), stored(JOBS), stored(TREES)) == (2, 75, Decimal("4.4"))


def test_submitting_waits_for_the_answer_that_is_under_way(open_report):
    page = open_report(WARD)
    held: list[Route] = []
    page.route(SAVE_ADDRESS, lambda route: held.append(route))
    with page.expect_request(SAVE_ADDRESS):
        box(page, JOBS).fill("7")
    box(page, JOBS).fill("75")
    page.get_by_role("button", name="Lưu", exact=True).click()
    held[0].continue_()
    expect(page.locator(".message--success")).to_be_visible()
    assert stored(JOBS) == 75


def test_something_else_in_place_of_an_answer_is_not_taken_for_one(open_report):
    page = open_report(WARD)
    page.route(SAVE_ADDRESS, lambda route: route.fulfill(status=200, body="<h1>Wi-Fi</h1>"), times=1)
    box(page, JOBS).fill("75")
    expect_mark(page, "đang chờ mạng")
    expect_mark(page, "Đã lưu lúc", timeout=15000)
    assert stored(JOBS) == 75


def test_leaving_warns_only_of_what_is_not_stored(open_report):
    page = open_report(WARD)
    assert not warns_before_leaving(page)
    box(page, JOBS).fill("75")
    assert warns_before_leaving(page)
    expect_mark(page, "Đã lưu lúc")
    assert not warns_before_leaving(page)


# The last net


def test_what_never_reached_the_server_is_offered_when_the_page_is_opened_anew(open_report):
    page = open_report(WARD)
    page.route(SAVE_ADDRESS, lambda route: route.abort())
    box(page, JOBS).fill("75")
    expect_mark(page, "đang chờ mạng")
    page.unroute(SAVE_ADDRESS)
    reopen(page)
    offer = page.locator("[data-unsent]")
    expect(offer).to_contain_text("Có nội dung chưa gửi từ")
    assert box(page, JOBS).input_value() == ""
    offer.get_by_text("khôi phục").click()
    expect_mark(page, "Đã lưu lúc")
    expect(offer).to_be_hidden()
    assert (stored(JOBS), kept(page)) == (75, [])


def test_what_was_stored_since_is_no_longer_offered_and_only_what_is_held_is_put_back(open_report):
    page = open_report(WARD)
    box(page, JOBS).fill("75 con")
    expect_mark(page, "Có chỗ cần sửa")
    box(page, "XH-05").fill("9")
    reopen(page)
    offer = page.locator("[data-unsent]")
    expect(offer).to_contain_text("ngày 17/6/2024: ")
    expect(offer).to_contain_text("XH-08 “75 con”")
    expect(offer).to_contain_text("XH-05 “9”")
    box(page, JOBS).fill("75")
    expect_mark(page, "Đã lưu lúc")
    expect(offer).not_to_contain_text("75 con")
    box(page, "XH-05", "base").fill("10")
    offer.get_by_text("khôi phục").click()
    expect_mark(page, "Đã lưu lúc")
    assert (box(page, JOBS).input_value(), kept(page)) == ("75", [])
    assert list(Reading.objects.values_list("value", "base").order_by("value")) == [(9, 10), (75, None)]


def test_what_is_put_back_over_the_answer_of_another_is_asked_about(open_as, staff, colleague):
    page, other = open_as(WARD, staff[WARD]), open_as(WARD, colleague)
    page.route(SAVE_ADDRESS, lambda route: route.abort())
    box(page, JOBS).fill("4")
    expect_mark(page, "đang chờ mạng")
    box(other, JOBS).fill("3")
    expect_mark(other, "Đã lưu lúc")
    page.unroute(SAVE_ADDRESS)
    reopen(page)
    page.locator("[data-restore]").click()
    expect_mark(page, "Người khác đã nhập cùng chỗ này")
    assert stored(JOBS) == 3


def test_the_offer_can_be_declined_for_good(open_report):
    page = open_report(WARD)
    box(page, JOBS).fill("bảy mươi")
    expect_mark(page, "Có chỗ cần sửa")
    reopen(page)
    page.locator("[data-discard]").click()
    reopen(page)
    expect(page.locator("[data-unsent]")).to_be_hidden()
    assert (kept(page), box(page, JOBS).input_value()) == ([], "")


def test_back_in_the_browser_the_page_shows_what_was_stored_since_it_was_opened(open_report):
    page = open_report(WARD)
    box(page, JOBS).fill("12")
    box(page, JOBS).press("Tab")
    expect(row(page, JOBS)).to_contain_text("nhập lúc")
    page.locator(".breadcrumb a").first.click()
    page.go_back()
    expect(box(page, JOBS)).to_have_value("12")


def test_what_was_saved_with_the_button_is_not_offered_again(open_report):
    page = open_report(WARD)
    box(page, JOBS).fill("75,0")
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.locator(".message--success")).to_be_visible()
    expect(page.locator("[data-unsent]")).to_be_hidden()
    assert kept(page) == []


def test_what_somebody_typed_is_never_offered_to_another_on_the_same_machine(
    open_report, live_server, colleague
):
    page = open_report(WARD)
    box(page, JOBS).fill("bảy mươi")
    expect_mark(page, "Có chỗ cần sửa")
    sign_in(page, live_server, colleague)
    reopen(page)
    expect(page.locator("[data-unsent]")).to_be_hidden()
    assert box(page, JOBS).input_value() == ""


def reopen(page: Page) -> None:
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()


def kept(page: Page) -> list[str]:
    return page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('unsent '))")


# A session that has ended


def sign_in_by_hand(page: Page, person: User) -> None:
    page.locator("[name=username]").fill(person.username)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button[type=submit]").last.click()


def test_after_the_session_ended_what_was_typed_is_stored_by_signing_in_again(open_report, staff):
    page = open_report(WARD)
    box(page, JOBS).fill("75")
    expect_mark(page, "Đã lưu lúc")
    Session.objects.all().delete()
    box(page, TREES).fill("4,4")
    expect_mark(page, "Phiên làm việc đã hết")
    assert box(page, TREES).input_value() == "4,4"
    page.get_by_role("button", name="đăng nhập lại và lưu").click()
    sign_in_by_hand(page, staff[WARD])
    page.locator("main button[type=submit]").click()
    expect(page.locator(".message--success")).to_be_visible()
    assert (stored(JOBS), stored(TREES)) == (75, Decimal("4.4"))
    expect(page.locator("[data-unsent]")).to_be_hidden()


def test_signing_in_again_in_another_tab_lets_the_open_page_save(open_report, staff, live_server):
    page = open_report(WARD)
    Session.objects.all().delete()
    box(page, JOBS).fill("75")
    expect_mark(page, "Phiên làm việc đã hết")
    tab = page.context.new_page()
    tab.goto(live_server.url)
    sign_in_by_hand(tab, staff[WARD])
    expect(tab.locator(".account")).to_be_visible()
    tab.close()
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect_mark(page, "Đã lưu lúc")
    assert stored(JOBS) == 75
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.locator(".message--success")).to_be_visible()


def test_nothing_is_saved_in_the_name_of_somebody_else_who_signed_in(open_report, live_server, colleague):
    page = open_report(WARD)
    sign_in(page, live_server, colleague)
    box(page, JOBS).fill("75")
    expect_mark(page, "Người khác đã đăng nhập")
    assert stored(JOBS) is None


# Two at once


def test_colleagues_in_different_rows_see_each_other_s_without_reloading(open_as, staff, colleague):
    mine, theirs = open_as(WARD, staff[WARD]), open_as(WARD, colleague)
    box(theirs, JOBS).fill("75")
    expect_mark(theirs, "Đã lưu lúc")
    box(mine, TREES).focus()
    look(mine)
    expect(box(mine, JOBS)).to_have_value("75")
    expect(row(mine, JOBS).locator(".entry__who").first).to_contain_text(str(colleague))
    expect_mark(mine, "1/9")
    box(mine, TREES).fill("4,4")
    expect_mark(mine, "2/9")
    assert (stored(JOBS), stored(TREES)) == (75, Decimal("4.4"))


def test_what_i_am_changing_is_not_replaced_by_what_a_colleague_wrote(open_as, staff, colleague):
    mine, theirs = open_as(WARD, staff[WARD]), open_as(WARD, colleague)
    mine.route(SAVE_ADDRESS, lambda route: route.abort())
    box(mine, JOBS).fill("80")
    box(theirs, JOBS).fill("75")
    expect_mark(theirs, "Đã lưu lúc")
    look(mine)
    assert box(mine, JOBS).input_value() == "80"


@pytest.mark.parametrize(("choice", "left"), [("mine", 80), ("theirs", 75)])
def test_two_in_one_cell_see_both_values_and_the_second_decides(open_as, staff, colleague, choice, left):
    mine, theirs = open_as(WARD, staff[WARD]), open_as(WARD, colleague)
    box(theirs, JOBS).fill("75")
    expect_mark(theirs, "Đã lưu lúc")
    box(mine, JOBS).fill("80")
    conflict = row(mine, JOBS).locator("[role=alert]")
    expect(conflict).to_contain_text(str(colleague))
    expect(conflict).to_contain_text("75")
    expect_mark(mine, "Người khác đã nhập cùng chỗ này")
    assert (box(mine, JOBS).input_value(), stored(JOBS)) == ("80", 75)
    box(mine, JOBS).fill("81")
    box(mine, JOBS).fill("80")
    wait_for_pending(mine)
    conflict.locator(f"[data-choose={choice}]").click()
    expect(conflict).to_have_count(0)
    expect_mark(mine, "Đã lưu lúc")
    assert (box(mine, JOBS).input_value(), stored(JOBS)) == (str(left), left)


def test_a_report_that_a_colleague_submitted_says_so_on_the_open_page(open_as, staff, colleague):
    page = open_as(WARD, staff[WARD])
    box(page, JOBS).fill("75")
    expect_mark(page, "Đã lưu lúc")
    Revision.objects.update(
        status=RevisionStatus.SUBMITTED,
        status_before=RevisionStatus.DRAFT,
        version=2,
        submitted_by=colleague,
        submitted_at="2024-06-17T08:00Z",
    )
    look(page)
    expect(page.locator(".message--warning", has_text="Báo cáo này vừa thay đổi")).to_be_visible()
    box(page, JOBS).fill("76")
    expect_mark(page, "Chưa lưu.")
    expect_mark(page, str(colleague))
    assert (stored(JOBS), box(page, JOBS).input_value()) == (75, "76")


def look(page: Page) -> None:
    """What the page does by itself every twenty seconds."""
    with page.expect_response("**/changes/*"):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


# Submitting


def test_a_double_click_submits_once(open_report, live_server, staff):
    page = open_report("BHXH")
    rows = page.locator("tr[data-row]")
    for number in range(rows.count()):
        rows.nth(number).locator("[data-cell=value]").fill("9")
        rows.nth(number).locator("[data-cell=base]").fill("10")
    page.get_by_role("button", name="Gửi Phòng Nội vụ").dblclick()
    expect(page.locator(".message--success")).to_have_count(1)
    assert page.url == entry_url(live_server, "BHXH")
    assert Event.objects.filter(action=Action.SUBMITTED).count() == 1
