"""A demonstration: accounts by role, and the year's reports told as they would have happened.

What is told stands in fixtures/demonstration: every reading of the year, and a story (who, what was late,
sent back, reopened). All of it goes through intake and workflow, with the clock at the moment of each deed.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from emulation.dates import clock_at
from emulation.numbers import read_number
from reports import workflow
from reports.entries import Entry
from reports.importing import Batch, understood
from reports.intake import save
from reports.models import ProgressReport, Reading, Revision
from reports.progress_file import read_lines
from targets.models import Allocation, Campaign, ReportingPeriod
from units.choices import Role
from units.models import Membership, Unit, User

FOLDER = settings.BASE_DIR / "fixtures" / "demonstration"
PASSWORD_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"


class DemonstrationRefused(Exception):
    """Nothing was written. Prints as its message."""


class ToldAlready(DemonstrationRefused):
    """The demonstration stands in the database; there is nothing to do."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account that a visitor may use; the password is known only here and now."""

    username: str
    password: str
    full_name: str
    role: str
    unit: str


@dataclass(slots=True)
class Course:
    """How one report went: up to which step, and when each was taken."""

    until: str
    entered: datetime
    submitted: datetime
    decided: datetime
    told: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def tell(campaign: Campaign, *, whole_year: bool) -> list[Account]:
    """Write the demonstration; the first half of the year, or all of it. Raises DemonstrationRefused."""
    story = json.loads((FOLDER / "story.json").read_text(encoding="utf-8"))
    _refuse_where_not_empty(campaign, {account["username"] for account in story["accounts"]})
    accounts = [_account(told) for told in story["accounts"]]
    Campaign.objects.filter(pk=campaign.pk).update(is_demonstration=True)
    _set_baselines(campaign, story["baselines"])
    teller = _Teller(campaign, story, whole_year=whole_year)
    for batch in teller.batches():
        teller.tell(batch)
    return accounts


def _refuse_where_not_empty(campaign: Campaign, usernames: set[str]) -> None:
    known = User.objects.filter(username__in=usernames).count()
    if campaign.is_demonstration and known == len(usernames):
        message = _("The demonstration is here already; nothing was changed. Its passwords were told once.")
        raise ToldAlready(message)
    if known or Reading.objects.exists():
        message = _("There are readings or accounts already. A demonstration needs a database without.")
        raise DemonstrationRefused(message)


def _account(told: dict[str, Any]) -> Account:
    password = "-".join(get_random_string(4, PASSWORD_LETTERS) for _part in range(3))
    is_administrator = told.get("administrator", False)
    user = User.objects.create_user(
        told["username"],
        password=password,
        full_name=told["full_name"],
        position=told["position"],
        is_superuser=is_administrator,
        is_staff=is_administrator,
    )
    unit = Unit.objects.get(code=told["unit"]) if "unit" in told else None
    if unit:
        Membership.objects.create(user=user, unit=unit, role=told["role"])
    role = Role(told["role"]).label if unit else _("Administrator")
    return Account(user.username, password, user.full_name, str(role), unit.name if unit else "")


def _set_baselines(campaign: Campaign, told: dict[str, Any]) -> None:
    for code, (value, base) in told["units"].items():
        Allocation.objects.filter(
            target__campaign=campaign, target__code=told["target"], unit__code=code
        ).update(baseline_value=Decimal(value), baseline_base=Decimal(base))


