"""How high a row of a workbook must be for its wrapped texts: not every program finds that out by itself."""

from collections.abc import Iterable

# In points: a line of the usual size, and the most that Excel takes.
_LINE_HEIGHT, _MOST_HEIGHT = 15, 405
# Words do not fill their lines to the end.
_SPARE = 1.1


def row_height(cells: Iterable[object], widths: Iterable[int]) -> int:
    """In points, for the text that takes most lines; `widths` of the cells' columns, in characters."""
    pairs = zip(cells, widths, strict=True)
    lines = max((_lines(cell, width) for cell, width in pairs if isinstance(cell, str)), default=1)
    return min(_LINE_HEIGHT * lines, _MOST_HEIGHT)


def _lines(text: str, width: int) -> int:
    if len(text) < width and "\n" not in text:
        return 1
    return sum(1 + int(len(line) * _SPARE // width) for line in text.split("\n"))
