"""Anybody does anything at any time: after every deed the report is where a plain model says it is.

Official figures move by acceptance alone; whoever had a hand in a report does not accept it; what is refused
changes nothing; the log tells a way that the table of moves allows.
"""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction
from django.test import override_settings
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from reports import presenting, workflow
from reports.choices import Basis, ReadingState
from reports.entries import Entry
from reports.entry_refusals import EntryRefused
from reports.intake import Blank, save
from reports.models import ProgressReport, Reading, Revision
from reports.progress import rows
from reports.transitions import (
    TRANSITIONS,
    MissingAnswers,
    NotAllowedNow,
    NotYours,
    StaleVersion,
    Whither,
)
from targets.schedule import Schedule
from tests.reports.cast import MID_JUNE, Cast, person
from tests.reports.round_model import Round
from units.choices import Action, Role
from units.models import Event

PEOPLE = ["staff", "second", "head", "neighbour", "reviewer", "colleague", "leadership", "administrator"]
REFUSALS = {
    EntryRefused: "refused entry",
    NotAllowedNow: "not now",
    NotYours: "not yours",
    MissingAnswers: "answers missing",
    StaleVersion: "stale",
}
JUNE = date(2024, 6, 14)
# Those whose turn it is come more often, so that reports get far.
people = st.one_of(st.sampled_from(["staff", "reviewer", "colleague"]), st.sampled_from(PEOPLE))
lines = st.sampled_from(["one", "other"])
numbers = st.integers(0, 3)
MOVES = [
    Action.PRESENTED,
    Action.WITHDRAWN,
    Action.DECLINED,
    Action.SUBMITTED,
    Action.RECALLED,
    Action.RETURNED,
    Action.APPROVED,
    Action.REOPENED,
    Action.IMPORTED,
]


