"""Tables of the next campaign: quotas by unit, plans by target, all or nothing."""

from decimal import Decimal

import pytest
from django.urls import reverse

from targets.models import Allocation, Campaign, Target
from tests.html import text_of
from tests.reports.next_year import page_of, prepared, press, quotas, sent, table_of
from units.models import Event

pytestmark = pytest.mark.django_db


def test_jobs_are_shared_out_equally_and_by_weights(officer):
    prepared(officer)
    typed = table_of(officer, "XH-08")
    filled = press(officer, "XH-08", typed, "equal")
    assert filled.status_code == 200
    assert "Nothing has been stored yet." in text_of(filled.content.decode())
    assert quotas("XH-08") == [None] * 8
    typed = sent(filled.context["table"])
    assert press(officer, "XH-08", typed, "store").status_code == 302
    assert quotas("XH-08") == [Decimal(288)] * 4 + [Decimal(287)] * 4
    weights = {f"{code}-weight": str(place) for place, code in enumerate(typed["unit"], start=1)}
    typed = table_of(officer, "XH-08") | weights | {"total": "2.400"}
    weighed = press(officer, "XH-08", typed, "weights")
    shown = [row["quota"].value() for row in weighed.context["table"].rows]
    assert shown == ["67", "133", "200", "267", "333", "400", "467", "533"]
    assert press(officer, "XH-08", sent(weighed.context["table"]), "store").status_code == 302
    assert sum(quotas("XH-08")) == 2400
    changed = Event.objects.filter(object_type="targets.target").last()
    assert (changed.data["X-MP"], changed.data["quota_sum"]) == (["287", "467"], "2400 / 2300-2500")


def test_sum_that_is_not_the_plan_needs_a_reason(officer):
    prepared(officer)
    typed = table_of(officer, "XH-08") | {"total": "2.600"}
    filled = sent(press(officer, "XH-08", typed, "equal").context["table"])
    refused = press(officer, "XH-08", filled, "store")
    assert refused.status_code == 422
    assert "The units were given 100 more than the plan" in text_of(refused.content.decode())
    assert [row["quota"].value() for row in refused.context["table"].rows] == ["325"] * 8
    assert quotas("XH-08") == [None] * 8
    why = "Giao cao hơn để bảo đảm hoàn thành"
    assert press(officer, "XH-08", filled, "store", reason=why).status_code == 302
    assert Event.objects.filter(object_type="targets.target").last().comment == why
    assert why in page_of(officer)
    Target.objects.filter(campaign__code="2025", code="XH-08").update(threshold=2700, ceiling=None)
    assert "What the units were given does not add up to the plan: XH-08" in page_of(officer)


def test_numbers_are_pasted_or_come_from_a_file_whole_or_not_at_all(officer, tmp_path):
    prepared(officer)
    typed = table_of(officer, "XH-02")
    pasted = "Đơn vị\tMức giao\nXã Hoàng Đồng\t1\nx-mp\t1\n"
    filled = press(officer, "XH-02", typed, "paste", pasted=pasted, pasted_as="quota")
    assert [row["quota"].value() for row in filled.context["table"].rows] == ["1", "1", None]
    wrong = press(officer, "XH-02", typed, "paste", pasted="Xã Hoàng Đồng\t1\nXã Không Có\t2\nX-MP\tmột")
    left = press(officer, "XH-02", typed, "store", pasted="Xã Không Có\t2")
    assert (left.status_code, "This text has not been taken in" in left.text) == (422, True)
    told = text_of(wrong.content.decode())
    assert filled.context["table"].pasted == ""
    assert "Row 2: there is no unit “Xã Không Có” here" in told
    assert "Row 3:" in told
    assert [row["quota"].value() for row in wrong.context["table"].rows] == [None] * 3
    file = tmp_path / "giao.csv"
    file.write_text("unit;weight\nX-HD;1\nX-MP;1\nX-QL;2\nP-CL;0\n", encoding="utf-8-sig")
    with file.open("rb") as content:
        shared = press(officer, "XH-02", typed | {"total": "4"}, "file", file=content)
    rows = shared.context["table"].rows
    assert {row.unit.code: row["quota"].value() for row in rows} == {
        "X-HD": "1", "X-MP": "1", "X-QL": "2", "P-CL": "0",
    }  # fmt: skip
    assert Allocation.objects.filter(target__campaign__code="2025", target__code="XH-02").count() == 3


