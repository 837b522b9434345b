import gc
import io
import os
from collections.abc import Iterator

import hypothesis
import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from django.test import override_settings
from django.utils import translation

from reports import triggers as issued
from reports.models import IssuedFile, IssuedReport
from targets.models import Campaign
from tests.snapshots import Snapshot, snapshot
from units import triggers
from units.models import Event

hypothesis.settings.register_profile(
    "project",
    # No test may fail for the machine's being slow.
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
    # The same examples in every check of a change, so that only the change decides; fresh ones at a desk.
    derandomize=hypothesis.settings.get_current_profile_name() == "ci",
    print_blob=True,
)
hypothesis.settings.load_profile("project")


# Looking for garbage as often as a site does would take a tenth of the suite's time.
gc.set_threshold(100_000, 20, 100)


def pytest_addoption(parser: pytest.Parser) -> None:
    told = "a skipped test or module is a failure, unless it waits for LibreOffice"
    parser.addoption("--fail-on-skip", action="store_true", help=told)
    told = "leave out the tests that cannot reach a database: on another one they would find the same"
    parser.addoption("--on-database", action="store_true", help=told)


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: a test in a browser mostly waits."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Function]) -> None:
    if config.getoption("on_database"):
        left_out = [item for item in items if not reaches_database(item)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if reaches_database(item)]


def reaches_database(item: pytest.Function) -> bool:
    """pytest-django lets nobody near the database but by the marker or by a fixture that sets it up.

    What a module with `connection` in it says of SQL may be said otherwise by another database.
    """
    fixtures = {"django_db_setup", "live_server"} & set(item.fixturenames)
    in_module = vars(item.module).values()
    return bool(fixtures or item.get_closest_marker("django_db")) or any(it is connection for it in in_module)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    report = yield
    return refuse_skip(report, item.config)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector):
    report = yield
    return refuse_skip(report, collector.config)


def refuse_skip(report, config: pytest.Config):
    is_meant = hasattr(report, "wasxfail") or "libreoffice" in getattr(report, "keywords", {})
    if report.skipped and not is_meant and config.getoption("fail_on_skip"):
        report.outcome = "failed"
        report.longrepr = f"skipped, and nothing may be: {report.longrepr}"
    return report


@pytest.fixture(scope="session", autouse=True)
def quick_settings(django_test_environment) -> Iterator[None]:
    storages = {
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    with override_settings(
        STORAGES=storages,
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        # Static files come from where they lie; nothing is collected first.
        WHITENOISE_USE_FINDERS=True,
        WHITENOISE_AUTOREFRESH=True,
    ):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory, django_db_modify_db_settings_parallel_suffix) -> None:
    """SQLite in a file, as in real use: each thread of the live server gets a connection of its own."""
    database = settings.DATABASES["default"]
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database.setdefault("TEST", {})["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(autouse=True)
def language_of_the_site() -> Iterator[None]:
    """What a client asked for in one test is not the language of the next."""
    yield
    translation.deactivate()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> Iterator[None]:
    """A live server's last connection would keep PostgreSQL from dropping the test database."""
    yield
    if connection.vendor == "postgresql" and connection.settings_dict["NAME"].startswith("test_"):
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(scope="session")
def live_server(django_db_setup, live_server):
    """Begun before the database is in its file, its threads would share one connection, which SQLite does not
    survive."""
    return live_server


@pytest.fixture(autouse=True)
def emptied_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """Empty what the database keeps for good after a test that commits: the flush would be refused."""
    marker = request.node.get_closest_marker("django_db")
    committing = {"transactional_db", "live_server", "django_db_reset_sequences"} & set(request.fixturenames)
    if not committing and not (marker and marker.kwargs.get("transaction")):
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    with connection.schema_editor() as schema_editor:
        for guards, models in ((triggers, [Event]), (issued, [IssuedFile, IssuedReport])):
            guards.drop(None, schema_editor)
            for model in models:
                schema_editor.execute(f"DELETE FROM {model._meta.db_table}")
            guards.create(None, schema_editor)


@pytest.fixture(scope="session")
def rows_of_2024(django_db_setup, django_db_blocker) -> Snapshot:
    with django_db_blocker.unblock():
        return snapshot(lambda: call_command("loaddata", "campaign_2024", verbosity=0))


@pytest.fixture
def campaign_2024(db, rows_of_2024) -> Campaign:
    """The city's campaign of 2024 with its units and periods; ask for it before making other units."""
    rows_of_2024.put_back()
    return Campaign.objects.get_by_natural_key("TPLS", "2024")


@pytest.fixture(scope="session")
def rows_of_half_year(rows_of_2024, django_db_blocker) -> Snapshot:
    """The demonstration's first half of 2024; it said which accounts there are."""
    with django_db_blocker.unblock():
        return snapshot(lambda: demonstrate(rows_of_2024, whole_year=False))


@pytest.fixture(scope="session")
def rows_of_whole_year(rows_of_2024, django_db_blocker) -> Snapshot:
    with django_db_blocker.unblock():
        return snapshot(lambda: demonstrate(rows_of_2024, whole_year=True))


def demonstrate(rows_of_2024: Snapshot, *, whole_year: bool) -> str:
    rows_of_2024.put_back()
    said = io.StringIO()
    call_command("demo", stdout=said, whole_year=whole_year)
    return said.getvalue()


@pytest.fixture(scope="module")
def half_year(rows_of_half_year, django_db_blocker) -> Iterator[None]:
    """The demonstration's first half of 2024 for a whole module; what each test does to it is undone."""
    with django_db_blocker.unblock(), rows_of_half_year.standing():
        # What is asked of the database once a process, whichever page comes first.
        assert connection.features.supports_json_field
        ContentType.objects.get_for_models(*apps.get_models())
        yield


@pytest.fixture(scope="module")
def whole_year(rows_of_whole_year, django_db_blocker) -> Iterator[None]:
    """The same of its whole year."""
    with django_db_blocker.unblock(), rows_of_whole_year.standing():
        yield


@pytest.fixture
def demonstrated(half_year, settings) -> None:
    settings.EMULATION_TODAY = "2024-06-17"
