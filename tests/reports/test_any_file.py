"""Whatever a file says: it is refused with a message or written whole; nothing crashes or writes a half."""

import csv
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from emulation.files import FileRefused
from emulation.table_files import TableFile, read_table
from reports.everything import RESOURCES
from reports.resources import ReadingResource
from tests.administration import administrator
from tests.reports.progress_commands import workbook_bytes
from units.choices import Role
from units.models import User

pytestmark = pytest.mark.django_db
FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
KEPT = [model for app in ("units", "targets", "reports") for model in apps.get_app_config(app).get_models()]
KNOWN = [
    *("TPLS", "P-CL", "X-MP", "PKT", "TPLS/C1", "TPLS/2024", "2024", "2024-Q2", "KT", "KT-01", "XH-10"),
    *("maipha", "quantri", "staff", "ward", "quarter", "amount", "share", "sum", "latest", "up", "reported"),
    *("1", "0", "x", "100", "12,5", "3.269", "-1", "99999999999999", "1e9", "15/7/2024", "2024-02-30", "{}"),
    *("", "", "=1+1", "'", "\u0000", "Phêng", "Nguyễn Văn A", "a" * 400, "[[", '{"a": "\\u0000"}', "hold"),
]
CELLS = st.one_of(st.sampled_from(KNOWN), st.sampled_from(KNOWN), st.text(max_size=12))


@pytest.fixture(scope="module")
def city(rows_of_2024, django_db_blocker) -> Iterator[User]:
    with django_db_blocker.unblock(), rows_of_2024.standing():
        yield administrator()


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def counts() -> list[int]:
    return [model._default_manager.count() for model in KEPT]


def read(source: str, content: bytes, name: str) -> TableFile | None:
    """The file as such things; None where it is refused, with a message."""
    try:
        return read_table(source, content, RESOURCES[name].names(), converting=True)
    except FileRefused as error:
        said = str(error)
    assert said
    return None


def is_refused_or_whole(name: str, file: TableFile | None, person: User) -> None:
    if file is None:
        return
    resource = ReadingResource(person, approve=True) if name == "readings" else RESOURCES[name](person)
    before = counts()
    with undone():
        outcome = resource.bring(file, "file.csv", keep=True)
        if outcome.faults:
            assert counts() == before
            assert all(str(fault) for fault in outcome.faults)
        else:
            assert len(outcome.rows) + outcome.unchanged == len(file.lines)
            assert sum(counts()) >= sum(before) + outcome.new


@st.composite
def tables(draw, name: str) -> list[list[str]]:
    """A table under a right header: the columns it must have, and some of the others."""
    columns = RESOURCES[name].names()
    others = [column for column in columns.known if column not in columns.needed]
    header = [*columns.needed, *draw(st.lists(st.sampled_from(others), unique=True))]
    cells = st.lists(CELLS, min_size=len(header), max_size=len(header))
    return [header, *draw(st.lists(cells, min_size=1, max_size=4))]


def as_csv(rows: list[list[str]]) -> tuple[str, bytes]:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows(rows)
    return "file.csv", text.getvalue().encode("utf-8", "replace")


def as_json(rows: list[list[str]]) -> tuple[str, bytes]:
    return "file.json", json.dumps([dict(zip(rows[0], row, strict=True)) for row in rows[1:]]).encode()


@pytest.mark.parametrize("name", RESOURCES)
@FEW
@given(data=st.data())
def test_no_table_crashes_an_import_or_is_written_by_half(name, city, data):
    as_file = data.draw(st.sampled_from([as_csv, as_json]))
    source, content = as_file(data.draw(tables(name)))
    is_refused_or_whole(name, read(source, content, name), city)


BYTES = st.one_of(
    st.binary(max_size=300),
    st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")),
    st.text(max_size=80).map(lambda text: text.encode("utf-16", "replace")),
    st.binary(max_size=200).map(lambda tail: b"PK\x03\x04" + tail),
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    ).map(lambda value: json.dumps(value).encode()),
)


@FEW
@given(content=BYTES, ending=st.sampled_from(["csv", "tsv", "txt", "xlsx", "json", "", "doc"]))
def test_no_bytes_crash_the_reader(content, ending):
    file = read(f"file.{ending}", content, "units")
    assert file is None or "code" in file.header


VALUES = st.one_of(
    *(st.none(), st.booleans(), st.integers(-(10**15), 10**15), st.floats(allow_nan=False), CELLS),
    st.dates().filter(lambda day: day.year > 1900),
)


def is_writable(value) -> bool:
    return not isinstance(value, str) or value.isprintable()


@FEW
@given(rows=st.lists(st.lists(VALUES.filter(is_writable), min_size=3, max_size=3), min_size=1, max_size=4))
def test_no_workbook_crashes_an_import_or_is_written_by_half(rows, city):
    book = Workbook()
    for row in (["username", "full_name", "is_active"], *rows):
        book.active.append(row)
    is_refused_or_whole("users", read("file.xlsx", workbook_bytes(book), "users"), city)


def test_the_words_above_are_those_of_the_tables():
    """Else the tables would hold nothing that any import takes."""
    assert Role.STAFF in KNOWN
