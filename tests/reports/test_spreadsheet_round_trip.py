import pytest

from reports.models import Reading
from tests.reports.filled_sheets import Clerk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def clerk(cast) -> Clerk:
    return Clerk(cast["staff"], cast.ward)


def test_filled_number_is_new_in_the_preview_and_a_draft_once_confirmed(cast, clerk):
    file = clerk.download().put(cast.allocation, value=62, note="Theo sổ")
    clerk.hand_in(file)
    assert clerk.counts == {"new": 1}
    assert not Reading.objects.exists()
    clerk.confirm()
    reading = Reading.objects.get()
    assert (reading.value, reading.note, reading.entered_by) == (62, "Theo sổ", cast["staff"])
