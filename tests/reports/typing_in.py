"""A person at the entry page: what a browser would send back, with what is typed over it."""

from collections.abc import Iterator
from datetime import date

from django.forms import BoundField, Form
from django.test import Client
from django.urls import reverse

from reports.entry.page import EntryPage
from targets.models import Allocation
from tests.html import templates
from units.models import Unit, User

JUNE = date(2024, 6, 14)
AS_HTMX = {"HX-Request": "true"}


class Typist:
    """Signed in; `page` is the last one that was shown, `response` the last answer."""

    def __init__(self, user: User, unit: Unit, cut_off: date = JUNE) -> None:
        self.client = Client()
        self.client.force_login(user)
        self.address = (unit.code, cut_off.isoformat())
        self.response = None
        self.page: EntryPage | None = None

    def url(self, name: str = "entry", *more) -> str:
        return reverse(name, args=[*self.address, *more])

    def open(self) -> "Typist":
        return self._keep(self.client.get(self.url()))

    def type(self, allocation: Allocation, **boxes: str) -> "Typist":
        """Into the page as it is shown; nothing is sent yet."""
        self.sent |= {box_name(allocation, box): text for box, text in boxes.items()}
        return self

    def write(self, **boxes: str) -> "Typist":
        """Into the texts of the first report, or the box for the source."""
        narrative = self.page.sheets[0].narrative
        for box, text in boxes.items():
            self.sent[box if box == "source" else narrative.add_prefix(box)] = text
        return self

    def save(self) -> "Typist":
        return self._keep(self.client.post(self.url(), self.sent, follow=True))

    def autosave(self, allocation: Allocation, **boxes: str) -> "Typist":
        """Type into a row, and let the page save it: its boxes stay as typed."""
        return self.type(allocation, **boxes)._send_parts(f"a{allocation.pk}-")

    def autosave_text(self, **boxes: str) -> "Typist":
        narrative = self.page.sheets[0].narrative
        return self.write(**boxes)._send_parts(*(narrative.add_prefix(box) for box in boxes))

    def _send_parts(self, *beginnings: str) -> "Typist":
        beginnings = (*beginnings, "version-", "typed_by", "source")
        fields = {name: value for name, value in self.sent.items() if name.startswith(beginnings)}
        self.response = self.client.post(self.url("entry_autosave"), fields, headers=AS_HTMX)
        for answer in templates(self.text):
            if not answer.chooses:
                self.sent |= answer.fields
        return self

    @property
    def outcomes(self) -> list[str]:
        """What became of the rows and texts that were sent last."""
        return [answer.outcome for answer in templates(self.text) if answer.outcome]

    def choose_mine(self) -> "Typist":
        """In the conflict that was answered last."""
        (mine,) = (answer for answer in templates(self.text) if answer.chooses)
        self.sent |= mine.fields
        return self

    def look(self, **seen: str) -> "Typist":
        """What colleagues wrote since; `seen` in place of what the page has."""
        known = {name: self.sent[name] for name in self.sent if name.startswith("version-") or "seen" in name}
        self.response = self.client.get(self.url("entry_changes"), known | seen, headers=AS_HTMX)
        return self

    def submit(self) -> "Typist":
        return self._keep(self.client.post(self.url("entry_submit"), self.sent, follow=True))

    def recall(self) -> "Typist":
        return self._keep(self.client.post(self.url("entry_recall"), self.sent, follow=True))

    def press(self, name: str) -> "Typist":
        """The button whose address this is."""
        return self._keep(self.client.post(self.url(name), self.sent, follow=True))

    def say(self, word: str) -> "Typist":
        """As the head, of what lies before him."""
        sent = {**self.sent, "word": word}
        return self._keep(self.client.post(self.url("entry_hand_back"), sent, follow=True))

    def _keep(self, response) -> "Typist":
        self.response = response
        self.page = response.context.get("entry") if response.context else None
        self.sent = dict(_sent(self.page)) if self.page else {}
        return self

    def row(self, allocation: Allocation):
        return next(row for row in self.page.rows if row.allocation == allocation)

    def codes(self, allocation: Allocation) -> dict[str, list[str]]:
        """The codes of what is wrong in a row, by box."""
        errors = self.row(allocation).form.errors.as_data()
        return {box: [error.code for error in found] for box, found in errors.items()}

    @property
    def text(self) -> str:
        return self.response.content.decode()


def box_name(allocation: Allocation, box: str) -> str:
    return f"a{allocation.pk}-{box}"


def _sent(page: EntryPage) -> Iterator[tuple[str, str]]:
    for sheet in page.sheets:
        yield "typed_by", str(page.user.pk)
        yield f"version-{sheet.period.pk}", str(sheet.revision.version) if sheet.revision else ""
        if page.reads_as_head:
            yield f"shown-{sheet.period.pk}", sheet.shown.mark
            continue
        for form in [row.form for row in sheet.rows] + [sheet.narrative]:
            yield from _fields(form)
    if page.source_form:
        yield from _fields(page.source_form)


def _fields(form: Form) -> Iterator[tuple[str, str]]:
    for box in form:
        yield from _field(box)


def _field(box: BoundField) -> Iterator[tuple[str, str]]:
    value = box.value()
    if value is True:
        yield box.html_name, "on"
    elif value not in (None, False):
        yield box.html_name, str(value)
    elif box.widget_type not in {"checkbox", "radioselect"}:
        yield box.html_name, ""
