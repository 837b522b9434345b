"""What happened around the reports of the demonstration: files, words on figures, corrections, questions,
a change of the plan, and the reminders of which none leaves the house.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial
from typing import Any

from django.core.mail import get_connection

from emulation.dates import now
from emulation.numbers import read_number
from reports import workflow
from reports.asking import questions
from reports.chasing.letters import awaited_by_key
from reports.chasing.reminding import awaited_lines, note_down, remind
from reports.choices import Occasion, Verdict
from reports.confirming.words import confirm
from reports.correcting import requests
from reports.demonstration_cast import Cast, Deed
from reports.demonstration_papers import paper
from reports.demonstration_reports import name_of, newest, with_numbers
from reports.documents.reminder import text_for_unit
from reports.entries import Entry
from reports.evidence.attached import present_code
from reports.evidence.attaching import Signature, attach, give_number
from reports.importing import Batch
from reports.models import CorrectionRequest, Evidence, Explanation, Inspection
from targets.models import Campaign, Target
from targets.plan import Decision, plan_changes, record_plan_change
from targets.schedule import Schedule
from units.models import Unit

# Takes every letter and lets none out.
NOWHERE = "django.core.mail.backends.dummy.EmailBackend"

Told = dict[str, Any]


class Round:
    """Tells the story's "round"; `batches` are all reports, by what they say in the end."""

    def __init__(self, campaign: Campaign, told: Told, cast: Cast, batches: list[Batch]) -> None:
        self.campaign = campaign
        self.told = told
        self.cast = cast
        self.batches = {name_of(batch): batch for batch in batches}

    def deeds(self) -> Iterator[Deed]:
        """Each kind of deed is told with its moments: {"at": …}, and those of what followed."""
        kinds: dict[str, dict[str, Callable[[Told], None]]] = {
            "evidence": {"at": self._attach},
            "signed": {"at": self._attach_signed, "numbered": self._give_number},
            "words": {"at": self._confirm},
            "corrections": {"at": self._ask, "granted": self._grant, "accepted": self._accept},
            "explanations": {"at": self._ask_explanation, "answered": self._answer},
            "inspections": {"at": self._inspect, "closed": self._close},
            "plan": {"at": self._change_plan},
            "runs": {"at": self._remind},
            "by_hand": {"at": self._remind_by_hand},
        }
        for kind, steps in kinds.items():
            for told in self.told[kind]:
                for moment, do in steps.items():
                    if moment in told:
                        yield Deed(datetime.fromisoformat(told[moment]), partial(do, told))

    # Files

    def _attach(self, told: Told) -> None:
        batch = self.batches[told["report"]]
        made = paper(told["name"], told["title"], batch.reporter.official_name, told["lines"])
        allocation = self._entry(batch, told).allocation
        attach(batch.reporter, batch.period, made, self.cast.staff(batch.reporter), allocation=allocation)

    def _attach_signed(self, told: Told) -> None:
        """It shows the code of what the report says at this moment, so that paper and system agree."""
        batch = self.batches[told["report"]]
        code = present_code(newest(batch))
        lines = [f"{e.allocation.target.code} {e.allocation.target.name}: {_shown(e)}" for e in batch.entries]
        unit, signer = batch.reporter.official_name, told["signed_by"]
        made = paper(told["name"], told["title"], unit, lines, code=code, signer=signer)
        signature = Signature(code, signer, date.fromisoformat(told["signed_on"]))
        attach(batch.reporter, batch.period, made, self.cast.staff(batch.reporter), signature=signature)

    def _give_number(self, told: Told) -> None:
        batch = self.batches[told["report"]]
        sheet = Evidence.objects.get(revision=newest(batch), signed_on__isnull=False)
        give_number(sheet, told["number"], self.cast.staff(batch.reporter))

    # Words on figures

    def _confirm(self, told: Told) -> None:
        seen: dict[int, int] = {}
        for name in told["reports"]:
            readings = newest(self.batches[name]).readings.filter(allocation__target__code=told["target"])
            if "about" in told:
                readings = readings.filter(allocation__unit__code=told["about"])
            seen |= dict(readings.values_list("pk", "version"))
        person = self.cast.staff(Unit.objects.get(code=told["by"]))
        confirm(seen, person, Verdict(told["verdict"]), told.get("comment", ""))

    # Corrections

    def _ask(self, told: Told) -> None:
        """What the report says in the end, unless the story has other numbers."""
        batch = self.batches[told["report"]]
        entry = with_numbers(self._entry(batch, told), told)
        requests.ask(newest(batch).report, entry, told["reason"], self.cast.staff(batch.reporter))

    def _grant(self, told: Told) -> None:
        revision = newest(self.batches[told["report"]])
        asked = CorrectionRequest.objects.filter(report=revision.report).values_list("pk", flat=True)
        seen = (revision.pk, revision.version)
        requests.grant(revision.report, list(asked), self.cast.reviewer, seen)

    def _accept(self, told: Told) -> None:
        revision = newest(self.batches[told["report"]])
        workflow.approve(revision, self.cast.second, revision.version)

    def _entry(self, batch: Batch, told: Told) -> Entry:
        about = (told["target"], told.get("about", batch.reporter.code))
        return next(e for e in batch.entries if (e.allocation.target.code, e.allocation.unit.code) == about)

    # Questions

    def _ask_explanation(self, told: Told) -> None:
        period = self.campaign.periods.get(code=told["period"]) if "period" in told else None
        question = Explanation(
            target=self._target(told),
            unit=Unit.objects.get(code=told["unit"]),
            period=period,
            question=told["question"],
            answer_by=date.fromisoformat(told["answer_by"]),
        )
        questions.ask(question, self.cast.reviewer)

    def _answer(self, told: Told) -> None:
        unit = Unit.objects.get(code=told["unit"])
        question = Explanation.objects.get(unit=unit, target=self._target(told))
        questions.answer(question, told["answer"], self.cast.staff(unit))

    def _inspect(self, told: Told) -> None:
        found = Inspection(
            campaign=self.campaign,
            unit=Unit.objects.get(code=told["unit"]),
            target=self._target(told),
            on=date.fromisoformat(told["on"]),
            findings=told["findings"],
            mend_by=date.fromisoformat(told["mend_by"]),
        )
        questions.record_inspection(found, self.cast.second)

    def _close(self, told: Told) -> None:
        found = Inspection.objects.get(unit__code=told["unit"], target=self._target(told))
        questions.close_inspection(found, now().date(), told["mended"], self.cast.second)

    def _target(self, told: Told) -> Target:
        return self.campaign.targets.get(code=told["target"])

    # The plan

    def _change_plan(self, told: Told) -> None:
        target = self._target(told)
        changes = plan_changes(target, {"threshold": read_number(told["threshold"]).value})
        for name, (_old, new) in changes.items():
            setattr(target, name, new)
        target.plan_text = told["plan_text"]
        target.full_clean()
        target.save()
        decision = Decision(told["number"], told["reason"], date.fromisoformat(told["decided_on"]))
        record_plan_change(self.cast.reviewer, target, changes, decision)

    # Reminders

    def _remind(self, _told: Told) -> None:
        remind(Schedule.load(self.campaign), mail=get_connection(NOWHERE))

    def _remind_by_hand(self, told: Told) -> None:
        """A call is noted as it is told; a text that was passed on is the one that the site offers."""
        at, occasion = now(), Occasion(told["occasion"])
        lines = awaited_lines(Schedule.load(self.campaign), at)
        about = (told["unit"], told["period"])
        own = [line for line in lines if (line.reporter.code, line.period.code) == about]
        text = told.get("text") or text_for_unit(self.campaign, awaited_by_key(own, at).values(), "")
        note_down(own, occasion, self.cast.reviewer, text)


def _shown(entry: Entry) -> str:
    numbers = [str(number).replace(".", ",") for number in (entry.value, entry.base) if number is not None]
    return " / ".join(numbers) or str(entry.state.label)
