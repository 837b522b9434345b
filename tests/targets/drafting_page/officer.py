"""An officer of Home Affairs at the page of drafted targets: what a browser would send back."""

from datetime import date
from pathlib import Path
from typing import Any

from django.test import Client
from django.urls import reverse

from targets.models import Campaign, Target
from tests.factories import MembershipFactory
from tests.html import boxes, text_of
from units.choices import Role
from units.models import Unit

DOCUMENT = (Path(__file__).parents[1] / "drafting/texts/city_2024.txt").read_text()
LEAD = "PNV"


def in_preparation(owner: Unit, **more: Any) -> Campaign:
    return Campaign.objects.create(
        owner=owner,
        code="2025",
        name="Phong trào thi đua năm 2025",
        launched_on=date(2025, 1, 6),
        ends_on=date(2025, 12, 31),
        in_preparation=True,
        **more,
    )


class Officer:
    """`sent` is what stands in the boxes of the page that was shown last."""

    def __init__(self, campaign: Campaign) -> None:
        self.campaign = campaign
        self.user = MembershipFactory(unit=campaign.owner, role=Role.HOME_AFFAIRS).user
        self.client = Client()
        self.client.force_login(self.user)
        self.url = reverse("draft_targets", args=[campaign.code])
        self.sent: dict[str, Any] = {}

    def read(self, text: str = DOCUMENT, **more: Any) -> "Officer":
        return self._post({"do": "read", "text": text, **more})

    def press(self, **button: str) -> "Officer":
        return self._post(self.sent | button)

    def accept(self, lead: str = LEAD) -> "Officer":
        return self.press(do="accept", **{"all-lead": lead})

    def _post(self, data: dict[str, Any]) -> "Officer":
        self.response = self.client.post(self.url, data)
        self.page = self.response.content.decode()
        self.status = self.response.status_code
        if self.status != 302:
            self.sent = boxes(self.page)
        return self

    @property
    def text(self) -> str:
        return text_of(self.page)

    @property
    def count(self) -> int:
        return int(self.sent["r-TOTAL_FORMS"])

    def row(self, sentence: str) -> int:
        """The one row beside a sentence with these words."""
        (found,) = [number for number in range(self.count) if sentence in self.sent[f"r-{number}-text"]]
        return found

    def type(self, row: int, **typed: str) -> "Officer":
        self.sent |= {f"r-{row}-{name}": text for name, text in typed.items()}
        return self

    def untick(self, row: int) -> "Officer":
        del self.sent[f"r-{row}-keep"]
        return self

    def said(self, row: int, name: str) -> str:
        return self.sent[f"r-{row}-{name}"]

    @property
    def row_errors(self) -> dict[int, list[str]]:
        """The names of the boxes with errors, row by row."""
        forms = self.response.context["drafting"].rows
        return {number: sorted(form.errors) for number, form in enumerate(forms) if form.errors}

    @property
    def targets(self) -> dict[str, Target]:
        return {target.code: target for target in Target.objects.filter(campaign=self.campaign)}
