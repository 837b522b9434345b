"""Why a cell is not taken, in the words of the sheet. Rules and their words are those of the page's form;
here are said anew only those whose remedy lies in another cell, where the page has a button.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from reports.choices import ReadingState
from reports.entry.forms import ReadingForm
from reports.spreadsheet.reading import Fault, Line
from reports.spreadsheet.sheet import offered, takes

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# A number beside an answer that stands in place of one.
BESIDE_ANSWER = {"nothing_arose_with_value", "nothing_arose_with_base", "unavailable_with_number"}
NO_NUMBER = {"no_number", "value_missing"}


def fault_of(form: ReadingForm, line: Line, box: str, code: str, message: "StrOrPromise") -> Fault:
    """What is wrong in the cell of a box; `code` is that of the rule, `message` the page's words for it."""
    if takes(form, "state") and "state" in line.places:
        if code in BESIDE_ANSWER:
            message = _two_answers(form, line, box)
        elif code in NO_NUMBER:
            message = _chosen_instead(form, line, box)
    return line.fault(box, str(message))


def complaints(form: ReadingForm, line: Line) -> Iterator[Fault]:
    """What is wrong with the boxes of a row that cannot be read."""
    for box, errors in form.errors.as_data().items():
        for error in errors:
            for message in error.messages:
                yield fault_of(form, line, box, error.code or "", message)


def _two_answers(form: ReadingForm, line: Line, box: str) -> str:
    names = {"state": line.places["state"], "number": line.place_of(box)}
    if line.texts.get("state"):
        said = _(
            "Cell %(state)s says “%(answer)s”, and here stands a number. Empty one of the two: cell "
            "%(state)s to report the number, cell %(number)s to leave it at “%(answer)s”."
        )
        return said % {**names, "answer": line.texts["state"]}
    stored: Any = ReadingState(form.initial["state"]).label
    said = _(
        "“%(answer)s” is stored for this line: fill in cell %(value)s as well to report a number in its "
        "place."
    )
    return said % {"answer": stored, "value": line.place_of("value")}


def _chosen_instead(form: ReadingForm, line: Line, box: str) -> str:
    names = {
        "state": line.places["state"],
        "words": ", ".join(f"“{word}”" for word in offered(form, "state").values()),
    }
    if line.texts.get(box):
        said = _(
            "This is not a number. Type one (zero is 0); where there is none, empty this cell and choose in "
            "cell %(state)s: %(words)s."
        )
    else:
        said = _("The number is missing. Type it; where there is none, choose in cell %(state)s: %(words)s.")
    return said % names
