"""Compiles the translations without system gettext."""

from pathlib import Path
from typing import Any

import polib
from django.core.management.base import BaseCommand, CommandError

from emulation.catalogs import catalogs, is_current


def compile_catalog(source: Path, compiled: Path) -> None:
    """Write the .mo beside its .po, whole or not at all: a server may be reading it."""
    unfinished = compiled.with_suffix(".mo.new")
    polib.pofile(str(source)).save_as_mofile(str(unfinished))
    unfinished.replace(compiled)


class Command(BaseCommand):
    help = "Compile locale/*/LC_MESSAGES/django.po to .mo where the .mo is missing or older."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        for source, compiled in catalogs():
            self.bring_up_to_date(source, compiled, options["verbosity"])

    def bring_up_to_date(self, source: Path, compiled: Path, verbosity: int) -> None:
        if is_current(source, compiled):
            return
        try:
            compile_catalog(source, compiled)
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{source} cannot be compiled: {error}") from error
        if verbosity:
            self.stdout.write(f"Compiled {compiled}")
