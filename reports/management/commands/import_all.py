"""Everything in: the files of `export_all`, whole or not at all."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from reports.everything import EverythingRefused, bring_everything, files_at
from reports.management.naming import administrator_named


class Command(BaseCommand):
    help = "Import the files of export_all from a folder or a ZIP file; readings become official."

    def add_arguments(self, parser):
        parser.add_argument("path", type=Path, help="a folder or a ZIP file")
        parser.add_argument("--user", default="", help="login name of the administrator who answers for it")

    def handle(self, *args, **options):
        path = options["path"]
        try:
            outcomes = bring_everything(files_at(path), administrator_named(options["user"]))
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
        except EverythingRefused as error:
            raise CommandError(_("Nothing was written.") + f"\n{error}") from error
        for name, outcome in outcomes.items():
            counts = {"name": name, "new": outcome.new, "changed": outcome.changed}
            self.stdout.write(_("%(name)s: %(new)s new, %(changed)s changed") % counts)
