"""Rows from the database against a slow computation in plain loops, over worlds that nobody thought of."""

from datetime import date
from fractions import Fraction

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports.progress import rows
from targets.schedule import Schedule
from tests.reports import oracle
from tests.reports.stored_worlds import store
from tests.reports.worlds import OWNER, days, worlds
from units.models import User

pytestmark = pytest.mark.django_db

COMPARED = [
    "value",
    "base",
    "figure",
    "threshold",
    "expected",
    "plan_percent",
    "status",
    "computed_status",
    "complete",
    "final",
    "reported",
    "owed",
    "misses_earlier",
    "estimate",
    "carried",
    "period_value",
    "period_base",
    "period_figure",
    "met",
]
in_one_transaction = settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)


@pytest.fixture
def author() -> User:
    return User.objects.create(username="someone", full_name="Somebody")


def told(row) -> dict:
    """A row in the oracle's words."""
    facts = {name: getattr(row, name) for name in COMPARED if hasattr(row, name)}
    facts["threshold"] = row.rule.threshold
    facts["met"] = (row.combined.met, row.combined.remaining) if row.combined else None
    for name in ("value", "base", "figure"):
        facts[f"period_{name}"] = getattr(row.period, name)
    return {name: plain(fact) for name, fact in facts.items()}


def plain(fact):
    """Numbers as fractions, words as plain strings, so that a difference is easy to read."""
    if isinstance(fact, str):
        return str(fact)
    return fact if fact is None or isinstance(fact, bool | tuple) else Fraction(fact)


def expected_rows(world, node, as_of, basis, since):
    made = oracle.rows(world, node, as_of, basis, since)
    wanted = {code: {name: plain(row.get(name)) for name in COMPARED} for code, row in made.items()}
    return {code: wanted[code] for code in world["targets"] if code in wanted}


def compare(world, stored, node, as_of, since):
    schedule = Schedule.load(stored.campaign)
    for basis in ("official", "provisional"):
        made = rows(stored.campaign, stored.units[node], as_of, basis, schedule=schedule, since=since)
        wanted = expected_rows(world, node, as_of, basis, since)

        assert [row.target.code for row in made] == list(wanted), (node, basis)
        for row in made:
            assert told(row) == wanted[row.target.code], (node, as_of, basis, row.target.code)


@in_one_transaction
@given(data=st.data())
def test_rows_are_what_the_words_say(data, author):
    world = data.draw(worlds(), label="world")
    nodes = [OWNER, data.draw(st.sampled_from([c for c in world["units"] if c not in ("TOP", OWNER)]))]
    since = data.draw(st.sampled_from([None, None, date(2024, 2, 1)]), label="since")
    with transaction.atomic():
        stored = store(world, author)
        for as_of in data.draw(st.lists(days(world), min_size=2, max_size=2, unique=True), label="as of"):
            for node in nodes:
                compare(world, stored, node, as_of, since)
        transaction.set_rollback(True)
