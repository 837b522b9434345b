"""A world of plain dicts (see `tests.reports.oracle`) as rows in the database."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from emulation.dates import now
from reports.models import ProgressReport, Reading, Revision, StatusOverride
from targets.models import Allocation, Campaign, Group, ReportingPeriod, Target
from units.models import Unit, User


@dataclass(frozen=True)
class Stored:
    """A world as the database holds it."""

    campaign: Campaign
    units: dict[str, Unit]


def store(world, author: User) -> Stored:
    """Write the world in a few large statements; nothing is checked but by the database."""
    stored = _store_units(world["units"])
    campaign = Campaign.objects.create(
        owner=stored[world["owner"]],
        code="2024",
        launched_on=date(2024, 1, 1),
        ends_on=date(2024, 12, 31),
    )
    kept_periods = _store_periods(world["periods"], campaign)
    kept_targets = _store_targets(world["targets"], campaign)
    kept = _store_allocations(world["allocations"], kept_targets, stored)
    _store_reports(world["reports"], kept_periods, kept, stored, author)
    StatusOverride.objects.bulk_create(
        StatusOverride(
            target=kept_targets[target],
            period=kept_periods[period],
            status=status,
            reason="seen on the spot",
            made_by=author,
        )
        for (target, period), status in world["overrides"].items()
    )
    return Stored(campaign, stored)


def exact(fraction):
    return None if fraction is None else Decimal(fraction.numerator) / Decimal(fraction.denominator)


def _store_units(tree):
    parents, stored = {unit["parent"] for unit in tree.values()}, {}
    for code, unit in tree.items():
        parent = stored.get(unit["parent"])
        path = f"{parent.path if parent else '/'}{code}/"
        validity = {"valid_from": unit["from"], "valid_to": unit["to"]}
        stored[code] = Unit(code=code, parent=parent, path=path, kind="ward", name=code, **validity)
        if code in parents:
            stored[code].save()
    Unit.objects.bulk_create(unit for unit in stored.values() if unit.pk is None)
    return stored


def _store_periods(periods, campaign):
    day = timedelta(days=1)
    kept = [
        ReportingPeriod(
            campaign=campaign,
            code=period["code"],
            kind=period["kind"],
            number=period["number"],
            order=order,
            starts_on=date(2023, 12, 15),
            cut_off=period["cut_off"],
            calendar_from=date(2024, 1, 1),
            calendar_to=period["cut_off"] + 16 * day,
            opens_on=period["cut_off"] - 7 * day,
            due_on=period["cut_off"] + 2 * day,
            confirm_by=period["cut_off"] + 4 * day,
            report_on=period["cut_off"] + 6 * day,
        )
        for order, period in enumerate(periods)
    ]
    return {period.code: period for period in ReportingPeriod.objects.bulk_create(kept)}


PLAIN = ("measure", "over_time", "direction", "strict", "irreversible", "pace", "result_due", "frequency")
LEVELS = ("threshold", "ceiling", "maximum", "baseline", "slow_from", "nearly_from")


def _store_targets(targets, campaign):
    group, kept = Group.objects.create(campaign=campaign, code="G", name="all of them"), {}
    for order, (code, target) in enumerate(targets.items()):
        kept[code] = Target(
            campaign=campaign,
            group=group,
            parent=kept.get(target["parent"]),
            lead=campaign.owner,
            code=code,
            order=order,
            name=code,
            base_label="" if target["measure"] in ("amount", "all_of") else "the whole",
            profile=" ".join(str(step) for step in target["profile"]),
            **{name: target[name] for name in PLAIN},
            **{name: exact(target[name]) for name in LEVELS},
        )
        if target["measure"] == "all_of":
            kept[code].save()
    Target.objects.bulk_create(target for target in kept.values() if target.pk is None)
    return kept


def _store_allocations(allocations, targets, stored):
    kept = [
        Allocation(
            target=targets[given["target"]],
            unit=stored[given["unit"]],
            reporter=stored[given["reporter"]],
            counts=given["counts"],
            **{name: exact(given[name]) for name in ("quota", "baseline_value", "baseline_base")},
        )
        for given in allocations
    ]
    Allocation.objects.bulk_create(kept)
    return {(given.target.code, given.unit.code): given for given in kept}


def _store_reports(reports, periods, allocations, stored, author):
    kept, revisions, readings = [], [], []
    for report in reports:
        kept.append(ProgressReport(reporter=stored[report["reporter"]], period=periods[report["period"]]))
        for revision in report["revisions"]:
            revisions.append(_revision(kept[-1], revision["number"], revision["status"], author))
            readings += [
                Reading(
                    revision=revisions[-1],
                    allocation=allocations[reading["target"], reading["unit"]],
                    state=reading["state"],
                    value=exact(reading["value"]),
                    base=exact(reading["base"]),
                    is_estimate=reading["estimate"],
                    note="not yet counted" if reading["state"] == "unavailable" else "",
                    entered_by=author,
                )
                for reading in revision["readings"]
            ]
    ProgressReport.objects.bulk_create(kept)
    Revision.objects.bulk_create(revisions)
    Reading.objects.bulk_create(readings)


def _revision(report, number, status, author):
    revision = Revision(report=report, number=number, status=status, created_by=author)
    if status == "submitted":
        revision.status_before = "draft"
        revision.submitted_by, revision.submitted_at = author, now()
    if status in ("approved", "superseded"):
        revision.decided_by, revision.decided_at = author, now()
    return revision
