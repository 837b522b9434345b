"""The next campaign as Home Affairs prepares it by its pages: what a browser sends, what stands there."""

from decimal import Decimal

from django.test import Client
from django.urls import reverse

from targets.models import Allocation, Campaign
from tests.factories import MembershipFactory
from tests.html import text_of
from units.choices import Role
from units.models import Unit

DECEMBER, APRIL = "2024-12-20", "2025-03-17"


def client_of(unit: str, role: Role) -> Client:
    client = Client()
    client.force_login(MembershipFactory(unit=Unit.objects.get(code=unit), role=role).user)
    return client


def boxes(response) -> dict[str, str]:
    """What the copy page's boxes hold, as a browser sends it back."""
    form = response.context["copy"].form
    return {box.html_name: str(box.value() or "") for box in form}


def prepared(officer: Client) -> Campaign:
    """2025, copied by the pages: shown first, then as shown."""
    url = reverse("setup_copy", args=["2024"])
    typed = boxes(officer.get(url))
    shown = officer.post(url, typed)
    assert shown.status_code == 200
    done = officer.post(url, typed | {"seen": shown.context["copy"].mark, "copy": "1"})
    assert done.status_code == 302, text_of(done.content.decode())
    return Campaign.objects.get(code="2025")


def page_of(officer: Client, code: str = "2025") -> str:
    response = officer.get(reverse("setup_campaign", args=[code]))
    assert response.status_code == 200
    return " ".join(text_of(response.content.decode()).split())


def table_of(officer: Client, target: str) -> dict[str, list[str] | str]:
    """The boxes of a target's table, as a browser sends them back."""
    table = officer.get(reverse("setup_allocate", args=["2025", target])).context["table"]
    return sent(table)


def sent(table) -> dict[str, list[str] | str]:
    found: dict[str, list[str] | str] = {
        "seen": table.mark, "total": table.total, "reason": table.reason,
        "unit": [row.unit.code for row in table.rows],
    }  # fmt: skip
    for row in table.rows:
        for box in row:
            value = box.field.prepare_value(box.value())
            if value is True:
                found[box.html_name] = "on"
            elif value not in (None, False):
                found[box.html_name] = str(value)
    return found


def press(officer: Client, target: str, typed: dict, fill: str, **more):
    return officer.post(reverse("setup_allocate", args=["2025", target]), {**typed, **more, "fill": fill})


def quotas(target: str) -> list[Decimal | None]:
    given = Allocation.objects.filter(target__campaign__code="2025", target__code=target)
    return list(given.order_by("unit__order").values_list("quota", flat=True))
