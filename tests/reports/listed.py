"""Lists as files, for the tests of them: where they are, who opens them, what they hold."""

import csv
import io
import json
import re
from datetime import date, datetime
from decimal import Decimal

from django.test import Client
from django.urls import reverse

from reports.models import ProgressReport
from reports.views.exports import LISTS
from units.models import User


def reader(username: str) -> Client:
    client = Client(headers={"accept-language": "vi"})
    client.force_login(User.objects.get(username=username))
    return client


def records(client: Client, url: str) -> list[dict]:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return json.loads(answer.getvalue())


def pairs(found: list[dict], *keys: str) -> list[tuple]:
    return [tuple(record[key] for key in keys) for record in found]


def iso(at: datetime | date | None) -> str | None:
    return at and (at.astimezone() if isinstance(at, datetime) else at).isoformat()


def corrected() -> int:
    """A report of which one revision replaced another."""
    return ProgressReport.objects.get(reporter__code="CA", period__code="2024-Q1").pk


def addresses() -> dict[str, str]:
    """Every list of LISTS and the two tables of targets, in JSON."""
    about = {"target_export": ["XH-10"], "changes_export": [corrected()], "history_export": [corrected()]}
    about["notebook_export"] = ["X-MP"]
    every = {name: reverse(name, args=[*about.get(name, []), "json"]) for name in LISTS}
    every["unit_export"] = reverse("unit_export", args=["X-MP", "json"])
    return {**every, "overview_export": reverse("overview_export", args=["json"])}


def clients(officer: Client, clerk: Client) -> dict[str, Client]:
    """Who opens which list: the clerk his own, the officer all others."""
    return {name: clerk if name == "my_reports_export" else officer for name in addresses()}


def of_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def printed(cell) -> str:
    """What Excel in Vietnamese shows for a number under its format."""
    number, sections = Decimal(str(cell.value)), cell.number_format.split(";")
    look = sections[-1] if number < 0 else sections[0]
    sign = "-" if number < 0 and len(sections) == 1 else ""
    digits = re.search(r"#,##0(?:[.](0+))?(%?)", look)
    if digits is None:
        return str(number)
    shown = f"{abs(number) * (100 if digits[2] else 1):,.{len(digits[1] or '')}f}"
    shown = shown.translate(str.maketrans(",.", ".,")) + digits[2]
    return sign + look.replace(digits[0], shown).replace('"', "")
