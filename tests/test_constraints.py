"""No rule of the database goes untested: each has a test of its name in its app's test_constraints*.py."""

import importlib
from pathlib import Path

import pytest

from tests.constraints import OUR_APPS, constraints_of

HERE = Path(__file__).parent


@pytest.mark.parametrize("app", OUR_APPS)
def test_every_constraint_has_a_test_of_its_name(app):
    names = [path.stem for path in (HERE / app).glob("test_constraints*.py")]
    modules = [importlib.import_module(f"tests.{app}.{name}") for name in names]
    tested = {n.removeprefix("test_") for module in modules for n in vars(module) if n.startswith("test_")}

    assert sorted(constraints_of(app)) == sorted(tested)
