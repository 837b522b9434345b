"""Who stands for a unit on a later day."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from tests.factories import SuccessionFactory, UnitFactory
from units.choices import SuccessionKind
from units.models import Succession
from units.succession import Fate, Successors

pytestmark = pytest.mark.django_db
LAUNCH = date(2025, 1, 5)


def closed(last: date = date(2024, 6, 30)):
    return UnitFactory(valid_to=last)


def gives_way(old, *new, kind=SuccessionKind.MERGED, on=date(2024, 7, 1)):
    for unit in new:
        SuccessionFactory(predecessor=old, successor=unit, kind=kind, on=on)


def standing(unit, day: date = LAUNCH):
    told = Successors.on(day).standing(unit.pk)
    return told.fate, list(told.heirs)


def test_unit_that_goes_on_stands_for_itself():
    unit = UnitFactory()
    assert standing(unit) == (Fate.STANDS, [unit])


def test_unit_stands_until_its_last_day():
    unit, heir = closed(LAUNCH), UnitFactory()
    gives_way(unit, heir, on=LAUNCH + timedelta(days=1))
    assert standing(unit) == (Fate.STANDS, [unit])
    assert standing(unit, LAUNCH + timedelta(days=1)) == (Fate.SUCCEEDED, [heir])


@pytest.mark.parametrize("kind", [SuccessionKind.RENAMED, SuccessionKind.MOVED, SuccessionKind.MERGED])
def test_one_successor_stands_for_it(kind):
    unit, heir = closed(), UnitFactory()
    gives_way(unit, heir, kind=kind)
    assert standing(unit) == (Fate.SUCCEEDED, [heir])


def test_successors_are_followed_to_the_last():
    first, second, third = closed(), closed(date(2024, 12, 31)), UnitFactory()
    gives_way(first, second, kind=SuccessionKind.RENAMED)
    gives_way(second, third, on=date(2025, 1, 1))
    assert standing(first) == (Fate.SUCCEEDED, [third])
    assert standing(first, date(2024, 12, 31)) == (Fate.SUCCEEDED, [second])


def test_split_is_for_a_person_to_say():
    unit, one, other = closed(), UnitFactory(), UnitFactory()
    gives_way(unit, one, other, kind=SuccessionKind.SPLIT)
    assert standing(unit) == (Fate.SPLIT, [one, other])
    assert Successors.on(LAUNCH).standing(unit.pk).heir is None


def test_several_successors_are_a_split_whatever_the_decision_calls_it():
    unit, one, other = closed(), UnitFactory(), UnitFactory()
    gives_way(unit, one, other)
    assert standing(unit)[0] == Fate.SPLIT


def test_unit_that_nobody_follows_has_ended():
    assert standing(closed()) == (Fate.ENDED, [])


def test_units_that_name_each_other_end():
    one, other = closed(), closed()
    gives_way(one, other)
    gives_way(other, one)
    assert standing(one) == (Fate.ENDED, [])


@pytest.mark.parametrize("upwards", [False, True])
def test_unit_is_not_succeeded_by_one_above_or_below_it(upwards):
    above = UnitFactory()
    below = UnitFactory(parent=UnitFactory(parent=above))
    old, new = (below, above) if upwards else (above, below)
    with pytest.raises(ValidationError) as refused:
        Succession(predecessor=old, successor=new, kind="merged", on=LAUNCH).full_clean()
    assert list(refused.value.error_dict) == ["successor"]


def test_unit_is_succeeded_by_one_beside_it():
    above = UnitFactory()
    old, new = UnitFactory(parent=above), UnitFactory(parent=above)
    Succession(predecessor=old, successor=new, kind="merged", on=LAUNCH).full_clean()
