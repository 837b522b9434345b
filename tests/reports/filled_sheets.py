"""Workbooks of an entry page as people bring them back: downloaded, filled with openpyxl, handed in."""

import io
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from reports.spreadsheet.preview import Preview
from targets.models import Allocation
from tests.reports.typing_in import JUNE, Typist
from units.models import Unit, User

SOFFICE = shutil.which("soffice")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NAME = "bang-da-dien.xlsx"


class SheetOnDisk:
    """A downloaded workbook, open; cells by line and machine name."""

    def __init__(self, content: bytes) -> None:
        self.book = load_workbook(io.BytesIO(content))
        self.sheet: Worksheet = self.book.active

    @property
    def head(self) -> int:
        return next(cell.row for cell in self.sheet["A"] if cell.value == "key")

    def column(self, name: str) -> int:
        return next(cell.column for cell in self.sheet[self.head] if cell.value == name)

    @property
    def columns(self) -> list[str]:
        return [cell.value for cell in self.sheet[self.head] if cell.value]

    def row(self, allocation: Allocation) -> int:
        ending = f"|{allocation.unit.code}|{allocation.target.code}"
        return next(cell.row for cell in self.sheet["A"] if str(cell.value).endswith(ending))

    def cell(self, allocation: Allocation, name: str):
        return self.sheet.cell(self.row(allocation), self.column(name))

    def put(self, allocation: Allocation, form: str = "", **cells: Any) -> "SheetOnDisk":
        for cell, value in [(self.cell(allocation, name), value) for name, value in cells.items()]:
            cell.value = value
            if form:
                cell.number_format = form
        return self

    def change(self, how: Callable[[Worksheet], Any]) -> "SheetOnDisk":
        how(self.sheet)
        return self

    @property
    def content(self) -> bytes:
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()


class Clerk:
    """At the page of the spreadsheet; `page` is the last answer, `preview` what it shows."""

    def __init__(self, user: User, unit: Unit, cut_off=JUNE) -> None:
        self.typist = Typist(user, unit, cut_off)
        self.client: Client = self.typist.client
        self.response = None

    def download(self) -> SheetOnDisk:
        self.response = self.client.get(self.typist.url("spreadsheet_file"))
        return SheetOnDisk(self.response.content)

    def hand_in(self, file: SheetOnDisk | bytes, name: str = NAME) -> "Clerk":
        content = file if isinstance(file, bytes) else file.content
        upload = SimpleUploadedFile(name, content, XLSX)
        self.response = self.client.post(self.typist.url("spreadsheet"), {"file": upload})
        return self

    def confirm(self, **choices: str) -> "Clerk":
        sent = {"brought": self.brought, **choices}
        self.response = self.client.post(self.typist.url("spreadsheet"), sent, follow=True)
        return self

    @property
    def brought(self) -> str:
        return re.search(r'name="brought" value="([^"]+)"', self.text)[1]

    @property
    def preview(self) -> Preview:
        return self.response.context["preview"]

    @property
    def error(self) -> str:
        """Why the file as a whole was not taken."""
        return str(self.response.context["error"])

    @property
    def text(self) -> str:
        return self.response.content.decode()

    @property
    def counts(self) -> dict[str, int]:
        found = self.preview
        counted = {
            "new": len(found.new),
            "changed": len(found.changed),
            "conflict": len(found.conflicts),
            "refused": found.refusals,
            "unchanged": found.unchanged,
            "silent": found.silent,
        }
        return {kind: count for kind, count in counted.items() if count}

    @property
    def complaints(self) -> dict[str, str]:
        """What is wrong, by the address of its cell or the number of its row."""
        faults = [fault for seen in self.preview.refused for fault in seen.faults]
        return {fault.place: fault.message for fault in [*faults, *self.preview.brought.strays]}


def resaved(content: bytes, folder: Path) -> bytes:
    """The workbook as LibreOffice opens and saves it: formulas computed, every part written anew."""
    source = folder / "filled.xlsx"
    source.write_bytes(content)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    convert = [str(SOFFICE), profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML"]
    command = [*convert, "--outdir", str(folder / "saved"), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return (folder / "saved" / source.name).read_bytes()
