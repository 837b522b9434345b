"""Readings as rows of files: out the accepted ones, in through `importing` and so through intake."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from emulation.numbers import format_number
from emulation.table_files import Columns, Line, TableFile
from reports.choices import Outlook, ReadingState, RevisionStatus
from reports.importing import ImportRefused, import_lines
from reports.models import Reading, Revision
from reports.progress_file import NEEDED
from targets.models import Campaign, ReportingPeriod, Target
from units.choices import Action
from units.exchange.columns import NOTHING, Choice, Column, Flag, Number, Prose, Reference, natural
from units.exchange.outcome import Change, Outcome, Row
from units.exchange.resource import ExchangeResource
from units.models import Event, Unit, User

PERIOD = "revision__report__period"


class ReadingResource(ExchangeResource):
    """Accepted readings. With `approve` (an administrator's act) what comes in is official at once."""

    unit_lookup = "revision__report__reporter"
    related = (f"{PERIOD}__campaign__owner", "allocation__unit", "allocation__target")

    campaign = Reference(f"{PERIOD}__campaign", Campaign, name="campaign", example="TPLS/2024")
    period = Reference(PERIOD, ReportingPeriod, name="period", within="campaign", example="2024-Q2")
    unit = Reference("allocation__unit", Unit, name="unit")
    target = Reference("allocation__target", Target, name="target", within="campaign", example="KT-01")
    value = Number("value")
    base = Number("base")
    state = Choice("state", ReadingState)
    estimate = Flag("is_estimate", name="estimate")
    note = Prose("note")
    year_forecast = Number("year_forecast")
    outlook = Choice("outlook", Outlook)
    outlook_reason = Prose("outlook_reason")

    class Meta:
        model = Reading
        import_id_fields = ("campaign", "period", "unit", "target")

    def __init__(self, user: User, *, approve: bool = False) -> None:
        super().__init__(user)
        self.approve = approve

    @classmethod
    def names(cls) -> Columns:
        """As `import_progress`: without a campaign the newest one is meant."""
        return Columns(super().names().known, NEEDED)

    def administered(self):
        return super().administered().filter(revision__status=RevisionStatus.APPROVED)

    def ordered(self):
        keys = (f"{PERIOD}__campaign__owner__code", f"{PERIOD}__campaign__code", f"{PERIOD}__code")
        rows = self.administered().order_by(*keys, "allocation__unit__code", "allocation__target__code")
        return rows.iterator(chunk_size=1000)

    def brought(self, file: TableFile, source: str) -> Outcome:
        before = Event.objects.aggregate(last=Max("pk"))["last"] or 0
        outcome = Outcome()
        campaigns = {natural(each): each for each in Campaign.objects.select_related("owner")}
        current = Campaign.objects.current()
        of_campaign: dict[str, list[Line]] = defaultdict(list)
        for line in file.lines:
            name = line.code("campaign") or (natural(current) if current else "")
            if name in campaigns:
                of_campaign[name].append(line)
            else:
                message = _("There is no campaign “%(name)s”.") % {"name": name or NOTHING}
                outcome.faults.append(line.fault("campaign", message))
        for name, lines in of_campaign.items():
            try:
                done = import_lines(campaigns[name], lines, self.user, source=source, approve=self.approve)
                outcome.unchanged += done.unchanged
            except ImportRefused as refused:
                outcome.faults += refused.faults
        events = Event.objects.filter(pk__gt=before, revision__isnull=False).order_by("pk")
        outcome.accepted = sum(event.action == Action.APPROVED for event in events)
        outcome.rows = list(_told(events, of_campaign))
        return outcome


def _told(events: Sequence[Event], of_campaign: dict[str, list[Line]]) -> Iterator[Row]:
    """What intake has noted of the file, beside the rows that brought it."""
    numbers = {
        (name, line.code("period"), line.code("unit"), line.code("target")): line.number
        for name, lines in of_campaign.items()
        for line in lines
    }
    revisions = Revision.objects.select_related("report__period__campaign__owner")
    periods = {
        revision.pk: revision.report.period
        for revision in revisions.filter(pk__in={event.revision for event in events})
    }
    for event in events:
        if event.action != Action.IMPORTED:
            continue
        period = periods[event.revision]
        for each in event.data["readings"]:
            key = (natural(period.campaign), period.code, each["unit"], each["target"])
            changes = tuple(_changes(each["old"] or {}, each["new"] or {}))
            yield Row(numbers[key], " · ".join(key[1:]), each["old"] is None, changes)


def _changes(old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
    for column in _SHOWN:
        before, after = (_shown(column, facts.get(column.attribute)) for facts in (old, new))
        if before != after:
            yield Change(column.column_name, before if old else "", after)


_SHOWN: list[Column] = [
    column for column in ReadingResource.fields.values() if not isinstance(column, Reference)
]


def _shown(column: Column, value: Any) -> str:
    """A fact of the log, as its column shows it: there numbers are exact strings, and empty ones left out."""
    if isinstance(column, Number):
        return NOTHING if value is None else format_number(Decimal(value))
    return column.shown(value)
