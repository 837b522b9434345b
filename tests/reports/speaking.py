"""What people say of figures, in tests: a lead's report about two wards, and a person at the page."""

from datetime import date

from django.test import Client
from django.urls import reverse

from reports.confirming.words import Words, with_words
from reports.intake import save
from reports.models import Reading, Revision
from reports.workflow import open_report, submit
from targets.models import Allocation
from tests.reports.cast import Cast, reported
from units.models import Unit, User

JUNE = date(2024, 6, 14)


def entered_by_lead(cast: Cast) -> Cast:
    """The department enters for both wards."""
    for allocation in (cast.allocation, cast.elsewhere):
        allocation.reporter = cast.department
        allocation.save()
    return cast


def of_lead(cast: Cast, value: int = 10, other: int = 20) -> Revision:
    """The department's submitted report about both wards."""
    revision = open_report(cast.department, cast.period, cast["lead"])
    entries = [reported(cast.allocation, value), reported(cast.elsewhere, other)]
    assert save(revision, entries, actor=cast["lead"]).is_clean
    return submit(revision, cast["lead"], revision.version)


def reading_of(revision: Revision, allocation: Allocation) -> Reading:
    found = Reading.objects.filter(revision=revision, allocation=allocation)
    return with_words(found).select_related("revision__report").get()


def words_on(revision: Revision, allocation: Allocation) -> Words:
    return Words.of(reading_of(revision, allocation))


class Speaker:
    """Signed in at a unit's page of figures to confirm; sends what the page would send."""

    def __init__(self, user: User, unit: Unit, cut_off: date = JUNE) -> None:
        self.client = Client(headers={"accept-language": "en"})
        self.client.force_login(user)
        self.url = reverse("confirmations", args=[unit.code, cut_off.isoformat()])
        self.response = None
        self.page = None
        self.open()

    def open(self) -> "Speaker":
        return self._keep(self.client.get(self.url))

    def press(self, button: str, what: object, **typed: str) -> "Speaker":
        """`typed`: word_12="..." for the reading of that key."""
        seen = {f"seen-{ln.reading.pk}": ln.reading.version for ln in self.page.lines if ln.is_open}
        words = {name.replace("_", "-"): text for name, text in typed.items()}
        return self._keep(self.client.post(self.url, {button: what, **seen, **words}, follow=True))

    def _keep(self, response) -> "Speaker":
        self.response = response
        self.page = response.context["confirm"] if response.context else None
        return self

    def line(self, allocation: Allocation):
        return next(line for line in self.page.lines if line.allocation == allocation)
