"""Shares add up to the last place, follow their weights, and stay whole where whole numbers are entered."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targets.choices import Entry
from targets.models import Target
from targets.setting_up.shares import equal_shares, places_of, weighted_shares

places = st.integers(0, 4)
weights = st.lists(st.decimals(0, 10**6, places=4), min_size=1, max_size=30).filter(any)


@st.composite
def totals(draw) -> tuple[Decimal, int]:
    """A total with at most as many decimals as its shares."""
    digits = draw(places)
    return Decimal(draw(st.integers(0, 10**11))).scaleb(-digits), digits


@given(totals(), weights)
def test_shares_add_up_exactly_and_none_is_negative(total, weights):
    amount, digits = total
    shares = weighted_shares(amount, weights, digits)
    assert sum(shares) == amount
    assert all(share >= 0 for share in shares)
    assert all(share == round(share, digits) for share in shares)


@given(totals(), weights)
def test_who_weighs_more_never_gets_less(total, weights):
    shares = weighted_shares(total[0], weights, total[1])
    for weight, share in zip(weights, shares, strict=True):
        assert all(share >= less for other, less in zip(weights, shares, strict=True) if other < weight)


@given(totals(), weights, st.data())
def test_who_comes_to_weigh_more_gets_no_less(total, weights, data):
    place = data.draw(st.integers(0, len(weights) - 1))
    heavier = [*weights]
    heavier[place] += data.draw(st.decimals(0, 1000, places=4))
    before, after = (weighted_shares(total[0], each, total[1])[place] for each in (weights, heavier))
    assert after >= before


@given(totals(), weights)
def test_no_share_is_off_its_exact_one_by_a_last_place(total, weights):
    shares = weighted_shares(total[0], weights, total[1])
    last_place = Decimal(1).scaleb(-total[1])
    for weight, share in zip(weights, shares, strict=True):
        assert abs(share * sum(weights) - total[0] * weight) < last_place * sum(weights)


@given(totals(), st.integers(1, 60))
def test_equal_shares_differ_by_one_of_the_last_place_at_most(total, count):
    shares = equal_shares(total[0], count, total[1])
    assert sum(shares) == total[0]
    assert max(shares) - min(shares) <= Decimal(1).scaleb(-total[1])


def test_jobs_of_eight_wards_are_whole_people():
    assert [str(share) for share in equal_shares(Decimal(2300), 8, 0)] == ["288"] * 4 + ["287"] * 4


def test_what_goes_down_is_shared_out_too():
    assert weighted_shares(Decimal(-10), [Decimal(1), Decimal(2)], 0) == [Decimal(-3), Decimal(-7)]


@pytest.mark.parametrize("weights", [[], ["0", "0"], ["1", "-1"]])
def test_weights_that_say_nothing_are_refused(weights):
    with pytest.raises(ValueError, match="Weights"):
        weighted_shares(Decimal(10), [Decimal(weight) for weight in weights], 0)


def test_total_with_more_decimals_than_its_shares_is_refused():
    with pytest.raises(ValueError, match="decimals"):
        weighted_shares(Decimal("0.5"), [Decimal(1)], 0)


@pytest.mark.parametrize(
    ("entry", "decimals", "total", "expected"),
    [
        (Entry.INTEGER, 2, "2300", 0),
        (Entry.INTEGER, 0, "2300.5", 1),
        (Entry.DECIMAL, 1, "425000", 1),
        (Entry.DECIMAL, 0, "30.25", 2),
    ],
)
def test_shares_are_as_fine_as_what_is_entered(entry, decimals, total, expected):
    assert places_of(Target(entry=entry, decimals=decimals), Decimal(total)) == expected
