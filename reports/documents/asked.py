"""Phụ lục III: what units were asked to explain in the period, and what inspections found (section V.4 of the
launching document: Home Affairs inspects, urges and reports)."""

from collections.abc import Iterable, Iterator, Sequence

from django.utils import timezone

from emulation.dates import roman, short_date
from reports.asking.asked import Asked, Found
from reports.documents.annexes import Annex, Column, Line
from reports.documents.parts import Sentence

COLUMNS = (
    Column("TT", 10, "centre"),
    Column("Đơn vị", 36),
    Column("Chỉ tiêu", 40),
    Column("Nội dung", 76),
    Column("Ngày", 20, "centre"),
    Column("Thời hạn", 20, "centre"),
    Column("Tình trạng", 50),
)
DEEDS = (("yêu cầu giải trình", "nội dung"), ("kiểm tra", "lượt đơn vị"))
GROUPS = ("Yêu cầu giải trình, đề nghị làm rõ", "Kiểm tra")


def asking(asked: Sequence[Asked], found: Sequence[Found], numeral: str) -> Annex | None:
    """A line a question and a line an inspection, the newest first; None where there was neither."""
    groups = [
        (heading, lines)
        for heading, lines in zip(GROUPS, (list(_asked(asked)), list(_found(found))), strict=True)
        if lines
    ]
    if not groups:
        return None
    return Annex(
        name="asking",
        numeral=numeral,
        title="GIẢI TRÌNH VÀ KIỂM TRA TRONG KỲ",
        columns=COLUMNS,
        lines=tuple(_grouped(groups)),
        is_across=True,
    )


def asking_sentence(asked: Sequence[Asked], found: Sequence[Found]) -> tuple[Sentence, ...]:
    """That there were any, and where they are told."""
    counted = zip(DEEDS, (len(asked), len(found)), strict=True)
    told = [f"{deed} {number} {of}" for (deed, of), number in counted if number]
    if not told:
        return ()
    return (Sentence("I.asking", f"Trong kỳ đã {' và '.join(told)} (Phụ lục III kèm theo)."),)


def _grouped(groups: Iterable[tuple[str, list[Line]]]) -> Iterator[Line]:
    for position, (heading, lines) in enumerate(groups, start=1):
        yield Line((roman(position), heading, *[""] * (len(COLUMNS) - 2)), is_group=True)
        for number, line in enumerate(lines, start=1):
            yield Line((str(number), *line.cells), line.key)


def _asked(asked: Iterable[Asked]) -> Iterator[Line]:
    for one in asked:
        answer = f"{one.state.label}: {one.answer}" if one.answer else str(one.state.label)
        cells = (
            one.unit_name,
            one.target_name,
            one.question,
            short_date(timezone.localtime(one.asked_at).date()),
            short_date(one.answer_by),
            answer,
        )
        yield Line(cells, f"explanation.{one.key}")


def _found(found: Iterable[Found]) -> Iterator[Line]:
    for one in found:
        mended = f"{one.state.label}: {one.mended}" if one.mended else str(one.state.label)
        cells = (
            one.unit_name,
            one.target_name or "",
            one.findings,
            short_date(one.on),
            short_date(one.mend_by) if one.mend_by else "",
            mended,
        )
        yield Line(cells, f"inspection.{one.key}")
