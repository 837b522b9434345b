"""The one way a word about an unusual figure is kept: who lets it stand, and why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from emulation.dates import now, today
from emulation.text import clean_text
from reports.entries import over_length
from reports.entry_refusals import EntryRefused, Grant, refusal
from reports.models import NOTE_LENGTH, Revision, WarningAnswer
from reports.permissions import enters_for
from reports.warnings.flags import Flag
from units.choices import Action
from units.log import record
from units.models import User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# Allocation, code and numbers.
Key = tuple[int, str, str]


@dataclass(frozen=True, slots=True)
class Said:
    """One word about one line; it settles each of the flags, all of that line."""

    flags: Sequence[Flag]
    word: str

    @property
    def problem(self) -> "StrOrPromise":
        """Why it cannot be kept; empty where it can."""
        return over_length(self.word, NOTE_LENGTH)


def settle(
    revision: Revision, said: Iterable[Said], actor: User, *, granted: Grant | None = None
) -> list[WarningAnswer]:
    """Keep the words, in one transaction with one Event; gives the answer that now holds for each flag.

    A word that is there already writes nothing. It may come before its number is stored: it holds for the
    numbers that its flags name, whenever the line says them. `granted` as in `intake.save`.
    Raises EntryRefused where nothing may be entered now, ValueError for a word with a `problem`.
    """
    asked = [(flag, word) for each in said if (word := _word(each)) for flag in each.flags]
    if not asked:
        return []
    with transaction.atomic():
        rows = Revision.objects.select_for_update(of=("self",))
        current = rows.select_related("report__reporter", "report__period").get(pk=revision.pk)
        if refused := refusal(current.report, current, today(), actor, granted=granted is not None):
            raise EntryRefused(refused)
        known = _known(current)
        news = [(flag, word) for flag, word in asked if known.get(_key(flag), _NONE).word != word]
        if news:
            at = granted.asked_at if granted else now()
            new = WarningAnswer.objects.bulk_create(_answer(current, actor, at, *said) for said in news)
            known |= {(answer.allocation_id, answer.code, answer.about): answer for answer in new}
            _log(current, news, actor, granted)
    return [known[_key(flag)] for flag, _said in asked]


def _word(said: Said) -> str:
    if said.problem:
        raise ValueError("A word that is too long is not kept.")
    return clean_text(said.word).strip()


_NONE = WarningAnswer(word="")


def _key(flag: Flag) -> Key:
    return (flag.allocation.pk, flag.code, flag.about)


def _known(revision: Revision) -> dict[Key, WarningAnswer]:
    """The newest words, as they stand under the lock: the same one may come twice at once."""
    answers = WarningAnswer.objects.filter(report=revision.report_id).select_related("given_by")
    return {(each.allocation_id, each.code, each.about): each for each in answers.order_by("given_at", "pk")}


def _answer(revision: Revision, actor: User, at: datetime, flag: Flag, word: str) -> WarningAnswer:
    return WarningAnswer(
        report=revision.report,
        allocation_id=flag.allocation.pk,
        code=flag.code,
        about=flag.about,
        word=word,
        given_by=actor,
        given_at=at,
    )


def _log(revision: Revision, news: Sequence[tuple[Flag, str]], actor: User, granted: Grant | None) -> None:
    reporter = revision.report.reporter
    words = {flag.allocation.pk: (flag.allocation, word) for flag, word in news}
    beside = [
        {"target": allocation.target.code, "unit": allocation.unit.code, "comment": word}
        for allocation, word in words.values()
    ]
    record(
        granted.officer if granted else actor,
        Action.JUSTIFIED,
        revision,
        unit=reporter,
        on_behalf_of=reporter if granted or enters_for(actor, reporter) else None,
        revision=revision.pk,
        data={"readings": beside} | (granted.data if granted else {}),
        comment=granted.told if granted else "",
    )