def test_units_are_added_and_taken_out_in_one_table(officer):
    prepared(officer)
    typed = table_of(officer, "XH-02")
    added = sent(press(officer, "XH-02", typed, "add", add=["P-CL"]).context["table"])
    assert (
        press(officer, "XH-02", added, "store", **{"X-QL-out": "on", "X-HD-quota": "một"}).status_code == 422
    )
    assert press(officer, "XH-02", added, "store", **{"X-QL-out": "on"}).status_code == 302
    given = Allocation.objects.filter(target__campaign__code="2025", target__code="XH-02")
    assert set(given.values_list("unit__code", flat=True)) == {"X-HD", "X-MP", "P-CL"}
    stale = press(officer, "XH-02", typed, "store")
    assert "Somebody else has changed the allocation" in text_of(stale.content.decode())
    again = sent(stale.context["table"])
    assert press(officer, "XH-02", again, "store").status_code == 302


def test_last_years_quotas_are_the_weights(officer):
    with_quota = Allocation.objects.filter(target__campaign__code="2024", target__code="XH-08")
    for place, allocation in enumerate(with_quota.order_by("unit__order")):
        Allocation.objects.filter(pk=allocation.pk).update(quota=Decimal(100 * (place + 1)))
    prepared(officer)
    filled = press(officer, "XH-08", table_of(officer, "XH-08"), "before")
    shown = [int(row["quota"].value().replace(".", "")) for row in filled.context["table"].rows]
    assert sum(shown) == 2300
    assert shown == sorted(shown)


def test_all_plans_are_confirmed_by_one_tick(officer):
    new = prepared(officer)
    url = reverse("setup_plans", args=["2025"])
    page = officer.get(url).context["plans"]
    typed = {box.html_name: box.field.prepare_value(box.value()) or "" for form in page.forms for box in form}
    typed = {name: value for name, value in typed.items() if not name.endswith(("confirmed", "stands"))}
    assert officer.post(url, typed | {page.all_box: "on"}).status_code == 302
    assert "plans are still last year's" not in page_of(officer)
    assert Event.objects.about(new.targets.get(code="MT-01")).last().data == {"plan_confirmed": True}


def test_checklist_names_what_is_last_years_and_nothing_else(officer):
    new = prepared(officer)
    Campaign.objects.filter(pk=new.pk).update(document_number="15/KH-UBND")
    new.targets.filter(code="KT-05").update(threshold=450000, plan_text="450.000")
    new.targets.filter(code="KT-01").update(plan_text="12")
    told = page_of(officer)
    assert "The launching document has no title yet." in told
    assert "Their notes still name last year's plan: KT-05" in told
    assert "The printed plan has another number than the level: KT-01" in told


def test_a_row_that_nobody_typed_into_never_writes_back_what_a_colleague_changed(officer):
    new = prepared(officer)
    url = reverse("setup_plans", args=["2025"])
    page = officer.get(url).context["plans"]
    typed = {box.html_name: box.field.prepare_value(box.value()) or "" for form in page.forms for box in form}
    typed = {name: value for name, value in typed.items() if not name.endswith(("confirmed", "stands"))}
    new.targets.filter(code="XH-08").update(threshold=2350, plan_text="2.350 - 2.500")

    refused = officer.post(url, typed | {"KT-05-threshold": "không rõ"})
    shown = {form.target.code: form for form in refused.context["plans"].forms}
    assert refused.status_code == 422
    assert shown["KT-05"]["threshold"].value() == "không rõ"
    assert shown["XH-08"]["plan_text"].value() == "2.350 - 2.500"
