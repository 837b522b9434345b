from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.chasing.ladder import Step, due_rungs, rung_day, step
from reports.choices import LADDER, Occasion

OPENS, DUE = date(2024, 6, 7), date(2024, 6, 18)
B7, B3, B1, DUE_DAY, A1, A3 = LADDER

DAYS = st.dates(date(2024, 1, 1), date(2024, 12, 31))


def on(day: str) -> date:
    return date.fromisoformat(f"2024-{day}")


@pytest.mark.parametrize(
    ("day", "rungs"),
    [
        ("06-10", []),
        ("06-11", [B7]),
        ("06-14", [B7]),
        ("06-15", [B7, B3]),
        ("06-17", [B7, B3, B1]),
        ("06-18", [B7, B3, B1, DUE_DAY]),
        ("06-19", [B7, B3, B1, DUE_DAY, A1]),
        ("06-20", [B7, B3, B1, DUE_DAY, A1]),
        ("06-21", [B7, B3, B1, DUE_DAY, A1, A3]),
        ("12-31", [B7, B3, B1, DUE_DAY, A1, A3]),
    ],
)
def test_rungs_come_due_by_their_days(day, rungs):
    assert due_rungs(OPENS, DUE, on(day)) == rungs


def test_a_rung_before_entry_opens_waits_for_that_day():
    opens = on("06-16")
    assert due_rungs(opens, DUE, on("06-15")) == []
    assert step(opens, DUE, opens, set()) == Step(B3, (B7,))


def test_an_extension_moves_what_was_not_made_yet():
    assert rung_day(Occasion.AFTER_1, OPENS, on("06-30")) == on("07-01")
    assert step(OPENS, on("06-30"), on("06-19"), {B7, B3, B1}) == Step(None, ())


def test_after_missed_runs_the_newest_stands_for_the_others():
    assert step(OPENS, DUE, on("06-19"), {B7}) == Step(A1, (B3, B1, DUE_DAY))


def test_what_was_made_is_not_made_again():
    assert step(OPENS, DUE, on("06-15"), {B7, B3}) == Step(None, ())


def test_a_rung_between_that_is_missing_is_covered_by_the_newest_that_is_there():
    assert step(OPENS, DUE, on("06-17"), {B7, B1}) == Step(None, (B3,))


@given(
    opens_before=st.integers(0, 40), due=DAYS, runs=st.lists(st.integers(-60, 60), min_size=1, max_size=30)
)
def test_whatever_days_it_runs_on_every_rung_is_made_once_and_in_order(opens_before, due, runs):
    opens = due - timedelta(days=opens_before)
    made: list[Occasion] = []
    sent: list[Occasion] = []
    for offset in sorted(runs):
        day = due + timedelta(days=offset)
        taken = step(opens, due, day, made)
        made += [*taken.covered, *([taken.sent] if taken.sent else [])]
        sent += [taken.sent] if taken.sent else []
        assert made == due_rungs(opens, due, day)
        assert made[-1:] == sent[-1:], "the newest is always one that was sent"
