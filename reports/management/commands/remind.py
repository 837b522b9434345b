"""manage.py remind: one run of the reminder ladder, for a timer."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from emulation.dates import now
from reports.chasing.reminding import Outcome, Rung, awaited_lines, due_rungs, remind
from targets.schedule import Schedule


class Command(BaseCommand):
    help = "Remind units that have not reported: 7, 3, 1 days before, on the due day, 1 and 3 days after."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        schedule = Schedule.current()
        if schedule is None:
            self.stdout.write(_("No campaign has been set up yet."))
        elif options["dry_run"]:
            at = now()
            for rung in due_rungs(schedule, awaited_lines(schedule, at), at):
                self._say_rung(rung)
        else:
            self._say(remind(schedule))

    def _say_rung(self, rung: Rung) -> None:
        covered = _("covered by a later one") if rung.is_covered else _("to be sent")
        parts = (rung.line.reporter, rung.line.period, rung.occasion.label, covered)
        self.stdout.write(" · ".join(map(str, parts)))

    def _say(self, outcome: Outcome) -> None:
        for reminder in outcome.reminders:
            self.stdout.write(str(reminder))
        for unit in dict.fromkeys(reminder.unit for reminder in outcome.unreachable):
            self.stdout.write(_("Has no e-mail address: %(unit)s") % {"unit": unit})
        told = _("Reminders: %(made)s, covered by later ones: %(covered)s, messages sent: %(sent)s")
        self.stdout.write(
            told % {"made": len(outcome.reminders), "covered": outcome.covered, "sent": outcome.delivery.sent}
        )
        if failed := outcome.delivery.failed:
            text = ngettext("%(number)s message failed", "%(number)s messages failed", failed)
            raise CommandError(text % {"number": failed}, returncode=1)
