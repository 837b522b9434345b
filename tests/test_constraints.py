"""No rule of the database goes untested: each has a test of its name in its app's test_constraints.py."""

import importlib

import pytest

from tests.constraints import OUR_APPS, constraints_of


@pytest.mark.parametrize("app", OUR_APPS)
def test_every_constraint_has_a_test_of_its_name(app):
    module = importlib.import_module(f"tests.{app}.test_constraints")
    tested = {name.removeprefix("test_") for name in vars(module) if name.startswith("test_")}

    assert sorted(constraints_of(app)) == sorted(tested)
