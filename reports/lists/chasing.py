"""Who has not reported, with whom to call: a row for each report that is awaited."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from emulation.dates import short_date, today
from emulation.tables import Cell, Column, Kind, Table
from reports.chasing.page import Chase, ChasedUnit
from reports.documents.reminder import Awaited
from reports.due import ReportLine
from reports.lists.heading import heading_now
from reports.lists.units import cluster_name
from targets.models import Campaign


class Missing(NamedTuple):
    chased: ChasedUnit
    report: Awaited

    @property
    def line(self) -> ReportLine:
        return self.report.line

    @property
    def days_over(self) -> int:
        return max(0, (today() - self.line.last_day).days)

    def contact(self, name: str) -> str:
        """Of the first on record."""
        return self.chased.contacts[0][name] if self.chased.contacts else ""

    @property
    def other_contacts(self) -> str:
        return "; ".join(_contact_text(contact) for contact in self.chased.contacts[1:])

    def last_reminder(self, name: str) -> Cell:
        last = self.chased.last
        return last[name] if last else None


def _contact_text(contact: dict[str, Any]) -> str:
    known = (contact["name"], contact["position"] or contact["label"], contact["telephone"], contact["email"])
    return ", ".join(str(each) for each in known if each)


def awaited(chase: Chase, campaign: Campaign) -> Table:
    """What the filters of the page leave."""
    name = _("Units that have not reported, to %(day)s") % {"day": short_date(today())}
    return Table(name, _columns(), _each(chase), heading_now(campaign, name), frozen=2)


def _each(chase: Chase) -> Iterator[Missing]:
    for group in chase.shown:
        for chased in group.units:
            for report in chased.reports:
                yield Missing(chased, report)


def _columns() -> list[Column]:
    return [
        Column("code", _("Code"), lambda each: each.line.reporter.code, width=10),
        Column("unit", _("Unit"), lambda each: each.line.reporter.name, width=36),
        Column("cluster", _("Cluster"), lambda each: cluster_name(each.line.reporter), width=30),
        Column("period", _("Period"), lambda each: each.line.period.name, width=18),
        Column("due_on", _("Due"), lambda each: each.line.last_day, Kind.DATE, 12),
        Column("days_over", _("Days overdue"), lambda each: each.days_over, Kind.WHOLE, 12),
        Column("state", pgettext("report", "State"), lambda each: each.line.state_text, width=28),
        Column("answered", _("Answered"), lambda each: each.line.answered, Kind.WHOLE, 12),
        Column("owed", pgettext("answers", "Owed"), lambda each: each.line.owed, Kind.WHOLE, 12),
        Column("lacking", _("Lacking"), lambda each: "\n".join(each.report.lacking), width=60),
        Column("to_change", _("To change"), lambda each: "\n".join(each.report.asked), width=40),
        Column("contact", _("Contact"), lambda each: each.contact("name"), width=26),
        Column("position", _("Position"), lambda each: each.contact("position"), width=24),
        Column("telephone", _("Telephone"), lambda each: each.contact("telephone"), width=18),
        Column("email", _("E-mail"), lambda each: each.contact("email"), width=30),
        Column("other_contacts", _("Other contacts"), lambda each: each.other_contacts, width=40),
        Column("reminded", _("Last reminded"), lambda each: each.last_reminder("label"), width=20),
        Column("reminded_at", _("Reminded at"), lambda each: each.last_reminder("at"), Kind.MOMENT, 18),
    ]
