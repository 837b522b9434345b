"""Demonstration accounts and readings, marked as such everywhere."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from reports.demonstration import DemonstrationRefused, ToldAlready, tell
from reports.management.naming import campaign_named


class Command(BaseCommand):
    help = "Make demonstration accounts, and half a year of readings, in a database without readings."

    def add_arguments(self, parser):
        parser.add_argument("--campaign", default="2024", help="code of the campaign")
        parser.add_argument("--whole-year", action="store_true", help="tell the whole year, not half of it")

    def handle(self, *args, **options):
        try:
            accounts = tell(campaign_named(options["campaign"]), whole_year=options["whole_year"])
        except ToldAlready as error:
            self.stdout.write(str(error))
            return
        except DemonstrationRefused as error:
            raise CommandError(str(error)) from error
        rows = [(_("Sign-in name"), _("Password"), _("Role"), _("Account"))]
        rows += [(a.username, a.password, a.role, a.full_name) for a in accounts]
        widths = [max(len(row[column]) for row in rows) for column in range(4)]
        for row in rows:
            cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            self.stdout.write("  ".join(cells).rstrip())
