"""Take readings from a file: CSV or XLSX, whole or not at all."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from emulation.files import FileRefused
from reports.importing import ImportRefused, import_lines
from reports.management.naming import campaign_named, user_named
from reports.progress_file import read_file
from reports.transitions import NotYours
from targets.models import Campaign


class Command(BaseCommand):
    help = "Import readings (columns: period, unit, target, value, base, state, estimate, note)."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="a CSV or XLSX file")
        parser.add_argument("--campaign", help="code of the campaign; without it the newest one")
        parser.add_argument("--approve", action="store_true", help="make the figures official at once")
        parser.add_argument("--user", default="", help="login name of the person who answers for the import")

    def handle(self, *args, **options):
        path = options["file"]
        campaign = _campaign(options["campaign"])
        actor = user_named(options["user"])
        try:
            lines = read_file(path)
            result = import_lines(campaign, lines, actor, source=path.name, approve=options["approve"])
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
        except FileRefused as error:
            raise CommandError(f"{path.name}: {error}") from error
        except NotYours as error:
            raise CommandError(f"{actor.username}: {error}") from error
        except ImportRefused as error:
            nothing = _("Nothing was written. The file has %(count)s faults:") % {"count": len(error.faults)}
            raise CommandError(f"{path.name}: {nothing}\n{error}") from error
        self.stdout.write(
            _("%(written)s readings written, %(unchanged)s as before, in %(reports)s reports.")
            % {"written": result.written, "unchanged": result.unchanged, "reports": result.reports}
        )


def _campaign(name):
    campaign = campaign_named(name) if name else Campaign.objects.current()
    if campaign is None:
        raise CommandError(_("No campaign has been set up yet."))
    return campaign