class _Teller:
    """Tells report after report: who entered, submitted, accepted, and when."""

    def __init__(self, campaign: Campaign, story: dict[str, Any], *, whole_year: bool) -> None:
        self.campaign = campaign
        self.story = story
        self.whole_year = whole_year
        self.today = date.fromisoformat(story["today"])
        self.reviewer = User.objects.get(username=story["reviewer"])
        self.people: dict[int, User] = {}

    def batches(self) -> Iterator[Batch]:
        """The reports told, in the order of their periods."""
        path = FOLDER / "readings.csv"
        batches, faults = understood(self.campaign, read_lines(path.name, path.read_bytes()))
        if faults:
            raise DemonstrationRefused("\n".join(str(fault) for fault in faults))
        for batch in sorted(batches, key=lambda batch: (batch.period.cut_off, batch.reporter.order)):
            if self.whole_year or batch.period.cut_off <= self.today:
                yield batch

    def tell(self, batch: Batch) -> None:
        name = f"{batch.period.code} {batch.reporter.code}"
        course = self._course(name, batch.period)
        if course.until == "none":
            return
        person = self._person(batch.reporter)
        with clock_at(course.entered):
            revision = workflow.open_report(batch.reporter, batch.period, person)
            save(revision, self._entries(name, batch, course), actor=person, narrative=self._texts(name))
        if course.until != "draft":
            with clock_at(course.submitted):
                revision = workflow.submit(revision, person, revision.version)
            self._decide(revision, course)

    def _decide(self, revision: Revision, course: Course) -> None:
        if course.until == "submitted":
            return
        with clock_at(course.decided):
            if course.until == "returned":
                beside = self._beside(revision, course.told.get("beside", {}))
                workflow.send_back(revision, self.reviewer, revision.version, course.told["comment"], beside)
                return
            workflow.approve(revision, self.reviewer, revision.version)
        if course.until == "reopened":
            with clock_at(datetime.fromisoformat(course.told["reopened"])):
                report = ProgressReport.objects.get(pk=revision.report_id)
                workflow.reopen(report, self.reviewer, course.told["reason"])

    def _course(self, name: str, period: ReportingPeriod) -> Course:
        """As the story tells it; else entered the evening before it is due, accepted the day after."""
        told = {} if self.whole_year else self.story["courses"].get(name, {})
        usual = {
            "entered": datetime.combine(period.due_on - timedelta(days=1), time(20, 40)),
            "submitted": datetime.combine(period.due_on, time(9, 5)),
            "decided": datetime.combine(period.due_on + timedelta(days=1), time(10, 15)),
        }
        given = {step: datetime.fromisoformat(told[step]) for step in usual if step in told}
        return Course(until=told.get("until", "approved"), told=told, **{**usual, **given})

    def _entries(self, name: str, batch: Batch, course: Course) -> list[Entry]:
        only = course.told.get("only")
        forecasts = self.story["forecasts"].get(name, {})
        return [
            _with_forecast(entry, forecasts.get(entry.allocation.target.code))
            for entry in batch.entries
            if only is None or entry.allocation.target.code in only
        ]

    def _texts(self, name: str) -> dict[str, str]:
        return self.story["narratives"].get(name, {})

    def _beside(self, revision: Revision, comments: dict[str, str]) -> dict[int, str]:
        readings = revision.readings.filter(allocation__target__code__in=comments)
        return {
            reading.pk: comments[reading.allocation.target.code]
            for reading in readings.select_related("allocation__target")
        }

    def _person(self, unit: Unit) -> User:
        """Who enters for a unit: its demonstration account, or one that nobody can sign in with."""
        if unit.pk not in self.people:
            known = Membership.objects.filter(unit=unit, role=Role.STAFF).select_related("user").first()
            self.people[unit.pk] = known.user if known else _silent_account(unit)
        return self.people[unit.pk]


def _silent_account(unit: Unit) -> User:
    user = User.objects.create_user(f"nhap-{unit.code}", full_name=f"Cán bộ tổng hợp {unit.name}")
    Membership.objects.create(user=user, unit=unit, role=Role.STAFF)
    return user


def _with_forecast(entry: Entry, told: list[str] | None) -> Entry:
    if told is None:
        return entry
    forecast, outlook, reason = told
    return replace(entry, year_forecast=read_number(forecast).value, outlook=outlook, outlook_reason=reason)
