"""The official figure in place of an estimate: which wait for it, and the way that it takes."""

import pytest

from reports.correcting.requests import grant
from reports.intake import save
from reports.models import CorrectionRequest, Revision
from reports.workflow import approve, submit
from targets.models import Target
from tests.reports.cast import MID_JUNE, Cast, reported
from tests.reports.correcting import address, entry, text_of, typed
from tests.reports.reviewing import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(settings) -> Cast:
    settings.EMULATION_TODAY = MID_JUNE
    return Cast()


@pytest.fixture
def estimated(cast) -> Revision:
    draft = cast.draft()
    assert save(draft, [reported(cast.allocation, 10, is_estimate=True)], actor=cast["staff"]).is_clean
    revision = submit(draft, cast["staff"], draft.version)
    return approve(revision, cast["colleague"], revision.version)


def test_estimate_waits_for_its_official_figure_on_both_desks(cast, estimated):
    own = text_of(client_of(cast["staff"]).get("/reports/"))
    assert "1 estimate still without its official figure" in own
    assert f"{address(cast)}?official=1" in own
    assert f"{address(cast)}?official=1" in entry(cast)
    queue = client_of(cast["reviewer"]).get("/review/")
    assert queue.context["queue"].in_cluster.estimate_count == 1
    assert "1 estimate still without its official figure" in text_of(queue)
    assert cast.allocation.target.code in text_of(queue)


def test_estimate_of_days_that_are_not_over_is_not_asked_for(cast, estimated, settings):
    Target.objects.update(window="calendar")
    assert "without its official figure" not in text_of(client_of(cast["staff"]).get("/reports/"))
    settings.EMULATION_TODAY = "2024-07-01"
    assert "1 estimate still without its official figure" in text_of(
        client_of(cast["staff"]).get("/reports/")
    )


def test_official_figure_takes_the_way_of_a_correction_with_its_reason_given(cast, estimated):
    page = client_of(cast["staff"]).get(address(cast) + "?official=1")
    assert "Official figure in place of the estimate." in text_of(page)
    assert not page.context["correction"].form["is_estimate"].value()
    client_of(cast["staff"]).post(
        address(cast), typed(cast, "10", "Official figure in place of the estimate.")
    )
    request = CorrectionRequest.objects.get()
    assert (request.value, request.is_estimate) == (10, False)
    assert "without its official figure" not in text_of(client_of(cast["staff"]).get("/reports/"))
    revision = grant(request.report, [request.pk], cast["reviewer"], (estimated.pk, estimated.version))
    approve(revision, cast["reviewer"], revision.version)
    assert "without its official figure" not in text_of(client_of(cast["staff"]).get("/reports/"))


def test_estimate_that_nobody_accepted_yet_is_not_listed(cast):
    draft = cast.draft()
    assert save(draft, [reported(cast.allocation, 10, is_estimate=True)], actor=cast["staff"]).is_clean
    submit(draft, cast["staff"], draft.version)
    assert client_of(cast["reviewer"]).get("/review/").context["queue"].estimates == []
