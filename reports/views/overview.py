"""The city's front page and its figures as files."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from emulation.downloads import attachment, table_attachment
from emulation.tables import FORMATS
from reports.export import to_json
from reports.lines import lines_of
from reports.lists.targets import targets
from reports.overview import Overview
from reports.remarks import remarks
from reports.views.campaign_needed import campaign_needed
from reports.views.question import Question


def _question(request: HttpRequest) -> Question:
    question = Question.of(request)
    return question.for_reader_of(request.user, question.campaign.owner)


@require_safe
@campaign_needed
def overview(request: HttpRequest) -> HttpResponse:
    question = _question(request)
    said = remarks(question.schedule, question.as_of, question.basis)
    page = Overview.of(question.rows(question.campaign.owner), said)
    return render(request, "reports/overview.html", {"question": question, "overview": page})


@require_safe
def overview_export(request: HttpRequest, extension: str) -> HttpResponseBase:
    """The very rows of the page, with the same query: tables for people, JSON for programs."""
    if extension not in FORMATS:
        raise Http404
    question = _question(request)
    rows = question.rows(question.campaign.owner)
    if extension == "json":
        return attachment(to_json(rows, named=True), question.file_name, extension)
    said = remarks(question.schedule, question.as_of, question.basis)
    table = targets(lines_of(rows, said.corrected), question.file_name, question.title)
    return table_attachment(table, extension)
