"""What units were asked to explain, and what inspections found."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from emulation.tables import Column, Kind, Table
from reports.asking.page import AskingPage
from reports.lists.heading import heading_now
from targets.models import Campaign


def explanations(page: AskingPage, campaign: Campaign) -> Table:
    columns = [
        Column("code", _("Code"), lambda asked: asked.unit_code, width=10),
        Column("unit", _("Unit"), lambda asked: asked.unit_name, width=36),
        Column("target", _("Target"), lambda asked: asked.target_code, width=10),
        Column("target_name", _("Name of the target"), lambda asked: asked.target_name, width=44),
        Column("period", _("Period"), lambda asked: asked.period_name, width=18),
        Column("request", pgettext("explanation", "Kind"), lambda asked: asked.name, width=22),
        Column("question", _("Question"), lambda asked: asked.question, width=60),
        Column("asked_by", _("Asked by"), lambda asked: asked.asked_by, width=24),
        Column("asked_at", _("Asked at"), lambda asked: asked.asked_at, Kind.MOMENT, 18),
        Column("answer_by", _("Answer by the day"), lambda asked: asked.answer_by, Kind.DATE, 14),
        Column("state", pgettext("report", "State"), lambda asked: asked.state.label, width=20),
        Column("answer", pgettext("explanation", "Answer"), lambda asked: asked.answer, width=60),
        Column("answered_by", _("Answered by"), lambda asked: asked.answered_by, width=24),
        Column("answered_at", _("Answered at"), lambda asked: asked.answered_at, Kind.MOMENT, 18),
    ]
    name = _("Explanations asked for")
    return Table(name, columns, page.shown_explanations, heading_now(campaign, name), frozen=2)


def inspections(page: AskingPage, campaign: Campaign) -> Table:
    columns = [
        Column("code", _("Code"), lambda found: found.unit_code, width=10),
        Column("unit", _("Unit"), lambda found: found.unit_name, width=36),
        Column("target", _("Target"), lambda found: found.target_code, width=10),
        Column("target_name", _("Name of the target"), lambda found: found.target_name, width=44),
        Column("on", _("Inspected on"), lambda found: found.on, Kind.DATE, 14),
        Column("findings", _("What was found"), lambda found: found.findings, width=60),
        Column("mend_by", _("To be mended by"), lambda found: found.mend_by, Kind.DATE, 14),
        Column("state", pgettext("report", "State"), lambda found: found.state.label, width=20),
        Column("mended_on", _("Mended on"), lambda found: found.mended_on, Kind.DATE, 14),
        Column("mended", _("What was mended"), lambda found: found.mended, width=60),
    ]
    name = _("Inspections")
    return Table(name, columns, page.shown_inspections, heading_now(campaign, name), frozen=2)
