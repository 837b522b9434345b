"""Measure what reading a file of readings takes, large ones and harmful ones: memory at its most, and time.

    DEBUG=on .venv/bin/python -m scripts.bench_files

Each file is read by a process of its own. docs/performance.md has a result.
"""

import io
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import django
from django.utils import translation
from openpyxl import Workbook

from emulation.files import FileRefused
from reports.progress_file import read_lines

ROOT = Path(__file__).resolve().parent.parent
HEAD = ("period", "unit", "target", "value", "base", "state", "estimate", "note")
ROW = ("2024-Q2", "X-MP", "XH-08", 1634.5, 1500, "reported", 0, "Số liệu của phường, đã đối chiếu")
SHEET = "xl/worksheets/sheet1.xml"
BEGIN = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
END = b"</sheetData></worksheet>"


def workbook(rows: int) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(HEAD)
    for _row in range(rows):
        sheet.append(ROW)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_sheet(chunks: Iterator[bytes]) -> bytes:
    """A workbook whose only sheet is made of these bytes."""
    out = io.BytesIO()
    with ZipFile(io.BytesIO(workbook(1))) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != SHEET:
                new.writestr(name, old.read(name))
        with new.open(SHEET, "w", force_zip64=True) as sheet:
            for chunk in chunks:
                sheet.write(chunk)
    return out.getvalue()


def text(rows: int) -> bytes:
    lines = (";".join(str(cell).replace(".", ",") for cell in row) for row in (HEAD, *[ROW] * rows))
    return "\r\n".join(lines).encode("utf-8-sig")


def empty_rows() -> Iterator[bytes]:
    yield BEGIN
    yield from (b'<row r="%d" s="1" customFormat="1"/>' % number for number in range(1, 1_000_001))
    yield END


def swollen() -> Iterator[bytes]:
    yield BEGIN
    yield from (bytes(1 << 20) for _megabyte in range(1024))
    yield END


FILES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "100,000 rows": ("a.csv", lambda: text(100_000)),
    "100,000 rows in Excel": ("a.xlsx", lambda: workbook(100_000)),
    "100,001 rows": ("a.csv", lambda: text(100_001)),
    "1,000,000 empty rows": ("a.xlsx", lambda: with_sheet(empty_rows())),
    "1 GB of nothing, packed": ("a.xlsx", lambda: with_sheet(swollen())),
    "20 MB in one line": ("a.csv", lambda: b";".join([b"1"] * 10_400_000)),
    "20 MB of noise named Excel": ("a.xlsx", lambda: b"PK\x03\x04" + random.Random(1).randbytes(20_900_000)),
    "21 MB": ("a.csv", lambda: bytes(22 << 20)),
}


def main() -> None:
    print("| file | MB | most memory, MB | seconds | what became of it |\n|---|---:|---:|---:|---|")
    with tempfile.TemporaryDirectory() as folder:
        for what, (name, make) in FILES.items():
            path = Path(folder, name)
            path.write_bytes(make())
            child = [sys.executable, "-m", "scripts.bench_files", str(path)]
            told = subprocess.run(child, cwd=ROOT, check=True, capture_output=True, text=True).stdout
            print(f"| {what} | {path.stat().st_size / 1e6:.1f} | {told.strip()} |", flush=True)


def measure(path: Path) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "emulation.settings")
    django.setup()
    translation.activate("en")
    began = time.monotonic()
    try:
        outcome = f"{sum(1 for _line in read_lines(path.name, path.read_bytes())):,} rows read"
    except FileRefused as refused:
        outcome = str(refused)[:100]
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{most:.0f} | {time.monotonic() - began:.1f} | {outcome}")


if __name__ == "__main__":
    measure(Path(sys.argv[1])) if len(sys.argv) > 1 else main()
