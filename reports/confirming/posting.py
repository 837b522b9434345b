"""What a unit sends from the page of figures that take its word: one button pressed, and whatever was typed.

right=12 · right=about · right=t7   the figure is right, or all figures: about the unit, of a target
object=12                           it is not, for the reason in word-12
seen-12=3                           the version of the figure on the page
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from reports.choices import Verdict
from reports.confirming.page import ConfirmLine, ConfirmPage
from reports.confirming.words import confirm
from reports.transitions import TransitionError
from units.models import User

SEEN, TYPED, RIGHT, OBJECT = "seen-", "word-", "right", "object"


@dataclass
class Outcome:
    """`said`: on how many figures. `typed` and `errors`: what was not taken and why, by the keys of readings;
    an error under 0 is about several."""

    said: int = 0
    typed: dict[int, str] = field(default_factory=dict)
    errors: dict[int, str] = field(default_factory=dict)


def say(page: ConfirmPage, posted: Mapping[str, str], actor: User) -> Outcome:
    """Do what the pressed button says. What is typed beside other figures is kept, not sent."""
    outcome = Outcome(typed={key: text for key, text in _numbered(posted, TYPED).items() if text.strip()})
    seen = {key: int(version) for key, version in _numbered(posted, SEEN).items() if version.isdecimal()}
    if OBJECT in posted:
        _object(_number(posted[OBJECT]), seen, outcome, actor)
    elif RIGHT in posted:
        _agree(posted[RIGHT], page, seen, outcome, actor)
    return outcome


def _object(key: int, seen: dict[int, int], outcome: Outcome, actor: User) -> None:
    try:
        confirm({key: seen.get(key, 0)}, actor, Verdict.OBJECTS, outcome.typed.get(key, ""))
    except TransitionError as refused:
        outcome.errors[key] = str(refused)
    else:
        outcome.said = 1
        outcome.typed.pop(key, None)


def _agree(pressed: str, page: ConfirmPage, seen: dict[int, int], outcome: Outcome, actor: User) -> None:
    key = _number(pressed)
    if key and key in outcome.typed:
        outcome.errors[key] = _("Something is written here. Send it as an objection, or empty the box first.")
        return
    meant = [key] if key else [line.reading.pk for line in _together(pressed, page) if line.reading]
    about = {each: seen.get(each, 0) for each in meant if key or (each in seen and each not in outcome.typed)}
    try:
        confirm(about, actor)
    except TransitionError as refused:
        outcome.errors[key] = str(refused)
    else:
        outcome.said = len(about)


def _together(pressed: str, page: ConfirmPage) -> list[ConfirmLine]:
    """The figures behind one button for several: those that wait for a word."""
    if pressed == "about":
        return page.asking_about
    return next((grid.asking for grid in page.led if pressed == f"t{grid.target.pk}"), [])


def _numbered(posted: Mapping[str, str], prefix: str) -> dict[int, str]:
    found = {name.removeprefix(prefix): value for name, value in posted.items() if name.startswith(prefix)}
    return {int(key): value for key, value in found.items() if _number(key)}


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
