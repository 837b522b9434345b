"""In which order the lines of a file can be written."""

from collections.abc import Callable, Iterable, Sequence

from emulation.table_files import Line


def named_first(
    lines: Sequence[Line], key: Callable[[Line], str], named: Callable[[Line], Iterable[str]]
) -> list[Line]:
    """The lines with each one after those that it names, otherwise as they stand; rings stay as they are.

    `key` says which thing a line is about, `named` the keys of the things that it needs.
    """
    by_key = {key(line): line for line in lines}
    ordered: dict[int, Line] = {}
    under_way: set[int] = set()
    # Without recursion: a chain may be as long as the file.
    stack = [(line, False) for line in reversed(lines)]
    while stack:
        line, is_ready = stack.pop()
        if is_ready or line.number in under_way:
            ordered.setdefault(line.number, line)
            continue
        under_way.add(line.number)
        stack.append((line, True))
        needed = (by_key.get(each) for each in named(line))
        stack += [(other, False) for other in needed if other and other.number not in under_way]
    return list(ordered.values())
