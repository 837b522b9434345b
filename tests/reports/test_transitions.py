"""Every move from everywhere by everybody: made where the table allows it, else refused in its own words.

Once for a unit that wants its head's word, once for one that does not.
"""

import itertools

import pytest
from django.db import transaction
from django.utils.translation import override

from reports.choices import RevisionStatus
from reports.models import Revision
from reports.presenting import hand_back, present, take_back
from reports.transitions import TRANSITIONS, NotAllowedNow, NotYours
from reports.workflow import accept_import, approve, moves_open_to, recall, reopen, send_back, submit
from tests.reports.cast import MID_JUNE, Cast
from units.choices import Action
from units.models import Event, User

pytestmark = pytest.mark.django_db

# Where a report can be: its status, and whether it lies before the head.
DRAFT, RETURNED, SUBMITTED, APPROVED, SUPERSEDED = "draft", "returned", "submitted", "approved", "superseded"
DRAFT_BEFORE, RETURNED_BEFORE = "draft before the head", "returned before the head"
PLACES = [DRAFT, DRAFT_BEFORE, RETURNED, RETURNED_BEFORE, SUBMITTED, APPROVED, SUPERSEDED]

STAFF, HEAD, HOME_AFFAIRS, ADMINISTRATOR = {"staff"}, {"head"}, {"reviewer", "colleague"}, {"administrator"}
ROLES = ["staff", "head", "neighbour", "lead", "reviewer", "colleague", "leadership", "administrator"]

# The table of the design: the move, from where, to where, by whom.
BY_HOME_AFFAIRS = {
    (Action.RETURNED, SUBMITTED): (RETURNED, HOME_AFFAIRS),
    (Action.APPROVED, SUBMITTED): (APPROVED, HOME_AFFAIRS),
    (Action.REOPENED, APPROVED): (RETURNED, HOME_AFFAIRS),
    (Action.IMPORTED, DRAFT): (APPROVED, ADMINISTRATOR),
    (Action.IMPORTED, RETURNED): (APPROVED, ADMINISTRATOR),
}
WITHOUT_HEAD = BY_HOME_AFFAIRS | {
    (Action.SUBMITTED, DRAFT): (SUBMITTED, STAFF),
    (Action.SUBMITTED, RETURNED): (SUBMITTED, STAFF),
    (Action.RECALLED, SUBMITTED): (DRAFT, STAFF),
    # The unit ceased to want its head's word while its report lay before him.
    (Action.SUBMITTED, DRAFT_BEFORE): (SUBMITTED, STAFF | HEAD),
    (Action.SUBMITTED, RETURNED_BEFORE): (SUBMITTED, STAFF | HEAD),
    (Action.WITHDRAWN, DRAFT_BEFORE): (DRAFT, STAFF),
    (Action.WITHDRAWN, RETURNED_BEFORE): (RETURNED, STAFF),
    (Action.DECLINED, DRAFT_BEFORE): (DRAFT, HEAD),
    (Action.DECLINED, RETURNED_BEFORE): (RETURNED, HEAD),
    (Action.PRESENTED, DRAFT): (DRAFT_BEFORE, set()),
    (Action.PRESENTED, RETURNED): (RETURNED_BEFORE, set()),
}
WITH_HEAD = WITHOUT_HEAD | {
    (Action.PRESENTED, DRAFT): (DRAFT_BEFORE, STAFF),
    (Action.PRESENTED, RETURNED): (RETURNED_BEFORE, STAFF),
    (Action.SUBMITTED, DRAFT): (SUBMITTED, HEAD),
    (Action.SUBMITTED, RETURNED): (SUBMITTED, HEAD),
    (Action.SUBMITTED, DRAFT_BEFORE): (SUBMITTED, HEAD),
    (Action.SUBMITTED, RETURNED_BEFORE): (SUBMITTED, HEAD),
    (Action.RECALLED, SUBMITTED): (DRAFT, HEAD),
}
TABLES = {"with head": WITH_HEAD, "without head": WITHOUT_HEAD}

NOT_NOW = {
    Action.PRESENTED: "Only a draft or a report that was sent back can be presented to the head.",
    Action.WITHDRAWN: "Only a report that is before the head can be taken back.",
    Action.DECLINED: "Only a report that is before the head can be handed back.",
    Action.SUBMITTED: "Only a draft or a report that was sent back can be submitted.",
    Action.RECALLED: "Only a submitted report can be recalled.",
    Action.RETURNED: "Only a submitted report can be sent back for changes.",
    Action.APPROVED: "Only a submitted report can be accepted.",
    Action.REOPENED: "Only an accepted report can be reopened for correction.",
    Action.IMPORTED: "A file cannot replace figures of this report.",
}
STANDING = {
    DRAFT: "draft",
    DRAFT_BEFORE: "before the head of the unit",
    RETURNED: "returned",
    RETURNED_BEFORE: "before the head of the unit",
    SUBMITTED: "submitted",
    APPROVED: "accepted",
    SUPERSEDED: "superseded",
}
NOT_YOURS = {
    Action.PRESENTED: "Only staff of the unit present its report to the head.",
    Action.WITHDRAWN: "Only staff of the unit take its report back from the head.",
    Action.DECLINED: "Only the head of the unit hands its report back.",
    Action.SUBMITTED: "Only the head of the unit submits this report.",
    Action.RECALLED: "Only the person who submitted the report can recall it.",
    Action.RETURNED: "Only Home Affairs accepts reports or sends them back.",
    Action.APPROVED: "Only Home Affairs accepts reports or sends them back.",
    Action.REOPENED: "Only Home Affairs reopens a report.",
    Action.IMPORTED: "Only an administrator brings in accepted figures.",
}
NOT_YOURS_WITHOUT_HEAD = NOT_YOURS | {
    Action.PRESENTED: "In this unit staff submit the report themselves; it is not presented to the head.",
    Action.SUBMITTED: "Only staff of the unit submit this report.",
}

