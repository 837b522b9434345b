"""Everything out, everything in: what was taken out of one database stands in another one to the byte."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib import admin
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction

from reports.everything import RESOURCES
from reports.models import Reading
from tests.factories import MembershipFactory, UserFactory
from tests.reports import city_of_2024 as city
from tests.reports.progress_commands import bring_file, exported_file
from units.choices import Role
from units.models import Event, Unit, User

pytestmark = pytest.mark.django_db
IMPORTS = settings.BASE_DIR / "docs" / "imports.md"
DAYS = [date(2024, 3, 14), date(2024, 6, 14), date(2024, 7, 1), date(2024, 12, 14), date(2025, 1, 31)]


def administrator() -> User:
    return UserFactory(username="quantri", full_name="Quản trị", is_superuser=True)


def tell_the_year(rows) -> None:
    """The campaign of 2024 with a year of accepted readings, people, and texts that files find awkward."""
    rows.put_back()
    ward = Unit.objects.get(code="P-CL")
    person = UserFactory(username="nguyễn.a", full_name="=Nguyễn 'A'", phone="0912345678", position="'=B")
    MembershipFactory(user=person, unit=ward, role=Role.STAFF, valid_from=date(2024, 1, 5))
    MembershipFactory(user=person, unit=Unit.objects.get(code="X-MP"), role=Role.HEAD)
    bring_file(city.READINGS, approve=True, user="quantri")
    awkward = {"note": "- Chờ số;\n\"quý\" sau, 'ước'", "outlook": "hard", "outlook_reason": "=1+1"}
    Reading.objects.filter(revision__report__period__asks_forecast=True).update(year_forecast=1, **awkward)


def out(folder: Path, extension: str) -> dict[str, bytes]:
    call_command("export_all", folder, format=extension, user="quantri")
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def progress(folder: Path) -> list[bytes]:
    return [
        exported_file(folder, day, provisional=provisional) for day in DAYS for provisional in (False, True)
    ]


@pytest.fixture(scope="module")
def exported(rows_of_2024, django_db_blocker, tmp_path_factory) -> Iterator[dict]:
    """What the first database gives: all files of each form, and its figures; it is gone afterwards."""
    folder = tmp_path_factory.mktemp("first")
    with django_db_blocker.unblock(), transaction.atomic():
        administrator()
        tell_the_year(rows_of_2024)
        found = {form: out(folder / form, form) for form in ("csv", "json", "xlsx")}
        found["progress"] = progress(folder)
        transaction.set_rollback(True)
    return found


def put(folder: Path, files: dict[str, bytes]) -> Path:
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


@pytest.mark.parametrize("form", ["csv", "json", "xlsx"])
def test_everything_taken_out_and_in_again_is_the_same_to_the_byte(form, exported, tmp_path):
    administrator()
    assert Unit.objects.count() == 0

    call_command("import_all", put(tmp_path / "in", exported[form]), user="quantri")

    assert len(exported[form]) == 10
    assert out(tmp_path / "out", form) == exported[form]
    assert progress(tmp_path) == exported["progress"]


# What the files are


@pytest.mark.parametrize("name", RESOURCES)
def test_every_column_is_in_the_documentation(name):
    line = next(line for line in IMPORTS.read_text().splitlines() if line.startswith(f"| `{name}` "))
    documented = re.findall(r"(\*\*)?`([a-z_]+)`(?:\*\*)?", line)[1:]
    columns = RESOURCES[name].names()
    assert [column for _bold, column in documented] == list(columns.known)
    assert [column for bold, column in documented if bold] == list(columns.needed)


@pytest.mark.parametrize("name", RESOURCES)
def test_a_file_reaches_as_far_as_the_page(name):
    resource = RESOURCES[name]
    page = admin.site.get_model_admin(resource._meta.model)
    assert (page.resource_class, page.files) == (resource, name)
    assert page.unit_lookup == resource.unit_lookup


# What is refused


def refused(folder: Path, files: dict[str, bytes], **options) -> str:
    with pytest.raises(CommandError) as error:
        call_command("import_all", put(folder / "in", files), **({"user": "quantri"} | options))
    assert (Unit.objects.count(), Event.objects.count()) == (0, 0)
    return str(error.value)


def test_one_fault_anywhere_leaves_nothing(exported, tmp_path):
    administrator()
    last = exported["csv"]["readings.csv"].replace(b"2024-M01;PKT", b"2024-M99;PKT")
    said = refused(tmp_path, exported["csv"] | {"readings.csv": last})
    assert "readings.csv" in said
    assert "2024-M99" in said


def test_other_files_beside_them_are_refused(exported, tmp_path):
    administrator()
    assert "notes.csv" in refused(tmp_path, exported["csv"] | {"notes.csv": b"x"})


def test_two_files_of_one_kind_are_refused(exported, tmp_path):
    administrator()
    assert "units" in refused(tmp_path, exported["csv"] | {"units.json": b"[]"})


def test_an_administrator_answers_for_it(exported, tmp_path):
    UserFactory(username="noivu")
    assert "--user" in refused(tmp_path, exported["csv"], user="noivu")


def test_an_archive_is_the_same_bytes_each_time_and_a_second_time_changes_nothing(exported, tmp_path):
    administrator()
    call_command("import_all", put(tmp_path / "in", exported["csv"]), user="quantri")
    for name in ("one.zip", "two.zip"):
        call_command("export_all", tmp_path / name, format="json", user="quantri")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()

    before = Event.objects.count()
    call_command("import_all", tmp_path / "one.zip", user="quantri")
    assert Event.objects.count() == before


def test_what_is_no_archive_is_refused(tmp_path):
    administrator()
    (tmp_path / "no.zip").write_bytes(b"PK\x03\x04")
    with pytest.raises(CommandError, match="ZIP"):
        call_command("import_all", tmp_path / "no.zip", user="quantri")
