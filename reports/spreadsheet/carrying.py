"""What a file said, carried in the page of its preview until it is confirmed: signed, so that nothing else
can be sent in its place, for this person, unit and cut-off alone. The server keeps nothing.
"""

from dataclasses import asdict
from typing import Any

from django.core import signing

from reports.entry.page import EntryPage
from reports.spreadsheet.reading import Brought, Fault, Line

SALT = "reports.spreadsheet"
# Far more than a page of lines with long notes; a form of Django's takes 2.5 MB.
LONGEST = 1_000_000
KEPT_FOR = 24 * 60 * 60


class NotCarried(Exception):
    """What was sent back is not what was shown to this person here, or too old."""


class TooMuch(Exception):
    """The texts in the file are too long to be carried."""


def carried(brought: Brought, mark: str, page: EntryPage) -> str:
    """The file and the mark of its preview as one text. Raises TooMuch."""
    text = signing.dumps(
        {"for": _whose(page), "mark": mark, "file": asdict(brought)}, salt=SALT, compress=True
    )
    if len(text) > LONGEST:
        raise TooMuch
    return text


def brought_back(text: str, page: EntryPage) -> tuple[Brought, str]:
    """The file and the mark of the preview that was confirmed. Raises NotCarried."""
    if len(text) > LONGEST:
        raise NotCarried
    try:
        told = signing.loads(text, salt=SALT, max_age=KEPT_FOR)
    except signing.BadSignature as error:
        raise NotCarried from error
    if told["for"] != _whose(page):
        raise NotCarried
    return _brought(told["file"]), told["mark"]


def _whose(page: EntryPage) -> list[str]:
    return [str(page.user.pk), page.unit.code, page.slug]


def _brought(told: dict[str, Any]) -> Brought:
    lines = [Line(**{**line, "faults": _faults(line["faults"])}) for line in told["lines"]]
    untouched = {int(allocation): version for allocation, version in told["untouched"].items()}
    strays = _faults(told["strays"])
    return Brought(told["name"], lines, strays, untouched, told["remarks"])


def _faults(told: list[dict[str, str]]) -> list[Fault]:
    return [Fault(**fault) for fault in told]
