"""Everything out, everything in: what was taken out of one database stands in another one to the byte."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction

from reports.models import Reading
from tests.factories import MembershipFactory, UserFactory
from tests.reports import city_of_2024 as city
from tests.reports.progress_commands import bring_file, exported_file
from tests.snapshots import put_back
from units.choices import Role
from units.models import Event, Unit, User

pytestmark = pytest.mark.django_db
DAYS = [date(2024, 3, 14), date(2024, 6, 14), date(2024, 7, 1), date(2024, 12, 14), date(2025, 1, 31)]


def administrator() -> User:
    return UserFactory(username="quantri", full_name="Quản trị", is_superuser=True)


def tell_the_year(rows) -> None:
    """The campaign of 2024 with a year of accepted readings, people, and texts that files find awkward."""
    put_back(rows)
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


def test_the_same_files_again_change_nothing(exported, tmp_path, capsys):
    administrator()
    folder = put(tmp_path / "in", exported["json"])
    call_command("import_all", folder, user="quantri")
    before = Event.objects.count()

    call_command("import_all", folder, user="quantri")

    assert Event.objects.count() == before
    assert "readings: 0 new, 0 changed" in capsys.readouterr().out.splitlines()[-1].replace("mới", "new")
