"""Who takes part, and one unit's part in the campaign."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from reports.current import current_campaign
from reports.permissions import keeps_notes, may_ask
from reports.unit_page import UnitPage, by_cluster, taking_part, with_duties
from reports.views.campaign_needed import campaign_needed
from reports.views.question import Question
from units.contacts import labelled, with_contacts
from units.models import Unit
from units.permissions import may_edit_contacts, sees_everything, sees_unit


@require_safe
@campaign_needed
def units(request: HttpRequest) -> HttpResponse:
    """Everyone reads who takes part; links lead where the person may go."""
    sought = request.GET.get("q", "").strip()
    found = list(taking_part(current_campaign(request)).search(sought))
    open_units = {unit.pk for unit in found if sees_unit(request.user, unit)}
    context = {"clusters": by_cluster(found), "sought": sought, "open_units": open_units, "count": len(found)}
    return render(request, "reports/units.html", context)


@require_safe
@campaign_needed
def unit(request: HttpRequest, code: str) -> HttpResponse:
    question = Question.of(request)
    campaign = question.campaign
    visible = with_duties(Unit.objects.visible_to(request.user).under(campaign.owner), campaign)
    node = get_object_or_404(with_contacts(visible).exclude(pk=campaign.owner_id), code=code)
    rows = question.rows(node) if node.has_targets else []
    page = UnitPage.of(node, rows, question.schedule)
    context = {"question": question.for_reader_of(request.user, node), "unit": node, "unit_page": page}
    context |= {"is_overseer": sees_everything(request.user, node), "may_ask": may_ask(request.user, node)}
    context["contacts"] = labelled(node.known_contacts)
    context["may_edit_contacts"] = may_edit_contacts(request.user, node)
    context["keeps_notes"] = keeps_notes(request.user, node)
    return render(request, "reports/unit.html", context)
