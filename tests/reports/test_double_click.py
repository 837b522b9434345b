"""The same form sent twice by one person at the same moment: it counts once, and both are answered alike."""

import pytest

from reports.choices import RevisionStatus
from reports.models import Reading, Revision
from tests.reports.at_once import at_once
from tests.reports.cast import MID_JUNE, Cast
from tests.reports.typing_in import Typist
from units.choices import Action
from units.models import Event

pytestmark = pytest.mark.django_db(transaction=True)

RACES = 6


@pytest.fixture
def staff(settings) -> Typist:
    settings.EMULATION_TODAY = MID_JUNE
    cast = Cast()
    return Typist(cast["staff"], cast.ward).open().type(cast.allocation, value="5").write(results="Một")


def twice(staff: Typist, name: str) -> list[tuple[int, str]]:
    answers = at_once(*[lambda: staff.client.post(staff.url(name), dict(staff.sent))] * 2)
    return [(answer.status_code, answer.url) for answer in answers]


@pytest.mark.parametrize("race", range(RACES))
@pytest.mark.parametrize("begun", [False, True], ids=["fresh", "draft"])
def test_two_submissions_at_once_are_one(race, begun, staff):
    if begun:
        staff.save()
    assert twice(staff, "entry_submit") == [(302, staff.url())] * 2
    assert Event.objects.filter(action=Action.SUBMITTED).count() == 1
    assert Revision.objects.get().status == RevisionStatus.SUBMITTED
    assert Reading.objects.get().value == 5


@pytest.mark.parametrize("race", range(RACES))
def test_two_savings_at_once_are_one(race, staff):
    assert twice(staff, "entry") == [(302, staff.url())] * 2
    assert Event.objects.filter(action=Action.SAVED).count() == 1
    assert (Reading.objects.get().version, Revision.objects.get().results) == (1, "Một")