MAKE = {
    Action.PRESENTED: lambda revision, who: present(revision, who, revision.version),
    Action.WITHDRAWN: lambda revision, who: take_back(revision, who, revision.version),
    Action.DECLINED: lambda revision, who: hand_back(revision, who, revision.version, "Xem lại"),
    Action.SUBMITTED: lambda revision, who: submit(revision, who, revision.version),
    Action.RECALLED: lambda revision, who: recall(revision, who, revision.version),
    Action.RETURNED: lambda revision, who: send_back(revision, who, revision.version, "Xem lại"),
    Action.APPROVED: lambda revision, who: approve(revision, who, revision.version),
    Action.IMPORTED: accept_import,
    Action.REOPENED: lambda revision, who: reopen(revision.report, who, "Sai số liệu"),
}


@pytest.fixture
def cast(settings) -> Cast:
    settings.EMULATION_TODAY = MID_JUNE
    return Cast()


def wants_head(cast: Cast, wants: bool) -> None:
    cast.ward.head_approves = wants
    cast.ward.save()


def brought_to(place: str, cast: Cast, kind: str) -> Revision:
    """The ward's report as it comes there, by the people of the cast."""
    wants_head(cast, kind == "with head")
    submitter = cast["head" if kind == "with head" else "staff"]
    revision = cast.answered()
    if place in {RETURNED, RETURNED_BEFORE}:
        revision = submit(revision, submitter, revision.version)
        revision = send_back(revision, cast["colleague"], revision.version, "Xem lại")
    if place in {DRAFT_BEFORE, RETURNED_BEFORE}:
        wants_head(cast, wants=True)
        revision = present(Revision.objects.get(), cast["staff"], revision.version)
        wants_head(cast, kind == "with head")
    if place in {SUBMITTED, APPROVED, SUPERSEDED}:
        revision = submit(revision, submitter, revision.version)
    if place in {APPROVED, SUPERSEDED}:
        revision = approve(revision, cast["colleague"], revision.version)
    if place == SUPERSEDED:
        copy = reopen(revision.report, cast["colleague"], "Sai số liệu")
        copy = submit(copy, submitter, copy.version)
        approve(copy, cast["colleague"], copy.version)
    return Revision.objects.select_related("report__reporter", "report__period").get(pk=revision.pk)


def place_of(revision: Revision) -> str:
    return f"{revision.status} before the head" if revision.is_before_the_head else revision.status


def played(revision: Revision, action: Action, who: User) -> str:
    """Where the report is after the move, or in what words it was refused; then all is as it was before."""
    before = (place_of(revision), revision.version, Event.objects.count())
    point = transaction.savepoint()
    try:
        moved = MAKE[action](Revision.objects.get(pk=revision.pk), who)
    except (NotAllowedNow, NotYours) as refused:
        after = Revision.objects.get(pk=revision.pk)
        assert (place_of(after), after.version, Event.objects.count()) == before
        return str(refused)
    else:
        assert Event.objects.count() == before[-1] + 1
        return place_of(moved)
    finally:
        transaction.savepoint_rollback(point)


def expected(kind: str, place: str, action: Action, role: str) -> str:
    if (action, place) not in TABLES[kind]:
        shown = "This one is" if action != Action.IMPORTED else "It is"
        return f"{NOT_NOW[action]} {shown}: {STANDING[place]}."
    target, permitted = TABLES[kind][action, place]
    words = NOT_YOURS if kind == "with head" else NOT_YOURS_WITHOUT_HEAD
    return target if role in permitted else words[action]


def test_the_table_of_moves_is_the_one_of_the_rules():
    possible = {
        (action, place)
        for action, move in TRANSITIONS.items()
        for place in PLACES
        if place.split()[0] in move.sources
        and move.presented in (None, place in {DRAFT_BEFORE, RETURNED_BEFORE})
    }
    assert possible == set(WITH_HEAD) == set(WITHOUT_HEAD)
    assert {place.split()[0] for place in PLACES} == set(RevisionStatus)


@pytest.mark.parametrize("kind", TABLES)
@pytest.mark.parametrize(
    ("place", "action"),
    # What was superseded can no longer be reached: reopening concerns the report's newest revision.
    [case for case in itertools.product(PLACES, TRANSITIONS) if case != (SUPERSEDED, Action.REOPENED)],
)
def test_every_move_from_everywhere_by_everybody(place, action, kind, cast):
    revision = brought_to(place, cast, kind)
    assert place_of(revision) == place
    with override("en"):
        outcomes = {role: played(revision, action, cast[role]) for role in ROLES}
    assert outcomes == {role: expected(kind, place, action, role) for role in ROLES}


@pytest.mark.parametrize("kind", TABLES)
@pytest.mark.parametrize("place", PLACES[:-1])
def test_each_is_offered_exactly_what_they_may_do_there(place, kind, cast):
    revision = brought_to(place, cast, kind)
    for role in ROLES:
        mine = {action for (action, at), (_to, who) in TABLES[kind].items() if at == place and role in who}
        assert moves_open_to(cast[role], revision) == mine - {Action.IMPORTED}
