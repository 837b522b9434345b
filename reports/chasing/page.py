"""Who has not reported, for Home Affairs that chases them and the leadership that reads along.

The lines are those of the queue: `ReportLine.is_overdue` and `is_awaited` decide, here as there.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import npgettext, pgettext

from emulation.dates import now, today
from emulation.gathered import Gathered
from reports.chasing.delivery import ATTEMPTS
from reports.chasing.ladder import OVER
from reports.chasing.letters import awaited_by_key
from reports.choices import LADDER, MessageState, Occasion
from reports.documents.reminder import Awaited, by_unit
from reports.due import ReportLine, report_lines
from reports.models import Message, Reminder
from reports.permissions import may_chase
from reports.review.lists import Choice, CutOff, cut_offs
from reports.review.waiting import overseen_by
from targets.schedule import Schedule
from units.contacts import labelled, with_contacts
from units.models import Unit, User

LOOKED_AFTER = timedelta(days=14)


def with_last_reminders(units: QuerySet[Unit]) -> QuerySet[Any]:
    """Adds `reminders_made`: a list of {period, occasion, at, by, is_written, is_failed}, first to last."""
    made = Reminder.objects.filter(unit=OuterRef("pk"), is_covered=False).order_by("made_at", "pk")
    letters = Message.objects.filter(reminders=OuterRef("pk"))
    went = Exists(letters.exclude(state=MessageState.FAILED))
    written = made.annotate(is_written=Exists(letters), is_failed=Exists(letters) & ~went)
    told = {"period": "period_id", "occasion": "occasion", "at": "made_at", "by": "made_by__full_name"}
    return units.annotate(
        reminders_made=Gathered(written, is_written="is_written", is_failed="is_failed", **told)
    )


@dataclass(frozen=True, slots=True)
class ChasedUnit:
    """One unit and its reports of one cut-off that are still to come; `unit` with contacts and reminders."""

    unit: Any
    reports: list[Awaited]

    @property
    def lines(self) -> list[ReportLine]:
        return [report.line for report in self.reports]

    @property
    def is_overdue(self) -> bool:
        return any(line.is_overdue for line in self.lines)

    @property
    def owed(self) -> int:
        return sum(line.owed for line in self.lines)

    @property
    def missing(self) -> int:
        return self.owed - sum(line.answered for line in self.lines)

    @property
    def is_asked_to_change(self) -> bool:
        """Nothing of it is unsent: Home Affairs asked for changes."""
        return all(line.is_asked_to_change for line in self.lines)

    @property
    def to_change(self) -> list[str]:
        return [row for report in self.reports for row in report.asked]

    @property
    def lacking(self) -> list[str]:
        return [row for report in self.reports for row in report.lacking]

    @property
    def last(self) -> dict[str, Any] | None:
        """How and when it was last reminded of these reports: what reached it, if anything did."""
        until = {line.period.pk: line.last_day for line in self.lines}
        made = [_told(each, until) for each in self.unit.reminders_made if each["period"] in until]
        reached = [each for each in made if not (each["is_unreachable"] or each["is_failed"])]
        return next(reversed(reached or made), None)

    @property
    def contacts(self) -> list[dict[str, Any]]:
        return labelled(self.unit.known_contacts)


def occasion_label(occasion: str, at: datetime, last_day: date) -> str:
    """As `Occasion` has it; of a rung that was made later than on its day, how many days it really was."""
    over = (timezone.localtime(at, timezone.get_default_timezone()).date() - last_day).days
    if occasion not in OVER or over <= LADDER[Occasion(occasion)]:
        return str(Occasion(occasion).label)
    return npgettext("reminder", "%(days)s day after", "%(days)s days after", over) % {"days": over}


def _told(reminder: dict[str, Any], until: dict[int, date]) -> dict[str, Any]:
    """With its label; `is_unreachable`: mail was due, and the unit has no address."""
    by_mail = reminder["occasion"] in (*LADDER, Occasion.NOW)
    label = occasion_label(reminder["occasion"], reminder["at"], until[reminder["period"]])
    return reminder | {"label": label, "is_unreachable": by_mail and not reminder["is_written"]}


@dataclass(frozen=True, slots=True)
class Group:
    """All who are awaited for one cut-off; `owed` are the reports of everybody who owes one, sent or not."""

    cut_off: CutOff
    units: list[ChasedUnit]
    owed: list[ReportLine] = field(default_factory=list)

    @property
    def slug(self) -> str:
        return self.cut_off.day.isoformat()

    @property
    def reports(self) -> list[Awaited]:
        return [report for chased in self.units for report in chased.reports]

    @property
    def lines(self) -> list[ReportLine]:
        return [report.line for report in self.reports]

    @property
    def reporters(self) -> list[tuple[Unit, bool]]:
        """Who owes a report, and whether it is awaited still."""
        awaited = {one.unit.pk for one in self.units}
        units = {line.reporter.pk: line.reporter for line in self.owed}
        return [(unit, unit.pk in awaited) for unit in units.values()]

    def in_cluster(self, code: str) -> "Group":
        """What is left of it for one cluster; of all where there is no code."""
        return Group(
            self.cut_off,
            [one for one in self.units if _is_of(one.unit, code)],
            [line for line in self.owed if _is_of(line.reporter, code)],
        )


def _is_of(unit: Unit, cluster: str) -> bool:
    return not cluster or (unit.cluster is not None and unit.cluster.code == cluster)


def reporters_of(schedule: Schedule, user: User) -> QuerySet[Unit]:
    """Units of the campaign that the person oversees, by cluster and protocol order."""
    units: Any = overseen_by(user)
    taking_part: QuerySet[Unit] = units.under(schedule.campaign.owner).select_related("cluster")
    return taking_part.order_by("cluster__order", "cluster__code", "order", "code")


def groups_of(lines: Iterable[ReportLine], days: list[CutOff]) -> list[Group]:
    """The awaited of these lines by cut-off, the newest first. One query."""
    at = now()
    awaited = awaited_by_key([line for line in lines if line.is_awaited(at.date())], at)
    by_day: dict[date, list[Awaited]] = {}
    for report in awaited.values():
        by_day.setdefault(report.line.period.cut_off, []).append(report)
    return [
        Group(day, [ChasedUnit(own[0].unit, own) for own in by_unit(by_day[day.day])])
        for day in reversed(days)
        if day.day in by_day
    ]


@dataclass(frozen=True)
class Chase:
    """`groups` are all, `shown` what the filters leave. `reporting`: units that owe anything so far."""

    groups: list[Group]
    reporting: list[Any]
    troubled: list[Message]
    may_chase: bool
    day: str = ""
    cluster: str = ""

    @classmethod
    def of(cls, schedule: Schedule, user: User, **filters: str) -> "Chase":
        """In five queries."""
        units = list(with_last_reminders(with_contacts(reporters_of(schedule, user))))
        begun = [p for p in schedule.periods if p.holds_readings and p.opens_on <= today()]
        lines = report_lines(begun, units)
        owing = {line.reporter.pk for line in lines}
        return cls(
            groups=groups_of(_by_unit(lines, units), cut_offs(schedule)),
            reporting=[unit for unit in units if unit.pk in owing],
            troubled=list(troubled()),
            may_chase=may_chase(user, schedule.campaign.owner),
            **filters,
        )

    @cached_property
    def shown(self) -> list[Group]:
        of_day = [group for group in self.groups if self.day in ("", group.slug)]
        kept = [group.in_cluster(self.cluster) for group in of_day]
        return [group for group in kept if group.units]

    @property
    def overdue_units(self) -> int:
        """As the queue counts them: each unit once, whatever it owes."""
        return len({one.unit.pk for group in self.groups for one in group.units if one.is_overdue})

    @property
    def waiting_units(self) -> int:
        """Whose time is not over yet."""
        return len({one.unit.pk for group in self.groups for one in group.units if not one.is_overdue})

    @property
    def days(self) -> list[Choice]:
        every = Choice("", pgettext("filter", "All"), len(self.groups), not self.day)
        return [every] + [
            Choice(group.slug, group.cut_off.name, len(group.units), group.slug == self.day)
            for group in self.groups
        ]

    @property
    def clusters(self) -> list[Choice]:
        """Each with the number of its units that are awaited for anything."""
        awaited = {one.unit.pk: one.unit.cluster for group in self.groups for one in group.units}
        counts = Counter(awaited.values())
        every = Choice("", pgettext("filter", "All"), len(awaited), not self.cluster)
        return [every] + [
            Choice(cluster.code, cluster.name, count, cluster.code == self.cluster)
            for cluster, count in counts.items()
            if cluster
        ]

    @property
    def without_contact(self) -> list[Unit]:
        return [unit for unit in self.reporting if not unit.known_contacts]


def _by_unit(lines: list[ReportLine], units: list[Any]) -> list[ReportLine]:
    place = {unit.pk: number for number, unit in enumerate(units)}
    return sorted(lines, key=lambda line: place[line.reporter.pk])


def troubled() -> QuerySet[Message]:
    """Letters of the last weeks to look after: given up, or interrupted while they were sent."""
    interrupted = Message.objects.filter(state=MessageState.SENDING)
    given_up = Message.objects.filter(state=MessageState.FAILED, attempts__gte=ATTEMPTS)
    recent = (interrupted | given_up).filter(created_at__gt=now() - LOOKED_AFTER)
    return recent.select_related("recipient").order_by("-created_at")


def group_of(schedule: Schedule, user: User, day: CutOff, codes: Iterable[str] = ()) -> Group:
    """Who is awaited for this cut-off; where codes are given, of those units only. Four queries."""
    units = reporters_of(schedule, user)
    codes = list(codes)
    found = list(with_last_reminders(with_contacts(units.filter(code__in=codes) if codes else units)))
    lines = report_lines([p for p in day.periods if p.opens_on <= today()], found)
    ordered = _by_unit(lines, found)
    return replace(next(iter(groups_of(ordered, [day])), Group(day, [])), owed=ordered)


@dataclass(frozen=True, slots=True)
class UnitChase:
    """One unit and cut-off: what is awaited (nothing once it is in), and every reminder, newest first."""

    unit: Any
    cut_off: CutOff
    chased: ChasedUnit | None
    ledger: list[Any]
    may_chase: bool

    @classmethod
    def of(cls, schedule: Schedule, user: User, day: CutOff, unit: Any) -> "UnitChase":
        lines = report_lines(day.periods, [unit])
        group = groups_of(lines, [day])
        return cls(
            unit=unit,
            cut_off=day,
            chased=group[0].units[0] if group else None,
            ledger=ledger(unit, day, {line.period.pk: line.last_day for line in lines}),
            may_chase=may_chase(user, unit),
        )

    @property
    def slug(self) -> str:
        return self.cut_off.day.isoformat()

    @property
    def contacts(self) -> list[dict[str, Any]]:
        return labelled(self.unit.known_contacts)


def ledger(unit: Unit, day: CutOff, until: dict[int, date]) -> list[Any]:
    """Each reminder with `label` and `letters`: a list of {address, state, label, at, error}.

    `until`: the unit's last days, by the periods' keys.
    """
    letters = Message.objects.filter(reminders=OuterRef("pk")).order_by("pk")
    told = Gathered(letters, address="address", state="state", at="sent_at", error="error")
    made: QuerySet[Any] = Reminder.objects.filter(unit=unit, period__in=day.periods).annotate(letters=told)
    found = list(made.select_related("made_by", "period").order_by("-made_at", "-pk"))
    for reminder in found:
        last_day = until.get(reminder.period_id, reminder.period.due_on)
        reminder.label = occasion_label(reminder.occasion, reminder.made_at, last_day)
        for letter in reminder.letters:
            letter["label"] = MessageState(letter["state"]).label
    return found