class TheRound(RuleBasedStateMachine):
    """One report of a ward with two lines, in the hands of everybody; `model` is what should stand."""

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.cast = Cast()
        self.cast.people["second"] = person(self.cast.ward, Role.STAFF)
        self.allocations = {"one": self.cast.allocation, "other": self.cast.allocate(self.cast.ward)}
        self.schedule = Schedule.load(self.cast.campaign)
        self.model = Round(tuple(self.allocations))
        self.first_submission = None
        self.looked_at = None

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    @property
    def report(self) -> ProgressReport | None:
        return ProgressReport.objects.filter(reporter=self.cast.ward).first()

    @property
    def newest(self) -> Revision | None:
        return Revision.objects.newest().filter(report__reporter=self.cast.ward).first()

    def play(self, deed) -> str | None:
        """Done for real: None, or the kind of its refusal, which must have changed nothing."""
        before = self.everything()
        try:
            with transaction.atomic():
                deed()
        except tuple(REFUSALS) as refused:
            assert self.everything() == before
            return REFUSALS[type(refused)]
        return None

    def everything(self) -> list:
        tables = (Revision, Reading, ProgressReport, Event)
        return [list(table.objects.order_by("pk").values()) for table in tables]

    # What people do

    @rule(wants=st.booleans())
    def the_unit_wants_its_head_or_no_longer(self, wants):
        self.model.wants_head = self.cast.ward.head_approves = wants
        self.cast.ward.save()

    @rule(who=people, line=lines, number=numbers)
    def writes(self, who, line, number):
        assert self.play(lambda: self.enter(who, line, number)) == self.model.write(who, line, number)

    @precondition(lambda self: self.model.newest)
    @rule(who=people, line=lines)
    def empties(self, who, line):
        assert self.play(lambda: self.enter(who, line, None)) == self.model.write(who, line, None)

    def enter(self, who: str, line: str, number: int | None) -> None:
        allocation, actor = self.allocations[line], self.cast[who]
        revision = workflow.open_report(self.cast.ward, self.cast.period, actor)
        version = (
            Reading.objects.filter(revision=revision, allocation=allocation).values_list("version").first()
        )
        seen = version[0] if version else None
        answer = [] if number is None else [self.answer(allocation, number, seen)]
        blank = [Blank(allocation, seen)] if number is None else []
        assert save(revision, answer, blanks=blank, actor=actor, source="Điện thoại ngày 17/6").is_clean

    def answer(self, allocation, number: int, seen: int | None) -> Entry:
        return Entry(allocation, ReadingState.REPORTED, value=Decimal(number), seen_version=seen)

    @precondition(lambda self: self.model.newest)
    @rule(who=people)
    def presents(self, who):
        assert self.move(presenting.present, who) == self.model.present(who)

    @precondition(lambda self: self.model.newest)
    @rule(who=people)
    def takes_back(self, who):
        assert self.move(presenting.take_back, who) == self.model.take_back(who)

    @precondition(lambda self: self.model.newest)
    @rule(who=people)
    def hands_back(self, who):
        assert self.move(presenting.hand_back, who, "Xem lại") == self.model.hand_back(who)

    @precondition(lambda self: self.model.newest)
    @rule(who=people)
    def submits(self, who):
        assert self.move(workflow.submit, who) == self.model.submit(who)

    @precondition(lambda self: self.model.newest)
    @rule(who=people)
    def recalls(self, who):
        assert self.move(workflow.recall, who) == self.model.recall(who)

    @precondition(lambda self: self.model.newest)
    @rule(who=people)
    def sends_back(self, who):
        assert self.move(workflow.send_back, who, "Xem lại") == self.model.send_back(who)

    @precondition(lambda self: self.model.newest)
    @rule(who=people)
    def accepts(self, who):
        assert self.move(workflow.approve, who) == self.model.accept(who)

    @precondition(lambda self: self.model.newest)
    @rule(who=people)
    def reopens(self, who):
        deed = lambda: workflow.reopen(self.report, self.cast[who], "Sai số liệu")  # noqa: E731
        assert self.play(deed) == self.model.reopen(who)

    @precondition(lambda self: self.model.newest)
    @rule(who=people)
    def imports_accepted_figures(self, who):
        revision = self.newest
        deed = lambda: workflow.accept_import(revision, self.cast[who])  # noqa: E731
        assert self.play(deed) == self.model.import_accepted(who)

    @precondition(lambda self: self.model.newest and self.model.newest.status == "submitted")
    @rule(old=st.integers(1, 3))
    def decides_on_an_old_page(self, old):
        """An officer who had no part in it looks at what was there some moves ago."""
        free = [who for who in ("reviewer", "colleague") if who not in self.model.newest.party]
        revision = self.newest
        if free and revision.version > old:
            deed = lambda: workflow.approve(revision, self.cast[free[0]], revision.version - old)  # noqa: E731
            assert self.play(deed) == "stale"

    def move(self, deed, who: str, *more) -> str | None:
        revision = self.newest
        return self.play(lambda: deed(revision, self.cast[who], revision.version, *more))

    @rule(number=numbers, officer=st.sampled_from(["reviewer", "colleague"]))
    def goes_on(self, number, officer):
        """The next step as it is meant: fill in and submit, decide, correct."""
        match self.model.newest.status if self.model.newest else "draft":
            case "submitted":
                self.accepts(officer)
            case "approved":
                self.reopens(officer)
            case _:
                if self.model.newest and self.model.newest.is_before_the_head:
                    self.submits("head")
                    return
                for line in self.allocations:
                    self.writes("staff", line, number)
                self.presents("staff") if self.model.wants_head else self.submits("staff")

    # What holds after every deed

    @invariant()
    def revisions_stand_where_they_should(self):
        stored = list(Revision.objects.filter(report__reporter=self.cast.ward).order_by("number"))
        assert [revision.status for revision in stored] == [draft.status for draft in self.model.drafts]
        statuses = Counter(revision.status for revision in stored)
        assert statuses["approved"] <= 1
        assert statuses["draft"] + statuses["returned"] + statuses["submitted"] <= 1

    @invariant()
    def two_names_stand_for_what_the_head_agreed_to(self):
        stored = Revision.objects.filter(report__reporter=self.cast.ward).order_by("number")
        for revision, draft in zip(stored, self.model.drafts, strict=True):
            presenter = self.cast[draft.presenter].pk if draft.presenter else None
            assert (revision.presented_by_id, revision.presented_at is not None) == (
                presenter,
                presenter is not None,
            )

    @invariant()
    def every_line_says_what_was_last_written(self):
        stored = Revision.objects.filter(report__reporter=self.cast.ward).order_by("number")
        for revision, draft in zip(stored, self.model.drafts, strict=True):
            values = dict(revision.readings.values_list("allocation", "value"))
            assert values == {self.allocations[line].pk: value for line, value in draft.values.items()}

    @invariant()
    @precondition(lambda self: self.has_moved())
    def figures_are_those_of_the_revision_that_speaks(self):
        for basis, values in [
            (Basis.OFFICIAL, self.model.official),
            (Basis.PROVISIONAL, self.model.provisional),
        ]:
            found = {row.target.pk: row.value for row in self.rows(basis)}
            for line, allocation in self.allocations.items():
                assert found[allocation.target_id] == values.get(line)

    def has_moved(self) -> bool:
        """Something was written or decided since the figures were last looked at."""
        newest = Event.objects.order_by("pk").values_list("pk", flat=True).last()
        moved, self.looked_at = newest != self.looked_at, newest
        return moved

    def rows(self, basis: Basis):
        return rows(self.cast.campaign, self.cast.city, JUNE, basis, schedule=self.schedule)

    @invariant()
    def nobody_accepted_what_they_had_a_hand_in(self):
        for number, draft in enumerate(self.model.drafts, start=1):
            revision = Revision.objects.filter(report__reporter=self.cast.ward, number=number).get()
            accepted = Event.objects.filter(revision=revision.pk, action=Action.APPROVED)
            by_hand = [event.actor_id for event in accepted if "from_file" not in event.data]
            assert not {self.cast[who].pk for who in draft.party} & set(by_hand)

    @invariant()
    def log_tells_a_way_that_the_table_allows(self):
        for revision in Revision.objects.filter(report__reporter=self.cast.ward):
            status, before = ("draft" if revision.number == 1 else "returned"), ""
            for event in Event.objects.filter(revision=revision.pk).order_by("pk"):
                if event.action not in MOVES or event.action == Action.REOPENED:
                    continue
                action = Action.IMPORTED if event.data.get("from_file") else Action(event.action)
                move = TRANSITIONS[action]
                assert status in move.sources
                after = {Whither.SAME: status, Whither.BEFORE: before}.get(move.target, move.target)
                before = status if after == "submitted" else before
                status = after
            assert revision.status in {status, "superseded"}

    @invariant()
    def first_submission_is_never_told_anew(self):
        at = self.report.first_submitted_at if self.report else None
        assert self.first_submission in (None, at)
        self.first_submission = at


@pytest.mark.django_db
def test_nobody_brings_the_round_out_of_its_rules():
    examples = settings(
        max_examples=40,
        stateful_step_count=40,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    )
    with override_settings(EMULATION_TODAY=MID_JUNE):
        run_state_machine_as_test(TheRound, settings=examples)
