"""Rows from the database against a slow computation in plain loops, over worlds that nobody thought of."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import transaction
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from reports.choices import Basis
from reports.progress import own_row, rows
from reports.tallies import parts_for, with_only_one
from targets.models import Allocation
from targets.schedule import Schedule
from tests.reports import oracle
from tests.reports.stored_worlds import store
from tests.reports.worlds import BASES, OWNER, VALUES, days, number, worlds
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
in_a_transaction_each = settings(
    max_examples=100,
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
    for basis in Basis:
        made = rows(stored.campaign, stored.units[node], as_of, basis, schedule=schedule, since=since)
        wanted = expected_rows(world, node, as_of, basis, since)

        assert [row.target.code for row in made] == list(wanted), (node, basis)
        for row in made:
            assert told(row) == wanted[row.target.code], (node, as_of, basis, row.target.code)


@in_a_transaction_each
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


@in_a_transaction_each
@given(data=st.data())
def test_an_answer_yet_to_come_stands_as_it_will_once_it_is_filed(data, author):
    world = data.draw(worlds(), label="world")
    period, given_to = data.draw(st.sampled_from(owed_alone(world) or [(None, None)]), label="about")
    assume(period is not None)
    code, unit = given_to["target"], given_to["unit"]
    value = data.draw(st.sampled_from(VALUES), label="value")
    base = None if world["targets"][code]["measure"] == "amount" else data.draw(st.sampled_from(BASES))
    with transaction.atomic():
        stored = store(world, author)
        schedule = Schedule.load(stored.campaign)
        yet = period["cut_off"] - timedelta(days=1)
        allocations = with_only_one(Allocation.objects.filter(target__code=code, unit__code=unit))
        [part] = parts_for(schedule, allocations, yet, Basis.PROVISIONAL).values()
        answered = part.with_answer(
            schedule.by_code(period["code"]), Decimal(value), None if base is None else Decimal(base)
        )
        row = own_row(answered, schedule, period["cut_off"])
        transaction.set_rollback(True)

    file(world, period["code"], given_to, number(value), number(base))
    assert told(row) == expected_rows(world, unit, period["cut_off"], "provisional", None)[code]


def owed_alone(world):
    """Every period with an allocation that owes it, of units that nobody counts below."""
    counting = {(a["target"], a["unit"]) for a in world["allocations"] if a["counts"]}
    return [
        (period, given_to)
        for given_to in world["allocations"]
        for period in world["periods"]
        if period["kind"] == world["targets"][given_to["target"]]["frequency"]
        and given_to["unit"] != OWNER
        and oracle.is_valid(world["units"][given_to["unit"]], period["cut_off"])
        and not any(
            target == given_to["target"] and world["units"][unit]["parent"] == given_to["unit"]
            for target, unit in counting
        )
    ]


def file(world, period, given_to, value, base):
    """Submit one answer more, as the newest revision of all."""
    reading = {"target": given_to["target"], "unit": given_to["unit"], "state": "reported", "estimate": False}
    newest = {"number": 99, "status": "submitted", "readings": [{**reading, "value": value, "base": base}]}
    for report in world["reports"]:
        if (report["reporter"], report["period"]) == (given_to["reporter"], period):
            report["revisions"].append(newest)
            return
    world["reports"].append({"reporter": given_to["reporter"], "period": period, "revisions": [newest]})
