"""A composite target out of its children."""

from itertools import permutations

import pytest

from reports.assessment import Child, Combined, combine
from reports.choices import Status

WORST_FIRST = ["no_data", "incomplete", "awaiting", "not_due", "at_risk", "slow", "on_track"]


def running(*statuses):
    return [Child(Status(status), complete=True, final=False) for status in statuses]


def ended(*statuses):
    return [Child(Status(status), complete=True, final=True) for status in statuses]


@pytest.mark.parametrize("children", list(permutations(["achieved", "slow", "not_applicable"])))
def test_order_of_the_children_does_not_matter(children):
    assert combine(running(*children)) == Combined(
        Status.SLOW, met=1, remaining=2, complete=True, final=False
    )


@pytest.mark.parametrize("place", range(len(WORST_FIRST)))
def test_worst_child_decides_while_the_year_runs(place):
    assert combine(running(*reversed(WORST_FIRST[place:]))).status == WORST_FIRST[place]


@pytest.mark.parametrize(
    ("child", "named"),
    [("missed", "at_risk"), ("nearly", "slow"), ("achieved", "on_track"), ("exceeded", "on_track")],
)
def test_final_word_of_a_child_while_another_is_still_on_its_way(child, named):
    assert combine([*ended(child), *running("on_track")]).status == named


@pytest.mark.parametrize(
    ("children", "expected"),
    [
        (["achieved", "exceeded"], "achieved"),
        (["exceeded", "exceeded"], "achieved"),
        (["achieved", "nearly"], "missed"),
        (["achieved", "missed"], "missed"),
        (["achieved", "awaiting"], "awaiting"),
        (["missed", "no_data"], "no_data"),
    ],
)
def test_all_children_final(children, expected):
    assert combine(ended(*children)).status == expected


def test_children_to_which_nothing_applied_are_left_out():
    open_but_empty = Child(Status.NOT_APPLICABLE, complete=True, final=False)

    combined = combine([open_but_empty, *ended("achieved", "exceeded")])

    assert combined == Combined(Status.ACHIEVED, met=2, remaining=2, complete=True, final=True)


def test_nothing_applied_to_any_child():
    combined = combine(running("not_applicable", "not_applicable"))

    assert combined == Combined(Status.NOT_APPLICABLE, met=0, remaining=0, complete=True, final=False)


def test_children_that_all_do_well_are_on_track():
    assert combine(running("on_track", "achieved", "exceeded")).status == Status.ON_TRACK


def test_met_counts_what_is_there_and_what_is_on_its_way():
    combined = combine(running("on_track", "achieved", "exceeded", "nearly", "slow", "no_data"))

    assert (combined.met, combined.remaining) == (3, 6)


@pytest.mark.parametrize("late", [Child(Status.ON_TRACK, False, False), Child(Status.ON_TRACK, True, False)])
def test_complete_and_final_only_when_every_child_is(late):
    combined = combine([*ended("achieved"), late])

    assert (combined.complete, combined.final) == (late.complete, False)
