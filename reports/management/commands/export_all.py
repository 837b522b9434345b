"""Everything out: ten files in a folder or a ZIP file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from emulation.files import FileRefused
from emulation.tables import FORMATS
from reports.everything import files_out, zipped
from reports.management.naming import administrator_named


class Command(BaseCommand):
    help = "Export users, units, clusters, memberships, campaigns, targets and accepted readings: ten files."

    def add_arguments(self, parser):
        parser.add_argument("path", type=Path, help="a folder, or a file that ends in .zip")
        parser.add_argument("--format", choices=FORMATS, default="csv")
        parser.add_argument("--user", default="", help="login name of the administrator who answers for it")

    def handle(self, *args, **options):
        path = options["path"]
        files = files_out(administrator_named(options["user"]), options["format"])
        try:
            if path.suffix.lower() == ".zip":
                path.write_bytes(zipped(files))
            else:
                path.mkdir(parents=True, exist_ok=True)
                for name, content in files:
                    (path / name).write_bytes(content)
        except FileRefused as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
        self.stdout.write(_("Everything was written to %(path)s.") % {"path": path})
