"""Where the translations are, and whether they are compiled: without that every page is in English."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings


def catalogs() -> Iterator[tuple[Path, Path]]:
    """Each catalogue of messages, and what it is compiled to."""
    for folder in settings.LOCALE_PATHS:
        for source in sorted(Path(folder).glob("*/LC_MESSAGES/django.po")):
            yield source, source.with_suffix(".mo")


def is_current(source: Path, compiled: Path) -> bool:
    return compiled.exists() and compiled.stat().st_mtime_ns >= source.stat().st_mtime_ns
