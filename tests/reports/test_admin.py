import pytest

from reports.models import ProgressReport, Reading, Revision, StatusOverride
from tests.administration import address, administrator, listed, officer_of, signed_in
from tests.factories import (
    ProgressReportFactory,
    ReadingFactory,
    RevisionFactory,
    StatusOverrideFactory,
)

pytestmark = pytest.mark.django_db

LOOKED_AT = [
    (ProgressReport, ProgressReportFactory),
    (Revision, RevisionFactory),
    (Reading, ReadingFactory),
    (StatusOverride, StatusOverrideFactory),
]
each_model = pytest.mark.parametrize(("model", "factory"), LOOKED_AT, ids=lambda value: value.__name__)


@pytest.fixture
def reading():
    return ReadingFactory(value="1234.5", revision__submitted=True)


@pytest.fixture
def officer(reading):
    return signed_in(officer_of(reading.revision.report.reporter.parent))


@each_model
@pytest.mark.parametrize("rows", [1, 3])
def test_list_takes_the_same_few_queries(model, factory, rows, django_assert_max_num_queries):
    factory.create_batch(rows)
    client = signed_in(administrator())
    with django_assert_max_num_queries(10):
        assert len(listed(client.get(address(model)))) == rows


@each_model
def test_nothing_that_happened_is_written_here(model, factory):
    thing = factory()
    client = signed_in(administrator())
    before = model.objects.values().get()
    assert client.get(address(model, "change", thing.pk)).status_code == 200
    assert client.post(address(model, "add"), {}).status_code == 403
    assert client.post(address(model, "change", thing.pk), {"status": "approved"}).status_code == 403
    assert client.post(address(model, "delete", thing.pk), {"post": "yes"}).status_code == 403
    assert model.objects.values().get() == before


def test_rows_of_a_report_cannot_be_written_through_its_page(reading, officer):
    rows = {"readings-TOTAL_FORMS": 1, "readings-INITIAL_FORMS": 1, "readings-0-id": reading.pk}
    data = rows | {"readings-0-value": "9", "status": "approved"}
    assert officer.post(address(Revision, "change", reading.revision.pk), data).status_code == 403


def test_report_shows_its_revisions_and_the_newest_status(reading, officer):
    report = reading.revision.report
    assert [row.newest_status for row in listed(officer.get(address(ProgressReport)))] == ["submitted"]
    page = officer.get(address(ProgressReport, "change", report.pk)).content.decode()
    assert address(Revision, "change", reading.revision.pk) in page


def test_figures_stand_the_vietnamese_way(reading, officer):
    for page in (
        address(Reading),
        address(Reading, "change", reading.pk),
        address(Revision, "change", reading.revision.pk),
    ):
        assert "1.234,5" in officer.get(page).content.decode()


def test_reading_is_found_by_unit_or_target_without_diacritics(reading, officer):
    ReadingFactory(revision__report__reporter__parent=reading.revision.report.reporter.parent)
    asked = f"chi tieu {reading.allocation.target.name.split()[-1]}"
    assert reading in listed(officer.get(address(Reading), {"q": asked}))
    assert listed(officer.get(address(Reading), {"q": "khong co"})) == []


def test_another_city_is_out_of_reach(reading, officer):
    ReadingFactory()
    assert listed(officer.get(address(Reading))) == [reading]
    assert listed(officer.get(address(ProgressReport))) == [reading.revision.report]
