"""The sheets of all units that owe a report for a period, as documents, two made at a time."""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

from emulation.pdf import Paper, pdf
from reports.documents.pdf import sheet_paper
from reports.documents.unit_sheet import unit_sheet
from reports.due import all_report_lines
from reports.entry.loading import load
from targets.models import ReportingPeriod
from targets.schedule import Schedule
from units.models import Unit, User

AT_ONCE = 2


def reporters(period: ReportingPeriod) -> list[Unit]:
    """Who owes a report for the period, in the units' order; two queries."""
    return [line.reporter for line in all_report_lines([period])]


def papers(
    schedule: Schedule, period: ReportingPeriod, units: Iterable[Unit], user: User
) -> Iterator[tuple[str, Paper]]:
    """By their titles, as they stand when each one's turn comes; some eight queries a unit."""
    for unit in units:
        page = load(user, unit, period.cut_off, schedule)
        sheet = page.of_period(period) if page else None
        if sheet is not None:
            content = unit_sheet(sheet, schedule.campaign)
            yield content.file_title, sheet_paper(content)


def printed(papers: Iterable[tuple[str, Paper]], at_once: int = AT_ONCE) -> Iterator[tuple[str, bytes]]:
    """Each in its turn, so many in the making at once and none beyond them. Raises NotMade.

    Threads only wait for the processes that print; papers are asked for in the thread of the caller.
    """
    making: deque[tuple[str, Future[bytes]]] = deque()
    with ThreadPoolExecutor(at_once) as hands:
        for name, paper in papers:
            making.append((name, hands.submit(pdf, paper)))
            if len(making) == at_once:
                yield _next(making)
        while making:
            yield _next(making)


def _next(making: deque[tuple[str, Future[bytes]]]) -> tuple[str, bytes]:
    name, document = making.popleft()
    return name, document.result()
