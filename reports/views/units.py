"""Who takes part, and one unit's part in the campaign."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from emulation.downloads import attachment, table_attachment
from emulation.tables import FORMATS
from reports.current import current_campaign
from reports.documents.pdf import render_table
from reports.documents.tables import Asked, cluster_comparison
from reports.export import to_json
from reports.lines import lines_of
from reports.lists.heading import heading
from reports.lists.targets import targets
from reports.permissions import keeps_notes, may_ask
from reports.unit_page import UnitPage, by_cluster, taking_part, with_duties
from reports.views.campaign_needed import campaign_needed
from reports.views.question import Question
from units.contacts import labelled, with_contacts
from units.models import Unit
from units.permissions import may_edit_contacts, sees_everything, sees_unit


def units_sought(request: HttpRequest) -> QuerySet[Any]:
    """Those taking part (?q=…)."""
    return taking_part(current_campaign(request)).search(request.GET.get("q", "").strip())


def unit_asked(request: HttpRequest, code: str) -> tuple[Question, Any]:
    """The question and the unit with all that its page shows; 404 for one whose page is closed to the person,
    403 for figures that are."""
    question = Question.of(request)
    campaign = question.campaign
    visible = with_duties(Unit.objects.visible_to(request.user).under(campaign.owner), campaign)
    node = get_object_or_404(with_contacts(visible).exclude(pk=campaign.owner_id), code=code)
    return question.for_reader_of(request.user, node), node


@require_safe
@campaign_needed
def units(request: HttpRequest) -> HttpResponse:
    """Everyone reads who takes part; links lead where the person may go."""
    found = list(units_sought(request))
    open_units = {unit.pk for unit in found if sees_unit(request.user, unit)}
    context = {"clusters": by_cluster(found), "open_units": open_units, "count": len(found)}
    context["sought"] = request.GET.get("q", "").strip()
    return render(request, "reports/units.html", context)


@require_safe
@campaign_needed
@cache_control(private=True, no_store=True)
def cluster_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """The units of a cluster beside each other on what they have in common."""
    question = Question.of(request)
    owner = question.campaign.owner
    question = question.for_reader_of(request.user, owner)
    cluster = get_object_or_404(owner.owned_clusters, code=code)
    units = [unit for unit in taking_part(question.campaign) if unit.cluster_id == cluster.pk]
    asked = Asked(
        question.schedule, question.as_of, question.basis, f"{reverse('overview')}?{question.query}"
    )
    table = cluster_comparison(cluster, units, question.rows(owner), asked)
    return attachment(render_table(table), table.file_title, "pdf")


@require_safe
@campaign_needed
def unit(request: HttpRequest, code: str) -> HttpResponse:
    question, node = unit_asked(request, code)
    rows = question.rows(node) if node.has_targets else []
    page = UnitPage.of(node, rows, question.schedule)
    context = {"question": question, "unit": node, "unit_page": page}
    context |= {"is_overseer": sees_everything(request.user, node), "may_ask": may_ask(request.user, node)}
    context["contacts"] = labelled(node.known_contacts)
    context["may_edit_contacts"] = may_edit_contacts(request.user, node)
    context["keeps_notes"] = keeps_notes(request.user, node)
    return render(request, "reports/unit.html", context)


@require_safe
def unit_export(request: HttpRequest, code: str, extension: str) -> HttpResponseBase:
    """The unit's targets, as the overview hands out the city's."""
    if extension not in FORMATS:
        raise Http404
    question, node = unit_asked(request, code)
    rows = question.rows(node)
    name = f"{node.name}: {question.file_name}"
    if extension == "json":
        return attachment(to_json(rows, named=True), name, extension)
    title = heading(question.campaign, node.name, question.words)
    return table_attachment(targets(lines_of(rows), name, title), extension)
