"""Every reason for which nothing may be entered, each in its own words, the first that holds."""

from datetime import date

import pytest
from django.utils.translation import override

from reports.entry_refusals import EntryRefused, Refusal, refusal
from reports.intake import save
from reports.models import Reading, Revision
from reports.workflow import approve, reopen, submit
from targets.models import ReportingPeriod
from tests.factories import ExtensionFactory
from tests.reports.cast import MID_JUNE, Cast, reported

pytestmark = pytest.mark.django_db

OPENS, LAST_DAY, CLOSED, EXTENDED = "2024-06-07", "2024-06-20", "2024-06-21", "2024-06-25"


@pytest.fixture
def cast(settings) -> Cast:
    settings.EMULATION_TODAY = MID_JUNE
    return Cast()


def draft(cast: Cast) -> Revision:
    return cast.answered()


def corrected(cast: Cast) -> Revision:
    return reopen(cast.accepted().report, cast["reviewer"], "Sai số liệu")


def superseded(cast: Cast) -> Revision:
    copy = corrected(cast)
    first = copy.report.revisions.get(number=1)
    copy = submit(copy, cast["staff"], copy.version)
    approve(copy, cast["colleague"], copy.version)
    return first


# Where the report is, who asks, on which day; the code of the refusal and its words. None: he may.
REASONS = [
    (draft, "staff", MID_JUNE, None, ""),
    (draft, "reviewer", MID_JUNE, None, ""),
    (Cast.returned, "staff", MID_JUNE, None, ""),
    (corrected, "staff", MID_JUNE, None, ""),
    # no role
    (draft, "head", MID_JUNE, "no_role", "You do not enter figures for this unit."),
    (draft, "neighbour", MID_JUNE, "no_role", "You do not enter figures for this unit."),
    (draft, "lead", MID_JUNE, "no_role", "You do not enter figures for this unit."),
    (draft, "leadership", MID_JUNE, "no_role", "You do not enter figures for this unit."),
    (draft, "administrator", MID_JUNE, "no_role", "You do not enter figures for this unit."),
    (Cast.submitted, "leadership", MID_JUNE, "no_role", "You do not enter figures for this unit."),
    # where it stands
    (Cast.presented, "staff", MID_JUNE, "before_the_head", "presented the report to the head of the unit at"),
    (Cast.presented, "reviewer", MID_JUNE, "before_the_head", "Take it back to change it."),
    (
        Cast.submitted,
        "staff",
        MID_JUNE,
        "submitted",
        "has been submitted. Recall it to change it.",
    ),
    (Cast.submitted, "staff", CLOSED, "submitted", "has been submitted. Recall it to change it."),
    (Cast.accepted, "staff", MID_JUNE, "approved", "To correct a number, ask beside it."),
    (superseded, "staff", MID_JUNE, "superseded", "A newer revision of this report has been accepted."),
    # the days
    (draft, "staff", "2024-06-06", "not_open", "Entry opens on 07/6/2024."),
    (draft, "staff", OPENS, None, ""),
    (draft, "staff", LAST_DAY, None, ""),
    (draft, "staff", CLOSED, "closed", "Entry closed at the end of 20/6/2024. Home Affairs can give"),
    (draft, "reviewer", CLOSED, "closed", "Entry closed at the end of 20/6/2024."),
    (Cast.returned, "staff", CLOSED, "closed", "Entry closed at the end of 20/6/2024."),
    (corrected, "staff", CLOSED, "closed", "Entry closed at the end of 20/6/2024."),
]


def asked(cast: Cast, revision: Revision, role: str, day: str) -> Refusal | None:
    fresh = Revision.objects.select_related("report__reporter", "report__period").get(pk=revision.pk)
    return refusal(fresh.report, fresh, date.fromisoformat(day), cast[role])


@pytest.mark.parametrize(("brought", "role", "day", "code", "words"), REASONS)
def test_entry_is_refused_for_one_reason_in_its_own_words(cast, brought, role, day, code, words):
    revision = brought(cast)
    ReportingPeriod.objects.filter(pk=cast.period.pk).update(closes_on=LAST_DAY)
    refused = asked(cast, revision, role, day)
    assert (refused.code if refused else None) == code
    with override("en"):
        assert words in str(refused)


def test_no_two_reasons_have_the_same_words(cast):
    with override("en"):
        words = {code: said for _brought, _role, _day, code, said in REASONS if code}
    assert set(words) == {
        "no_role", "before_the_head", "submitted", "approved", "superseded", "not_open", "closed",
    }  # fmt: skip
    assert len(set(words.values())) == len(words)


@pytest.mark.parametrize(("day", "code"), [(CLOSED, None), (EXTENDED, None), ("2024-06-26", "closed")])
def test_more_time_for_the_unit_holds_until_its_last_day(cast, day, code):
    revision = cast.answered()
    ReportingPeriod.objects.filter(pk=cast.period.pk).update(closes_on=LAST_DAY)
    ExtensionFactory(period=cast.period, unit=cast.ward, until=date.fromisoformat(EXTENDED))
    refused = asked(cast, revision, "staff", day)
    assert (refused.code if refused else None) == code


def test_more_time_for_another_unit_is_none_for_this_one(cast):
    revision = cast.answered()
    ReportingPeriod.objects.filter(pk=cast.period.pk).update(closes_on=LAST_DAY)
    ExtensionFactory(period=cast.period, unit=cast.other_ward, until=date.fromisoformat(EXTENDED))
    assert asked(cast, revision, "staff", CLOSED).code == "closed"


def test_a_period_without_a_closing_day_never_closes(cast):
    assert asked(cast, cast.answered(), "staff", "2030-01-01") is None


@pytest.mark.parametrize("brought", [Cast.presented, Cast.submitted, Cast.accepted])
def test_a_refused_save_writes_nothing(cast, brought):
    revision = brought(cast)
    with pytest.raises(EntryRefused):
        save(revision, [reported(cast.allocation, 99, seen_version=1)], actor=cast["staff"])
    assert [reading.value for reading in Reading.objects.all()] == [10]
