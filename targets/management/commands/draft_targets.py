"""manage.py draft_targets: what the reader finds in the text of a launching document."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from emulation.files import FileRefused
from targets.drafting.files import text_on_file
from targets.drafting.reader import indicators


class Command(BaseCommand):
    help = "Print the indicators that a launching document sets, as a first draft of a campaign's targets."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="a DOCX, or a text in UTF-8, UTF-16 or Windows-1258")
        parser.add_argument("--format", default="json", choices=["json"])

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            found = indicators(text_on_file(path))
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
        except FileRefused as error:
            raise CommandError(f"{path.name}: {error}") from error
        self.stdout.write(json.dumps([asdict(each) for each in found], ensure_ascii=False, indent=2))
