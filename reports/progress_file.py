"""A file of progress as plain rows, nothing yet understood: `emulation.table_files` with its columns."""

from pathlib import Path

from emulation.files import MOST_BYTES
from emulation.table_files import Line, read_table
from reports.resources import ReadingResource


def read_file(path: Path) -> list[Line]:
    """The lines of a file on disk, as `read_lines` gives them. Raises OSError too."""
    with path.open("rb") as file:
        return read_lines(path.name, file.read(MOST_BYTES + 1))


def read_lines(name: str, content: bytes) -> list[Line]:
    """The lines of a file that say something. Raises FileRefused."""
    return read_table(name, content, ReadingResource.names()).lines
