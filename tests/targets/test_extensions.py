"""More time for one unit."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from targets.extensions import extend
from targets.models import Extension, ReportingPeriod
from tests.factories import ReportingPeriodFactory
from tests.reports.cast import Cast
from units.choices import Action
from units.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(settings) -> Cast:
    """The second quarter closes on 20 June; today is the day after."""
    settings.EMULATION_TODAY = "2024-06-21"
    made = Cast()
    ReportingPeriod.objects.filter(pk=made.period.pk).update(closes_on=date(2024, 6, 20))
    made.period.refresh_from_db()
    return made


def given(cast: Cast, until: date = date(2024, 6, 25), reason: str = "Mất điện", role: str = "reviewer"):
    return extend(cast.ward, cast.period, until, reason, cast[role])


def test_more_time_is_given_with_a_reason_and_is_in_the_log(cast):
    extension = given(cast)
    assert (extension.until, extension.granted_by) == (date(2024, 6, 25), cast["reviewer"])
    event = Event.objects.get(action=Action.EXTENDED)
    assert (event.unit, event.comment, event.data["until"]) == (cast.ward, "Mất điện", "2024-06-25")


def test_more_time_once_more_replaces_the_former_end(cast):
    given(cast)
    given(cast, date(2024, 6, 28), "Lũ", "colleague")
    extension = Extension.objects.get()
    assert (extension.until, extension.reason) == (date(2024, 6, 28), "Lũ")
    assert extension.granted_by == cast["colleague"]
    assert Event.objects.filter(action=Action.EXTENDED).last().data["until"] == ["2024-06-25", "2024-06-28"]


@pytest.mark.parametrize("role", ["staff", "head", "leadership", "administrator", "neighbour"])
def test_nobody_but_home_affairs_gives_it(cast, role):
    with pytest.raises(PermissionDenied):
        given(cast, role=role)


@pytest.mark.parametrize(
    ("until", "reason", "field"),
    [
        (date(2024, 6, 20), "Mất điện", "until"),
        (date(2024, 6, 1), "Mất điện", "until"),
        (date(2024, 6, 25), " \n", "reason"),
    ],
)
def test_day_or_reason_that_cannot_be_is_told_at_its_box(cast, until, reason, field):
    with pytest.raises(ValidationError) as refused:
        given(cast, until, reason)
    assert list(refused.value.message_dict) == [field]
    assert not Extension.objects.exists()


def test_day_on_which_entry_is_open_anyway_is_refused(cast, settings):
    settings.EMULATION_TODAY = "2024-06-19"
    with pytest.raises(ValidationError):
        given(cast, date(2024, 6, 20))
    assert given(cast, date(2024, 6, 21)).until == date(2024, 6, 21)


def test_period_that_holds_no_readings_needs_none(cast):
    period = ReportingPeriodFactory(campaign=cast.campaign, code="2024-H1")
    with pytest.raises(ValidationError):
        extend(cast.ward, period, date(2024, 10, 1), "Mất điện", cast["reviewer"])


def test_where_entry_never_closes_more_time_is_a_later_due_day(cast):
    period = ReportingPeriodFactory(campaign=cast.campaign, code="2024-Q3")
    assert period.closes_on is None
    with pytest.raises(ValidationError):
        extend(cast.ward, period, period.due_on, "Mất điện", cast["reviewer"])
    later = period.due_on + timedelta(days=1)
    assert extend(cast.ward, period, later, "Mất điện", cast["reviewer"]).until == later
