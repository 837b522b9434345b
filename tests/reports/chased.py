"""The small city, with addresses: for tests of reminding."""

from datetime import datetime, time, timedelta

from django.core import mail
from django.utils import timezone

from emulation.dates import clock_at
from reports.chasing.reminding import Outcome, remind
from reports.models import Message, Reminder
from reports.workflow import submit
from targets.schedule import Schedule
from tests.reports.cast import Cast
from tests.reports.reviewing import client_of
from units.models import Unit

MORNING = time(7, 30)


class Chased(Cast):
    """Everybody has an address but the head of the ward."""

    def __post_init__(self) -> None:
        super().__post_init__()
        for role in ("staff", "neighbour", "reviewer", "colleague"):
            give_address(self[role], f"{role}@thidua.example.vn")

    @property
    def schedule(self) -> Schedule:
        return Schedule.load(self.campaign)


def give_address(user, address: str) -> None:
    user.email = address
    user.save()


def moment(day: str, at: time = MORNING) -> datetime:
    return datetime.combine(datetime.fromisoformat(f"2024-{day}").date(), at)


def run(cast: Chased, day: str | datetime) -> Outcome:
    """One run of the timer on that day of 2024, in the morning, or at that moment."""
    with clock_at(moment(day) if isinstance(day, str) else day):
        return remind(cast.schedule)


def run_daily(cast: Chased, first: str, last: str) -> None:
    day = moment(first)
    while day <= moment(last):
        run(cast, day)
        day += timedelta(days=1)


def rungs(unit: Unit) -> list[tuple[str, str, bool]]:
    """What the ledger has of a unit: day, occasion, covered; in the order in which it came."""
    return [
        (f"{timezone.localtime(each.made_at):%m-%d}", each.occasion, each.is_covered)
        for each in Reminder.objects.filter(unit=unit)
    ]


def mailboxes() -> list[str]:
    """Who was sent something, one address a mail, and nothing is sent afterwards."""
    sent = [address for letter in mail.outbox for address in letter.to]
    mail.outbox.clear()
    return sorted(name.removesuffix("@thidua.example.vn") for name in sent)


def states() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("state", flat=True))


def hand_in(cast: Chased, day: str):
    with clock_at(moment(day)):
        revision = cast.answered()
        return submit(revision, cast["staff"], revision.version)


PAGE, QUEUE = "/review/chasing/", "/review/"
AFTER_DUE = "2024-06-19"
GROUP = f"{PAGE}2024-06-14/"


def chase_of(cast: Chased, role: str = "reviewer", **asked):
    return client_of(cast[role]).get(PAGE, asked).context["chase"]


def ledger() -> list[tuple[str, str, str]]:
    return [(each.unit.code, each.occasion, each.text) for each in Reminder.objects.select_related("unit")]


def give_form(cast: Chased) -> None:
    form = {"agency": ["PHÒNG"], "symbol": "BC-PNV", "signer_title": "TRƯỞNG PHÒNG", "archive": "Lưu: VT"}
    cast.campaign.settings = {"forms": {"pnv": form}}
    cast.campaign.save()
