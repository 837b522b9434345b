"""Files of progress, and the commands that take and give them, in few words."""

import io
import json
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from openpyxl import Workbook

from reports.models import Reading, Revision
from units.models import Event

COLUMNS = ("period", "unit", "target", "value", "base", "state", "estimate", "note")


def csv_text(rows, delimiter=",", columns=COLUMNS):
    """A file's text: each row is what stands in its columns, in order; the last ones may be left out."""
    lines = [delimiter.join(columns)]
    lines += [delimiter.join("" if cell is None else str(cell) for cell in row) for row in rows]
    return "\n".join(lines) + "\n"


def xlsx_bytes(rows, columns=COLUMNS):
    book = Workbook()
    book.active.append(columns)
    for row in rows:
        book.active.append(row)
    return workbook_bytes(book)


def workbook_bytes(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def bring(folder: Path, rows, name="readings.csv", **options) -> str:
    """Import rows through a file; gives what the command said."""
    path = folder / name
    if path.suffix == ".xlsx":
        path.write_bytes(xlsx_bytes(rows))
    else:
        path.write_text(csv_text(rows), encoding="utf-8")
    return bring_file(path, **options)


def bring_file(path: Path, **options) -> str:
    said = io.StringIO()
    call_command("import_progress", path, stdout=said, **options)
    return said.getvalue().strip()


def faults_of(folder, rows, **options):
    """The lines that the command says after its first, and that it wrote nothing."""
    before = Reading.objects.count(), Revision.objects.count(), Event.objects.count()
    with pytest.raises(CommandError) as refused:
        bring(folder, rows, **options)
    assert (Reading.objects.count(), Revision.objects.count(), Event.objects.count()) == before
    return str(refused.value).splitlines()[1:]


def export(as_of, **options) -> str:
    """The JSON that is printed for 2024."""
    said = io.StringIO()
    given = {"campaign": "2024", "format": "json", **options}
    call_command("export_progress", as_of=str(as_of), stdout=said, **given)
    return said.getvalue()


def exported(as_of, **options) -> dict[str, dict]:
    """The records of 2024 by the targets' codes, in their order."""
    return {record["target"]: record for record in json.loads(export(as_of, **options))}


def exported_file(folder: Path, as_of: date, **options) -> bytes:
    """The very bytes of the JSON file for 2024."""
    path = folder / "progress.json"
    given_options = {"campaign": "2024", "as_of": as_of.isoformat(), "format": "json", **options}
    call_command("export_progress", output=path, **given_options)
    return path.read_bytes()
