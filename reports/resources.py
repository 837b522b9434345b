"""Readings as rows of files: out the accepted ones, in through `importing` and so through intake."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.db.models import Max, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from emulation.numbers import format_number
from emulation.table_files import Columns, Line, TableFile
from reports.choices import Outlook, ReadingState, RevisionStatus
from reports.entries import STORED_FIELDS
from reports.importing import ImportRefused, import_lines
from reports.models import Reading, Revision
from reports.typed import unit_of
from reports.warnings.flags import flags_of
from reports.wording import with_unit
from targets.models import Campaign, ReportingPeriod, Target
from units.choices import Action
from units.exchange.columns import NOTHING, Choice, Column, Flag, Number, Prose, Reference, natural
from units.exchange.outcome import Change, Effect, Outcome, Row
from units.exchange.resource import ExchangeResource
from units.models import Event, Unit, User

PERIOD = "revision__report__period"
NEEDED = ("period", "unit", "target", "value")
# A figure in a report: the revision's key, the codes of unit and target.
Place = tuple[int, str, str]


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

    def __init__(
        self, user: User, *, approve: bool = False, reason: str = "", doubting: bool = False
    ) -> None:
        """`reason` of the corrections that it begins; `doubting`: tell what is wondered about, too."""
        super().__init__(user)
        self.approve = approve
        self.reason = reason
        self.doubting = doubting

    @classmethod
    def names(cls) -> Columns:
        """As `import_progress`: without a campaign the newest one is meant."""
        return replace(super().names(), needed=NEEDED)

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
                done = import_lines(
                    *(campaigns[name], lines, self.user),
                    source=source,
                    approve=self.approve,
                    reason=self.reason,
                )
                outcome.unchanged += done.unchanged
            except ImportRefused as refused:
                outcome.faults += refused.faults
        events = list(Event.objects.filter(pk__gt=before, revision__isnull=False).order_by("pk"))
        outcome.accepted = sum(event.action == Action.APPROVED for event in events)
        if not outcome.faults:
            revisions = _revisions(events)
            doubts = _doubts(revisions.values()) if self.doubting else {}
            outcome.effects = list(_effects(events, revisions))
            outcome.rows = list(_told(events, revisions, doubts, of_campaign))
        return outcome


def _revisions(events: Iterable[Event]) -> dict[int, Revision]:
    """What the events are about, by key, in the order in which they came."""
    related = ("report__reporter", "report__period__campaign__owner")
    keys = list(dict.fromkeys(event.revision for event in events if event.revision))
    found = Revision.objects.select_related(*related).in_bulk(keys)
    return {key: found[key] for key in keys}


def _doubts(revisions: Iterable[Revision]) -> dict[Place, list[str]]:
    """What the warnings wonder about and nobody has answered, beside each figure."""
    found: dict[Place, list[str]] = defaultdict(list)
    for revision, flags in flags_of(revisions).items():
        for flag in flags:
            if flag.settled is None:
                place = (revision, flag.allocation.unit.code, flag.allocation.target.code)
                found[place].append(str(flag.message))
    return found


def _effects(events: Iterable[Event], revisions: Mapping[int, Revision]) -> Iterator[Effect]:
    """What becomes of each report that the file writes into."""
    deeds: dict[int, set[str]] = defaultdict(set)
    for event in events:
        deeds[event.revision or 0].add(event.action)
    for key, revision in revisions.items():
        reopens = Action.REOPENED in deeds[key]
        is_open = Action.APPROVED not in deeds[key]
        yield Effect(
            f"{revision.report.reporter.name}, {revision.report.period.name}",
            _becomes(revision, deeds[key]),
            undoes=reopens,
            address=reverse("admin:reports_revision_change", args=[key]) if reopens and is_open else "",
        )


def _becomes(revision: Revision, deeds: Collection[str]) -> str:
    match Action.REOPENED in deeds, Action.APPROVED in deeds:
        case True, True:
            return _("accepted: its official figures are replaced by those of the file at once")
        case True, False:
            return _(
                "accepted: it is reopened for correction; the accepted figures stay official until it is "
                "handed in and accepted anew"
            )
        case False, True:
            return _("not yet accepted: its figures become official without being submitted")
    if Action.CREATED in deeds:
        return _("not yet begun: a draft is begun")
    if _says_what_is_accepted(revision):
        return _("in correction: it then says exactly what is accepted")
    return _("%(status)s: the figures go into it") % {"status": RevisionStatus(revision.status).label}


def _says_what_is_accepted(revision: Revision) -> bool:
    """An open correction holds the very answers of the accepted revision."""
    rows = Reading.objects.filter(revision__report=revision.report_id)
    answers = [
        set(rows.filter(condition).values_list("allocation", *STORED_FIELDS))
        for condition in (Q(revision=revision.pk), Q(revision__status=RevisionStatus.APPROVED))
    ]
    return bool(answers[1]) and answers[0] == answers[1]


def _told(
    events: Iterable[Event],
    revisions: Mapping[int, Revision],
    doubts: Mapping[Place, list[str]],
    of_campaign: Mapping[str, list[Line]],
) -> Iterator[Row]:
    """What intake has noted of the file, beside the rows that brought it."""
    numbers = {
        (name, line.code("period"), line.code("unit"), line.code("target")): line.number
        for name, lines in of_campaign.items()
        for line in lines
    }
    campaigns = {revision.report.period.campaign_id for revision in revisions.values()}
    targets = {(each.campaign_id, each.code): each for each in Target.objects.filter(campaign__in=campaigns)}
    for event in events:
        if event.action != Action.IMPORTED:
            continue
        period = revisions[event.revision or 0].report.period
        for each in event.data["readings"]:
            key = (natural(period.campaign), period.code, each["unit"], each["target"])
            target = targets[period.campaign_id, each["target"]]
            changes = tuple(_changes(each["old"] or {}, each["new"] or {}, target))
            beside = doubts.get((event.revision or 0, each["unit"], each["target"]), ())
            yield Row(numbers[key], " · ".join(key[1:]), each["old"] is None, changes, tuple(beside))


def _changes(old: dict[str, Any], new: dict[str, Any], target: Target) -> Iterator[Change]:
    for column in _SHOWN:
        before, after = (_shown(column, facts.get(column.attribute)) for facts in (old, new))
        if before != after:
            unit = "" if after == NOTHING else _unit_of(column, target)
            shown = with_unit(after, unit) if unit else after
            yield Change(column.column_name, before if old else "", shown, column.label(Reading))


def _unit_of(column: Column, target: Target) -> str:
    """In which the column's numbers are: whoever wrote "12 tỷ" sees what it has become."""
    if not isinstance(column, Number):
        return ""
    if column.attribute == "year_forecast":
        return target.unit_of_measure
    return unit_of(target, column.attribute)


_SHOWN: list[Column] = [
    column for column in ReadingResource.fields.values() if not isinstance(column, Reference)
]


def _shown(column: Column, value: Any) -> str:
    """A fact of the log, as its column shows it: there numbers are exact strings, and empty ones left out."""
    if isinstance(column, Number):
        return NOTHING if value is None else format_number(Decimal(value))
    return column.shown(value)
