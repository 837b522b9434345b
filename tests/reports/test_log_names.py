"""The log in the administration says which thing each line is about, in the query that brings the lines."""

import pytest

from reports.models import Reading
from tests.administration import address, administrator, signed_in
from tests.exchanging import Desk
from tests.factories import AllocationFactory, EventFactory, ReadingFactory, UnitFactory, UserFactory
from units.choices import Action
from units.models import Event

pytestmark = pytest.mark.django_db


def about(thing, **facts) -> Event:
    return EventFactory(object_type=thing._meta.label_lower, object_id=thing.pk, **facts)


def test_each_line_of_the_log_names_its_thing_and_says_what_was_done(django_assert_max_num_queries):
    allocation = AllocationFactory(target__code="KT-04", target__name="Doanh thu du lịch", unit__name="Xã A")
    about(allocation.target, data={"plan_text": ["2.288", "2.300"]})
    about(allocation)
    about(UserFactory(full_name="Cán bộ tổng hợp"))
    gone = UnitFactory()
    about(gone, action=Action.DELETED, data={"code": "X-CU", "name": "Xã Cũ"})
    gone.delete()

    client = signed_in(administrator())
    with django_assert_max_num_queries(10):
        page = client.get(address(Event)).content.decode()

    for words in ("chỉ tiêu · KT-04 · Doanh thu du lịch", "· KT-04 · Xã A", "người dùng · Cán bộ tổng hợp"):
        assert words in page
    assert "đơn vị · Xã Cũ" in page
    assert "2.288 → 2.300" in page


def test_list_and_file_of_readings_say_that_they_hold_different_things():
    ReadingFactory(revision__submitted=True)
    desk = Desk(signed_in(administrator()), Reading)
    listed = desk.client.get(address(Reading)).content.decode()
    assert "chỉ có số liệu đã tiếp nhận" in listed
    assert "đã gửi</td>" in listed
    chosen = desk.client.get(address(Reading, "export")).content.decode()
    assert "chỉ có số liệu đã tiếp nhận" in chosen
    assert "0 dòng" in chosen
