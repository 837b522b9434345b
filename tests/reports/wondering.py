"""Unusual figures and the words for them, in tests."""

from reports.models import Revision
from reports.warnings import flags_of
from tests.factories import ProgressReportFactory, ReadingFactory, ReportingPeriodFactory, RevisionFactory
from tests.reports.cast import Cast
from tests.reports.typing_in import Typist

WORD = "Chợ mới khai trương tháng 5"


def after_first_quarter() -> Cast:
    """The ward reported 62 for the first quarter, which was accepted."""
    cast = Cast()
    first = ReportingPeriodFactory(campaign=cast.campaign, code="2024-Q1")
    report = ProgressReportFactory(reporter=cast.ward, period=first)
    ReadingFactory(
        revision=RevisionFactory(report=report, approved=True), allocation=cast.allocation, value=62
    )
    return cast


def flags(cast: Cast, revision: Revision):
    return flags_of(Revision.objects.filter(pk=revision.pk).select_related("report__period"))[revision.pk]


def shown(typist: Typist, cast: Cast) -> list[str]:
    """The marks of what the row shows, as its page would send them."""
    return [flag.mark for flag in typist.row(cast.allocation).doubts.flags]


def say(typist: Typist, cast: Cast, word: str = WORD, **boxes) -> Typist:
    """Type a word beside the row as it is shown."""
    typist.type(cast.allocation, word=word, word_for=shown(typist, cast), **boxes)
    return typist


def echoed(typist: Typist, cast: Cast, **boxes: str) -> str:
    typist.type(cast.allocation, **boxes)
    answer = typist.client.post(typist.url("entry_echo", cast.allocation.pk), typist.sent)
    return answer.content.decode()
