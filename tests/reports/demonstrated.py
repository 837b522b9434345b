"""The commands that tell the demonstration, and what it leaves behind."""

import io

from django.core.management import call_command

from reports.models import Evidence, ProgressReport, Reading, Reminder, Revision
from targets.models import Campaign
from units.models import Contact, Event, Membership, User


def demo(**options):
    said = io.StringIO()
    call_command("demo", stdout=said, **options)
    return said.getvalue()


def prepare(accounts):
    said = io.StringIO()
    call_command("prepare_site", accounts=accounts, stdout=said)
    return said.getvalue()


def everything():
    models = (
        User,
        Membership,
        Contact,
        Campaign,
        ProgressReport,
        Revision,
        Reading,
        Evidence,
        Reminder,
        Event,
    )
    return [list(model.objects.order_by("pk").values()) for model in models]
