"""Measure what documents take: the five-page report beside bare WeasyPrint, memory, the sheets of all units.

    DEBUG=on .venv/bin/python -m scripts.bench_documents

It makes a database of its own with the demonstration in it, and prints tables in Markdown. Times are medians
of RUNS, once everything is warm. docs/performance.md has a result.
"""

import gc
import multiprocessing
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from typing import Any

import django
import weasyprint
from weasyprint import CSS, HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

from emulation.pdf import Paper, fork_server, pdf
from emulation.pdf_process import write
from emulation.pdf_sheet import Sheet

RUNS = 5
SHEETS = 52
ROOT = Path(__file__).resolve().parent.parent
PERIOD, FORM, DAY = "2024-Q2", "pnv", "2024-06-17"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "DEBUG": "on",
            "DATABASE_URL": f"sqlite:///{folder}/documents.sqlite3",
            "MEDIA_ROOT": f"{folder}/media",
            "EMULATION_TODAY": DAY,
            "SITE_URL": "https://thidua.example.vn",
            "DJANGO_SETTINGS_MODULE": "emulation.settings",
        }
        manage("compile_catalogs", "--verbosity", "0")
        manage("migrate", "--verbosity", "0")
        manage("loaddata", "campaign_2024", "--verbosity", "0")
        manage("demo")
        measure()


def manage(*command: str) -> None:
    subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def measure() -> None:
    django.setup()
    versions = f"Python {platform.python_version()}, Django {django.__version__}"
    print(f"{versions}, WeasyPrint {weasyprint.__version__}\n", flush=True)
    report, sheets = papers_of_demonstration()
    tell_report(report)
    tell_memory({"the report": report, "a unit's sheet": sheets[0]})
    tell_sheets(list(islice(cycle(sheets), SHEETS)))


def papers_of_demonstration() -> tuple[Paper, list[Paper]]:
    """The city's report on the quarter, and the sheet of each unit that owes one."""
    # Models are known only once the settings are.
    from reports.documents.content import report_content  # noqa: PLC0415
    from reports.documents.pdf import paper  # noqa: PLC0415
    from reports.jobs.sheets import papers, reporters  # noqa: PLC0415
    from targets.schedule import Schedule  # noqa: PLC0415
    from units.models import User  # noqa: PLC0415

    schedule = Schedule.current()
    assert schedule is not None
    period = schedule.by_code(PERIOD)
    assert period is not None
    report = paper(report_content(schedule, period, schedule.campaign.options.form(FORM)))
    somebody = User.objects.filter(is_superuser=False).first()
    assert somebody is not None
    return report, [sheet for _name, sheet in papers(schedule, period, reporters(period), somebody)]


def timed(deed: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    deed()
    return time.perf_counter() - begun


def tell_report(paper: Paper) -> None:
    """In turns, so that what else the machine does falls on both."""
    bare = Bare()
    pdf(paper), bare(paper)
    pairs = [(timed(lambda: pdf(paper)), bare(paper)) for _run in range(RUNS)]
    ours, theirs = (median(times) for times in zip(*pairs, strict=True))
    print("| the report on a quarter | seconds |")
    print("|---|---:|")
    print(f"| bare WeasyPrint | {theirs:.2f} |")
    print(f"| ours, in a process of its own | {ours:.2f} |")
    print(f"| ours over bare | {ours / theirs:.2f} |\n", flush=True)
    bare.end()


class Bare:
    """WeasyPrint alone on the same HTML, style sheet and pictures, in one warm process that stays."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self.ours, theirs = context.Pipe()
        self.process = context.Process(target=write_bare, args=(theirs,), daemon=True)
        self.process.start()

    def __call__(self, paper: Paper) -> float:
        """Seconds."""
        self.ours.send((paper.html, paper.styles, dict(paper.pictures)))
        seconds: float = self.ours.recv()
        return seconds

    def end(self) -> None:
        self.ours.send(None)
        self.process.join()


def write_bare(answer: Any) -> None:
    """What the handbook of WeasyPrint says; nothing of the project."""

    class Pictures(URLFetcher):
        def fetch(self, url: str, headers: object = None) -> Any:
            return URLFetcherResponse(url, pictures[url], {"Content-Type": "image/svg+xml"})

    while (told := answer.recv()) is not None:
        html, styles, pictures = told
        begun = time.perf_counter()
        document = HTML(string=html, url_fetcher=Pictures())
        document.write_pdf(stylesheets=[CSS(string=styles)], pdf_variant="pdf/ua-1")
        answer.send(time.perf_counter() - begun)


def tell_memory(papers: dict[str, Paper]) -> None:
    print("| one document | most memory of its process, MB |")
    print("|---|---:|")
    for name, paper in papers.items():
        print(f"| {name} | {most_memory(paper):.0f} |")
    print(flush=True)


def most_memory(paper: Paper) -> float:
    """Of the process that makes it, forked as `emulation.pdf` does."""
    context = fork_server()
    ours, theirs = context.Pipe(duplex=False)
    sheet = Sheet(paper.html, paper.styles, dict(paper.pictures))
    process = context.Process(target=weigh, args=(theirs, sheet))
    process.start()
    kilobytes: int = ours.recv()
    process.join()
    return kilobytes / 1024


def weigh(answer: Any, sheet: Sheet) -> None:
    gc.disable()
    write(sheet)
    answer.send(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def tell_sheets(papers: list[Paper]) -> None:
    from reports.jobs.sheets import printed  # noqa: PLC0415

    def all_of(at_once: int) -> None:
        for _name, made in printed((("", paper) for paper in papers), at_once):
            assert made.startswith(b"%PDF")

    all_of(2)
    begun = time.process_time()
    rounds = [(timed(lambda: all_of(1)), timed(lambda: all_of(2)), gain_of_machine()) for _run in range(RUNS)]
    own = (time.process_time() - begun) / RUNS / 2
    one, two, gain = (median(times) for times in zip(*rounds, strict=True))
    print(f"| {SHEETS} sheets of units | |")
    print("|---|---:|")
    print(f"| one at a time, seconds | {one:.1f} |")
    print(f"| two at a time, seconds | {two:.1f} |")
    print(f"| times as fast | {one / two:.2f} |")
    print(f"| two processes that only reckon, times as fast as one after the other | {gain:.2f} |")
    print(f"| of it in the worker itself, which cannot be shared, seconds of the processor | {own:.2f} |")


def gain_of_machine() -> float:
    """What two processes can bring at this moment, with whatever else the machine does."""
    apart = timed(lambda: reckoned(1)) + timed(lambda: reckoned(1))
    return apart / timed(lambda: reckoned(2))


def reckoned(at_once: int) -> None:
    processes = [fork_server().Process(target=reckon) for _number in range(at_once)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()


def reckon() -> None:
    sum(number * number for number in range(10_000_000))


if __name__ == "__main__":
    main()
