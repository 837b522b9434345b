"""Measure what writing tables and the list of all readings takes: memory at its most, time, size of the file.

    DEBUG=on .venv/bin/python -m scripts.bench_exports

It makes a database of its own, fills it with readings, and prints a table in Markdown. Each measurement is a
process of its own, because what a process once took it does not give back. docs/performance.md has a result.
"""

import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

import django
from django.apps import apps
from django.test import Client
from openpyxl import __version__ as openpyxl_version

from emulation.downloads import table_attachment
from emulation.tables import Column, Kind, Table

ROOT = Path(__file__).resolve().parent.parent
SIZES = (1_000, 10_000, 100_000)
FORMS = ("csv", "xlsx", "json")
SOURCES = {"table": "a table of 16 columns", "readings": "all readings of a campaign, 25 columns"}
ACCOUNT = "benchmark"
AT = datetime(2024, 6, 14, 8, 15, tzinfo=UTC)


def main() -> None:
    if len(sys.argv) > 1:
        measure(*sys.argv[1:])
        return
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "DEBUG": "on", "DATABASE_URL": f"sqlite:///{folder}/readings.sqlite3"}
        environment["EMULATION_TODAY"] = "2024-12-31"
        for command in (["migrate", "--verbosity", "0"], ["loaddata", "campaign_2024", "--verbosity", "0"]):
            subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True)
        versions = (
            f"Python {platform.python_version()}, Django {django.__version__}, openpyxl {openpyxl_version}"
        )
        print(f"{versions}, SQLite\n")
        print("| what | form | rows | most memory, MB | seconds | file, MB |")
        print("|---|---|---:|---:|---:|---:|")
        for size in SIZES:
            run(environment, "fill", size)
            for source, what in SOURCES.items():
                for form in FORMS:
                    told = json.loads(run(environment, source, size, form))
                    cells = f"{told['memory']:.0f} | {told['seconds']:.1f} | {told['size']:.1f}"
                    print(f"| {what} | {form.upper()} | {size:,} | {cells} |", flush=True)


def run(environment: dict[str, str], *arguments: str | int) -> str:
    command = [sys.executable, "-m", "scripts.bench_exports", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    return done.stdout


def measure(source: str, size: str, form: str = "") -> None:
    """In a process of its own: fill the database up to the size, or write one file and tell what it took."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "emulation.settings"
    django.setup()
    if source == "fill":
        fill(int(size))
        return
    client = signed_in() if source == "readings" else None
    begun, length = time.monotonic(), 0
    for chunk in readings_file(client, form) if client else table_file(int(size), form):
        length += len(chunk)
    told = {
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "seconds": time.monotonic() - begun,
        "size": length / 2**20,
    }
    print(json.dumps(told))


def table_file(size: int, form: str) -> Iterator[bytes]:
    texts = [Column(f"t{n}", f"Cột {n}", lambda row: "Phường Hoàng Văn Thụ", width=20) for n in range(10)]
    numbers = [Column(f"n{n}", f"Số {n}", lambda row: Decimal(row) / 8, Kind.NUMBER) for n in range(4)]
    times = [
        Column("d", "Ngày", lambda row: AT.date(), Kind.DATE),
        Column("m", "Lúc", lambda row: AT, Kind.MOMENT),
    ]
    table = Table("Số liệu", [*texts, *numbers, *times], range(size), ["Thành phố"])
    yield from table_attachment(table, form).streaming_content


def signed_in() -> Client:
    """With the site's pages loaded, so that they do not count."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(apps.get_model("units", "User").objects.get(username=ACCOUNT))
    client.get("/documents/")
    return client


def readings_file(client: Client, form: str) -> Iterator[bytes]:
    """As the site hands it out."""
    yield from client.get(f"/documents/readings.{form}").streaming_content


def fill(size: int) -> None:
    """Further units with accepted readings for every month, until there are so many readings."""
    models = {name: apps.get_model("reports", name) for name in ("ProgressReport", "Revision", "Reading")}
    user_model = apps.get_model("units", "User")
    person = user_model.objects.filter(username=ACCOUNT).first() or user_model.objects.create(
        username=ACCOUNT, full_name="Cán bộ tổng hợp", is_superuser=True
    )
    campaign = apps.get_model("targets", "Campaign").objects.get(code="2024")
    missing = size - models["Reading"].objects.count()
    while missing > 0:
        missing -= add_unit(campaign, person, models, missing)


def add_unit(campaign: Any, person: Any, models: dict[str, Any], most: int) -> int:
    """How many readings it gave."""
    unit_model, allocation_model = apps.get_model("units", "Unit"), apps.get_model("targets", "Allocation")
    number = unit_model.objects.filter(code__startswith="BM").count() + 1
    unit = unit_model.objects.create(
        code=f"BM{number}", name=f"Phường số {number}", kind="ward", parent=campaign.owner
    )
    monthly = campaign.targets.filter(frequency="month")
    allocations = allocation_model.objects.bulk_create(
        allocation_model(target=target, unit=unit, reporter=unit) for target in monthly
    )
    periods = campaign.periods.filter(kind="month")
    reports = models["ProgressReport"].objects.bulk_create(
        models["ProgressReport"](reporter=unit, period=period, first_submitted_at=AT) for period in periods
    )
    given = {
        "created_by": person,
        "submitted_by": person,
        "submitted_at": AT,
        "decided_by": person,
        "decided_at": AT,
    }
    revisions = models["Revision"].objects.bulk_create(
        models["Revision"](report=report, status="approved", **given) for report in reports
    )
    answers = ((revision, allocation) for revision in revisions for allocation in allocations)
    readings = [
        models["Reading"](
            revision=revision,
            allocation=allocation,
            value=Decimal("123.45"),
            base=Decimal(100),
            note="Số liệu do đơn vị tổng hợp.",
            entered_by=person,
        )
        for revision, allocation in islice(answers, most)
    ]
    return len(models["Reading"].objects.bulk_create(readings))


if __name__ == "__main__":
    main()
