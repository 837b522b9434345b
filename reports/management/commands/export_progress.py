"""Print or write the rows of a date: the same records that the pages and documents show."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from emulation.dates import read_date
from reports.choices import Basis
from reports.export import FORMATS
from reports.management.naming import campaign_named, unit_named
from reports.progress import rows


class Command(BaseCommand):
    help = "Export the progress of a campaign as of a date: JSON, CSV or XLSX."

    def add_arguments(self, parser):
        parser.add_argument("--campaign", required=True, help="code of the campaign, as 2024 or TPLS/2024")
        parser.add_argument("--as-of", required=True, help="a date, as 2024-06-14")
        parser.add_argument("--provisional", action="store_true", help="count submitted figures too")
        parser.add_argument("--unit", help="code of a unit, as X-MP; without it the whole campaign")
        parser.add_argument("--format", required=True, choices=sorted(FORMATS))
        parser.add_argument("--output", type=Path, help="file to write; without it standard output")

    def handle(self, *args, **options):
        campaign = campaign_named(options["campaign"])
        node = unit_named(options["unit"], campaign) if options["unit"] else campaign.owner
        basis = Basis.PROVISIONAL if options["provisional"] else Basis.OFFICIAL
        content = FORMATS[options["format"]](rows(campaign, node, _day(options["as_of"]), basis))
        if options["output"]:
            _write(Path(options["output"]), content)
        else:
            self._print(content, options["format"])

    def _print(self, content, form):
        """The very bytes where standard output takes bytes, else the text that they are."""
        bytes_out = None if self.stdout.isatty() else getattr(self.stdout, "buffer", None)
        if bytes_out is not None:
            bytes_out.write(content)
        elif form == "xlsx":
            raise CommandError(_("A workbook cannot be printed. Name a file with --output."))
        else:
            self.stdout.write(content.decode(), ending="")


def _write(path, content):
    try:
        path.write_bytes(content)
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from error


def _day(text):
    try:
        return read_date(text)
    except ValueError as error:
        raise CommandError(_("--as-of: %(error)s") % {"error": error}) from error
