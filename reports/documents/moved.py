"""What changed since the chairman was told last: assessments that moved, figures that were corrected."""

from collections.abc import Iterator, Sequence
from operator import itemgetter

from reports import wording
from reports.choices import Status
from reports.correcting.late import LateCorrection, row_before, what_and_when
from reports.documents import room
from reports.documents.around import Around
from reports.documents.sentences import lower_first, status_words
from reports.overview import URGENT
from reports.progress import Row
from reports.tallies import Part
from targets.choices import OverTime

# From the worst to the best.
RANKS = (*URGENT, Status.NEARLY, Status.ON_TRACK, Status.ACHIEVED, Status.EXCEEDED)
UNRANKED = -1


def changes(rows: Sequence[Row], given: Around, most: Sequence[int]) -> tuple[str, ...]:
    """A text each for what became worse, what became better, what was corrected, of `most` characters; each
    says how many there are besides those named."""
    if given.before is None:
        return ("Kỳ báo cáo đầu tiên trong năm, chưa có kỳ trước để so sánh.",)
    worse, better = _moves(rows, given, is_better=False), _moves(rows, given, is_better=True)
    named = (
        ("Chuyển xấu", worse),
        ("Chuyển tốt", better),
        ("Đính chính số đã báo cáo", list(_corrections(given))),
    )
    told = [_told(intro, items, size) for (intro, items), size in zip(named, most, strict=True) if items]
    return tuple(told if worse or better else ("Không có chỉ tiêu nào đổi mức đánh giá.", *told))


def _told(intro: str, items: Sequence[str], most: int) -> str:
    head = f"{intro} ({len(items)} chỉ tiêu)" if len(items) > 1 else intro
    rest = len(" và 00 chỉ tiêu khác.")
    return f"{head}: {room.listed(items, most - len(head) - rest, 'chỉ tiêu', '; ')}."


def _moves(rows: Sequence[Row], given: Around, *, is_better: bool) -> list[str]:
    """Of whole targets, the worst first: "tỷ lệ … (từ đạt tiến độ thành chậm tiến độ)"."""
    moved = [
        (_rank(row), row, earlier)
        for row in rows
        if (earlier := given.earlier.get(row.target.pk)) and row.target.parent_id is None
        if _is_better(row, earlier) is is_better
    ]
    return [
        f"{_name(row)} (từ {status_words(earlier)} thành {status_words(row)})"
        for _, row, earlier in sorted(moved, key=itemgetter(0))
    ]


def _is_better(row: Row, earlier: Row) -> bool | None:
    """None where it stands as before, or where one of the two was not assessed."""
    now, then = _rank(row), _rank(earlier)
    return None if UNRANKED in {now, then} or now == then else now > then


def _rank(row: Row) -> int:
    return RANKS.index(row.status) if row.status in RANKS else UNRANKED


def _name(row: Row) -> str:
    return room.short(lower_first(row.target.name), room.NAMED)


def _corrections(given: Around) -> Iterator[str]:
    """ "số lao động … (quý I/2024 đính chính ngày 20/4/2024, từ 80 người thành 85 người)"."""
    for row in given.earlier.values():
        own = {part.allocation.pk: _told_with(row, part, given) for part in row.parts}
        if said := [each for corrections in own.values() for each in corrections]:
            old, new = wording.measured_text(row_before(row, own)), wording.measured_text(row)
            moved = f", từ {old} thành {new}" if old != new else ""
            yield f"{_name(row)} ({what_and_when(said)}{moved})"


def _told_with(row: Row, part: Part, given: Around) -> list[LateCorrection]:
    """Those on which the figure rests: on the last period alone where periods are not added up."""
    found = given.corrections.get(part.allocation.pk, [])
    is_summed = row.target.over_time == OverTime.SUM
    return [each for each in found if is_summed or each.period == row.last_period]
