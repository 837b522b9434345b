from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from targets.models import Campaign
from units.models import User

FIXTURE = "campaign_2024"


class Command(BaseCommand):
    """Makes a site ready to be looked at: schema and, in an empty database, the demonstration.

    Empty means neither a campaign nor a user. The demonstration's accounts are kept in a file that only its
    owner reads, and told each time.
    """

    help = "Brings the database up to date and fills an empty one with the demonstration."
    # What follows it, the server, makes the checks.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--accounts", type=Path, default=settings.BASE_DIR / ".demo-accounts")

    def handle(self, *, accounts: Path, **options) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        if not Campaign.objects.exists() and not User.objects.exists():
            self.stdout.write("Empty database: loading the campaign of 2024 and the demonstration …")
            keep_private(accounts, load_demonstration())
        if accounts.exists():
            self.stdout.write(accounts.read_text(encoding="utf-8"))


@transaction.atomic
def load_demonstration() -> str:
    """Loads all of it or nothing; returns what `demo` says, the accounts with their passwords."""
    said = StringIO()
    call_command("loaddata", FIXTURE, verbosity=0)
    call_command("demo", stdout=said)
    return said.getvalue()


def keep_private(path: Path, text: str) -> None:
    path.touch(mode=0o600)
    path.chmod(0o600)
    path.write_text(text, encoding="utf-8")
